from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commands.running import AT, on_a_terminal, run
from people import Copies, git
from sample import FILES, INCIDENT, NOW, RESOLVED, lay

from statusgen.commands.options import UsageError
from statusgen.commands.status import COLUMNS, Standing, status
from statusgen.files import read_texts
from statusgen.outputs.pages.incidents import (
    context_of,
    thread,
)
from statusgen.problems import Problems
from statusgen.reading.assemble import assemble
from statusgen.reading.content import read_content
from statusgen.status import status_of

API = "content/incidents/2026-11-20-api.md"

WORKS = """\
---
title: New queue
scheduled: {from: 2026-11-20 13:00, until: 2026-11-20 14:00}
components: [api]
---

## Scheduled — 2026-11-18 09:00

We move.

## In progress — 2026-11-20 13:01

We begin.
"""


def standing(folder: Path, files: dict[str, str], now: datetime = NOW) -> Standing:
    lay(folder, FILES | {f"content/{path}": text for path, text in files.items()})
    return status(folder, now=None, clock=now)


def table(found: Standing) -> list[dict[str, str]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in found.rows]


def test_an_incident_is_a_row_with_its_promised_update(tmp_path: Path) -> None:
    (row,) = table(standing(tmp_path, {}))
    assert row == {
        "incident": "2026-11-20-api",
        "title": "Elevated error rates",
        "state": "investigating",
        "impact": "major",
        "since": "14:05",
        "last update": "14:05",
        "next update": "15:00",
    }


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (datetime(2026, 11, 20, 15, 0, tzinfo=UTC), "15:00, overdue by 0 minutes"),
        (datetime(2026, 11, 20, 15, 59, tzinfo=UTC), "15:00, overdue by 59 minutes"),
        (datetime(2026, 11, 20, 16, 0, tzinfo=UTC), "15:00, overdue by 1 hour"),
        (datetime(2026, 11, 20, 16, 5, tzinfo=UTC), "15:00, overdue by 1 h 5 min"),
        (
            datetime(2026, 11, 22, 14, 5, tzinfo=UTC),
            "2026-11-20 15:00, overdue by 1 d 23 h 5 min",
        ),
        (datetime(2026, 11, 22, 15, 0, tzinfo=UTC), "2026-11-20 15:00, overdue by 2 days"),
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "2026-11-20 15:00, overdue by 3 days"),
    ],
)
def test_an_overdue_promise_says_by_how_long(tmp_path: Path, now: datetime, shown: str) -> None:
    found = standing(tmp_path, {}, now)
    (row,) = table(found)
    assert row["next update"] == shown
    assert found.notes == ()  # the table shows it


def test_overdue_incidents_come_first_and_planned_work_last(tmp_path: Path) -> None:
    minor = INCIDENT.replace("partial_outage", "degraded").replace("- next: 15:00\n\n", "")
    late = minor.replace("Some", "- next: 14:30\n\nSome")
    planned = WORKS.replace("2026-11-20", "2026-11-22").partition("## In")[0]
    found = standing(
        tmp_path,
        {
            "incidents/minor.md": minor,
            "incidents/late.md": late,
            "incidents/works.md": WORKS,
            "incidents/planned.md": planned,
        },
    )
    rows = table(found)
    assert [row["incident"] for row in rows] == [
        *("late", "works", "2026-11-20-api", "minor", "planned"),
    ]
    assert rows[1]["next update"] == "planned until 14:00, overdue by 40 minutes"
    assert rows[3]["next update"] == "not promised"
    assert rows[4]["since"] == ""  # it has not begun
    assert rows[4]["next update"] == "planned from 2026-11-22 13:00"
    assert (rows[4]["state"], rows[1]["state"], rows[1]["impact"]) == (
        *("scheduled", "in progress", ""),
    )


REOPENED = """\
---
title: Slow pages
components: {api: degraded}
---

## Investigating — 2026-11-20 09:00

They are slow.

## Monitoring — 2026-11-20 09:30

- components: api=ok

They are fast.

## Resolved — 2026-11-20 10:00

It is over.

## Investigating — 2026-11-20 14:00

It may be back.
"""


