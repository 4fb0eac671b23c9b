"""Let authors write a message in an editor or on one line, and print it if it was not used."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from statusgen.commands.prompts import ask_text

if TYPE_CHECKING:  # heavy, and not needed for --help
    from statusgen.commands.report import Report

EXPECTED = "A message is required: say what is affected, and what readers can do."
GUIDE = """\
<!-- statusgen: above this comment is what readers will see, in Markdown. Say what is affected, what
you don't know yet, and what they can do. To cancel, quit the editor without saving. -->
"""


class Editor:
    """Lets authors write a message: in their editor, or on one line if they have none set."""

    def __init__(self, *, asked: bool) -> None:
        """``asked``: use an editor even if neither VISUAL nor EDITOR is set."""
        self.asked = asked
        self.text: str | None = None
        """The message."""

    def run(self, write: Callable[[], Report]) -> Report:
        """Run a command that may ask for the message; print the message if it could not be used."""
        is_used = False
        try:
            report = write()
            is_used = not report.failed
        finally:
            if self.text and not is_used:
                click.echo(f"Your text was:\n\n{self.text}\n", err=True)
        return report

    def __call__(self, text: str) -> str | None:
        """Let the author edit a text and return it, or ``None`` if it was not saved.

        A later call returns the same message.
        """
        if not self.text and (self.asked or os.getenv("VISUAL") or os.getenv("EDITOR")):
            try:
                found = click.edit(f"{text}\n\n{GUIDE}", extension=".md")
            except (click.ClickException, OSError, ValueError) as error:
                reason = str(error).rstrip(".")
                message = (
                    f"{reason}. Nothing was written. Check VISUAL or EDITOR, or use --message."
                )
                raise click.ClickException(message) from error
            self.text = found and re.sub(r"(?s)\s*<!-- statusgen:.*?-->", "", found).strip("\n")
        elif not self.text:
            self.text = ask_text("What do readers need to know?", expected=EXPECTED)
        return self.text
