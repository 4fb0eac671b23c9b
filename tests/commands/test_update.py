"""``statusgen update``: one more section, and every other byte as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands.desks import NOW, PROJECT, SCENARIO, again, codes, desk, text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample import INCIDENT, settle

from statusgen.commands.incidents import find_incident
from statusgen.commands.init import init, started_languages
from statusgen.commands.new import new
from statusgen.commands.options import UsageError
from statusgen.commands.postmortem import postmortem
from statusgen.commands.update import update
from statusgen.commands.update_options import NewOptions, UpdateOptions
from statusgen.commands.workspace import Workspace, open_workspace
from statusgen.model import Phase, Sort, State
from statusgen.notation.names import name_of_file

API = "content/incidents/2026-11-20-api.md"
DATABASE = "content/incidents/2026-11-20-database-unavailable.md"
WORDS = NewOptions(message="We know why.")


def added(at: Workspace, path: str = API) -> str:
    """Return what stands behind what stood there before."""
    before = next(file.data for file in at.texts.files if file.path == path).decode()
    now = (at.folder / path).read_bytes().decode()
    assert now.startswith(before)
    return now.removeprefix(before)


def begun(tmp_path: Path) -> Workspace:
    """Return a project in which only an incident of a scenario is open, since 15 minutes."""
    files = {path: data for path, data in PROJECT.items() if path != API}
    at = desk(tmp_path, files)
    new(
        at,
        NewOptions(scenario="database", values=("symptom=Pages fail.", "region=us")),
    )
    return again(at, NOW + timedelta(minutes=15))


def test_update_is_added_after_the_others(tmp_path: Path) -> None:
    at = desk(tmp_path)
    report = update(at, "api", "identified", WORDS)
    assert added(at) == (
        "\n## Identified — 2026-11-20 15:40 Europe/Paris\n\n"
        "- next: 2026-11-20 16:40 Europe/Paris\n\nWe know why.\n"
    )
    assert report.summary.endswith(f"{API}: Identified — 2026-11-20 15:40 Europe/Paris")
    assert report.notes == ("Next update promised by 2026-11-20 16:40 Europe/Paris, in 1 hour.",)
    assert (report.written, report.message) == (API, "Identified: Elevated error rates")
    assert codes(at) == []


def test_options_become_fields(tmp_path: Path) -> None:
    at = desk(tmp_path)
    said = UpdateOptions(
        message="So.",
        components=("dashboard=degraded", "api=ok"),
        impact="major",
        next="30m",
        eta="none",
        workaround="Wait\nand see.",
        cause="next: <!-- a cause",
        fix="{{ fix }}",
        action="none",
    )
    update(at, "api", "mise à jour", said)
    assert added(at) == (
        "\n## Update — 2026-11-20 15:40 Europe/Paris\n\n"
        "- components: dashboard=degraded_performance, api=operational\n- impact: major\n"
        "- next: 2026-11-20 16:10 Europe/Paris\n- eta: none\n- workaround: Wait and see.\n"
        "- cause: next: \\<!-- a cause\n- fix: \\{{ fix }}\n- action required: none\n\nSo.\n"
    )
    assert codes(at) == []


def test_groups_that_are_named_by_hand_are_known_to_later_updates(tmp_path: Path) -> None:
    by_hand = str(INCIDENT).replace("{api: partial_outage}", "{all: degraded}")
    at = desk(tmp_path, {**PROJECT, API: by_hand})
    words = NewOptions(message="We know why.", components=("apps=ok",))
    update(at, "api", "monitoring", words)
    assert "\n- components: dashboard=operational\n" in added(at)
    report = update(again(at), "api", "monitoring", WORDS)
    assert "Readers still see: Public API (degraded performance)." in " ".join(report.notes)


def test_update_takes_its_text_from_the_scenario(tmp_path: Path) -> None:
    at = begun(tmp_path)
    update(at, None, "identified", UpdateOptions())
    assert added(at, DATABASE) == (
        "\n## Identified — 2026-11-20 15:55 Europe/Paris\n\n"
        "- next: 2026-11-20 16:15 Europe/Paris\n\nWe know why us fails. More by 16:15 CET.\n"
    )
    later = again(at, NOW + timedelta(minutes=20))
    update(later, None, "identified", UpdateOptions(cause="A `release`.", values=("region=eu",)))
    assert "- cause: A `release`.\n\nWe know why eu fails." in added(later, DATABASE)
    end = again(at, NOW + timedelta(minutes=40))
    report = update(end, None, "resolved", UpdateOptions(fix="Rolled back."))
    assert added(end, DATABASE) == (
        "\n## Resolved — 2026-11-20 16:20 Europe/Paris\n\n"
        "- cause: A `release`.\n- fix: Rolled back.\n\nAll is well since 16:20 CET.\n"
    )
    assert report.notes == (
        "From the scenario:",
        "  - cause: A `release`.",
        "",
        "  All is well since 16:20 CET.",
        f"Still owed: a postmortem. `statusgen postmortem {name_of_file(DATABASE)}` drafts it.",
    )
    assert codes(at, "2026-11-20 16:00 UTC") == []


def test_resolving_reports_what_is_still_owed(tmp_path: Path) -> None:
    at = desk(tmp_path)
    report = update(at, "api", "resolved", WORDS)
    told, decision = report.notes
    assert told == (
        "Still owed: cause, fix. `statusgen update 2026-11-20-api update "
        '--message "…" --cause "…" --fix "…"`'
    )
    assert decision.startswith("Still owed: a decision on a postmortem. Write `postmortem: req")
    (tmp_path / API).write_text(text(at, API).replace("\n---\n", "\npostmortem: required\n---\n"))
    said = UpdateOptions(message="x", cause="a", fix="b")
    assert update(again(at), "api", "update", said).notes == (
        "Still owed: a postmortem. `statusgen postmortem 2026-11-20-api` drafts it.",
    )
    assert not postmortem(again(at), "api").failed
    later = again(at, NOW + timedelta(minutes=1))
    assert update(later, "api", "update", said).notes == ()


def test_update_after_the_end_uses_no_scenario_text(tmp_path: Path) -> None:
    at = begun(tmp_path)
    path = tmp_path / "content/scenarios/database.md"
    path.write_text(path.read_text().replace("## Resolved", "## Update\n\nSoon.\n\n## Resolved"))
    update(again(at), None, "update", UpdateOptions())
    assert "\n\nSoon.\n" in text(at, DATABASE)
    update(
        again(at, NOW + timedelta(minutes=20)), None, "resolved", UpdateOptions(cause="a", fix="b")
    )
    with pytest.raises(UsageError, match="--message"):
        update(again(at, NOW + timedelta(minutes=30)), "database", "update", UpdateOptions(fix="c"))


@pytest.mark.parametrize(
    "news",
    [
        UpdateOptions(components=("api=degraded",)),
        UpdateOptions(impact="minor"),
        UpdateOptions(eta="1h"),
        UpdateOptions(eta="none"),
        UpdateOptions(workaround="Wait."),
        UpdateOptions(cause="A release."),
        UpdateOptions(fix="Rolled back."),
        UpdateOptions(action="none"),
    ],
)
def test_no_news_text_is_not_used_with_news(tmp_path: Path, news: UpdateOptions) -> None:
    at = begun(tmp_path)
    path = tmp_path / "content/scenarios/database.md"
    path.write_text(path.read_text().replace("## Resolved", "## Update\n\nSoon.\n\n## Resolved"))
    with pytest.raises(UsageError, match="--message"):
        update(again(at), None, "update", news)
    update(again(at), None, "update", replace(news, message="This is new."))
    assert added(at, DATABASE).endswith("\n\nThis is new.\n")


def test_no_news_text_is_used_with_facts_it_names(tmp_path: Path) -> None:
    at = begun(tmp_path)
    path = tmp_path / "content/scenarios/database.md"
    meanwhile = "## Update\n\nNot before {{ eta }}.\n\n## Resolved"
    path.write_text(path.read_text().replace("## Resolved", meanwhile))
    update(again(at), None, "update", UpdateOptions(eta="1h"))
    assert added(at, DATABASE).endswith("\n\nNot before 16:55 CET.\n")


def test_moved_maintenance_does_not_reuse_its_announcement(
    tmp_path: Path,
) -> None:
    at = desk(tmp_path)
    new(at, NewOptions(scenario="work", start="16:00"))
    later = again(at, NOW + timedelta(minutes=10))
    window = "2026-11-20 17:00 / 2026-11-20 18:00"
    with pytest.raises(UsageError, match="--message"):
        update(later, None, "scheduled", UpdateOptions(window=window))


def test_announcement_is_not_repeated(tmp_path: Path) -> None:
    at = desk(tmp_path)
    new(at, NewOptions(scenario="work", start="16:00"))
    later = again(at, NOW + timedelta(minutes=10))
    with pytest.raises(UsageError, match="--message"):
        update(later, None, "scheduled", UpdateOptions())
    update(later, None, "cancelled", UpdateOptions(message="We need not."))
    anew = again(at, NOW + timedelta(minutes=12))
    update(anew, "planned", "scheduled", UpdateOptions(), reopen=True)
    announced = "We work on Public API from 16:00 CET until 18:00 CET."
    assert text(at, "content/incidents/2026-11-20-planned-work.md").count(announced) == 2


def test_report_shows_the_estimate_as_read(tmp_path: Path) -> None:
    report = update(desk(tmp_path), "api", "identified", replace(WORDS, eta="17:10"))
    assert report.notes[0] == ("Expected to end by 2026-11-20 17:10 Europe/Paris, in 1 h 30 min.")


def test_incident_is_found_by_name_or_by_state(tmp_path: Path) -> None:
    at = desk(tmp_path)
    update(at, None, "identified", WORDS)
    with pytest.raises(UsageError, match="Did you mean `2026-11-20-api`"):
        update(at, "2026-11-20-apy", "identified", WORDS)
    with pytest.raises(UsageError, match=r"`flood`\. `statusgen status` lists"):
        update(at, "flood", "identified", WORDS)
    with pytest.raises(UsageError, match="Did you mean `resolved`"):
        update(at, None, "resolvd", WORDS)
    with pytest.raises(UsageError, match="not a state of an incident"):
        update(at, "api", "completed", WORDS)
    with pytest.raises(UsageError, match=r"^Open: 2026-11-20-api\. `completed` is not a"):
        update(at, None, "completed", WORDS)
    new(again(at), replace(WORDS, title="More"))
    with pytest.raises(UsageError) as error:
        update(again(at), None, "identified", WORDS)
    assert "2026-11-20-more  More" in str(error.value)


def test_maintenance_is_found_by_its_states(tmp_path: Path) -> None:
    at = desk(tmp_path)
    new(at, NewOptions(scenario="work", start="16:00"))
    path = "content/incidents/2026-11-20-planned-work.md"
    later = again(at, NOW + timedelta(minutes=10))
    window = "2026-11-20 17:00 / 2026-11-20 18:00"
    report = update(later, None, "scheduled", UpdateOptions(message="Later.", window=window))
    planned = "2026-11-20 17:00 Europe/Paris to 2026-11-20 18:00 Europe/Paris"
    assert report.notes == (f"Planned from {planned}, 1 hour.",)
    assert "- window: 2026-11-20 17:00 Europe/Paris / 2026-11-20 18:00 Europe/Paris" in text(
        at, path
    )
    report = update(again(at, NOW + timedelta(minutes=85)), None, "in progress", UpdateOptions())
    assert "In progress — 2026-11-20 17:05 Europe/Paris\n\nWe have begun." in text(at, path)
    promised = "No next update is promised. To promise one, add --next 30m."
    assert report.notes == ("From the scenario:", "  We have begun.", promised)
    assert codes(at, "2026-11-20 16:10 UTC") == []


def test_resolved_incident_can_get_an_earlier_end(tmp_path: Path) -> None:
    at = desk(tmp_path)
    early = replace(WORDS, at="2026-11-03 09:30", cause="An index.", fix="A new one.")
    assert not update(at, "search", "resolved", early).failed
    ended = find_incident(again(at), "search", None).timeline.ended
    assert ended == datetime(2026, 11, 3, 8, 30, tzinfo=UTC)


def test_required_action_stays_until_the_end(tmp_path: Path) -> None:
    scenario = SCENARIO.replace("## Resolved\n\n", "## Resolved\n\n- action required: none\n")
    at = desk(tmp_path, {**PROJECT, "content/scenarios/database.md": scenario})
    new(at, NewOptions(scenario="database", values=("symptom=Pages fail.",)))
    said = UpdateOptions(cause="It.", fix="That.", action="Change it.")
    update(again(at), "database", "identified", said)
    update(again(at), "database", "resolved", UpdateOptions())
    assert text(at, DATABASE).count("action required: none") == 0
    update(again(at), "api", "resolved", replace(WORDS, action="none"))
    assert "- action required: none" in text(at, API)


def test_time_to_a_promise_counts_from_now(tmp_path: Path) -> None:
    said = replace(WORDS, at="2026-11-21 15:40", next="30m")
    notes = update(desk(tmp_path), "api", "update", said).notes
    assert "2026-11-21 16:10 Europe/Paris, in 1 d 30 min" in notes[-1]


def test_promise_kept_by_a_later_update_is_not_reported(tmp_path: Path) -> None:
    at = desk(tmp_path)
    update(at, "api", "update", WORDS)
    said = UpdateOptions(message="x", at="14:20", next="1h")
    assert "promised" not in "".join(update(again(at), "api", "identified", said).notes)


def test_published_postmortem_settles_what_is_owed(tmp_path: Path) -> None:
    head = "---\ntitle: Why\nincident: 2026-11-20-api\n{}\n---\n\n## Impact\n\nSome.\n"
    for keys, is_owed in (("draft: true", True), ("published: 2026-11-20 14:20", False)):
        files = {**PROJECT, "content/postmortems/why.md": head.format(keys)}
        notes = update(desk(tmp_path, files), "api", "resolved", WORDS).notes
        assert any(note.startswith("Still owed: cause") for note in notes) == is_owed


def test_unused_variable_value_is_refused(tmp_path: Path) -> None:
    at = begun(tmp_path)
    with pytest.raises(UsageError, match="`identified` does not use symptom"):
        update(at, None, "identified", UpdateOptions(values=("region=us", "symptom=Less.")))
    with pytest.raises(UsageError, match="does not use region"):
        update(at, None, "identified", UpdateOptions(values=("region=us",), message="So."))


def test_variable_name_may_use_hyphens_or_spaces(tmp_path: Path) -> None:
    scenario = "---\ntitle: Mail fails\nvariables: {mail_host: {ask: Which?}}\n---\n\n"
    scenario += "## Investigating\n\n{{ mail_host }} fails.\n\n## Identified\n\n{{ mail_host }}!\n"
    at = desk(tmp_path, {**PROJECT, "content/scenarios/mail.md": scenario})
    options = NewOptions(scenario="mail", values=("mail-host=mx1",), components=("api=degraded",))
    path = new(at, options).written
    update(again(at), "mail", "identified", UpdateOptions(values=("mail host = mx2",)))
    assert text(at, path).endswith("\n\nmx2!\n")


def test_text_with_a_promise_requires_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--next: The scenario's text says when"):
        update(begun(tmp_path), None, "identified", UpdateOptions(next="none"))


def test_past_promise_is_reported_as_past(tmp_path: Path) -> None:
    said = replace(WORDS, at="14:10 UTC", next="14:20 UTC", eta="14:30 UTC")
    notes = update(desk(tmp_path), "api", "identified", said).notes
    assert notes == (
        "Expected to end by 2026-11-20 15:30 Europe/Paris, 10 minutes ago.",
        "Next update promised by 2026-11-20 15:20 Europe/Paris, 20 minutes ago.",
    )


def test_maintenance_cannot_be_completed_before_it_starts(tmp_path: Path) -> None:
    at = desk(tmp_path)
    new(at, NewOptions(scenario="work", start="16:00"))
    with pytest.raises(UsageError, match=r"starts at 2026-11-20 16:00 .* use `cancelled`"):
        update(again(at), None, "completed", WORDS)
    assert not update(again(at), None, "in progress", WORDS).failed
    assert not update(again(at), None, "completed", WORDS).failed


@pytest.mark.parametrize(("at", "is_refused"), [("15:59", True), ("16:00", False)])
def test_maintenance_can_be_completed_from_its_start(
    tmp_path: Path, at: str, *, is_refused: bool
) -> None:
    project = desk(tmp_path)
    new(project, NewOptions(scenario="work", start="16:00"))
    said = replace(WORDS, at=f"2026-11-20 {at}")
    if is_refused:
        with pytest.raises(UsageError, match="use `cancelled`"):
            update(again(project), None, "completed", said)
    else:
        assert not update(again(project), None, "completed", said).failed


def test_missing_values_are_reported(tmp_path: Path) -> None:
    at = begun(tmp_path)
    with pytest.raises(UsageError, match="--message TEXT"):
        update(at, None, "monitoring", UpdateOptions())
    with pytest.raises(UsageError, match="The text was not saved"):
        update(at, None, "monitoring", UpdateOptions(), edit=lambda _: None)
    update(at, None, "monitoring", UpdateOptions(), edit=lambda text: f"{text}Mine.")
    assert added(at, DATABASE).endswith("\n\nMine.\n")


def test_update_keeps_line_endings_and_encoding(tmp_path: Path) -> None:
    crlf = b"\xef\xbb\xbf" + INCIDENT.replace("\n", "\r\n").encode().rstrip()
    at = desk(tmp_path, {**PROJECT, API: crlf})
    update(at, "api", "update", UpdateOptions(message="One\ntwo", next="none"))
    assert added(at) == ("\r\n\r\n## Update — 2026-11-20 15:40 Europe/Paris\r\n\r\nOne\r\ntwo\r\n")
    assert codes(at) == []


def test_newest_first_files_stay_so(tmp_path: Path) -> None:
    head, first = INCIDENT.split("\n## ")
    second = "Identified — 2026-11-20 14:20\n\nWe know."
    at = desk(tmp_path, {**PROJECT, API: f"{head}\n## {second}\n\n## {first}"})
    update(at, "api", "update", UpdateOptions(message="More.", next="none"))
    assert text(at, API) == (
        f"{head}\n## Update — 2026-11-20 15:40 Europe/Paris\n\nMore.\n\n## {second}\n\n## {first}"
    )
    assert codes(at) == []


def test_concurrent_edit_is_not_overwritten(tmp_path: Path) -> None:
    at = desk(tmp_path)
    update(at, "api", "update", UpdateOptions(message="Theirs."))
    report = update(at, "api", "update", UpdateOptions(message="Ours."))
    assert [problem.code for problem in report.problems] == ["file-changed"]
    assert report.failed
    assert "Theirs." in text(at, API)
    assert "Ours." not in text(at, API)


def test_old_errors_allow_an_update_but_unreadable_files_do_not(tmp_path: Path) -> None:
    at = desk(tmp_path, {**PROJECT, API: INCIDENT.replace("api:", "apx:")})
    assert not update(at, "api", "update", WORDS).failed
    broken = desk(tmp_path, {**PROJECT, API: INCIDENT.replace("title", "titel")})
    report = update(broken, "api", "update", WORDS)
    assert [problem.code for problem in report.problems] == ["unknown-key"]
    assert report.failed


def test_an_earlier_end_is_written_or_refused(tmp_path: Path) -> None:
    at = desk(tmp_path)
    report = update(at, "api", "identified", replace(WORDS, ended="15:10"))
    assert [problem.code for problem in report.problems] == ["impossible-end"]
    update(at, "api", "resolved", replace(WORDS, ended="15:10"))
    assert "\n- ended: 2026-11-20 15:10 Europe/Paris\n" in added(at)


def test_update_dated_ahead_is_reported(tmp_path: Path) -> None:
    at = desk(tmp_path)
    report = update(at, "api", "update", UpdateOptions(message="x", at="2026-11-20 18:00 UTC"))
    assert [problem.code for problem in report.problems] == ["not-yet-published"]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=st.text(), cause=st.text().map("So: {}".format))
def test_any_text_makes_one_update(tmp_path: Path, message: str, cause: str) -> None:
    at = desk(tmp_path)
    report = update(at, "api", "update", UpdateOptions(message=f"So: {message}", cause=cause))
    found = {problem.code for problem in report.problems}
    if report.failed:  # a link that somebody typed and that leads nowhere
        assert found == {"unknown-link"}
    else:
        assert found == set()
        assert added(at).count("\n## ") == 1


def _is_used(pair: str, phase: Phase) -> bool:
    placeholder = f"{{{{ {pair.partition('=')[0]} }}}}"
    return any(placeholder in text for text in (phase.text.markdown, *dict(phase.fields).values()))


@pytest.mark.parametrize("language", started_languages())
def test_every_starter_scenario_works_to_its_end(tmp_path: Path, language: str) -> None:
    init(tmp_path, NOW, {}, language)
    settle(tmp_path)
    for entry in open_workspace(tmp_path, NOW).scenarios:
        scenario = entry.scenario
        assert scenario
        asked = tuple(f"{each.name}=So." for each in scenario.variables if each.default is None)
        components = {Sort.INCIDENT: "website=degraded", Sort.MAINTENANCE: "website"}
        named = tuple(filter(None, [components.get(scenario.sort)]))
        start = "1h" if scenario.sort is Sort.MAINTENANCE else None
        wish = NewOptions(scenario=scenario.slug, title="Orders fail", start=start)
        report = new(open_workspace(tmp_path, NOW), replace(wish, values=asked, components=named))
        assert report.problems == ()
        phases = sorted(scenario.phases[1:], key=lambda phase: phase.state.is_end)
        for number, phase in enumerate(phases, start=1):
            eta = None if phase.state.is_end else "1h"
            news = UpdateOptions(eta=eta, cause="This.", fix="That.", action="none")
            said = UpdateOptions() if phase.state is State.UPDATE else news
            report = update(
                open_workspace(tmp_path, NOW + timedelta(minutes=10 * number)),
                name_of_file(report.written),
                phase.state.word,
                replace(said, values=tuple(pair for pair in asked if _is_used(pair, phase))),
            )
            assert report.problems == ()
    assert codes(open_workspace(tmp_path, NOW), "2026-11-20 15:50 UTC") == []
