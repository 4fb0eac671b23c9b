"""Authors' Markdown as safe HTML and as plain text, made with Python-Markdown.

The HTML is safe whatever the author typed: raw HTML is shown as text, a link goes to http, https,
mail, telephone or a resolved page, and nh3 removes everything that is not on a short list. The
content format describes the rules ("Text").

Python-Markdown needs a blank line before a list and four spaces for each level of nesting, and it
does not know code fences. So :func:`read_blocks` reads the lines as CommonMark does, and
:class:`~statusgen.markup.inline.Parts` what is inside them. Python-Markdown reads tables and
emphasis, and puts the elements together.

Loading Python-Markdown takes as long as loading everything else that an author's command needs, so
import this module only where it is needed.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

import nh3
from markdown import Markdown
from markdown.extensions.tables import TableProcessor
from markdown.util import AtomicString

from statusgen.markup import SCHEMES
from statusgen.markup.inline import Parts, simple_line
from statusgen.markup.plain import SPACE, clean, plain
from statusgen.memo import Results
from statusgen.model import Text

Address = Callable[[str], str]
"""Turns an address on this site into an ``href``."""

HEADINGS: Final = tuple(f"h{level}" for level in range(1, 7))

_NESTED: Final = {"ul", "ol", "li", "pre", "blockquote", "table", "hr", *HEADINGS}

_ALLOWED: Final = {
    **{tag: {"dir"} for tag in ("p", "li", "blockquote", "th", "td", *HEADINGS[1:])},
    **{tag: set[str]() for tag in ("ul", "pre", "code", "strong", "em", "del", "hr", "br")},
    **{tag: set[str]() for tag in ("table", "thead", "tbody", "tr")},
    "ol": {"start"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading"},
}
"""The allowed elements with their attributes. Table cells also have a class for alignment."""

_ALIGNMENTS: Final = {"align-left", "align-center", "align-right"}
_CLEANER: Final = nh3.Cleaner(
    tags=set(_ALLOWED),
    attributes=_ALLOWED,
    allowed_classes={"th": _ALIGNMENTS, "td": _ALIGNMENTS},
    url_schemes=set(SCHEMES),
    link_rel=None,
)

_EMPTY = re.compile(r"<p(?: dir=\"auto\")?>\s*</p>\n?")
"""A paragraph of link definitions or comments."""

_PARTS_HERE: Final = (
    *("backtick", "escape", "reference", "link", "image_link", "image_reference"),
    *("short_reference", "short_image_ref", "autolink", "automail", "linebreak", "html", "entity"),
)
"""The inline patterns of Python-Markdown whose work :class:`Parts` does."""

_ELSEWHERE = re.compile(r"(?:https?://[^\s/?#]|mailto:\S|tel:\S)", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]')
"""The ASCII signs that RFC 3986 does not allow. Browsers accept them, validators do not."""


class Converter:
    """Converts Markdown. It is expensive to make, and not for two threads."""

    def __init__(self) -> None:
        """Set up Python-Markdown."""
        self._markdown = Markdown(
            # Python-Markdown 3.11 swallows a letter of `5*x **note*, then`; betterem does not.
            extensions=["pymdownx.betterem", "pymdownx.tilde"],
            extension_configs={"pymdownx.tilde": {"subscript": False}},
        )
        self._blocks: dict[tuple[str, int], str] = {}
        """The HTML of texts, by the level of their headings; 0 for texts without headings.

        Only if it is the same in every place: pages and feeds share it.
        """
        self._lines: Results[str, str] = Results(
            lambda line: self._line_to_html(Text(markdown=line), str)
        )
        """The HTML of lines without links to this site."""
        self._excerpts = Results(self._excerpt)
        self._table = _Table(self._markdown.parser, {"use_align_attribute": True})
        for name in _PARTS_HERE:
            self._markdown.inlinePatterns.deregister(name)

    def to_html(self, text: Text, *, address: Address, heading_level: int) -> str:
        """Return the text as safe HTML, with headings from ``heading_level`` (2 to 6) on."""
        if text.targets:
            return self._blocks_to_html(text, address, heading_level)
        for level in (0, heading_level):
            if found := self._blocks.get((text.markdown, level)):
                return found
        made = simple_html(text.markdown, heading_level)
        made = made or self._blocks_to_html(text, address, heading_level)
        self._blocks[text.markdown, heading_level if "<h" in made else 0] = made
        return made

    def _blocks_to_html(self, text: Text, address: Address, heading_level: int) -> str:
        root = self.tree(clean(text.markdown))
        resolve_links(root, dict(text.targets), address)
        shift_headings(root, heading_level)
        for cell in root.iter():
            # The pages' Content-Security-Policy forbids inline styles.
            if side := cell.attrib.pop("align", None):
                cell.set("class", f"align-{side}")
        set_direction(root)
        return self.safe(root)

    def to_inline_html(self, text: Text, *, address: Address) -> str:
        """Return one line of Markdown as safe HTML, without a block element."""
        return self._line_to_html(text, address) if text.targets else self._lines[text.markdown]

    def _line_to_html(self, text: Text, address: Address) -> str:
        line = SPACE.sub(" ", clean(text.markdown)).strip()
        if not text.targets and (made := simple_line(line)):
            return made
        root = Element("div")
        SubElement(root, "span").text = line
        self._markdown.reset()
        self._read_inline(root)
        resolve_links(root, dict(text.targets), address)
        return self.safe(root)

    def to_plain(self, text: Text, *, address: Address) -> str:
        """Return the text as plain text, with links as ``text (address)``."""
        return plain(self.to_html(text, address=address, heading_level=2))

    def summary(self, text: Text, limit: int) -> str:
        """Return the text on one line of at most ``limit`` characters, cut between words."""
        return _on_one_line(self.to_html(text, address=str, heading_level=2), limit)

    def excerpt(self, text: Text, limit: int) -> str:
        """Return a summary of the paragraphs; without paragraphs, a summary of the whole text.

        Headings, lists and tables would run into each other on one line.
        """
        return self._excerpts[text, limit]

    def _excerpt(self, known: tuple[Text, int]) -> str:
        text, limit = known
        root = self.tree(clean(text.markdown))
        resolve_links(root, dict(text.targets), str)
        root[:] = root.findall("p")
        return _on_one_line(self.safe(root), limit) or self.summary(text, limit)

    def tree(self, markdown: str) -> Element:
        """Return the text as HTML elements, with links and headings as written."""
        self._markdown.reset()
        root = read_blocks(markdown, self._table)
        self._read_inline(root)
        return root

    def targets(self, markdown: str) -> Iterator[tuple[str, bool]]:
        """Yield the target of each link or image, and whether it is an image."""
        for element in self.tree(markdown).iter():
            yield target_of(element), element.tag == "img"

    def safe(self, root: Element) -> str:
        """Return the elements as safe HTML, without ``div`` and ``span``, which are not allowed."""
        safe = _CLEANER.clean(tostring(root, encoding="unicode", method="html"))
        return _EMPTY.sub("", safe).strip()

    def _read_inline(self, root: Element) -> None:
        parts = Parts()
        blocks = [
            block
            for block in root.iter()
            if block.text and not isinstance(block.text, AtomicString)
        ]
        for block in blocks:
            if block.tag in {"p", "li"}:
                block.text = parts.define(block.text or "")
        for block in blocks:
            block.text = parts.read(block.text or "")
        links = SubElement(root, "div")
        links.extend(parts.spans)
        if any(sign in (block.text or "") for block in root.iter() for sign in "*_~"):
            self._read_emphasis(root)
        else:
            self._markdown.treeprocessors["prettify"].run(root)  # puts lines between blocks
        root.remove(links)
        parts.put_back(root)

    def _read_emphasis(self, root: Element) -> None:
        written = {block: block.text for block in root.iter()}
        for processor in self._markdown.treeprocessors:
            processor.run(root)
        for block, text in written.items():
            # A block inside it has its own text, and no text follows a block.
            inline = [child for child in block if child not in written]
            shown = (part for child in inline for part in (*child.itertext(), child.tail))
            if _letters(block.text, *shown) != _letters(text):
                block[:] = [child for child in block if child in written]
                block.text = text


class _Table(TableProcessor):
    r"""Reads ``\|`` as a sign of its cell, also in code."""

    def _split_row(self, row: str) -> list[str]:
        split = super()._split_row(row)  # type: ignore[misc] # types-markdown lacks it
        return [cell.replace("\\|", "|") for cell in split]


def _letters(*parts: str | None) -> str:
    """Return a text without emphasis, which betterem 12 breaks at times, as in `***_*_ *`c`*`."""
    return re.sub(r"[\s*_~]", "", "".join(filter(None, parts)))


def target_of(element: Element) -> str:
    """Return the target of a link or image; "" for other elements."""
    return element.get("src" if element.tag == "img" else "href", "").strip()


def resolve_links(root: Element, targets: dict[str, str], address: Address) -> None:
    """Resolve the targets of links and images. An image on another host becomes a link.

    A link to nowhere becomes text, and so does a link inside a link.
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
                element.text = ""
            else:
                if element.tag == "img":
                    element.text = element.get("alt") or target
                element.attrib = {"title": title} if (title := element.get("title")) else {}
                element.tag = "span"
                if not in_link and (place is not None or _ELSEWHERE.match(target)):
                    element.tag = "a"
                    encoded = _UNSAFE.sub(lambda sign: f"%{ord(sign[0]):02X}", target)
                    element.set("href", address(place) if place is not None else encoded)
        stack.extend((child, in_link or element.tag == "a") for child in element)


