"""The words of an entry: its title, and its content, a paragraph for each thing it says.

In the site's language and zone. Chats and mails show the content and drop the
rest, so everything that a reader needs stands in it as text, the address too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from markupsafe import Markup, escape

from statusgen.model import ComponentState, Text
from statusgen.outputs.feeds.entries import Entry, FeedPostmortem, FeedUpdate
from statusgen.rendering import labels
from statusgen.rendering.incident_view import TouchedComponent, UpdateView
from statusgen.rendering.kit import Kit

HEADING_LEVEL: Final = 3
"""Of the author's highest headings; a reader shows the title above them."""

EXCERPT_LENGTH: Final = 400
"""Characters of a postmortem that has no summary."""


def title(kit: Kit, entry: Entry) -> str:
    """Return ``[Resolved] Elevated error rates on the API``."""
    if isinstance(entry, FeedPostmortem):
        word = postmortem_word(kit)
    else:
        word = labels.state_word(kit.locale, entry.update.state_kept)
    return f"[{word}] {entry.title}"


def postmortem_word(kit: Kit) -> str:
    """Return what stands for the state of a postmortem."""
    return kit.locale.gettext("Postmortem")


def html(kit: Kit, entry: Entry) -> str:
    """Return the content, all its links absolute."""
    told = _review(kit, entry) if isinstance(entry, FeedPostmortem) else _update(kit, entry)
    address = kit.absolute(entry.address)
    link = Markup('<p><a href="{0}">{0}</a></p>').format(address)
    return "\n".join((*told, link))


def _update(kit: Kit, entry: FeedUpdate) -> Iterator[str]:
    words, update = kit.locale, entry.update
    if update.by_clock:
        yield _paragraph(labels.clock_words(words, update.state_kept))
    elif update.body:
        yield kit.markup.to_html(update.body, address=kit.absolute, heading_level=HEADING_LEVEL)
    if "action" in update.withdrawn:
        yield _paragraph(words.gettext("Action required: none"))
    elif update.action:
        message = words.gettext("Action required: %(action)s")
        yield _paragraph(message, action=_inline(kit, update.action))
    if "workaround" in update.withdrawn:
        yield _paragraph(words.gettext("Workaround: none"))
    elif update.workaround:
        message = words.gettext("Workaround: %(workaround)s")
        yield _paragraph(message, workaround=_inline(kit, update.workaround))
    if entry.window:
        window = words.period(entry.window.start, entry.window.end)
        yield _paragraph(words.gettext("Planned: %(window)s"), window=window)
    yield from _parts(kit, [_part(kit, part, update) for part in update.parts])
    if update.next:
        time = words.moment(update.next, update.at, zone=True)
        yield _paragraph(words.gettext("Next update by %(time)s"), time=time)


def _review(kit: Kit, review: FeedPostmortem) -> Iterator[str]:
    summary = review.summary or kit.markup.excerpt(review.body, EXCERPT_LENGTH)
    if summary:
        yield Markup('<p dir="auto">{}</p>').format(summary)
    yield from _parts(kit, [part.name for part in review.parts])


def _parts(kit: Kit, names: Sequence[str]) -> Iterator[str]:
    if names:
        message = kit.locale.gettext("Affected components: %(components)s")
        yield _paragraph(message, components=kit.locale.list_of(names))


def _inline(kit: Kit, text: Text) -> Markup:
    given = kit.markup.to_inline_html(text, address=kit.absolute)
    return Markup(given)  # noqa: S704 - sanitised


def _part(kit: Kit, part: TouchedComponent, update: UpdateView) -> str:
    """Return its name; with its state, unless it is operational and was so before."""
    if part.state is ComponentState.OPERATIONAL and part not in update.changed:
        return part.name
    return f"{part.name} ({labels.component_word(kit.locale, part.state)})"


def _paragraph(message: str, **values: str) -> str:
    """Return a paragraph; what is put into the message is escaped unless it is HTML."""
    return f"<p>{escape(message) % values}</p>"
