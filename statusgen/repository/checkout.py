"""From files to a commit of these files and of nothing else."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from statusgen.files import is_read
from statusgen.repository.destination import PULL, destination
from statusgen.repository.git import MISSING, Answer, Git, RepositoryError, explained

__all__ = ["LITERAL", "Checkout", "is_tracked"]

UNFINISHED: Final = (
    ("MERGE_HEAD", "merge"),
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
)
"""What git leaves while it waits for somebody, and the command to go on with."""

LITERAL: Final = ("--literal-pathspecs",)
"""A name may hold what would be a pattern."""

LETTERS: Final = 3
"""Before each name that ``git status`` lists."""


def is_tracked(folder: Path, path: str) -> bool:
    """Tell whether git knows a file of a folder, which may be deleted there."""
    return bool(Git(folder=folder)(*LITERAL, "ls-files", "--", path).output)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """The repository that a project's folder is in, and the files that are to go out."""

    folder: Path
    paths: tuple[str, ...]
    """Relative to ``folder``; at least one."""
    message: str
    """Of the commit."""

    @property
    def git(self) -> Git:
        """Git in the project's folder, which may be below the top of the repository."""
        return Git(folder=self.folder)

    @property
    def path(self) -> str:
        """What the report of a problem names."""
        return self.paths[0]

    def branch(self) -> str:
        """Return the branch; raise where there is none, so that nothing is committed to nowhere."""
        git = self.git
        inside = git("rev-parse", "--is-inside-work-tree")
        if inside.code == MISSING:
            raise explained(
                self.path,
                "no-git",
                "There is no program git",
                "Install git, or carry the file into the repository in another way: on the web "
                "pages of the forge, for example.",
            )
        if inside.output != "true":
            raise self._no_repository(inside)
        for command in self._unfinished():
            raise explained(
                self.path,
                "unfinished-merge",
                f"A {command} in this repository is not finished",
                f"Finish it: put right what is left, then {self.typed(*self._finishing(command))}; "
                f"then {self.by_hand}. To abort it would take the text away as well.",
            )
        if unmerged := self.unmerged():
            names = ", ".join(unmerged)
            raise explained(
                self.path,
                "unfinished-merge",
                f"git holds two texts of {names}, and waits for somebody to make one of them",
                f"Keep in it what is right, and `git add` it; then {self.by_hand}.",
            )
        head = git("symbolic-ref", "--quiet", "--short", "HEAD")
        if not head:
            raise explained(
                self.path,
                "no-branch",
                "The repository is on no branch (a detached HEAD), so a commit would lead nowhere",
                f"Go to the branch that is published, such as `git switch main`; then "
                f"{self.by_hand}.",
            )
        return head.output

    def unmerged(self) -> tuple[str, ...]:
        """Return the files, of the whole repository, of which git could not make one."""
        return self.git("diff", "--name-only", "-z", "--diff-filter=U").names

    def check_links(self) -> None:
        """Raise where a file is reached through a link: git has the text elsewhere."""
        for path in self.paths:
            real = (self.folder / path).resolve()
            if real != self.folder.resolve() / path:
                there = os.path.relpath(real, self.folder.resolve())
                words = (*self._committing((there,)), *self._outwards())
                raise explained(
                    self.path,
                    "linked-file",
                    f"{path} is reached through a link, and its text is in {there}",
                    f"Carry it out by hand: {self.typed(*words)}.",
                )

    def commit(self) -> None:
        """Commit the files, whatever else is staged; nothing where they are committed already."""
        self._check_ignored()
        self._check_identity()
        added = self.git(*LITERAL, "add", "--", *self.paths)
        if added and self.is_committed:
            return
        done = added and self.git(
            *LITERAL, "commit", "--quiet", "--only", "--message", self.message, "--", *self.paths
        )
        if not done:
            raise explained(
                self.path,
                "commit-failed",
                f"git did not commit: {done.reason}",
                f"The file stays as it was written. Put right what is said there; then "
                f"{self.by_hand}.",
            )

    @property
    def is_committed(self) -> bool:
        """Whether the last commit has the files as they are here."""
        words = ("status", "--porcelain", "--ignored", "--untracked-files=all", "--", *self.paths)
        found = self.git(*LITERAL, *words)
        return bool(found) and not found.output

    def left_out(self) -> tuple[str, ...]:
        """Return what else of the content and themes is changed here, and goes out with nothing."""
        git = self.git
        words = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
        top = len(git("rev-parse", "--show-prefix").output)
        found = git(*words, "--", "content", "themes").names
        names = (name[LETTERS + top :] for name in found)
        return tuple(name for name in names if name not in self.paths and is_read(name))

    def ignored(self) -> tuple[str, ...]:
        """Return what of the content and themes is here and never goes out."""
        words = ("ls-files", "--others", "--ignored", "--exclude-standard", "-z")
        return tuple(filter(is_read, self.git(*words, "--", "content", "themes").names))

    @property
    def by_hand(self) -> str:
        """What one types in place of the command, wherever one is."""
        if all(self._is_known(path) and not (self.folder / path).is_dir() for path in self.paths):
            files = (str(self.folder / path) for path in self.paths)
            return f"`{shlex.join(('statusgen', 'publish', *files))}`"
        return self.typed(*self._committing(self.paths), ("statusgen", "publish", self.path))

    def _committing(self, paths: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        # What was moved away is neither here nor known to git any more; the commit takes it along.
        there = [path for path in paths if self._is_known(path)]
        return ("git", "add", *there), ("git", "commit", "-m", self.message)

    def _finishing(self, command: str) -> tuple[tuple[str, ...], ...]:
        # What is changed and not added keeps it from going on.
        return self._committing(self.paths)[0], ("git", command, "--continue")

    def _is_known(self, path: str) -> bool:
        return os.path.lexists(self.folder / path) or is_tracked(self.folder, path)

    def typed(self, *commands: tuple[str, ...]) -> str:
        """Return commands, given in words, as one types them one after the other."""
        there = () if self.folder == Path() else (("cd", str(self.folder)),)
        return f"`{' && '.join(map(shlex.join, (*there, *commands)))}`"

    def _outwards(self) -> tuple[tuple[str, ...], ...]:
        """Return how to pull and push; a branch that is not there yet is only pushed."""
        git = self.git
        branch = git("branch", "--show-current").output
        remote = destination(git, branch) if branch else None
        if remote is None:
            return PULL, ("git", "push")
        is_there = remote.known or git("rev-parse", "--verify", "--quiet", remote.ref)
        return (remote.pull, remote.push) if is_there else (remote.push,)

    def _check_ignored(self) -> None:
        for path in self.paths:
            if self.git("check-ignore", "--quiet", path):
                # Asked for its rule, git also tells one that takes a file out of what is ignored.
                rule = self.git("check-ignore", "--verbose", path).output.partition("\t")[0]
                raise explained(
                    self.path,
                    "ignored-file",
                    f"git ignores {path}, because of {rule}",
                    f"Take that line away; then {self.by_hand}.",
                )

    def _check_identity(self) -> None:
        if not all(self.git("var", f"GIT_{who}_IDENT") for who in ("AUTHOR", "COMMITTER")):
            raise explained(
                self.path,
                "no-identity",
                "git does not know who you are",
                "Tell it: `git config --global user.name Ana` and `git config --global user.email "
                f"ana@example.com`; then {self.by_hand}.",
            )

    def _no_repository(self, inside: Answer) -> RepositoryError:
        if "not a git repository" in inside.words or inside:
            return explained(
                self.path,
                "no-repository",
                "The project is in no git repository",
                "`git init -b main` makes one; then add a remote, from which your host builds the "
                "site. Or publish in another way: `statusgen build` writes the site.",
            )
        return explained(
            self.path,
            "no-repository",
            f"git cannot use the repository: {inside.reason}",
            "Do as it says.",
        )

    def _unfinished(self) -> Iterator[str]:
        for mark, command in UNFINISHED:
            place = self.git("rev-parse", "--git-path", mark).output
            if os.path.lexists(self.folder / place):
                yield command
