"""What other sites copy."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from builders import site

from statusgen.rendering.snippets import Snippets, snippets_of

SETTINGS = replace(site().settings, title='A & "B"', base_url="https://a.example/state")


class Reader(HTMLParser):
    """Collects elements with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def snippets() -> Snippets:
    return snippets_of(SETTINGS, b"script")


def test_the_script_comes_from_the_site_and_has_no_hash() -> None:
    script = {"src": "https://a.example/state/widget.js", "async": None}
    assert Reader(snippets().script).found == [("script", script)]


def test_each_mode_has_a_link_for_readers_without_script() -> None:
    link = ("a", {"href": "https://a.example/state/"})
    for text, mode in (
        (snippets().pill, {}),
        (snippets().list, {"mode": "list"}),
        (snippets().banner, {"mode": "banner"}),
    ):
        read = Reader(text)
        assert read.found == [("status-widget", mode), link]
        assert read.text == 'A & "B"'


def test_a_frame_has_a_title() -> None:
    (tag, attributes) = Reader(snippets().frame).found[0]
    assert tag == "iframe"
    assert attributes["src"] == "https://a.example/state/embed/"
    assert attributes["title"] == 'A & "B"'


def test_a_copy_has_a_hash_and_names_the_site() -> None:
    script, element, _ = Reader(snippets().copy).found
    # printf script | openssl dgst -sha384 -binary | base64
    assert script[1]["integrity"] == (
        "sha384-6ue5d2QaPwlaMGhNVnY+j4dug2fnmrD4zxJxcL2G/+on/gwRUMV5t16bKlY1s8CK"
    )
    assert element[1] == {"src": "https://a.example/state/"}
