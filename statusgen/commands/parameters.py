"""The arguments and options that several commands share."""

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


F = TypeVar("F", bound=Callable[..., Any])


class TextCommand(click.Command):
    """A command that writes its arguments to a file, so they must be valid text."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line; paths may be any bytes."""
        rest = super().parse_args(ctx, args)
        for parameter in self.params:
            value = ctx.params.get(parameter.name or "")
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str) and not is_text(text):
                    message = f"{text!r} is not UTF-8 text."
                    raise click.BadParameter(message, ctx=ctx, param=parameter)
        if WAIT in ctx.meta and "publish" in ctx.params:
            ctx.params["publish"] = True
        return rest


def is_text(text: str) -> bool:
    """Return whether the text has no surrogates, which stand for undecodable bytes (PEP 383)."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def located(project: Path) -> Path:
    """Return the project around a folder, as a path relative to the current folder."""
    from statusgen.files import locate

    return Path(os.path.relpath(locate(project)))


def _near(_context: click.Context, _parameter: click.Parameter, project: Path) -> Path:
    """Return the project around a folder, or the folder as it was typed."""
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
    help="The project, or a folder in it (default: the current folder).",
)
another_option = click.option(
    "--another",
    is_flag=True,
    help="Publish a new incident even if others have just opened one like it.",
)
WAIT = "statusgen.wait"
"""Where the context of a command keeps for how many seconds to wait until readers see a text."""


PATIENCE = 180.0
"""For how many seconds to wait; Ctrl-C ends it earlier."""


def _keep_wait(context: click.Context, _parameter: click.Parameter, value: object) -> None:
    if value:
        context.meta[WAIT] = PATIENCE


wait_option = click.option(
    "--wait",
    is_flag=True,
    expose_value=False,
    callback=_keep_wait,
    help="Publish, and wait until readers see it, for 3 minutes at most.",
)


def wanted_wait() -> float | None:
    """Return for how many seconds the running command should wait, if at all."""
    seconds: float | None = click.get_current_context().meta.get(WAIT)
    return seconds


def publish_option(command: F) -> F:
    """Add the options for publishing."""
    publish = click.option("--publish", is_flag=True, help="Check, commit and push the file.")
    return publish(wait_option(command))


no_input_option = click.option(
    "--no-input", is_flag=True, help="Ask nothing; report everything that is missing."
)
now_option = click.option(
    "--now",
    metavar="TIME",
    help="Act as if it were TIME, such as '2026-11-20 14:05' (default: now).",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    help="The report: text, GitHub annotations or JSON (default: text).",
)
install_from_option = click.option(
    "--install-from",
    "spec",
    metavar="SPEC",
    help="What the project installs: statusgen==VERSION, a wheel, a folder or a git address "
    "(default: the running version).",
)
strict_option = click.option("--strict", is_flag=True, help="Treat warnings as errors.")


def at_option(what: str) -> Callable[[F], F]:
    """Return the option for the time of an update or a log entry."""
    return click.option(
        "--at", metavar="TIME", help=f"The time of the {what}, such as 14:05 (default: now)."
    )


_UPDATE_OPTIONS = (
    at_option("update"),
    click.option(
        "--message",
        metavar="TEXT",
        help="The text, in Markdown; - reads standard input (default: the scenario's).",
    ),
    click.option("--edit", is_flag=True, help="Open the text in $VISUAL or $EDITOR first."),
    click.option(
        "--component",
        "components",
        metavar="ID=STATE",
        multiple=True,
        help="A component, a group or all, with its state, such as api=degraded; repeatable.",
    ),
    click.option(
        "--impact",
        metavar="WORD",
        help="none, minor, major or critical (default: follows from the components).",
    ),
    click.option(
        "--next",
        "next_",
        metavar="WHEN",
        help="When the next update comes: 30m, 15:00 or none (default: from the cadence).",
    ),
    click.option("--eta", metavar="WHEN", help="When you expect it to end: 2h, 15:00 or none."),
    click.option("--workaround", metavar="TEXT", help="What people can do until it is fixed."),
    click.option(
        "--set",
        "values",
        metavar="NAME=VALUE",
        multiple=True,
        help="A variable of the scenario; repeatable.",
    ),
    click.option(
        "--announce/--no-announce",
        default=None,
        help="Whether external channels are told (default: as site.yml says).",
    ),
    publish_option,
    no_input_option,
    project_option,
)


def update_options(command: F) -> F:
    """Add the options for the contents of an update, and for how it is written."""
    for option in reversed(_UPDATE_OPTIONS):
        command = option(command)
    return command


def read_message(text: str | None) -> str | None:
    """Return the text, or standard input for ``-``."""
    if text != "-":
        return text
    try:
        return sys.stdin.buffer.read().decode() if sys.stdin else ""
    except UnicodeDecodeError as error:
        message = "Standard input is not UTF-8 text. Nothing was written."
        raise UnableError(message) from error


def typed(options: dict[str, Any]) -> dict[str, Any]:
    """Return the values of :func:`update_options`, with the message read from standard input."""
    own = {"next": options["next_"], "message": read_message(options["message"])}
    return {name: each for name, each in options.items() if name != "next_"} | own


def workspace_of(project: Path) -> Workspace:
    """Return the project around a folder; warn if its site.yml has mistakes.

    Paths in messages are relative to the current folder.
    """
    from statusgen.commands.workspace import open_workspace
    from statusgen.reading.content import SITE_FILE

    workspace = open_workspace(located(project), clock.now())
    if not workspace.site.complete:
        path = workspace.shown(SITE_FILE)
        click.echo(
            f"{path} has errors, so some settings may be missing. See `statusgen check`.", err=True
        )
    return workspace
