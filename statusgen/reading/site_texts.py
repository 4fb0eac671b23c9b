"""What readers see of site.yml: its words, and the addresses that pages lead to.

Team, channels, cadence and advice are the team's own, and no page shows them.
"""

from __future__ import annotations

from collections.abc import Iterator

from statusgen.model import Text
from statusgen.source.text import Mapping, Node, Scalar, Sequence, Source

__all__ = ["texts_of_site"]


def texts_of_site(front: Mapping, source: Source, *, show_source: bool) -> tuple[Text, ...]:
    """Return each value that is published, with the line on which it begins.

    ``show_source`` tells whether pages lead to the repository.
    """
    own = ("title", "description", "websub", *(("repository",) if show_source else ()))
    nodes = [front.get(key) for key in own]
    for key in ("links", "subscribe"):
        nodes += _values(front.get(key), "label", "url")
    nodes += _values(front.get("components"), "name", "description")
    for each in _mappings(front.get("components")):
        nodes += _values(each.get("components"), "name", "description")
    return tuple(
        Text(markdown=node.text, path=source.path, line=node.span.line)
        for node in nodes
        if isinstance(node, Scalar)
    )


def _values(listed: Node | None, *keys: str) -> Iterator[Node | None]:
    """Yield the values of these keys of each item."""
    return (each.get(key) for each in _mappings(listed) for key in keys)


def _mappings(listed: Node | None) -> Iterator[Mapping]:
    items = listed.items if isinstance(listed, Sequence) else ()
    return (each for each in items if isinstance(each, Mapping))