def shift_headings(root: Element, top: int) -> None:
    """Give each heading the level of its place in the outline, without gaps."""
    around: list[int] = []
    for element in root.iter():
        if element.tag in HEADINGS:
            level = HEADINGS.index(element.tag)
            while around and around[-1] >= level:
                around.pop()
            element.tag = HEADINGS[min(top - 1 + len(around), 5)]
            around.append(level)


def set_direction(root: Element) -> None:
    """Let the text of each block decide its direction.

    Of nested blocks, only the outer one gets the attribute: a browser does not look into a block
    that has its own.
    """
    for parent in root.iter():
        is_inside = parent.tag in {"li", "blockquote"}
        for block in parent:
            if block.tag in {"li", "blockquote"}:
                has_text = (block.text or "").strip() or block.find("p") is not None
                has_direction = bool(has_text) or next(iter(block), block).tag not in _NESTED
            else:
                has_direction = block.tag in {"th", "td", *HEADINGS} or (
                    block.tag == "p" and not is_inside
                )
            if has_direction:
                block.set("dir", "auto")


def _on_one_line(safe: str, limit: int) -> str:
    line = SPACE.sub(" ", plain(safe, addresses=False))
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    return f"{head[: head.rfind(' ')] if ' ' in head else head}…"


_LINE: Final = r"(?![0-9]+[.)]|\*\s)[\w\"'“«(*`\[<][^\n]*(?<!\s)"
_BLOCK: Final = re.compile(
    rf"(?P<h>#{{1,6}} {_LINE})|(?P<ul>- {_LINE}(?:\n- {_LINE})*)"
    rf"|(?P<ol>1\. {_LINE}(?:\n[0-9]{{1,9}}\. {_LINE})*)|(?P<p>{_LINE}(?:\n{_LINE})*)"
)
_MARKER: Final = re.compile(r"^(?:#+|-|[0-9]+\.) ", re.MULTILINE)
_LISTS: Final = {"ul", "ol"}


