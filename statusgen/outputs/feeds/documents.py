"""A feed as it is written, before it takes the form of one format.

Here entries become text, and here, once, text loses what XML cannot hold.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from statusgen.outputs.feeds import content
from statusgen.outputs.feeds.entries import Entry, FeedPostmortem, FeedUpdate
from statusgen.outputs.feeds.scopes import Feed, FeedSubject
from statusgen.rendering import labels
from statusgen.rendering.kit import Kit

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of a feed that has no entry yet."""

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters, and what else is no character in XML 1.0 §2.2 or discouraged there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What an entry can be filtered by."""

    scheme: str
    term: str
    """A word of the format, or an id: the same in every language."""
    label: str
    """What readers call it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry as it is written."""

    id: str
    link: str
    """The page and place that it is about, absolute."""
    title: str
    html: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    permanent: bool = False
    """The id is itself an address that leads there."""
    ends: datetime | None = None
    """Maintenance, in Statuspage's shape: when it is planned to end."""
    categories: tuple[Category, ...] = ()
    source: Entry | None = None
    """What it was made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed as it is written."""

    id: str
    title: str
    description: str
    home: str
    """The page that it stands for, absolute."""
    address: str
    """Its own, absolute, without what tells formats apart."""
    language: str
    author: str
    hub: str | None
    items: tuple[Item, ...]

    @property
    def updated(self) -> datetime:
        """The date of its newest entry."""
        return max((item.updated for item in self.items), default=NEVER)


def document_of(kit: Kit, feed: Feed) -> Document:
    """Write a feed."""
    settings = kit.settings
    subtitle, description = _heading(kit, feed)
    title = f"{settings.title} · {subtitle}" if subtitle else settings.title
    return Document(
        id=identity(kit, feed.address),
        title=clean(title),
        description=clean(description or title),
        home=kit.absolute(feed.home),
        address=kit.absolute(feed.address),
        language=kit.locale.code,
        author=clean(settings.title),
        hub=settings.websub,
        items=tuple(kit.once(item_of, entry) for entry in feed.entries),
    )


def item_of(kit: Kit, entry: Entry) -> Item:
    """Write an entry."""
    known = identity(kit, entry.id)
    corrected = entry.update.corrected if isinstance(entry, FeedUpdate) else None
    authors = entry.authors if isinstance(entry, FeedPostmortem) else ()
    return Item(
        id=known,
        link=kit.absolute(entry.address),
        title=clean(content.title(kit, entry)),
        html=clean(content.html(kit, entry)),
        published=entry.at,
        updated=distinct(corrected or entry.at, known),
        authors=tuple(clean(author) for author in authors or (kit.settings.title,)),
        categories=tuple(_categories(kit, entry)),
        source=entry,
    )


def identity(kit: Kit, name: str) -> str:
    """Return a tag URI (RFC 4151), which rests on nothing but the site's id."""
    return f"tag:{kit.settings.id}:{name}"


def distinct(at: datetime, known: str) -> datetime:
    """Return the instant with microseconds that follow from an id.

    Entries of a feed should not have one date (W3C's checker), and none may depend on another.
    """
    digest = int.from_bytes(hashlib.sha256(known.encode()).digest()[:8])
    return at.replace(microsecond=0) + timedelta(microseconds=1 + digest % 999_999)


def clean(text: str) -> str:
    """Return the text without the characters that XML forbids, or discourages."""
    return _FORBIDDEN.sub("", text)


def _heading(kit: Kit, feed: Feed) -> tuple[str, str]:
    """Return what a feed is about, in its title and in a sentence."""
    words = kit.locale
    match feed.subject:
        case FeedSubject.EVERYTHING:
            return "", kit.settings.description
        case FeedSubject.MAJOR:
            return (
                words.gettext("Major and critical incidents"),
                words.gettext("Every update on incidents with a major or critical impact."),
            )
        case FeedSubject.POSTMORTEMS:
            return (
                words.gettext("Postmortems"),
                words.gettext("What happened in past incidents, and what was learned from it."),
            )
        case FeedSubject.PART:
            return feed.name, feed.description


def _categories(kit: Kit, entry: Entry) -> Iterator[Category]:
    """Go through what filters need: state, impact, kinds, components."""
    words = kit.locale

    def category(scheme: str, term: str, label: str) -> Category:
        return Category(scheme=identity(kit, scheme), term=term, label=clean(label))

    if isinstance(entry, FeedPostmortem):
        yield category("state", "postmortem", content.postmortem_word(kit))
    else:
        state = entry.update.state_kept
        yield category("state", state.word, labels.state_word(words, state))
    if entry.impact:
        yield category("impact", entry.impact.word, labels.impact_word(words, entry.impact))
    if isinstance(entry, FeedUpdate):
        for kind in entry.facts.kinds:
            yield category("kind", kind, labels.kind_word(words, kind))
    for part in entry.parts:
        yield category("component", part.id, part.name)
