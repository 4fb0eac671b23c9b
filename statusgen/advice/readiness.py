"""Whether the team is ready: its roles, its scenarios, and what its postmortems are to have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from statusgen.markup.finding import Finder
from statusgen.model import STATES, Kind, Postmortem, Role, Scenario, Site, Sort, State
from statusgen.notation.words import fold
from statusgen.problems import Problem, Span, warning
from statusgen.reading.content import SCENARIOS
from statusgen.reading.entries import Entry
from statusgen.reading.site import SiteEntry
from statusgen.status import in_use

SAMPLE_HOST: Final = "status.example.com"
SAMPLE_TITLES: Final = ("Example Status", "État d’Example")  # noqa: RUF001 - as people write it
SAMPLE_CONTACT: Final = "+00 "
"""What a new project has in its site.yml until a team puts in its own: no country has code 00."""


def find_unready(
    site: Site, settings: SiteEntry, entries: Iterable[Entry], *, is_whole: bool
) -> Iterator[Problem]:
    """Yield a warning for each thing that will be missed in an incident, or after it.

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
    """Yield a warning for each value of a new project that nobody has replaced."""
    if settings.settings.title in SAMPLE_TITLES:
        yield warning(
            "sample-left",
            "The title is from the sample",
            settings.span("title"),
            "Say whose status this is.",
        )
    if urlsplit(settings.settings.url).hostname == SAMPLE_HOST:
        yield warning(
            "sample-left",
            "The address is from the sample",
            settings.span("url"),
            "Say where the site is published: feeds and links in messages lead there.",
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
            "These people have contacts from the sample: "
            f"{', '.join(dict.fromkeys(people.values()))}",
            settings.span(next(iter(people))),
            "Say who has each role, and how to reach them.",
        )


def _vacancies(role: Role, settings: SiteEntry) -> Iterator[Problem]:
    """Yield what is missing where somebody is ill, or has to be called at night."""
    if not role.backups:
        yield warning(
            "missing-backup",
            f"`{role.name}` has no backup",
            settings.span(f"team.{role.name}"),
            "Add who steps in where the first one cannot: `backups: [{name: …, contact: …}]`.",
        )
    for number, person in enumerate((role.primary, *role.backups)):
        if not person.contact:
            yield warning(
                "missing-contact",
                f"Nothing says how to reach {person.name}, who has the role `{role.name}`",
                settings.span(f"team.{role.name}.{number}"),
                "Add a `contact` that works at night, such as a phone number. It is never "
                "published.",
            )


def _gaps(site: Site, settings: SiteEntry) -> Iterator[Problem]:
    """Yield the kinds of harm and the components for which nothing is prepared."""
    scenarios = [
        each for each in site.practice.scenarios if each.sort is Sort.INCIDENT and not each.internal
    ]
    kinds = {kind for scenario in scenarios for kind in scenario.kinds}
    if missing := [f"`{kind}`" for kind in Kind if kind not in kinds]:
        yield warning(
            "missing-scenario",
            f"There is no scenario for an incident of the kind {' or '.join(missing)}",
            Span(path=SCENARIOS.rstrip("/"), line=0),
            "Write one now, while there is time. A scenario names its `kind`, or several.",
        )
    covered = {name for scenario in scenarios for name, _ in scenario.components}
    is_narrow = scenarios and all(scenario.components for scenario in scenarios)
    for leaf in site.leaves if is_narrow else ():
        if leaf.id not in covered and in_use(leaf, site.as_of):
            yield warning(
                "missing-scenario",
                f"There is no scenario for an incident of `{leaf.id}`",
                settings.span(f"components.{leaf.id}"),
                "Name it in a scenario. One without `components` is for all of them.",
            )


def _phases(scenario: Scenario, entry: Entry) -> Iterator[Problem]:
    """Yield a warning where words are missing; what is for the team alone needs none."""
    states = (state for state in STATES[scenario.sort] if state is not State.UPDATE)
    missing = [f"`{state.word}`" for state in states if not scenario.phase(state)]
    if missing and not scenario.internal:
        yield warning(
            "missing-phase",
            f"The scenario has no text for {' or '.join(missing)}",
            entry.span("title"),
            "Add a heading for each state, without a time, and what is sent then.",
        )


def _sections(postmortem: Postmortem, entry: Entry, site: Site) -> Iterator[Problem]:
    """Yield a warning for each heading that site.yml asks for; a draft may still lack them."""
    wanted = () if postmortem.draft else site.practice.sections
    headings = Finder().headings(postmortem.body.markdown) if wanted else ()
    titles = {fold(title) for _, title in headings}
    for section in wanted:
        if fold(section) not in titles:
            yield warning(
                "missing-section",
                f"The postmortem has no section `{section}`",
                entry.span("title"),
                f"Add `## {section}`, or `allow: [missing-section]` at the head of the file.",
            )
