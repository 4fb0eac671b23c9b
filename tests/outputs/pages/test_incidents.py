"""Incidents on pages, and their own pages."""

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any, get_type_hints

import pytest
from outputs.pages.scene import (
    SETTINGS,
    SLOW,
    context,
    ended_incident,
    incident,
    instant,
    maintenance,
    open_incident,
    page,
    postmortem,
    render,
    site,
    update,
    window,
)

from statusgen.model import (
    WITHDRAWN,
    Decision,
    Incident,
    Postmortem,
    Site,
    Sort,
    State,
    TeamOnly,
    Text,
)
from statusgen.outputs import pages
from statusgen.outputs.pages import incidents
from statusgen.outputs.pages.incidents import IncidentLine, LinkedPostmortem, Thread, brief
from statusgen.status import status_of

PATH = "incidents/api-errors/index.html"
ADVICE = Text(markdown="Wait a little.")


def thread(made: Incident, newest: int | None = None, **others: Any) -> Thread:  # noqa: ANN401 - the site's fields
    seen = context(site(made, **others))
    return incidents.thread(seen, seen.timelines[made.slug], newest)


def line(made: Incident, *looks: Postmortem) -> IncidentLine:
    seen = context(site(made, postmortems=looks))
    return brief(seen, seen.timelines[made.slug])


def test_entries_are_newest_first_and_the_rest_is_counted() -> None:
    found = thread(open_incident(), 3)
    assert [entry.at.minute for entry in found.entries] == [32, 20, 12]
    assert found.count == 4


def test_only_open_incidents_have_a_reference_day() -> None:
    assert thread(open_incident()).reference == instant("2026-11-20 11:00")
    assert thread(ended_incident()).reference is None
    asks = ended_incident(action=ADVICE)  # and so stays on top
    assert thread(asks, as_of=instant("2026-11-05 12:00")).reference is None


def test_duration_is_known_at_the_end() -> None:
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


def test_published_postmortem_replaces_the_promise() -> None:
    made = replace(ended_incident(), postmortem=date(2026, 11, 5))
    found = thread(made, postmortems=(postmortem("why", made.slug),))
    assert found.review == LinkedPostmortem(slug="why", title="Title of why")


def test_artifacts_contain_nothing_internal() -> None:
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
    """Return the types of all values inside a value."""
    found: set[type] = {type(value)}
    if is_dataclass(value) and not isinstance(value, type):
        known = [getattr(value, field.name) for field in fields(value)]
        found |= {hint for hint in get_type_hints(type(value)).values() if isinstance(hint, type)}
    else:
        known = list(value) if isinstance(value, (tuple, list)) else []
    return found.union(*map(reachable, known))


def test_retired_components_keep_their_names() -> None:
    made = replace(ended_incident(), components=(("legacy", SLOW),))
    assert [part.name for part in line(made).parts] == ["Legacy"]


def test_line_names_the_components() -> None:
    made = open_incident(components=(("web", SLOW),))
    assert [part.name for part in line(made).parts] == ["API", "Web"]


def test_line_mentions_a_postmortem() -> None:
    made = ended_incident()
    assert not line(made).reviewed
    assert line(made, postmortem("why", made.slug)).reviewed


# Its page


def test_every_fact_of_an_open_incident_is_on_its_page() -> None:
    made = open_incident(
        next=instant("2026-11-20 14:00"),
        eta=instant("2026-11-21 08:30"),
        workaround=Text(markdown="Use the EU endpoint."),
        cause=Text(markdown="No connections were left."),
        fix=Text(markdown="It is rolled back."),
        action=Text(markdown="Rotate your keys."),
        components=(("web", SLOW),),
    )
    made = replace(
        made, started=instant("2026-11-20 12:58"), summary=Text(markdown="What this is about.")
    )
    text = page(site(made), "incidents/api-errors/")
    assert "Major outage · Identified · Critical impact Title of api-errors" in text
    assert "Since 13:58 CET Next update by 15:00 Expected end 21 Nov, 09:30" in text
    assert "What this is about. Latest update 14:32 A release is the cause." in text
    assert "What you need to do Rotate your keys. What you can do Use the EU endpoint." in text
    assert "Affected: API, Web Degraded performance" in text
    assert "Cause: No connections were left. Fix: It is rolled back." in text
    for said in ("A release is the cause.", "One in five.", "One in ten.", "Some requests fail."):
        assert text.count(said) == 1


def test_a_kept_promise_is_dropped_and_a_broken_one_stays() -> None:
    first, second, third, last = open_incident().updates
    made = replace(
        open_incident(),
        updates=(
            replace(first, next=instant("2026-11-20 13:12")),
            replace(second, next=instant("2026-11-20 13:19")),
            third,
            last,
        ),
    )
    for address in ("", "incidents/api-errors/"):
        text = page(site(made), address)
        assert "One in ten. We had promised an update by 14:19" in text
        assert text.count("promised") == 1


