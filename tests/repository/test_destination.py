from __future__ import annotations

import pytest
from people import PATH, Copies, git
from sample import INCIDENT, lay

from statusgen.repository.checkout import Checkout
from statusgen.repository.destination import Remote, destination
from statusgen.repository.remote import fetch, find_remote, push


@pytest.fixture
def checkout(copies: Copies) -> Checkout:
    return Checkout(folder=copies.ana, paths=(PATH,), message="Update")


def test_a_branch_goes_to_what_it_is_tied_to(checkout: Checkout) -> None:
    git(checkout.folder, "remote", "add", "fork", "/nowhere")
    remote = destination(checkout.git, "main")
    assert remote
    assert remote == Remote(name="origin", branch="main", known=True)
    assert remote.push == ("git", "push")
    assert remote.pull == ("git", "pull", "--rebase", "--autostash")
    git(checkout.folder, "switch", "-qc", "mine")
    assert destination(checkout.git, "mine") is None


def test_a_branch_of_another_name_than_there_says_where_it_goes(checkout: Checkout) -> None:
    git(checkout.folder, "switch", "-qc", "mine", "--track", "origin/main")
    remote = destination(checkout.git, "mine")
    assert remote
    assert remote == Remote(name="origin", branch="main", known=True, renamed=True)
    lay(checkout.folder, {PATH: INCIDENT + "More.\n"})
    checkout.commit()
    git(checkout.folder, *remote.pull[1:])
    git(checkout.folder, *remote.push[1:])
    assert git(checkout.folder, "log", "-1", "--format=%s", "origin/main") == "Update"


def test_a_branch_that_follows_another_one_here_goes_to_the_only_remote(checkout: Checkout) -> None:
    git(checkout.folder, "switch", "-qc", "mine", "--track", "main")
    remote = find_remote(checkout, "mine")
    assert remote == Remote(name="origin", branch="mine", known=False)
    assert remote.push == ("git", "push", "-u", "origin", "HEAD:mine")
    assert remote.pull == ("git", "pull", "--rebase", "--autostash", "origin", "mine")
    assert not fetch(checkout, remote)
    assert not push(checkout, remote)


def test_a_branch_that_is_tied_to_an_address_goes_to_the_only_remote(checkout: Checkout) -> None:
    git(checkout.folder, "config", "branch.main.remote", "https://forge.example/acme.git")
    found = Remote(name="origin", branch="main", known=False)
    assert destination(checkout.git, "main") == found
    git(checkout.folder, "remote", "remove", "origin")
    assert destination(checkout.git, "main") is None
