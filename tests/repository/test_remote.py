from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from people import PATH, Copies, git
from sample import INCIDENT, lay

from statusgen.repository.checkout import Checkout
from statusgen.repository.git import RepositoryError
from statusgen.repository.remote import Merge, ahead, bring_in, fetch, find_remote, push

SITE = "content/site.yml"


@pytest.fixture
def checkout(copies: Copies) -> Checkout:
    return Checkout(folder=copies.ana, paths=(PATH,), message="Update")


def fetch_and_bring_in(checkout: Checkout, merge: Merge = lambda *_: None) -> None:
    remote = find_remote(checkout, "main")
    assert fetch(checkout, remote)
    bring_in(checkout, remote, merge)


def test_a_clone_of_one_branch_learns_of_others(copies: Copies, tmp_path: Path) -> None:
    git(copies.bo, "push", "-q", "origin", "main:live")
    clone = tmp_path / "single"
    git(tmp_path, "clone", "-q", "--single-branch", f"file://{copies.remote}", str(clone))
    git(clone, "switch", "-qc", "live")
    git(copies.bo, "switch", "-qc", "live")
    lay(copies.bo, {"theirs.txt": ""})
    git(copies.bo, "add", ".")
    git(copies.bo, "commit", "-qm", "Write theirs")
    git(copies.bo, "push", "-q", "origin", "live")
    (clone / PATH).write_text(INCIDENT + "More.\n")
    checkout = Checkout(folder=clone, paths=(PATH,), message="Update")
    checkout.commit()
    remote = find_remote(checkout, "live")
    assert fetch(checkout, remote)
    assert bring_in(checkout, remote) == ()
    assert ahead(checkout, remote) == 1
    assert not push(checkout, remote)
    assert git(copies.remote, "log", "-2", "--format=%s", "live") == "Update\nWrite theirs"


def test_nothing_new_leaves_everything_alone(checkout: Checkout) -> None:
    (checkout.folder / PATH).write_text("changed\n")
    assert not fetch(checkout, find_remote(checkout, "main"))
    assert git(checkout.folder, "status", "--porcelain") == f"M {PATH}"


def test_a_push_that_is_outrun_is_no_error(copies: Copies, checkout: Checkout) -> None:
    copies.push(copies.bo, "theirs.txt", "")
    (copies.ana / PATH).write_text(INCIDENT + "More.\n")
    checkout.commit()
    remote = find_remote(checkout, "main")
    assert "[rejected]" in push(checkout, remote)
    assert fetch(checkout, remote)
    assert bring_in(checkout, remote) == ()
    assert ahead(checkout, remote) == 1
    assert not push(checkout, remote)
    assert copies.log()[0] == "Update"


def test_a_conflict_in_another_file_is_for_people(copies: Copies, checkout: Checkout) -> None:
    copies.push(copies.bo, SITE, "Theirs.\n")
    (copies.ana / SITE).write_text("Mine.\n")
    git(copies.ana, "commit", "-qam", "Say more")
    with pytest.raises(RepositoryError, match=SITE):
        fetch_and_bring_in(checkout, lambda *_: (b"Both.\n", ""))
    assert (copies.ana / SITE).read_text() == "Mine.\n"


def test_of_several_own_commits_each_is_merged(copies: Copies, checkout: Checkout) -> None:
    copies.push(copies.bo, PATH, INCIDENT + "Theirs.\n")
    for text in ("One.\n", "One.\nTwo.\n"):
        (copies.ana / PATH).write_text(INCIDENT + text)
        checkout.commit()

    def merge(base: bytes, mine: bytes, theirs: bytes) -> tuple[bytes, str]:
        return theirs + mine.removeprefix(base), ""

    fetch_and_bring_in(checkout, merge)
    assert (copies.ana / PATH).read_text() == INCIDENT + "Theirs.\nOne.\nTwo.\n"
    assert ahead(checkout, find_remote(checkout, "main")) == 2


def test_changes_outside_of_the_project_are_set_aside_as_well(copies: Copies) -> None:
    lay(copies.ana, {"web/content/a.md": "A.\n", "app.txt": "Old.\n"})
    git(copies.ana, "add", ".")
    git(copies.ana, "commit", "-qm", "Begin below")
    git(copies.ana, "push", "-q", "origin", "main")
    git(copies.bo, "pull", "-q")
    copies.push(copies.bo, "app.txt", "Theirs.\n")
    lay(copies.ana, {"web/content/a.md": "Mine.\n", "app.txt": "Mine.\n"})
    below = Checkout(folder=copies.ana / "web", paths=("content/a.md",), message="Update")
    below.commit()
    remote = find_remote(below, "main")
    assert fetch(below, remote)
    assert len(bring_in(below, remote)) == 1
    assert not git(copies.ana, "status", "--porcelain")
    assert (copies.ana / "app.txt").read_text() == "Theirs.\n"
    assert git(copies.ana, "show", "stash@{0}:app.txt") == "Mine."