def many(*states: State) -> Incident:
    """Return an incident with an update every two hours."""
    start = instant("2026-11-18 09:00")
    times = (start + timedelta(hours=2 * n) for n in range(len(states)))
    return incident(
        "long",
        *(update(f"{at:%Y-%m-%d %H:%M}", state) for at, state in zip(times, states, strict=True)),
    )


def test_long_runs_without_a_change_of_state_fold_by_day() -> None:
    found = thread(
        many(State.INVESTIGATING, *[State.UPDATE] * 10, State.IDENTIFIED, *[State.UPDATE] * 13)
    )
    assert [(len(each.entries), each.is_folded) for each in found.earlier] == [
        (2, False),  # the two before the newest one
        (3, True),  # 20 November
        (7, True),  # 19 November
        (12, False),
    ]
    html = render(site(many(State.INVESTIGATING, *[State.UPDATE] * 24)))
    page_of = html["incidents/long/index.html"]
    assert "<summary>12 earlier updates, 19 Nov, 00:00 – 22:00</summary>" in page_of  # noqa: RUF001 - the dash of a range


def test_updates_are_newest_first_with_anchors() -> None:
    html = render(site(open_incident()))[PATH]
    anchors = [f' id="20261120T13{minute}00Z">' for minute in ("32", "20", "12", "05")]
    assert sorted(anchors, key=html.index) == anchors
    assert '<a href="#20261120T133200Z">' in html


def test_withdrawn_fields_are_shown() -> None:
    text = page(site(open_incident(workaround=WITHDRAWN)), "incidents/api-errors/")
    assert "A release is the cause. Workaround No longer applies" in text


def test_missed_estimate_is_admitted() -> None:
    made = open_incident(eta=instant("2026-11-20 15:30"))
    assert "Expected end 16:30 Latest" in page(site(made), "incidents/api-errors/")
    text = page(site(made, as_of=instant("2026-11-20 15:30")), "incidents/api-errors/")
    assert "Was expected to end 16:30, but still ongoing" in text


def test_withdrawn_action_shows_nothing_to_do() -> None:
    text = page(site(ended_incident(action=WITHDRAWN)), "incidents/mail-late/")
    assert "What you need to do Nothing" in text


def test_correction_shows_its_time() -> None:
    mended = open_incident(corrected=instant("2026-11-20 13:40"))
    assert "Text corrected 14:40" in page(site(mended), "incidents/api-errors/")


def test_ended_incident_shows_its_duration() -> None:
    text = page(site(ended_incident()), "incidents/mail-late/")
    assert "Resolved · Minor impact Title of mail-late" in text
    assert "Began 3 Nov 2026, 10:00 CET Ended 11:24 Duration 1 h 24 min Resolved 11:24" in text
    assert "Affected: Web Get updates: Feed Earlier updates" in text  # no state: all is well again


def test_an_earlier_end_and_its_report_are_told() -> None:
    late = incident(
        "mail",
        update("2026-11-03 09:00", State.INVESTIGATING),
        update("2026-11-04 09:00", State.RESOLVED, ended=instant("2026-11-03 09:20")),
    )
    text = page(site(late), "incidents/mail/")
    assert "Began 3 Nov 2026, 10:00 CET Ended 10:20 End reported 4 Nov, 10:00" in text
    assert "Duration 20 min Resolved 4 Nov, 10:00" in text


def test_both_ends_name_their_zone_if_the_clocks_change_in_between() -> None:
    planned = window("2026-10-24 21:00", "2026-10-25 04:00")
    announced = (update("2026-10-12 09:00", State.SCHEDULED),)
    made = replace(maintenance("db", planned), updates=announced)
    ahead = page(site(made, as_of=instant("2026-10-20 09:00")), "")
    assert "Scheduled · 24 Oct, 23:00 CEST - 25 Oct, 05:00 CET" in ahead
    past = page(site(made), "incidents/db/")
    assert "Began 24 Oct 2026, 23:00 CEST Ended 25 Oct, 05:00 CET Duration 7 h" in past


def test_component_still_degraded_after_the_end_is_shown() -> None:
    left = ended_incident(components=(("web", SLOW),))
    assert "Affected: Web Degraded performance" in page(site(left), "incidents/mail-late/")


def test_a_promised_postmortem_shows_its_date() -> None:
    made = replace(ended_incident(), postmortem=date(2026, 12, 1))
    text = page(site(made), "incidents/mail-late/")
    assert "Postmortem: We will publish a postmortem by 1 Dec 2026." in text
    late = page(site(made, as_of=instant("2026-12-02 09:00")), "incidents/mail-late/")
    assert "We promised a postmortem by 1 Dec 2026, and it was late." in late


