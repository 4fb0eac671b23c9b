from __future__ import annotations

import pytest

from statusgen.markup.converter import Converter
from statusgen.model import Text

CONVERTER = Converter()


def shown(markdown: str) -> str:
    html = CONVERTER.to_html(Text(markdown=markdown), address=str, heading_level=3)
    return html.replace(' dir="auto"', "").replace("\n", "")


def linked(markdown: str) -> list[str]:
    return [link for link, is_image in CONVERTER.targets(markdown) if link and not is_image]


@pytest.mark.parametrize(
    ("markdown", "address"),
    [
        ("(https://a.example/b)", "https://a.example/b"),
        ("https://a.example/b_(c)", "https://a.example/b_(c)"),
        ("(see https://a.example/b_(c)).", "https://a.example/b_(c)"),
        ("[https://a.example/?b[]=1]", "https://a.example/?b["),
        ("https://a.example/?b[]=1", "https://a.example/?b[]=1"),
        ("**https://a.example**", "https://a.example"),
        ("https://a.example/*/{id}/~b", "https://a.example/*/{id}/~b"),
        ("_https://a.example/b_c_", "https://a.example/b_c"),
        (r"https://a.example/b\_c", "https://a.example/b_c"),
        ("https://a.example/?b=1&amp;c=2", "https://a.example/?b=1&c=2"),
        ("https://a.example/?a=1&region=2&copy=3", "https://a.example/?a=1&region=2&copy=3"),
        ("詳細はhttps://a.example/b。次に", "https://a.example/b"),
        ("（https://a.example/b）", "https://a.example/b"),  # noqa: RUF001 - as people type it
        ("“https://a.example/b”", "https://a.example/b"),
        ("https://ja.example/日本", "https://ja.example/日本"),
        ("連絡先はme@a.exampleまで", "mailto:me@a.example"),
        ("www.a.example/@me", "http://www.a.example/@me"),
        ("see <https://a.example/b c", "https://a.example/b"),
        ("<mailto:me@a.example>", "mailto:me@a.example"),
    ],
)
def test_bare_addresses(markdown: str, address: str) -> None:
    assert linked(markdown) == [address]


def test_signs_around_a_bare_address_stay() -> None:
    assert shown("(https://a.example).") == (
        '<p>(<a href="https://a.example">https://a.example</a>).</p>'
    )


@pytest.mark.parametrize("markdown", ["xhttps://a.example", "https://", "a@b", "`me@a.example`"])
def test_no_addresses(markdown: str) -> None:
    assert linked(markdown) == []


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("[a][b]\n\n[b]: https://b.example", '<p><a href="https://b.example">a</a></p>'),
        ("[a]: https://b.example\n\n[a][], [A]", '<a href="https://b.example">a</a>, '),
        ("> [a]\n\n[a]: <https://b.example>", '<a href="https://b.example">a</a>'),
        ("[a]: recovered\n\n[a] first", "<p>[a]: recovered</p><p>[a] first</p>"),
        ("[a]: https://b.example", "<p>[a]: https://b.example</p>"),
        (
            "[a]: https://b.example\n[a]: https://c.example\n\n[a]",
            '<p>[a]: https://c.example</p><p><a href="https://b.example">a</a></p>',
        ),
        ("[a *b*](https://c.example)", '<a href="https://c.example">a <em>b</em></a>'),
        ("[a `]` b](https://c.example)", '<a href="https://c.example">a <code>]</code> b</a>'),
        ("[a\n](https://c.example 'd')", '<a title="d" href="https://c.example">a</a>'),
        ("[a [b](tel:1)](tel:2)", '[a <a href="tel:1">b</a>](tel:2)'),
        ("[![a](x)](tel:1)", '<a href="tel:1">a</a>'),
        ("*[a*](tel:1)", '*<a href="tel:1">a*</a>'),
    ],
)
def test_links_and_definitions(markdown: str, expected: str) -> None:
    assert expected in shown(markdown)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (r"\&copy; \*a\* \~~b~~", "&amp;copy; *a* ~~b~~"),
        ("&#42;a&#42; &ast;b&ast;", "*a* *b*"),
        (
            "&#0; &#1; &#99999999; &notit; &copy",
            "\ufffd &amp;#1; &amp;#99999999; &amp;notit; &amp;copy",
        ),
        ("<a title='*b*'>`c`</a>", "&lt;a title='*b*'&gt;<code>c</code>&lt;/a&gt;"),
        ("<region> a<b", "&lt;region&gt; a&lt;b"),
        ("a<br>b<BR/>c", "a<br>b<br>c"),
        ("`` ` `` ` a `", "<code>`</code> <code>a</code>"),
        ("`a\nb`", "<code>a b</code>"),
        ("a\\\nb", "a<br>b"),
        ("~~a *b*~~ ~d~", "<del>a <em>b</em></del> ~d~"),
        ("\U000f0000 \U0010fff0 `\U000f0001`", "\U000f0000 \U0010fff0 <code>\U000f0001</code>"),
    ],
)
def test_signs_code_and_tags(markdown: str, expected: str) -> None:
    assert shown(markdown) == f"<p>{expected}</p>"


def test_many_elements_all_come_back() -> None:
    assert shown("`a` " * 70_000 + "b") == f"<p>{'<code>a</code> ' * 70_000}b</p>"
