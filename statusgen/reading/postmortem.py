"""One file under postmortems/: text in, an entry out."""

from __future__ import annotations

from dataclasses import dataclass

from statusgen.model import Postmortem
from statusgen.problems import Problems
from statusgen.reading.entries import Entry, read_head
from statusgen.reading.updates import text_of
from statusgen.schema.front_matter import PostmortemFront
from statusgen.source.page import scan
from statusgen.source.text import Scalar, Source

__all__ = ["PostmortemEntry", "parse_postmortem"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostmortemEntry(Entry):
    """A postmortem as it was read."""

    postmortem: Postmortem | None = None
    """``None`` where it could not be read whole. Its incidents are named as written."""
    incidents: tuple[Scalar, ...] = ()
    """The slugs or ids that it names."""

    @property
    def is_read(self) -> bool:
        """Whether all of it could be read."""
        return self.postmortem is not None


def parse_postmortem(source: Source, problems: Problems, *, zone: str) -> PostmortemEntry:
    """Read a file; ``zone`` is the site's. There always is an entry, if only with a name."""
    entry = PostmortemEntry.unread(source.path)
    head = read_head(PostmortemFront, source, problems, zone=zone)
    if not head:
        return entry
    front = head.front
    lines = scan(source, head.body_line, problems)
    postmortem = Postmortem(
        slug=entry.name,
        id=front.id or entry.name,
        path=source.path,
        title=front.title,
        incidents=tuple(name.text for name in front.incident),
        published=front.published,
        body=text_of(lines, source),
        authors=front.authors,
        summary=front.summary,
        draft=front.draft,
        aliases=tuple(alias.text for alias in front.aliases),
        allow=tuple(code.text for code in front.allow),
    )
    return PostmortemEntry(
        path=source.path,
        name=entry.name,
        id=postmortem.id,
        source=source,
        front=head.keys,
        zone=head.zone,
        draft=front.draft,
        internal=front.internal,
        aliases=front.aliases,
        allow=front.allow,
        postmortem=postmortem if head.complete else None,
        incidents=front.incident,
    )
