"""A new incident as its scenario has it, for somebody who completes it in an editor later.

It is made before anything is wrong, so it can know neither the time nor what is affected. What is
left open stands there as what no build accepts: nothing unfinished is published.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from statusgen.advice.overdue import cadence_for
from statusgen.advice.review import is_vague
from statusgen.authoring.composing import section
from statusgen.authoring.filling import Facts, fill, values_of
from statusgen.authoring.front import NewIncident, front_matter
from statusgen.authoring.stamping import duration
from statusgen.model import ComponentState, Impact, Kind, Scenario, Site, Sort, States
from statusgen.moments import IMPACT_OF, impact_of
from statusgen.notation.words import NOTICE_KIND
from statusgen.rendering.locale import Locale
from statusgen.status import in_use

DAY: Final = "YYYY-MM-DD"
TIME: Final = f"{DAY} HH:MM"
COMPONENT: Final = "COMPONENT"


def new_file(scenario: Scenario, site: Site, locale: Locale) -> tuple[str, str]:
    """Return the name of a new file under incidents/, and its text, up to the first update.

    ``locale`` is that of the scenario's texts.
    """
    phase, zone = scenario.opening, site.settings.timezone
    names = {leaf.id: leaf.name for leaf in site.leaves}
    known = tuple(names[name] for name, _ in scenario.components)
    named = (known or (COMPONENT,)) if scenario.sort is Sort.INCIDENT else ()
    facts = Facts(
        at=site.as_of,
        title=title_of(scenario, named, lambda: locale),
        components=known,
        variables=tuple(
            (each.name, each.default) for each in scenario.variables if each.default is not None
        ),
    )
    values = dict(values_of(facts, lambda: locale))
    del values["now"]
    update = section(
        f"## {phase.state.heading} — {TIME} {zone}",
        (
            (key, text)
            for key, value in _fields(scenario, site).items()
            if (text := fill(value, values))
        ),
        fill(phase.text.markdown, values),
    )
    text = f"{_front(scenario, facts.title, zone)}{_reminder(scenario, site)}\n{update}"
    return f"{DAY}-{scenario.slug}.md", text


def _states(scenario: Scenario) -> States:
    """Return the components of the scenario, or what is in place of those that it leaves open."""
    return scenario.components or ((COMPONENT, usual_state(scenario)),)


def _front(scenario: Scenario, title: str, zone: str) -> str:
    is_notice = scenario.sort is Sort.NOTICE
    head = NewIncident(
        title=title,
        kinds=(NOTICE_KIND,) if is_notice else tuple(scenario.kinds),
        components=() if is_notice else _states(scenario),
        impact=scenario.impact,
        scenario=scenario.slug,
        cadence=scenario.cadence,
        postmortem=scenario.postmortem,
        internal=scenario.internal,
    )
    window = f"scheduled:\n  from: {TIME} {zone}\n  until: {TIME} {zone}\n"
    is_planned = scenario.sort is Sort.MAINTENANCE
    return front_matter(head, zone).replace("\nscenario: ", f"\n{window}scenario: ", is_planned)


def _fields(scenario: Scenario, site: Site) -> dict[str, str]:
    """Return what the scenario states, and before it the promise that follows from the cadence.

    A promise is a length of time here: it holds from whatever time is put into the heading.
    """
    impact = scenario.impact
    if impact is None:
        impact = impact_of(state for _, state in _states(scenario))
    cadence = cadence_for(site.practice, scenario.sort, impact, scenario.cadence)
    promise = {"next": duration(cadence)} if cadence and scenario.sort is Sort.INCIDENT else {}
    return promise | dict(scenario.opening.fields)


def _reminder(scenario: Scenario, site: Site) -> str:
    """Return a comment, which is never published, on what is left open."""
    known = ", ".join(leaf.id for leaf in site.leaves if in_use(leaf, site.as_of))
    is_open = scenario.sort is not Sort.NOTICE and not scenario.components
    component = f"{COMPONENT} by what is affected ({known}),\n     " if is_open else ""
    return (
        f"<!-- Replace {TIME} by the time, and {DAY} in the name of the file,\n"
        f"     {component}and what stands between double braces. While any of it is\n"
        "     left, nothing is published; nor is this comment, ever. -->\n"
    )


def title_of(scenario: Scenario, names: tuple[str, ...], locale: Callable[[], Locale]) -> str:
    """Return the title of an incident that is given none: its scenario's.

    Where that says that something is wrong and not what, as it may for a team, it says where:
    ``names`` are those of the components. ``locale`` makes that of the scenario's texts.
    """
    if not names or not is_vague(scenario.title, names):
        return scenario.title
    words = {"title": scenario.title, "components": locale().list_of(names)}
    return locale().gettext("%(title)s: %(components)s") % words


def usual_state(scenario: Scenario) -> ComponentState:
    """Return the state that a component is probably in where the scenario does not name it.

    It is the worst that the scenario names; else that of what fails or is slow follows from the
    impact.
    """
    if scenario.sort is Sort.MAINTENANCE:
        return ComponentState.UNDER_MAINTENANCE
    if scenario.components:
        return max(state for _, state in scenario.components)
    states = {impact: state for state, impact in IMPACT_OF.items() if impact}
    is_felt = {Kind.OUTAGE, Kind.DEGRADATION}.intersection(scenario.kinds)
    return states[(is_felt and scenario.impact) or Impact.MINOR]
