from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenarios import DATABASE, PROJECT, page, planned, rendered

from statusgen.handbook import href_of, pieces_of

PAGES = rendered()
HTML = {path: text for path, text in PAGES.items() if path.endswith(".html")}
PATH = "scenarios/database/index.html"


def test_every_chapter_has_a_page_and_the_index_comes_last() -> None:
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


def test_every_page_is_marked_internal_and_hidden_from_search_engines() -> None:
    for path, text in HTML.items():
        assert '<meta name="robots" content="noindex, nofollow">' in text, path
        assert '<p class="preview"><span class="wrap"><b>Internal</b>' in text, path


def test_pages_link_only_to_the_front_page_of_the_public_site() -> None:
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


def test_the_style_of_the_handbook_follows_that_of_the_pages() -> None:
    text = HTML["index.html"]
    assert text.index(".skip:not(:focus)") < text.index("mark{color:var(--ink)")


def test_images_of_runbooks_are_copied_and_links_lead_to_the_public_site() -> None:
    assert PAGES["static/way.svg"] == "<svg/>"
    assert "static/no.svg" not in PAGES
    text = HTML["scenarios/database/index.html"]
    assert 'src="../../static/way.svg"' in text
    assert 'href="https://status.acme.example/postmortems/search/"' in text


def test_the_first_page_lists_people_and_scenarios_worst_first() -> None:
    text = page("")
    assert text.startswith("When something breaks Call first Incident manager Decides. Ana +33")
    places = [text.index(word) for word in ("Database unav", "Seen by us alone", "Upgrade")]
    assert places == sorted(places)
    assert text.endswith("Created on 20 Nov 2026. Later changes are not included.")
    assert '<a href="scenarios/database/" dir="auto">' in rendered()["index.html"]


def test_without_scenarios_the_first_page_asks_for_some() -> None:
    names = ("database", "quiet", "upgrade")
    changes = {f"content/scenarios/{name}.md": None for name in names}
    assert "There are no scenarios yet" in page("", changes)


def test_the_single_page_holds_every_chapter() -> None:
    book = page("book/")
    for address in ("team/", "channels/", "impact/", "scenarios/database/"):
        title, *_ = re.split(r"(?<=Team)|(?<=what)|(?<=kind)|(?<=unavailable)", page(address))
        rest = page(address).removeprefix(title).strip()
        assert rest in book, address


def test_each_scenario_of_the_book_begins_a_sheet() -> None:
    html = rendered()["book/index.html"]
    assert html.count('<section class="chapter') == 5
    assert ".chapter.story{break-before:page;" in html
    ids = re.findall(r'<section class="chapter story" id="([^"]+)"', html)
    assert ids == ["database", "quiet", "upgrade"]
    assert re.findall(r'<a href="#([^"]+)" dir', html) == ids


def test_a_role_has_a_duty_people_and_contacts() -> None:
    assert page("team/") == (
        "Team Incident manager Decides. Ana +33 (0)1 99 00 10 01 If no one answers: "
        "Bo bo@acme.example On call database Chi"
    )


def test_phone_numbers_and_addresses_are_links() -> None:
    text = rendered()["team/index.html"]
    assert '<a href="tel:+33199001001">+33 (0)1 99 00 10 01</a>' in text
    assert '<a href="mailto:bo@acme.example">bo@acme.example</a>' in text


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("+33 1 99 00 10 01", "tel:+33199001001"),
        ("01.99.00.10.01", "tel:0199001001"),
        ("+49 (0)30  99-00", "tel:+49309900"),
        ("0049 (0)30  99-00", "tel:0049309900"),
        ("(0)30 9900", "tel:0309900"),
        ("0171/1234567", ""),
        ("+1\u00a0555\u202f0100", "tel:+15550100"),
        ("+123456789012345", "tel:+123456789012345"),
        ("+1234567890123456", ""),
        ("112", "tel:112"),
        ("116 117", "tel:116117"),
        ("12", ""),
        ("+1 555 0100 / +1 555 0101", ""),
        ("+1 555 0100 +1 555 0101", ""),
        ("+1 555 0100 / 0101", ""),
        ("555 0100 / 555 0101", ""),
        ("555-0100 555-0101", ""),
        ("01 99 00 10 01 / 02 99 00 10 01", ""),
        ("01 99 00 10 01, 02 99 00 10 01", ""),
        ("030 9900 / 030 9901", ""),
        ("112/110", ""),
        ("24/7", ""),
        ("/", ""),
        ("0/", ""),
        ("ana@acme.example", "mailto:ana@acme.example"),
        ("https://chat.example/@ana", "https://chat.example/@ana"),
        ("extension 12", ""),
        ("javascript:alert(1)", ""),
        ("ana@acme.example?bcc=x@y.example", ""),
        ("", ""),
    ],
)
def test_a_contact_links_to_a_number_an_address_or_a_page(contact: str, href: str) -> None:
    assert href_of(contact) == href


