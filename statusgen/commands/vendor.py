"""``statusgen vendor``: update what a project installs to the running version."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from statusgen.commands.parameters import install_from_option, located, project_option
from statusgen.commands.printing import UnableError, finish
from statusgen.commands.report import Report, some


@click.command("vendor")
@install_from_option
@project_option
def command(spec: str | None, project: Path) -> None:
    """Update the project to the running version.

    It rewrites requirements.txt, and if they are there, requirements-announce.txt and the wheel
    in vendor/.
    """
    from statusgen import distribution

    try:
        install = distribution.requirements_of(spec)
    except distribution.InstallError as error:
        raise UnableError(str(error)) from error
    report = vendor(located(project), install)
    finish(report, "text", project)


def vendor(folder: Path, install: Mapping[str, bytes]) -> Report:
    """Write the files with which the project in ``folder`` installs statusgen; remove old wheels.

    ``install`` has their contents by path, from
    :func:`statusgen.distribution.requirements_of`.
    """
    from statusgen.commands.options import NO_PROJECT, UsageError
    from statusgen.distribution import ANNOUNCING, HEAD, REQUIREMENTS, VENDOR, announcing
    from statusgen.reading.content import SITE_FILE
    from statusgen.writing import WritingError, write_file

    if not (folder / SITE_FILE).is_file():
        raise UsageError(NO_PROJECT)
    if (folder / ANNOUNCING).is_file():
        install = {**install, **announcing()}
    before = {
        path: place.read_bytes() if (place := folder / path).is_file() else None for path in install
    }
    old = before[REQUIREMENTS]
    if old is not None and not old.startswith(HEAD.partition("\n")[0].encode()):
        message = (
            f"{folder / REQUIREMENTS} was not written by statusgen. Rename it, then try again."
        )
        raise UsageError(message)
    changed = [path for path in sorted(install, reverse=True) if install[path] != before[path]]
    try:
        for path in changed:  # the wheel before the line that names it
            write_file(folder, path, install[path], before=before[path])
    except WritingError as error:
        summary = f"{REQUIREMENTS} was not changed"
        return Report(problems=error.problems, summary=summary, failed=True)
    wheels = sorted(f"{VENDOR}/{each.name}" for each in (folder / VENDOR).glob("statusgen-*.whl"))
    removed = [wheel for wheel in wheels if wheel not in install]
    for wheel in removed:
        (folder / wheel).unlink()
    if not changed and not removed:
        return Report(summary="Nothing to do: the project already installs this version.")
    return Report(
        summary=f"Written: {some(changed) or 'nothing'}. Removed: {some(removed) or 'nothing'}.",
        notes=("Next: commit these files together.",),
    )
