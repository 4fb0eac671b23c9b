"""A feed as it is written, before it takes the form of one format.

Here entries become text, in the site's language and zone, and here, once, text loses what XML
cannot hold.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from markupsafe import Markup, escape

from statusgen import addresses
from statusgen.model import ComponentState
from statusgen.outputs.feeds.entries import FeedEntry, FeedPostmortem, FeedUpdate, Scope
from statusgen.rendering import labels
from statusgen.rendering.incident_view import TouchedComponent, UpdateView
from statusgen.rendering.kit import Kit

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of a feed that has no entry yet."""

HEADING_LEVEL: Final = 3
"""Of the author's highest headings; a reader shows the title above them."""

EXCERPT_LENGTH: Final = 400
"""Characters of a postmortem that has no summary."""

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters, and what else is no character in XML 1.0 §2.2 or discouraged there."""


Category = dict[str, str]
"""What an entry can be filtered by: ``scheme``; ``term``, a word of the format or an id, the same
in every language; ``label``, what readers call it."""


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
    source: FeedEntry | None = None
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


def document_of(kit: Kit, scope: Scope, entries: Iterable[FeedEntry]) -> Document:
    """Write a feed."""
    settings = kit.settings
    subtitle, description = _heading(kit, scope)
    title = f"{settings.title} · {subtitle}" if subtitle else settings.title
    return Document(
        id=identity(kit, scope.address),
        title=clean(title),
        description=clean(description or title),
        home=kit.absolute(scope.home),
        address=kit.absolute(scope.address),
        language=kit.locale.code,
        author=clean(settings.title),
        hub=settings.websub,
        items=tuple(kit.once(item_of, entry) for entry in entries),
    )


def item_of(kit: Kit, entry: FeedEntry) -> Item:
    """Write an entry."""
    entry_id = identity(kit, entry.id)
    corrected = entry.update.corrected if isinstance(entry, FeedUpdate) else None
    authors = entry.postmortem.authors if isinstance(entry, FeedPostmortem) else ()
    return Item(
        id=entry_id,
        link=kit.absolute(entry.address),
        title=clean(title_of(kit, entry)),
        html=clean(content_of(kit, entry)),
        published=entry.at,
        updated=distinct(corrected or entry.at, entry_id),
        authors=tuple(clean(author) for author in authors or (kit.settings.title,)),
        categories=tuple(_categories(kit, entry)),
        source=entry,
    )


def identity(kit: Kit, name: str) -> str:
    """Return a tag URI (RFC 4151), which rests on nothing but the site's id."""
    return f"tag:{kit.settings.id}:{name}"


def distinct(at: datetime, entry_id: str) -> datetime:
    """Return the instant with microseconds that follow from an id.

    Entries of a feed should not have one date (W3C's checker), and none may depend on another.
    """
    digest = int.from_bytes(hashlib.sha256(entry_id.encode()).digest()[:8])
    return at.replace(microsecond=0) + timedelta(microseconds=1 + digest % 999_999)


def clean(text: str) -> str:
    """Return the text without the characters that XML forbids, or discourages."""
    return _FORBIDDEN.sub("", text)


def _heading(kit: Kit, scope: Scope) -> tuple[str, str]:
    """Return what a feed is about, in its title and in a sentence."""
    words = kit.locale
    headings = {
        addresses.FEED: ("", kit.settings.description),
        addresses.MAJOR_FEED: (
            words.gettext("Major and critical incidents"),
            words.gettext("Every update on incidents with a major or critical impact."),
        ),
        addresses.POSTMORTEM_FEED: (
            words.gettext("Postmortems"),
            words.gettext("What happened in past incidents, and what was learned from it."),
        ),
    }
    return headings.get(scope.address, (scope.name, scope.description))


