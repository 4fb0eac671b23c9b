from outputs.pages.scene import (
    ended_incident,
    incident,
    maintenance,
    page,
    render,
    site,
    update,
    window,
)

from statusgen.model import Sort, State

OLD = incident(
    "old",
    update("2025-07-31 22:30", State.INVESTIGATING),  # August in Paris
    update("2025-07-31 23:30", State.RESOLVED),
)
NOTICE = incident("note", update("2026-11-02 09:00", State.NOTICE), sort=Sort.NOTICE, components=())
PAST = maintenance("db", window("2026-11-12 21:00", "2026-11-12 22:00"))
COMING = maintenance("net", window("2026-11-28 21:00", "2026-11-28 22:00"))


def test_the_list_counts_incidents_and_maintenance_by_month() -> None:
    text = page(site(OLD, ended_incident(), ended_incident("b"), NOTICE, PAST, COMING), "history/")
    assert "2026 November 2026 2 incidents · 1 maintenance window" in text
    assert "2025 August 2025 1 incident" in text
    assert text.index("2026") < text.index("2025")


def test_month_with_only_notices_has_no_incidents() -> None:
    assert "November 2026 No incident" in page(site(NOTICE), "history/")


def test_an_empty_history() -> None:
    assert "No incidents or maintenance so far." in page(site(), "history/")


def test_month_shows_incidents_on_the_day_they_began() -> None:
    text = page(site(OLD, ended_incident(), NOTICE, PAST, COMING), "history/2026/11/")
    assert "12 Nov Title of db Completed after 1 h · API" in text
    assert "3 Nov Title of mail-late Resolved after 1 h 24 min · Minor impact · Web" in text
    assert "2 Nov Title of note Notice" in text
    assert "Title of net" not in text


def test_a_month_shows_what_ended_or_went_on_in_it() -> None:
    made = site(
        incident(
            "slow",
            update("2026-08-20 09:00", State.INVESTIGATING),
            update("2026-10-19 09:00", State.RESOLVED),
        )
    )
    assert "19 Oct Title of slow Resolved after 60 days" in page(made, "history/2026/10/")
    assert "Continued: Title of slow" in page(made, "history/2026/09/")
    months = "October 2026 No new incidents September 2026 No new incidents August 2026 1 incident"
    assert months in page(made, "history/")


def test_cancelled_maintenance_is_on_the_day_it_was_called_off() -> None:
    off = update("2026-11-18 09:00", State.CANCELLED)
    works = maintenance("db", window("2026-12-12 21:00", "2026-12-12 22:00"), off)
    assert "18 Nov Title of db Cancelled" in page(site(works), "history/2026/11/")
    assert "Title of db 18 Nov · Cancelled" in page(site(works), "")


def test_months_are_linked_to_their_neighbours() -> None:
    html = render(site(OLD, ended_incident()))
    assert (
        '<a rel="prev" href="../../2025/08/">August 2025</a>' in html["history/2026/11/index.html"]
    )
    assert (
        '<a rel="next" href="../../2026/11/">November 2026</a>'
        in html["history/2025/08/index.html"]
    )
    assert 'rel="next"' not in html["history/2026/11/index.html"]


def test_only_months_with_incidents_have_a_page() -> None:
    months = [path for path in render(site(OLD, ended_incident())) if path.startswith("history/2")]
    assert sorted(months) == ["history/2025/08/index.html", "history/2026/11/index.html"]
