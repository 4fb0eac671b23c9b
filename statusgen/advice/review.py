"""What a reviewer would point out.

Titles that say nothing, dates that are probably wrong, and whether the team is prepared: its roles,
its scenarios, and the sections of its postmortems.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from statusgen.markup.finding import Finder
from statusgen.memo import Memo, call
from statusgen.model import STATES, Kind, Postmortem, Role, Scenario, Site, Sort, State
from statusgen.notation.times import local
from statusgen.notation.words import fold
from statusgen.problems import Problem, Span, warning
from statusgen.reading.content import SCENARIOS
from statusgen.reading.entries import Entry
from statusgen.reading.incident import IncidentEntry, PostmortemEntry
from statusgen.reading.site import SiteEntry
from statusgen.status import in_use

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

_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])(?!\d)")
"""A day at the beginning of a file's name."""

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
    """Yield a warning for each vague title and each wrong date, also in drafts."""
    names = tuple(entry.name for entry in site.parts)
    for entry in incidents:
        if not entry.internal:
            yield from memo(_implausible, entry, names)
    published = {name: each for each in site.incidents for name in (each.slug, each.id)}
    for look in postmortems:
        at = look.postmortem.published if look.postmortem else None
        began = [published[name.text].began for name in look.incidents if name.text in published]
        for each in began if at else ():
            if at and local(at, look.zone).date() < local(each, look.zone).date():
                yield warning(
                    "early-postmortem",
                    f"The incident began at {look.shown(each)}, after the date of its postmortem",
                    look.span("published"),
                    "Correct one of the two dates.",
                )


def _implausible(entry: IncidentEntry, names: tuple[str, ...]) -> tuple[Problem, ...]:
    """Return the warnings about the title of one file, and the year in its name."""
    incident, found = entry.incident, []
    if not incident:
        return ()
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
    named = _YEAR.match(entry.name)
    windows = (incident.window, *(update.window for update in incident.updates))
    times = [incident.began, *(update.at for update in incident.updates)]
    times += [at for window in windows if window for at in (window.start, window.end)]
    years = {year for at in times for year in (at.year, local(at, entry.zone).year)}
    if named and incident.sort is not Sort.NOTICE and int(named["year"]) not in years:
        found.append(
            warning(
                "other-year",
                f"The file name says {named['year']}, but this is in "
                f"{local(incident.updates[0].at, entry.zone).year}",
                entry.headings[0],
                "Correct the year, or rename the file and keep its old name in `aliases`.",
            )
        )
    return tuple(found)


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
    site: Site, settings: SiteEntry, entries: Iterable[Entry], *, is_whole: bool
) -> Iterator[Problem]:
    """Yield a warning for each thing that will be missing during or after an incident.

    The entries are those of files without mistakes, and ``is_whole`` says that these are all.
    """
    yield from find_sample(settings)
    for role in site.practice.team if settings.complete else ():
        yield from _vacancies(role, settings)
    if is_whole and site.practice.scenarios:
        yield from _gaps(site, settings)
    by_path = {entry.path: entry for entry in entries}
    for scenario in site.practice.scenarios:
        if scenario.path in by_path:
            yield from _phases(scenario, by_path[scenario.path])
    for postmortem in site.postmortems:
        if postmortem.path in by_path:
            yield from _sections(postmortem, by_path[postmortem.path], site)


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
        f"team.{role.name}.{number}": person.name
        for role in settings.practice.team
        for number, person in enumerate((role.primary, *role.backups))
        if person.contact.startswith(SAMPLE_CONTACT)
    }
    if people:
        yield warning(
            "sample-left",
            "These people still have contacts from the sample: "
            f"{', '.join(dict.fromkeys(people.values()))}",
            settings.span(next(iter(people))),
            "Write the name of the person in each role, and how to reach them.",
        )


def _vacancies(role: Role, settings: SiteEntry) -> Iterator[Problem]:
    """Yield a warning for each missing backup and contact."""
    if not role.backups:
        yield warning(
            "missing-backup",
            f"`{role.name}` has no backup",
            settings.span(f"team.{role.name}"),
            "Add someone who can step in: `backups: [{name: …, contact: …}]`.",
        )
    for number, person in enumerate((role.primary, *role.backups)):
        if not person.contact:
            yield warning(
                "missing-contact",
                f"{person.name} (`{role.name}`) has no contact",
                settings.span(f"team.{role.name}.{number}"),
                "Add a `contact` that works at night, such as a phone number. It is never "
                "published.",
            )


def _gaps(site: Site, settings: SiteEntry) -> Iterator[Problem]:
    """Yield the kinds of harm and the components without a scenario."""
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
    covered = {name for scenario in scenarios for name, _ in scenario.components}
    is_narrow = scenarios and all(scenario.components for scenario in scenarios)
    for leaf in site.leaves if is_narrow else ():
        if leaf.id not in covered and in_use(leaf, site.as_of):
            yield warning(
                "missing-scenario",
                f"No scenario covers `{leaf.id}`",
                settings.span(f"components.{leaf.id}"),
                "Add it to `components` in a scenario, or write one without `components`, which "
                "covers all.",
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
