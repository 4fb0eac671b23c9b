"""What is done to the elements that Markdown made before they stand on a page of ours."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import Element

from markdown.util import AMP_SUBSTITUTE

Address = Callable[[str], str]
"""From an address on this site to what stands in an ``href``."""

HEADINGS: Final = tuple(f"h{level}" for level in range(1, 7))

_ELSEWHERE = re.compile(r"(?:https?://[^\s/?#]|mailto:\S|tel:\S)", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]')
"""Of ASCII, what RFC 3986 has no place for; browsers bear it, validators do not."""


def target_of(element: Element) -> str:
    """Return where a link or image leads, its entities read as a browser would; else ""."""
    written = element.get("src" if element.tag == "img" else "href", "")
    return html.unescape(written.replace(AMP_SUBSTITUTE, "&")).strip()


def _encode(url: str) -> str:
    return _UNSAFE.sub(lambda sign: f"%{ord(sign[0]):02X}", url)


def settle_links(root: Element, targets: dict[str, str], address: Address) -> None:
    """Lead links and images where they may lead; an image from elsewhere becomes a link.

    What may lead nowhere becomes text, and so does a link within a link.
    """
    stack = [(root, False)]
    while stack:
        element, in_link = stack.pop()
        if element.tag in {"a", "img"}:
            target = target_of(element)
            place = targets.get(target)
            if element.tag == "img" and place is not None:
                element.set("src", address(place))
                element.set("loading", "lazy")
            else:
                if element.tag == "img":
                    element.text = element.get("alt") or target
                element.attrib.clear()
                element.tag = "span"
                if not in_link and (place is not None or _ELSEWHERE.match(target)):
                    element.tag = "a"
                    element.set("href", _encode(target) if place is None else address(place))
        stack.extend((child, in_link or element.tag == "a") for child in element)


def shift_headings(root: Element, top: int) -> None:
    """Give each heading the level of its place in the outline, so that none is left out."""
    around: list[int] = []
    for element in root.iter():
        if element.tag in HEADINGS:
            level = HEADINGS.index(element.tag)
            while around and around[-1] >= level:
                around.pop()
            element.tag = HEADINGS[min(top - 1 + len(around), 5)]
            around.append(level)


def align_by_class(root: Element) -> None:
    """Name the alignment of cells; the policy of our pages forbids styles in elements."""
    for cell in root.iter():
        if side := cell.attrib.pop("align", None):
            cell.set("class", f"align-{side}")


def let_direct(root: Element) -> None:
    """Let each block's own text tell its direction.

    Of blocks within each other only the outer one is asked, since a browser does not look into
    a block that is asked itself.
    """
    for parent in root.iter():
        is_asked = parent.tag in {"li", "blockquote"}
        for block in parent:
            if block.tag == "p":
                asks = not is_asked
            elif block.tag in {"li", "blockquote"}:
                asks = bool((block.text or "").strip()) or block.find("p") is not None
            else:
                asks = block.tag in {"th", "td", *HEADINGS}
            if asks:
                block.set("dir", "auto")
