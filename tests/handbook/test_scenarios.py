from __future__ import annotations

import re

from handbook.scene import DATABASE, page, rendered
from hypothesis import given
from hypothesis import strategies as st

from statusgen.handbook.scenarios import pieces_of
from statusgen.markup.finding import Finder

FINDER = Finder()
PATH = "scenarios/database/index.html"


def test_a_page_has_what_it_is_whom_to_call_what_to_do_and_what_to_send() -> None:
    assert page("scenarios/database/") == (
        "Database unavailable What it is Outage · Critical impact "
        "Components Public API : Major outage Dashboard : Degraded performance "
        "Longest silence 30 min Postmortem Required "
        "To begin statusgen new database When the database answers nobody. "
        "Whom to call On call database Chi "
        "What to do First Page the database on-call, and see the last time . "
        "What to send What is marked has to be filled in. Whatever is left is refused, so nothing "
        "goes out unfinished. region Which region? Without an answer: eu-west-1 "
        "Investigating - next: 20m Errors affect {{ components }} in {{ region }} . "
        "`{{ not this }}` Resolved - cause: {{ cause }} It is over."
    )


def test_placeholders_are_marked_and_those_in_code_are_text() -> None:
    marked = re.findall(r"<mark>([^<]*)</mark>", rendered()[PATH])
    assert marked == ["region", "{{ components }}", "{{ region }}", "{{ cause }}"]


def test_texts_are_copied_as_they_are_written() -> None:
    passages = re.findall(r'<pre class="passage"[^>]*>(.*?)</pre>', rendered()[PATH], re.DOTALL)
    assert [re.sub(r"</?mark>", "", text) for text in passages] == [
        "- next: 20m\n\nErrors affect {{ components }} in {{ region }}. `{{ not this }}`",
        "- cause: {{ cause }}\n\nIt is over.",
    ]


def test_what_an_author_types_is_data() -> None:
    hostile = DATABASE.replace("Errors affect", "<script>alert(1)</script> </pre>")
    text = rendered({"content/scenarios/database.md": hostile})[PATH]
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;/pre&gt;" in text


def test_texts_are_in_their_own_language() -> None:
    french = DATABASE.replace("language: en", "language: fr")
    text = rendered({"content/scenarios/database.md": french})[PATH]
    assert '<html lang="en"' in text
    assert '<h1 lang="fr"' in text
    assert text.count('<pre class="passage" lang="fr"') == 2


def test_maintenance_and_what_is_not_announced_say_so() -> None:
    assert "What it is Maintenance · 2" in page("scenarios/upgrade/")
    assert "What it is Internal, not announced" in page("scenarios/quiet/")


@given(st.text(alphabet="a{} \n`$\\x", max_size=60))
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    assert "".join(piece for piece, _ in pieces_of(text, FINDER)) == text
