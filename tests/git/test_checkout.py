from __future__ import annotations

import socket
from pathlib import Path

import pytest
from people import PATH, Copies, git, type_in
from sample import FILES, INCIDENT, lay

from statusgen.git.checkout import Checkout, Remote, RepositoryError, find_news, merge_lines


def checkout(folder: Path, *paths: str, message: str = "It's down") -> Checkout:
    return Checkout(folder=folder, paths=paths or (PATH,), message=message)


def test_a_branch_is_pushed_to_its_upstream(copies: Copies) -> None:
    git(copies.ana, "remote", "add", "fork", "/nowhere")
    assert checkout(copies.ana).remote() == Remote(name="origin", branch="main")
    git(copies.ana, "switch", "-qc", "mine", "--track", "origin/main")
    assert checkout(copies.ana).remote() == Remote(name="origin", branch="main")
    git(copies.ana, "switch", "-qc", "loose")
    with pytest.raises(RepositoryError, match="`loose` has no upstream, and there are 2 remotes"):
        checkout(copies.ana).remote()


@pytest.mark.parametrize("tie", ["branch.mine.merge", "branch.mine.remote"])
def test_a_branch_without_upstream_is_pushed_to_the_only_remote(copies: Copies, tie: str) -> None:
    git(copies.ana, "switch", "-qc", "mine", "--track", "main")
    git(copies.ana, "config", tie, "https://forge.example/acme.git")
    made = checkout(copies.ana)
    assert made.remote() == Remote(name="origin", branch="mine")
    assert not made.push(made.remote())
    assert git(copies.ana, "rev-parse", "--abbrev-ref", "@{upstream}") == "origin/mine"


def test_a_single_branch_clone_can_fetch_other_branches(copies: Copies, tmp_path: Path) -> None:
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
    made = checkout(clone, message="Update")
    made.commit()
    remote = made.remote()
    assert "[rejected]" in made.push(remote)
    made.fetch(remote)
    assert made.changed_by_both(remote) == {}
    made.follow(remote, ()).commit()
    assert made.ahead(remote) == 1
    assert not made.push(remote)
    assert git(copies.remote, "log", "-2", "--format=%s", "live") == "Update\nWrite theirs"


def test_a_branch_without_own_commits_is_fast_forwarded(copies: Copies) -> None:
    copies.push(copies.bo, "content/static/note.txt", "theirs")
    made = checkout(copies.ana)
    remote = made.remote()
    assert "[rejected]" in made.push(remote)
    made.fetch(remote)
    made.follow(remote, ()).commit()
    assert git(copies.ana, "rev-parse", "HEAD") == git(copies.bo, "rev-parse", "HEAD")


def test_a_file_that_both_sides_added_is_a_conflict(copies: Copies) -> None:
    new = "content/incidents/new.md"
    copies.push(copies.bo, new, INCIDENT)
    lay(copies.ana, {new: INCIDENT + "Mine.\n"})
    made = checkout(copies.ana, new)
    made.commit()
    remote = made.remote()
    made.fetch(remote)
    with pytest.raises(RepositoryError, match=f"{new} was added or deleted on both sides"):
        made.changed_by_both(remote)


def test_a_commit_inside_the_git_folder_is_an_error(copies: Copies) -> None:
    with pytest.raises(RepositoryError, match="this operation must be run in a work tree"):
        checkout(copies.ana / ".git").commit()


def test_a_broken_repository_is_reported_in_the_words_of_git(copies: Copies) -> None:
    (copies.ana / ".git/config").write_text("[core\n")
    with pytest.raises(RepositoryError, match="bad config line 1"):
        checkout(copies.ana).remote()


def test_a_commit_during_a_merge_is_an_error(copies: Copies) -> None:
    (copies.ana / ".git/MERGE_HEAD").write_text(git(copies.ana, "rev-parse", "HEAD"))
    copies.append(copies.ana, "More.\n")
    with pytest.raises(RepositoryError, match="cannot do a partial commit during a merge"):
        checkout(copies.ana).commit()


def test_file_names_and_messages_are_literal(copies: Copies) -> None:
    name = "content/incidents/[a-z]*.md"
    lay(copies.ana, {name: INCIDENT, "content/incidents/a.md": INCIDENT})
    made = checkout(copies.ana, name, message="# 1 — ünïcode\n\nMore.")
    made.commit()
    shown = git(copies.ana, "show", "--format=%B", "--name-only").split("\n\n")
    assert [part.strip() for part in shown] == ["# 1 — ünïcode", "More.", name]
    assert made.left_out("content") == ("content/incidents/a.md",)


def test_a_file_name_is_not_a_pattern(copies: Copies) -> None:
    name, like = "content/incidents/a[1].md", "content/incidents/a1.md"
    copies.push(copies.ana, like, INCIDENT)
    lay(copies.ana, {name: INCIDENT, like: INCIDENT + "Mine.\n"})
    made = checkout(copies.ana, name)
    made.commit()
    assert git(copies.ana, "show", "--format=", "--name-only").split() == [name]
    assert git(copies.ana, "diff", "--cached", "--name-only") == ""
    assert made.is_committed
    assert made.left_out("content") == (like,)


