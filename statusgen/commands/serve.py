"""``statusgen serve``: preview a project in the browser while you write."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from statusgen.commands import clock
from statusgen.commands.parameters import now_option, project_argument
from statusgen.commands.printing import show
from statusgen.commands.report import count
from statusgen.problems import Problem

if TYPE_CHECKING:
    from statusgen.serving.preview import Watch
    from statusgen.serving.server import Server

PORT = 8000


@click.command("serve")
@project_argument
@click.option(
    "--port",
    metavar="PORT",
    type=click.IntRange(0, 65535),
    default=PORT,
    help=f"The port, or any free one if it is taken or 0 (default: {PORT}).",
)
@now_option
@click.option(
    "--editor",
    metavar="URL",
    envvar="STATUSGEN_EDITOR",
    help="The URL that opens your editor, with {path}, {line} and {column} "
    "(default: $STATUSGEN_EDITOR, or VS Code).",
)
def command(*, project: Path, port: int, now: str | None, editor: str | None) -> None:
    """Preview PROJECT in the browser while you write.

    Only this machine can open it, and it includes drafts. Pages reload when you save a file. Your
    mistakes appear on top of the last good version.
    """
    known: set[Problem] = set()

    def report(problems: tuple[Problem, ...], seconds: float) -> None:
        show(problem for problem in problems if problem not in known)
        known.clear()
        known.update(problems)
        click.echo(f"{count(problems)}, after {seconds:.2f} s")

    with (
        suppress(KeyboardInterrupt),
        serving(
            project, port=port, now=now, clock=clock.now, editor_url=editor, report=report
        ) as served,
    ):
        if port not in {0, served.server.server_port}:
            click.echo(f"Port {port} is in use; using {served.server.server_port}.")
        click.echo(f"The site is at {served.server.url}/ (press Ctrl-C to stop)")
        served.run()


GLANCE: Final = 1.0
"""Seconds between two looks at the clock."""

PROMPT: Final = 0.05
"""Seconds until the server notices that it should stop."""

Clock = Callable[[], datetime]
Reporter = Callable[[tuple[Problem, ...], float], None]
"""Takes the problems, and how many seconds the build took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A preview that is being served."""

    server: Server
    watch: Watch
    clock: Clock
    report: Reporter

    def run(self) -> None:
        """Keep the preview up to date until Ctrl-C (KeyboardInterrupt), or until it is closed.

        It is rebuilt every minute, so that little is left to do when a file is saved.
        """
        seen = _minute(self.clock())
        while self.watch.is_running:
            if self.watch.wait(GLANCE) or seen != _minute(self.clock()):
                seen = self.update()

    def update(self) -> datetime:
        """Rebuild, report problems if they changed, and return the time of the preview."""
        began, as_of = time.monotonic(), _minute(self.clock())
        preview = self.server.preview
        if preview.rebuild(as_of):
            self.report(preview.state.problems, time.monotonic() - began)
        return as_of


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


@contextmanager
def serving(
    folder: Path,
    *,
    port: int,
    now: str | None,
    clock: Clock,
    editor_url: str | None,
    report: Reporter,
) -> Iterator[Serving]:
    """Build the project in ``folder``, and serve it until the block ends."""
    from statusgen.commands.options import NO_PROJECT, OptionError, UsageError, instant
    from statusgen.files import read_texts
    from statusgen.reading.content import SITE_FILE
    from statusgen.serving.preview import Watch
    from statusgen.serving.server import VS_CODE, EditorLink, listen

    root = folder.resolve()
    if not (root / SITE_FILE).is_file():
        raise UsageError(NO_PROJECT)
    as_of = instant(now, clock(), read_texts(root)) if now is not None else None
    if editor_url and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:.*\{path\}", editor_url):
        message = (
            f"{editor_url} is not a valid editor URL. It needs a scheme and {{path}}, and can have "
            f"{{line}} and {{column}}, such as {VS_CODE}"
        )
        raise OptionError(("--editor", message))
    server = listen(port, EditorLink(folder=root, template=editor_url or VS_CODE), as_of)
    thread = threading.Thread(target=server.serve_forever, args=(PROMPT,), name="server")
    with closing(server), Watch(root) as watch:
        served = Serving(
            server=server, watch=watch, clock=(lambda: as_of) if as_of else clock, report=report
        )
        served.update()
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
