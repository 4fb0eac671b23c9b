"""What all files with front matter share: a name, keys, and who can see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self, TypeVar

from statusgen.model import Text
from statusgen.notation.names import LONGEST_ID, is_slug, name_of_file, slug_of
from statusgen.notation.times import local
from statusgen.problems import Problems, Span
from statusgen.schema.records import KeyedRecord, read_front, salvage, zone_of
from statusgen.source.page import Line, scan, split_page
from statusgen.source.text import Mapping, Scalar, Source

E = TypeVar("E", bound="Entry")
F = TypeVar("F", bound=KeyedRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file as it was read, with references not resolved yet.

    A file that could not be read has an entry with its name only, so that references to it are not
    reported as unknown.
    """

    path: str
    name: str
    """The file's name without ``.md``: its slug, if it can be one."""
    id: str
    """Its id; by default its name."""
    front: Mapping
    source: Source | None = None
    complete: bool = False
    """Whether all of the front matter could be read."""
    zone: str = "UTC"
    """The time zone of its times, also in messages."""
    draft: bool = False
    internal: bool = False
    aliases: tuple[Scalar, ...] = ()
    allow: tuple[Scalar, ...] = ()
    """The codes of good practice that do not apply to it, as written."""
    roles: tuple[Scalar, ...] = ()
    """The roles that it names, as written."""

    @classmethod
    def unread(cls, path: str) -> Self:
        """Return the entry of a file that could not be read; it counts as published."""
        front = Mapping(entries=(), span=Span(path=path, line=0))
        return cls(path=path, name=name_of_file(path), id=name_of_file(path), front=front)

    def is_shown(self, *, preview: bool) -> bool:
        """Tell whether the file is public; previews also show drafts."""
        return not self.internal and (preview or not self.draft)

    def shown(self, at: datetime) -> str:
        """Return an instant as text, in the time zone of the file."""
        return f"{local(at, self.zone):%Y-%m-%d %H:%M} {self.zone}"

    def span(self, *keys: str) -> Span:
        """Return the place of the first of these keys that has a value."""
        given = (self.front.get(key) for key in keys)
        return next((node for node in given if node), self.front).span

    def placed(self, name: str, text: Text) -> Text:
        """Return a public text with its place; that of the front matter is looked up."""
        return text if text.line else replace(text, path=self.path, line=self.span(name).line)


def read_entry(
    kind: type[E], keys: type[F], source: Source, problems: Problems, *, zone: str
) -> tuple[E, F | None, tuple[Line, ...]]:
    """Check a file's name; return its entry, its front matter and the lines of its body.

    Where not all keys could be read, what could is there, with defaults; ``None`` without any
    front matter. ``zone`` is the site's.
    """
    entry = kind.unread(source.path)
    _check_name(entry, problems)
    page = split_page(source, problems)
    if not page or not page.front:
        return entry, None, ()
    zone = zone_of(page.front, zone)
    read = read_front(keys, page.front, problems, zone=zone)
    known = {"title": "", **salvage(keys, page.front, zone=zone)} if not read else {}
    front = read or keys.model_construct(None, **known)
    own: dict[str, Any] = {
        name: value
        for name in ("id", "draft", "internal", "aliases", "allow")
        if (value := getattr(front, name, None))
    }
    entry = replace(
        entry,
        source=source,
        front=page.front,
        complete=read is not None,
        zone=zone,
        **own,
    )
    return entry, front, scan(source, page.body_line, problems)


def _check_name(entry: Entry, problems: Problems) -> None:
    if not is_slug(entry.name):
        better = slug_of(entry.name)
        advice = f" to {better}.md" if is_slug(better) else ""
        problems.error(
            "invalid-slug",
            f"`{entry.name[:LONGEST_ID]}` cannot be used as an address",
            entry.span(),
            f"Rename the file{advice}. Use lowercase letters a to z, digits and hyphens, at most "
            "100 characters. A date must be a real one, such as 2026-11-20.",
        )
