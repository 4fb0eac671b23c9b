"""An output, declared before it is produced.

An artifact is a path, a function and frozen values: it is rendered on demand, and collisions of
paths are found before the first byte. ``now`` is never among the values; what depends on the clock
is passed as a decided fact.
"""

from __future__ import annotations

import enum
import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from statusgen import addresses
from statusgen.rendering.kit import Kit

SITE_FILE: Final = "content/site.yml"
"""What asks for the files of programs, and for the pages of components."""


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
    """Frozen values."""
    origin: str = ""
    """What asked for it, for the report of a collision: ``content/incidents/x.md``."""

    def produce(self, kit: Kit) -> bytes:
        """Render it."""
        return self.render(kit, *self.values)


def data(path: str, render: Callable[..., bytes], *values: object) -> Artifact:
    """Declare a file that programs read."""
    return Artifact(path=path, stage=Stage.DATA, render=render, values=values, origin=SITE_FILE)


def page_at(
    address: str, render: Callable[..., bytes], *values: object, origin: str = ""
) -> Artifact:
    """Declare the page at an address."""
    path = addresses.output_path(address)
    return Artifact(path=path, stage=Stage.PAGE, render=render, values=values, origin=origin)


def verbatim(kit: Kit, data: bytes) -> bytes:
    """Render bytes as they are."""
    del kit
    return data


def copies(
    artifacts: Iterable[Artifact], redirects: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, Artifact]]:
    """Go through the old addresses of data, which ``redirects`` lead from: path, and what is there.

    Programs that read data follow no page. What had no name of a file stands where a folder's
    page would: a host answers with it at ``feed`` and at ``feed/``.
    """
    known = {artifact.path.casefold(): artifact for artifact in artifacts}
    for source, target in redirects:
        if artifact := known.get(target.casefold()):
            is_file = bool(posixpath.splitext(source)[1])
            yield source if is_file else addresses.output_path(addresses.page(source)), artifact
