"""Commit some files and nothing else, and push the commit.

At every step, each text is in its file or in a commit. Whatever interrupts a step, the next
`statusgen publish` continues.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from statusgen.git import Answer, Git
from statusgen.problems import Problem, Span

NEWS_PATIENCE: Final = 2.0
"""Seconds to wait for an answer about newer commits, which is only a courtesy."""

OUT_OF_DATE: Final = (
    "[rejected]",
    "incorrect old value",
    "failed to update ref",
    "cannot lock ref",
)
"""What git says if others have pushed, before this push or during it."""


class RepositoryError(Exception):
    """Publishing failed; everything that was written is still there."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem."""
        super().__init__(problem.message)
        self.problems = (problem,)


def merge_lines(base: bytes, mine: bytes, theirs: bytes) -> bytes | None:
    """Merge two texts line by line with git; ``None`` if both changed the same lines."""
    with TemporaryDirectory(prefix="statusgen-") as name:
        folder = Path(name)
        for side, text in (("mine", mine), ("base", base), ("theirs", theirs)):
            (folder / side).write_bytes(text)
        merged = Git(folder=folder)("merge-file", "--stdout", "mine", "base", "theirs")
    return merged.data if merged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """The remote and the branch to push to."""

    name: str
    branch: str
    """The name of the branch on the remote."""

    @property
    def ref(self) -> str:
        """The remote-tracking branch."""
        return f"refs/remotes/{self.name}/{self.branch}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A project in a git repository, and the files to publish."""

    folder: Path
    paths: tuple[str, ...]
    """Relative to ``folder``, which may be below the root of the repository; at least one."""
    message: str
    """The commit message."""

    @property
    def git(self) -> Git:
        """Git in the project's folder."""
        return Git(folder=self.folder)

    @property
    def retry(self) -> str:
        """The command that continues."""
        files = (str(self.folder / path) for path in self.paths)
        return f"`{shlex.join(('statusgen', 'publish', *files))}`"

    def failure(self, code: str, message: str, hint: str) -> RepositoryError:
        """Return the error to raise, on the first file."""
        span = Span(path=self.paths[0], line=0)
        return RepositoryError(Problem(code=code, message=message, span=span, hint=hint))

    def remote(self) -> Remote:
        """Return the upstream of the branch, or else the only remote."""
        git = self.git
        branch = git("symbolic-ref", "--short", "HEAD")
        if not branch:
            raise self.failure(
                code="no-repository",
                message=f"git cannot find a branch to publish: {branch.reason}",
                hint="Publishing needs git, a repository (`git init -b main`) and a branch "
                "(`git switch main`). Finish any rebase first. "
                f"Then type {self.retry}.",
            )
        here = branch.output
        name = git("config", f"branch.{here}.remote").output
        merge = git("config", f"branch.{here}.merge").output
        names = git("remote").output.split()
        if name in names and merge:  # it can also be a URL, or this repository
            return Remote(name=name, branch=merge.removeprefix("refs/heads/"))
        if len(names) == 1:
            return Remote(name=names[0], branch=here)
        raise self.failure(
            code="push-refused",
            message=f"The branch `{here}` has no upstream, and there are {len(names)} remotes",
            hint=f"Set it with `git remote add origin URL` and `git push -u origin {here}`. "
            f"Then type {self.retry}.",
        )

    @property
    def is_committed(self) -> bool:
        """Whether the last commit has the files as they are now."""
        words = ("status", "--porcelain", "--ignored", "--untracked-files=all", "--", *self.paths)
        found = self.git(*words)
        return bool(found) and not found.output

    def commit(self) -> None:
        """Commit the files and nothing else that is staged, unless they are already committed."""
        for path in self.paths:
            if (self.folder / path).resolve() != self.folder.resolve() / path:
                reason = f"{path} goes through a symbolic link, and git does not follow those"
                raise self._not_committed(reason)
        if self.is_committed:
            return
        words = ("commit", "--quiet", "--only", "--message", self.message, "--", *self.paths)
        here = [path for path in self.paths if os.path.lexists(self.folder / path)]
        done = self.git("add", "--", *here) and self.git(*words)
        if not done:
            raise self._not_committed(done.reason)

    def _not_committed(self, reason: str) -> RepositoryError:
        return self.failure(
            code="commit-failed",
            message=f"git could not commit: {reason}",
            hint=f"Your text is still in the file. Fix this, then type {self.retry}.",
        )

    def left_out(self, *folders: str) -> tuple[str, ...]:
        """Return the other files in these folders that are changed or ignored."""
        names = self.git.changed("--ignored", "--", *folders)
        return tuple(name for name in names if name not in self.paths)

    def export(self, folder: Path) -> None:
        """Write the project as it is in the last commit, if it is in there."""
        if not self.git("rev-parse", "--verify", "--quiet", "HEAD:./"):
            return
        done = self.git.export("HEAD", folder)
        if not done:
            raise self._not_committed(done.reason)

    def ahead(self, remote: Remote) -> int:
        """Return how many commits the remote does not have; 0 if unknown."""
        return int(self.git("rev-list", "--count", f"{remote.ref}..HEAD").output or 0)

    def push(self, remote: Remote) -> str:
        """Push the branch; if others have pushed before, return what git says."""
        target = f"HEAD:refs/heads/{remote.branch}"
        done = self.git("push", "--porcelain", "--set-upstream", remote.name, target)
        if done:
            return ""
        if any(sign in done.output for sign in OUT_OF_DATE):
            return done.reason
        if "failed to push some refs" in done.errors:
            raise self.failure(
                code="push-refused",
                message=f"{remote.name} rejected the push: {done.reason}",
                hint=f"Your commit is kept. Fix this, then type {self.retry}.",
            )
        raise self._unreachable(remote, done)

    def fetch(self, remote: Remote) -> None:
        """Fetch the branch from the remote."""
        # By name, since a clone of a single branch fetches only that one.
        branch = f"+refs/heads/{remote.branch}:{remote.ref}"
        done = self.git("fetch", "--quiet", remote.name, branch)
        if not done:
            raise self._unreachable(remote, done)

    def _unreachable(self, remote: Remote, answer: Answer) -> RepositoryError:
        return self.failure(
            code="remote-unreachable",
            message=f"git cannot reach {remote.name}: {answer.reason}",
            hint="Your commit is kept. Check your network, the address (`git remote -v`) and your "
            f"permissions. Then type {self.retry}.",
        )

    def conflict(self, remote: Remote, reason: str, first: str = "") -> RepositoryError:
        """Return the error to raise if only a person can merge what was fetched."""
        return self.failure(
            code="pull-conflict",
            message=reason,
            hint=f"Your commit is kept, and nothing was pushed. {first}{self.pull(remote)} gets "
            "their commits. If a file then has a conflict, resolve it, `git add` the file and type "
            f"`git rebase --continue`. {self.retry} publishes the result.",
        )

    def already_resolved(self, remote: Remote, end: str, after: str) -> RepositoryError:
        """Return the error to raise if another commit resolved the incident first."""
        return self.conflict(
            remote,
            f"Another commit resolved it (`{end}`), but yours continues (`{after}`)",
            f"If theirs is right, {self._dropping(remote)}. If both are right, ",
        )

    def already_open(self, remote: Remote, slug: str, reason: str) -> RepositoryError:
        """Return the error to raise if another commit reported the incident first."""
        add = f'`statusgen update {slug} update --message "…" --publish`'
        return self.failure(
            code="already-open",
            message=reason,
            hint=f"Nothing was pushed. If it is the same, {self._dropping(remote)}, and then {add} "
            f"adds to theirs. If yours is another incident, type {self.retry[:-1]} --another`.",
        )

    def _dropping(self, remote: Remote) -> str:
        """Return words on how to go on with the commits of the remote alone."""
        others = self.ahead(remote) - 1
        also = f" and {others} more that only this branch has" if others else ""
        drop = self._command("reset", "--keep", f"{remote.name}/{remote.branch}")
        return f"{drop} drops your commit{also}"

    def pull(self, remote: Remote) -> str:
        """Return the command that gets the commits of the remote."""
        return self._command("pull", "--rebase", "--autostash", remote.name, remote.branch)

    def _command(self, *words: str) -> str:
        there = () if self.folder == Path() else ("-C", str(self.folder))
        return f"`{shlex.join(('git', *there, *words))}`"

    def changed_by_both(self, remote: Remote) -> dict[str, tuple[bytes, bytes, bytes]]:
        """Return the files that both sides changed: the base, the file here, and theirs."""
        git, base = self.git, self.base(remote)
        own = self.own(remote)
        found = {}
        for path in sorted({*own} & {*self._changed(base, remote.ref)}):
            was, theirs = (git("show", f"{side}:./{path}") for side in (base, remote.ref))
            here = self.folder / path
            if not (was and theirs and here.is_file()):
                raise self.conflict(remote, f"{path} was added or deleted on both sides")
            found[path] = (was.data, here.read_bytes(), theirs.data)
        return found

    def own(self, remote: Remote) -> tuple[str, ...]:
        """Return the files of the own commits.

        Raise if they change anything outside of the project, since they must not be rewritten.
        """
        base = self.base(remote)
        own = self._changed(base, "HEAD")
        everything = self.git("diff", "--name-only", "--no-renames", "-z", base, "HEAD").names
        if not base or len(own) < len(everything):
            reason = f"This branch and {remote.name} have diverged"
            raise self.conflict(remote, reason)
        return own

    def base(self, remote: Remote) -> str:
        """Return the last commit that both sides share, or an empty string."""
        return self.git("merge-base", "HEAD", remote.ref).output

    def _changed(self, base: str, side: str) -> tuple[str, ...]:
        return self.git.diff(base, side, under=("content", "themes")).names

    def follow(self, remote: Remote, merged: Collection[str]) -> Checkout:
        """Undo own commits, fast-forward, and return what to commit in their place.

        ``merged`` are the files that already include the remote's changes. The files stay as they
        are, so no text is ever only in memory. If git refuses, the commits are restored.
        """
        git, base = self.git, self.base(remote)
        head = git("rev-parse", "HEAD").output
        own = self._changed(base, head)
        message = git("log", "--format=%B", f"{base}..{head}").output
        git("reset", "--soft", base)
        if merged:  # a fast-forward skips what is already right in the index
            git("reset", "--quiet", remote.ref, "--", *merged)
        done = git("merge", "--quiet", "--ff-only", "--no-autostash", remote.ref)
        if not done:
            git("reset", "--soft", head)
            git("reset", "--quiet", "--", *own)
            raise self.conflict(remote, f"git cannot fast-forward to {remote.name}: {done.reason}")
        return replace(self, paths=own or self.paths, message=message)


def find_news(folder: Path) -> str:
    """Return a sentence if the remote has commits that this checkout does not have.

    It asks the remote for :data:`NEWS_PATIENCE` at most, and is empty if that tells nothing.
    """
    checkout = Checkout(folder=folder, paths=(".",), message="")
    try:
        remote = checkout.remote()
    except RepositoryError:
        return ""
    words = ("ls-remote", remote.name, f"refs/heads/{remote.branch}")
    tip = checkout.git(*words, patience=NEWS_PATIENCE).output.partition("\t")[0]
    if not tip or checkout.git("merge-base", "--is-ancestor", tip, "HEAD"):
        return ""
    pull = checkout.pull(remote)
    return f"{remote.name} has newer commits, perhaps with an open incident: type {pull} first."