@pytest.mark.parametrize(
    ("states", "impact"),
    [("", "minor"), ("- components: api=partial\n\n", "major"), ("- impact: none\n\n", "minor")],
)
def test_the_impact_is_the_same_as_on_the_page(tmp_path: Path, states: str, impact: str) -> None:
    text = REOPENED.replace("It may", f"{states}It may")
    found = standing(tmp_path, {"incidents/slow.md": text})
    assert [row["impact"] for row in table(found) if row["incident"] == "slow"] == [impact]
    record = json.loads(found.as_json())
    assert [each["impact"] for each in record["open"] if each["incident"] == "slow"] == [impact]
    site = assemble(read_content(read_texts(tmp_path), Problems()), (), Problems(), as_of=NOW)
    assert site
    context = context_of(site, status_of(site))
    pages = [thread(context, line) for line in context.status.open]
    assert [each.impact.word for each in pages if each.slug == "slow"] == [impact]


def test_postponed_maintenance_shows_its_new_window(tmp_path: Path) -> None:
    later = "- window: 2026-11-22 13:00 / 2026-11-22 14:00"
    moved = f"{WORKS}\n## Update — 2026-11-20 13:20\n\n{later}\n\nOn Sunday.\n"
    row = table(standing(tmp_path, {"incidents/works.md": moved}))[-1]
    assert (row["state"], row["since"]) == ("scheduled", "")
    assert row["next update"] == "planned from 2026-11-22 13:00"


EXTENDED = WORKS + "\n## Update — 2026-11-20 13:50\n\n- eta: 16:00\n\nIt takes longer.\n"
BEFORE = NOW.replace(hour=13, minute=52)


@pytest.mark.parametrize(
    ("eta", "now", "shown", "is_overdue"),
    [
        ("16:00", NOW, "expected end 16:00", False),
        ("14:30", NOW, "expected end 14:30, overdue by 10 minutes", True),
        ("none", NOW, "planned until 14:00, overdue by 40 minutes", True),
        # Before the end of the window, both are shown.
        ("13:55", BEFORE, "planned until 14:00; expected end 13:55", False),
    ],
)
def test_extended_maintenance_is_overdue_after_its_new_end(
    tmp_path: Path, eta: str, now: datetime, shown: str, *, is_overdue: bool
) -> None:
    found = standing(tmp_path, {"incidents/works.md": EXTENDED.replace("16:00", eta)}, now)
    row = next(row for row in table(found) if row["incident"] == "works")
    assert row["next update"] == shown
    record = json.loads(found.as_json())
    works = next(each for each in record["open"] if each["incident"] == "works")
    assert works["overdue"] == is_overdue
    assert works["eta"] == (None if eta == "none" else f"2026-11-20T{eta}:00Z")


def test_the_expected_end_follows_the_promised_update(tmp_path: Path) -> None:
    hoped = INCIDENT.replace("- next: 15:00", "- next: 15:00\n- eta: 16:30")
    (row,) = table(standing(tmp_path, {"incidents/2026-11-20-api.md": hoped}))
    assert row["next update"] == "15:00; expected end 16:30"
    alone = hoped.replace("- next: 15:00\n", "")
    (row,) = table(standing(tmp_path, {"incidents/2026-11-20-api.md": alone}))
    assert row["next update"] == "not promised; expected end 16:30"


def test_running_maintenance_shows_its_planned_end(tmp_path: Path) -> None:
    now = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
    found = standing(tmp_path, {"incidents/2026-11-20-api.md": WORKS}, now)
    assert table(found)[0]["next update"] == "planned until 14:00"


def test_drafts_and_internal_incidents_are_marked(tmp_path: Path) -> None:
    found = standing(
        tmp_path,
        {
            "incidents/draft.md": INCIDENT.replace("components", "draft: true\ncomponents"),
            "incidents/drill.md": INCIDENT.replace("components", "internal: true\ncomponents"),
        },
    )
    titles = {row["incident"]: row["title"] for row in table(found)}
    assert titles["draft"] == "Elevated error rates (draft)"
    assert titles["drill"] == "Elevated error rates (internal)"


def test_a_promised_postmortem_is_due_until_it_is_published(tmp_path: Path) -> None:
    required = RESOLVED.replace("components", "postmortem: required\ncomponents")
    found = standing(
        tmp_path,
        {
            "incidents/2026-11-03-search.md": required,
            "incidents/other.md": required.replace("11-03", "11-18"),
            "incidents/long.md": required.replace("11-03", "01-03"),
            "incidents/dated.md": required.replace("required", "2026-12-01"),
            "incidents/drill.md": required.replace("11-03", "11-18").replace(
                "components", "internal: true\ncomponents"
            ),
        },
    )
    late, *owed = found.notes
    assert late.startswith("Overdue: content/incidents/long.md: A postmortem is required, but 10")
    assert owed == [
        "Postmortem due: dated, promised by 2026-12-01.",
        "Postmortem due: other, required.",
    ]
    assert json.loads(found.as_json())["postmortems"] == [
        {"incident": "dated", "ended": "2026-11-03T10:00:00Z", "by": "2026-12-01"},
        {"incident": "other", "ended": "2026-11-18T10:00:00Z", "by": None},
    ]


