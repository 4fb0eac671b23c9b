"""What a deployed site should answer, and what its answers show.

Nothing here uses the network: a response goes in, findings come out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

_GENERATED: Final = re.compile(rb'"generated_at":\s*"([^"]+)"')
_AGE: Final = re.compile(r"(?:s-maxage|max-age)=(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a host answered."""

    url: str
    """The address after all redirects."""
    status: int = 0
    """The HTTP status; 0 without an answer."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By their names in lower case."""
    body: bytes = field(default=b"", repr=False)
    """Not compressed any more."""
    reason: str = ""
    """Why there is no answer."""

    @property
    def outcome(self) -> str:
        """What came back, for a message: ``answers 502``."""
        return f"answers {self.status}" if self.status else f"does not answer: {self.reason}"

    @property
    def kept(self) -> int | None:
        """For how many seconds caches may keep it; ``None`` if the host does not say."""
        control = self.headers.get("cache-control", "")
        if re.search(r"no-cache|no-store", control):
            return 0
        return max(map(int, _AGE.findall(control)), default=None)

    @property
    def generated(self) -> datetime | None:
        """When the site was built, if this is its widget.json."""
        found = _GENERATED.search(self.body)
        try:
            at = datetime.fromisoformat(found[1].decode()) if found else None
        except ValueError:
            at = None
        return at if at and at.tzinfo else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an address must answer once the site shows what was pushed."""

    address: str
    texts: tuple[str, ...] = ()
    """All must be in the body."""
    is_gone: bool = False
    """Whether it must be missing."""
    since: datetime | None = None
    """The earliest time of the build, for widget.json."""


def lacking(expected: Expected, response: Response) -> str:
    """Return why a response is not the expected one yet; empty if it is."""
    if expected.is_gone:
        gone = response.status in {404, 410}
        return "" if gone else "is still there" if response.status else response.outcome
    if response.status != 200:  # noqa: PLR2004 - OK
        return response.outcome
    if expected.since:
        built = response.generated
        return "" if built and built >= expected.since else "is from an earlier build"
    text = response.body.decode(errors="replace")
    return "" if all(each in text for each in expected.texts) else "does not have it yet"
