from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from people import PATH, Copies, git
from sample import INCIDENT, lay

from statusgen.repository.checkout import Checkout
from statusgen.repository.git import RepositoryError
from statusgen.repository.outgoing import outgoing

NOTE = "content/static/note.txt"


def checkout(folder: Path) -> Checkout:
    return Checkout(folder=folder, paths=(PATH,), message="It is down")


def test_where_nothing_is_left_out_it_is_the_folder_itself(copies: Copies) -> None:
    lay(copies.ana, {PATH: INCIDENT + "Mine.\n", "README.md": "No content."})
    with outgoing(checkout(copies.ana)) as folder:
        assert folder == copies.ana


def test_without_git_it_is_the_folder_itself(tmp_path: Path) -> None:
    lay(tmp_path, {PATH: INCIDENT})
    with outgoing(checkout(tmp_path)) as folder:
        assert folder == tmp_path


def test_what_is_left_out_is_as_it_was_committed(copies: Copies) -> None:
    lay(copies.ana, {PATH: INCIDENT + "Mine.\n", NOTE: "Mine.\n", "content/new.txt": "Mine.\n"})
    git(copies.ana, "add", "content/new.txt")
    (copies.ana / "content/site.yml").unlink()
    with outgoing(checkout(copies.ana)) as folder:
        assert (folder / PATH).read_text() == INCIDENT + "Mine.\n"
        assert (folder / NOTE).read_text() == "A file of the author's.\n"
        assert (folder / "content/site.yml").exists()
        assert not (folder / "content/new.txt").exists()
    assert not folder.exists()


def test_attributes_for_archives_take_nothing_away(copies: Copies) -> None:
    copies.push(copies.ana, ".gitattributes", "/content export-ignore\n*.md export-subst\n")
    lay(copies.ana, {NOTE: "Mine.\n"})
    with outgoing(checkout(copies.ana)) as folder:
        assert (folder / NOTE).read_text() == "A file of the author's.\n"
        assert (folder / PATH).read_text() == INCIDENT


@pytest.fixture
def house(identity: Path, tmp_path: Path) -> Path:
    """Return a repository of a theme that can be a submodule of others."""
    own = identity.read_text() + '[protocol "file"]\nallow = always\n'
    identity.write_text(own)
    lay(tmp_path / "house", {"static/house.css": "Theirs.\n", "deep/er.txt": "Theirs.\n"})
    git(tmp_path / "house", "init", "-q")
    git(tmp_path / "house", "add", ".")
    git(tmp_path / "house", "commit", "-qm", "Begin")
    return tmp_path / "house"


def test_a_theme_that_is_a_submodule_is_as_its_commit_has_it(copies: Copies, house: Path) -> None:
    git(copies.ana, "submodule", "add", "-q", str(house), "themes/house")
    git(copies.ana, "commit", "-qm", "Use the theme of the house")
    lay(copies.ana, {NOTE: "Mine.\n", "themes/house/static/house.css": "Mine.\n"})
    with outgoing(checkout(copies.ana)) as folder:
        assert (folder / "themes/house/static/house.css").read_text() == "Theirs.\n"
        assert (folder / "themes/house/deep/er.txt").read_text() == "Theirs.\n"
    shutil.rmtree(copies.ana / "themes/house")
    (copies.ana / "themes/house").mkdir()
    with (
        pytest.raises(RepositoryError, match=r"themes/house is not here; `git submodule update"),
        outgoing(checkout(copies.ana)),
    ):
        pass


@pytest.mark.parametrize("below", ["", "status"])
def test_all_themes_may_be_a_submodule(copies: Copies, house: Path, below: str) -> None:
    folder = lay(copies.ana / below, {PATH: INCIDENT, NOTE: ""})
    git(folder, "submodule", "add", "-q", str(house), "themes")
    git(copies.ana, "add", ".")
    git(copies.ana, "commit", "-qm", "Use the themes of the house")
    lay(folder, {NOTE: "Mine.\n", "themes/static/house.css": "Mine.\n"})
    with outgoing(checkout(folder)) as laid:
        assert (laid / "themes/static/house.css").read_text() == "Theirs.\n"
        assert (laid / PATH).read_text() == INCIDENT
    shutil.rmtree(folder / "themes")
    (folder / "themes").mkdir()
    with (
        pytest.raises(RepositoryError, match=r"themes is not here; `git submodule update"),
        outgoing(checkout(folder)),
    ):
        pass


@pytest.mark.parametrize("below", ["", "status"])
def test_a_link_leads_into_a_submodule_that_need_not_be_here(
    copies: Copies, house: Path, below: str
) -> None:
    folder = lay(copies.ana / below, {PATH: INCIDENT, NOTE: ""})
    git(folder, "submodule", "add", "-q", str(house), "tools")
    (folder / "content/static/a.txt").symlink_to("../../tools/deep/er.txt")
    git(copies.ana, "add", ".")
    git(copies.ana, "commit", "-qm", "Link to a tool")
    lay(folder, {NOTE: "Mine.\n", "tools/deep/er.txt": "Mine.\n"})
    with outgoing(checkout(folder)) as laid:
        assert (laid / "content/static/a.txt").read_text() == "Theirs.\n"
    shutil.rmtree(folder / "tools")
    (folder / "tools").mkdir()
    with outgoing(checkout(folder)) as laid:
        assert (laid / PATH).read_text() == INCIDENT
        assert not (laid / "content/static/a.txt").exists()


@pytest.mark.parametrize("below", ["", "status"])
def test_a_link_leads_to_where_it_does(copies: Copies, below: str) -> None:
    folder = lay(copies.ana / below, {PATH: INCIDENT, "assets/a.txt": "Committed.\n", NOTE: ""})
    (folder / "content/static/a.txt").symlink_to("../../assets/a.txt")
    git(copies.ana, "add", ".")
    git(copies.ana, "commit", "-qm", "Link to a file")
    lay(folder, {NOTE: "Mine.\n", "assets/a.txt": "Mine.\n"})
    with outgoing(checkout(folder)) as laid:
        assert (laid / "content/static/a.txt").read_text() == "Committed.\n"


def test_a_project_below_the_top(copies: Copies) -> None:
    lay(copies.ana / "status", {PATH: INCIDENT, NOTE: "Committed.\n"})
    git(copies.ana, "add", "status")
    git(copies.ana, "commit", "-qm", "Begin again below")
    lay(copies.ana / "status", {PATH: INCIDENT + "Mine.\n", NOTE: "Mine.\n"})
    with outgoing(checkout(copies.ana / "status")) as folder:
        assert folder.name == "status"
        assert (folder / NOTE).read_text() == "Committed.\n"
        assert (folder / PATH).read_text() == INCIDENT + "Mine.\n"
    assert git(copies.ana, "status", "--porcelain").count("\n") == 1


def test_what_git_cannot_give_is_explained(copies: Copies) -> None:
    lay(copies.ana, {NOTE: "Mine.\n"})
    blob = git(copies.ana, "rev-parse", f"HEAD:{PATH}")
    (copies.ana / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(RepositoryError) as raised, outgoing(checkout(copies.ana)):
        pass
    assert raised.value.problem.code == "commit-failed"
    assert raised.value.problem.message.startswith("git does not give what is committed: ")
