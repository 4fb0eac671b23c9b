"""What a reviewer would point out.

Titles that say nothing, dates and impacts that are probably wrong, promises only in words, ids that
change, postmortems without a section, and gaps in the team.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import Final
from urllib.parse import urlsplit

from statusgen.manifest import Identity
from statusgen.markup.finding import Finder, Found
from statusgen.markup.plain import unescaped
from statusgen.memo import Memo, call
from statusgen.model import Impact, Incident, Kind, Role, Site, Sort, States
from statusgen.moments import impact_of, moments_of, opening_moment
from statusgen.notation.promises import other_promises
from statusgen.notation.times import local
from statusgen.notation.words import fold
from statusgen.problems import Problem, warning
from statusgen.reading.incident import IncidentEntry, PostmortemEntry
from statusgen.reading.links import located
from statusgen.reading.site import SiteEntry

_WRONG: Final = frozenset(
    """
    outage outages incident incidents issue issues problem problems trouble troubles disruption
    disruptions interruption interruptions failure failures fault faults error errors down downtime
    unavailable unavailability offline broken degradation degraded wrong working
    panne pannes probleme problemes souci soucis coupure coupures indisponible indisponibilite
    perturbation perturbations dysfonctionnement dysfonctionnements defaut defauts erreur erreurs
    arret arrets defaillance defaillances fonctionne va
    """.split()  # noqa: SIM905 - words, not lines of code
)
"""Words, without accents, that say that something is wrong, but not what."""

_IDLE: Final = frozenset(
    """
    a an the some our we re is are was has have in on of with to for and by at
    service services system systems technical general major minor critical severe full partial
    total complete temporary unplanned planned scheduled emergency unexpected known possible
    ongoing current currently new experiencing maintenance something went not it
    network platform server servers infrastructure
    un une des de du d le la les l nos notre en et au aux sur pour cours est sont nous avons
    systeme systemes technique techniques generale majeur majeure mineur mineure critique partiel
    partielle totale complet temporaire imprevu imprevue planifie planifiee prevu prevue programmee
    urgence actuellement nouveau nouvelle quelque chose ne pas
    reseau plateforme serveur serveurs
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday
    today yesterday tonight this morning afternoon evening night am pm utc gmt cet cest
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    janv fevr avr juil
    lundi mardi mercredi jeudi vendredi samedi dimanche
    aujourd hui hier ce cette matin apres midi soir nuit
    """.split()  # noqa: SIM905 - words, not lines of code
)
"""Words that add nothing, and words of dates, which pages show anyway."""

_NUMBER: Final = re.compile(r"\d+(?:st|nd|rd|th|er|e|am|pm|z|h(?:\d\d)?|t\d\d)?")
"""The number of a date or time; `2020-11-18T23:02Z` is four. “2FA” and “5G” are names."""

DISTANT: Final = timedelta(days=30)
"""How far a date may be from the nearest other one of its file."""

LASTING: Final = frozenset({Kind.DATA_LOSS, Kind.SECURITY})
"""Kinds whose impact does not depend on what still works."""

SAMPLE_HOST: Final = "status.example.com"
SAMPLE_TITLES: Final = ("Example Status", "État d’Example")  # noqa: RUF001 - as people write it
SAMPLE_CONTACT: Final = "+00 "
"""Values in the site.yml of a new project. No country has the code 00."""


def find_implausible(
    site: Site,
    incidents: Iterable[IncidentEntry],
    postmortems: Iterable[PostmortemEntry],
    memo: Memo = call,
) -> Iterator[Problem]:
    """Yield a warning for what is probably wrong or missing in each file, also in drafts."""
    names = tuple(entry.name for entry in site.parts)
    for entry in incidents:
        yield from memo(_implausible, entry, names, site.settings.timezone)
    for look in postmortems:
        yield from memo(_missing_sections, look, site.practice.sections)


def _implausible(entry: IncidentEntry, names: tuple[str, ...], zone: str) -> tuple[Problem, ...]:
    """Return the warnings about one file; only those about its dates if it is internal."""
    incident = entry.incident
    if not incident:
        return ()
    found = [*_distant(entry, incident)]
    if entry.internal:
        return tuple(found)
    if incident.sort is Sort.INCIDENT and is_vague(incident.title, names):
        found.append(
            warning(
                "vague-title",
                f"The title says that something is wrong, but not what: `{incident.title}`",
                entry.span("title"),
                "Say what users notice: “Card payments fail”. In feeds and messages the title is "
                "all they see.",
            )
        )
    if incident.sort is Sort.INCIDENT and not LASTING.intersection(incident.kinds):
        found += _too_high(entry, incident)
    if not incident.updates[-1].state.is_end:
        found += _promised_in_words(entry, zone)
    return tuple(found)


def _promised_in_words(entry: IncidentEntry, zone: str) -> Iterator[Problem]:
    """Yield a warning for each time in a text for news that `next` does not promise as well.

    Times that name no zone are in ``zone``, that of the pages.
    """
    for update in (each.update for each in entry.written if not each.update.state.is_end):
        shown, places = unescaped(update.body.markdown)
        promises = (
            Found(value=when, start=places[start], end=places[end])
            for when, start, end in other_promises(shown, update.at, zone, update.next)
        )
        for promise, span in located(promises, update.body, entry):
            yield warning(
                "promise-in-words",
                f"The text promises news {promise.value}, but "
                + (f"`next` is {entry.shown(update.next)}" if update.next else "no `next` does"),
                span,
                "Write the same time below the heading, `- next: …`: the top of the page, the "
                "widget and reminders use that.",
            )


def _distant(entry: IncidentEntry, incident: Incident) -> Iterator[Problem]:
    """Yield a warning for each gap between the dates of a file that is too long: a wrong year.

    Dates near the day in the file's name are right, or else those near the first heading.
    """
    given = [
        (incident.started, entry.span("started")),
        (incident.until, entry.span("until")),
        (incident.window, entry.span("scheduled")),
        *((each.update.at, each.heading) for each in entry.written),
        *(
            (getattr(each.update, key), each.place(key))
            for each in entry.written
            for key in ("next", "eta", "ended", "window")
        ),
    ]
    ends = ((getattr(at, end, at), span) for at, span in given for end in ("start", "end"))
    dates = [(at, span, "") for at, span in ends if isinstance(at, datetime)]
    right = min(entry.written, key=lambda each: each.heading.line).update.at
    with suppress(ValueError):  # a name without a day
        right = datetime.fromisoformat(entry.name[:10]).replace(tzinfo=UTC)
        dates.append((right, entry.headings[0], "the day in the file name"))
    for before, after in pairwise(sorted(dates, key=itemgetter(0))):
        if (gap := after[0] - before[0]) > DISTANT:
            (at, span, _), near = (after, before) if before[0] >= right else (before, after)
            yield warning(
                "distant-date",
                f"{entry.shown(at)} is {gap.days} days {'after' if at > right else 'before'} "
                f"{near[2] or entry.shown(near[0])}",
                span,
                "Check the year and the month. If both are right, write `allow: [distant-date]` in "
                "the front matter.",
            )


def _too_high(entry: IncidentEntry, incident: Incident) -> Iterator[Problem]:
    """Yield a warning for each impact that does not fit the states of the components."""
    moments = moments_of(incident, incident.updates[-1].at)
    # At the end, every component works again.
    known = [() if each.state.is_end else each.components for each in moments]
    given = (
        # The front matter may leave the states to the first update.
        (incident.impact, opening_moment(incident).components + known[0], entry.span("impact")),
        *(
            (each.update.impact, states, each.place("impact"))
            for each, states in zip(entry.written, known, strict=True)
        ),
    )
    for impact, states, span in given:
        if impact and states and is_too_high(impact, states):
            yield warning(
                "impact-too-high",
                f"The impact is `{impact.word}`, but the states of the components mean "
                f"`{impact_of(state for _, state in states).word}`",
                span,
                "Delete `impact`, so that it follows from the states. Or correct the states.",
            )


def is_too_high(impact: Impact, states: States) -> bool:
    """Tell whether an impact is two steps or more above that of the states."""
    return impact - impact_of(state for _, state in states) > 1


def find_changed_ids(
    settings: SiteEntry, incidents: Iterable[IncidentEntry], former: Identity
) -> Iterator[Problem]:
    """Yield a warning for each changed key of site.yml that gives published entries other ids.

    ``former`` has the former values of these keys. Where nothing is published, nothing is lost.
    """
    public = [each for each in incidents if each.incident and each.is_shown(preview=False)]
    effects = {
        "id": "all entries of feeds and calendars get new ids",
        "url": "all entries of history.rss get new ids, which are their addresses",
        "timezone": "times without a zone of their own now mean another instant, and their updates "
        "get new ids in feeds",
    }
    for key, old in former.items():
        new, way, touched = getattr(settings.settings, key), "", public
        if key == "timezone":
            way = f", or write `timezone: {old}` in those files"
            touched = [each for each in public if _moves(each, old, new)]
        if touched and old != new:
            yield warning(
                "identity-changed",
                f"`{key}` was `{old}`; {effects[key]} (files: {len(touched):,})",
                settings.span(key),
                f"Undo the change{way}. Otherwise subscribers will get these entries again.",
            )


def _moves(entry: IncidentEntry, old: str, new: str) -> bool:
    """Tell whether the site's time zone decides the time of an update."""
    times = [each.update.at for each in entry.written if not entry.front.get("timezone")]
    return any(local(at, old) != local(at, new) for at in times)


