"""A feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from statusgen.outputs.feeds.documents import Document, Item, clean
from statusgen.outputs.feeds.entries import Entry, FeedPostmortem, FeedUpdate
from statusgen.rendering.feed_links import JSON
from statusgen.rendering.incident_view import TouchedComponent

VERSION: Final = "https://jsonfeed.org/version/1.1"


def write(document: Document) -> bytes:
    """Return the file."""
    feed: dict[str, Any] = {
        "version": VERSION,
        "title": document.title,
        "home_page_url": document.home,
        "feed_url": f"{document.address}{JSON.extension}",
        "description": document.description,
        "authors": [{"name": document.author}],
        "language": document.language,
    }
    if document.hub:
        feed["hubs"] = [{"type": "WebSub", "url": document.hub}]
    feed["items"] = [_item(item) for item in document.items]
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": item.link,
        "title": item.title,
        "content_html": item.html,
        "date_published": _date(item.published),
        "date_modified": _date(item.updated),
        "authors": [{"name": author} for author in item.authors],
        "tags": [category.term for category in item.categories],
        "_status": _status(item.source),
    }


def _status(source: Entry | None) -> dict[str, Any]:
    """Return what programs filter by: the words of the format, ids and dates."""
    match source:
        case FeedUpdate(facts=facts, update=update):
            return {
                "sort": facts.sort,
                "state": update.state_kept,
                "impact": source.impact.word,
                "impact_now": update.impact.word,
                "kinds": list(facts.kinds),
                "components": [_part(part) | {"state": part.state.word} for part in source.parts],
                "incidents": [facts.id],
                "next": update.next and _date(update.next),
            }
        case FeedPostmortem():
            return {
                "sort": "postmortem",
                "state": "postmortem",
                "impact": source.impact.word,
                "components": [_part(part) for part in source.parts],
                "incidents": list(source.incidents),
            }
        case None:
            return {}


def _part(part: TouchedComponent) -> dict[str, Any]:
    return {"id": part.id, "name": clean(part.name)}


def _date(at: datetime) -> str:
    """Return it as RFC 3339."""
    return at.isoformat()
