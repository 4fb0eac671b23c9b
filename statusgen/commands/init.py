"""``statusgen init``: start a project that builds, with comments that explain it."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

import statusgen
from statusgen.commands import clock
from statusgen.commands.parameters import install_from_option
from statusgen.commands.printing import UnableError, finish
from statusgen.commands.report import Report, amount, some
from statusgen.problems import Problem, Span


def started_languages() -> list[str]:
    """Return the languages that the starter has texts in."""
    folder = Path(statusgen.__file__).parent / "starter/scenarios"
    return sorted(path.name for path in folder.iterdir())


@click.command("init")
@click.argument(
    "folder", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default="."
)
@click.option(
    "--language",
    type=click.Choice(started_languages()),
    default="en",
    help="The language of the site, the scenarios and the comments (default: en).",
)
@install_from_option
def command(folder: Path, language: str, spec: str | None) -> None:
    """Start a project in DIR, by default the current folder.

    It builds right away, and its comments explain the rest. `init` overwrites nothing.
    """
    from statusgen import distribution

    try:
        install = distribution.requirements_of(spec)
    except distribution.InstallError as error:
        raise UnableError(str(error)) from error
    finish(init(folder, clock.now(), install, language), "text", folder)


STARTER: Final = Path(statusgen.__file__).parent / "starter"
"""The files of a new project, with ``dot-`` in place of a leading dot."""

SCHEMA: Final = ".vscode/site.schema.json"
"""The schema with which editors check site.yml, made from the running version."""

KEPT: Final = MappingProxyType(
    {
        "README.md": "",
        ".gitignore": ". Add the line `/output/` to it",
        ".github/CODEOWNERS": "",
        ".github/dependabot.yml": "",
        ".vscode/extensions.json": "",
        ".vscode/markdown.code-snippets": "",
        ".vscode/settings.json": f". Add {SCHEMA} to its `yaml.schemas`, for content/site.yml",
        ".vscode/tasks.json": "",
        SCHEMA: f". `statusgen schema site > {SCHEMA}` updates it",
    }
)
"""Files that a new repository often has and that are kept, with what to do about each."""


def init(
    folder: Path, clock: datetime, install: Mapping[str, bytes], language: str = "en"
) -> Report:
    """Write a new project into ``folder``, unless one of its files exists.

    ``install`` has the files with which the project installs statusgen. Existing files in
    :data:`KEPT` stay as they are.
    """
    from statusgen.commands.schema import schema

    values = _values(folder.resolve().name, clock)
    files = {
        _filled(target, values): _filled(path.read_text(encoding="utf-8"), values).encode()
        for target, path in _starter(language)
    } | {SCHEMA: f"{schema('site')}\n".encode(), **install}
    there = [name for name in files if os.path.lexists(folder / name)]
    kept = [name for name in there if name in KEPT]
    if there != kept:
        return Report(
            problems=tuple(
                Problem(
                    code="file-exists",
                    message=f"{name} already exists",
                    span=Span(path=name, line=0),
                    hint="Choose another folder. Nothing was overwritten.",
                )
                for name in there
                if name not in kept
            ),
            summary="nothing was written",
            failed=True,
        )
    written = {name: content for name, content in files.items() if name not in kept}
    try:
        for name, content in written.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    except OSError as error:
        problem = Problem(
            code="output-folder",
            message=f"{error.filename or folder} cannot be written: {error.strerror or error}",
            span=Span(path=str(folder), line=0),
            hint="Choose another folder, make this one writable, or move what is in the way.",
        )
        left = [name for name in written if os.path.lexists(folder / name)]
        summary = f"delete {some(left)} before you try again" if left else "nothing was written"
        return Report(problems=(problem,), summary=summary, failed=True)
    where = [str(folder)] if folder.parts else []  # empty for the current folder
    build = shlex.join(["statusgen", "build", *where])
    return Report(
        summary=f"Created a project in {folder.resolve()} ({amount(len(written), 'file')})",
        notes=(
            f"Next: list your components and your team in {folder / 'content/site.yml'},",
            f"then type `{build}` and open {folder / 'output/index.html'}.",
            *(f"{name} already existed and was kept{KEPT[name]}." for name in kept),
        ),
    )


def _starter(language: str) -> Iterator[tuple[str, Path]]:
    """Yield each file of the starter, after its path in the project."""
    from statusgen.reading.content import SCENARIOS

    sources = (
        (STARTER / "project", ""),
        (STARTER / language, ""),
        (STARTER / "scenarios" / language, SCENARIOS),
    )
    for folder, top in sources:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                parts = path.relative_to(folder).parts
                yield top + "/".join(re.sub(r"^dot-", ".", part) for part in parts), path


def _values(name: str, clock: datetime) -> dict[str, str]:
    """Return the values of the placeholders in the starter."""
    from statusgen.advice.review import SAMPLE_HOST
    from statusgen.notation.names import slug_of

    name = name.lower()
    is_host = re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", name) is not None
    resolved = clock.replace(second=0, microsecond=0) - timedelta(minutes=20)
    times = {
        "INVESTIGATING": resolved - timedelta(minutes=85),
        "IDENTIFIED": resolved - timedelta(minutes=60),
        "RESOLVED": resolved,
    }
    return {
        "@HOST@": name if is_host else SAMPLE_HOST,
        "@ID@": f"{name if is_host else slug_of(name) or SAMPLE_HOST},{clock.year}",
        "@DATE@": f"{times['INVESTIGATING']:%Y-%m-%d}",
        **{f"@{word}@": f"{time:%Y-%m-%d %H:%M} UTC" for word, time in times.items()},
    }


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"@[A-Z]+@", lambda match: values[match[0]], text)
