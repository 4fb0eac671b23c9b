"""``statusgen build``: a project's site, written to its output folder."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from statusgen import pipeline, project, publishing
from statusgen.commands.options import instant, label, site_url
from statusgen.commands.rejection import stopping, way_out
from statusgen.commands.report import Report, amount, count, some
from statusgen.inputs import Inputs
from statusgen.pipeline import Options, Tell
from statusgen.problems import Problem, Rejected
from statusgen.publishing import OutputError, Written


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
) -> Report:
    """Build the project in ``folder``; while anything is wrong with it, write nothing."""
    began = time.monotonic()
    inputs = project.read(folder)
    options = Options(
        as_of=instant(now, clock, inputs),
        base_url=site_url(base_url),
        preview=label(preview),
        strict=strict,
    )
    try:
        publishing.guard(output, folder)
        plan = pipeline.plan(inputs, options)
        files = pipeline.render(plan, tell)
        written = publishing.publish(files, output)
    except Rejected as rejected:
        return _rejection(rejected.problems, inputs, options)
    except OutputError as error:
        return Report(problems=(error.problem,), summary=count((error.problem,)), failed=True)
    read = len(inputs.files) + len(inputs.static)
    return Report(
        problems=plan.problems,
        summary=f"{output}: {_outcome(written, read)}, in {time.monotonic() - began:.2f} s",
        notes=_notes(written),
    )


def _outcome(written: Written, read: int) -> str:
    return (
        f"{amount(read, 'file')} read, {written.written:,} written, "
        f"{written.left:,} left as they were, {written.removed:,} removed"
    )


def _notes(written: Written) -> tuple[str, ...]:
    if not written.strangers:
        return ()
    return (f"Left alone, since no build wrote them: {some(written.strangers)}",)


def _rejection(problems: tuple[Problem, ...], inputs: Inputs, options: Options) -> Report:
    """Say that nothing was written; readers are waiting, but for a preview, which shows drafts."""
    return Report(
        problems=problems,
        summary=f"{count(problems)}; nothing was written",
        notes=() if options.preview else way_out(stopping(problems, inputs, options)),
        failed=True,
    )