def _categories(kit: Kit, entry: FeedEntry) -> Iterator[Category]:
    """Go through what filters need: state, impact, kinds, components."""
    words = kit.locale
    categories = [("state", *_state(kit, entry))]
    if entry.impact:
        categories.append(("impact", entry.impact.word, labels.impact_word(words, entry.impact)))
    if isinstance(entry, FeedUpdate):
        categories += (("kind", kind, labels.kind_word(words, kind)) for kind in entry.facts.kinds)
    categories += (("component", part.id, part.name) for part in entry.parts)
    for scheme, term, label in categories:
        yield {"scheme": identity(kit, scheme), "term": term, "label": clean(label)}


def _state(kit: Kit, entry: FeedEntry) -> tuple[str, str]:
    """Return the state as a word of the format, and as readers see it."""
    if isinstance(entry, FeedUpdate):
        state = entry.update.state_kept
        return state.word, labels.state_word(kit.locale, state)
    return "postmortem", kit.locale.gettext("Postmortem")


def title_of(kit: Kit, entry: FeedEntry) -> str:
    """Return ``[Resolved] Elevated error rates on the API``."""
    _, word = _state(kit, entry)
    return f"[{word}] {entry.title}"


def content_of(kit: Kit, entry: FeedEntry) -> str:
    """Return the content, a paragraph for each thing it says, all its links absolute.

    Chats and mails show the content and drop the rest, so everything that a reader needs stands in
    it as text, the address too.
    """
    paragraphs = _update(kit, entry) if isinstance(entry, FeedUpdate) else _review(kit, entry)
    address = kit.absolute(entry.address)
    link = Markup('<p><a href="{0}">{0}</a></p>').format(address)
    return "\n".join((*paragraphs, link))


def _update(kit: Kit, entry: FeedUpdate) -> Iterator[str]:
    words, update = kit.locale, entry.update
    if update.by_clock:
        yield _paragraph(labels.clock_words(words, update.state_kept))
    elif update.body:
        yield kit.markup.to_html(update.body, address=kit.absolute, heading_level=HEADING_LEVEL)
    fields = (
        (
            *("action", update.action),
            *(words.gettext("Action required: none"), words.gettext("Action required: %(action)s")),
        ),
        (
            *("workaround", update.workaround),
            *(words.gettext("Workaround: none"), words.gettext("Workaround: %(workaround)s")),
        ),
    )
    for name, text, none, message in fields:
        if name in update.withdrawn:
            yield _paragraph(none)
        elif text:
            inline = kit.markup.to_inline_html(text, address=kit.absolute)
            yield _paragraph(message, **{name: Markup(inline)})  # noqa: S704 - sanitised
    if entry.window:
        window = words.period(entry.window.start, entry.window.end)
        yield _paragraph(words.gettext("Planned: %(window)s"), window=window)
    yield from _parts(kit, [_part(kit, part, update) for part in update.parts])
    if update.next:
        time = words.moment(update.next, update.at, zone=True)
        yield _paragraph(words.gettext("Next update by %(time)s"), time=time)


def _review(kit: Kit, entry: FeedEntry) -> Iterator[str]:
    if isinstance(entry, FeedPostmortem):
        look = entry.postmortem
        summary = look.summary or kit.markup.excerpt(look.body, EXCERPT_LENGTH)
        if summary:
            yield Markup('<p dir="auto">{}</p>').format(summary)
    yield from _parts(kit, [part.name for part in entry.parts])


def _parts(kit: Kit, names: Sequence[str]) -> Iterator[str]:
    if names:
        message = kit.locale.gettext("Affected components: %(components)s")
        yield _paragraph(message, components=kit.locale.list_of(names))


def _part(kit: Kit, part: TouchedComponent, update: UpdateView) -> str:
    """Return its name; with its state, unless it is operational and was so before."""
    if part.state is ComponentState.OPERATIONAL and part not in update.changed:
        return part.name
    return f"{part.name} ({labels.component_word(kit.locale, part.state)})"


def _paragraph(message: str, **values: str) -> str:
    """Return a paragraph; what is put into the message is escaped unless it is HTML."""
    return f"<p>{escape(message) % values}</p>"
