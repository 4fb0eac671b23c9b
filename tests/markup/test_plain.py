from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.markup.plain import plain, unescaped


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>a &lt;b&gt; &amp; c</p>\n<p>d\ne</p>", "a <b> & c\n\nd e"),
        ("<p>a<br>\nb</p>", "a\nb"),
        ("<p>10\u202fh 15\xa0: a \u2003 b</p>", "10\u202fh 15\xa0: a b"),
        ("<p><em>a</em>\n<strong>b</strong></p>", "a b"),
        ("<h3>a</h3>\n<p>b</p>\n<hr>\n<p>c</p>", "a\n\nb\n\nc"),
        ('<p>a <a href="https://b.example">b</a>.</p>', "a b (https://b.example)."),
        ('<p><a href="https://b.example">https://b.example</a></p>', "https://b.example"),
        ('<p><a href="mailto:a@b.example">a@b.example</a></p>', "a@b.example"),
        ('<p><a href="tel:+33">call</a></p>', "call (tel:+33)"),
        ('<a href="https://b.example/%7Ba%7D">https://b.example/{a}</a>', "https://b.example/{a}"),
        ("<p>at <del>15:00</del> 16:00</p>", "at ~~15:00~~ 16:00"),
        ('<p><img alt="A curve" src="a.png"></p>', "A curve (a.png)"),
        ('<p><a href="c"><img alt="A" src="b"></a></p>', "A (b) (c)"),
        (
            "<p>x</p>\n<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>\n<p>y</p>",
            "x\n\n- a\n  - b\n- c\n\ny",
        ),
        ('<ol start="3">\n<li>a</li>\n<li>\n<p>b</p>\n<p>c</p>\n</li>\n</ol>', "3. a\n\n4. b\n\nc"),
        ("<pre><code>a\n  b\n\n</code></pre>\n<p>c</p>", "a\n  b\n\nc"),
        ("<table>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</table>\n<p>c</p>", "a | b\n\nc"),
        ("<table>\n<tr>\n<td></td>\n<td>b</td>\n</tr>\n<tr>\n<td>c</td></tr></table>", "| b\nc"),
        ("<blockquote>\n<p>a</p>\n</blockquote>\n<p>b</p>", "a\n\nb"),
    ],
)
def test_html_as_text(html: str, text: str) -> None:
    assert plain(html) == text


def test_links_without_addresses() -> None:
    assert plain('<a href="b">a</a> <img alt="c" src="d">', addresses=False) == "a c"


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("plain", "plain"),
        (r"ghp\_a\-b", "ghp_a-b"),
        (r"a\\_b \\\\ \d", r"a\_b \\ \d"),
        ("&#103;hp&#x5F;a &lowbar; &amp; & &; &xyz;", "ghp_a _ & & &; &xyz;"),
        ("&#55296;&#9999999;", "\ufffd\ufffd"),
        ("&notit; &region=1 &copy &#1; &#87654321;", "&notit; &region=1 &copy &#1; &#87654321;"),
        ("a\\\nb", "a\\\nb"),
    ],
)
def test_escapes_are_resolved(markdown: str, shown: str) -> None:
    assert unescaped(markdown)[0] == shown


@given(st.text("ab\\_&#95;\n", max_size=30))
def test_every_character_has_its_offset(markdown: str) -> None:
    shown, places = unescaped(markdown)
    assert len(places) == len(shown) + 1
    assert list(places) == sorted(places)
    assert places[-1] == len(markdown)
    pieces = [markdown[start:end] for start, end in pairwise(places)]
    assert "".join(pieces) == markdown or not shown