def is_vague(title: str, names: Iterable[str] = ()) -> bool:
    """Tell whether a title says that something is wrong, but not what (English and French).

    ``names`` are those of components, which may be such words themselves: “Issues”.
    """
    words = _words(title)
    says_more = any(word not in _WRONG | _IDLE and not _NUMBER.fullmatch(word) for word in words)
    if says_more or _WRONG.isdisjoint(words):
        return False
    return not any((named := _words(name)) and set(named) <= set(words) for name in names)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _missing_sections(entry: PostmortemEntry, wanted: tuple[str, ...]) -> tuple[Problem, ...]:
    """Return a warning for each missing section; drafts may lack them."""
    look = entry.postmortem
    if not look or look.draft or entry.internal or not wanted:
        return ()
    found = Finder().headings(look.body.markdown)
    return tuple(
        warning(
            "missing-section",
            f"The postmortem has no section `{section}`",
            entry.span("title"),
            f"Add `## {section}`, or write `allow: [missing-section]` in the front matter.",
        )
        for section in wanted
        if fold(section) not in found
    )


def find_unready(settings: SiteEntry) -> Iterator[Problem]:
    """Yield a warning for each thing that will be missing during an incident."""
    yield from find_sample(settings)
    team = settings.practice.team if settings.complete else ()
    people = {each.name for role in team for each in role.people}
    for role in team:
        yield from _vacancies(role, settings, is_alone=len(people) == 1)


