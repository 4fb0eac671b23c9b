from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any, get_type_hints

import pytest
from outputs.pages.scene import (
    SLOW,
    edition,
    ended_incident,
    instant,
    maintenance,
    open_incident,
    postmortem,
    site,
    update,
    window,
)

from statusgen.model import (
    Decision,
    Incident,
    Postmortem,
    Site,
    State,
    TeamOnly,
    Text,
)
from statusgen.outputs import pages
from statusgen.outputs.pages import threads
from statusgen.outputs.pages.threads import IncidentLine, LinkedPostmortem, Thread, brief
from statusgen.status import status_of

DRESS = Text(markdown="Wait a little.")


def thread(made: Incident, newest: int | None = None, **others: Any) -> Thread:  # noqa: ANN401 - the site's fields
    seen = edition(site(made, **others))
    return threads.thread(seen, seen.timelines[made.slug], newest)


def line(made: Incident, *looks: Postmortem) -> IncidentLine:
    seen = edition(site(made, postmortems=looks))
    return brief(seen, seen.timelines[made.slug])


def test_entries_stand_newest_first_and_the_rest_is_counted() -> None:
    found = thread(open_incident(), 3)
    assert [entry.at.minute for entry in found.entries] == [32, 20, 12]
    assert found.more == 1
    assert thread(open_incident()).more == 0


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
    ("decision", "review"),
    [
        (None, None),
        (Decision.REQUIRED, None),
        (date(2026, 12, 1), LinkedPostmortem(by=date(2026, 12, 1))),
        (date(2026, 11, 20), LinkedPostmortem(by=date(2026, 11, 20))),
        (date(2026, 11, 19), LinkedPostmortem(by=date(2026, 11, 19), overdue=True)),
    ],
)
def test_a_promised_postmortem(
    decision: Decision | date | None, review: LinkedPostmortem | None
) -> None:
    assert thread(replace(ended_incident(), postmortem=decision)).review == review


def test_a_postmortem_settles_the_promise() -> None:
    made = replace(ended_incident(), postmortem=date(2026, 11, 5))
    found = thread(made, postmortems=(postmortem("why", made.slug),))
    assert found.review == LinkedPostmortem(slug="why", title="Title of why")


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


def test_it_names_what_was_touched() -> None:
    assert line(open_incident(components=(("web", SLOW),))).names == ("API", "Web")


def test_it_tells_of_a_look_back() -> None:
    made = ended_incident()
    assert not line(made).reviewed
    assert line(made, postmortem("why", made.slug)).reviewed