def test_a_postmortem_is_linked() -> None:
    made = ended_incident()
    html = render(site(made, postmortems=(postmortem("why", made.slug),)))
    link = '<a href="../../postmortems/why/" dir="auto">Title of why</a>'
    assert link in html["incidents/mail-late/index.html"]


def test_moved_and_cancelled_maintenance() -> None:
    moved = window("2026-11-29 21:00", "2026-11-29 22:30")
    made = maintenance(
        "db",
        window("2026-11-28 21:00", "2026-11-28 22:00"),
        update("2026-11-12 09:00", State.UPDATE, "It moves.", window=moved),
    )
    text = page(site(made), "incidents/db/")
    assert "Maintenance · Scheduled Title of db Planned 29 Nov, 22:00 - 23:30 CET" in text
    assert "Originally planned 28 Nov, 22:00 - 23:00 CET" in text
    assert "It moves. New window 29 Nov, 22:00 - 23:30 CET" in text
    ended = update("2026-11-13 09:00", State.CANCELLED, "It is not needed.")
    text = page(site(replace(made, updates=(*made.updates, ended))), "incidents/db/")
    assert "Maintenance · Cancelled Title of db Planned 29 Nov 2026, 22:00 - 23:30 CET" in text


def test_clock_updates_have_standard_text() -> None:
    planned = window("2026-11-12 21:00", "2026-11-12 22:00")
    text = page(site(maintenance("db", planned)), "incidents/db/")
    assert "Maintenance · Completed Title of db Began 12 Nov 2026, 22:00 CET Ended 23:00" in text
    assert "Completed 23:00 Scheduled maintenance has ended." in text
    assert "In progress 22:00 Scheduled maintenance has begun." in text
    assert "Planned" not in text


def test_overrun_maintenance_shows_its_planned_window() -> None:
    made = maintenance(
        "db",
        window("2026-11-12 21:00", "2026-11-12 22:00"),
        update("2026-11-12 21:30", State.IN_PROGRESS, "It takes longer."),
        update("2026-11-12 23:15", State.COMPLETED, "Done."),
    )
    text = page(site(made), "incidents/db/")
    assert "Began 12 Nov 2026, 22:00 CET Ended 13 Nov, 00:15 Duration 2 h 15 min" in text
    assert "Planned 22:00 - 23:00 CET" in text


def test_a_notice_ends_by_the_clock() -> None:
    told = update("2026-11-10 09:00", State.NOTICE, "We are closed on Monday.")
    until = instant("2026-11-12 00:00")
    shown = site(incident("n", told, sort=Sort.NOTICE, components=(), until=until))
    text = page(shown, "incidents/n/")
    assert "Notice · Ended Title of n Began 10 Nov 2026, 10:00 CET Ended 12 Nov, 01:00" in text
    text = page(replace(shown, as_of=instant("2026-11-11 09:00")), "incidents/n/")
    assert "Since 10 Nov, 10:00 CET Until 12 Nov, 01:00" in text


def test_pages_of_what_is_open_or_may_break_have_the_revision() -> None:
    html = render(site(open_incident(), ended_incident()))
    index = html["index.html"]
    start = index.index('<meta name="revision" content="')
    for path in (PATH, "components/api/index.html", "components/apps/index.html"):
        assert index[start : start + 45] in html[path]
    assert 'name="revision"' not in html["incidents/mail-late/index.html"]


def test_description_is_the_newest_text() -> None:
    html = render(site(ended_incident()))["incidents/mail-late/index.html"]
    assert '<meta name="description" content="Mail is on time again.">' in html


def test_ended_incident_does_not_change_with_the_day() -> None:
    shown = site(ended_incident())
    later = replace(shown, as_of=instant("2026-11-25 13:48"))
    name = "incidents/mail-late/index.html"
    assert render(shown)[name] == render(later)[name]


def test_source_is_linked_if_the_site_wants_it() -> None:
    settings = replace(SETTINGS, show_source=True, repository="https://forge.example/status")
    html = render(site(ended_incident(), settings=settings))["incidents/mail-late/index.html"]
    base = "https://forge.example/status"
    assert f'href="{base}/blob/HEAD/content/incidents/mail-late.md"' in html
    assert f'href="{base}/commits/HEAD/content/incidents/mail-late.md"' in html


def test_a_draft_in_a_preview_is_marked() -> None:
    shown = site(replace(ended_incident(), draft=True), preview="Mend the mail")
    assert "Resolved · Minor impact · Draft" in page(shown, "incidents/mail-late/")
