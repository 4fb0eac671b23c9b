"""A project as everybody else will have it: what is committed, and the files that go out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from statusgen.repository.checkout import Checkout
from statusgen.repository.git import Answer, Git, explained

__all__ = ["outgoing"]

LINK: Final = "120000"
"""The mode of an entry that is a symbolic link."""

READ: Final = ("content", "themes")
"""The folders that a project is read from."""

SUBMODULE: Final = "160000"
"""The mode of an entry that is a commit of another repository."""


@contextmanager
def outgoing(checkout: Checkout) -> Iterator[Path]:
    """Give a folder to read the project from as a push would publish it.

    It is the project's own, unless something in that is left out.
    """
    if not checkout.left_out() and not checkout.ignored():
        yield checkout.folder
        return
    git = checkout.git
    top = Path(git("rev-parse", "--show-toplevel").output)
    prefix = git("rev-parse", "--show-prefix").output
    with TemporaryDirectory(prefix="statusgen-") as name:
        laid = Path(name) / top.name
        folder = laid / prefix  # its name is the project's own, and messages have it
        folder.mkdir(parents=True)
        needed = tuple(f"{prefix}{name}/" for name in READ)
        done = _lay(top, laid, _reads(git, prefix), needed)
        if not done:
            raise explained(
                checkout.path,
                "commit-failed",
                f"git does not give what is committed: {done.reason}",
                f"The file stays as it was written. Put right what is said there; then "
                f"{checkout.by_hand}.",
            )
        for path in checkout.paths:
            place = folder / path
            place.unlink(missing_ok=True)
            if os.path.lexists(checkout.folder / path):  # else its deletion goes out
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(checkout.folder / path, place)
        yield folder


def _reads(git: Git, prefix: str) -> list[tuple[str, ...]]:
    """Return git's commands that put into an index what the project is read from.

    A link may lead from there to anywhere in the project.
    """
    entries = git("ls-tree", "-r", "HEAD", *READ).output.splitlines()
    if any(entry.startswith(LINK) for entry in entries):
        return [("read-tree", f"--prefix={prefix}", f"HEAD:{prefix.rstrip('/')}")]
    reads: list[tuple[str, ...]] = []
    for entry in git("ls-tree", "HEAD", *READ).output.splitlines():
        mode, _, commit, name = entry.split()
        if mode == SUBMODULE:
            place = f"{mode},{commit},{prefix}{name}"
            reads.append(("update-index", "--add", "--cacheinfo", place))
        else:
            reads.append(("read-tree", f"--prefix={prefix}{name}/", f"HEAD:{prefix}{name}"))
    return reads


def _lay(
    top: Path, laid: Path, reads: Iterable[tuple[str, ...]], needed: tuple[str, ...]
) -> Answer:
    """Lay what commands read from the repository at ``top`` into a folder.

    Files come out as a checkout has them, those of submodules, too: of all below the prefixes that
    are ``needed``, and of others as far as they are here. Return the first failure.
    """
    with TemporaryDirectory(prefix="statusgen-") as name:
        git = Git(folder=top, index=Path(name) / "index")
        done = Answer(code=0, data=b"", words="")
        for read in reads:
            done = done and git(*read)
        done = done and git("checkout-index", "--all", f"--prefix={laid}/")
        entries = git("ls-files", "--stage", "-z").names if done else ()
    for entry in entries:
        mode, _, rest = entry.partition(" ")
        if mode == SUBMODULE:
            commit, path = rest.split(" ")[0], rest.partition("\t")[2]
            if f"{path}/".startswith(needed):
                done = done and _lay_submodule(top, laid, path, commit, ("",))
            else:
                _lay_submodule(top, laid, path, commit, ())
    return done


def _lay_submodule(
    top: Path, laid: Path, path: str, commit: str, needed: tuple[str, ...]
) -> Answer:
    if os.path.lexists(top / path / ".git"):
        return _lay(top / path, laid / path, [("read-tree", commit)], needed)
    reason = f"the submodule {path} is not here; `git submodule update --init` gets it"
    return Answer(code=1, data=b"", words=reason)
