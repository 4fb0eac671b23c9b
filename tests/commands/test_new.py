"""``statusgen new``: a file that passes every check."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from commands.desks import PROJECT, SCENARIO, again, codes, desk, text
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sample import FILES

from statusgen.commands.new import new
from statusgen.commands.options import UsageError
from statusgen.commands.update_options import NewOptions

SYMPTOM = NewOptions(values=("symptom=Pages *fail*.",))
PATH = "content/incidents/2026-11-20-database-unavailable.md"

WRITTEN = """\
---
title: Database unavailable
kind: outage
components:
  api: major_outage
scenario: database
variables:
  region: eu-west-1
  symptom: Pages *fail*.
cadence: 20m
postmortem: required
---

## Investigating — 2026-11-20 15:40 Europe/Paris

- next: 2026-11-20 16:00 Europe/Paris
- workaround: Use another region than eu-west-1.

Errors affect Public API in eu-west-1: Pages \\*fail\\*. More by 16:00 CET.
"""


def missing(report: pytest.ExceptionInfo[UsageError]) -> list[str]:
    return re.findall(r"^  (--.*?)  ", str(report.value), re.MULTILINE)


def test_new_writes_a_valid_file_from_a_scenario(tmp_path: Path) -> None:
    at = desk(tmp_path)
    report = new(at, replace(SYMPTOM, scenario="database"))
    assert text(at, PATH) == WRITTEN
    assert codes(at) == []
    assert report.summary.endswith(f"{PATH}: Investigating — 2026-11-20 15:40 Europe/Paris")
    assert report.notes == (
        "2026-11-20-api (Elevated error rates) is open, with the same component: api.",
        "From the scenario:",
        "  - workaround: Use another region than eu-west-1.",
        "",
        "  Errors affect Public API in eu-west-1: Pages \\*fail\\*. More by 16:00 CET.",
        "Readers see: Public API (major outage).",
        "First steps:",
        "  1. Page the database on-call.",
        "  2. Breathe.",
        "Who does what:",
        "  incident manager: Ana, +33 1 (backup: Bo)",
        "  support: Eli",
        "Next update promised by 2026-11-20 16:00 Europe/Paris, in 20 minutes.",
    )
    assert (report.written, report.message) == (PATH, "Incident: Database unavailable")


def test_options_override_the_scenario(tmp_path: Path) -> None:
    at = desk(tmp_path)
    options = NewOptions(
        at="2026-11-20 14:30 UTC",
        components=("dashboard=degraded,api=partial",),
        impact="minor",
        next="1h",
        eta="17:00",
        workaround="none",
        values=("region=us", "symptom=x"),
        scenario="data",
        title="Errors: all",
        kinds=("data loss", "security"),
        draft=True,
    )
    new(at, options)
    written = text(at, "content/incidents/2026-11-20-errors-all.md")
    assert 'title: "Errors: all"\nkind: [data_loss, security]\n' in written
    assert "  dashboard: degraded_performance\n  api: partial_outage\nimpact: minor\n" in written
    assert "draft: true\n" in written
    assert "## Investigating — 2026-11-20 15:30 Europe/Paris" in written
    assert (
        "- next: 2026-11-20 16:30 Europe/Paris\n- eta: 2026-11-20 17:00 Europe/Paris\n" in written
    )
    assert "Errors affect Dashboard and Public API in us: x" in written
    assert codes(at) == []


def test_an_optional_variable_leaves_no_gap_where_it_is_empty(tmp_path: Path) -> None:
    optional = SCENARIO.replace("symptom: {ask: What do users see?}", 'symptom: {default: ""}')
    at = desk(tmp_path, PROJECT | {"content/scenarios/database.md": optional})
    new(at, NewOptions(scenario="database"))
    written = text(at, PATH)
    assert "\n\nErrors affect Public API in eu-west-1: More by 16:00 CET.\n" in written
    assert codes(at) == []


@pytest.mark.parametrize(
    ("head", "impact"),
    [
        ("kind: outage\nimpact: critical\n", ""),  # it follows from what is affected, and how
        ("kind: outage\nimpact: critical\ncomponents: {api: degraded}\n", ""),
        # A scenario may rate its own states differently, by one step.
        ("impact: major\ncomponents: {dashboard: degraded}\n", "impact: major\n"),
        ("impact: critical\ncomponents: {dashboard: degraded}\n", ""),
        ("kind: security\nimpact: critical\n", "impact: critical\n"),
        ("kind: [outage, data_loss]\nimpact: major\n", "impact: major\n"),
        ("kind: degradation\nimpact: none\n", "impact: none\n"),
    ],
)
def test_impact_is_written_unless_it_follows_from_states(
    tmp_path: Path, head: str, impact: str
) -> None:
    scenario = f"---\ntitle: Database unavailable\n{head}---\n\n## Investigating\n\nWe look.\n"
    at = desk(tmp_path, PROJECT | {"content/scenarios/database.md": scenario})
    new(at, NewOptions(scenario="database", components=("dashboard=degraded",)))
    written = text(at, PATH)
    assert "  dashboard: degraded_performance\n" in written
    assert "".join(re.findall(r"^impact: .*\n", written, re.MULTILINE)) == impact


def test_an_explicit_impact_of_none_is_written(tmp_path: Path) -> None:
    head = "kind: outage\nimpact: critical\n"
    scenario = f"---\ntitle: Database unavailable\n{head}---\n\n## Investigating\n\nWe look.\n"
    at = desk(tmp_path, PROJECT | {"content/scenarios/database.md": scenario})
    report = new(at, NewOptions(scenario="database"))
    assert "\nkind: outage\nimpact: critical\nscenario: database\n" in text(at, report.written)


def test_new_works_without_a_scenario(tmp_path: Path) -> None:
    at = desk(tmp_path, FILES)
    report = new(
        at,
        NewOptions(
            scenario="none",
            title="No: mail",
            started="2026-11-20 13:00 UTC",
            message="We look.",
            components=("api=down",),
            next="none",
        ),
    )
    assert text(at, "content/incidents/2026-11-20-no-mail.md") == (
        '---\ntitle: "No: mail"\ncomponents:\n  api: major_outage\n'
        "started: 2026-11-20 13:00 UTC\n---\n\n"
        "## Investigating — 2026-11-20 14:40 UTC\n\nWe look.\n"
    )
    assert report.notes == (
        "2026-11-20-api (Elevated error rates) is open, with the same component: api.",
        "Readers see: Public API (major outage).",
        "No next update is promised. To promise one, add --next 30m.",
    )
    assert codes(at, "2026-11-20 14:59 UTC") == []


def test_next_update_follows_the_sites_cadence(tmp_path: Path) -> None:
    at = desk(tmp_path)
    new(at, NewOptions(title="A", message="x", components=("api=partial",)))
    assert "- next: 2026-11-20 16:40 Europe" in text(at, "content/incidents/2026-11-20-a.md")
    new(again(at), NewOptions(title="B", message="x", components=("api=degraded",)))
    assert "next:" not in text(at, "content/incidents/2026-11-20-b.md")


def test_everything_missing_is_reported_at_once(tmp_path: Path) -> None:
    at = desk(
        tmp_path, {**PROJECT, "content/scenarios/bare.md": SCENARIO.replace("{api: down}", "{}")}
    )
    with pytest.raises(UsageError) as error:
        new(at, NewOptions())
    assert missing(error) == ["--title TEXT", "--message TEXT"]
    assert "--message TEXT" in str(error.value)
    assert str(error.value).endswith(
        "\nA scenario fills in most of this. Run `statusgen runbook` to list them."
    )
    with pytest.raises(UsageError) as error:
        new(at, NewOptions(scenario="none"))
    assert str(error.value).endswith("What do readers need to know?")
    with pytest.raises(UsageError) as error:
        new(at, NewOptions(scenario="bare"))
    assert missing(error) == ["--component ID=STATE", "--set symptom=TEXT"]
    with pytest.raises(UsageError) as error:
        new(at, NewOptions(scenario="database", values=("symptom= ",)))
    assert missing(error) == ["--set symptom=TEXT"]
    with pytest.raises(UsageError) as error:
        new(at, NewOptions(scenario="work"))
    assert missing(error) == ["--from TIME"]
    assert len(list(tmp_path.glob("content/incidents/*"))) == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            NewOptions(scenario="datbase"),
            "There is no scenario `datbase`. Did you mean `database`",
        ),
        (
            NewOptions(title="A", message="x", components=("apo=down",)),
            "--component: There is no component `apo`. Components: api, dashboard.",
        ),
        (
            NewOptions(title="A", message="x", components=("api=dwn",)),
            "Did you mean `down`",
        ),
        (
            NewOptions(title="A", message="x", components=("api",)),
            "--component api=degraded",
        ),
        (
            NewOptions(title="A", message="x", impact="mayor"),
            "--impact: `mayor` is not a known impact",
        ),
        (
            NewOptions(title="A", kinds=("outrage",), message="x"),
            "Did you mean `outage`",
        ),
        (
            NewOptions(title="A", message="x", next="soon"),
            "--next: `soon` is not a",
        ),
        (
            NewOptions(title="A", message="x", at="yesterday"),
            "--at: `yesterday` is not a valid time",
        ),
        (
            NewOptions(scenario="database", values=("regin=x",)),
            "Did you mean `region`",
        ),
        (
            NewOptions(scenario="database", values=("region",)),
            "Write `--set name=value`",
        ),
        (NewOptions(title="A", message="x", values=("a=b",)), "It has no variables"),
        (
            NewOptions(scenario="work", start="22:00", until="2026-11-20 21:00"),
            "--until: ",
        ),
        (
            replace(SYMPTOM, scenario="database", until="22:00"),
            "but --kind, --from or --until make this maintenance. Leave them out",
        ),
        (replace(SYMPTOM, scenario="database", kinds=("notice",)), "make this a notice"),
        (
            NewOptions(title="A", kinds=("notice",), start="22:00", message="x"),
            "--from: A notice",
        ),
        (
            NewOptions(scenario="work", start="none"),
            "--from: `none` is not a valid time",
        ),
        (
            NewOptions(title="A", start="22:00", until="None.", message="x"),
            "--until: `None.` is",
        ),
        (NewOptions(title="A", kinds=("",), message="x"), "--kind"),
        (
            NewOptions(title="A", message="x", components=("",)),
            "--component: A component is required",
        ),
    ],
)
def test_invalid_option_is_reported_by_its_name(
    tmp_path: Path, options: NewOptions, message: str
) -> None:
    with pytest.raises(UsageError) as error:
        new(desk(tmp_path), options)
    assert message in str(error.value)
    assert len(list(tmp_path.glob("content/incidents/*"))) == 2


def test_incident_created_as_resolved_promises_no_update(tmp_path: Path) -> None:
    over = "---\ntitle: It was slow\n---\n\n## Resolved\n\nIt was slow for a minute.\n"
    at = desk(tmp_path, {**PROJECT, "content/scenarios/blip.md": over})
    notes = new(at, NewOptions(scenario="blip", components=("api=degraded",))).notes
    assert "promise" not in "".join(notes)


def test_maintenance_has_a_window(tmp_path: Path) -> None:
    at = desk(tmp_path)
    report = new(at, NewOptions(scenario="work", start="22:00"))
    assert (
        "Planned from 2026-11-20 22:00 Europe/Paris to 2026-11-21 00:00 Europe/Paris, 2 hours."
    ) in report.notes
    assert text(at, "content/incidents/2026-11-20-planned-work.md") == (
        "---\ntitle: Planned work\ncomponents: [api]\nscheduled:\n"
        "  from: 2026-11-20 22:00 Europe/Paris\n  until: 2026-11-21 00:00 Europe/Paris\n"
        "scenario: work\n---\n\n## Scheduled — 2026-11-20 15:40 Europe/Paris\n\n"
        "We work on Public API from 22:00 CET until 21 Nov, 00:00 CET.\n"
    )
    new(
        again(at),
        NewOptions(
            title="Move",
            start="2026-11-22 08:00 UTC",
            until="90m",
            message="We move.",
            components=("dashboard", "api=degraded"),
        ),
    )
    written = text(at, "content/incidents/2026-11-20-move.md")
    assert "  dashboard: under_maintenance\n  api: degraded_performance\n" in written
    assert "  until: 2026-11-22 10:30 Europe/Paris\n" in written
    assert codes(at) == []


def test_maintenance_requires_a_start_and_an_end(tmp_path: Path) -> None:
    for options, expected in (
        (NewOptions(title="Move", until="18:00"), "--from TIME"),
        (NewOptions(title="Move", start="18:00"), "--until TIME"),
        (NewOptions(scenario="work", until="18:00"), "--from TIME"),
    ):
        with pytest.raises(UsageError) as error:
            new(desk(tmp_path), replace(options, message="We move."))
        assert missing(error) == [expected]
    with pytest.raises(UsageError, match="--until: `soon` is not a"):
        new(
            desk(tmp_path),
            NewOptions(title="Move", until="soon", message="We move."),
        )


def test_notice_has_an_end_date(tmp_path: Path) -> None:
    at = desk(tmp_path)
    new(
        at,
        NewOptions(title="Closed", kinds=("notice",), until="18:00", message="Until Monday."),
    )
    assert text(at, "content/incidents/2026-11-20-closed.md") == (
        "---\ntitle: Closed\nkind: notice\nuntil: 2026-11-20 18:00 Europe/Paris\n---\n\n"
        "## Notice — 2026-11-20 15:40 Europe/Paris\n\nUntil Monday.\n"
    )
    assert codes(at) == []


def test_now_is_the_default_time(tmp_path: Path) -> None:
    plain, other = (desk(tmp_path / name) for name in "ab")
    options = NewOptions(message="x", components=("api=down",))
    new(plain, replace(options, title="A"))
    new(other, replace(options, at="Now ", title="A", started="now"))
    path = "content/incidents/2026-11-20-a.md"
    assert text(other, path) == text(plain, path)


def test_maintenance_can_start_now(tmp_path: Path) -> None:
    at = desk(tmp_path)
    new(
        at,
        NewOptions(title="B", start="now", until="2h", message="x", components=("api",)),
    )
    begun = text(at, "content/incidents/2026-11-20-b.md")
    assert "from: 2026-11-20 15:40 Europe/Paris\n  until: 2026-11-20 17:40" in begun
    assert "## Scheduled — 2026-11-20 15:40 Europe/Paris" in begun


@pytest.mark.parametrize(("language", "prefix"), [("en", "Drill: "), ("fr", "Exercice : ")])
def test_drill_is_internal_and_marked(tmp_path: Path, language: str, prefix: str) -> None:
    site = str(PROJECT["content/site.yml"]) + f"language: {language}\n"
    at = desk(tmp_path, {**PROJECT, "content/site.yml": site})
    report = new(at, replace(SYMPTOM, scenario="database", drill=True))
    (path,) = tmp_path.glob("content/incidents/2026-11-20-*database*.md")
    head = path.read_text(encoding="utf-8").partition("\n---\n")[0].replace('"', "")
    assert f"title: {prefix}Database unavailable\n" in head.replace("\u00a0", " ")
    assert "internal: true" in head
    assert report.notes[0] == "This is a drill: it is internal and never published."
    assert codes(at) == []


def test_estimate_used_by_the_text_is_required(tmp_path: Path) -> None:
    scenario = SCENARIO.replace("More by {{ next }}", "Over by {{ eta }}")
    at = desk(tmp_path, {**PROJECT, "content/scenarios/database.md": scenario})
    with pytest.raises(UsageError) as error:
        new(at, replace(SYMPTOM, scenario="database"))
    assert missing(error) == ["--eta WHEN"]
    new(at, replace(replace(SYMPTOM, eta="1h"), scenario="database"))
    assert text(at, PATH).endswith("Over by 16:40 CET.\n")


def test_first_state_is_that_of_the_scenario(tmp_path: Path) -> None:
    scenario = "---\ntitle: Mail fails\n---\n\n## Identified\n\nKnown.\n\n## Resolved\n\nOver.\n"
    at = desk(tmp_path, {**PROJECT, "content/scenarios/mail.md": scenario})
    report = new(at, NewOptions(scenario="mail", components=("api=degraded",)))
    assert text(at, report.written).endswith(
        "\n## Identified — 2026-11-20 15:40 Europe/Paris\n\nKnown.\n"
    )


def test_scenario_texts_are_in_their_own_language(tmp_path: Path) -> None:
    scenario = SCENARIO.replace("components:", "language: fr\ncomponents:")
    at = desk(tmp_path, {**PROJECT, "content/scenarios/database.md": scenario})
    new(
        at,
        replace(replace(SYMPTOM, components=("api=down,dashboard=down",)), scenario="database"),
    )
    assert "Errors affect Public API et Dashboard in" in text(at, PATH)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            NewOptions(scenario="database", values=("regin=x",)),
            "Did you mean `region`",
        ),
        (NewOptions(scenario="data", values=("regin=x",)), "Did you mean `region`"),
        (NewOptions(scenario="dat base"), "There is no scenario `dat base`"),
        (NewOptions(scenario="none", eta="soon"), "--eta: `soon` is not a"),
        (NewOptions(scenario="none", title=" "), "--title: The text is empty"),
        (
            NewOptions(scenario="none", kinds=("outrage",)),
            "--kind: `outrage` is not a known kind of incident",
        ),
        (NewOptions(scenario="none", started="soon"), "--started: `soon` is not a"),
        (NewOptions(scenario="none", start="soon"), "--from: `soon` is not a"),
        (NewOptions(scenario="none", until="soon"), "--until: `soon` is not a"),
    ],
)
def test_invalid_option_is_reported_before_any_question(
    tmp_path: Path, options: NewOptions, message: str
) -> None:
    at = desk(tmp_path)
    with pytest.raises(UsageError) as error:
        new(at, options, asks=True)
    assert message in str(error.value)


def test_editor_opens_with_the_scenarios_text(tmp_path: Path) -> None:
    at = desk(tmp_path)
    shown: list[str] = []

    def edit(ready: str) -> str:
        shown.append(ready)
        return "Mine.\n## Resolved — 2026-11-20 14:05\n"

    new(at, replace(SYMPTOM, scenario="database"), edit=edit, always_edit=True)
    assert shown == [WRITTEN.rpartition("\n\n")[2].strip()]
    assert text(at, PATH).endswith("\n\nMine.\n\\#\\# Resolved — 2026-11-20 14:05\n")
    for nothing in (None, " \n"):
        with pytest.raises(UsageError, match="Nothing was written"):
            new(
                again(at),
                NewOptions(title="B"),
                edit=lambda _, answer=nothing: answer,  # type: ignore[misc] # bound at once
            )


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Outage: Dashboard"), ("fr", "Outage : Dashboard")]
)
def test_vague_title_names_the_components(tmp_path: Path, language: str, title: str) -> None:
    vague = SCENARIO.replace("Database unavailable", f"Outage\nlanguage: {language}")
    at = desk(tmp_path, {**PROJECT, "content/scenarios/database.md": vague})
    options = replace(SYMPTOM, scenario="database", components=("dashboard=down",))
    report = new(at, options)
    head = text(at, report.written).partition("\nkind:")[0].replace("\u00a0", " ")
    assert head.replace('"', "") == f"---\ntitle: {title}"
    assert report.problems == ()


def test_second_file_of_a_name_gets_a_number(tmp_path: Path) -> None:
    at = desk(tmp_path)
    new(at, replace(SYMPTOM, scenario="database"))
    report = new(again(at), replace(SYMPTOM, scenario="database"))
    assert report.written == PATH.replace(".md", "-2.md")
    # Who has not seen the first one writes nothing over it.
    report = new(at, replace(SYMPTOM, scenario="database"))
    assert [problem.code for problem in report.problems] == ["file-exists"]
    assert report.failed


def test_broken_link_is_refused_before_writing(tmp_path: Path) -> None:
    at = desk(tmp_path)
    known = "See [this](2026-11-20-api.md), [a note](static/note.txt) and [us](https://a.example)."
    assert not new(at, NewOptions(title="A", message=known)).failed
    defined = "See [this][1].\n\n[1]: 2026-11-20-api.md"
    assert new(again(at), NewOptions(title="C", message=defined)).problems == ()
    report = new(again(at), NewOptions(title="B", message="See [this](2026-11-20-apo.md)."))
    assert [problem.code for problem in report.problems] == ["unknown-link"]
    assert "nothing was written" in report.summary
    assert not (tmp_path / "content/incidents/2026-11-20-b.md").exists()


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(), message=st.text(), symptom=st.text())
@example(title="", message="FC00::", symptom="")
def test_any_text_makes_a_valid_file(
    tmp_path: Path, title: str, message: str, symptom: str
) -> None:
    at = desk(tmp_path)
    options = NewOptions(
        values=(f"symptom={symptom}.",),
        message=f"So: {message}",
        cause=f"It: {symptom}",
        fix=f"{message}.",
    )
    report = new(at, replace(options, scenario="database", title=f"{title} fails"))
    # By luck a word may look like something that is for nobody else to read.
    leaks = {"internal-host", "mail-address", "private-address"}
    found = {problem.code for problem in report.problems} - leaks
    if report.failed:  # what somebody typed is told, where it is not for us to guess
        assert found <= {"unknown-link", "placeholder-left"}
    else:
        (tmp_path / report.written).unlink()
        assert found == set()


def test_component_state_defaults_to_the_scenarios(
    tmp_path: Path,
) -> None:
    at = desk(tmp_path)
    options = NewOptions(components=("dashboard",), values=("symptom=Pages fail.",))
    report = new(at, replace(options, scenario="database"))
    assert "  dashboard: major_outage\n" in text(at, report.written)
    with pytest.raises(UsageError, match="`dashboard` has no state"):
        new(again(at), replace(options, message="x", values=(), title="A"))


def test_groups_and_all_are_written_as_the_ids_of_their_components(tmp_path: Path) -> None:
    at = desk(tmp_path)
    options = NewOptions(message="We look.", title="Power is out")
    report = new(at, replace(options, components=("apps=down,all=degraded",)))
    written = text(at, report.written)
    assert "components:\n  api: degraded_performance\n  dashboard: major_outage\n" in written
    assert codes(at) == []


def test_of_many_components_the_report_shows_a_few(tmp_path: Path) -> None:
    ids = "abcdefg"
    more = "".join(f"  - {{id: {each}, name: {each}}}\n" for each in ids)
    site = str(PROJECT["content/site.yml"]).replace("components:\n", f"components:\n{more}", 1)
    at = desk(tmp_path, {**PROJECT, "content/site.yml": site})
    options = NewOptions(message="We look.", title="Power is out", components=("all=down",))
    states = ", ".join(f"{each} (major outage)" for each in ids[:5])
    assert f"Readers see: {states} and 4 more." in new(at, options).notes
