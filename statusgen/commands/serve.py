"""``statusgen serve``: a project in the browser while it is written."""

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
from statusgen.commands.printing import show, usage_errors
from statusgen.problems import Problem

if TYPE_CHECKING:
    from statusgen.serving.preview import Preview
    from statusgen.serving.watching import Watch


PORT = 8000


@click.command("serve")
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
def command(*, project: Path, port: int, now: str | None, editor: str | None) -> None:
    """Show PROJECT in the browser while you write.

    It is on this machine alone, with drafts. A page reloads when a file is saved; what is wrong
    with the files is shown on it, over the last version that was good.
    """
    from statusgen.commands.report import count

    told: set[Problem] = set()

    def tell(problems: tuple[Problem, ...], seconds: float) -> None:
        show(problem for problem in problems if problem not in told)
        told.clear()
        told.update(problems)
        click.echo(f"{count(problems)}, after {seconds:.2f} s")

    with (
        suppress(KeyboardInterrupt),
        usage_errors(),
        serving(
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


GLANCE: Final = 1.0
"""Seconds between two looks at the clock."""

PROMPT: Final = 0.05
"""Seconds that the server takes to notice that it is to end."""

SCRIPTS: Final = frozenset({"javascript:", "data:", "vbscript:"})

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

Clock = Callable[[], datetime]
Tell = Callable[[tuple[Problem, ...], float], None]
"""Takes what is wrong with the files now, and how many seconds it took to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A preview that is being served."""

    url: str
    """Where it is, without a slash at the end."""
    port: int
    """The next free one, where that which was asked for is taken."""
    preview: Preview
    watch: Watch
    clock: Clock
    tell: Tell

    @property
    def moment(self) -> datetime:
        """The instant to look at the site, to the minute."""
        return self.clock().replace(second=0, microsecond=0)

    def run(self) -> None:
        """Keep the preview up to date until Ctrl-C (KeyboardInterrupt), or until it is closed.

        It is built anew each minute, though nobody notices: a save then finds all else remembered.
        """
        seen = self.moment
        while self.watch.is_running:
            is_changed = self.watch.wait(GLANCE)
            as_of = self.moment
            if is_changed or as_of != seen:
                seen = as_of
                self.update(as_of)

    def update(self, as_of: datetime) -> None:
        """Build it, and tell what is new."""
        began = time.monotonic()
        if self.preview.rebuild(as_of):
            self.tell(self.preview.state.problems, time.monotonic() - began)


@contextmanager
def serving(
    folder: Path, *, port: int, now: str | None, clock: Clock, editor_url: str | None, tell: Tell
) -> Iterator[Serving]:
    """Build the project in ``folder`` and serve it on this machine, until the block ends."""
    from statusgen.commands.options import OptionError, instant
    from statusgen.files import read_texts
    from statusgen.serving.overlay import EditorLink
    from statusgen.serving.server import listen
    from statusgen.serving.watching import Watch

    root = folder.resolve()
    as_of = None if now is None else instant(now, clock(), read_texts(root))
    editor = EditorLink(folder=root, template=_template(editor_url))
    try:
        server = listen(port, root, editor, as_of)
    except OSError as error:
        message = f"{port} cannot be used: {error.strerror}. Name another, or 0 for any."
        raise OptionError(("--port", message)) from error
    watch = Watch(root)
    thread = threading.Thread(target=server.serve_forever, args=(PROMPT,), name="server")
    with closing(server), watch:
        served = Serving(
            url=server.url,
            port=server.server_port,
            preview=server.preview,
            watch=watch,
            clock=(lambda: as_of) if as_of else clock,
            tell=tell,
        )
        served.update(served.moment)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


def _template(text: str | None) -> str:
    """Return what ``--editor`` says."""
    from statusgen.commands.options import OptionError
    from statusgen.serving.overlay import VS_CODE

    if text is None:
        return VS_CODE
    scheme = _SCHEME.match(text)
    if scheme and scheme[0].lower() not in SCRIPTS and "{path}" in text:
        return text
    message = (
        f"{text} is no address of a place. It begins with the editor's scheme, and holds "
        f"{{path}}, and {{line}} and {{column}} where the editor takes them: {VS_CODE}"
    )
    raise OptionError(("--editor", message))
