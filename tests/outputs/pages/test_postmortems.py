from outputs.pages.scene import ended_incident, page, postmortem, render, site

from statusgen.model import Text

WHY = postmortem(
    "why", "mail-late", authors=("Ana", "Platform team"), summary="A queue that was too short."
)


def test_the_list_has_date_title_and_summary() -> None:
    text = page(site(ended_incident(), postmortems=(WHY,)), "postmortems/")
    assert "10 Nov 2026 Title of why A queue that was too short." in text


def test_an_empty_list() -> None:
    assert "No postmortems so far." in page(site(), "postmortems/")


def test_postmortem_has_authors_text_and_incidents() -> None:
    text = page(site(ended_incident(), postmortems=(WHY,)), "postmortems/why/")
    assert "Title of why 10 Nov 2026 · Ana and Platform team Impact It was slow." in text
    assert "Related incident Title of mail-late 3 Nov 2026 · Resolved after" in text


def test_headings_are_below_the_title() -> None:
    html = render(site(ended_incident(), postmortems=(WHY,)))["postmortems/why/index.html"]
    assert html.index("<h1") < html.index("<h2")
    assert "<h3" not in html


def test_list_does_not_contain_the_bodies() -> None:
    long = postmortem("long", "mail-late", body=Text(markdown="Of great length."))
    html = render(site(ended_incident(), postmortems=(long,)))
    assert "Of great length." not in html["postmortems/index.html"]
    assert "Of great length." in html["postmortems/long/index.html"]


def test_a_draft_in_a_preview_is_marked_and_has_no_date() -> None:
    draft = postmortem("soon", "mail-late", published=None, draft=True)
    shown = site(ended_incident(), postmortems=(draft,), preview="Look back")
    assert "Draft Title of soon" in page(shown, "postmortems/")
    assert "Postmortems · Draft Title of soon Impact" in page(shown, "postmortems/soon/")
