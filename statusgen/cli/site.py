"""The commands for whoever runs a site."""

from __future__ import annotations

from pathlib import Path

import click

import statusgen
from statusgen.cli import clock
from statusgen.cli.parameters import (
    TextCommand,
    format_option,
    located,
    now_option,
    project_argument,
    project_option,
    strict_option,
)
from statusgen.cli.printing import UnableError, finish, progress, usage_errors


def started_languages() -> list[str]:
    """Return the languages in which a project can be started: those that have its texts."""
    folder = Path(statusgen.__file__).parent / "starter/scenarios"
    return sorted(path.name for path in folder.iterdir())


install_from_option = click.option(
    "--install-from",
    "spec",
    metavar="SPEC",
    help="What the project installs: `statusgen==VERSION`, a wheel, a folder or a git address. "
    "The version that is running if left out.",
)


@click.command(cls=TextCommand)
@project_argument
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The folder to write to; PROJECT's output/ if left out.",
)
@now_option
@click.option("--base-url", metavar="URL", help="Where this build will stand, if not at `url`.")
@strict_option
@click.option("--preview", metavar="LABEL", help="Show drafts as well, under a banner with LABEL.")
@format_option
def build(
    *,
    project: Path,
    output: Path | None,
    now: str | None,
    base_url: str | None,
    strict: bool,
    preview: str | None,
    form: str,
) -> None:
    """Write the site of PROJECT, by default the current folder.

    While anything is wrong with it, nothing is written.
    """
    from statusgen.commands import build as command  # noqa: PLC0415 - `--help` loads no command

    with usage_errors(), progress() as tell:
        report = command.build(
            project,
            output or project / "output",
            now=now,
            clock=clock.now(),
            tell=tell,
            base_url=base_url,
            preview=preview,
            strict=strict,
        )
    finish(report, form, project)


@click.command()
@project_argument
@now_option
@strict_option
@click.option(
    "--overdue", is_flag=True, help="Say only what somebody should have done by now, and fail."
)
@format_option
def check(*, project: Path, now: str | None, strict: bool, overdue: bool, form: str) -> None:
    """Say all that is wrong with PROJECT, and write nothing.

    Drafts and internal files are checked as well.
    """
    from statusgen.commands import check as command  # noqa: PLC0415 - `--help` loads no command

    if overdue and strict:
        message = "With --overdue whatever is found fails; --strict adds nothing."
        raise click.UsageError(message)
    instant = clock.now()
    with usage_errors(), progress() as tell:
        if overdue:
            report = command.check_overdue(project, now=now, clock=instant)
        else:
            report = command.check(project, now=now, clock=instant, tell=tell, strict=strict)
    finish(report, form, project)


@click.command()
@click.argument(
    "folder", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default="."
)
@click.option(
    "--language",
    type=click.Choice(started_languages()),
    default="en",
    show_default=True,
    help="Of the site, of its scenarios, and of the comments that explain it.",
)
@install_from_option
def init(folder: Path, language: str, spec: str | None) -> None:
    """Start a project in DIR, by default the current folder.

    It builds as it is, and its comments teach the rest. Nothing is overwritten.
    """
    from statusgen import distribution  # noqa: PLC0415 - `--help` loads no command
    from statusgen.commands import init as command  # noqa: PLC0415 - as above

    try:
        install = distribution.requirements_of(spec)
    except distribution.InstallError as error:
        raise UnableError(str(error)) from error
    finish(command.init(folder, clock.now(), install, language), "text", folder)


@click.command()
@install_from_option
@project_option
def vendor(spec: str | None, project: Path) -> None:
    """Write requirements.txt again, for the statusgen that is running.

    That is how a project moves to a new version.
    """
    from statusgen import distribution  # noqa: PLC0415 - `--help` loads no command
    from statusgen.commands import vendor as command  # noqa: PLC0415 - as above

    with usage_errors():
        try:
            install = distribution.requirements_of(spec)
        except distribution.InstallError as error:
            raise UnableError(str(error)) from error
        report = command.vendor(located(project), install)
    finish(report, "text", project)


@click.command()
@click.argument("name", type=click.Choice(["incident", "postmortem", "scenario", "site"]))
def schema(name: str) -> None:
    """Print the JSON Schema of front matter or site.yml, for editors."""
    from statusgen.commands import schema as command  # noqa: PLC0415 - `--help` loads no command

    click.echo(command.schema(name))
