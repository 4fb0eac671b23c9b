"""From a commit to where everybody has it: what others did comes in first, then it goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from statusgen.repository.checkout import LITERAL, Checkout
from statusgen.repository.destination import Remote, destination
from statusgen.repository.git import Answer, Git, RepositoryError, explained

__all__ = ["Merge", "ahead", "bring_in", "fetch", "find_remote", "push"]

OUTRUN: Final = ("[rejected]", "incorrect old value", "failed to update ref", "cannot lock ref")
"""What a push says when the branch has moved: before it began, or while it went on."""

NO_BRANCH: Final = "couldn't find remote ref"
"""What a fetch says of a branch that is not there yet."""

Merge = Callable[[bytes, bytes, bytes], tuple[bytes, str] | None]
"""Takes a file as it was, as it is here and as it is there; gives it whole, and what to say of it.

``None``: people have to look.
"""

Contradiction = Callable[[bytes, bytes, bytes], tuple[str, str] | None]
"""Takes the same; gives the words with which one ends what the other goes on with, and these."""


def find_remote(checkout: Checkout, branch: str) -> Remote:
    """Return where a branch is tied to, else the only remote there is."""
    if found := destination(checkout.git, branch):
        return found
    names = checkout.git("remote").output.split()
    if names:
        raise explained(
            checkout.path,
            "no-remote",
            f"The branch {branch} is tied to none of the remotes {', '.join(names)}",
            "Tie it to one, which pushes it as well: "
            f"{checkout.typed(('git', 'push', '-u', names[0], branch))}.",
        )
    raise explained(
        checkout.path,
        "no-remote",
        "The repository has no remote to push to",
        "Add that of your forge: "
        f"{checkout.typed(('git', 'remote', 'add', 'origin', 'URL'))}; then {checkout.by_hand}.",
    )


STASH_KEPT: Final = "Applying autostash resulted in conflicts."
"""What git says (in English, as it is asked to) where other changes did not fit any more."""


def fetch(checkout: Checkout, remote: Remote) -> bool:
    """Ask for what the remote has; return whether that is more than is here."""
    git = checkout.git
    theirs = remote.ref
    # By its name: what is fetched without may leave it out, as in a clone of another branch alone.
    fetched = git("fetch", "--quiet", remote.name, f"+refs/heads/{remote.branch}:{theirs}")
    is_new = NO_BRANCH in fetched.words
    if not fetched and not is_new:
        raise _unreachable(checkout, remote, fetched)
    return not (is_new or git("merge-base", "--is-ancestor", theirs, "HEAD"))


def bring_in(
    checkout: Checkout,
    remote: Remote,
    merge: Merge = lambda *_: None,
    contradiction: Contradiction = lambda *_: None,
) -> tuple[str, ...]:
    """Put the own commits behind what was fetched, and return what else to know.

    ``merge`` is asked for a text that two people changed at one place, and ``contradiction`` for
    each that both changed; where people have to look, everything is as it was. Nobody else may
    write meanwhile: git sets other changes aside.
    """
    git = checkout.git
    for versions in _changed_by_both(checkout, remote):
        if found := contradiction(*versions):
            raise _contradicted(checkout, remote, *found)
    both: dict[str, str] = {}
    try:
        done = git("rebase", "--autostash", remote.ref)
        while not done and (merged := _merged(checkout, merge)):  # one own commit after the other
            both |= merged
            done = git("rebase", "--continue")
        files = () if done else checkout.unmerged()
    except BaseException:  # an interruption, too, leaves the branch as it was
        _abort(git)
        raise
    if not done:
        _abort(git)
        raise _conflict(checkout, remote, done, files)
    notes = [
        f"Somebody else wrote in {path} as well. Both texts stand; look at it. {more}".rstrip()
        for path, more in both.items()
    ]
    # A line of git's own: a subject or a hook may have these words as well.
    if STASH_KEPT in done.words.splitlines():
        _set_aside(checkout)
        notes.append(
            "Your other changes fit no longer, and are kept: `git stash pop` brings them back."
        )
    return tuple(notes)


def _abort(git: Git) -> None:
    """Leave a rebase; one that was broken off before it began has set other changes aside alone."""
    if not git("rebase", "--abort") and git("rebase", "--quit"):
        git("stash", "pop")


def _set_aside(checkout: Checkout) -> None:
    """Take away what git left of other changes that fit no more; the stash has the whole of them.

    What somebody changed since stays.
    """
    git = Git(folder=Path(checkout.git("rev-parse", "--show-toplevel").output))
    stash = "stash@{0}"
    changed = git("diff", "--name-only", "-z", f"{stash}^", stash).names
    known = git(*LITERAL, "ls-files", "--cached", "--with-tree=HEAD", "-z", "--", *changed).names
    git(*LITERAL, "restore", "--source=HEAD", "--staged", "--worktree", "--", *known)


def _changed_by_both(checkout: Checkout, remote: Remote) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield the texts that both changed: as they were, as they are here and as they are there."""
    git = checkout.git
    base = git("merge-base", "HEAD", remote.ref).output
    words = ("diff", "--name-only", "--relative", "--no-renames", "-z", base)
    ours, theirs = ({*git(*words, side, "--", "*.md").names} for side in ("HEAD", remote.ref))
    for path in sorted(ours & theirs):
        was, here, there = (
            git("show", f"{side}:./{path}").data for side in (base, "HEAD", remote.ref)
        )
        yield was, here, there


