"""``statusgen forms``: give the forms of the forge the scenarios of the project as choices."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import click

from statusgen.commands.parameters import project_argument, workspace_of
from statusgen.commands.printing import finish
from statusgen.commands.report import Report, answered
from statusgen.problems import Problem, Span, warning

FORMS: Final = (
    ".github/workflows/report-incident.yml",
    ".github/workflows/add-update.yml",
    ".gitlab-ci.yml",
)
"""The files that may have forms."""

_CHOICES: Final = re.compile(r"^( *)options: # (scenarios|states)\n(?:\1 *- .*\n)*", re.MULTILINE)


@click.command("forms")
@project_argument
def command(*, project: Path) -> None:
    """Update the choices in the forms of GitHub or GitLab.

    They offer the scenarios of PROJECT, and every state.
    """
    workspace = workspace_of(project)
    report = forms(workspace.folder, [file.path for file in workspace.scenario_files])
    finish(report, "text", project)


@answered
def forms(folder: Path, scenarios: Iterable[str]) -> Report:
    """Write the choices into the forms of a project; ``scenarios`` are the paths of files."""
    from statusgen.writing import write_file

    written = []
    for path, before, after in _outdated(folder, scenarios):
        write_file(folder, path, after.encode(), before=before.encode())
        written.append(path)
    if not written:
        return Report(summary="The forms are up to date")
    return Report(
        summary=f"Updated {', '.join(written)}",
        notes=("Commit and push this yourself: a job may not change workflows.",),
    )


def find_stale(folder: Path, scenarios: Iterable[str]) -> Iterator[Problem]:
    """Yield a warning for each form with other choices than it should have."""
    for path, before, _ in _outdated(folder, scenarios):
        lines = before[: before.index("options: # ")].split("\n")
        yield warning(
            "stale-form",
            "The choices of this form are out of date",
            Span(path=path, line=len(lines)),
            "Type `statusgen forms`, and push the file.",
        )


def _outdated(folder: Path, scenarios: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the path of each form to update, its text, and the text that it should have."""
    import yaml

    from statusgen.commands.scenarios import NO_SCENARIO
    from statusgen.model import State
    from statusgen.notation.names import name_of_file

    choices = {
        # Whoever chooses nothing gets the first, so it must do no harm.
        "scenarios": [NO_SCENARIO, *sorted(map(name_of_file, scenarios))],
        "states": [state.word for state in dict.fromkeys((State.UPDATE, *State))],
    }

    def options(found: re.Match[str]) -> str:
        listed = yaml.safe_dump(choices[found[2]], allow_unicode=True)
        return f"{found[1]}options: # {found[2]}\n" + textwrap.indent(listed, f"{found[1]}  ")

    for path in FORMS:
        if (folder / path).is_file():
            before = (folder / path).read_text(encoding="utf-8")
            after = _CHOICES.sub(options, before)
            if after != before:
                yield path, before, after