@pytest.mark.parametrize(
    ("decision", "notes"),
    [
        ("required", ()),
        ("not_needed", ()),
        ("2026-12-01", ("Postmortem due: 2026-11-20-api, promised by 2026-12-01.",)),
    ],
)
def test_an_open_incident_owes_a_postmortem_only_if_a_day_is_promised(
    tmp_path: Path, decision: str, notes: tuple[str, ...]
) -> None:
    text = INCIDENT.replace("components", f"postmortem: {decision}\ncomponents")
    assert standing(tmp_path, {"incidents/2026-11-20-api.md": text}).notes == notes


def test_without_a_promise_the_next_update_follows_from_the_cadence(tmp_path: Path) -> None:
    site = FILES["content/site.yml"] + "cadence: {major: 30m}\n"
    silent = INCIDENT.replace("- next: 15:00\n\n", "")
    lay(tmp_path, FILES | {"content/site.yml": site, API: silent})
    (row,) = table(status(tmp_path, now=None, clock=NOW))
    assert row["next update"] == "14:35 by the cadence, overdue by 5 minutes"
    found = status(tmp_path, now="2026-11-20 14:35", clock=NOW)
    assert table(found)[0]["next update"] == "14:35 by the cadence, overdue by 0 minutes"
    assert found.notes == ()
    (row,) = table(status(tmp_path, now="2026-11-20 14:30", clock=NOW))
    assert row["next update"] == "14:35 by the cadence"


def test_overdue_problems_without_a_row_are_listed_below_the_table(tmp_path: Path) -> None:
    guess = INCIDENT.replace("- next: 15:00", "- next: 15:00\n- eta: 14:30")
    ended = INCIDENT.replace("2026-11-20", "2026-11-16")
    over = ended + "\n## Resolved — 2026-11-16 15:00\n\n- cause: A.\n- fix: B.\n\nOver.\n"
    drill = over.replace("components", "internal: true\ncomponents")
    found = standing(
        tmp_path,
        {
            "incidents/2026-11-20-api.md": guess,
            "incidents/over.md": over,
            "incidents/drill.md": drill,
        },
    )
    (note,) = found.notes
    assert note.startswith("Overdue: content/incidents/over.md: The incident ended at")
    assert table(found)[0]["next update"] == "15:00; expected end 14:30, overdue by 10 minutes"


def test_incidents_dated_ahead_are_listed(tmp_path: Path) -> None:
    found = standing(
        tmp_path,
        {
            "incidents/2026-11-20-api.md": RESOLVED.replace("2026-11-03 10:00", "2027-11-03 10:00"),
            "incidents/later.md": INCIDENT.replace("2026-11-20", "2026-11-21"),
            "incidents/drill.md": INCIDENT.replace("14:05", "15:05").replace(
                "components", "internal: true\ncomponents"
            ),
            "incidents/planned.md": WORKS.replace("2026-11-20", "2026-11-22").partition("## In")[0],
        },
    )
    assert [row["incident"] for row in table(found)] == ["2026-11-20-api", "planned"]
    assert found.notes == (
        "In the future, so not shown yet: an update of 2026-11-20-api, from 2027-11-03 10:00.",
        "In the future, so not shown yet: drill (internal), from 15:05.",
        "In the future, so not shown yet: later, from 2026-11-21 14:05.",
    )
    update, _, later = json.loads(found.as_json())["ahead"]
    assert update == {
        "incident": "2026-11-20-api",
        "path": API,
        "at": "2027-11-03T10:00:00Z",
        "begins": False,
    }
    assert (later["incident"], later["begins"]) == ("later", True)


def test_an_open_incident_dated_ahead_is_listed(tmp_path: Path) -> None:
    later = INCIDENT.replace("2026-11-20", "2026-11-21")
    found = standing(tmp_path, {"incidents/2026-11-20-api.md": later})
    (note,) = found.notes
    assert note.startswith("In the future, so not shown yet: ")


def test_with_nothing_open_it_says_so(tmp_path: Path) -> None:
    found = standing(tmp_path, {"incidents/2026-11-20-api.md": RESOLVED})
    assert found.rows == ()
    assert found.notes == ("Nothing is open, promised or overdue.",)
    assert found.heading == "As of 2026-11-20 14:40 UTC"


