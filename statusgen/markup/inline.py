"""What is inside lines of Markdown, except emphasis: code, addresses, links, images and signs.

Each has the precedence of CommonMark: code, addresses and HTML before links, and all before
emphasis. So each element is first replaced by a mark. Python-Markdown reads the emphasis between
these marks, and :meth:`Parts.put_back` puts the elements back. :func:`simple_line` does without.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element

from statusgen.markup.plain import ENTITY, ESCAPE, MARK, clean, unescaped

TAG: Final = (
    r"</?(?P<name>[a-z][a-z\d-]*)"
    r"(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*\s*/?>"
)
"""A tag of HTML, in any case."""

_TOKEN = re.compile(
    rf"""
    (?P<sign> {ESCAPE} | {ENTITY} )
    | (?P<line> (?: (?<![ ])[ ]{{2,}}+ | \\ )(?=\n) | <br\s*/?> )
    | (?P<code> (?P<ticks>`++) (?: (?P<verbatim>.+?) (?<!`)(?P=ticks)(?!`) )? )
    | < (?P<target> (?: (?:ht|f)tps?:// | mailto: | tel: ) [^\s<>]+ ) >
    | < (?P<mail> [^\s<>@\\]+ @ [a-z\d-]+ (?: \.[a-z\d-]+ )* ) >
    | (?P<comment> <!-- )
    | (?P<tag> {TAG} )
    | (?P<bare> (?<![a-z\d]) (?: (?:ht|f)tps?:// | www\. ) [^\W_]
        (?: {ESCAPE} | [-\w!"#$%&'()*+,./:;=?@\[\]^{{|}}~] )* )  # ends at full-width signs
    | (?P<bare_mail>
        (?<![-/+@a-z\d_]) (?<![-+a-z\d_]\.)            # not inside `a.a.a`, in quadratic time
        [-+a-z\d_] (?: [-a-z\d_+] | \.(?!\.) )* (?<!\.)
        @ [-a-z\d_]+\. (?: [-a-z\d_] | (?<!\.)\.(?!\.) )* [a-z] (?![a-z\d_@-]) )
    | (?P<open> !?\[ )
    | (?P<close> \] )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)

_TARGET = r"(?:<(?P<angle>(?:\\.|[^<>\\\n])*)>|(?P<plain>{}))"
_TITLE = r"""(?:\s+(?P<title>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\)))?"""
_PLAIN = r"(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))*\))*"
_SPACED = rf"[^\s()\\]*/(?:{_PLAIN[3:-2]}| +(?=[^\s\"'()]))*"
_INLINE_TARGET = re.compile(
    rf"\(\s*{_TARGET.format(f'(?!<)(?:{_PLAIN}|{_SPACED})')}{_TITLE}\s*\)", re.DOTALL
)
"""The target of a link. Unlike in CommonMark, a path may contain spaces."""

_LABEL = re.compile(r"\[((?:\\.|[^\[\]\\]){0,999})\]", re.DOTALL)

_LIKE_AN_ADDRESS = rf"(?:{MARK}\d+{MARK})?(?:#|(?:https?|mailto|tel):|[^\s<]*/|[^\s<]+\.md\b)\S*"
_DEFINITION = re.compile(
    r"^\[(?!\^|\s*\])(?P<label>(?:\\.|[^\[\]\\]){1,999})\]:[ \t]*\n?[ \t]*"
    rf"{_TARGET.format(_LIKE_AN_ADDRESS)}{_TITLE}[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
"""A link definition. Its target looks like an address, so `[EU]: recovered` is text."""

_PLACES = re.compile("([\ud800-\udbff][\udc00-\udff0])")
"""Two surrogates, which no file can contain. They stand for an element."""
_ROW: Final = 0xDFF1 - 0xDC00
_HIDDEN: Final = {ord(sign): chr(0xDFFF - at) for at, sign in enumerate("*_~")}
"""The surrogates for signs that are not emphasis."""
_SHOWN: Final = {ord(hidden): chr(sign) for sign, hidden in _HIDDEN.items()}

_SCHEME: Final = re.compile(r"\w+://|mailto:|tel:", re.IGNORECASE)


_SIGN: Final = r"[\w \xa0\u202f,.;:!?'\"’‘“”«»()/%+=$€£°–—…-]"  # noqa: RUF001 - signs of typography
_WORDS: Final = rf"[^\W_]{_SIGN}*(?<!\s)"
_HOST: Final = r"(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}"
_URL: Final = rf"https?://{_HOST}(?:[/?#][A-Za-z0-9_.:/?=#%+-]*[A-Za-z0-9/]|/)?"

_SIMPLE: Final = re.compile(
    r"(?<!`)`(?! )(?P<code>[\w !\"#$%'()*+,./:;=?@\[\]^{}~-]+)(?<! )`(?!`)"
    rf"|(?<![^\s(])(?:\*\*(?P<strong>{_WORDS})\*\*|\*(?P<em>{_WORDS})\*)(?=[\s.,;:!?)]|\Z)"
    rf"|(?<!!)\[(?P<text>{_WORDS})\]\((?P<target>{_URL})\)"
    rf"|<(?P<written>{_URL})>"
    rf"|(?<!\w)(?P<bare>{_URL})(?=[.,;:!?)]*(?:\s|\Z))"
)
_ORDINARY: Final = re.compile(rf"(?:{_SIGN}|\n)*")
_SPECIAL: Final = re.compile(r"_|://|www\.", re.IGNORECASE)


class Parts:
    """Reads the texts of the blocks of one text."""

    def __init__(self) -> None:
        self.spans: list[Element] = []
        """The links and images whose text is Markdown."""
        self._made: list[Element] = []
        """The element for each mark."""
        self._definitions: dict[str, tuple[re.Match[str], Element]] = {}
        """The first link definition of each name, with its text, which is shown if it is unused."""
        self._closed = 0
        """How many of the open brackets have a link inside, and so cannot be one."""

    def define(self, text: str) -> str:
        """Return a text with a mark for each link definition."""
        return _DEFINITION.sub(self._define, text)

    def read(self, text: str) -> str:
        """Return a text with a mark for each element."""
        out: list[str] = []
        brackets: list[tuple[int, int]] = []
        place, self._closed, last_end = 0, 0, text.rfind("-->")
        while found := _TOKEN.search(text, place):
            out.append(text[place : found.start()])
            place = found.end()
            match found.lastgroup:
                case "open":
                    brackets.append((len(out), place))
                    out.append(found[0])
                case "close" if brackets:
                    place = self._close(text, place, out, brackets)
                case "comment" if place <= last_end:
                    place = text.index("-->", place) + len("-->")
                case "bare":
                    address = _trimmed(found[0].partition("]")[0] if brackets else found[0])
                    place = found.start() + len(address)
                    out.append(self._link(address))
                case _:
                    out.append(self._part(found))
        return "".join((*out, text[place:]))

    def put_back(self, root: Element) -> None:
        """Replace the marks below an element by what they stand for."""
        parents = [root]
        for parent in parents:
            pairs = [(parent, parent.text), *((child, child.tail) for child in parent)]
            parent[:] = []
            for child, text in pairs:
                parts = _PLACES.split(text or "")
                made = (
                    self._made[(ord(mark[0]) - 0xD800) * _ROW + ord(mark[1]) - 0xDC00]
                    for mark in parts[1::2]
                )
                for each, shown in zip((child, *made), parts[::2], strict=True):
                    if each is parent:
                        parent.text = shown.translate(_SHOWN)
                    else:
                        each.tail = shown.translate(_SHOWN)
                        parent.append(each)
            parents.extend(parent)
        for image in reversed(list(root.iter("img"))):
            image.set("alt", "".join(image.itertext()))
            image[:] = []

    def _define(self, found: re.Match[str]) -> str:
        span = Element("span")
        span.text = found[0]
        self._definitions.setdefault(_name(found["label"]), (found, span))
        return self._make(span)

    def _part(self, found: re.Match[str]) -> str:
        match found.lastgroup:
            case "sign":
                return clean(unescaped(found[0])[0]).translate(_HIDDEN)
            case "line":
                return self._make(Element("br"))
            case "code" if code := found["verbatim"]:
                element = Element("code")
                is_padded = code[0] in " \n" and code[-1] in " \n" and not code.isspace()
                element.text = (code[1:-1] if is_padded else code).replace("\n", " ")
                return self._make(element)
            case "target" | "mail" | "bare_mail" as kind:
                return self._link(found[kind].replace("\\", r"\\"))
        return found[0].translate(_HIDDEN)

    def _make(self, element: Element) -> str:
        self._made.append(element)
        row, place = divmod(len(self._made) - 1, _ROW)
        return f"{chr(0xD800 + row)}{chr(0xDC00 + place)}"

    def _link(self, written: str) -> str:
        address = clean(unescaped(written)[0])
        scheme = "http://" if address[:4].lower() == "www." else "mailto:"
        link = Element("a", href=address if _SCHEME.match(address) else f"{scheme}{address}")
        link.text = address
        return self._make(link)

    def _close(self, text: str, place: int, out: list[str], brackets: list[tuple[int, int]]) -> int:
        """Make a link or an image if a closing bracket ends one. Return where to read on."""
        index, start = brackets.pop()
        key, tag = ("src", "img") if out[index] == "![" else ("href", "a")
        is_free = tag == "img" or len(brackets) >= self._closed
        self._closed = min(self._closed, len(brackets))
        found = self._target(text, start, place) if is_free else None
        if found is None:
            out.append("]")
            return place
        target, end = found
        written = target["plain"] if target["angle"] is None else target["angle"]
        element = Element(tag, {key: unescaped(written)[0]})
        if target["title"]:
            element.set("title", clean(unescaped(target["title"][1:-1])[0]))
        element.text = "".join(out[index + 1 :])
        out[index:] = [self._make(element)]
        self.spans.append(element)
        self._closed = len(brackets) if tag == "a" else self._closed
        return end

    def _target(self, text: str, start: int, end: int) -> tuple[re.Match[str], int] | None:
        """Return the target of the link whose text has this start and end, and its own end."""
        if found := _INLINE_TARGET.match(text, end):
            return found, found.end()
        named = _LABEL.match(text, end)
        label = (named and named[1]) or text[start : min(end - 1, start + 1000)]
        if (name := _name(label)) not in self._definitions:
            return None
        definition, span = self._definitions[name]
        span.text = ""
        return definition, named.end() if named else end


def _name(label: str) -> str:
    """Return the form in which labels are compared."""
    return " ".join(label.split()).casefold()


def _trimmed(address: str) -> str:
    """Return a bare address without the signs at its end that belong to the sentence."""
    surplus = {end: address.count(end) - address.count(begin) for begin, end in ("()", "[]", "{}")}
    surplus |= dict.fromkeys("?!.,:;*_~'\"", len(address))
    length = len(address)
    while surplus.get(sign := address[length - 1], 0) > 0:
        surplus[sign] -= 1
        length -= 1
    return address[:length]


def simple_line(markdown: str) -> str:
    """Return the inside of a block as HTML without the engine, or "" if it is not simple.

    It is simple if it has only words with emphasis, code, and links to other sites, written in a
    way that every program reads alike. Nearly all updates are. A test compares the HTML with that
    of the engine.
    """
    rest = _SIMPLE.sub(
        lambda found: found["strong"] or found["em"] or found["text"] or "", markdown
    )
    if not _ORDINARY.fullmatch(rest) or _SPECIAL.search(rest):
        return ""
    return _SIMPLE.sub(_html, markdown).replace("\xa0", "&nbsp;")


def _html(found: re.Match[str]) -> str:
    if target := found["target"] or found["written"] or found["bare"]:
        return f'<a href="{target}">{found["text"] or target}</a>'
    tag = found.lastgroup or ""
    return f"<{tag}>{found[tag]}</{tag}>"