def _merged(checkout: Checkout, merge: Merge) -> dict[str, str]:
    """Merge the texts that are in conflict, if nothing else is; say of each what there is."""
    git = checkout.git
    paths = git("diff", "--name-only", "--relative", "-z", "--diff-filter=U").names
    if not all(path.endswith(".md") for path in paths):
        return {}
    both = {}
    for path in paths:
        # While the own commits are put behind theirs, stage 2 is theirs and stage 3 is the own.
        base, theirs, mine = (git("show", f":{stage}:./{path}") for stage in (1, 2, 3))
        found = merge(base.data, mine.data, theirs.data) if base and theirs and mine else None
        if found is None:
            return {}
        text, both[path] = found
        (checkout.folder / path).write_bytes(text)
        git("add", "--", path)
    return both


def ahead(checkout: Checkout, remote: Remote) -> int:
    """Return how many commits a push takes along that the remote did not have; 0 if unknown."""
    return int(checkout.git("rev-list", "--count", f"{remote.ref}..HEAD").output or 0)


def push(checkout: Checkout, remote: Remote) -> str:
    """Push the branch; return why not, where somebody else was faster and it has to come in."""
    tie = () if remote.known else ("--set-upstream",)
    target = f"HEAD:refs/heads/{remote.branch}"
    done = checkout.git("push", "--porcelain", *tie, remote.name, target)
    if done:
        return ""
    if any(sign in done.output for sign in OUTRUN):
        return done.reason
    if "failed to push some refs" in done.words:
        raise explained(
            checkout.path,
            "push-refused",
            f"{remote.name} did not take the commit: {done.reason}",
            f"The commit is kept here. Put right what is said there; then {checkout.by_hand}.",
        )
    raise _unreachable(checkout, remote, done)


def _unreachable(checkout: Checkout, remote: Remote, answer: Answer) -> RepositoryError:
    return explained(
        checkout.path,
        "remote-unreachable",
        f"git cannot reach {remote.name}: {answer.reason}",
        "The commit is kept here. See to the network, the address (`git remote -v`) and your "
        f"rights; then {checkout.by_hand}.",
    )


def _conflict(
    checkout: Checkout, remote: Remote, answer: Answer, files: tuple[str, ...]
) -> RepositoryError:
    """Say which files two people changed; without one, why git did not even begin."""
    if not files:
        return explained(
            checkout.path,
            "pull-failed",
            f"What {remote.name} has does not come in: {answer.reason}",
            f"The commit is kept here. Put right what is said there; then {checkout.by_hand}.",
        )
    return explained(
        checkout.path,
        "pull-conflict",
        f"Somebody else has changed the same place of {', '.join(files)}",
        "The commit is kept here, and nothing was pushed. "
        f"{checkout.typed(remote.pull)} shows both texts in the file: keep what is right, then "
        f"`git add` it and `git rebase --continue`. {checkout.by_hand} publishes it.",
    )


def _contradicted(checkout: Checkout, remote: Remote, end: str, after: str) -> RepositoryError:
    """Say that one of two ends what the other goes on with, and what to do in either case."""
    others = ahead(checkout, remote) - 1
    also = f", and {others} more that only this branch has" if others else ""
    drop = checkout.typed(("git", "reset", "--keep", f"{remote.name}/{remote.branch}"))
    return explained(
        checkout.path,
        "pull-conflict",
        f"Of you and somebody else, one ends it (`{end}`), and one goes on (`{after}`)",
        "The commit is kept here, and nothing was pushed. "
        f"If theirs holds, {drop} drops your commit{also}. If both do, "
        f"{checkout.typed(remote.pull)} brings theirs in; where it shows both texts, keep both, "
        f"then `git add` the file and `git rebase --continue`. {checkout.by_hand} publishes it.",
    )
