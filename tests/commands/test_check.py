"""`statusgen check`: everything, at its place, in one run."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from commands.running import run as cli
from sample import FILES, INCIDENT, NOW, POSTMORTEM, lay

from statusgen.advice.codes import OVERDUE
from statusgen.commands.check import MENDING, check, check_overdue
from statusgen.commands.report import Report


def run(project: Path, *, strict: bool = False) -> Report:
    return check(project, now=None, clock=NOW, tell=lambda _done, _total: None, strict=strict)


def places(report: Report) -> list[str]:
    return [
        f"{problem.span.path.removeprefix('content/')}:{problem.span.line}:{problem.span.column} "
        f"{problem.code}"
        for problem in report.problems
    ]


def test_a_project_without_mistakes_passes(tmp_path: Path) -> None:
    report = run(lay(tmp_path, FILES))
    assert report == Report(summary="no problems in 5 files")


def test_one_run_reports_the_mistakes_of_twelve_files(tmp_path: Path) -> None:
    files = {
        "site.yml": FILES["content/site.yml"] + "timezone: Europe/Pariss\n",
        "incidents/a.md": INCIDENT.replace("api:", "apj:"),
        "incidents/b.md": INCIDENT.replace("partial_outage", "sideways"),
        "incidents/c.md": INCIDENT.replace("title:", "titel:"),
        "incidents/d.md": INCIDENT.replace("2026-11-20 14:05", "2026-13-40 14:05"),
        "incidents/e.md": INCIDENT.replace("- next: 15:00", "- nxet: 15:00"),
        "incidents/f.md": INCIDENT.replace("---\n\n", "\n\n"),
        "incidents/g.md": INCIDENT.replace("## Investigating", "## Looking"),
        "incidents/h.md": "+++\ntitle = 'A'\n+++\n",
        "incidents/i.md": INCIDENT + "\n[more](gone.md)\n",
        "incidents/j.md": INCIDENT.replace("---\n", "---\ndraft: true\nkind: panic\n", 1),
        "postmortems/k.md": POSTMORTEM.replace("2026-11-03-search", "2026-11-03-sreach"),
    }
    project = lay(tmp_path, FILES | {f"content/{name}": text for name, text in files.items()})
    (project / "content/postmortems/search.md").unlink()
    report = run(project)
    assert report.failed
    assert {place.partition(":")[0] for place in places(report)} == files.keys()
    assert len(report.problems) == len(files), places(report)


def test_mistakes_in_scenarios_are_errors(tmp_path: Path) -> None:
    report = run(lay(tmp_path, FILES | {"content/scenarios/x.md": "{{ }}"}))
    assert [problem.code for problem in report.problems] == ["no-front-matter"]
    assert report.failed


def test_mistakes_in_drafts_and_internal_files_are_errors(tmp_path: Path) -> None:
    broken = INCIDENT.replace("api:", "apx:")
    lay(tmp_path, FILES)
    for name, head in (("a", "draft: true"), ("b", "internal: true")):
        lay(tmp_path, {f"content/incidents/{name}.md": broken.replace("---", f"---\n{head}", 1)})
    assert places(run(tmp_path)) == [
        "incidents/a.md:4:14 unknown-component",
        "incidents/b.md:4:14 unknown-component",
    ]


def test_mistakes_in_templates_are_reported(tmp_path: Path) -> None:
    site = FILES["content/site.yml"] + "theme: ours\n"
    template = {"themes/ours/templates/index.html": "{% block %}"}
    report = run(lay(tmp_path, FILES | {"content/site.yml": site} | template))
    assert report.failed
    assert places(report) == ["themes/ours/templates/index.html:1:1 template-error"]


def test_a_channel_without_a_service_is_a_warning(tmp_path: Path) -> None:
    channels = "".join(
        f"  - {{name: c{number}, audience: internal, url: {url!r}}}\n"
        for number, url in enumerate(
            ["slak://a/b/c", "ntfy://topic", "https://acme.example/hook", "${CHAT}"]
        )
    )
    site = f"{FILES['content/site.yml']}channels:\n{channels}"
    lay(tmp_path, FILES | {"content/site.yml": site})
    report = run(tmp_path)
    line = site.partition("slak")[0].count("\n") + 1
    assert places(report) == [f"site.yml:{line}:1 unknown-service"]
    assert "the channel `c0`" in report.problems[0].message


def test_nothing_is_written(tmp_path: Path) -> None:
    lay(tmp_path, FILES)
    before = sorted(tmp_path.rglob("*"))
    run(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def late(project: Path, hours: int) -> Report:
    return check_overdue(project, now=None, clock=NOW + timedelta(hours=hours))


def test_an_overdue_promise_fails(tmp_path: Path) -> None:
    lay(tmp_path, FILES)
    assert late(tmp_path, -1) == Report(summary="nothing is overdue")
    report = late(tmp_path, 1)
    assert places(report) == ["incidents/2026-11-20-api.md:8:9 overdue-promise"]
    assert (report.failed, report.summary) == (True, "1 overdue task")
    command = '  statusgen update 2026-11-20-api update --next 30m --message "…" --publish'
    assert report.notes == ("No one is named in `team`.", command)
    allowed = INCIDENT.replace("---\n", "---\nallow: [overdue-promise]\n", 1)
    lay(tmp_path, {"content/incidents/2026-11-20-api.md": allowed})
    assert not late(tmp_path, 1).failed


TEAM = """\
team:
  incident_manager:
    primary: {name: Noor, contact: "+33 1"}
  communications:
    primary: {name: Ana, contact: "+33 2"}
    backups: [{name: Ben, contact: "+33 3"}, {name: Eva}]
