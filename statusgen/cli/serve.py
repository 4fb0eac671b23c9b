"""The command for whoever looks at a site while writing it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from statusgen.cli import clock
from statusgen.cli.parameters import now_option, project_argument
from statusgen.cli.printing import show, usage_errors

PORT = 8000


@click.command()
@project_argument
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Where to serve it; the next one that is free where this one is taken, 0 for any.",
)
@now_option
@click.option(
    "--editor",
    metavar="URL",
    envvar="STATUSGEN_EDITOR",
    help="How the editor is asked to open a place, with {path}, {line} and {column}; Visual Studio "
    "Code if left out.",
)
def serve(*, project: Path, port: int, now: str | None, editor: str | None) -> None:
    """Show PROJECT in the browser while you write.

    It is on this machine alone, with drafts. A page reloads when a file is saved; what is wrong
    with the files is shown on it, over the last version that was good.
    """
    from statusgen.commands import serve as command  # noqa: PLC0415 - `--help` loads no command
    from statusgen.commands.report import count  # noqa: PLC0415 - `--help` loads no command
    from statusgen.problems import Problem  # noqa: PLC0415 - `--help` loads no command

    told: set[Problem] = set()

    def tell(problems: tuple[Problem, ...], seconds: float) -> None:
        show(problem for problem in problems if problem not in told)
        told.clear()
        told.update(problems)
        click.echo(f"{count(problems)}, after {seconds:.2f} s")

    with (
        suppress(KeyboardInterrupt),
        usage_errors(),
        command.serving(
            project,
            port=port,
            now=now,
            clock=clock.now,
            editor_url=editor,
            tell=tell,
        ) as served,
    ):
        if port not in {0, served.port}:
            click.echo(f"Port {port} is taken; {served.port} is free.")
        click.echo(f"The site is at {served.url}/ while this runs. Ctrl-C ends it.")
        served.run()