def test_who_contradicts_whom_is_asked_of_what_both_changed(
    copies: Copies, checkout: Checkout
) -> None:
    copies.push(copies.bo, PATH, "Theirs.\n" + INCIDENT)
    copies.push(copies.bo, "content/other.md", "Theirs.\n")
    (copies.ana / PATH).write_text(INCIDENT + "\n\n\nMine.\n")
    checkout.commit()
    remote = find_remote(checkout, "main")
    assert fetch(checkout, remote)
    asked = []

    def contradiction(*versions: bytes) -> tuple[str, str] | None:
        asked.append(versions)
        return ("Resolved", "Monitoring")

    with pytest.raises(RepositoryError, match=r"ends it \(`Resolved`\).*goes on \(`Monitoring`\)"):
        bring_in(checkout, remote, contradiction=contradiction)
    texts = (INCIDENT, INCIDENT + "\n\n\nMine.\n", "Theirs.\n" + INCIDENT)
    assert asked == [tuple(text.encode() for text in texts)]
    assert git(copies.ana, "log", "-1", "--format=%s") == "Update"


def test_whoever_breaks_off_before_it_begins_has_other_changes_back(
    copies: Copies, hook: Callable[[Path, str, str], None], tmp_path: Path
) -> None:
    copies.push(copies.bo, "theirs.txt", "")
    hook(copies.ana, "pre-rebase", f"touch {tmp_path}/begun; exec sleep 60")
    lay(copies.ana, {PATH: INCIDENT + "Mine.\n", SITE: "Mine.\n"})
    code = (
        "import pathlib, sys; from statusgen.repository.checkout import Checkout; "
        "from statusgen.repository.remote import bring_in, fetch, find_remote; "
        "mine = Checkout(folder=pathlib.Path(sys.argv[1]), paths=(sys.argv[2],), message='m'); "
        "mine.commit(); remote = find_remote(mine, 'main'); fetch(mine, remote); "
        "bring_in(mine, remote)"
    )
    words = [sys.executable, "-c", code, str(copies.ana), PATH]
    with subprocess.Popen(words, stderr=subprocess.PIPE) as process:
        for _ in range(6000):
            if (tmp_path / "begun").exists():
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert b"KeyboardInterrupt" in process.communicate()[1]
    assert (copies.ana / SITE).read_text() == "Mine.\n"
    assert not git(copies.ana, "stash", "list")
    assert Checkout(folder=copies.ana, paths=(PATH,), message="m").branch() == "main"


def test_what_is_written_while_changes_are_set_aside_stays(
    copies: Copies, checkout: Checkout, hook: Callable[[Path, str, str], None]
) -> None:
    copies.push(copies.bo, SITE, "Theirs.\n")
    (copies.ana / PATH).write_text(INCIDENT + "Mine.\n")
    checkout.commit()
    (copies.ana / SITE).write_text("Mine.\n")
    hook(copies.ana, "post-rewrite", "echo Meanwhile. >>content/static/note.txt")
    remote = find_remote(checkout, "main")
    assert fetch(checkout, remote)
    (note,) = bring_in(checkout, remote)
    assert note.startswith("Your other changes fit no longer, and are kept")
    assert (copies.ana / "content/static/note.txt").read_text().endswith("Meanwhile.\n")
    assert (copies.ana / SITE).read_text() == "Theirs.\n"
    assert git(copies.ana, "show", f"stash@{{0}}:{SITE}") == "Mine."


def test_a_conflict_names_the_file_and_leaves_no_rebase(copies: Copies, checkout: Checkout) -> None:
    copies.push(copies.bo, PATH, INCIDENT + "Theirs.\n")
    (copies.ana / PATH).write_text(INCIDENT + "Mine.\n")
    checkout.commit()
    with pytest.raises(RepositoryError, match=PATH):
        fetch_and_bring_in(checkout)
    assert checkout.branch() == "main"
    assert (copies.ana / PATH).read_text().endswith("Mine.\n")
