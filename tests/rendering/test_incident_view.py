from __future__ import annotations

from dataclasses import replace

import pytest
from outputs.pages.scene import (
    DOWN,
    FINE,
    NOW,
    SLOW,
    ended_incident,
    incident,
    instant,
    maintenance,
    open_incident,
    site,
    update,
    window,
)

from statusgen.model import (
    WITHDRAWN,
    ComponentState,
    Impact,
    Incident,
    Sort,
    State,
    Text,
)
from statusgen.rendering.components import TouchedComponent, names_of
from statusgen.rendering.incident_view import IncidentView, view_of
from statusgen.status import status_of

DRESS = Text(markdown="Wait a little.")


def view(made: Incident) -> IncidentView:
    shown = site(made)
    (timeline,) = status_of(shown).timelines
    return view_of(timeline, names_of(shown.components))


def test_an_entry_has_only_its_own_fields() -> None:
    made = incident(
        "x",
        update("2026-11-20 13:00", State.INVESTIGATING, workaround=DRESS),
        update("2026-11-20 13:10", State.UPDATE, workaround=WITHDRAWN, eta=NOW),
        update("2026-11-20 13:20", State.UPDATE),
    )
    last, second, first = view(made).entries
    assert (first.workaround, first.withdrawn) == (DRESS, ())
    assert (second.workaround, second.eta, second.withdrawn) == (None, NOW, ("workaround",))
    assert (last.workaround, last.eta, last.withdrawn) == (None, None, ())


def test_an_estimate_before_maintenance_starts_is_hidden() -> None:
    early = instant("2026-11-20 13:30")
    said = update("2026-11-20 13:00", State.UPDATE, eta=early)
    shown = view(maintenance("x", window("2026-11-21 10:00", "2026-11-21 12:00"), said))
    assert shown.eta is None


def test_components_are_named_and_keep_their_states() -> None:
    made = open_incident(components=(("web", SLOW),))
    assert view(made).parts == (
        TouchedComponent(id="api", name="API", state=DOWN),
        TouchedComponent(id="web", name="Web", state=SLOW),
    )
    assert view(made).entries[0].changed == (TouchedComponent(id="web", name="Web", state=SLOW),)


def test_announced_maintenance_does_not_affect_components() -> None:
    found = view(maintenance("db", window("2026-11-28 21:00", "2026-11-28 22:00")))
    assert found.parts == (
        TouchedComponent(id="api", name="API", state=ComponentState.OPERATIONAL),
    )
    assert found.ends_by_clock
    assert found.announced is None


def test_moved_maintenance_shows_both_windows() -> None:
    first, moved = (window(f"2026-11-{day} 21:00", f"2026-11-{day} 22:00") for day in (28, 29))
    found = view(maintenance("db", first, update("2026-11-12 09:00", State.UPDATE, window=moved)))
    assert (found.window, found.announced) == (moved, first)


def test_maintenance_with_an_update_is_not_ended_by_the_clock() -> None:
    planned = window("2026-11-20 13:00", "2026-11-20 15:00")
    begun = update("2026-11-20 13:05", State.IN_PROGRESS)
    assert view(maintenance("db", planned)).ends_by_clock
    assert not view(maintenance("db", planned, begun)).ends_by_clock


@pytest.mark.parametrize(
    ("made", "shape"),
    [
        (open_incident(), DOWN),
        (open_incident(components=(("api", SLOW),)), SLOW),
        (open_incident(components=(("api", FINE),)), SLOW),  # it did harm and is not over
        (replace(open_incident(), impact=Impact.NONE), None),
        (ended_incident(), FINE),
        (
            maintenance("db", window("2026-11-28 21:00", "2026-11-28 22:00")),
            ComponentState.UNDER_MAINTENANCE,
        ),
        (maintenance("db", window("2026-11-11 21:00", "2026-11-11 22:00")), FINE),
        (
            maintenance(
                "db",
                window("2026-11-28 21:00", "2026-11-28 22:00"),
                update("2026-11-12 09:00", State.CANCELLED),
            ),
            None,
        ),
        (incident("n", update("2026-11-12 09:00", State.NOTICE), sort=Sort.NOTICE), None),
    ],
)
def test_the_shape_of_an_incident(made: Incident, shape: ComponentState | None) -> None:
    assert view(made).shape is shape


def test_the_impact_is_current_until_the_end() -> None:
    eased = open_incident(components=(("api", SLOW),))
    assert (view(eased).impact, view(eased).highest) == (Impact.MINOR, Impact.CRITICAL)
    well = open_incident(components=(("api", FINE),))
    assert view(well).impact is Impact.MINOR
    assert view(ended_incident()).impact is Impact.MINOR