def simple_html(markdown: str, heading_level: int) -> str:
    """Return a text as HTML without the engine, or "" if it is not simple.

    It is simple if it has only paragraphs, flat lists and headings of one level, and if each is
    simple (see :func:`~statusgen.markup.inline.simple_line`).
    """
    made: list[str] = []
    levels: set[int] = set()
    last = ""
    for block in markdown.split("\n\n"):
        found = _BLOCK.fullmatch(block)
        html = simple_line(_MARKER.sub("", block)) if found else ""
        tag = found.lastgroup or "" if found else ""
        if tag == "h":
            tag = f"h{heading_level}"
            levels.add(block.index(" "))
        # Two lists in a row may be one, and headings of two levels depend on each other.
        if not html or {tag, last} <= _LISTS or len(levels) > 1:
            return ""
        if tag in _LISTS:
            items = html.replace("\n", '</li>\n<li dir="auto">')
            made.append(f'<{tag}>\n<li dir="auto">{items}</li>\n</{tag}>')
        else:
            made.append(f'<{tag} dir="auto">{html}</{tag}>')
        last = tag
    return "\n".join(made)


DEEPEST: Final = 12
"""The most lists and quotations inside each other. Deeper ones are text."""

CODE_INDENT: Final = 4
"""The indentation of a code block, and the width of a tab."""

_LOOSE: Final = "loose"
"""Marks an item with a blank line. The sanitiser drops the attribute."""

