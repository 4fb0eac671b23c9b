"""A feed as text, the same for all formats.

Entries become text here, in the site's language and time zone, without characters that XML forbids.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from markupsafe import Markup, escape

from statusgen import addresses
from statusgen.outputs.feeds.entries import FeedEntry, FeedPostmortem, FeedUpdate, Scope
from statusgen.rendering import labels
from statusgen.rendering.components import FEW, TouchedComponent, affected
from statusgen.rendering.kit import Kit

HEADING_LEVEL: Final = 3
"""The level of an author's top headings. Feed readers show the title above them."""

EXCERPT_LENGTH: Final = 400
"""Characters to take from a postmortem without a summary."""

_FORBIDDEN: Final = "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""Characters that XML 1.0 §2.2 forbids or discourages."""


Category = dict[str, str]
"""``scheme``, ``term`` and ``label``. A term is a word of the content format or an id, the same in
every language; a label is its text for readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry as text."""

    id: str
    link: str
    """Its absolute address."""
    title: str
    html: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    permanent: bool = False
    """The id is an address that works."""
    ends: datetime | None = None
    """The planned end of maintenance, in Statuspage's form only."""
    categories: tuple[Category, ...] = ()
    source: FeedEntry | None = None
    """The entry that it was made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed as text."""

    id: str
    title: str
    description: str
    home: str
    """The absolute address of its page."""
    address: str
    """Its own absolute address, without the extension."""
    language: str
    author: str
    hub: str | None
    items: tuple[Item, ...]
    since: datetime
    """The earliest fact of the site."""

    @property
    def updated(self) -> datetime:
        """The date of its newest entry."""
        return max((item.updated for item in self.items), default=self.since)


def document_of(kit: Kit, scope: Scope, since: datetime, entries: Iterable[FeedEntry]) -> Document:
    """Return the text of a feed."""
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
        since=since,
    )


def item_of(kit: Kit, entry: FeedEntry) -> Item:
    """Return the text of an entry."""
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
    """Return a tag URI (RFC 4151) based on the site's id."""
    return f"tag:{kit.settings.id}:{name}"


def distinct(at: datetime, entry_id: str) -> datetime:
    """Return the time with microseconds derived from an id.

    No two entries of a feed should have the same date (W3C's feed validator).
    """
    digest = int.from_bytes(hashlib.sha256(entry_id.encode()).digest()[:8])
    return at.replace(microsecond=0) + timedelta(microseconds=1 + digest % 999_999)


def clean(text: str) -> str:
    """Return the text without characters that XML forbids or discourages."""
    return re.sub(_FORBIDDEN, "", text)


def _heading(kit: Kit, scope: Scope) -> tuple[str, str]:
    """Return the title and the description of a feed."""
    words = kit.locale
    headings = {
        addresses.FEED: ("", kit.settings.description),
        addresses.MAJOR_FEED: (
            words.gettext("Major and critical incidents"),
            words.gettext("Every update on incidents with a major or critical impact."),
        ),
        addresses.POSTMORTEM_FEED: (
            words.gettext("Postmortems"),
            words.gettext("What happened in past incidents, and what we learned."),
        ),
    }
    return headings.get(scope.address, (scope.name, scope.description))


def _categories(kit: Kit, entry: FeedEntry) -> Iterator[Category]:
    """Yield the categories for filters: state, impact, kinds, components."""
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
    """Return the state in the word of the content format and in that for readers."""
    if isinstance(entry, FeedUpdate):
        state = entry.update.state_kept
        return state.word, labels.state_word(kit.locale, state)
    return "postmortem", kit.locale.gettext("Postmortem")


def title_of(kit: Kit, entry: FeedEntry) -> str:
    """Return ``[Resolved] Elevated error rates on the API``."""
    _, word = _state(kit, entry)
    return f"[{word}] {entry.title}"


def content_of(kit: Kit, entry: FeedEntry) -> str:
    """Return the content, with absolute links.

    Chats and e-mails show only the content, so it has everything that readers need, including the
    address.
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
    changed = {part.id for part in update.changed}
    yield from _parts(kit, update.parts, {part.id for part in update.parts if part.state} | changed)
    times = (
        (words.gettext("Ended: %(time)s"), update.ended),
        (words.gettext("Next update by %(time)s"), update.next),
    )
    for message, at in times:
        if at:
            yield _paragraph(message, time=words.moment(at, update.at, zone=True))


def _review(kit: Kit, entry: FeedEntry) -> Iterator[str]:
    if isinstance(entry, FeedPostmortem):
        look = entry.postmortem
        summary = look.summary or kit.markup.excerpt(look.body, EXCERPT_LENGTH)
        if summary:
            yield Markup('<p dir="auto">{}</p>').format(summary)
    yield from _parts(kit, entry.parts)


def _parts(
    kit: Kit, parts: Sequence[TouchedComponent], stated: Collection[str] = ()
) -> Iterator[str]:
    """Yield the components, with the states of those that are ``stated``.

    Many components are in a paragraph for each state, the worst first.
    """
    words = kit.locale
    message = words.gettext("Affected components: %(components)s")
    if 0 < len(parts) <= FEW:
        names = (
            f"{part.name} ({labels.component_word(words, part.state)})"
            if part.id in stated
            else part.name
            for part in parts
        )
        yield _paragraph(message, components=words.list_of(names))
        return
    rows: dict[str, list[TouchedComponent]] = {}
    for part in sorted(parts, key=lambda part: (part.id not in stated, -part.state)):
        label = labels.component_word(words, part.state) if part.id in stated else ""
        rows.setdefault(label, []).append(part)
    for label, same in rows.items():
        named = f"{label}{words.pgettext('between a term and its value', ': ')}%(components)s"
        yield _paragraph(named if label else message, components=affected(words, same).text)


def _paragraph(message: str, **values: str) -> str:
    """Return a paragraph. Values are escaped unless they are HTML."""
    return f"<p>{escape(message) % values}</p>"