@given(st.text())
def test_a_contact_never_links_anywhere_else(contact: str) -> None:
    assert href_of(contact).startswith(("tel:", "mailto:", "http://", "https://")) or not href_of(
        contact
    )


def test_without_a_team_the_page_asks_for_one() -> None:
    bare = PROJECT["content/site.yml"].partition("cadence:")[0]
    changes = {"content/site.yml": bare, "content/scenarios/database.md": None}
    assert "Add them under team in site.yml" in page("team/", changes)


def test_channels_are_listed_without_their_addresses_internal_ones_first() -> None:
    text = page("channels/")
    assert text.endswith(
        "ops-chat Inside the company Any impact · All components · All kinds "
        "customers Public Impact Major and above · Public API · Outage"
    )
    assert "chat.example" not in "".join(rendered().values())
    assert "CUSTOMERS_URL" not in "".join(rendered().values())


def test_without_channels_the_page_asks_for_some() -> None:
    bare = PROJECT["content/site.yml"].partition("channels:")[0]
    assert "Under channels in site.yml, list" in page("channels/", {"content/site.yml": bare})


def test_each_impact_has_its_state_cadence_and_channels() -> None:
    text = page("impact/")
    levels = text[: text.index("Kind")]
    assert "Critical critical No one can use it" in levels
    assert (
        "major_outage Longest time between updates: 30 min Also informed: ops-chat and customers"
        in (levels.replace(" : ", ": "))
    )
    assert levels.count("ops-chat") == 4
    assert levels.count("customers") == 2
    assert levels.index("Critical") < levels.index("Minor") < levels.index("None")


def test_components_in_use_are_listed_with_their_ids() -> None:
    site = PROJECT["content/site.yml"].replace(
        "{id: dashboard, name: Dashboard}",
        "{id: dashboard, name: Dashboard, description: Yours}\n"
        "      - {id: legacy, name: Old app, until: 2026-06-01}",
    )
    text = page("impact/", {"content/site.yml": site})
    assert "Public API api Apps · Dashboard Yours dashboard" in text
    assert "Old app" not in text


def test_a_scenario_page_has_facts_people_steps_and_texts() -> None:
    assert page("scenarios/database/") == (
        "Database unavailable Type Outage · Critical impact "
        "Components Public API : Major outage Dashboard : Degraded performance "
        "Longest time between updates 30 min Postmortem Required "
        "To start statusgen new database When the database answers nobody. "
        "Who to call On call database Chi "
        "What to do First Page the database on-call, and see the last time . "
        "What to send Fill in the marked parts. An incomplete text cannot be published. "
        "region Which region? Default: eu-west-1 "
        "Investigating - next: 20m Errors affect {{ components }} in {{ region }} . "
        "`{{ not this }}` Resolved - cause: {{ cause }} It is over."
    )


def test_an_optional_variable_shows_no_default() -> None:
    optional = DATABASE.replace("default: eu-west-1", 'default: ""')
    text = page("scenarios/database/", {"content/scenarios/database.md": optional})
    assert "region Which region? Investigating" in text


def test_placeholders_are_marked_and_those_in_code_are_text() -> None:
    marked = re.findall(r"<mark>([^<]*)</mark>", rendered()[PATH])
    assert marked == ["region", "{{ components }}", "{{ region }}", "{{ cause }}"]


def test_texts_are_copied_as_they_are_written() -> None:
    passages = re.findall(r'<pre class="passage"[^>]*>(.*?)</pre>', rendered()[PATH], re.DOTALL)
    assert [re.sub(r"</?mark>", "", text) for text in passages] == [
        "- next: 20m\n\nErrors affect {{ components }} in {{ region }}. `{{ not this }}`",
        "- cause: {{ cause }}\n\nIt is over.",
    ]


def test_html_from_authors_is_escaped() -> None:
    hostile = DATABASE.replace("Errors affect", "<script>alert(1)</script> </pre>")
    text = rendered({"content/scenarios/database.md": hostile})[PATH]
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;/pre&gt;" in text


def test_texts_are_marked_with_their_language() -> None:
    french = DATABASE.replace("language: en", "language: fr")
    text = rendered({"content/scenarios/database.md": french})[PATH]
    assert '<html lang="en"' in text
    assert '<h1 lang="fr"' in text
    assert text.count('<pre class="passage" lang="fr"') == 2


def test_maintenance_and_internal_scenarios_are_named_as_such() -> None:
    assert "Type Maintenance · 2" in page("scenarios/upgrade/")
    assert "Type Internal, not announced" in page("scenarios/quiet/")


@given(st.text(alphabet="a{} \n`$\\x", max_size=60))
def test_the_pieces_of_a_text_add_up_to_the_text(text: str) -> None:
    assert "".join(piece for piece, _ in pieces_of(text)) == text
