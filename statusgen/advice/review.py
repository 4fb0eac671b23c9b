"""What a reviewer would point out.

Titles that say nothing, dates that are probably wrong, and whether the team is prepared: its roles,
its scenarios, and the sections of its postmortems.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Final
from urllib.parse import urlsplit

from statusgen.days import day_of
from statusgen.manifest import Identity
from statusgen.markup.finding import Finder, Found
from statusgen.markup.plain import unescaped
from statusgen.memo import Memo, call
from statusgen.model import (
    STATES,
    Impact,
    Kind,
    Postmortem,
    Role,
    Scenario,
    Site,
    Sort,
    State,
    States,
)
from statusgen.moments import impact_of
from statusgen.notation.promises import promises_of
from statusgen.notation.times import local, tzinfo_of
from statusgen.notation.words import fold
from statusgen.problems import Problem, Span, warning
from statusgen.reading.content import SCENARIOS
from statusgen.reading.entries import Entry
from statusgen.reading.incident import IncidentEntry
from statusgen.reading.links import located
from statusgen.reading.site import SiteEntry
from statusgen.status import earliest, in_use
from statusgen.timeline import bounds_of

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

_DAY: Final = re.compile(r"(?:19|20)\d\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])(?!\d)")
"""A day at the beginning of a file's name."""
_NAMED: Final = "the day in the file name"

DISTANT: Final = timedelta(days=30)
"""How far a date may be from the nearest other one of its file."""

LASTING: Final = frozenset({Kind.DATA_LOSS, Kind.SECURITY})
"""Kinds whose impact does not depend on what still works."""

SAMPLE_HOST: Final = "status.example.com"
SAMPLE_TITLES: Final = ("Example Status", "État d’Example")  # noqa: RUF001 - as people write it
SAMPLE_CONTACT: Final = "+00 "
"""Values in the site.yml of a new project. No country has the code 00."""


def find_implausible(
    site: Site, incidents: Iterable[IncidentEntry], memo: Memo = call
) -> Iterator[Problem]:
    """Yield a warning for each vague title and each wrong date, also in drafts."""
    names = tuple(entry.name for entry in site.parts)
    for entry in incidents:
        yield from memo(_implausible, entry, names)


def _implausible(entry: IncidentEntry, names: tuple[str, ...]) -> tuple[Problem, ...]:
    """Return the warnings about one file; only those about its dates if it is internal."""
    incident = entry.incident
    if not incident:
        return ()
    found = [*_distant(entry)]
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
    if not incident.updates[-1].state.is_end:
        found += _promised_in_words(entry)
    return tuple(found)


def _promised_in_words(entry: IncidentEntry) -> Iterator[Problem]:
    """Yield a warning for each time in a text for news, if the update has no `next`."""
    for update in (each.update for each in entry.written):
        if update.next or update.state.is_end:
            continue
        shown, places = unescaped(update.body.markdown)
        promises = (
            Found(value=when, start=places[start], end=places[end])
            for when, start, end in promises_of(shown)
        )
        for promise, span in located(promises, update.body, entry):
            yield warning(
                "promise-in-words",
                f"The text promises news {promise.value}, but no `next` does",
                span,
                "Write the same time below the heading, `- next: …`: the top of the page, the "
                "widget and reminders use that.",
            )


_Dated = tuple[datetime, str, Span]
"""An instant, its name in a message if it has one, and its place."""


def _distant(entry: IncidentEntry) -> Iterator[Problem]:
    """Yield a warning for each date, or group of dates, that is far from all others of its file.

    The right ones are those near the day in the file's name, or else near the first heading.
    """
    dates = sorted(_dates(entry), key=itemgetter(0))
    gaps = (after[0] - before[0] > DISTANT for before, after in pairwise(dates))
    numbers = [*accumulate(gaps, initial=0)]
    trust = [(named != _NAMED, span not in entry.headings, span.line) for _, named, span in dates]
    right = numbers[trust.index(min(trust))]
    for number in sorted({*numbers} - {right}):
        others = [each for each, at in zip(dates, numbers, strict=True) if at != number]
        at, _, span = dates[numbers.index(number)]
        other, named, _ = min(others, key=lambda each: abs(each[0] - at))
        named = named or f"{entry.shown(other)}, the nearest other date here"
        yield warning(
            "distant-date",
            f"{entry.shown(at)} is {abs(other - at).days} days "
            f"{'before' if at < other else 'after'} {named}",
            span,
            "Check the year and the month. If both are right, write `allow: [distant-date]` in the "
            "front matter.",
        )


