"""New incidents by a link: the forge's own editor, opened with the text of a scenario.

A link is clicked in some later bad hour, so it can know neither the time nor what is wrong. What is
left open stands in the text as what no build accepts: nothing unfinished is published.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from statusgen.markup import Converter
from statusgen.model import STATES, ComponentState, Impact, Kind, Phase, Scenario, Site, Sort
from statusgen.moments import IMPACT_OF, impact_of
from statusgen.reading.choices import NOTICE_KIND
from statusgen.reading.syntax import quoted
from statusgen.rendering.locale import Language, Locale
from statusgen.status import in_use

__all__ = ["LONGEST", "Forge", "Link", "forge_of", "link_to", "new_file"]

DAY: Final = "YYYY-MM-DD"
TIME: Final = f"{DAY} HH:MM"
COMPONENT: Final = "COMPONENT"

LONGEST: Final = 8_000
"""Characters of an address; a few more, and servers answer "414 URI Too Long"."""


class Forge(enum.StrEnum):
    """A forge whose editor opens a new file from a link."""

    GITHUB = "github"
    GITLAB = "gitlab"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The way from a scenario to a new file."""

    title: str
    """Of the scenario."""
    url: str
    text: str
    """Of the file."""
    carries_text: bool
    """Whether the editor has the text already; else it is to be pasted."""


def forge_of(repository: str) -> Forge | None:
    """Return the forge that the host's name speaks of, if it is one."""
    labels = (urlsplit(repository).hostname or "").split(".")
    return next((forge for forge in Forge if forge in labels), None)


def link_to(forge: Forge, repository: str, branch: str, path: str, file: tuple[str, str]) -> Link:
    """Return the link that opens a new file at ``path``; ``file`` is its title and its text.

    GitHub's editor takes a name and a text. GitLab's takes a name; a text it ignores.
    """
    title, text = file
    base = repository.rstrip("/").removesuffix(".git")
    name = urlencode({"filename": path}, quote_via=quote, safe="/")
    value = urlencode({"value": text}, quote_via=quote)
    bare = f"{base}/new/{quote(branch)}?{name}"
    if forge is Forge.GITLAB:
        bare = f"{base}/-/new/{quote(branch)}?{name.replace('filename', 'file_name', 1)}"
    carries_text = forge is Forge.GITHUB and len(bare) + len(value) < LONGEST
    url = f"{bare}&{value}" if carries_text else bare
    return Link(title=title, url=url, text=text, carries_text=carries_text)


def new_file(scenario: Scenario, site: Site) -> tuple[str, str]:
    """Return the name of a new file under incidents/, and its text, up to the first update."""
    phase = scenario.phase(STATES[scenario.sort][0]) or scenario.phases[0]
    zone = site.settings.timezone
    word = phase.state.word.replace("_", " ").capitalize()
    fields = "".join(f"- {key}: {value}\n" for key, value in _fields(scenario, phase, site))
    parts = (
        "\n".join(("---", *_front(scenario, site), "---\n")),
        _reminder(scenario),
        f"## {word} — {TIME} {zone}\n",
        fields,
        phase.text.markdown.strip("\n") + "\n",
    )
    text = "\n".join(part for part in parts if part)
    return f"{DAY}-{scenario.slug}.md", _filled(text, scenario, site)


def _reminder(scenario: Scenario) -> str:
    """Return a comment, which is never published, on what is left open."""
    component = f"{COMPONENT} by what is affected, " if _asks(scenario) else ""
    return (
        f"<!-- Replace {TIME} by the time, and {DAY} in the name of the file,\n"
        f"     {component}and what stands between double braces. While any of it is\n"
        "     left, nothing is published; nor is this comment, ever. -->\n"
    )


def _front(scenario: Scenario, site: Site) -> Iterator[str]:
    yield f"title: {quoted(scenario.title)}"
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
        yield f"cadence: {_length(scenario.cadence)}"
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
    named = scenario.components or ((COMPONENT, _state(scenario)),)
    if not scenario.components:
        known = (leaf.id for leaf in site.leaves if in_use(leaf, site.as_of))
        yield f"# {COMPONENT} is one of: {', '.join(known)}."
    yield "components:"
    yield from (f"  {name}: {each.word}" for name, each in named)


def _state(scenario: Scenario) -> ComponentState:
    """Return the state that a component is probably in: an outage's follows from the impact."""
    if scenario.sort is Sort.MAINTENANCE:
        return ComponentState.UNDER_MAINTENANCE
    states = {impact: state for state, impact in IMPACT_OF.items() if impact}
    impact = scenario.impact if Kind.OUTAGE in scenario.kinds else None
    return states[impact or Impact.MINOR]


def _fields(scenario: Scenario, phase: Phase, site: Site) -> Iterator[tuple[str, str]]:
    """Yield what the scenario states, and before it the promise that follows from the cadence.

    A promise is a length of time here: it holds from whatever time is put into the heading.
    """
    cadence = scenario.cadence
    if cadence is None and scenario.sort is Sort.INCIDENT:
        impact = impact_of(state for _, state in scenario.components)
        cadences = dict(site.practice.cadence)
        cadence = cadences.get(impact if scenario.impact is None else scenario.impact)
    if cadence and scenario.sort is Sort.INCIDENT and "next" not in dict(phase.fields):
        yield "next", _length(cadence)
    yield from phase.fields


def _filled(text: str, scenario: Scenario, site: Site) -> str:
    """Return a text with what is known put in: the title, the components, what has a default."""
    names = {leaf.id: leaf.name for leaf in site.leaves}
    values = {each.name: each.default for each in scenario.variables if each.default}
    values["title"] = scenario.title
    if scenario.components:
        locale = Locale(Language(code=scenario.language), site.settings.timezone)
        values["components"] = locale.list_of(names[name] for name, _ in scenario.components)
    lines = text.split("\n")
    for found in reversed(Converter().placeholders(text)):
        if value := values.get(found.value):
            line, start = lines[found.line - 1], found.column - 1
            lines[found.line - 1] = f"{line[:start]}{value}{line[start + found.length :]}"
    return "\n".join(lines)


def _length(size: timedelta) -> str:
    """``1h30m``."""
    hours, minutes = divmod(size // timedelta(minutes=1), 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"))
    return "".join(f"{count}{unit}" for count, unit in parts if count)
