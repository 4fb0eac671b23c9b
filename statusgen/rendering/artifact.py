"""An output, declared before it is produced.

An artifact is a path, a function and frozen values: it has a digest, travels to
another process, is rendered on demand, and collisions of paths are found before
the first byte. ``now`` is never among the values; what depends on the clock is
passed as a decided fact.
"""

from __future__ import annotations

import enum
import hashlib
import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from statusgen import addresses
from statusgen.rendering.kit import Kit


class Stage(enum.IntEnum):
    """When an artifact is written: who is linked to stands before who links."""

    ASSET = 0
    DATA = 1
    PAGE = 2
    INDEX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One file of the output. Its bytes are ``render(kit, *values)``."""

    path: str
    """In the output folder, with ``/``: ``incidents/x/index.html``."""
    stage: Stage
    render: Callable[..., bytes]
    """A module-level function of the kit and the values."""
    values: tuple[Any, ...] = ()
    """Frozen values whose ``repr`` tells them apart."""
    origin: str = ""
    """What asked for it, for the report of a collision: ``content/incidents/x.md``."""

    def digest(self, kit: Kit) -> str:
        """Return what identifies the bytes: equal digests, equal bytes."""
        text = f"{kit.digest}\n{self.render.__module__}.{self.render.__qualname__}\n{self.values!r}"
        return hashlib.sha256(text.encode()).hexdigest()

    def produce(self, kit: Kit) -> bytes:
        """Render it."""
        return self.render(kit, *self.values)


def copies(
    artifacts: Iterable[Artifact], redirects: Iterable[tuple[str, str]]
) -> Iterator[Artifact]:
    """Declare the same bytes at the old addresses of data, which ``redirects`` lead from.

    Programs that read data follow no page. What had no name of a file stands where a folder's
    page would: a host answers with it at ``feed`` and at ``feed/``.
    """
    known = {artifact.path.casefold(): artifact for artifact in artifacts}
    for source, target in redirects:
        if artifact := known.get(target.casefold()):
            is_file = bool(posixpath.splitext(source)[1])
            path = source if is_file else addresses.output_path(addresses.page(source))
            yield replace(artifact, path=path)
