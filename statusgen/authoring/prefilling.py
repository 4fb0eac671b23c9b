"""A new incident as its scenario has it, for somebody who completes it in an editor later.

It is made before anything is wrong, so it can know neither the time nor what is affected. What is
left open stands there as what no build accepts: nothing unfinished is published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from statusgen.advice.overdue import cadence_for
from statusgen.advice.plausibility import is_vague
from statusgen.authoring.composing import section
from statusgen.authoring.filling import Facts, fill, values_of
from statusgen.authoring.quoting import scalar
from statusgen.authoring.stamping import duration
from statusgen.model import (
    ComponentState,
    Impact,
    Kind,
    Phase,
    Scenario,
    Site,
    Sort,
    States,
)
from statusgen.moments import IMPACT_OF, impact_of
from statusgen.notation.words import NOTICE_KIND
from statusgen.rendering.locale import Locale
from statusgen.status import in_use

__all__ = ["new_file", "title_of", "usual_state"]

DAY: Final = "YYYY-MM-DD"
TIME: Final = f"{DAY} HH:MM"
COMPONENT: Final = "COMPONENT"


def new_file(scenario: Scenario, site: Site, locale: Locale) -> tuple[str, str]:
    """Return the name of a new file under incidents/, and its text, up to the first update.

    ``locale`` is that of the scenario's texts.
    """
    phase = scenario.opening
    title = _title(scenario, site, locale)
    values = _values(scenario, site, title, locale)
    update = section(
        f"## {phase.state.heading} — {TIME} {site.settings.timezone}",
        (
            (key, text)
            for key, value in _fields(scenario, phase, site)
            if (text := fill(value, values))
        ),
        fill(phase.text.markdown, values),
    )
    front = "\n".join(("---", f"title: {scalar(title)}", *_front(scenario, site), "---\n"))
    return f"{DAY}-{scenario.slug}.md", "\n".join((front, _reminder(scenario), update))


def _reminder(scenario: Scenario) -> str:
    """Return a comment, which is never published, on what is left open."""
    component = f"{COMPONENT} by what is affected, " if _asks(scenario) else ""
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


def _title(scenario: Scenario, site: Site, locale: Locale) -> str:
    if scenario.sort is not Sort.INCIDENT:
        return scenario.title
    names = {leaf.id: leaf.name for leaf in site.leaves}
    what = tuple(names.get(name, name) for name, _ in _named(scenario))
    return title_of(scenario, what, lambda: locale)


def _front(scenario: Scenario, site: Site) -> Iterator[str]:
    kinds = [str(kind) for kind in scenario.kinds]
    if scenario.sort is Sort.NOTICE:
        kinds = [NOTICE_KIND]
    if kinds:
        yield f"kind: {kinds[0]}" if len(kinds) == 1 else f"kind: [{', '.join(kinds)}]"
    yield from _components(scenario, site)
    if scenario.impact is not None:
        yield f"impact: {scenario.impact.word}"
    if scenario.sort is Sort.MAINTENANCE:
        yield "scheduled:"
        yield f"  from: {TIME} {site.settings.timezone}"
        yield f"  until: {TIME} {site.settings.timezone}"
    yield f"scenario: {scenario.slug}"
    if scenario.cadence:
        yield f"cadence: {duration(scenario.cadence)}"
    if scenario.postmortem:
        yield f"postmortem: {scenario.postmortem}"
    if scenario.internal:
        yield "internal: true"


def _asks(scenario: Scenario) -> bool:
    """Tell whether somebody has to say what is affected."""
    return scenario.sort is not Sort.NOTICE and not scenario.components


def _components(scenario: Scenario, site: Site) -> Iterator[str]:
    if scenario.sort is Sort.NOTICE:
        return
    named = _named(scenario)
    if not scenario.components:
        known = (leaf.id for leaf in site.leaves if in_use(leaf, site.as_of))
        yield f"# {COMPONENT} is one of: {', '.join(known)}."
    yield "components:"
    yield from (f"  {name}: {each.word}" for name, each in named)


def _named(scenario: Scenario) -> States:
    """Return the components of the scenario, or what stands for those that it leaves open."""
    return scenario.components or ((COMPONENT, usual_state(scenario)),)


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


def _fields(scenario: Scenario, phase: Phase, site: Site) -> Iterator[tuple[str, str]]:
    """Yield what the scenario states, and before it the promise that follows from the cadence.

    A promise is a length of time here: it holds from whatever time is put into the heading.
    """
    impact = scenario.impact
    if impact is None:
        impact = impact_of(state for _, state in _named(scenario))
    cadence = cadence_for(site.practice, scenario.sort, impact, scenario.cadence)
    if cadence and scenario.sort is Sort.INCIDENT and "next" not in dict(phase.fields):
        yield "next", duration(cadence)
    yield from phase.fields


def _values(scenario: Scenario, site: Site, title: str, locale: Locale) -> dict[str, str]:
    """Return what is known already: the title, the components, what has a default."""
    names = {leaf.id: leaf.name for leaf in site.leaves}
    facts = Facts(
        at=site.as_of,
        title=title,
        components=tuple(names[name] for name, _ in scenario.components),
        variables=tuple(
            (each.name, each.default) for each in scenario.variables if each.default is not None
        ),
    )
    return {name: text for name, text in values_of(facts, lambda: locale).items() if name != "now"}