_TASK = re.compile(r"\A\[([ xX])\] +(?=\S)")
_UNDERLINE = re.compile(r"(?:-+|=+) *$")
_FENCE = r"(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})"
_HEADING = r"(?P<heading>(?P<signs>#{1,6})(?: (?P<title>.*)|$))"
_RULE = r"(?P<rule>(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$)"
_QUOTATION = r"(?P<quotation>>)"
_ITEM = r"(?P<item>(?P<marker>[-+*]|(?P<number>[0-9]{1,9})[.)])(?P<spaces> +|$)(?P<rest>.*))"
_SURE_ITEM = r"(?P<item>(?P<marker>[-+*]|(?P<number>1)[.)])(?P<spaces> +)(?P<rest>\S.*))"
_TABLE = r"(?P<table>(?![-:| ]+\n)[^|\n]*\|.*\n(?=.*\|)\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$)"


def _any_of(*blocks: str) -> re.Pattern[str]:
    return re.compile("|".join(blocks), re.MULTILINE)


_IN_CODE = _any_of(_FENCE)
"""A fence counts at any depth: whoever writes one means one, and reading agrees."""
_UNNESTED = _any_of(_FENCE, _HEADING, _RULE, _TABLE)
_ANY = _any_of(_FENCE, _HEADING, _RULE, _QUOTATION, _ITEM, _TABLE)
_INTERRUPTING = _any_of(_FENCE, _HEADING, _RULE, _QUOTATION, _SURE_ITEM, _TABLE)
"""The blocks that may interrupt a paragraph."""


def read_blocks(markdown: str, table: TableProcessor) -> Element:
    """Return the blocks of a text. The text of paragraphs is still Markdown."""
    root = Element("div")
    _Reader(markdown.split("\n"), root).read()
    for parent in list(root.iter()):
        parent[:] = [block for child in parent for block in _finished(child, table)]
    for listing in root.iterfind(".//li/.."):
        is_loose = listing.find(f"li[@{_LOOSE}]") is not None
        for item in listing:
            if not is_loose and len(item) and item[0].tag == "p":
                item.text = item[0].text
                del item[0]
    return root


def _finished(block: Element, table: TableProcessor) -> Iterable[Element]:
    """Return a block, or the table that Python-Markdown makes of a paragraph."""
    made = Element("div")
    if block.tag != "p" or not table.test(made, text := block.text or ""):
        return (block,)
    table.run(made, [text])
    return made


