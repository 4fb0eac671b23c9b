"""What a repository holds that is only here: asked at every look, so without the network."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from statusgen.git.program import Git

__all__ = ["Unpushed", "find_unpushed", "is_in_repository", "root_of"]

PATIENCE: Final = 1.0
"""Seconds that git may take, in which it answers in any but the largest repository."""

NAMES: Final = ("--no-optional-locks", "diff", "--name-only", "--relative", "--no-renames", "-z")
"""The names of what differs, as the project has them; nobody else has to wait for the answer."""


def root_of(folder: Path) -> Path | None:
    """Return the top of the repository that a folder is in, by what git looks for.

    That is ``.git`` there or further up; in a second work tree it is a file. git is not started.
    """
    here = folder.resolve()
    tops = (above for above in (here, *here.parents) if os.path.lexists(above / ".git"))
    return next(tops, None)


def is_in_repository(folder: Path) -> bool:
    """Tell whether git finds a repository from a folder, or is told of one."""
    return "GIT_DIR" in os.environ or root_of(folder) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpushed:
    """Files of the content that nobody else has as they are here, relative to the project."""

    written: tuple[str, ...] = ()
    """Those that are not committed."""
    deleted: tuple[str, ...] = ()
    """Those that are not here any more, which is not committed."""
    committed: tuple[str, ...] = ()
    """Those whose last change is."""


def find_unpushed(folder: Path) -> Unpushed:
    """Return what is not pushed of the project in ``folder``, by what is known of the remote here.

    It is nothing where there is no git, no repository, or no branch that this one is tied to.
    """
    git = Git(folder=folder)

    def names(*words: str) -> tuple[str, ...] | None:
        answer = git(*words, "--", "content", patience=PATIENCE)
        return answer.names if answer else None

    committed = names(*NAMES, "@{upstream}...HEAD")
    if committed is None:
        return Unpushed()
    changed = names(*NAMES, "HEAD") or ()
    new = names("ls-files", "--others", "--exclude-standard", "-z") or ()
    changed_here = {*changed, *new}
    written = {path for path in changed_here if os.path.lexists(folder / path)}
    return Unpushed(
        written=tuple(sorted(written)),
        deleted=tuple(sorted(changed_here - written)),
        committed=tuple(path for path in committed if path not in changed_here),
    )
