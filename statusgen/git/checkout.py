"""From files to a commit of these files alone, and from there to where everybody has it.

What anybody wrote is in its file or in a commit at every step, so whatever ends one, the next
`statusgen publish` goes on.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import socket
import subprocess
import tarfile
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final
from urllib.parse import urlsplit

from statusgen.git import Answer, Git
from statusgen.problems import Problem, Span

REACH: Final = 2.0
"""Seconds in which the host of a remote lets itself be called, unless the network is missing."""

PORTS: Final = {"http": 80, "https": 443, "ssh": 22, "git": 9418}

PROXIES: Final = (
    *("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
    *("GIT_SSH", "GIT_SSH_COMMAND"),
)
"""Variables with which git calls by another way."""

OUTRUN: Final = ("[rejected]", "incorrect old value", "failed to update ref", "cannot lock ref")
"""What a push says when the branch has moved: before it began, or while it went on."""


class RepositoryError(Exception):
    """Something stands in the way of publishing; all that was written is still there."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem, which says what it is, and the remedy."""
        super().__init__(problem.message)
        self.problem = problem


def merge_lines(base: bytes, mine: bytes, theirs: bytes) -> bytes | None:
    """Merge two texts as git merges lines; ``None`` where both changed the same place."""
    with TemporaryDirectory(prefix="statusgen-") as name:
        folder = Path(name)
        for side, text in (("mine", mine), ("base", base), ("theirs", theirs)):
            (folder / side).write_bytes(text)
        merged = Git(folder=folder)("merge-file", "--stdout", "mine", "base", "theirs")
    return merged.data if merged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """Where a branch goes."""

    name: str
    branch: str
    """Its name there."""

    @property
    def ref(self) -> str:
        """What is known here of the branch there."""
        return f"refs/remotes/{self.name}/{self.branch}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """The repository that a project's folder is in, and the files that are to go out."""

    folder: Path
    paths: tuple[str, ...]
    """Relative to ``folder``, which may be below the top of the repository; at least one."""
    message: str
    """Of the commit."""

    @property
    def git(self) -> Git:
        """Git in the project's folder."""
        return Git(folder=self.folder)

    @property
    def by_hand(self) -> str:
        """What one types to go on."""
        files = (str(self.folder / path) for path in self.paths)
        return f"`{shlex.join(('statusgen', 'publish', *files))}`"

    def stopped(self, code: str, message: str, hint: str) -> RepositoryError:
        """Return what to raise, in the name of the first file."""
        span = Span(path=self.paths[0], line=0)
        return RepositoryError(Problem(code=code, message=message, span=span, hint=hint))

    def remote(self) -> Remote:
        """Return where the branch is tied to, else the only remote there is."""
        git = self.git
        branch = git("symbolic-ref", "--short", "HEAD")
        if not branch:
            raise self.stopped(
                code="no-repository",
                message=f"git has no branch here to publish: {branch.reason}",
                hint="Publishing takes the program git, a repository (`git init -b main` makes "
                "one) and a branch (`git switch main`); a rebase that waits has to be finished "
                f"first. Then {self.by_hand}.",
            )
        here = branch.output
        name = git("config", f"branch.{here}.remote").output
        merge = git("config", f"branch.{here}.merge").output
        names = git("remote").output.split()
        if name in names and merge:  # it may be an address, or this repository itself
            return Remote(name=name, branch=merge.removeprefix("refs/heads/"))
        if len(names) == 1:
            return Remote(name=names[0], branch=here)
        raise self.stopped(
            code="push-refused",
            message=f"The branch {here} is tied to no remote, of {len(names)} that there are",
            hint=f"Say where it goes, such as `git remote add origin URL` and `git push -u origin "
            f"{here}`; then {self.by_hand}.",
        )

    @property
    def is_committed(self) -> bool:
        """Whether the last commit has the files as they are here."""
        words = ("status", "--porcelain", "--ignored", "--untracked-files=all", "--", *self.paths)
        found = self.git(*words)
        return bool(found) and not found.output

    def commit(self) -> None:
        """Commit the files, whatever else is staged; nothing where they are committed already."""
        for path in self.paths:
            if (self.folder / path).resolve() != self.folder.resolve() / path:
                reason = f"{path} is reached through a link, and git keeps the text elsewhere"
                raise self._not_committed(reason)
        if self.is_committed:
            return
        words = ("commit", "--quiet", "--only", "--message", self.message, "--", *self.paths)
        here = [path for path in self.paths if os.path.lexists(self.folder / path)]
        done = self.git("add", "--", *here) and self.git(*words)
        if not done:
            raise self._not_committed(done.reason)

    def _not_committed(self, reason: str) -> RepositoryError:
        return self.stopped(
            code="commit-failed",
            message=f"git did not commit: {reason}",
            hint="The file stays as it was written. Put right what is said there; then "
            f"{self.by_hand}.",
        )

    def left_out(self, *folders: str) -> tuple[str, ...]:
        """Return what else is changed, or ignored, in folders of the project, and does not go."""
        names = self.git.changed("--ignored", "--", *folders)
        return tuple(name for name in names if name not in self.paths)

    def lay(self, folder: Path) -> None:
        """Lay out the project as the last commit has it, if it has."""
        if not self.git("rev-parse", "--verify", "--quiet", "HEAD:./"):
            return
        done = self.git("archive", "--format=tar", "HEAD")
        if not done:
            raise self._not_committed(done.reason)
        with tarfile.open(fileobj=io.BytesIO(done.data)) as archive:
            archive.extractall(folder, filter="tar")

    def ahead(self, remote: Remote) -> int:
        """Return how many commits a push takes along that the remote did not have; 0 if unknown."""
        return int(self.git("rev-list", "--count", f"{remote.ref}..HEAD").output or 0)

    def push(self, remote: Remote) -> str:
        """Push the branch; return git's words where the remote has what is not here."""
        target = f"HEAD:refs/heads/{remote.branch}"
        done = self._call(remote, "push", "--porcelain", "--set-upstream", remote.name, target)
        if done:
            return ""
        if any(sign in done.output for sign in OUTRUN):
            return done.reason
        if "failed to push some refs" in done.words:
            raise self.stopped(
                code="push-refused",
                message=f"{remote.name} did not take the commit: {done.reason}",
                hint=f"The commit is kept here. Put right what is said there; then {self.by_hand}.",
            )
        raise self._unreachable(remote, done)

    def fetch(self, remote: Remote) -> None:
        """Learn what the remote has."""
        # By its name: what is fetched without may leave it out, as in a clone of another branch.
        done = self._call(
            remote, "fetch", "--quiet", remote.name, f"+refs/heads/{remote.branch}:{remote.ref}"
        )
        if not done:
            raise self._unreachable(remote, done)

    def _call(self, remote: Remote, *words: str) -> Answer:
        address = self.git("remote", "get-url", "--push", remote.name).output
        other_way = self.git("config", "--get-regexp", "proxy$|^core.sshcommand$")
        if not other_way and _is_out_of_reach(address):
            return Answer(code=-1, data=b"", words=f"no connection within {REACH:.0f} seconds")
        return self.git(*words)

    def _unreachable(self, remote: Remote, answer: Answer) -> RepositoryError:
        return self.stopped(
            code="remote-unreachable",
            message=f"git cannot reach {remote.name}: {answer.reason}",
            hint="The commit is kept here. See to the network, the address (`git remote -v`) and "
            f"your rights; then {self.by_hand}.",
        )

    def left_to_people(self, remote: Remote, reason: str, first: str = "") -> RepositoryError:
        """Return what to raise where only people can bring in what was fetched."""
        pull = self._typed("pull", "--rebase", "--autostash", remote.name, remote.branch)
        return self.stopped(
            code="pull-conflict",
            message=reason,
            hint=f"The commit is kept here, and nothing was pushed. {first}{pull} brings theirs "
            "in. Where it shows both texts in a file, keep what is right, then `git add` the file "
            f"and `git rebase --continue`. {self.by_hand} publishes it.",
        )

    def ended(self, remote: Remote, end: str, after: str) -> RepositoryError:
        """Return what to raise where another commit ends what the own one goes on with."""
        others = self.ahead(remote) - 1
        also = f", and {others} more that only this branch has" if others else ""
        drop = self._typed("reset", "--keep", f"{remote.name}/{remote.branch}")
        return self.left_to_people(
            remote,
            f"Another commit ended it (`{end}`), and yours goes on (`{after}`)",
            f"If theirs holds, {drop} drops your commit{also}. If both do, ",
        )

    def _typed(self, *words: str) -> str:
        there = () if self.folder == Path() else ("-C", str(self.folder))
        return f"`{shlex.join(('git', *there, *words))}`"

    def changed_by_both(self, remote: Remote) -> dict[str, tuple[bytes, bytes, bytes]]:
        """Return the files that own commits and the remote changed: base, as they are here, theirs.

        Raise where own commits change more than the project: they are not ours to make anew.
        """
        git, base = self.git, self._base(remote)
        own = self._changed(base, "HEAD")
        everything = git("diff", "--name-only", "--no-renames", "-z", base, "HEAD").names
        if not base or len(own) < len(everything):
            reason = f"This branch and {remote.name} both have commits that the other has not"
            raise self.left_to_people(remote, reason)
        found = {}
        for path in sorted({*own} & {*self._changed(base, remote.ref)}):
            was, theirs = (git("show", f"{side}:./{path}") for side in (base, remote.ref))
            here = self.folder / path
            if not (was and theirs and here.is_file()):
                raise self.left_to_people(remote, f"Two people added or deleted {path}")
            found[path] = (was.data, here.read_bytes(), theirs.data)
        return found

    def _base(self, remote: Remote) -> str:
        return self.git("merge-base", "HEAD", remote.ref).output

    def _changed(self, base: str, side: str) -> tuple[str, ...]:
        words = ("diff", "--name-only", "--relative", "--no-renames", "-z", base, side)
        names = self.git(*words).names
        return tuple(name for name in names if name.startswith(("content/", "themes/")))

    def follow(self, remote: Remote, merged: Collection[str]) -> Checkout:
        """Drop own commits, fast-forward, and return what is to be committed again in their place.

        ``merged`` are the files that hold what the remote has as well. Files of own commits stay
        as they are here, so that no text is ever in memory alone. Raise where git refuses; then
        the commits are as they were.
        """
        git, base = self.git, self._base(remote)
        head = git("rev-parse", "HEAD").output
        own = self._changed(base, head)
        message = git("log", "--format=%B", f"{base}..{head}").output
        git("reset", "--soft", base)
        if merged:  # a fast-forward leaves alone what the index has as it will be
            git("reset", "--quiet", remote.ref, "--", *merged)
        done = git("merge", "--quiet", "--ff-only", "--no-autostash", remote.ref)
        if not done:
            git("reset", "--soft", head)
            git("reset", "--quiet", "--", *own)
            raise self.left_to_people(
                remote, f"What {remote.name} has does not come in: {done.reason}"
            )
        return replace(self, paths=own or self.paths, message=message)


def _is_out_of_reach(address: str) -> bool:
    """Tell whether the host of a remote takes longer to be called than anybody in a hurry waits.

    Whatever fails at once is left to git, and to its words.
    """

    def call() -> None:
        with contextlib.suppress(OSError):
            if place := _place_of(address):
                socket.create_connection(place).close()

    calling = Thread(target=call, daemon=True)  # a name that is looked up cannot be interrupted
    calling.start()
    calling.join(REACH)
    return calling.is_alive()


def _place_of(address: str) -> tuple[str, int] | None:
    """Return host and port; ``None`` where they are on this machine, or for a proxy to call."""
    short = re.match(r"([^/:]+):(?!//)", address)  # user@host:path
    parts = urlsplit(f"ssh://{short[1]}" if short else address)
    if parts.scheme not in PORTS or not parts.hostname or any(map(os.environ.get, PROXIES)):
        return None
    if parts.scheme != "ssh":
        return parts.hostname, parts.port or PORTS[parts.scheme]
    words = ["ssh", "-G", "--", parts.hostname]  # its own settings may know another name
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - a list of words, no shell
    known = dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)
    if done.returncode or {"proxycommand", "proxyjump"} & known.keys():
        return None
    return known["hostname"], parts.port or int(known["port"])
