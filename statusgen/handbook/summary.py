"""The first page, with whom to call and what there is, and all of it on one page for paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from statusgen.days import day_of
from statusgen.handbook import frame
from statusgen.handbook.guide import Guide, Recipient
from statusgen.handbook.people import Duty
from statusgen.handbook.scenarios import Chapter
from statusgen.model import Site
from statusgen.rendering.artifact import Artifact
from statusgen.rendering.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapters:
    """What is in the handbook."""

    duties: tuple[Duty, ...]
    scenarios: tuple[Chapter, ...]
    channels: tuple[Recipient, ...]
    guide: Guide


def plan(chapters: Chapters, site: Site) -> Iterator[Artifact]:
    """Declare the first page, and the whole on one."""
    today = day_of(site.as_of, site.settings.timezone)
    yield frame.artifact(frame.INDEX, render, chapters.duties, chapters.scenarios, today)
    yield frame.artifact(frame.BOOK, render_book, chapters, today)


def render(
    kit: Kit, duties: tuple[Duty, ...], scenarios: tuple[Chapter, ...], today: date
) -> bytes:
    """Render the first page."""
    title = kit.locale.gettext("When something breaks")
    context = {"duties": duties, "chapters": scenarios, "today": today}
    return frame.page(kit, "index.html", frame.INDEX, title=title, **context)


def render_book(kit: Kit, chapters: Chapters, today: date) -> bytes:
    """Render everything on one page."""
    title = kit.locale.gettext("Incident handbook")
    return frame.page(kit, "book.html", frame.BOOK, title=title, book=chapters, today=today)
