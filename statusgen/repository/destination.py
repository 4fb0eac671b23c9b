"""Where a branch goes, and the commands that take it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from statusgen.repository.git import Git

__all__ = ["PULL", "Remote", "destination"]

PULL: Final = ("git", "pull", "--rebase", "--autostash")
"""How people bring in what others did, whatever else they have changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """Where a branch goes."""

    name: str
    branch: str
    """Its name there."""
    known: bool
    """Whether the branch here is tied to it already."""
    renamed: bool = False
    """Whether the branch has another name here, so that a bare push would be refused."""

    @property
    def ref(self) -> str:
        """What is known here of the branch there."""
        return f"refs/remotes/{self.name}/{self.branch}"

    @property
    def pull(self) -> tuple[str, ...]:
        """The command to pull with, in words."""
        return PULL if self.known else (*PULL, self.name, self.branch)

    @property
    def push(self) -> tuple[str, ...]:
        """The command to push with, in words."""
        if self.known and not self.renamed:
            return ("git", "push")
        tie = () if self.known else ("-u",)
        return ("git", "push", *tie, self.name, f"HEAD:{self.branch}")


def destination(git: Git, branch: str) -> Remote | None:
    """Return where a branch is tied to, else the only remote there is; ``None`` if neither."""
    name = git("config", f"branch.{branch}.remote").output
    merge = git("config", f"branch.{branch}.merge").output
    names = git("remote").output.split()
    if name in names and merge:  # it may be an address, or this repository itself
        there = merge.removeprefix("refs/heads/")
        return Remote(name=name, branch=there, known=True, renamed=there != branch)
    return Remote(name=names[0], branch=branch, known=False) if len(names) == 1 else None
