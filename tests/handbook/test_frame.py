from __future__ import annotations

import re

from handbook.scene import planned, rendered

PAGES = rendered()
HTML = {path: text for path, text in PAGES.items() if path.endswith(".html")}


def test_every_chapter_has_its_page_and_the_index_comes_last() -> None:
    assert set(HTML) == {
        "index.html",
        "book/index.html",
        "channels/index.html",
        "impact/index.html",
        "scenarios/database/index.html",
        "scenarios/quiet/index.html",
        "scenarios/upgrade/index.html",
        "team/index.html",
    }
    assert [artifact.path for artifact in planned().artifacts][-1] == "index.html"


def test_every_page_is_marked_as_internal_and_kept_from_search_engines() -> None:
    for path, text in HTML.items():
        assert '<meta name="robots" content="noindex, nofollow">' in text, path
        assert '<p class="preview"><span class="wrap"><b>Internal</b>' in text, path


def test_pages_lead_to_the_public_site_by_its_front_page_alone() -> None:
    for path, text in HTML.items():
        frame = text[: text.index("<main")] + text[text.index("</main>") :]
        assert re.findall(r'href="(https?://[^"]*)"', frame) == ["https://status.acme.example"], (
            path
        )
        assert 'rel="canonical"' not in text
        assert "feed." not in text
        assert "<script" not in text
        assert "default-src &#39;none&#39;; script-src &#39;self&#39;" in text


def test_pages_link_to_each_other_relatively() -> None:
    assert '<a href="../../team/">Team</a>' in HTML["scenarios/database/index.html"]
    assert '<a href="../" aria-current="page">' not in HTML["team/index.html"]
    assert '<a href="./" aria-current="page">Call first</a>' in HTML["index.html"]


def test_the_handbook_has_a_style_of_its_own_behind_that_of_the_pages() -> None:
    text = HTML["index.html"]
    assert text.index(".skip:not(:focus)") < text.index("mark{color:var(--ink)")


def test_what_a_runbook_shows_is_copied_and_its_other_links_lead_to_the_public_site() -> None:
    assert PAGES["static/way.svg"] == "<svg/>"
    assert "static/no.svg" not in PAGES
    text = HTML["scenarios/database/index.html"]
    assert 'src="../../static/way.svg"' in text
    assert 'href="https://status.acme.example/postmortems/search/"' in text
