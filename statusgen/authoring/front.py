"""The front matter of a new incident, with its keys in the order of the docs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.authoring.stamping import duration, stamped
from statusgen.model import ComponentState, Decision, Impact, States, Window
from statusgen.problems import Problems
from statusgen.source.text import Mapping, Scalar, Source
from statusgen.source.tree import parse_yaml, quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """The facts in the front matter of a new incident."""

    title: str
    kinds: tuple[str, ...] = ()
    """As written in the file, including ``notice``."""
    components: States = ()
    impact: Impact | None = None
    started: datetime | None = None
    window: Window | None = None
    until: datetime | None = None
    """When a notice ends by itself."""
    scenario: str | None = None
    variables: tuple[tuple[str, str], ...] = ()
    cadence: timedelta | None = None
    postmortem: Decision | None = None
    internal: bool = False
    draft: bool = False


def front_matter(new: NewIncident, zone: str) -> str:
    """Return the front matter with its fences and a blank line after it."""
    kinds, window = ", ".join(new.kinds), new.window
    edges = {"from": window.start, "until": window.end} if window else {}
    values: dict[str, str | dict[str, str]] = {
        "title": scalar(new.title),
        "kind": f"[{kinds}]" if len(new.kinds) > 1 else kinds,
        "components": _components(new),
        "impact": new.impact.word if new.impact is not None else "",
        "started": stamped(new.started, zone) if new.started else "",
        "scheduled": {name: stamped(at, zone) for name, at in edges.items()},
        "until": stamped(new.until, zone) if new.until else "",
        "scenario": scalar(new.scenario) if new.scenario else "",
        "variables": {name: scalar(value) for name, value in new.variables},
        "cadence": duration(new.cadence) if new.cadence else "",
        "postmortem": new.postmortem or "",
        "internal": "true" if new.internal else "",
        "draft": "true" if new.draft else "",
    }
    keys = (_written(key, value) for key, value in values.items() if value)
    return "\n".join(("---", *keys, "---", "", ""))


def _components(new: NewIncident) -> str | dict[str, str]:
    """Return components with states, or only their names if all are under maintenance."""
    states = dict(new.components)
    if new.window and states and {*states.values()} == {ComponentState.UNDER_MAINTENANCE}:
        return f"[{', '.join(states)}]"
    return {name: state.word for name, state in states.items()}


def _written(key: str, value: str | dict[str, str]) -> str:
    if isinstance(value, str):
        return f"{key}: {value}"
    return "\n".join((f"{key}:", *(f"  {name}: {each}" for name, each in value.items())))


def with_roles(data: bytes, roles: dict[str, str]) -> bytes:
    """Return a file with front matter, with these people as its ``roles``."""
    written = _written("roles", {name: scalar(person) for name, person in roles.items()})
    block = f"{written}\n".replace("\n", "\r\n" if b"\r\n" in data else "\n")
    place = r"(?<=\n)(?:roles:.*\n(?:[ \t]+.*\n)*|(?=---))"  # the old ones, or the closing line
    return re.sub(place, lambda _: block, data.decode(), count=1).encode()


def scalar(text: str) -> str:
    """Return a line of text as a YAML value, quoted only if necessary."""
    problems = Problems()
    node = parse_yaml(Source(path="value", text=f"key: {text}\n"), problems)
    value = node.get("key") if isinstance(node, Mapping) else None
    is_plain = isinstance(value, Scalar) and value.text == text and not len(problems)
    return text if is_plain else quoted(text)
