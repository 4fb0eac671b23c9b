"""The dialogue, at a real terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from commands.desks import PROJECT, SCENARIO
from commands.terminal import talk
from sample import INCIDENT, contents, lay

API = "content/incidents/2026-11-20-api.md"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    bare = SCENARIO.replace("components: {api: down}\n", "").replace("Database", "Queue")
    return lay(tmp_path / "project", {**PROJECT, "content/scenarios/queue.md": bare})


STATES = "ok, maintenance, degraded, partial or down"


def new_file(folder: Path) -> str:
    (path,) = set(folder.glob("content/incidents/*")) - {
        folder / API,
        folder / "content/incidents/2026-11-03-search.md",
    }
    return path.read_text(encoding="utf-8")


def editor(folder: Path, program: str) -> str:
    """Return a command that edits a file by a few lines of Python."""
    place = folder / "edit.py"
    place.write_text(f"import pathlib, sys\nfile = pathlib.Path(sys.argv[1])\n{program}\n")
    return f"{sys.executable} {place}"


def test_new_asks_step_by_step(project: Path) -> None:
    code, shown = talk(
        project,
        "new",
        says=[
            ("Which scenario?", "9\n"),
            ("Type a number from 1 to 4", "QUEUE UN\n"),
            ("separated by commas", "1, dashbord\n"),
            ("There is no component dashbord. Did you mean dashboard?", "Dashboard, 1=degraded\n"),
            (f"State of dashboard: {STATES} [down]: ", "dwn\n"),
            ("Did you mean down?", "down\n"),
            ("Title [Queue unavailable]: ", "\n"),
            ("Which region? [eu-west-1]", "us\n"),
            ("What do users see?", "Pages fail.\n"),
        ],
    )
    assert code == 0, shown
    assert "Who does what:" in shown
    written = new_file(project)
    assert "title: Queue unavailable\n" in written
    assert "  dashboard: major_outage\n  api: degraded_performance\n" in written
    assert "Errors affect Dashboard and Public API in us: Pages fail." in written


def test_groups_and_all_are_answers(project: Path) -> None:
    says = [
        ("separated by commas: ", "apps=down, alll\n"),
        ("There is no component alll. Did you mean all?", "apps, AL\n"),
        (f"State of apps: {STATES} [down]: ", "\n"),
        (f"State of all: {STATES} [down]: ", "degraded\n"),
        ("Title [Queue unavailable]: ", "\n"),
        ("Which region? [eu-west-1]", "\n"),
        ("What do users see?", "Pages fail.\n"),
    ]
    code, shown = talk(project, "new", "queue", says=says)
    assert code == 0, shown
    assert "  api: degraded_performance\n  dashboard: major_outage\n" in new_file(project)


def test_components_used_by_the_text_are_required(project: Path) -> None:
    reason = "The scenario's text names the components, so at least one is required."
    says = [
        ("separated by commas: ", "\n"),
        (reason, "none\n"),
        (reason, "2=down\n"),
        ("Title [Queue unavailable]: ", "\n"),
        ("Which region? [eu-west-1]", "\n"),
        ("What do users see?", "Pages fail.\n"),
    ]
    code, shown = talk(project, "new", "queue", says=says)
    assert code == 0, shown
    assert "Errors affect Dashboard in eu-west-1: Pages fail." in new_file(project)


def test_own_text_needs_no_components(project: Path) -> None:
    words = ["new", "queue", "--message", "We look.", "--title", "A", "--set", "region=us"]
    says = [("separated by commas [none]: ", "\n"), ("What do users see?", "Pages fail.\n")]
    code, shown = talk(project, *words, says=says)
    assert code == 0, shown
    assert new_file(project).endswith("\n\nWe look.\n")


def test_update_asks_for_components_its_text_uses(project: Path) -> None:
    head = "---\nscenario: database\n"
    bare = INCIDENT.replace("---\n", head, 1).replace("components: {api: partial_outage}\n", "")
    text = SCENARIO.replace("We know why", "We know why {{ components }} in")
    lay(project, {API: bare, "content/scenarios/database.md": text})
    says = [
        ("separated by commas: ", "2, 7\n"),
        ("There is no component 7.", "none\n"),
        ("at least one is required", "2\n"),
        (f"State of dashboard: {STATES}: ", "\n"),
        ("An answer is required.", "down\n"),
    ]
    code, shown = talk(project, "update", "api", "identified", says=says)
    assert code == 0, shown
    assert "  2  dashboard  Dashboard\n" in shown
    written = (project / API).read_text("utf-8")
    assert "- components: dashboard=major_outage\n" in written
    assert "We know why Dashboard in eu-west-1 fails." in written


def test_notice_is_not_asked_for_components(project: Path) -> None:
    words = ("new", "none", "--kind", "Avis", "--message", "We are closed on Monday.")
    code, shown = talk(project, *words, says=[("Title: ", "Support is closed\n")])
    assert code == 0, shown
    assert "kind: notice" in new_file(project)


def test_site_without_components_is_not_asked_for_any(project: Path) -> None:
    for path in project.glob("content/[ip]*/*"):
        path.unlink()
    site = PROJECT["content/site.yml"]
    start, end = site.index("components:"), site.index("timezone:")
    bare = SCENARIO.replace("components: {api: down}\n", "")
    lay(project, {"content/site.yml": site[:start] + site[end:]})
    lay(project, {f"content/scenarios/{name}.md": bare for name in ("database", "queue")})
    (project / "content/scenarios/work.md").unlink()
    words = ["new", "queue", "--title", "A", "--set", "region=us", "--set", "symptom=x"]
    code, shown = talk(project, *words, says=[("[none]: ", "\n")])
    assert code == 2, shown
    assert "These are required:\n  --component ID=STATE  Which components" in shown


def test_values_of_options_are_not_asked(project: Path) -> None:
    words = ["new", "database", "--title", "A", "--component", "api=down", "--set", "region=us"]
    code, shown = talk(project, *words, says=[("What do users see?", "Pages fail.\n")])
    assert code == 0, shown
    assert "Which" not in shown
    assert "title: A\n" in new_file(project)


def test_variables_of_the_first_phase_are_asked(project: Path) -> None:
    head, mark, rest = SCENARIO.partition("## Investigating")
    later = head + "## Monitoring\n\nWe watch it.\n\n" + mark + rest
    lay(project, {"content/scenarios/database.md": later})
    words = ["new", "database", "--title", "A", "--component", "api=down"]
    says = [("Which region? [eu-west-1]", "us\n"), ("What do users see?", "Pages fail.\n")]
    code, shown = talk(project, *words, says=says)
    assert code == 0, shown
    assert "in us: Pages fail." in new_file(project)


def test_ambiguous_scenario_is_asked(project: Path) -> None:
    lay(project, {"content/scenarios/database-slow.md": SCENARIO.replace("unavailable", "slow")})
    words = ["new", "data", "--title", "A", "--component", "api=down", "--set", "region=us"]
    says = [("Which one?", "database-slow\n"), ("What do users see?", "Pages fail.\n")]
    code, shown = talk(project, *words, says=says)
    assert code == 0, shown
    assert "scenario: database-slow\n" in new_file(project)


def test_empty_or_invalid_answer_is_asked_again(project: Path) -> None:
    code, shown = talk(
        project,
        *("new", "work", "--title", "Work", "--component", "api"),
        says=[
            ("When does the maintenance start? ", "\n"),
            ("A time is required, such as 22:00, 2h or 2026-11-20 22:00.", "soon\n"),
            ("`soon` is not a", "2020-10-28 22:00\n"),
            ("The maintenance would end at 2020-10-29 00:00 Europe/Paris", "22:00\n"),
        ],
    )
    assert code == 0, shown
    assert "--from" not in shown
    assert "22:00 Europe/Paris\n  until: " in new_file(project)


def test_invalid_answer_is_asked_again_at_once(project: Path) -> None:
    scenario = SCENARIO.replace("We know why", "{{ eta }}, {{ cause }}, so we know why")
    incident = INCIDENT.replace("---\n", "---\nscenario: database\n", 1)
    lay(project, {"content/scenarios/database.md": scenario, API: incident})
    says = [
        ("When do you expect it to end? ", "soon\n"),
        ("`soon` is not a", "2h\n"),
        ("Why did it happen? ", "A release.\n"),
    ]
    code, shown = talk(project, "update", "api", "identified", says=says)
    assert code == 0, shown
    assert shown.count("Why did it happen?") == 1


def test_variable_can_have_the_name_of_an_option(project: Path) -> None:
    names = ("action", "message", "until", "start")
    asks = "".join(f"  {name}: {{ask: 'Which {name}?'}}\n" for name in names)
    places = " ".join(f"{{{{ {name} }}}}" for name in names)
    scenario = (
        f"---\ntitle: Queue unavailable\ncomponents: {{api: down}}\nvariables:\n{asks}---\n\n"
    )
    scenario += f"## Investigating\n\nWe look: {places}.\n\n## Identified\n\nWe know: {places}.\n"
    lay(project, {"content/scenarios/queue.md": scenario})
    answers = [(f"Which {name}? ", f"\nmy {name}\n") for name in names]
    words = ("--title", "A", "--component", "api=down")
    code, shown = talk(project, "new", "queue", *words, says=answers)
    assert code == 0, shown
    assert "An answer is required." in shown
    written = new_file(project)
    assert "title: A\n" in written
    assert written.endswith("\n\nWe look: my action my message my until my start.\n")
    bare = INCIDENT.replace("---\n", "---\nscenario: queue\n", 1)
    lay(project, {API: bare})
    code, shown = talk(project, "update", "api", "identified", says=answers)
    assert code == 0, shown
    written = (project / API).read_text("utf-8")
    assert written.endswith("\n\nWe know: my action my message my until my start.\n")
    assert "action required" not in written


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("new", "none", "--next", "soon", "--component", "apo=down"), ("--next", "apo")),
        (("new", "work", "--from", "soon", "--kind", "odd"), ("--from", "--kind")),
        (("new", "database", "--set", "regoin=x", "--title", " "), ("regoin", "--title")),
        (("update", "api", "monitoring", "--eta", "soon"), ("--eta",)),
    ],
)
def test_invalid_option_ends_before_questions(
    project: Path, words: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    code, shown = talk(project, *words, says=[])
    assert code == 2
    assert all(each in shown for each in wrong), shown
    assert "Which" not in shown


def test_text_is_one_line_without_an_editor(project: Path) -> None:
    code, shown = talk(
        project,
        *("new", "none"),
        says=[
            ("separated by commas", "none\n"),
            ("Title: ", " \n"),
            ("A title is required", "A\n"),
            ("What do readers need to know? ", "\n"),
            ("A message is required", "We look.\n"),
        ],
    )
    assert code == 0, shown
    assert new_file(project).endswith("\n\nWe look.\n")


def test_editor_writes_the_text(project: Path) -> None:
    edits = editor(project, "file.write_text('**Mine.**\\n' + file.read_text())")
    code, shown = talk(project, "update", "api", "identified", says=[], VISUAL=edits)
    assert code == 0, shown
    assert (project / API).read_text(encoding="utf-8").endswith("\n\n**Mine.**\n")


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("sys.exit(3)", "Nothing was written"),
        ("pass", "The text was not saved. Nothing was written"),
        ("file.write_text('')", "The text is empty. Nothing was written"),
    ],
)
def test_editor_without_a_text_writes_nothing(project: Path, program: str, reason: str) -> None:
    edits = editor(project, program)
    before = contents(project)
    code, shown = talk(project, "update", "api", "identified", says=[], VISUAL=edits)
    assert code != 0
    assert reason in " ".join(shown.split())
    assert contents(project) == before


def test_an_editor_opens_after_the_last_question(project: Path) -> None:
    edits = editor(project, "file.write_text('Mine.\\n' + file.read_text())")
    words = ["new", "none", "--title", "A", "--component", "api", "--from", "22:00", "--edit"]
    says = [("When does it end?", "2h\n")]
    code, shown = talk(project, *words, says=says, VISUAL=edits)
    assert code == 0, shown
    assert new_file(project).endswith("\n\nMine.\n")
    code, shown = talk(project, *words, says=[(says[0][0], "\x03")], VISUAL=edits)
    assert code == 130
    assert "Your text was" not in shown


def test_unsaved_editor_ends_the_questions(project: Path) -> None:
    files = {
        "content/scenarios/database.md": SCENARIO.replace("We know", "{{ cause }} We know"),
        API: INCIDENT.replace("---\n", "---\nscenario: database\n", 1),
    }
    says = [("Why did it happen?", "A release.\n")]
    words = ["update", "api", "identified", "--set", "region=us", "--edit"]
    code, shown = talk(lay(project, files), *words, says=says, VISUAL=editor(project, "pass"))
    assert code == 2
    assert shown.endswith("Error: The text was not saved. Nothing was written.\n")


def test_ambiguous_incident_is_asked(project: Path) -> None:
    lay(project, {"content/incidents/2026-11-21-web.md": INCIDENT.replace("Elevated", "Other")})
    code, shown = talk(
        project, "update", "identified", "--message", "x", says=[("Which one?", "2\n")]
    )
    assert code == 0, shown
    assert "## Identified" in (project / "content/incidents/2026-11-21-web.md").read_text("utf-8")
    assert "Other error rates" in shown


def test_update_without_words_asks_for_a_state_of_the_open_incident(project: Path) -> None:
    edits = editor(project, "file.write_text('Mine.\\n' + file.read_text())")
    says = [("Which state? ", "scheduled\n"), ("from 1 to 5", "2\n")]
    code, shown = talk(project, "update", says=says, VISUAL=edits)
    assert code == 0, shown
    assert "## Identified" in (project / API).read_text("utf-8")


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1), ("", 1)])
def test_reopening_is_confirmed(project: Path, answer: str, code: int) -> None:
    before = contents(project)
    words = ["update", "search", "identified", "--message", "x"]
    says = [("Reopen it? [y/N]", f"{answer}\n")]
    if not code:
        says.append((f"State of dashboard now: {STATES} [degraded]: ", "down\n"))
    ended, shown = talk(project, *words, says=says)
    assert ended == code, shown
    assert "--reopen" not in shown
    assert shown.endswith("\nNothing was written.\n") == bool(code)
    assert (contents(project) == before) == bool(code)


def test_state_of_broken_component_is_asked(project: Path) -> None:
    words = ["update", "api", "monitoring", "--message", "It works."]
    says = [
        (f"State of api now: {STATES} [ok]: ", "dwn\n"),
        ("Did you mean down?", "\n"),
    ]
    code, shown = talk(project, *words, says=says)
    assert code == 0, shown
    assert "- components: api=operational\n" in (project / API).read_text("utf-8")
    assert "Readers still see" not in shown


def test_states_of_many_broken_components_are_asked_at_once(project: Path) -> None:
    place, names = project / "content/site.yml", [f"eu-{number}" for number in range(7)]
    group = ", ".join(f"{{id: {name}, name: {name}}}" for name in names)
    site = place.read_text("utf-8").replace(
        "components:\n", f"components:\n  - {{name: Europe, components: [{group}]}}\n", 1
    )
    place.write_text(site, "utf-8")
    broken = INCIDENT.replace("{api: partial_outage}", "{europe: down}")
    (project / API).write_text(broken, "utf-8")
    words = ["update", "api", "monitoring", "--message", "It works."]
    shown = ", ".join(f"{name}=operational" for name in names[:5])
    code, told = talk(project, *words, says=[(f"Set {shown} and 2 more? [Y/n]: ", "\n")])
    assert code == 0, told
    field = ", ".join(f"{name}=operational" for name in names)
    assert f"- components: {field}\n" in (project / API).read_text("utf-8")


def test_missing_facts_are_asked_when_resolving(project: Path) -> None:
    words = ["update", "api", "resolved", "--message", "It is over."]
    says = [("Why did it happen?", "A release.\n"), ("How was it fixed?", "\n")]
    code, shown = talk(project, *words, says=says)
    assert code == 0, shown
    assert "- cause: A release.\n\nIt is over.\n" in (project / API).read_text("utf-8")
    assert "Still owed: fix." in shown


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_interruption_leaves_no_file(project: Path, key: str) -> None:
    before = contents(project)
    code, shown = talk(
        project,
        "new",
        "database",
        says=[("separated by commas", "\n"), ("State of api", "\n"), ("Title", key)],
    )
    assert code == 130
    assert shown.endswith("\nInterrupted.\n")
    assert "Traceback" not in shown
    assert contents(project) == before
