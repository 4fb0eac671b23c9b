"""The ledger of what was announced: a file in the commits of a ref of its own.

Everything up to a revision and an instant was told, and so was what the ledger lists since. It
holds hashes and no names. Where there is a remote, each change is pushed before it counts. The push
only fast-forwards, so of two runs at once, one fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote

from statusgen.git import Git

FILE: Final = "ledger.json"
FORMAT: Final = 1

CLAIM: Final = timedelta(minutes=15)
"""How long a run may go on without a word. After that, it was killed."""

KEPT: Final = timedelta(days=30)
"""How long the ledger lists what was sent."""

SUBJECT: Final = "Note what was announced"


class AnnouncingError(Exception):
    """Nothing more can be announced; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What was announced."""

    revision: str = ""
    """Everything in this commit was told; empty if the ledger is damaged."""
    at: datetime
    """Everything that the clock did until then was told."""
    sent: Mapping[str, datetime] = field(default_factory=dict)
    """The digest of each message that went out since, and of what it was about, with the time."""
    busy: datetime | None = None
    """When the run that is sending now last wrote here."""

    def told(self, keys: Iterable[str], now: datetime) -> Ledger:
        """Return the ledger with these keys sent now."""
        return replace(self, sent={**self.sent, **dict.fromkeys(keys, now)})

    def advanced(self, revision: str, now: datetime) -> Ledger:
        """Return the ledger after a run that left nothing unsent."""
        sent = {each: at for each, at in self.sent.items() if now - at < KEPT}
        return replace(self, revision=revision, at=now, sent=sent)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRef:
    """Where the ledger of a project is."""

    git: Git
    remote: str
    """Empty without one."""
    ref: str

    def read(self) -> tuple[Ledger | None, str]:
        """Return the ledger, if there is one, and its commit.

        Raise :class:`AnnouncingError` if the remote cannot be reached.
        """
        if self.remote:
            every = "+refs/statusgen/*:refs/statusgen/*"  # a pattern may match nothing
            done = self.git("fetch", "--quiet", "--no-tags", self.remote, every)
            if not done:
                reason = f"git cannot reach {self.remote}: {done.reason}"
                raise AnnouncingError(reason)
        tip = self.git("rev-parse", "--verify", "--quiet", self.ref).output
        if not tip:
            return None, tip
        written = datetime.fromisoformat(self.git("show", "-s", "--format=%cI", tip).output)
        ledger = _parse(self.git("show", f"{tip}:{FILE}").data) or Ledger(at=written)
        if self.remote and ledger.revision and not self.git("cat-file", "-e", ledger.revision):
            self.git("fetch", "--quiet", "--no-tags", self.remote, ledger.revision)
        return ledger, tip

    def write(self, ledger: Ledger, tip: str) -> str:
        """Replace the ledger of the commit ``tip``, and return the new commit.

        Raise :class:`AnnouncingError` if another run was faster, or the remote refuses it.
        """
        known = {
            "format": FORMAT,
            "revision": ledger.revision,
            "at": ledger.at.isoformat(),
            "busy": ledger.busy and ledger.busy.isoformat(),
            "sent": {digest: at.isoformat() for digest, at in ledger.sent.items()},
        }
        text = json.dumps(known, indent=1)
        lines = (
            f"commit {self.ref}",
            "committer statusgen <statusgen@localhost> now",
            f"data {len(SUBJECT)}",
            SUBJECT,
            *([f"from {tip}"] if tip else []),
            "deleteall",
            f"M 100644 inline {FILE}",
            f"data {len(text)}",
            text,
        )
        words = ("fast-import", "--quiet", "--date-format=now")
        done = self.git(*words, given="\n".join(lines).encode())
        if done and self.remote:
            done = self.git("push", "--quiet", "--no-verify", self.remote, f"{self.ref}:{self.ref}")
        if not done:
            reason = "Another run has just changed the ledger, or it may not be written"
            raise AnnouncingError(reason)
        return self.git("rev-parse", self.ref).output


def ledger_of(folder: Path) -> LedgerRef:
    """Return where the ledger of a project is. Two projects in a repository have one each."""
    git = Git(folder=folder)
    remotes = git("remote").output.split()
    prefix = quote(git("rev-parse", "--show-prefix").output)
    remote = "origin" if "origin" in remotes else next(iter(remotes), "")
    return LedgerRef(git=git, remote=remote, ref=f"refs/statusgen/{prefix}announced")


def _parse(data: bytes) -> Ledger | None:
    """Return the ledger in a file; ``None`` if it is damaged, or of a later format."""
    try:
        value = json.loads(data)
        busy, sent = value["busy"], value["sent"]
        return (
            Ledger(
                revision=value["revision"],
                at=_instant(value["at"]),
                sent={digest: _instant(at) for digest, at in sent.items()},
                busy=busy and _instant(busy),
            )
            if value["format"] == FORMAT
            else None
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
