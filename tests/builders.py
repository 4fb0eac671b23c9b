"""Model values in few words, for tests of the rules on them."""
# ruff: noqa: ANN401 - any field of a value may be given, and mypy knows none of them

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from statusgen.model import (
    Component,
    ComponentState,
    Group,
    Incident,
    Postmortem,
    Settings,
    Site,
    Sort,
    State,
    States,
    Text,
    Update,
    Window,
)
from statusgen.rendering.components import TouchedComponent

SHORT = {
    "ok": ComponentState.OPERATIONAL,
    "maintenance": ComponentState.UNDER_MAINTENANCE,
    "degraded": ComponentState.DEGRADED_PERFORMANCE,
    "partial": ComponentState.PARTIAL_OUTAGE,
    "down": ComponentState.MAJOR_OUTAGE,
}


def at(text: str) -> datetime:
    """Read ``14:05`` (of 20 November 2026), ``11-21 14:05`` or ``2026-11-20 14:05``, in UTC."""
    whole = "2026-11-20 00:00"
    return datetime.fromisoformat(whole[: -len(text)] + text).replace(tzinfo=UTC)


def window(start: str, end: str) -> Window:
    return Window(start=at(start), end=at(end))


def states(text: str) -> States:
    """Read ``api=down, web=ok``."""
    pairs = (part.strip().split("=") for part in text.split(",") if part.strip())
    return tuple((component, SHORT[state]) for component, state in pairs)


def update(time: str | datetime, state: str, components: str = "", **fields: Any) -> Update:
    """Make an update; texts are Markdown, times as :func:`at` reads them."""
    when = at(time) if isinstance(time, str) else time
    for name in ("next", "eta", "ended", "corrected"):
        if isinstance(fields.get(name), str):
            fields[name] = at(fields[name])
    for name in ("body", "workaround", "cause", "fix", "action"):
        if isinstance(fields.get(name), str):
            fields[name] = Text(markdown=fields[name])
    return Update(
        id=f"{when:%Y%m%dT%H%M%SZ}",
        at=when,
        state=State(state),
        components=states(components),
        **fields,
    )


def incident(*updates: Update, components: str = "", **fields: Any) -> Incident:
    """Make an incident from updates in any order, as reading does."""
    slug = fields.pop("slug", "trouble")
    whole = Incident(
        slug=slug,
        id=slug,
        path=f"content/incidents/{slug}.md",
        title=fields.pop("title", slug),
        sort=fields.pop("sort", Sort.INCIDENT),
        updates=tuple(sorted(updates, key=lambda each: each.at)),
        components=states(components),
    )
    for name in ("started", "until", "pinned_until"):
        if isinstance(fields.get(name), str):
            fields[name] = at(fields[name])
    return replace(whole, **fields)


def maintenance(planned: Window, *updates: Update, components: str = "", **fields: Any) -> Incident:
    return incident(
        *updates,
        components=components,
        sort=Sort.MAINTENANCE,
        window=planned,
        slug=fields.pop("slug", "works"),
        **fields,
    )


def notice(*updates: Update, **fields: Any) -> Incident:
    return incident(*updates, sort=Sort.NOTICE, slug=fields.pop("slug", "notice"), **fields)


def component(component_id: str, **fields: Any) -> Component:
    for name in ("since", "until"):
        if isinstance(fields.get(name), str):
            fields[name] = at(fields[name])
    return Component(id=component_id, name=component_id.capitalize(), **fields)


def group(group_id: str, *components: Component) -> Group:
    return Group(id=group_id, name=group_id.capitalize(), components=components)


def named(*names: str) -> tuple[TouchedComponent, ...]:
    """Make components, as a view has them."""
    up = ComponentState.OPERATIONAL
    return tuple(TouchedComponent(id=name.lower(), name=name, state=up) for name in names)


def site(*incidents: Incident, as_of: str | datetime = "12:00", **fields: Any) -> Site:
    """Make a site with the components ``api`` and ``web``, unless others are given."""
    settings = Settings(
        id="status.acme.example,2026",
        title="Acme",
        url="https://status.acme.example",
        base_url="https://status.acme.example",
        timezone=fields.pop("timezone", "UTC"),
    )
    postmortems: tuple[Postmortem, ...] = fields.pop("postmortems", ())
    return Site(
        as_of=at(as_of) if isinstance(as_of, str) else as_of,
        settings=settings,
        components=fields.pop("components", (component("api"), component("web"))),
        incidents=tuple(sorted(incidents, key=lambda each: each.slug)),
        postmortems=postmortems,
        **fields,
    )
