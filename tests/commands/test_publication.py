"""Publishing in real repositories: nothing is lost, and every failure is explained."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from people import PATH, Copies, git, type_in
from sample import FILES, INCIDENT, NOW, POSTMORTEM, lay

from statusgen import project
from statusgen.commands.publication import publish, published, told
from statusgen.commands.report import Report
from statusgen.git import Answer, Git
from statusgen.pipeline import Options, plan

UPDATE = "\n## Identified — 2026-11-20 14:30\n\nA release is the cause.\n"
MESSAGE = "Identified: Elevated error rates"
TYPED = "Update incidents/2026-11-20-api.md"
"""The commit message of `statusgen publish`."""
ADDRESS = "https://status.acme.example/incidents/2026-11-20-api/"
SEARCH = "content/incidents/2026-11-03-search.md"

STARTER = Path(__file__).parents[2] / "statusgen/starter/project/dot-github/workflows/status.yml"
WORKFLOW = STARTER.read_text(encoding="utf-8")

Hook = Callable[[Path, str, str], None]


def run(folder: Path, *paths: str) -> Report:
    return publish(folder, paths or (PATH,), MESSAGE, clock=NOW)


def refused(folder: Path, *paths: str) -> tuple[str, str]:
    """Fail to publish; return the code, and whether the text is ``written`` or ``committed``."""
    before = (folder / PATH).read_bytes()
    report = run(folder, *paths)
    assert report.failed
    assert (folder / PATH).read_bytes() == before
    (problem,) = [each for each in report.problems if each.is_error]
    assert problem.hint
    assert "\n" not in problem.message
    return problem.code, "committed" if "is committed" in report.summary else "written"


def builds_elsewhere(copies: Copies, folder: str = "") -> bool:
    """Whether a new clone builds."""
    clone = copies.remote.parent / "elsewhere"
    git(copies.remote.parent, "clone", "-q", str(copies.remote), str(clone))
    return bool(plan(project.read(clone / folder), Options(as_of=NOW)).artifacts)


@pytest.fixture
def ana(copies: Copies) -> Path:
    """Return a clone with a new update."""
    copies.append(copies.ana, UPDATE)
    return copies.ana


@pytest.mark.parametrize(
    "report",
    [
        Report(summary="nothing was written"),
        Report(summary="nothing was written", failed=True),
        Report(summary="written in part", written=PATH, failed=True),
    ],
)
def test_a_failed_report_is_not_published(ana: Path, report: Report) -> None:
    assert published(report, ana, clock=NOW, wanted=True) is report


def test_only_the_file_is_pushed_and_its_address_reported(copies: Copies, ana: Path) -> None:
    lay(ana, {"staged.txt": "not yet", "content/static/note.txt": "changed"})
    git(ana, "add", "staged.txt")
    report = run(ana)
    assert not report.failed
    left = "Not pushed, because not committed: content/static/note.txt."
    assert report.summary == "pushed to main of origin: the site is built from this branch"
    assert report.notes == (ADDRESS, left)
    assert copies.log() == [MESSAGE, "Begin"]
    assert git(copies.remote, "show", "--format=", "--name-only", "main") == PATH
    assert git(ana, "status", "--porcelain") == "M content/static/note.txt\nA  staged.txt"


def test_warnings_are_those_of_the_published_files(copies: Copies) -> None:
    vague = INCIDENT.replace("Elevated error rates", "Outage")
    lay(copies.ana, {"content/incidents/one.md": vague, "content/incidents/two.md": vague})
    for name in ("one", "two"):
        path = f"content/incidents/{name}.md"
        assert {each.span.path for each in run(copies.ana, path).problems} == {path}


def test_a_new_file_in_a_subfolder_project_is_published(copies: Copies) -> None:
    inner = lay(copies.bo / "sites" / "my status", FILES)
    git(copies.bo, "add", ".")
    git(copies.bo, "commit", "-qm", "Add another")
    lay(inner, {"content/incidents/new.md": INCIDENT.replace("Elevated", "More")})
    report = run(inner, "content/incidents/new.md")
    assert report.notes[0] == "https://status.acme.example/incidents/new/"
    shown = git(copies.remote, "show", "--format=", "--name-only", "main")
    assert shown == "sites/my status/content/incidents/new.md"


def test_commits_of_others_are_merged_and_own_changes_kept(copies: Copies, ana: Path) -> None:
    copies.push(copies.bo, "content/static/note.txt", "theirs\n")
    lay(ana, {"content/incidents/2026-11-03-search.md": FILES[SEARCH] + "Mine.\n"})
    report = run(ana)
    assert not report.failed
    assert copies.log()[:2] == [MESSAGE, "Write content/static/note.txt"]
    assert (ana / SEARCH).read_text().endswith("Mine.\n")
    assert not git(ana, "stash", "list")


def test_own_changes_in_the_way_are_kept(copies: Copies, ana: Path) -> None:
    copies.push(copies.bo, SEARCH, FILES[SEARCH] + "Theirs.\n")
    lay(ana, {SEARCH: FILES[SEARCH] + "Mine.\n", "staged.txt": "not yet"})
    git(ana, "add", "staged.txt")
    report = run(ana)
    problem = report.problems[-1]
    assert problem.code == "pull-conflict"
    assert "Your local changes to the following files would be overwritten" in problem.message
    assert SEARCH in problem.message
    assert (ana / SEARCH).read_text() == FILES[SEARCH] + "Mine.\n"
    assert git(ana, "status", "--porcelain") == f"M {SEARCH}\nA  staged.txt"
    assert git(ana, "log", "-1", "--format=%s") == MESSAGE
    lay(ana, {SEARCH: FILES[SEARCH]})
    assert not run(ana).failed
    assert copies.log()[0] == MESSAGE


def test_staged_changes_stay_staged_during_a_merge(copies: Copies, ana: Path) -> None:
    copies.push(copies.bo, PATH, INCIDENT + UPDATE.replace("Identified", "Monitoring"))
    lay(ana, {"content/static/note.txt": "staged"})
    git(ana, "add", "content/static/note.txt")
    lay(ana, {"content/static/note.txt": "staged, and changed since"})
    assert not run(ana).failed
    assert git(ana, "status", "--porcelain") == "MM content/static/note.txt"
    assert git(ana, "show", ":content/static/note.txt") == "staged"
    assert git(copies.remote, "show", "--format=", "--name-only", "main") == PATH


def test_commits_outside_the_project_are_not_rewritten(copies: Copies, ana: Path) -> None:
    lay(ana, {"README.md": "Ours.\n"})
    git(ana, "add", "README.md")
    git(ana, "commit", "-qm", "Introduce")
    copies.push(copies.bo, "content/static/note.txt", "theirs\n")
    report = run(ana)
    assert report.problems[-1].code == "pull-conflict"
    pull, _, _, go_on = re.findall(r"`(.+?)`", report.problems[-1].hint)
    type_in(ana, f"`{pull} && {go_on}`")
    assert copies.log()[:3] == [MESSAGE, "Introduce", "Write content/static/note.txt"]


@pytest.mark.parametrize("steps", range(9))
def test_publishing_continues_after_any_interruption(
    copies: Copies, ana: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    theirs = UPDATE.replace("release", "certificate")
    copies.push(copies.bo, PATH, INCIDENT + theirs)
    lay(ana, {"staged.txt": "not yet"})
    git(ana, "add", "staged.txt")
    ask, asked = Git.__call__, itertools.count()
    changing = {"add", "commit", "push", "reset", "merge"}

    def answer(git: Git, *words: str, patience: float = 1.0) -> Answer:
        if changing & {*words[:1]} and next(asked) == steps:
            raise Killed
        return ask(git, *words, patience=patience)

    monkeypatch.setattr(Git, "__call__", answer)
    with pytest.raises(Killed):
        run(ana)
    monkeypatch.setattr(Git, "__call__", ask)
    report = run(ana)
    assert not report.failed, report
    text = git(copies.remote, "show", f"main:{PATH}")
    assert text.count("A release is the cause.") == 1
    assert text.count("A certificate is the cause.") == 1
    assert git(ana, "status", "--porcelain") == "A  staged.txt"
    assert git(copies.remote, "show", "--format=", "--name-only", "main") == PATH
    assert builds_elsewhere(copies)


class Killed(BaseException):
    """An exception that nothing catches, like a signal that kills the process."""


def test_earlier_commits_are_pushed_and_reported(copies: Copies, ana: Path) -> None:
    lay(ana, {"README.md": "Ours.\n"})
    git(ana, "add", "README.md")
    git(ana, "commit", "-qm", "Introduce")
    assert run(ana).notes == (ADDRESS, "Also pushed: 1 earlier commit of this branch.")
    assert copies.log() == [MESSAGE, "Introduce", "Begin"]


def test_a_committed_file_is_pushed(copies: Copies, ana: Path) -> None:
    git(ana, "commit", "-qam", "By hand")
    assert not run(ana).failed
    assert copies.log() == ["By hand", "Begin"]
    assert not run(ana).failed


CHANNELS = """
channels:
  - {name: chat, audience: internal, url: "${CHAT}"}
  - {name: customers, audience: external, url: "${MAIL}", impact: major, approve: support}
  - {name: friends, audience: external, url: "${BOT}", quiet: 14:00-15:00, components: [dashboard]}
