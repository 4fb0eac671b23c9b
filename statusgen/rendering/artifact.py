"""A file of the output, declared before it is rendered.

An artifact is a path, a function and frozen values. It is rendered on demand, and colliding paths
are found before that. The values never include the clock, only facts that follow from it.
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
"""The origin of files for programs and of pages of components."""


class Stage(enum.IntEnum):
    """When an artifact is written: link targets before the pages that link to them."""

    ASSET = 0
    DATA = 1
    PAGE = 2
    INDEX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One file of the output, with the bytes ``render(kit, *values)``."""

    path: str
    """Relative to the output folder: ``incidents/x/index.html``."""
    stage: Stage
    render: Callable[..., bytes]
    """A module-level function that takes the kit and the values."""
    values: tuple[Any, ...] = ()
    """Frozen values."""
    origin: str = ""
    """The file that asks for it, for reports of collisions: ``content/incidents/x.md``."""

    def produce(self, kit: Kit) -> bytes:
        """Return the bytes of the file."""
        return self.render(kit, *self.values)


def data(path: str, render: Callable[..., bytes], *values: object) -> Artifact:
    """Declare a file for programs."""
    return Artifact(path=path, stage=Stage.DATA, render=render, values=values, origin=SITE_FILE)


def page_at(
    address: str, render: Callable[..., bytes], *values: object, origin: str = ""
) -> Artifact:
    """Declare the page at an address."""
    path = addresses.output_path(address)
    return Artifact(path=path, stage=Stage.PAGE, render=render, values=values, origin=origin)


def verbatim(kit: Kit, data: bytes) -> bytes:
    """Render bytes unchanged."""
    del kit
    return data


def copies(
    artifacts: Iterable[Artifact], redirects: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, Artifact]]:
    """Yield the paths of data at its old addresses, from ``redirects``, with its artifacts.

    Programs do not follow the page of a redirect. An old address without an extension gets the
    path of a folder's page, so that a host answers at ``feed`` and at ``feed/``.
    """
    known = {artifact.path.casefold(): artifact for artifact in artifacts}
    for source, target in redirects:
        if artifact := known.get(target.casefold()):
            is_file = bool(posixpath.splitext(source)[1])
            yield source if is_file else addresses.output_path(addresses.page(source)), artifact