"""


def test_an_overdue_task_names_the_person_the_backups_and_the_command(tmp_path: Path) -> None:
    head = "postmortem: 2026-11-19\nroles: {communications: Ben}\n---\n\n##"
    incident = INCIDENT.replace("---\n\n##", head).replace("15:00", "14:20\n- eta: 14:30")
    files = {
        "content/site.yml": FILES["content/site.yml"] + TEAM,
        "content/incidents/2026-11-20-api.md": incident,
    }
    project = lay(tmp_path, FILES | files)
    update = "  statusgen update 2026-11-20-api update"
    assert late(project, 0).notes == (
        "incident manager: Noor",
        "  statusgen postmortem 2026-11-20-api",
        "communications: Ben (backup: Ana; Eva)",
        f'{update} --next 30m --message "…" --publish',
        f'{update} --eta 30m --message "…" --publish',
    )
    shown = check_overdue(project, now=None, clock=NOW, contacts=True).notes
    assert shown[0] == "incident manager: Noor, +33 1"
    assert shown[2] == "communications: Ben, +33 3 (backup: Ana, +33 2; Eva)"


def test_each_overdue_task_has_a_command() -> None:
    assert MENDING.keys() == OVERDUE


def test_other_problems_are_not_overdue(tmp_path: Path) -> None:
    hidden = INCIDENT.replace("---\n", "---\ndraft: true\n", 1).replace("api:", "apx:")
    vague = INCIDENT.replace("Elevated error rates", "Outage")
    project = lay(
        tmp_path,
        FILES
        | {
            "content/incidents/2026-11-20-api.md": vague,
            "content/incidents/draft.md": hidden,
            "content/scenarios/x.md": "no head",
        },
    )
    assert not late(project, -1).failed
    assert len(late(project, 1).problems) == 1


def test_a_site_with_errors_fails_the_overdue_check(tmp_path: Path) -> None:
    project = lay(tmp_path, FILES | {"content/incidents/a.md": INCIDENT.replace("api:", "apx:")})
    report = late(project, -1)
    assert places(report) == ["incidents/a.md:3:14 unknown-component"]
    assert report.failed
    assert report.summary == "1 error, so overdue tasks cannot be found"


def test_a_log_shows_no_contact(tmp_path: Path) -> None:
    files = {"content/site.yml": FILES["content/site.yml"] + TEAM}
    result = cli("check", lay(tmp_path, FILES | files), "--overdue", "--now", "2026-11-20 15:30")
    assert result.exit_code == 1
    assert "communications: Ana (backup: Ben; Eva)" in result.stdout
    assert "+33" not in result.output