def test_a_deletion_that_is_staged_is_committed(copies: Copies) -> None:
    git(copies.ana, "rm", "-q", PATH)
    checkout(copies.ana).commit()
    assert git(copies.ana, "status", "--porcelain") == ""


def test_a_moved_file_is_listed_under_both_names(copies: Copies) -> None:
    git(copies.ana, "mv", PATH, "content/incidents/b.md")
    found = checkout(copies.ana, "content/c.md").left_out("content")
    assert found == (PATH, "content/incidents/b.md")


def test_changed_files_are_listed_relative_to_the_project(copies: Copies) -> None:
    inner = lay(copies.ana / "sites/ours", {PATH: INCIDENT, "content/incidents/a.md": INCIDENT})
    lay(copies.ana, {"content/elsewhere.txt": "Of another project."})
    git(copies.ana, "config", "status.showUntrackedFiles", "no")
    assert checkout(inner).left_out("content", "themes") == ("content/incidents/a.md",)


def test_ignored_files_are_listed(copies: Copies) -> None:
    lay(copies.ana, {"content/ignored/a.md": INCIDENT, "elsewhere/ignored/b.md": INCIDENT})
    (copies.ana / ".git/info/exclude").write_text("ignored/\n")
    assert checkout(copies.ana).left_out("content") == ("content/ignored/a.md",)


def test_the_last_commit_of_a_subfolder_is_written(copies: Copies, tmp_path: Path) -> None:
    inner = lay(copies.ana / "sites/ours", FILES)
    place = tmp_path / "laid"
    place.mkdir()
    checkout(inner).export(place)
    assert not (place / PATH).exists()
    git(copies.ana, "add", ".")
    git(copies.ana, "commit", "-qm", "Add another")
    (inner / PATH).write_text("changed")
    checkout(inner).export(place)
    assert (place / PATH).read_text() == INCIDENT


def test_a_missing_object_is_reported_in_the_words_of_git(copies: Copies, tmp_path: Path) -> None:
    lost = git(copies.ana, "rev-parse", f"HEAD:{PATH}")
    (copies.ana / ".git/objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(RepositoryError, match=lost):
        checkout(copies.ana).export(tmp_path)


def test_the_command_that_continues_is_quoted(copies: Copies) -> None:
    assert checkout(copies.ana, "content/a b.md", PATH).retry == (
        f"`statusgen publish '{copies.ana}/content/a b.md' {copies.ana}/{PATH}`"
    )


def test_lines_are_merged_as_in_git() -> None:
    base = b"1\n2\n3\n4\n5\n"
    assert merge_lines(base, b"0\n" + base, base + b"6\n") == b"0\n" + base + b"6\n"
    assert merge_lines(base, b"0\n" + base, b"6\n" + base) is None
    assert merge_lines(b"\0", b"\0a", b"\0b") is None


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/status.git",
        "https://nowhere.invalid/status.git",
        "git@nowhere.invalid:status.git",
        "/nowhere.git",
        "../nowhere.git",
    ],
)
def test_errors_of_git_are_repeated(copies: Copies, address: str) -> None:
    git(copies.ana, "remote", "set-url", "origin", address)
    made = checkout(copies.ana)
    with pytest.raises(RepositoryError, match=r"git cannot reach origin: (fatal|ssh|error)"):
        made.push(made.remote())


def test_news_are_commits_that_only_the_remote_has(copies: Copies, tmp_path: Path) -> None:
    folder = copies.ana.rename(tmp_path / "ana's copy")
    assert not find_news(folder)
    copies.append(folder, "More.\n")
    git(folder, "commit", "-qam", "Say more")
    assert not find_news(folder)
    copies.push(copies.bo, "content/static/note.txt", "theirs")
    news = find_news(folder)
    assert news.startswith("origin has newer commits, perhaps with an open incident: type `git ")
    type_in(Path(), news)
    assert not find_news(folder)


def test_without_an_answer_there_are_no_news(copies: Copies, tmp_path: Path) -> None:
    copies.push(copies.bo, "content/static/note.txt", "theirs")
    git(copies.ana, "checkout", "-q", "--detach")
    assert not find_news(copies.ana)
    git(copies.ana, "switch", "-q", "main")
    with socket.socket() as listener:  # it accepts connections and answers nothing
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"git://127.0.0.1:{listener.getsockname()[1]}/x"
        git(copies.ana, "remote", "set-url", "origin", url)
        assert not find_news(copies.ana)
    git(copies.ana, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    assert not find_news(copies.ana)
    git(copies.ana, "remote", "remove", "origin")
    assert not find_news(copies.ana)
    assert not find_news(tmp_path)
