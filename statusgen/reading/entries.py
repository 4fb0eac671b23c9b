"""What incidents and postmortems have in common as files: name, front matter, who sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, Self, TypeVar

from statusgen.model import Text
from statusgen.notation.names import LONGEST_ID, is_slug, name_of_file, slug_of
from statusgen.notation.times import local
from statusgen.problems import Problems, Span
from statusgen.schema.records import KeyedRecord, read_front, salvage, zone_of
from statusgen.source.page import split_page
from statusgen.source.text import Mapping, Scalar, Source

__all__ = ["Entry", "Head", "read_head"]

F = TypeVar("F", bound=KeyedRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file as it was read, before anything in it is looked up elsewhere.

    One that could not be read is here with its name alone, so that whoever names it is not
    told that it does not exist.
    """

    path: str
    name: str
    """The file's name without ``.md``: its slug, if it can be one."""
    id: str
    """Its identity; the name, unless the file says otherwise."""
    source: Source | None = None
    front: Mapping | None = None
    zone: str = "UTC"
    """The time zone of its times, and of those in messages."""
    draft: bool = False
    internal: bool = False
    aliases: tuple[Scalar, ...] = ()
    allow: tuple[Scalar, ...] = ()
    """The codes of good practice that do not apply to it, as written."""
    roles: tuple[Scalar, ...] = ()
    """The duties that are given, as written."""
    headings: tuple[Span, ...] = ()
    """Of an incident's updates, in their order."""

    @classmethod
    def unread(cls, path: str) -> Self:
        """Return the entry of a file that could not be read; it counts as published."""
        return cls(path=path, name=name_of_file(path), id=name_of_file(path))

    @property
    def is_read(self) -> bool:
        """Whether all of it could be read."""
        return False

    def is_shown(self, *, preview: bool) -> bool:
        """Tell whether it is for the public, as far as the file says; previews show drafts."""
        return not self.internal and (preview or not self.draft)

    def shown(self, at: datetime) -> str:
        """Return an instant as the author of the file thinks of it."""
        return f"{local(at, self.zone):%Y-%m-%d %H:%M} {self.zone}"

    def span(self, *keys: str) -> Span:
        """Return the place of the value of the first of these keys that is given."""
        nodes = (self.front.get(key) for key in keys) if self.front else iter(())
        found = next((node for node in nodes if node), self.front)
        return found.span if found else Span(path=self.path, line=0)

    def placed(self, name: str, text: Text) -> Text:
        """Return a public text with its place; one from the front matter does not know it."""
        return text if text.line else replace(text, path=self.path, line=self.span(name).line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head(Generic[F]):
    """The front matter of a file."""

    keys: Mapping
    body_line: int
    """The line on which the body begins, from 1."""
    front: F
    """The meaning of the keys. Where not all could be read, what could, and defaults."""
    complete: bool
    zone: str
    """The time zone of the file."""


def read_head(kind: type[F], source: Source, problems: Problems, *, zone: str) -> Head[F] | None:
    """Check a file's name and read its front matter; ``None`` where there is none to be read."""
    _check_name(source.path, problems)
    page = split_page(source, problems)
    if not page or not page.front:
        return None
    front = read_front(kind, page.front, problems, zone=zone)
    return Head(
        keys=page.front,
        body_line=page.body_line,
        front=front or _salvaged(kind, page.front, zone),
        complete=front is not None,
        zone=zone_of(page.front, zone),
    )


def _salvaged(kind: type[F], front: Mapping, zone: str) -> F:
    values = {"title": "", **salvage(kind, front, zone=zone)}
    return kind.model_construct(None, **values)


def _check_name(path: str, problems: Problems) -> None:
    name = name_of_file(path)
    if is_slug(name):
        return
    better = slug_of(name)
    rule = "A file's name is its address: small letters a to z, digits and hyphens, at most 100."
    problems.error(
        "invalid-slug",
        f"`{name[:LONGEST_ID]}` cannot be an address",
        Span(path=path, line=0),
        f"Rename the file to {better}.md. {rule}" if better else rule,
    )
