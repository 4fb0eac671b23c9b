"""What readers see is what CommonMark makes of a text, except for the causes in docs/content.md.

Each cause is a change of the source: the reference makes of the changed text what we make of the
original. So a difference is explained only if it is exactly the one that the cause describes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from statusgen.markup.converter import Converter
from statusgen.model import Text

ROOT = Path(__file__).parents[2]
SPECIFICATION = ROOT / "tests/node/node_modules/commonmark-spec/spec.txt"
EXAMPLE = re.compile(
    r"^`{32} example\n(?P<markdown>.*?)^\.\n(?P<html>.*?)^`{32}$|^#{1,6} *(?P<section>[^\n]*)$",
    re.MULTILINE | re.DOTALL,
)
CONVERTER = Converter()
REFERENCE = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BLOCKS = {
    *("p", "li", "td", "th", "pre", "blockquote", "hr", "ul", "ol", "table", "tr", "br"),
    *(f"h{level}" for level in range(1, 7)),
}


class Visible(HTMLParser):
    """Collects what readers see: a line for each block, and the addresses of links."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [""]
        self.addresses: set[str] = set()
        self.verbatim = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.handle_endtag(tag)
        self.verbatim = tag == "pre" or self.verbatim
        self.lines[-1] += given.get("alt", "")
        if re.match(r"https?://|mailto:|tel:", given.get("href", ""), re.IGNORECASE):
            self.addresses.add(unquote(given["href"]))

    def handle_endtag(self, tag: str) -> None:
        self.verbatim = tag != "pre" and self.verbatim
        if tag in BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.verbatim:
            self.lines += data.replace(" ", "\x00").split("\n")
        else:
            self.lines[-1] += re.sub(r"\s+", " ", data)

    @property
    def text(self) -> str:
        lines = (re.sub(r" +", " ", line).strip(" ") for line in self.lines)
        return "\n".join(line.rstrip("\x00") for line in lines if line.strip("\x00"))


def ours(markdown: str) -> Visible:
    text = Text(markdown=markdown)
    return Visible(CONVERTER.to_html(text, address=str, heading_level=2))


def reference(markdown: str) -> Visible:
    return Visible(REFERENCE.render(markdown))


def is_same(markdown: str, html: str | None = None) -> bool:
    """Tell whether we show the text and the links of the reference, or of its HTML.

    A bare address is a link here, so there may be more links.
    """
    expected = Visible(html) if html is not None else reference(markdown)
    shown = ours(markdown)
    return shown.text == expected.text and expected.addresses <= shown.addresses


# The causes


