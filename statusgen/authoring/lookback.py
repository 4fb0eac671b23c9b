"""The draft of a postmortem: what the incident's file says, in the sections that the site uses.

Log entries are for the team. They appear in the timeline as comments, which are never published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Final

from statusgen.authoring.escaping import as_value, clean
from statusgen.authoring.front import scalar
from statusgen.markup.converter import Converter
from statusgen.model import Sort, Text
from statusgen.moments import Moment
from statusgen.notation.words import fold
from statusgen.rendering.components import TouchedComponent, affected
from statusgen.rendering.labels import clock_words, impact_word, state_word
from statusgen.rendering.locale import NARROW, NO_BREAK, Locale
from statusgen.timeline import Timeline, open_time

TO_BE_WRITTEN: Final = "<!-- To be written. -->"
"""The text of a section about which nothing is known."""

LONGEST: Final = 1000
"""How many characters of an update the timeline takes."""

FACTS: Final = ("impact", "consequences", "what_happened")
TIMELINE: Final = ("timeline", "chronologie", "deroulement")
CAUSE: Final = ("root_cause", "root_causes", "cause", "causes")
FIX: Final = ("resolution", "fix", "recovery", "retablissement")
"""Names of sections, in every language of statusgen, as ``fold`` returns them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookback:
    """What a draft is made of."""

    timeline: Timeline
    parts: tuple[TouchedComponent, ...]
    """The components."""
    internal: bool
    """Whether the incident is internal; its postmortem is too."""
    sections: tuple[str, ...]
    """The headings that the site requires; empty: the usual ones."""
    title: str | None
    locale: Locale


def write_lookback(lookback: Lookback) -> str:
    """Return the text of the file."""
    locale, incident = lookback.locale, lookback.timeline.incident
    title = lookback.title or locale.gettext("What happened: %(title)s") % {"title": incident.title}
    hint = locale.gettext("What happened and what changes, in two sentences, for lists and feeds.")
    head = [
        "---",
        f"title: {scalar(title)}",
        f"incident: {incident.slug}",
        *(("internal: true",) if lookback.internal else ("draft: true", f"# summary: {hint}")),
        "---",
    ]
    blocks = ["\n".join(head)]
    known = dict(_known(lookback))
    usual = (
        locale.pgettext("section of a postmortem", "Impact"),
        timeline := locale.pgettext("section of a postmortem", "Timeline"),
        locale.pgettext("section of a postmortem", "Root cause"),
        locale.pgettext("section of a postmortem", "Resolution"),
        locale.pgettext("section of a postmortem", "Lessons"),
        locale.pgettext("section of a postmortem", "Actions"),
    )
    for heading in dict.fromkeys(lookback.sections or usual):
        role = next((role for role in known if fold(heading) in role), None)
        blocks += [f"## {heading}", (role and known.pop(role)) or TO_BE_WRITTEN]
    if TIMELINE in known:
        blocks += [f"## {timeline}", known[TIMELINE]]
    return "\n\n".join(blocks) + "\n"


def _known(lookback: Lookback) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what is already known, by the names of the section that it belongs to."""
    now = lookback.timeline.now
    yield FACTS, "\n".join(f"- {fact}" for fact in _facts(lookback))
    zone = lookback.locale.gettext("Times are in %(zone)s.") % {"zone": lookback.locale.zone}
    rows = (row for _, row in sorted(_rows(lookback), key=itemgetter(0)))
    yield TIMELINE, "\n".join((as_value(zone), "", *rows))
    yield CAUSE, _plain(now.cause)
    yield FIX, _plain(now.fix)


def _facts(lookback: Lookback) -> Iterator[str]:
    """Yield the time, the duration, the impact and the components."""
    locale, timeline = lookback.locale, lookback.timeline
    if timeline.ended:
        length = locale.duration(open_time(timeline, timeline.ended))
        when = f"{locale.period(timeline.began, timeline.ended)} ({length})"
    else:
        began = locale.date_time(timeline.began, zone=True)
        when = locale.gettext("Since %(began)s (ongoing)") % {"began": began}
    yield as_value(when.replace(NO_BREAK, " ").replace(NARROW, " "))
    if timeline.incident.sort is Sort.INCIDENT:
        impact = impact_word(locale, timeline.impact)
        yield as_value(locale.gettext("Impact: %(impact)s") % {"impact": impact})
    if lookback.parts:
        words = {"components": affected(locale, lookback.parts).text}
        yield as_value(locale.gettext("Affected components: %(components)s") % words)


def _rows(lookback: Lookback) -> Iterator[tuple[datetime, str]]:
    """Yield each update and each log entry with its time."""
    timeline, locale = lookback.timeline, lookback.locale
    began, moments = timeline.began, timeline.moments

    def shown(at: datetime) -> str:
        return locale.moment(at, began).replace(NO_BREAK, " ")

    if began < moments[0].update.at:
        yield began, f"- **{shown(began)}** {locale.gettext('Began')}."
    for moment in moments:
        at, ended = moment.update.at, moment.update.ended
        yield at, f"- **{shown(at)}** {_line_of(moment, locale)}"
        if ended:
            yield ended, f"- **{shown(ended)}** {locale.gettext('Ended')}."
    for entry in timeline.incident.team.log:
        # Two hyphens in a row could end the comment.
        text = " ".join(re.sub("-(?=-)", "- ", clean(entry.text)).split())
        yield entry.at, f"<!-- Internal, {shown(entry.at)}: {text} -->"


def _line_of(moment: Moment, locale: Locale) -> str:
    """Return an update on one line."""
    update = moment.update
    text = clock_words(locale, update.state) if update.by_clock else _summary(update.body)
    return f"{state_word(locale, update.state)}. {as_value(text)}".rstrip()


def _summary(text: Text | None) -> str:
    return Converter().summary(text, LONGEST) if text else ""


def _plain(text: Text | None) -> str:
    return as_value(_summary(text))