def find_sample(settings: SiteEntry) -> Iterator[Problem]:
    """Yield a warning for each value of the sample that is not replaced."""
    if settings.settings.title in SAMPLE_TITLES:
        yield warning(
            "sample-left",
            "`title` is still the sample title",
            settings.span("title"),
            "Write the name of your service or company.",
        )
    if urlsplit(settings.settings.url).hostname == SAMPLE_HOST:
        yield warning(
            "sample-left",
            "`url` is still the sample address",
            settings.span("url"),
            "Write the address where the site is published: feeds and messages link to it.",
        )
    people = {
        person.name: role.name
        for role in settings.practice.team
        for person in role.people
        if person.contact.startswith(SAMPLE_CONTACT)
    }
    if people:
        yield warning(
            "sample-left",
            f"These people still have contacts from the sample: {', '.join(people)}",
            settings.span(f"team.{next(iter(people.values()))}"),
            "Write the name of the person in each role, and how to reach them.",
        )


def _vacancies(role: Role, settings: SiteEntry, *, is_alone: bool) -> Iterator[Problem]:
    """Yield a warning for each missing backup and contact; someone alone has no backup."""
    if not role.backups and not is_alone:
        yield warning(
            "missing-backup",
            f"`{role.name}` has no backup",
            settings.span(f"team.{role.name}"),
            "Add someone who can step in: `backups: [{name: …, contact: …}]`.",
        )
    for person in role.people:
        if not person.contact:
            yield warning(
                "missing-contact",
                f"{person.name} (`{role.name}`) has no contact",
                settings.span(f"team.{role.name}"),
                "Add a `contact` that works at night, such as a phone number. It is never "
                "published.",
            )
