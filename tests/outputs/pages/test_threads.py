from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any, get_type_hints

import pytest
from outputs.pages.scene import (
    DOWN,
    FINE,
    NOW,
    SLOW,
    edition,
    ended_incident,
    incident,
    instant,
    maintenance,
    open_incident,
    postmortem,
    site,
    update,
    window,
)

from statusgen.model import (
    WITHDRAWN,
    ComponentState,
    Decision,
    Impact,
    Incident,
    Site,
    Sort,
    State,
    TeamOnly,
    Text,
)
from statusgen.outputs import pages
from statusgen.outputs.pages import threads
from statusgen.outputs.pages.lines import Line, brief
from statusgen.outputs.pages.threads import Part, Review, Thread
from statusgen.status import status_of

DRESS = Text(markdown="Wait a little.")


def thread(made: Incident, newest: int | None = None, **others: Any) -> Thread:  # noqa: ANN401 - the site's fields
    seen = edition(site(made, **others))
    return threads.thread(seen, seen.timelines[made.slug], newest)


def line(made: Incident) -> Line:
    seen = edition(site(made))
    return brief(seen, seen.timelines[made.slug])


def test_entries_stand_newest_first_and_the_rest_is_counted() -> None:
    found = thread(open_incident(), 3)
    assert [entry.at.minute for entry in found.entries] == [32, 20, 12]
    assert found.more == 1
    assert thread(open_incident()).more == 0


def test_an_entry_has_the_fields_that_it_gave_and_no_other() -> None:
    made = incident(
        "x",
        update("2026-11-20 13:00", State.INVESTIGATING, workaround=DRESS),
        update("2026-11-20 13:10", State.UPDATE, workaround=WITHDRAWN, eta=NOW),
        update("2026-11-20 13:20", State.UPDATE),
    )
    last, second, first = thread(made).entries
    assert (first.workaround, first.withdrawn) == (DRESS, ())
    assert (second.workaround, second.eta, second.withdrawn) == (None, NOW, ("workaround",))
    assert (last.workaround, last.eta, last.withdrawn) == (None, None, ())


def test_an_estimate_of_before_the_work_begins_is_not_shown() -> None:
    early = instant("2026-11-20 13:30")
    said = update("2026-11-20 13:00", State.UPDATE, eta=early)
    shown = thread(maintenance("x", window("2026-11-21 10:00", "2026-11-21 12:00"), said))
    assert (shown.eta, shown.eta_passed) == (None, False)


def test_components_are_named_and_keep_their_states() -> None:
    made = open_incident(components=(("web", SLOW),))
    assert thread(made).parts == (
        Part(id="api", name="API", state=DOWN),
        Part(id="web", name="Web", state=SLOW),
    )
    assert thread(made).entries[0].changed == (Part(id="web", name="Web", state=SLOW),)


def test_announced_maintenance_holds_nothing_yet() -> None:
    found = thread(maintenance("db", window("2026-11-28 21:00", "2026-11-28 22:00")))
    assert found.parts == (Part(id="api", name="API", state=ComponentState.OPERATIONAL),)
    assert found.ends_by_clock
    assert found.announced is None


def test_moved_maintenance_shows_both_windows() -> None:
    first, moved = (window(f"2026-11-{day} 21:00", f"2026-11-{day} 22:00") for day in (28, 29))
    found = thread(maintenance("db", first, update("2026-11-12 09:00", State.UPDATE, window=moved)))
    assert (found.window, found.announced) == (moved, first)


def test_maintenance_that_somebody_speaks_for_does_not_end_by_the_clock() -> None:
    planned = window("2026-11-20 13:00", "2026-11-20 15:00")
    begun = update("2026-11-20 13:05", State.IN_PROGRESS)
    assert thread(maintenance("db", planned)).ends_by_clock
    assert not thread(maintenance("db", planned, begun)).ends_by_clock


def test_only_what_is_open_knows_the_day() -> None:
    assert thread(open_incident()).reference == instant("2026-11-20 11:00")
    assert thread(ended_incident()).reference is None
    asks = ended_incident(action=DRESS)  # and so stays on top
    assert thread(asks, as_of=instant("2026-11-05 12:00")).reference is None


def test_how_long_it_took_is_known_at_its_end() -> None:
    assert thread(open_incident()).open_for is None
    assert thread(ended_incident()).open_for == timedelta(hours=1, minutes=24)
    assert line(ended_incident()).open_for == timedelta(hours=1, minutes=24)
    planned = window("2026-11-28 21:00", "2026-11-28 22:00")
    called_off = maintenance("db", planned, update("2026-11-12 09:00", State.CANCELLED))
    assert line(called_off).open_for is None


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
def test_its_shape(made: Incident, shape: ComponentState | None) -> None:
    assert thread(made).shape is shape
    assert line(made).shape is shape


def test_the_impact_is_the_one_in_force_until_the_end() -> None:
    eased = open_incident(components=(("api", SLOW),))
    assert (thread(eased).impact, line(eased).impact) == (Impact.MINOR, Impact.CRITICAL)
    well = open_incident(components=(("api", FINE),))
    assert thread(well).impact is Impact.MINOR
    assert thread(ended_incident()).impact is Impact.MINOR


@pytest.mark.parametrize(
    ("decision", "review"),
    [
        (None, None),
        (Decision.REQUIRED, None),
        (date(2026, 12, 1), Review(by=date(2026, 12, 1))),
        (date(2026, 11, 20), Review(by=date(2026, 11, 20))),
        (date(2026, 11, 19), Review(by=date(2026, 11, 19), overdue=True)),
    ],
)
def test_a_promised_postmortem(decision: Decision | date | None, review: Review | None) -> None:
    assert thread(replace(ended_incident(), postmortem=decision)).review == review


def test_a_postmortem_settles_the_promise() -> None:
    made = replace(ended_incident(), postmortem=date(2026, 11, 5))
    found = thread(made, postmortems=(postmortem("why", made.slug),))
    assert found.review == Review(slug="why", title="Title of why")


def test_nothing_that_is_for_the_team_is_among_the_values() -> None:
    secret = TeamOnly(scenario="secret", roles=(("support", "secret"),))
    shown = site(
        replace(open_incident(), team=secret),
        replace(ended_incident(), team=secret),
        postmortems=(postmortem("why", "mail-late"),),
    )
    values = [artifact.values for artifact in pages.plan(shown, status_of(shown))]
    assert "secret" not in repr(values)
    assert not {TeamOnly, Incident, Site} & reachable(values)


def reachable(value: object) -> set[type]:
    """Return the type of every value that one is made of."""
    found: set[type] = {type(value)}
    if is_dataclass(value) and not isinstance(value, type):
        known = [getattr(value, field.name) for field in fields(value)]
        found |= {hint for hint in get_type_hints(type(value)).values() if isinstance(hint, type)}
    else:
        known = list(value) if isinstance(value, (tuple, list)) else []
    return found.union(*map(reachable, known))


def test_retired_components_keep_their_names() -> None:
    made = replace(ended_incident(), components=(("legacy", SLOW),))
    assert line(made).names == ("Legacy",)
