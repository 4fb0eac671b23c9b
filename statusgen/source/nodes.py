"""The nodes of a YAML tree: text, lists and keys, each with its place."""

from __future__ import annotations

from dataclasses import dataclass

from statusgen.notation.words import fold
from statusgen.problems import Span

__all__ = ["Broken", "Mapping", "Node", "Scalar", "Sequence"]

LONGEST_QUOTE = 60
"""Characters of a value that a message quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A single value or a key, as text."""

    text: str
    span: Span
    plain: bool = True
    """Without quotes, and no ``|`` or ``>`` block."""

    @property
    def shown(self) -> str:
        """The text as messages quote it: on one line, and cut where it is long."""
        line = " ".join(self.text.split())
        return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A value that was left out or is not allowed. Its problem is reported already."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Keys with their values, in the order of the file; no key twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span
    """Its first key, or its ``{``."""

    def get(self, key: str) -> Node | None:
        """Return the value of a key, however that is spelled: ``Action-Required``."""
        wanted = fold(key)
        return next((node for name, node in self.entries if fold(name.text) == wanted), None)


Node = Scalar | Mapping | Sequence | Broken