def test_a_file_with_mistakes_is_named_and_the_others_are_shown(tmp_path: Path) -> None:
    found = standing(tmp_path, {"incidents/broken.md": "no front matter\n\x1b[2J"})
    assert len(found.rows) == 1
    (note,) = found.notes
    assert note.startswith("content/incidents/broken.md has errors")


def test_with_mistakes_it_does_not_say_that_nothing_is_open(tmp_path: Path) -> None:
    found = standing(tmp_path, {"incidents/2026-11-20-api.md": "---\n"})
    assert found.rows == ()
    (note,) = found.notes
    assert note.startswith(f"{API} has errors and may be missing here.")


def test_unpushed_changes_are_listed(copies: Copies) -> None:
    copies.append(copies.ana, "More.\n", "content/incidents/2026-11-03-search.md")
    git(copies.ana, "commit", "-qam", "Say more")
    copies.append(copies.ana, "More.\n")
    (copies.ana / "content/static/note.txt").unlink()
    found = status(copies.ana, now=None, clock=NOW)
    assert found.notes == (
        f"Changed, not committed: {API}.",
        "Deleted, not committed: content/static/note.txt.",
        "Committed, not pushed: content/incidents/2026-11-03-search.md.",
    )
    assert json.loads(found.as_json())["unpushed"] == [
        {"path": API, "committed": False, "deleted": False},
        {"path": "content/static/note.txt", "committed": False, "deleted": True},
        {
            "path": "content/incidents/2026-11-03-search.md",
            "committed": True,
            "deleted": False,
        },
    ]


def test_control_characters_in_a_title_are_replaced(tmp_path: Path) -> None:
    turned = INCIDENT.replace("Elevated", "Elevated \u202e")
    (row,) = table(standing(tmp_path, {"incidents/2026-11-20-api.md": turned}))
    assert row["title"] == "Elevated � error rates"


def test_the_json_has_every_key(tmp_path: Path) -> None:
    found = standing(tmp_path, {"incidents/works.md": WORKS})
    record = json.loads(found.as_json())
    assert list(record) == [
        *("as_of", "open", "overdue", "postmortems", "ahead", "sample", "problems", "unpushed"),
        "remote_ahead",
    ]
    works, incident = record["open"]
    assert incident == {
        "incident": "2026-11-20-api",
        "path": API,
        "title": "Elevated error rates",
        "sort": "incident",
        "state": "investigating",
        "impact": "major",
        "components": {"api": "partial_outage"},
        "draft": False,
        "internal": False,
        "began": "2026-11-20T14:05:00Z",
        "updated": "2026-11-20T14:05:00Z",
        "next": "2026-11-20T15:00:00Z",
        "due": "2026-11-20T15:00:00Z",
        "eta": None,
        "window": None,
        "overdue": False,
    }
    assert list(works) == list(incident)
    assert works["overdue"]
    assert [each["code"] for each in record["overdue"]] == ["maintenance-overruns"]
    assert works["window"] == ["2026-11-20T13:00:00Z", "2026-11-20T14:00:00Z"]


def test_times_are_in_the_zone_of_the_site(tmp_path: Path) -> None:
    site = FILES["content/site.yml"] + "timezone: Europe/Paris\n"
    lay(tmp_path, FILES | {"content/site.yml": site})
    found = status(tmp_path, now="2026-11-20 14:40", clock=NOW)
    assert found.heading == "As of 2026-11-20 14:40 Europe/Paris"
    assert table(found)[0]["next update"] == "15:00"
    with pytest.raises(UsageError, match="--now"):
        status(tmp_path, now="soon", clock=NOW)


def test_without_a_terminal_the_table_is_plain_lines(project: Path) -> None:
    result = run("status", "--project", project, *AT)
    assert result.exit_code == 0
    heading, heads, row = result.stdout.splitlines()
    assert heading == "As of 2026-11-20 14:40 UTC"
    assert heads.split("  ")[0] == "incident"
    assert row == (
        "2026-11-20-api  Elevated error rates  investigating  major   14:05  14:05        15:00"
    )
    assert heads.index("next update") == row.index("15:00")


def test_on_a_terminal_the_table_fits_its_width(project: Path) -> None:
    code, shown = on_a_terminal("status", "--project", project, *AT, columns=70)
    assert code == 0
    assert "2026-11-20-api" in shown
    assert "\x1b[1m" in shown
    assert max(len(line) for line in re.sub(r"\x1b\[[\d;]*m", "", shown).split("\r\n")) <= 70


