"""``statusgen build``: write the site of a project to its output folder."""

from __future__ import annotations

import gc
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands import clock
from statusgen.commands.parameters import (
    TextCommand,
    format_option,
    now_option,
    project_argument,
    strict_option,
)
from statusgen.commands.printing import finish, progress
from statusgen.commands.report import Report, amount, count, some
from statusgen.problems import Problem, Rejected

if TYPE_CHECKING:
    from statusgen.pipeline import Tell


@click.command("build", cls=TextCommand)
@project_argument
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder to write to (default: output/ in the project).",
)
@now_option
@click.option(
    "--base-url", metavar="URL", help="The address of this build (default: `url` in site.yml)."
)
@strict_option
@click.option("--preview", metavar="LABEL", help="Include drafts, under a banner with LABEL.")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep results of other builds.")
@click.option("--clean", is_flag=True, help="Forget the results of earlier builds first.")
@format_option
def command(
    *,
    project: Path,
    output: Path | None,
    now: str | None,
    base_url: str | None,
    strict: bool,
    preview: str | None,
    no_cache: bool,
    clean: bool,
    form: str,
) -> None:
    """Build the site.

    PROJECT is a folder, by default the current one. If there is an error, nothing is written. What
    a build makes is kept in .statusgen/ of the project, so that the next one is faster.
    """
    if clean:
        shutil.rmtree(project / ".statusgen", ignore_errors=True)
    with progress() as tell, _uncollected():
        report = build(
            project,
            output or project / "output",
            now=now,
            clock=clock.now(),
            tell=tell,
            base_url=base_url,
            preview=preview,
            strict=strict,
            cached=not no_cache,
        )
    finish(report, form, project)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage: a build leaves little, and looking takes a tenth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def build(
    folder: Path,
    output: Path,
    *,
    now: str | None,
    clock: datetime,
    tell: Tell,
    base_url: str | None = None,
    preview: str | None = None,
    strict: bool = False,
    cached: bool = True,
) -> Report:
    """Build the project in ``folder``; if there is an error, write nothing.

    Previews, and builds that are not ``cached``, leave the results of other builds alone.
    """
    from statusgen import pipeline, project, writing
    from statusgen.cache import Cache
    from statusgen.commands.identity import identity_of, with_former
    from statusgen.commands.options import instant, line_of, site_url
    from statusgen.pipeline import Options
    from statusgen.writing import WritingError

    began = time.monotonic()
    inputs = with_former(project.read(folder), folder, output)
    options = Options(
        as_of=instant(now, clock, inputs),
        base_url=site_url(base_url),
        preview=line_of("--preview", preview),
        strict=strict,
    )
    try:
        writing.guard(output, folder)
        cache = Cache(folder) if cached and preview is None else None
        plan = pipeline.plan(inputs, options, cache)
        files = pipeline.outputs_of(plan, tell, cache.output if cache else pipeline.made)
        site = identity_of(plan.kit.settings)
        written = writing.write_output(files, output, site, cache.stamps if cache else {})
        if cache:
            cache.save(written.stamps)
    except Rejected as rejected:
        return Report(
            problems=rejected.problems,
            summary=f"{count(rejected.problems)}; nothing was written",
            notes=way_out(rejected.problems),
            failed=True,
        )
    except WritingError as error:
        return Report(problems=error.problems, summary=count(error.problems), failed=True)
    read = amount(len(inputs.files) + len(inputs.static), "file")
    outcome = (
        f"{output}: {read} read, {written.written:,} written, {written.left:,} unchanged, "
        f"{written.removed:,} removed, in {time.monotonic() - began:.2f} s"
    )
    return Report(problems=plan.problems, summary=outcome)


def way_out(problems: Iterable[Problem]) -> tuple[str, ...]:
    """Say how to publish everything but the texts with errors."""
    paths = {problem.span.path for problem in problems if problem.is_error}
    texts = sorted(path for path in paths if path.endswith(".md"))
    first = f"fix {some(sorted(paths.difference(texts)))}, then " if len(texts) < len(paths) else ""
    way = (
        f"To publish the rest now, {first}add `draft: true` to {some(texts)}, or put `_` before "
        "the name."
    )
    return (way,) if texts else ()