def escaped(text: str) -> str:
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason for a difference, and what would have to be typed elsewhere to get our result."""

    pattern: str
    change: Callable[[re.Match[str]], str]
    example: str

    def applied(self, markdown: str) -> Iterator[str]:
        """Yield the text with the change, first everywhere, then at fewer places."""
        places = list(re.finditer(self.pattern, markdown, re.MULTILINE))
        for number in range(len(places), 0, -1):
            for chosen in combinations(places, number):
                changed = markdown
                for found in reversed(chosen):
                    changed = changed[: found.start()] + self.change(found) + changed[found.end() :]
                yield changed


DEFINITION = r"^(?P<before> *)(?P<definition>\[(?:\\.|[^\]\\])+\]:\s*{})"

ADDRESS = r"#|\S*/|(?:mailto|tel):|\S+\.md\b"

CAUSES = {
    "HTML": Cause(
        r"(?:\]\()?</?[a-zA-Z][a-zA-Z0-9-]*(?:\s+[a-zA-Z]+(?:=(?:\"[^\"]*\"|[^\s\">]*))?)*\s*/?>",
        lambda tag: tag[0] if "<br" in tag[0] else escaped(tag[0]),
        "<b>now</b>",
    ),
    "Footnotes": Cause(
        r"(?<!\\)\[\^", lambda _: "\\[^", "Most of it[^1].\n\n[^1]: https://a.example"
    ),
    "Unused definitions": Cause(
        DEFINITION.format(rf"<?(?:{ADDRESS})"),
        lambda found: f"{found['before']}\\{found['definition']}",
        "Text.\n\n[a]: https://a.example",
    ),
    "Definitions without an address": Cause(
        DEFINITION.format(rf"(?!{ADDRESS})"),
        lambda found: f"{found['before']}\\{found['definition']}",
        "[EU]: recovered\n\nIn the [EU].",
    ),
    "Definitions within a paragraph": Cause(
        DEFINITION.format(r"\S+$") + r"(?:\n|\Z)",
        lambda found: f"\n{found[0]}\n",
        "See [a].\n[a]: https://a.example",
    ),
    "Underlined headings": Cause(r"^[=-]+$", lambda found: f"\\{found[0]}", "a\nb\n==="),
    "Indented fences": Cause(r"^ {4,}", lambda _: "", "a\n\n    ```\n    b\n    ```"),
    "Words after a fence": Cause(
        r"^(`{3,}|~{3,}) *(\S+ \S[^\n]*)$",
        lambda found: f"{found[1]}\n{found[2]}",
        "```It failed at 10:15\nerror\n```",
    ),
    "Other schemes": Cause(
        r"<(?!https?:|mailto:|tel:)([a-zA-Z][a-zA-Z0-9.+-]+:[^\s<>]*)>",
        lambda found: escaped(found[0]),
        "<irc://a.example>",
    ),
    "Spaces in a path": Cause(
        r"\]\(([^()<>]* [^()<>\"']*)\)", lambda found: f"](<{found[1]}>)", "[a](static/b c.pdf)"
    ),
    "Images without a text": Cause(
        r"!\[\]\((\S+)\)", lambda found: f"[{found[1]}]({found[1]})", "![](https://a.example/b.png)"
    ),
    "Check marks": Cause(
        r"^( *[-+*] )\[([ xX])\](?= )",
        lambda found: f"{found[1]}{'☐' if found[2] == ' ' else '☑'}",
        "- [x] Restart\n- [ ] Check",
    ),
    "Pipes in code": Cause(
        r"`([^`\n|]*)\|([^`\n]*)`",
        lambda found: f"`{found[1]}\\|{found[2]}`",
        "| a |\n|---|\n| `b|c` |",
    ),
}


def causes_of(markdown: str, html: str | None = None) -> tuple[str, ...] | None:
    """Return the causes that together explain a difference; None if none do."""
    if is_same(markdown, html):
        return ()
    shown = ours(markdown).text
    for one, cause in CAUSES.items():
        for changed in cause.applied(markdown):
            if reference(changed).text == shown:
                return (one,)
            for other in CAUSES.keys() - {one}:
                if any(reference(each).text == shown for each in CAUSES[other].applied(changed)):
                    return (one, other)
    return None


def examples() -> Iterator[tuple[str, str]]:
    """Yield the source and HTML of each example of the specification, without those of HTML."""
    if not SPECIFICATION.exists():
        pytest.skip("no specification here: `make test` installs it with npm where it can")
    section = ""
    for found in EXAMPLE.finditer(SPECIFICATION.read_text(encoding="utf-8")):
        section = found["section"] or section
        if found["markdown"] is not None and section not in {"HTML blocks", "Raw HTML"}:
            yield found["markdown"].replace("→", "\t"), found["html"].replace("→", "\t")


def test_every_example_looks_the_same_or_has_a_cause() -> None:
    explained = {markdown: causes_of(markdown, html) for markdown, html in examples()}
    assert [markdown for markdown, causes in explained.items() if causes is None] == []
    assert len(explained) > 550
    assert sum(causes != () for causes in explained.values()) <= 47


@pytest.mark.parametrize("name", CAUSES)
def test_each_cause_explains_its_example(name: str) -> None:
    assert causes_of(CAUSES[name].example) == (name,)


def test_the_causes_are_documented() -> None:
    page = (ROOT / "docs/content.md").read_text(encoding="utf-8")
    rows = page.partition("### Unlike elsewhere\n")[2].partition("\n## ")[0]
    assert re.findall(r"^- \*\*(.+?)\.\*\*", rows, re.MULTILINE) == list(CAUSES)
    assert len(CAUSES) <= 15


@pytest.mark.parametrize(
    "markdown",
    [
        "State of the regions:\n[EU]: recovered.",
        "[docs]: https://a.example/ is down",
        "Fish &copy chips, R&D, &nbsp and &x;",
        "AT&T &amp; &lt;b&gt; &#35; &euro;",
        "## The road to C#\n\nText",
        "### Done ###\n\n# foo#",
        "A hard\\\nbreak, and  \nanother",
        "At the end\\",
        "(see https://a.example/b_(c)) or (https://a.example/).",
        "> a\n\n> b",
        "> a\nb\n> c",
        "~~15:00~~ 16:00, **~~15:00~~**, ~~ 15:00 ~~, a~~b~~c",
        "`a``b` and ```c``",
        "[a](<b)c and [d](e",
        "[see [a](https://a.example)](https://b.example)",
        "![a *b* `c`](static/a.png)",
        "\tmake\tall",
        "| a | b |\n|---|---|\n| `c\\|d` | \\* |",
        "- [x](https://a.example) is back",
        "snake_case_word, 5*3*2, *a*b",
        "First line<br>second line",
    ],
)
def test_what_is_typed_looks_as_elsewhere(markdown: str) -> None:
    assert is_same(markdown)
