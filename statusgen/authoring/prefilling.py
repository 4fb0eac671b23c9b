"""A new incident from a scenario, for someone to complete in an editor later.

It is made before an incident, so the time and the components are unknown. In their place are words
that no build accepts, so nothing unfinished is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from statusgen.advice.overdue import cadence_for
from statusgen.advice.review import LASTING, is_too_high, is_vague
from statusgen.authoring.composing import section
from statusgen.authoring.filling import Facts, fill, values_of
from statusgen.authoring.front import NewIncident, front_matter
from statusgen.authoring.stamping import duration
from statusgen.model import ComponentState, Impact, Kind, Scenario, Site, Sort, States
from statusgen.moments import IMPACT_OF, impact_of
from statusgen.notation.words import NOTICE_KIND
from statusgen.rendering.components import TouchedComponent, affected, names_of, parts_of
from statusgen.rendering.locale import Locale
from statusgen.status import in_use

DAY: Final = "YYYY-MM-DD"
TIME: Final = f"{DAY} HH:MM"
COMPONENT: Final = "COMPONENT"
STATE: Final = "STATE"


def new_file(scenario: Scenario, site: Site, locale: Locale) -> tuple[str, str]:
    """Return the name and the text of a new file in incidents/, with its first update.

    ``locale`` is for the language of the scenario.
    """
    phase, zone = scenario.opening, site.settings.timezone
    known = parts_of(names_of(site.components), scenario.components, site.as_of)
    facts = Facts(
        at=site.as_of,
        title=locale.gettext("%(title)s: %(components)s")
        % {"title": scenario.title, "components": "{{ what }}"},
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
    front = _front(scenario, facts.title, zone)
    text = f"{front}{_reminder(scenario, site, asks_state=STATE in front)}\n{update}"
    return f"{DAY}-{scenario.slug}.md", text


def new_update(zone: str) -> str:
    """Return the text of an update to add to a file."""
    return section(f"## {STATE} — {TIME} {zone}", [("next", "WHEN")], "{{ what_is_new }}")


def _states(scenario: Scenario) -> States:
    """Return the components of the scenario, or a placeholder if it names none."""
    return scenario.components or ((COMPONENT, usual_state(scenario)),)


def _front(scenario: Scenario, title: str, zone: str) -> str:
    is_notice = scenario.sort is Sort.NOTICE
    head = NewIncident(
        title=title,
        kinds=(NOTICE_KIND,) if is_notice else tuple(scenario.kinds),
        components=() if is_notice else _states(scenario),
        impact=stated_impact(scenario, _states(scenario), scenario.components),
        scenario=scenario.slug,
        cadence=scenario.cadence,
        postmortem=scenario.postmortem,
        internal=scenario.internal,
    )
    text = front_matter(head, zone)
    if head.impact is not None and not scenario.components:
        # The scenario knows the impact, and a guess of the state could contradict it.
        text = re.sub(f"(?m)^  {COMPONENT}: .*", f"  {COMPONENT}: {STATE}", text)
    if scenario.sort is not Sort.MAINTENANCE:
        return text
    window = f"scheduled:\n  from: {TIME} {zone}\n  until: {TIME} {zone}\n"
    return text.replace("\nscenario: ", f"\n{window}scenario: ", 1)


def _fields(scenario: Scenario, site: Site) -> dict[str, str]:
    """Return the fields of the scenario, and before them the promise from the cadence.

    The promise is a duration, which counts from the time in the heading.
    """
    impact = scenario.impact
    if impact is None:
        impact = impact_of(state for _, state in _states(scenario))
    cadence = cadence_for(site.practice, scenario.sort, impact, scenario.cadence)
    promise = {"next": duration(cadence)} if cadence and scenario.sort is Sort.INCIDENT else {}
    return promise | dict(scenario.opening.fields)


def _reminder(scenario: Scenario, site: Site, *, asks_state: bool) -> str:
    """Return a comment that says what to replace."""
    known = ", ".join(leaf.id for leaf in site.leaves if in_use(leaf, site.as_of))
    is_open = scenario.sort is not Sort.NOTICE and not scenario.components
    component = f"{COMPONENT} with what is affected ({known}), " if is_open else ""
    component += f"{STATE} with degraded, partial or down,\n     " if asks_state else ""
    return (
        f"<!-- Replace {TIME} with the time, {DAY} in the file name with the date,\n"
        f"     {component}and everything in double braces.\n"
        "     Until then, nothing is published. This comment is never published. -->\n"
    )


def title_of(
    scenario: Scenario, parts: tuple[TouchedComponent, ...], locale: Callable[[], Locale]
) -> str:
    """Return the default title of an incident: that of its scenario.

    If that does not say what is affected, the names of the components follow. ``locale`` returns
    the locale of the scenario.
    """
    if not parts or not is_vague(scenario.title, (part.name for part in parts)):
        return scenario.title
    words = {"title": scenario.title, "components": affected(locale(), parts).text}
    return locale().gettext("%(title)s: %(components)s") % words


def stated_impact(scenario: Scenario, states: States, own: States) -> Impact | None:
    """Return the impact to write into an incident with these states; ``None`` if it follows.

    The scenario's impact only counts next to its ``own`` states, and if it does not contradict
    them. No impact at all, data loss and a security breach do not depend on what still works.
    """
    impact = scenario.impact
    if not (impact and states) or LASTING.intersection(scenario.kinds):
        return impact
    follows = states != own or impact is impact_of(state for _, state in states)
    return None if follows or is_too_high(impact, states) else impact


def usual_state(scenario: Scenario) -> ComponentState:
    """Return the likely state of a component that the scenario does not name.

    It is the worst state in the scenario; without any, it follows from the impact of an outage or
    a degradation.
    """
    if scenario.sort is Sort.MAINTENANCE:
        return ComponentState.UNDER_MAINTENANCE
    if scenario.components:
        return max(state for _, state in scenario.components)
    states = {impact: state for state, impact in IMPACT_OF.items() if impact}
    is_felt = {Kind.OUTAGE, Kind.DEGRADATION}.intersection(scenario.kinds)
    return states[(is_felt and scenario.impact) or Impact.MINOR]