def _dates(entry: IncidentEntry) -> Iterator[_Dated]:
    """Yield every instant of a file that could be read, and the day at the start of its name."""
    if not (incident := entry.incident):
        return
    given = [(getattr(incident, key), entry.span(key)) for key in ("started", "until")]
    windows = [(incident.window, entry.span("scheduled"))]
    windows += [(each.update.window, each.place("window")) for each in entry.written]
    given += [(each.update.at, each.heading) for each in entry.written]
    given += [
        (at, each.place(key))
        for each in entry.written
        for key in ("next", "eta", "ended")
        if (at := getattr(each.update, key))
    ]
    given += [(at, span) for each, span in windows if each for at in (each.start, each.end)]
    for at, span in given:
        if isinstance(at, datetime):
            yield at, "", span
    if named := _DAY.match(entry.name):
        with suppress(ValueError):
            day = datetime.fromisoformat(named[0]).replace(tzinfo=tzinfo_of(entry.zone))
            yield day, _NAMED, entry.headings[0]
            yield day + timedelta(days=1), _NAMED, entry.headings[0]


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
                f"`{key}` was `{old}`; {effects[key]}",
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


def find_unready(
    site: Site,
    settings: SiteEntry,
    entries: Iterable[Entry],
    memo: Memo = call,
    *,
    is_whole: bool,
) -> Iterator[Problem]:
    """Yield a warning for each thing that will be missing during or after an incident.

    The entries are those of files without mistakes, and ``is_whole`` says that these are all.
    """
    yield from find_sample(settings)
    yield from _doubtful_since(site, settings, memo)
    people = {each.name for role in site.practice.team for each in (role.primary, *role.backups)}
    for role in site.practice.team if settings.complete else ():
        yield from _vacancies(role, settings, is_alone=len(people) == 1)
    if is_whole and site.practice.scenarios:
        yield from _gaps(site)
    by_path = {entry.path: entry for entry in entries}
    for scenario in site.practice.scenarios:
        if scenario.path in by_path:
            yield from _phases(scenario, by_path[scenario.path])
    for postmortem in site.postmortems:
        if postmortem.path in by_path:
            yield from _sections(postmortem, by_path[postmortem.path], site)


def _doubtful_since(site: Site, settings: SiteEntry, memo: Memo) -> Iterator[Problem]:
    """Yield a warning for each component whose uptime begins too late or too early."""
    harmed: dict[str, datetime] = {}
    bounds = (memo(bounds_of, each) for each in site.incidents)
    for each in sorted(bounds, key=lambda each: each.began, reverse=True):
        harmed |= dict.fromkeys(each.harmed, each.began)
    oldest, zone = earliest(site, memo), site.settings.timezone
    for leaf in site.leaves:
        first, place = harmed.get(leaf.id), settings.span(f"components.{leaf.id}")
        if leaf.since and first and first < leaf.since:
            yield warning(
                "since-too-late",
                f"An incident on {day_of(first, zone)} affected `{leaf.id}`, before its `since`",
                place,
                "Correct `since`: until then there is no data, so uptime does not count the "
                "incident.",
            )
        is_used = any(each.since for each in site.leaves) and in_use(leaf, site.as_of)
        if oldest and is_used and not leaf.since and (first or site.as_of) > oldest:
            yield warning(
                "missing-since",
                f"`{leaf.id}` has no `since`, so its uptime counts from {day_of(oldest, zone)}",
                place,
                "That is the first date of the whole site. Add `since: …` with the day on which "
                "people could use it.",
            )


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
        for person in (role.primary, *role.backups)
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
    for person in (role.primary, *role.backups):
        if not person.contact:
            yield warning(
                "missing-contact",
                f"{person.name} (`{role.name}`) has no contact",
                settings.span(f"team.{role.name}"),
                "Add a `contact` that works at night, such as a phone number. It is never "
                "published.",
            )


def _gaps(site: Site) -> Iterator[Problem]:
    """Yield a warning if kinds of harm have no scenario."""
    scenarios = [
        each for each in site.practice.scenarios if each.sort is Sort.INCIDENT and not each.internal
    ]
    kinds = {kind for scenario in scenarios for kind in scenario.kinds}
    if missing := [f"`{kind}`" for kind in Kind if kind not in kinds]:
        yield warning(
            "missing-scenario",
            f"No scenario covers incidents of kind {' or '.join(missing)}",
            Span(path=SCENARIOS.rstrip("/"), line=0),
            "Write one now, while there is time, and set its `kind`.",
        )


def _phases(scenario: Scenario, entry: Entry) -> Iterator[Problem]:
    """Yield a warning for states without a text; internal scenarios need none."""
    states = (state for state in STATES[scenario.sort] if state is not State.UPDATE)
    missing = [f"`{state.word}`" for state in states if not scenario.phase(state)]
    if missing and not scenario.internal:
        yield warning(
            "missing-phase",
            f"The scenario has no text for {' or '.join(missing)}",
            entry.span("title"),
            "Add a heading for each state, without a time, and the text to send.",
        )


def _sections(postmortem: Postmortem, entry: Entry, site: Site) -> Iterator[Problem]:
    """Yield a warning for each missing section; drafts may lack them."""
    wanted = () if postmortem.draft else site.practice.sections
    headings = Finder().headings(postmortem.body.markdown) if wanted else ()
    titles = {fold(title) for _, title in headings}
    for section in wanted:
        if fold(section) not in titles:
            yield warning(
                "missing-section",
                f"The postmortem has no section `{section}`",
                entry.span("title"),
                f"Add `## {section}`, or write `allow: [missing-section]` in the front matter.",
            )
