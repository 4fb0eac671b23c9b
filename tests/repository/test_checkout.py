from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from people import PATH, Copies, git
from sample import INCIDENT, lay

from statusgen.repository.checkout import Checkout
from statusgen.repository.git import RepositoryError


def checkout(folder: Path, *paths: str, message: str = "It's down") -> Checkout:
    return Checkout(folder=folder, paths=paths or (PATH,), message=message)


def test_the_branch_is_named(copies: Copies) -> None:
    git(copies.ana, "switch", "-qc", "feature/status")
    assert checkout(copies.ana).branch() == "feature/status"


@pytest.mark.parametrize(
    ("mark", "command"),
    [("MERGE_HEAD", "merge"), ("CHERRY_PICK_HEAD", "cherry-pick"), ("REVERT_HEAD", "revert")],
)
def test_what_is_unfinished_is_named(copies: Copies, mark: str, command: str) -> None:
    (copies.ana / ".git" / mark).write_text(git(copies.ana, "rev-parse", "HEAD"))
    with pytest.raises(RepositoryError) as raised:
        checkout(copies.ana / "content").branch()
    assert raised.value.problem.message == f"A {command} in this repository is not finished"
    assert f" && git {command} --continue`; then " in raised.value.problem.hint


def test_a_text_that_was_written_amid_a_rebase_can_be_taken_along(copies: Copies) -> None:
    copies.push(copies.bo, "README.md", "Theirs.\n")
    lay(copies.ana, {"README.md": "Mine.\n"})
    git(copies.ana, "add", ".")
    git(copies.ana, "commit", "-qm", "Mine")
    with pytest.raises(AssertionError):
        git(copies.ana, "pull", "-q", "--rebase")
    lay(copies.ana, {PATH: INCIDENT + "Mine.\n", "README.md": "Both.\n"})
    git(copies.ana, "add", "README.md")
    with pytest.raises(RepositoryError) as raised:
        checkout(copies.ana).branch()
    told = raised.value.problem.hint.split("`")[1]
    done = subprocess.run(
        ["/bin/sh", "-c", told], env=os.environ | {"GIT_EDITOR": "true"}, check=False
    )
    assert done.returncode == 0, told
    assert checkout(copies.ana).branch() == "main"
    assert git(copies.ana, "show", f"HEAD:{PATH}").endswith("Mine.")


def test_the_inside_of_git_is_no_project(copies: Copies) -> None:
    with pytest.raises(RepositoryError) as raised:
        checkout(copies.ana / ".git").branch()
    assert raised.value.problem.code == "no-repository"


def test_a_repository_that_git_distrusts_is_explained_in_its_words(
    copies: Copies, identity: Path
) -> None:
    assert identity.exists()
    (copies.ana / ".git/config").write_text("[core\n")
    with pytest.raises(RepositoryError) as raised:
        checkout(copies.ana).branch()
    assert "bad config line 1" in raised.value.problem.message


def test_names_are_taken_as_they_are(copies: Copies) -> None:
    name = "content/incidents/[a-z]*.md"
    lay(copies.ana, {name: INCIDENT, "content/incidents/a.md": INCIDENT})
    made = checkout(copies.ana, name, message="# 1 — ünïcode\n\nMore.")
    made.commit()
    shown = git(copies.ana, "show", "--format=%B", "--name-only").split("\n\n")
    assert [part.strip() for part in shown] == ["# 1 — ünïcode", "More.", name]
    assert made.left_out() == ("content/incidents/a.md",)


def test_a_name_that_could_be_a_pattern_takes_nothing_else_along(copies: Copies) -> None:
    name, like = "content/incidents/a[1].md", "content/incidents/a1.md"
    copies.push(copies.ana, like, INCIDENT)
    lay(copies.ana, {name: INCIDENT, like: INCIDENT + "Mine.\n"})
    made = checkout(copies.ana, name)
    made.commit()
    assert git(copies.ana, "show", "--format=", "--name-only").split() == [name]
    assert git(copies.ana, "diff", "--cached", "--name-only") == ""
    assert made.is_committed
    assert made.left_out() == (like,)


def test_what_is_moved_is_left_out_under_both_names(copies: Copies) -> None:
    git(copies.ana, "mv", PATH, "content/incidents/b.md")
    assert checkout(copies.ana, "content/c.md").left_out() == (PATH, "content/incidents/b.md")


def test_of_what_git_ignores_all_but_hidden_files_is_told(copies: Copies) -> None:
    names = ("a.md", "_b.md", ".c.md", "d/e.txt", "d/_f.txt")
    lay(copies.ana, {f"content/ignored/{name}": INCIDENT for name in names})
    (copies.ana / ".git/info/exclude").write_text("ignored/\n")
    found = checkout(copies.ana).ignored()
    assert found == ("content/ignored/a.md", "content/ignored/d/e.txt")


def test_what_is_left_out_is_named_as_the_project_has_it(copies: Copies) -> None:
    inner = lay(copies.ana / "sites/ours", {PATH: INCIDENT, "content/incidents/a.md": INCIDENT})
    lay(copies.ana, {"content/elsewhere.txt": "Of another project."})
    git(copies.ana, "config", "status.showUntrackedFiles", "no")
    assert checkout(inner).left_out() == ("content/incidents/a.md",)


def test_by_hand_it_can_be_pasted(copies: Copies) -> None:
    lay(copies.ana, {"content/a b.md": ""})
    git(copies.ana, "mv", PATH, "content/new.md")
    assert checkout(copies.ana, "content/a b.md").by_hand == (
        f"`statusgen publish '{copies.ana}/content/a b.md'`"
    )
    # A folder, and what was moved away: git takes that along.
    assert checkout(copies.ana, "content/a b.md", "themes", "content", PATH).by_hand == (
        f"`cd {copies.ana} && git add 'content/a b.md' content && "
        "git commit -m 'It'\"'\"'s down' && statusgen publish 'content/a b.md'`"
    )


def test_two_texts_that_git_holds_are_named(copies: Copies) -> None:
    copies.push(copies.bo, PATH, "Theirs.\n")
    lay(copies.ana, {PATH: "Mine.\n"})
    git(copies.ana, "stash", "-q")
    git(copies.ana, "pull", "-q")
    with pytest.raises(AssertionError):
        git(copies.ana, "stash", "pop")
    with pytest.raises(RepositoryError, match=f"two texts of {PATH}, and waits"):
        checkout(copies.ana).branch()
