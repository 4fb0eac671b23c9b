"""Arguments and options that several commands take, and the project that they mean."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from statusgen.commands import clock
from statusgen.commands.printing import UnableError

if TYPE_CHECKING:  # what commands need is heavy, and --help needs none of it
    from statusgen.commands.workspace import Workspace


class TextCommand(click.Command):
    """A command that writes what it is told: bytes that are no text are refused."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; a path may be any bytes, and is no ``str``."""
        rest = super().parse_args(ctx, args)
        for parameter in self.params:
            value = ctx.params.get(parameter.name or "")
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str) and not is_text(text):
                    message = f"{text!r} is not UTF-8 text."
                    raise click.BadParameter(message, ctx=ctx, param=parameter)
        return rest


def is_text(text: str) -> bool:
    """Tell whether no byte had to be kept as a surrogate (PEP 383)."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def located(project: Path) -> Path:
    """Return the project that a folder is in, as one gets there from where the command runs."""
    from statusgen.files import locate

    return Path(os.path.relpath(locate(project)))


def _near(_context: click.Context, _parameter: click.Parameter, project: Path) -> Path:
    """Return the folder as it was named; the project around it, where it is in one."""
    place = located(project)
    return project if place.resolve() == project.resolve() else place


project_argument = click.argument(
    "project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    callback=_near,
)
project_option = click.option(
    "--project",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="The folder of the project; the current one if left out.",
)
publish_option = click.option(
    "--publish", is_flag=True, help="Check, commit and push what was written."
)
no_input_option = click.option(
    "--no-input", is_flag=True, help="Ask nothing; say what is missing instead."
)
now_option = click.option(
    "--now",
    metavar="TIME",
    help="The instant to take for now, such as '2026-11-20 14:05 UTC'; without a zone, the site's. "
    "The current one if left out.",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="How problems are printed: for people, as workflow commands, or for programs.",
)
install_from_option = click.option(
    "--install-from",
    "spec",
    metavar="SPEC",
    help="What the project installs: a folder, a wheel, a git address or statusgen==VERSION; the "
    "version that is running if left out.",
)
strict_option = click.option("--strict", is_flag=True, help="Warnings fail, too.")


F = TypeVar("F", bound=Callable[..., Any])

at_option = click.option(
    "--at", metavar="TIME", help="When it is of, such as '2026-11-20 14:05'; now if left out."
)
_UPDATE_OPTIONS = (
    at_option,
    click.option("--message", metavar="TEXT", help="The text, in Markdown; - for standard input."),
    click.option("--edit", is_flag=True, help="Write the text in an editor."),
    click.option(
        "--component",
        "components",
        metavar="ID=STATE",
        multiple=True,
        help="A component and its state from now on; again for each.",
    ),
    click.option("--impact", metavar="WORD", help="none, minor, major or critical."),
    click.option(
        "--next",
        "next_",
        metavar="WHEN",
        help="When the next update comes: 30m, 15:00, a time, or none; by the cadence if left out.",
    ),
    click.option("--eta", metavar="WHEN", help="When it is expected to be over, as --next."),
    click.option("--workaround", metavar="TEXT", help="What users can do meanwhile."),
    click.option(
        "--set",
        "values",
        metavar="NAME=VALUE",
        multiple=True,
        help="A variable of the scenario; again for each.",
    ),
    publish_option,
    no_input_option,
    project_option,
)


def update_options(command: F) -> F:
    """Add the options that say something of an update, and where and how it is written."""
    for option in reversed(_UPDATE_OPTIONS):
        command = option(command)
    return command


def read_message(text: str | None) -> str | None:
    """Return a text; ``-`` is standard input."""
    if text != "-":
        return text
    try:
        return sys.stdin.buffer.read().decode() if sys.stdin else ""
    except UnicodeDecodeError as error:
        message = "The text on standard input is not UTF-8, so nothing was written."
        raise UnableError(message) from error


def typed(options: dict[str, Any]) -> dict[str, Any]:
    """Return the values of :func:`update_options`; the message may come from standard input."""
    own = {"next": options["next_"], "message": read_message(options["message"])}
    return {name: each for name, each in options.items() if name != "next_"} | own


def workspace_of(project: Path) -> Workspace:
    """Return the project that a folder is in; its files are named from where the command runs.

    Where site.yml has mistakes, that is said: what it names may be unknown because of them.
    """
    from statusgen.commands.workspace import open_workspace
    from statusgen.reading.content import SITE_FILE

    desk = open_workspace(located(project), clock.now())
    if not desk.site.complete:
        message = f"{desk.shown(SITE_FILE)} has mistakes, and what it says may be missing here; "
        click.echo(f"{message}`statusgen check` shows them.", err=True)
    return desk
