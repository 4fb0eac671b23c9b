"""Authors' Markdown as safe HTML and as plain text.

What comes out is inert whatever went in: raw HTML is shown as text, a link leads
to http, https, mail, telephone or a page that was resolved before, and everything
passes nh3 with a narrow list of what is allowed.
"""

from __future__ import annotations

from functools import cached_property

from statusgen.markup.elements import (
    Address,
    align_by_class,
    let_direct,
    settle_links,
    shift_headings,
)
from statusgen.markup.engine import Engine
from statusgen.markup.finding import clean
from statusgen.markup.plain import plain
from statusgen.model import Text

__all__ = ["Converter"]


class Converter:
    """Markdown in, what readers see out. Not for two threads; only the first text is slow."""

    @cached_property
    def _engine(self) -> Engine:
        return Engine()

    def to_html(self, text: Text, *, address: Address, heading_level: int) -> str:
        """Return the body as safe HTML, whose outline begins at ``heading_level`` (2 to 6)."""
        root = self._engine.tree(clean(text.markdown))
        settle_links(root, dict(text.targets), address)
        shift_headings(root, heading_level)
        align_by_class(root)
        let_direct(root)
        return self._engine.safe(root)

    def to_inline_html(self, text: Text, *, address: Address) -> str:
        """Return one line of Markdown as safe HTML without a block around it."""
        root = self._engine.line(clean(text.markdown))
        settle_links(root, dict(text.targets), address)
        return self._engine.safe(root)

    def to_plain(self, text: Text, *, address: Address) -> str:
        """Return the body as plain text, with links as ``text (address)``."""
        return plain(self.to_html(text, address=address, heading_level=2))

    def summary(self, text: Text, limit: int) -> str:
        """Return the body on one line of at most ``limit`` characters, cut between words."""
        return _on_one_line(self.to_html(text, address=str, heading_level=2), limit)

    def excerpt(self, text: Text, limit: int) -> str:
        """Return the paragraphs alone as :meth:`summary` has a body; without any, the whole.

        Headings, lists and tables would run into one another.
        """
        root = self._engine.tree(clean(text.markdown))
        settle_links(root, dict(text.targets), str)
        root[:] = [each for each in root if each.tag == "p"]
        return _on_one_line(self._engine.safe(root), limit) or self.summary(text, limit)


def _on_one_line(html: str, limit: int) -> str:
    line = " ".join(plain(html, addresses=False).split())
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    return f"{head[: head.rfind(' ')] if ' ' in head else head}…"