class _Reader:
    """Turns lines into blocks below an element."""

    def __init__(self, lines: Iterable[str], root: Element, around: int = 0) -> None:
        self.lines = deque(lines)
        self.around = around
        """The number of lists and quotations around the element."""
        self.items = [(0, root)]
        """The root and the open items, each with the column where its content begins."""
        self.paragraph: Element | None = None
        """The paragraph that the next line may continue."""
        self.after_blank = False
        self.line = ""

    def read(self) -> None:
        while self.lines:
            self.line = self.lines.popleft()
            indent, text = _split(self.line)
            if text.strip():
                self._take(indent, text)
            else:
                self.paragraph, self.after_blank = None, True

    def _take(self, indent: int, text: str) -> None:
        items = [(column, item) for column, item in self.items if column <= indent]
        depth, last = indent - items[-1][0], items[-1][1][-1:]
        # Only text continues the paragraph of a quotation, or of an item that ends here.
        paragraph = next((p for p in last if p is self.paragraph and depth < CODE_INDENT), None)
        if depth >= CODE_INDENT:
            pattern = _IN_CODE
        elif self.around + len(self.items) > DEEPEST:
            pattern = _UNNESTED
        else:
            pattern = _INTERRUPTING if paragraph is not None else _ANY
        found = pattern.match(f"{text}\n{self.lines[0].strip() if self.lines else ''}")
        above = paragraph.text or "" if paragraph is not None else ""
        if paragraph is not None and "\n" not in above and _UNDERLINE.match(text):
            paragraph.tag = "h1" if text.startswith("=") else "h2"
            paragraph.text = above.strip()
            self.paragraph = None
        elif found is None and self.paragraph is not None:
            self.paragraph.text = f"{self.paragraph.text}\n{text}"
        else:
            self.items = items
            self._add(found, indent, text)

    def _add(self, found: re.Match[str] | None, indent: int, text: str) -> None:
        column = self.items[-1][0] + CODE_INDENT
        match found:
            case None if indent >= column:
                self._add_indented(column)
            case re.Match(lastgroup="fence"):
                self._add_fence(found["fence"], indent, text)
            case re.Match(lastgroup="heading"):
                self._begin(f"h{len(found['signs'])}", _title(found["title"] or ""))
            case re.Match(lastgroup="rule"):
                self._begin("hr")
            case re.Match(lastgroup="quotation"):
                self._add_quotation(text)
            case re.Match(lastgroup="item"):
                self._add_item(found, indent)
            case _:
                self.paragraph = self._begin("p", text)

    def _add_indented(self, column: int) -> None:
        code = self._until(
            bool(text.strip()) and indent < column for indent, text in map(_split, self.lines)
        )
        self._add_code(_outdent(line, column) for line in (self.line, *code))
        self.after_blank = bool(code) and not code[-1].strip()

    def _add_fence(self, fence: str, indent: int, text: str) -> None:
        closing = re.compile(rf"[ \t]*{fence}{fence[0]}*[ \t]*")
        code = self._until(closing.fullmatch(line) is not None for line in self.lines)
        if self.lines:
            self.lines.popleft()
        # One word names a language. More are a text that someone began next to the fence.
        words = text.removeprefix(fence).strip()
        first = [words] if " " in words else []
        self._add_code([*first, *(_outdent(line, indent) if indent else line for line in code)])

    def _add_code(self, lines: Iterable[str]) -> None:
        code = SubElement(self._begin("pre"), "code")
        code.text = AtomicString("\n".join(lines))

    def _add_quotation(self, text: str) -> None:
        columns = range(self.items[-1][0], self.items[-1][0] + CODE_INDENT)
        quoted = self._until(
            not text.startswith(">") or indent not in columns
            for indent, text in map(_split, self.lines)
        )
        around, last = self.around + len(self.items), self.items[-1][1][-1:]
        open_paragraph = self.paragraph if [each.tag for each in last] == ["blockquote"] else None
        lines = (_split(line)[1][1:].removeprefix(" ") for line in (text, *quoted))
        inner = _Reader(lines, self._begin("blockquote", join=not self.after_blank), around)
        inner.paragraph = open_paragraph
        inner.read()
        self.paragraph = inner.paragraph

    def _add_item(self, found: re.Match[str], indent: int) -> None:
        marker, number, spaces, rest = found.group("marker", "number", "spaces", "rest")
        after_blank = self.after_blank
        listing = self._begin("ol" if number else "ul", join=True)
        if not len(listing) and int(number or 1) != 1:
            listing.set("start", str(int(number)))
        item = SubElement(listing, "li", {_LOOSE: ""} if after_blank and len(listing) else {})
        width = len(spaces) if rest.strip() and len(spaces) <= CODE_INDENT else 1
        self.items.append((indent + len(marker) + width, item))
        if rest.strip():
            rest = _TASK.sub(lambda task: "☐ " if task[1] == " " else "☑ ", rest)
            self.lines.appendleft(" " * (indent + len(marker) + len(spaces)) + rest)

    def _begin(self, tag: str, text: str = "", *, join: bool = False) -> Element:
        """Return a new element; with ``join``, the last element if it has the same tag."""
        parent = self.items[-1][1]
        if self.after_blank and len(parent):
            parent.set(_LOOSE, "")
        self.paragraph, self.after_blank = None, False
        if join and len(parent) and parent[-1].tag == tag:
            return parent[-1]
        element = SubElement(parent, tag)
        element.text = text
        return element

    def _until(self, ends: Iterable[bool]) -> list[str]:
        """Take the lines before the first one for which ``ends`` is true."""
        count = next((row for row, is_end in enumerate(ends) if is_end), len(self.lines))
        return [self.lines.popleft() for _ in range(count)]


def _title(written: str) -> str:
    """Return the title of a heading, without the signs that may close it."""
    title = written.strip()
    opened = title.rstrip("#")
    return title if opened[-1:].strip() else opened.strip()


def _split(line: str) -> tuple[int, str]:
    """Return the indentation of a line, and its text."""
    line = line.rstrip("\t").expandtabs(CODE_INDENT)
    text = line.lstrip(" ")
    return len(line) - len(text), text


def _outdent(line: str, indent: int) -> str:
    text = line.lstrip(" \t")
    return " " * (_split(line)[0] - indent) + text
