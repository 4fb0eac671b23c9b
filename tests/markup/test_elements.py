from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from statusgen.markup.elements import (
    align_by_class,
    let_direct,
    settle_links,
    shift_headings,
    target_of,
)

TARGETS = {"../postmortems/x.md": "postmortems/x/", "static/a.png": "static/a.png", "#": ""}


def settled(xml: str) -> str:
    root = fromstring(f"<div>{xml}</div>")  # noqa: S314 - our own text
    settle_links(root, TARGETS, lambda place: f"../{place}")
    return inner(root)


def inner(root: Element) -> str:
    return tostring(root, encoding="unicode").removeprefix("<div>").removesuffix("</div>")


@pytest.mark.parametrize(
    "href",
    ["https://a.example/b?c=d#e", "http://a.example", "HTTPS://a.example", "mailto:a@b", "tel:+33"],
)
def test_these_links_lead_elsewhere(href: str) -> None:
    assert settled(f'<a href="{href}">x</a>') == f'<a href="{href}">x</a>'


@pytest.mark.parametrize(
    "href",
    [
        *(
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java&#x9;script:alert(1)",
            "&#106;avascript:",
        ),
        *(
            "data:text/html,x",
            "vbscript:x",
            "ftp://a.example",
            "file:///etc",
            "//a.example",
            "http:",
        ),
        *("https:///a", "a.md", "/a", "", "?a", "#a"),
    ],
)
def test_other_links_are_text(href: str) -> None:
    assert settled(f'<a href="{href}"><b>x</b></a>') == "<span><b>x</b></span>"


def test_a_link_within_the_site_leads_to_its_page() -> None:
    link = '<a href="../postmortems/x.md" title="t">x</a>'
    assert settled(link) == '<a href="../postmortems/x/">x</a>'
    assert settled('<a href="#">x</a>') == '<a href="../">x</a>'


def test_an_image_of_the_site_is_shown_and_others_become_links() -> None:
    assert settled('<img src="static/a.png" alt="A" />') == (
        '<img src="../static/a.png" alt="A" loading="lazy" />'
    )
    remote = '<img src="https://b.example/c.png" alt="A" />'
    assert settled(remote) == '<a href="https://b.example/c.png">A</a>'
    unnamed = '<img src="https://b.example/c.png" alt="" />'
    assert settled(unnamed) == '<a href="https://b.example/c.png">https://b.example/c.png</a>'
    assert settled('<img src="data:image/png,x" alt="A" />') == "<span>A</span>"
    assert settled(f'<a href="tel:1">{remote}</a>') == '<a href="tel:1"><span>A</span></a>'


def test_a_link_within_a_link_is_text() -> None:
    assert settled('<a href="tel:1"><b><a href="tel:2">x</a></b></a>') == (
        '<a href="tel:1"><b><span>x</span></b></a>'
    )


def test_a_target_is_read_as_a_browser_would() -> None:
    assert target_of(Element("a", href=" java\x02amp\x03#115;cript:&amp;x ")) == "javascript:&x"
    assert target_of(Element("p")) == ""
    assert settled('<a href="https://a.example/b c&quot;|">x</a>') == (
        '<a href="https://a.example/b%20c%22%7C">x</a>'
    )


@pytest.mark.parametrize(
    ("written", "top", "shifted"),
    [
        ("3 3", 4, "4 4"),
        ("3 4 3", 4, "4 5 4"),
        ("3 5 4 3", 3, "3 4 4 3"),
        ("6 2 3", 2, "2 2 3"),
        ("1 2 3 4", 5, "5 6 6 6"),
    ],
)
def test_headings_keep_their_outline(written: str, top: int, shifted: str) -> None:
    root = Element("div")
    root.extend(Element(f"h{level}") for level in written.split())
    shift_headings(root, top)
    assert [heading.tag for heading in root] == [f"h{level}" for level in shifted.split()]


def test_cells_are_aligned_by_class() -> None:
    root = fromstring('<div><td align="left">a</td><td>b</td></div>')  # noqa: S314 - our own text
    align_by_class(root)
    assert inner(root) == '<td class="align-left">a</td><td>b</td>'


@pytest.mark.parametrize(
    ("xml", "directed"),
    [
        ("<p>a</p><h3>b</h3>", "<p*>a</p><h3*>b</h3>"),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "<ul><li*>a</li><li*><p>b</p></li></ul>"),
        ("<blockquote><p>a</p></blockquote>", "<blockquote*><p>a</p></blockquote>"),
        (
            "<blockquote><ul><li>a</li></ul></blockquote>",
            "<blockquote><ul><li*>a</li></ul></blockquote>",
        ),
        ("<tr><td>a</td></tr><pre>b</pre>", "<tr><td*>a</td></tr><pre>b</pre>"),
    ],
)
def test_the_outer_block_tells_the_direction(xml: str, directed: str) -> None:
    root = fromstring(f"<div>{xml}</div>")  # noqa: S314 - our own text
    let_direct(root)
    assert inner(root) == directed.replace("*", ' dir="auto"')
