from __future__ import annotations

import pytest
from assembly import assembled, codes, incident, postmortem

X = "incidents/2026/x.md"
FILES: dict[str, str | bytes] = {
    "incidents/y.md": incident(),
    "postmortems/p.md": postmortem("incident: y\n"),
    "static/a b.png": b"",
    "static/10.15\u202fAM.png": b"",
    "static/docs/a.png": b"",
    "static/.well-known/security.txt": b"",
}


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("../y.md", "incidents/y/"),
        ("./../../postmortems/p.md", "postmortems/p/"),
        ("../y.md#20261120T130500Z", "incidents/y/#20261120T130500Z"),
        ("x.md", "incidents/x/"),
        ("#20261120T130500Z", "incidents/x/#20261120T130500Z"),
        ("static/docs/a.png", "static/docs/a.png"),
        ("../../static/docs/a.png", "static/docs/a.png"),
        ("static/a%20b.png", "static/a b.png"),
        ("static/10.15%E2%80%AFAM.png", "static/10.15\u202fAM.png"),
        ("static/.well-known/security.txt", ".well-known/security.txt"),
    ],
)
def test_where_links_lead(link: str, address: str) -> None:
    site, problems = assembled({**FILES, X: incident("", f"See [this]({link}).")})
    assert not list(problems)
    assert site
    assert site.incidents[0].updates[0].body.targets == ((link, address),)


def test_links_are_resolved_in_every_text() -> None:
    body = "\n".join(
        f"- {key}: [y](../y.md)" for key in ("workaround", "cause", "fix", "action required")
    )
    text = incident("", f"{body}\n\nText").replace("## Inv", "A [y](../y.md).\n\n## Inv", 1)
    look = postmortem("incident: x\n", "[y](../incidents/y.md)")
    site, problems = assembled({**FILES, X: text, "postmortems/q.md": look})
    assert not list(problems)
    assert site
    update = site.incidents[0].updates[0]
    texts = (site.incidents[0].summary, update.workaround, update.cause, update.fix, update.action)
    for each in texts:
        assert getattr(each, "targets", None) == (("../y.md", "incidents/y/"),)
    assert site.postmortems[0].body.targets or site.postmortems[1].body.targets


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://example.com) [b](mailto:a@example.com) [c](tel:1) https://example.com",
        "`[a](nowhere.md)` and \\[a](nowhere.md)",
        "![a](static/docs/a.png)",
    ],
)
def test_links_that_are_left_alone(text: str) -> None:
    assert codes({**FILES, X: incident("", text)}) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[a](../z.md)", "unknown-link"),
        ("[a](y.md)", "unknown-link"),
        ("[a](static/c.png)", "unknown-link"),
        ("![a](c.png)", "unknown-link"),
        ("[a](../../../README.md)", "unknown-link"),
        ("[a](../../scenarios/db.md)", "unknown-link"),
        ("[a](../../static/../site.yml)", "unknown-link"),
        ("[a](/incidents/y/)", "unknown-link"),
        ("[a](//example.com/x)", "unknown-link"),
        ("[a](#)", "unknown-link"),
        ("[a](javascript:alert(1))", "unknown-scheme"),
        ("[a](data:text/html,x)", "unknown-scheme"),
        ("[a](ftp://example.com)", "unknown-scheme"),
        ("![a](https://example.com/a.png)", "remote-image"),
        ("Errors in {{ region }}.", "placeholder-left"),
        ("[a]({{ link }})", "placeholder-left"),
        ("- cause: {{cause}}", "placeholder-left"),
    ],
)
def test_what_is_wrong(text: str, code: str) -> None:
    assert codes({**FILES, X: incident("", text)}) == [f"{X}:7:{code}"]


@pytest.mark.parametrize("text", ["`{{ x }}`", "\\{{ x }}", "${{ x }}", "{{ X }}"])
def test_texts_that_are_not_placeholders(text: str) -> None:
    assert codes({X: incident("", text)}) == []


def test_placeholders_in_titles_and_summaries() -> None:
    quoted = 'title: "Errors in {{ region }}"'
    files = {
        X: incident().replace("title: Errors on the API", quoted),
        "postmortems/q.md": postmortem('incident: x\nsummary: "{{ what }}"\n').replace(
            "title: Why", quoted
        ),
        "postmortems/r.md": postmortem('draft: true\nsummary: "{{ what }}"\n'),
    }
    assert codes(files) == [
        f"{X}:2:placeholder-left",
        "postmortems/q.md:2:placeholder-left",
        "postmortems/q.md:5:placeholder-left",
    ]


def test_the_place_is_that_of_the_link_and_not_of_similar_text() -> None:
    body = "a z `{{ a }}` [b](../y.md) [a](z) []() {{ a }}\n\n[z](z)"
    _, problems = assembled({**FILES, X: incident("", body)})
    assert [(problem.span.line, problem.span.column) for problem in problems] == [
        (7, 32),
        (7, 38),
        (7, 40),
        (9, 5),
    ]


def test_places() -> None:
    body = "- next: 15:00\n- cause: It is <!-- no -->\n  {{ a }}.\n\nSee <!-- x --> [this](z.md)."
    _, problems = assembled({X: incident("", body)})
    assert [
        (problem.span.line, problem.span.column, problem.span.length) for problem in problems
    ] == [
        (9, 3, 7),
        (11, 23, 4),
    ]


def test_did_you_mean() -> None:
    _, (problem,) = assembled({**FILES, X: incident("", "[a](../../postmortem/p.md)")})
    assert problem.hint.startswith("Did you mean `../../postmortems/p.md`? ")


@pytest.mark.parametrize("link", ["../../scenarios/x.md", "nowhere.md", ""])
def test_a_link_with_only_the_same_folder_is_not_suggested(link: str) -> None:
    _, (problem,) = assembled({**FILES, X: incident("", f"[a]({link})")})
    assert problem.hint.startswith("Link to a content file")


@pytest.mark.parametrize("keys", ["draft: true\n", "internal: true\n"])
def test_links_to_unpublished_files_are_errors(keys: str) -> None:
    link = incident("", "[a](../z.md)")
    assert codes({X: link, "incidents/z.md": incident(keys)}) == [f"{X}:7:link-to-unpublished"]
    hidden = incident("draft: true\n", "[a](../z.md)")
    assert codes({X: hidden, "incidents/z.md": incident(keys)}) == []
    shown = codes({X: link, "incidents/z.md": incident(keys)}, preview="x")
    assert bool(shown) == ("internal" in keys)


def test_a_link_to_a_future_page_waits() -> None:
    later = incident().replace("2026-11-20", "2027-11-20")
    site, problems = assembled({X: incident("", "[a](../z.md)"), "incidents/z.md": later})
    assert site
    assert site.incidents[0].updates[0].body.targets == ()
    assert [problem.code for problem in problems] == ["link-waits", "not-yet-published"]


def test_a_link_to_a_broken_file_is_not_reported() -> None:
    assert codes({X: incident("", "[a](../z.md)"), "incidents/z.md": "Text"}) == [
        "incidents/z.md:1:no-front-matter"
    ]


def test_a_suggested_link_has_no_spaces() -> None:
    _, (problem,) = assembled({**FILES, X: incident("", "[a](static/10.15%20AM.png)")})
    assert problem.hint.startswith("Did you mean `../../static/10.15%E2%80%AFAM.png`? ")
