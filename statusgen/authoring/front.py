"""The front matter of a new incident: keys in the order of the docs, and none without a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.authoring.quoting import scalar
from statusgen.authoring.stamping import duration, stamped
from statusgen.model import ComponentState, Decision, Impact, States, Window

__all__ = ["NewIncident", "components_lines", "front_matter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """What stands at the head of a new file."""

    title: str
    kinds: tuple[str, ...] = ()
    """Words of the format; ``notice`` is one."""
    components: States = ()
    impact: Impact | None = None
    started: datetime | None = None
    window: Window | None = None
    until: datetime | None = None
    """Of a notice: when the clock ends it."""
    scenario: str | None = None
    variables: tuple[tuple[str, str], ...] = ()
    cadence: timedelta | None = None
    postmortem: Decision | None = None
    internal: bool = False
    draft: bool = False


def front_matter(new: NewIncident, zone: str) -> str:
    """Return it between its fences, with a blank line behind it."""
    return "\n".join(("---", *_lines(new, zone), "---", "", ""))


def _lines(new: NewIncident, zone: str) -> Iterator[str]:
    """Yield the lines of the keys that have a value."""
    kinds = ", ".join(new.kinds)
    yield f"title: {scalar(new.title)}"
    yield from _key("kind", kinds if len(new.kinds) < 2 else f"[{kinds}]")  # noqa: PLR2004 - several
    yield from components_lines(new.components, is_maintenance=new.window is not None)
    yield from _key("impact", new.impact.word if new.impact is not None else "")
    yield from _key("started", stamped(new.started, zone) if new.started else "")
    if new.window:
        yield "scheduled:"
        yield f"  from: {stamped(new.window.start, zone)}"
        yield f"  until: {stamped(new.window.end, zone)}"
    yield from _key("until", stamped(new.until, zone) if new.until else "")
    yield from _key("scenario", scalar(new.scenario) if new.scenario else "")
    if new.variables:
        yield "variables:"
        yield from (f"  {name}: {scalar(value)}" for name, value in new.variables)
    yield from _key("cadence", duration(new.cadence) if new.cadence else "")
    yield from _key("postmortem", new.postmortem or "")
    yield from _key("internal", "true" if new.internal else "")
    yield from _key("draft", "true" if new.draft else "")


def _key(name: str, value: str) -> tuple[str, ...]:
    return (f"{name}: {value}",) if value else ()


def components_lines(states: States, *, is_maintenance: bool) -> Iterator[str]:
    """Yield components with their states; of maintenance without, where that says it all."""
    plain = is_maintenance and all(state is ComponentState.UNDER_MAINTENANCE for _, state in states)
    if plain and states:
        yield f"components: [{', '.join(name for name, _ in states)}]"
    elif states:
        yield "components:"
        yield from (f"  {name}: {state.word}" for name, state in states)
