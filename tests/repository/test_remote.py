from __future__ import annotations

from pathlib import Path

import pytest
from people import PATH, Copies, git
from sample import INCIDENT, lay

from statusgen.repository.checkout import Checkout
from statusgen.repository.git import RepositoryError
from statusgen.repository.remote import ahead, find_remote, pull, push

SEARCH = "content/incidents/2026-11-03-search.md"


@pytest.fixture
def checkout(copies: Copies) -> Checkout:
    return Checkout(folder=copies.ana, paths=(PATH,), message="Update")


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
    assert pull(checkout, remote) == (True, ())
    assert ahead(checkout, remote) == 1
    assert push(checkout, remote)
    assert git(copies.remote, "log", "-2", "--format=%s", "live") == "Update\nWrite theirs"


def test_nothing_new_leaves_everything_alone(checkout: Checkout) -> None:
    (checkout.folder / PATH).write_text("changed\n")
    assert pull(checkout, find_remote(checkout, "main")) == (False, ())
    assert git(checkout.folder, "status", "--porcelain") == f"M {PATH}"


def test_a_push_that_is_outrun_is_no_error(copies: Copies, checkout: Checkout) -> None:
    copies.push(copies.bo, "theirs.txt", "")
    (copies.ana / PATH).write_text(INCIDENT + "More.\n")
    checkout.commit()
    remote = find_remote(checkout, "main")
    assert not push(checkout, remote)
    assert pull(checkout, remote) == (True, ())
    assert ahead(checkout, remote) == 1
    assert push(checkout, remote)
    assert copies.log()[0] == "Update"


def test_a_conflict_in_another_file_is_for_people(copies: Copies, checkout: Checkout) -> None:
    copies.push(copies.bo, SEARCH, "Theirs.\n")
    (copies.ana / SEARCH).write_text("Mine.\n")
    git(copies.ana, "commit", "-qam", "Say more")
    with pytest.raises(RepositoryError, match=SEARCH):
        pull(checkout, find_remote(checkout, "main"), lambda *_: (b"Both.\n", ""))
    assert (copies.ana / SEARCH).read_text() == "Mine.\n"


def test_a_conflict_names_the_file_and_leaves_no_rebase(copies: Copies, checkout: Checkout) -> None:
    copies.push(copies.bo, PATH, INCIDENT + "Theirs.\n")
    (copies.ana / PATH).write_text(INCIDENT + "Mine.\n")
    checkout.commit()
    with pytest.raises(RepositoryError, match=PATH):
        pull(checkout, find_remote(checkout, "main"))
    assert checkout.branch() == "main"
    assert (copies.ana / PATH).read_text().endswith("Mine.\n")