team: {support: {primary: {name: Eli}}}
"""


@pytest.mark.parametrize(
    ("fields", "channels"),
    [
        ("", "chat, customers (once support approves)"),
        ("- announce: no\n", "chat"),
        ("- corrected: 14:35\n", "chat"),
        ("- corrected: 14:35\n- announce: yes\n", "chat, customers (once support approves)"),
    ],
)
def test_authors_hear_who_will_be_told(copies: Copies, fields: str, channels: str) -> None:
    site = copies.ana / "content/site.yml"
    site.write_text(site.read_text(encoding="utf-8") + CHANNELS, encoding="utf-8")
    copies.append(copies.ana, UPDATE.replace("14:30\n\n", f"14:30\n\n{fields}\n"))
    wanted = f"`statusgen announce` tells: {channels}."
    before = published(Report(summary="", written=PATH), copies.ana, clock=NOW, wanted=False)
    after = run(copies.ana, PATH, "content/site.yml")
    assert wanted in before.notes
    assert wanted in after.notes


def test_authors_hear_what_waits_and_drafts_tell_no_one(copies: Copies) -> None:
    site, draft = copies.ana / "content/site.yml", copies.ana / SEARCH
    site.write_text(site.read_text(encoding="utf-8") + CHANNELS, encoding="utf-8")
    draft.write_text(draft.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert [*told(copies.ana, (SEARCH,), NOW)] == ["`statusgen announce` tells: chat, friends."]
    text = draft.read_text(encoding="utf-8").replace("title:", "draft: true\ntitle:", 1)
    draft.write_text(text, encoding="utf-8")
    assert [*told(copies.ana, (SEARCH,), NOW)] == []


def test_a_draft_has_no_address(copies: Copies, ana: Path) -> None:
    lay(ana, {PATH: INCIDENT.replace("components", "draft: true\ncomponents")})
    report = run(ana)
    assert not report.notes
    assert report.summary == ("pushed to main of origin: no page shows it")
    assert copies.log()[0] == MESSAGE


def test_a_file_that_does_not_build_is_not_published(copies: Copies, ana: Path) -> None:
    copies.append(ana, "\n## Solved — 2026-11-20 14:50\n\nOver.\n")
    report = run(ana)
    assert report.failed
    assert [each.code for each in report.problems] == ["unknown-state"]
    assert report.summary.startswith("not published: your text is in the file, but not committed")
    assert report.notes == (f"Fix this, then type `statusgen publish {ana}/{PATH}`.",)
    assert copies.log() == ["Begin"]
    assert git(ana, "status", "--porcelain") == f"M {PATH}"


def test_a_broken_custom_template_stops_publishing(copies: Copies, ana: Path) -> None:
    site = (ana / "content/site.yml").read_text(encoding="utf-8")
    lay(ana, {"content/site.yml": f"{site}theme: ours\n"})
    lay(ana, {"themes/ours/templates/index.html": "{{ nothing.at.all }}"})
    git(ana, "add", "themes", "content/site.yml")
    git(ana, "commit", "-qm", "Dress", "--", "themes", "content/site.yml")
    assert refused(ana) == ("template-error", "written")
    lay(ana, {"themes/ours/templates/index.html": "All is well."})
    report = run(ana)
    assert report.notes[0] == (
        "It builds only with these files, which are not committed: "
        "themes/ours/templates/index.html."
    )
    type_in(ana, report.notes[1])
    assert copies.log()[0] == TYPED
    assert builds_elsewhere(copies)


def test_an_unpushed_incident_must_be_published_too(copies: Copies) -> None:
    new, look_back = "content/incidents/new.md", "content/postmortems/new.md"
    text = POSTMORTEM.replace("2026-11-03-search", "new")
    lay(copies.ana, {new: INCIDENT.replace("Elevated", "More"), look_back: text})
    report = run(copies.ana, look_back)
    assert report.failed
    assert [each.code for each in report.problems] == ["unknown-incident"]
    assert report.summary == (
        "not published: your text is in the file, but not committed, because the site would not "
        "build"
    )
    builds, then = report.notes
    assert builds == f"It builds only with these files, which are not committed: {new}."
    assert then.endswith(f"`statusgen publish {copies.ana}/{look_back} {copies.ana}/{new}`.")
    assert copies.log() == ["Begin"]
    type_in(copies.ana, then)
    assert builds_elsewhere(copies)
    assert not run(copies.ana, look_back).failed


def test_an_unpushed_component_must_be_published_too(copies: Copies) -> None:
    inner = lay(copies.ana / "sites/my status", FILES)
    git(copies.ana, "add", ".")
    git(copies.ana, "commit", "-qm", "Add another")
    lay(inner, {"content/site.yml": f"{FILES['content/site.yml']}  - {{id: cdn, name: CDN}}\n"})
    lay(inner, {PATH: INCIDENT.replace("api: partial", "cdn: partial")})
    report = run(inner)
    assert [each.code for each in report.problems] == ["unknown-component"]
    assert "not committed: content/site.yml." in report.notes[0]
    type_in(copies.ana, report.notes[1])
    assert builds_elsewhere(copies, "sites/my status")


def test_fetched_commits_are_checked_without_local_changes(copies: Copies, ana: Path) -> None:
    lay(copies.bo, {"content/incidents/extra.md": INCIDENT.replace("api:", "cdn:")})
    site = FILES["content/site.yml"]
    git(copies.bo, "add", ".")
    git(copies.bo, "commit", "-qm", "Forget the component")
    git(copies.bo, "push", "-q")
    lay(ana, {"content/site.yml": f"{site}  - {{id: cdn, name: CDN}}\n"})
    report = run(ana)
    assert [each.code for each in report.problems] == ["unknown-component"]
    assert "committed, but not pushed" in report.summary
    assert report.notes[0].endswith("which are not committed: content/site.yml.")
    type_in(ana, report.notes[1])
    assert builds_elsewhere(copies)


def test_an_error_in_an_unpublished_file_stops_nothing(copies: Copies, ana: Path) -> None:
    lay(ana, {"content/incidents/broken.md": INCIDENT.replace("Investigating", "Solved")})
    report = run(ana)
    assert not report.failed
    assert report.notes[-1].endswith("not committed: content/incidents/broken.md.")
    assert builds_elsewhere(copies)


def test_an_error_in_a_needed_file_comes_first(copies: Copies) -> None:
    new, look_back = "content/incidents/new.md", "content/postmortems/new.md"
    text = POSTMORTEM.replace("2026-11-03-search", "new")
    lay(copies.ana, {new: INCIDENT.replace("Investigating", "Solved"), look_back: text})
    report = run(copies.ana, look_back)
    assert [each.code for each in report.problems] == ["unknown-incident"]
    (then,) = report.notes
    assert then.startswith("Fix this, then type ")
    lay(copies.ana, {new: INCIDENT})
    type_in(copies.ana, run(copies.ana, look_back).notes[-1])
    assert builds_elsewhere(copies)


def test_an_error_in_another_file_has_a_quick_way_out(copies: Copies, ana: Path) -> None:
    broken = "content/incidents/broken.md"
    copies.push(copies.bo, broken, INCIDENT.replace("Investigating", "Solved"))
    report = run(ana)
    assert report.failed
    way, then = report.notes
    assert (
        way
        == f"To publish the rest now, add `draft: true` to {broken}, or put `_` before the name."
    )
    lay(ana, {broken: (ana / broken).read_text().replace("components", "draft: true\ncomponents")})
    type_in(ana, then)
    assert git(copies.remote, "show", "--format=", "--name-only", "main") == broken
    assert copies.log()[:2] == [TYPED, MESSAGE]


def test_the_suggested_command_works_without_upstream(copies: Copies, ana: Path) -> None:
    git(ana, "branch", "--unset-upstream")
    copies.push(copies.bo, SEARCH, FILES[SEARCH] + "Theirs.\n")
    copies.append(ana, "\n## Solved — 2026-11-20 14:50\n\nOver.\n")
    lay(ana, {"content/static/note.txt": "Mine, and uncommitted.\n"})
    (then,) = run(ana).notes
    lay(ana, {PATH: INCIDENT + UPDATE})
    type_in(ana, then)
    assert copies.log()[0] == TYPED
    assert git(ana, "rev-parse", "--abbrev-ref", "@{upstream}") == "origin/main"
    assert git(ana, "status", "--porcelain") == "M content/static/note.txt"


def test_the_suggested_command_works_with_an_empty_remote(identity: Path, tmp_path: Path) -> None:
    assert identity.exists()
    folder = lay(tmp_path / "project", FILES)
    git(tmp_path, "init", "-q", "--bare", "remote.git")
    git(folder, "init", "-q")
    git(folder, "remote", "add", "origin", "../remote.git")
    copy = INCIDENT.replace("Investigating", "Solved")
    lay(folder, {PATH: copy})
    then = run(folder).notes[-1]
    lay(folder, {PATH: INCIDENT})
    type_in(folder, then)
    assert git(tmp_path / "remote.git", "log", "--format=%s", "main") == TYPED


def test_the_suggested_commands_resolve_a_conflict(copies: Copies, ana: Path) -> None:
    copies.push(copies.bo, PATH, INCIDENT.replace("Some", "Most"))
    lay(ana, {PATH: INCIDENT.replace("Some", "Few")})
    lay(ana, {"content/static/note.txt": "Mine, and uncommitted.\n"})
    pull, add, go_on, push = re.findall(r"`(.+?)`", run(ana).problems[-1].hint)
    with pytest.raises(AssertionError, match=r"ould not apply"):
        type_in(ana, f"`{pull}`")
    lay(ana, {PATH: INCIDENT.replace("Some", "Many")})
    type_in(ana, f"`{add} {PATH} && GIT_EDITOR=true {go_on} && {push}`")
    assert "Many" in git(copies.remote, "show", f"main:{PATH}")
    assert git(ana, "status", "--porcelain") == "M content/static/note.txt"


def test_a_workflow_for_another_branch_is_reported(ana: Path) -> None:
    lay(ana, {".github/workflows/status.yml": WORKFLOW.replace("main", "live, next")})
    report = run(ana)
    assert report.summary == (
        "pushed to main of origin: but .github/workflows/status.yml builds live, next. "
        "Push there, or add main to it"
    )
    assert report.notes == (ADDRESS,)
    lay(ana, {".github/workflows/status.yml": WORKFLOW})
    report = run(ana)
    assert report.summary == "pushed to main of origin: the site is built from this branch"
    assert report.notes == (ADDRESS,)


def test_a_merge_that_does_not_build_is_not_pushed(copies: Copies, ana: Path) -> None:
    site = FILES["content/site.yml"].replace("id: api,", "id: gateway,")
    copies.push(copies.bo, "content/site.yml", site)
    report = run(ana)
    assert report.failed
    assert [each.code for each in report.problems] == ["unknown-component"]
    assert "committed, but not pushed" in report.summary
    assert copies.log() == ["Write content/site.yml", "Begin"]
    assert git(ana, "log", "-1", "--format=%s") == MESSAGE


def test_two_updates_at_once_are_both_kept(copies: Copies, ana: Path) -> None:
    theirs = "\n## Monitoring — 2026-11-20 14:31\n\nBetter.\n"
    copies.push(copies.bo, PATH, INCIDENT + theirs)
    lay(ana, {"content/static/note.txt": "Mine, and uncommitted.\n"})
    report = run(ana)
    assert not report.failed, report
    assert (
        f"Someone else also changed {PATH}. Both texts are kept: please check them." in report.notes
    )
    assert git(copies.remote, "show", f"main:{PATH}") == (INCIDENT + UPDATE + theirs).rstrip()
    assert copies.log()[:2] == [MESSAGE, f"Write {PATH}"]
    assert git(ana, "status", "--porcelain") == "M content/static/note.txt"


def test_two_updates_in_a_subfolder_project_are_both_kept(copies: Copies) -> None:
    for path, text in FILES.items():
        copies.push(copies.bo, f"sites/ours/{path}", text)
    git(copies.ana, "pull", "-q")
    theirs = "\n## Monitoring — 2026-11-20 14:31\n\nBetter.\n"
    copies.push(copies.bo, f"sites/ours/{PATH}", INCIDENT + theirs)
    inner = lay(copies.ana / "sites/ours", {PATH: INCIDENT + UPDATE})
    assert not run(inner).failed
    assert (inner / PATH).read_text() == INCIDENT + UPDATE + theirs


def test_two_updates_of_one_minute_are_both_kept(copies: Copies, ana: Path) -> None:
    theirs = UPDATE.replace("release", "certificate")
    copies.push(copies.bo, PATH, INCIDENT + theirs)
    report = run(ana)
    assert not report.failed, report
    assert report.notes[1] == (
        f"Someone else also changed {PATH}. Both texts are kept: please check them. They had the "
        "same time, so yours changed: Identified, 2026-11-20 14:30 is now 2026-11-20 14:30:01."
    )
    own = UPDATE.replace("14:30", "14:30:01")
    assert git(copies.remote, "show", f"main:{PATH}") == (INCIDENT + theirs + own).rstrip()


def test_changes_to_the_same_lines_are_a_conflict(copies: Copies, ana: Path) -> None:
    copies.push(copies.bo, PATH, INCIDENT.replace("Some", "Most"))
    lay(ana, {PATH: INCIDENT.replace("Some", "Few")})
    lay(ana, {"content/static/note.txt": "Mine, and uncommitted.\n"})
    before = (ana / PATH).read_bytes()
    report = run(ana)
    problem = report.problems[-1]
    assert problem.code == "pull-conflict"
    assert PATH in problem.message
    assert " pull --rebase --autostash origin main` gets their commits" in problem.hint
    assert (ana / PATH).read_bytes() == before
    assert (ana / "content/static/note.txt").read_text() == "Mine, and uncommitted.\n"
    assert git(ana, "log", "-1", "--format=%s") == MESSAGE
    assert git(ana, "status", "--porcelain") == "M content/static/note.txt"
    assert "Most" in git(copies.remote, "show", f"main:{PATH}")


def test_a_resolved_incident_is_not_reopened(copies: Copies, ana: Path) -> None:
    over = INCIDENT + "\n## Resolved — 2026-11-20 14:29\n\nOver.\n"
    copies.push(copies.bo, PATH, over)
    lay(ana, {"content/static/note.txt": "Mine, and uncommitted.\n"})
    problem = run(ana).problems[-1]
    assert problem.code == "pull-conflict"
    assert problem.message == (
        "Another commit resolved it (`Resolved — 2026-11-20 14:29`), but yours continues "
        "(`Identified — 2026-11-20 14:30`)"
    )
    assert git(ana, "log", "-1", "--format=%s") == MESSAGE
    drop, pull, *_ = re.findall(r"`(.+?)`", problem.hint)
    with pytest.raises(AssertionError, match="ould not apply"):
        type_in(ana, f"`{pull}`")
    git(ana, "rebase", "--abort")
    type_in(ana, f"`{drop}`")
    assert (ana / PATH).read_text() == over
    assert git(ana, "status", "--porcelain") == "M content/static/note.txt"


def test_an_untracked_file_in_the_way_is_kept(copies: Copies, ana: Path) -> None:
    copies.push(copies.bo, "content/notes.txt", "theirs\n")
    lay(ana, {"content/notes.txt": "mine\n"})
    assert refused(ana) == ("pull-conflict", "committed")
    assert (ana / "content/notes.txt").read_text() == "mine\n"


def test_a_faster_push_is_followed_by_another_try(copies: Copies, ana: Path, hook: Hook) -> None:
    lay(copies.bo, {"content/static/note.txt": "theirs\n"})
    git(copies.bo, "commit", "-qam", "Be faster")
    script = f"test -e {ana}/once && exit 0; touch {ana}/once; git -C {copies.bo} push -q"
    hook(ana, "pre-push", f"unset GIT_DIR; {script}")
    assert not run(ana).failed
    assert copies.log() == [MESSAGE, "Be faster", "Begin"]


def test_publishing_stops_after_three_tries(copies: Copies, ana: Path, hook: Hook) -> None:
    commit = f"cd {copies.bo}; git commit -q --allow-empty -m Again; git push -qf"
    hook(ana, "pre-push", f"unset GIT_DIR; {commit}")
    assert refused(ana) == ("push-refused", "committed")
    assert copies.log() == ["Again", "Again", "Again", "Begin"]


def test_hooks_can_refuse(copies: Copies, ana: Path, hook: Hook) -> None:
    hook(ana, "pre-commit", "echo Too long.; exit 1")
    report = run(ana)
    assert report.problems[-1].message == "git could not commit: Too long."
    assert "not committed" in report.summary
    hook(ana, "pre-commit", "exit 0")
    hook(ana, "pre-push", "echo Not on Fridays. >&2; exit 1")
    assert refused(ana) == ("push-refused", "committed")
    hook(ana, "pre-push", "exit 0")
    hook(copies.remote, "pre-receive", "echo Protected.; exit 1")
    report = run(ana)
    assert "Protected." in report.problems[-1].message
    assert report.problems[-1].code == "push-refused"
    assert copies.log() == ["Begin"]


def test_without_git_the_text_is_kept(
    ana: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(ana) == ("no-repository", "written")


def test_without_a_repository_the_text_is_kept(identity: Path, tmp_path: Path) -> None:
    assert identity.exists()
    assert refused(lay(tmp_path / "project", FILES)) == ("no-repository", "written")


def test_a_detached_head_is_an_error(copies: Copies, ana: Path) -> None:
    git(ana, "checkout", "-q", "--detach")
    assert refused(ana) == ("no-repository", "written")
    assert copies.log() == ["Begin"]


def test_a_rebase_must_be_finished_first(copies: Copies, ana: Path) -> None:
    git(ana, "stash", "-q")
    git(ana, "checkout", "-qb", "other")
    copies.push(copies.bo, PATH, INCIDENT + "Theirs.\n")
    lay(ana, {PATH: INCIDENT + "Mine.\n"})
    git(ana, "commit", "-qam", "Mine")
    git(ana, "fetch", "-q")
    with pytest.raises(AssertionError):
        git(ana, "rebase", "origin/main")
    lay(ana, {PATH: INCIDENT + "Mended, and not finished.\n"})
    assert refused(ana) == ("no-repository", "written")


def test_an_ignored_file_is_not_committed(ana: Path) -> None:
    lay(ana, {".gitignore": "# ours\nnew-*\n", "content/incidents/new-one.md": INCIDENT})
    report = run(ana, "content/incidents/new-one.md")
    assert report.problems[-1].code == "commit-failed"
    assert "paths are ignored by one of your .gitignore files" in report.problems[-1].message


def test_a_negated_gitignore_pattern_is_respected(copies: Copies, ana: Path) -> None:
    rules = "*\n!*/\n!*.md\n!*.yml\n"
    lay(
        ana, {".gitignore": rules, "content/incidents/new.md": INCIDENT.replace("Elevated", "More")}
    )
    assert not run(ana, "content/incidents/new.md").failed
    assert copies.log()[0] == MESSAGE


def test_an_ignored_file_does_not_count_for_the_build(copies: Copies, ana: Path) -> None:
    text = INCIDENT.replace("Elevated", "More") + "\n![Rates](static/rates.png)\n"
    new = "content/incidents/new.md"
    lay(ana, {".gitignore": "*.png\n", "content/static/rates.png": "x", new: text})
    report = run(ana, new)
    assert report.failed
    assert [problem.code for problem in report.problems if problem.is_error] == ["unknown-link"]
    assert report.notes[0] == (
        "It builds only with these files, which are not committed: "
        f"{PATH}, content/static/rates.png."
    )
    assert copies.log() == ["Begin"]
    lay(ana, {".gitignore": "*.tmp\n", "content/static/x.tmp": "x", new: INCIDENT})
    assert not run(ana, new).failed


@pytest.mark.parametrize("link", [PATH, "content/incidents"])
def test_a_symbolic_link_is_not_committed(copies: Copies, ana: Path, link: str) -> None:
    (ana / link).rename(ana / "store")
    (ana / link).symlink_to(ana / "store")
    report = run(ana)
    assert report.problems[-1].code == "commit-failed"
    assert "goes through a symbolic link" in report.problems[-1].message
    assert copies.log() == ["Begin"]


def test_an_unknown_author_cannot_commit(ana: Path, identity: Path) -> None:
    identity.write_text("[user]\nuseConfigOnly = true\n")
    assert refused(ana) == ("commit-failed", "written")


def test_a_missing_remote_is_an_error(ana: Path) -> None:
    git(ana, "remote", "remove", "origin")
    assert refused(ana) == ("push-refused", "written")


def test_the_only_remote_becomes_the_upstream(copies: Copies, ana: Path) -> None:
    git(ana, "branch", "--unset-upstream")
    copies.push(copies.bo, "content/static/note.txt", "theirs\n")
    assert not run(ana).failed
    assert copies.log()[:2] == [MESSAGE, "Write content/static/note.txt"]
    assert git(ana, "rev-parse", "--abbrev-ref", "@{upstream}") == "origin/main"


def test_several_remotes_are_an_error(ana: Path) -> None:
    git(ana, "branch", "--unset-upstream")
    git(ana, "remote", "add", "fork", "/nowhere")
    assert refused(ana) == ("push-refused", "written")


def test_an_empty_remote_gets_the_first_commit(identity: Path, tmp_path: Path) -> None:
    assert identity.exists()
    folder = lay(tmp_path / "project", FILES)
    git(tmp_path, "init", "-q", "--bare", "remote.git")
    git(folder, "init", "-q")
    git(folder, "remote", "add", "origin", str(tmp_path / "remote.git"))
    refusal = run(folder)
    assert [each.message for each in refusal.problems if each.code == "no-site"] == [
        "There is no content/site.yml in project"
    ]
    git(folder, "add", "content/site.yml", SEARCH)
    git(folder, "commit", "-qm", "Begin")
    report = run(folder)
    assert not report.failed
    shown = git(tmp_path / "remote.git", "log", "--format=%s", "main")
    assert shown.splitlines() == [MESSAGE, "Begin"]


@pytest.mark.parametrize("address", ["/nowhere.git", "http://127.0.0.1:9/status.git"])
def test_an_unreachable_remote_is_an_error(ana: Path, address: str) -> None:
    git(ana, "remote", "set-url", "origin", address)
    assert refused(ana) == ("remote-unreachable", "committed")


def test_a_password_prompt_is_an_error(
    ana: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asking = tmp_path / "ssh"
    asking.write_text(
        "#!/bin/sh\nread answer </dev/tty && exit 0\necho No terminal. >&2\nexit 255\n"
    )
    asking.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", os.fspath(asking))
    git(ana, "remote", "set-url", "origin", "git@127.0.0.1:status.git")
    assert refused(ana) == ("remote-unreachable", "committed")


def test_a_clean_merge_does_not_reopen_an_incident(copies: Copies, ana: Path) -> None:
    git(ana, "commit", "-qam", "Earlier")  # it conflicts, and is merged; the next one does not
    copies.append(ana, "\n## Monitoring — 2026-11-20 14:35\n\nBetter.\n")
    over = INCIDENT + "\n## Resolved — 2026-11-20 14:31\n\nOver.\n"
    copies.push(copies.bo, PATH, over)
    assert refused(ana) == ("pull-conflict", "committed")
    assert git(copies.remote, "show", f"main:{PATH}") == over.rstrip()


def test_a_committed_file_with_errors_is_reported_as_committed(copies: Copies, ana: Path) -> None:
    copies.append(ana, "\n## Solved — 2026-11-20 14:50\n\nOver.\n")
    git(ana, "commit", "-qam", "Mine")
    assert refused(ana) == ("unknown-state", "committed")
    git(ana, "config", "status.showUntrackedFiles", "no")
    new = "content/incidents/new.md"
    lay(ana, {new: INCIDENT.replace("Investigating", "Solved")})
    assert "your text is in the file, but not committed" in run(ana, new).summary


def test_text_written_during_a_push_is_kept(copies: Copies, ana: Path, hook: Hook) -> None:
    copies.push(copies.bo, PATH, INCIDENT + UPDATE.replace("Identified", "Monitoring"))
    log = f"{sys.executable} -m statusgen log api Precious. --project {ana}"
    hook(ana, "pre-push", f"unset GIT_DIR; test -e {ana}/said || {log} >{ana}/said 2>&1")
    assert not run(ana).failed
    assert (ana / PATH).read_text().count("Precious.") == 1
    assert (ana / PATH).read_text().count("A release is the cause.") == 2


def test_an_ignored_nested_repository_is_skipped(ana: Path) -> None:
    lay(ana, {".gitignore": "vendor/\n", "themes/vendor/a.txt": ""})
    git(ana / "themes/vendor", "init", "-q")
    git(ana / "themes/vendor", "add", ".")
    git(ana / "themes/vendor", "commit", "-qm", "Begin")
    assert not run(ana).failed


def test_unused_files_are_not_reported_as_unpushed(ana: Path) -> None:
    lay(ana, {"content/.DS_Store": "", "content/_notes.md": "", "themes/.cache/a": ""})
    assert not [note for note in run(ana).notes if "Not pushed" in note]
    lay(ana, {"content/static/_redirects": "", "content/static/.well-known/security.txt": ""})
    say_more(ana)
    (told,) = [note for note in run(ana).notes if "Not pushed" in note]
    assert told.endswith("content/static/.well-known/security.txt, content/static/_redirects.")


def say_more(folder: Path) -> None:
    place = folder / PATH
    place.write_text(place.read_text() + "\nMore.\n")


def test_an_interruption_reports_where_the_text_is(
    ana: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    lay(ana, {"content/static/note.txt": "Mine, and uncommitted.\n"})
    monkeypatch.setattr(shutil, "copyfile", fail)
    report = run(ana)
    assert report.failed
    assert "not published: your text is in the file, but not committed" in report.summary
    told = " ".join((*report.notes, *(each.hint for each in report.problems)))
    assert f"`statusgen publish {ana / PATH}`" in told