@pytest.mark.parametrize("columns", [31, 60, 100, 240])
def test_a_narrow_terminal_cuts_no_word(project: Path, columns: int) -> None:
    title = "Payments with cards of some banks fail in Europe, and refunds are late"
    text = INCIDENT.replace("Elevated error rates", title).replace("11-20 14:05", "11-18 14:05")
    lay(project, {"content/incidents/2026-11-18-payments-fail.md": text})
    code, shown = on_a_terminal("status", "--project", project, *AT, columns=columns)
    assert code == 0
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert max(map(len, plain.split("\r\n"))) <= columns
    assert {*re.findall(r"[\w-]+", title)} <= {*re.findall(r"[\w-]+", plain)}
    for whole in ("2026-11-18-payments-fail", "investigating", "major"):
        assert whole in plain
    assert plain.count("2026-11-18 14:05") == 2
    assert ("\r\n  Title: " in plain) is (columns < 240)


def test_a_long_name_is_never_wrapped(project: Path) -> None:
    name = f"2026-11-18-{'a' * 60}"
    lay(project, {f"content/incidents/{name}.md": INCIDENT})
    _, shown = on_a_terminal("status", "--project", project, *AT, columns=40)
    assert name in shown


def test_the_status_can_be_printed_as_json(project: Path) -> None:
    result = run("status", "--project", project, *AT, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["open"][0]["incident"] == "2026-11-20-api"


def test_a_folder_without_a_project_is_a_usage_error(tmp_path: Path) -> None:
    result = run("status", "--project", tmp_path)
    assert result.exit_code == 2
    assert "No readable content/site.yml" in result.stderr


def test_before_nothing_is_open_the_remote_is_asked(copies: Copies) -> None:
    later = "2026-11-20 16:00"
    ended = f"{INCIDENT}\n## Resolved — 2026-11-20 14:30\n\nIt works.\n"
    copies.push(copies.ana, API, ended.replace("---\n", "---\npostmortem: not_needed\n", 1))
    assert not status(copies.ana, now=later, clock=NOW).news
    git(copies.bo, "pull", "-q")
    copies.push(copies.bo, "content/incidents/2026-11-20-new.md", INCIDENT)
    found = status(copies.ana, now=later, clock=NOW)
    assert found.notes[0].startswith("origin has newer commits")
    assert json.loads(found.as_json())["remote_ahead"] is True
    result = run("update", "--message", "More.", "--no-input", "--project", copies.ana)
    assert result.exit_code == 2
    assert "Error: origin has newer commits" in result.stderr
    assert "No incident is open." in result.stderr
    words = ("none", "--component", "api=down", "--title", "All is slow", "--message", "More.")
    result = run("new", *words, "--no-input", "--project", copies.ana)
    assert result.stderr.startswith("origin has newer commits")


def test_a_summary_can_be_pasted_into_a_chat(tmp_path: Path) -> None:
    found = standing(tmp_path, {"incidents/2026-11-20-queue.md": WORKS})
    assert "\n\n".join(found.summary()).split("\n") == [
        "New queue",
        "In progress, since 13:00",
        "Public API: under maintenance",
        "We begin.",
        "Planned until: 14:00, overdue by 40 minutes",
        "https://status.acme.example/incidents/2026-11-20-queue/",
        "",
        "Elevated error rates",
        "Investigating, major impact, since 14:05",
        "Public API: partial outage",
        "Some requests fail.",
        "Next update: 15:00",
        "https://status.acme.example/incidents/2026-11-20-api/",
    ]


def test_a_summary_has_plain_text_and_no_address_that_readers_cannot_open(tmp_path: Path) -> None:
    text = INCIDENT.replace("title:", "draft: true\ntitle:").replace("fail.", "**fail** [now](/).")
    found = standing(tmp_path, {"incidents/2026-11-20-api.md": text})
    lines = found.summary()[0].split("\n")
    assert (lines[0], lines[-2:]) == (
        "Elevated error rates (draft)",
        ["Some requests fail now.", "Next update: 15:00"],
    )


def test_without_open_incidents_a_summary_says_so_and_names_broken_files(tmp_path: Path) -> None:
    lay(tmp_path, {**FILES, API: RESOLVED, "content/incidents/2026-11-20-x.md": "title"})
    done = run("status", "--summary", "--project", tmp_path, "--now", "2026-11-20 15:00")
    assert done.stdout == "As of 2026-11-20 15:00 UTC\n\nNothing is open.\n"
    assert done.stderr.startswith("content/incidents/2026-11-20-x.md has errors")
