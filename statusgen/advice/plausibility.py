"""Slips of a hurried pen: a title that says nothing, a date that cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from statusgen.memo import Memo, call
from statusgen.model import Site, Sort
from statusgen.notation.times import local
from statusgen.notation.words import fold
from statusgen.problems import Problem, warning
from statusgen.reading.incident import IncidentEntry, PostmortemEntry

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
"""Words, without accents, that say that something is wrong, and not what."""

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
    """.split()  # noqa: SIM905 - words, not lines of code
)
"""Words that say no more beside them."""

_DATE: Final = frozenset(
    """
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
"""Words of dates, which stand beside each title anyway."""

_NUMBER: Final = re.compile(r"\d+(?:st|nd|rd|th|er|e|am|pm|z|h(?:\d\d)?|t\d\d)?")
"""The number of a date or time; `2020-11-18T23:02Z` is four. “2FA” and “5G” are names."""

_SAID_ANYWAY: Final = _WRONG | _IDLE | _DATE

_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])(?!\d)")
"""A day at the beginning of a file's name."""


def find_slips(
    site: Site,
    incidents: Iterable[IncidentEntry],
    lookbacks: Iterable[PostmortemEntry],
    memo: Memo = call,
) -> Iterator[Problem]:
    """Yield a warning for each slip; drafts are read as well, since they are mended most easily."""
    names = tuple(entry.name for entry in site.parts)
    for entry in incidents:
        if not entry.internal:
            yield from memo(_slips, entry, names)
    published = {name: each for each in site.incidents for name in (each.slug, each.id)}
    for look in lookbacks:
        at = look.postmortem.published if look.postmortem else None
        began = [published[name.text].began for name in look.incidents if name.text in published]
        for each in began if at else ():
            if at and local(at, look.zone).date() < local(each, look.zone).date():
                yield warning(
                    "early-postmortem",
                    f"The incident began {look.shown(each)}, after the day of its postmortem",
                    look.span("published"),
                    "Correct its day, or that of the incident.",
                )


def _slips(entry: IncidentEntry, names: tuple[str, ...]) -> tuple[Problem, ...]:
    """Return those of one file: its title, and the year in its name, as in a new year's first."""
    incident, found = entry.incident, []
    if not incident:
        return ()
    if incident.sort is Sort.INCIDENT and is_vague(incident.title, names):
        found.append(
            warning(
                "vague-title",
                f"The title says that something is wrong, and not what: `{incident.title}`",
                entry.span("title"),
                "Name what users notice: “Card payments fail”. In feeds and messages the title is "
                "all that they see.",
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
                f"The file is named after {named['year']}, and this is in "
                f"{local(incident.updates[0].at, entry.zone).year}",
                entry.headings[0],
                "Correct the year, or rename the file and keep its old name in `aliases`.",
            )
        )
    return tuple(found)


def is_vague(title: str, names: Iterable[str] = ()) -> bool:
    """Tell whether a title says that something is wrong, and not what (English and French).

    ``names`` are those of components, which may be such words themselves: “Issues”.
    """
    words = _words(title)
    says_more = any(word not in _SAID_ANYWAY and not _NUMBER.fullmatch(word) for word in words)
    if says_more or _WRONG.isdisjoint(words):
        return False
    return not any((named := _words(name)) and set(named) <= set(words) for name in names)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))
