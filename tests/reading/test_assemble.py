from __future__ import annotations

from datetime import UTC, datetime

import pytest
from assembly import NOW, SITE, assembled, codes, incident, postmortem
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model import Site

FILES: dict[str, str | bytes] = {
    "incidents/2026/b.md": incident("id: OLD\n"),
    "incidents/a.md": incident(),
    "postmortems/p.md": postmortem("incident: OLD\n"),
    "static/a.png": b"data",
}


def site_of(files: dict[str, str | bytes], preview: str | None = None) -> Site:
    site, problems = assembled(files, preview=preview)
    assert not problems.errors
    assert site
    return site


def test_a_site() -> None:
    site = site_of(FILES)
    assert site.as_of == NOW
    assert [each.slug for each in site.incidents] == ["a", "b"]
    assert [each.incidents for each in site.postmortems] == [("b",)]
    assert [leaf.id for leaf in site.leaves] == ["api", "dashboard", "legacy"]
    assert [file.path for file in site.static] == ["static/a.png"]
    assert [role.name for role in site.practice.team] == ["incident_manager"]
    assert site.preview is None


def test_an_empty_site() -> None:
    assert site_of({}).incidents == ()


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (None, "https://status.acme.example"),
        ("https://preview.example/7/", "https://preview.example/7"),
    ],
)
def test_the_address_of_a_preview_elsewhere(base: str | None, expected: str) -> None:
    site, _ = assembled(FILES, base_url=base)
    assert site
    assert (site.settings.base_url, site.settings.url) == (expected, "https://status.acme.example")


DRAFT = incident("draft: true\n")


def test_drafts_and_internal_files_are_left_out() -> None:
    files = {**FILES, "incidents/d.md": DRAFT, "incidents/i.md": incident("internal: true\n")}
    assert [each.slug for each in site_of(files).incidents] == ["a", "b"]
    assert [each.slug for each in site_of(files, preview="PR").incidents] == ["a", "b", "d"]


@pytest.mark.parametrize(
    "broken",
    [
        {"incidents/a.md": "Text"},
        {"incidents/a.md": incident("components: {z: down}\n")},
        {"incidents/a.md": b"\xff"},
        {"site.yml": SITE.replace("title:", "titel:")},
        {"postmortems/p.md": postmortem("incident: z\n")},
    ],
)
def test_a_mistake_is_one_error_and_the_rest_of_the_site_is_made(
    broken: dict[str, str | bytes],
) -> None:
    site, problems = assembled({**FILES, **broken})
    assert len(problems.errors) == 1
    assert site
    assert "b" in {each.slug for each in site.incidents}


def test_all_mistakes_are_found_in_one_run() -> None:
    files = {
        "site.yml": f"{SITE}logo: static/no.svg\nredirects: {{a/b: nowhere/x}}\n",
        "incidents/a.md": "Text",
        "incidents/b c.md": incident("components: {z: down}\n"),
        "incidents/c.md": incident("", "[a](z.md)"),
        "incidents/2026/c.md": incident("roles: {cook: Bo}\n"),
        "incidents/d.md": incident("aliases: [history]\n", "{{ x }}"),
        "incidents/e.md": incident().replace("2026-11-20", "2027-11-20"),
        "postmortems/p.md": postmortem("incident: no-incident\n"),
    }
    assert codes(files) == [
        "incidents/2026/c.md:3:unknown-role",
        "incidents/a.md:1:no-front-matter",
        "incidents/b c.md:0:invalid-slug",
        "incidents/b c.md:3:unknown-component",
        "incidents/c.md:0:duplicate-slug",
        "incidents/c.md:7:unknown-link",
        "incidents/d.md:3:address-taken",
        "incidents/d.md:8:placeholder-left",
        "incidents/e.md:5:not-yet-published",
        "postmortems/p.md:4:unknown-incident",
        "site.yml:14:unknown-logo",
        "site.yml:15:unknown-address",
    ]


def test_only_published_updates_are_in_the_site() -> None:
    text = incident("", "We look.\n\n## Resolved — 2026-11-20 16:00\n\n[a](b.md)\n")
    files = {"incidents/a.md": text, "incidents/b.md": incident()}
    site, problems = assembled(files, now=datetime(2026, 11, 20, 14, tzinfo=UTC))
    assert site
    assert [len(each.updates) for each in site.incidents] == [1, 1]
    assert [problem.code for problem in problems] == ["not-yet-published"]


PARTS = st.sampled_from(
    [
        *(
            "---\n",
            "title: x\n",
            "draft: true\n",
            "id: b\n",
            "aliases: [history]\n",
            "incident: a\n",
        ),
        *("published: 2026-11-20\n", "components: {api: down, x: ok}\n", "pin: true\n"),
        *(
            "## Update — 2026-11-20 14:05\n",
            "- components: console=ok\n",
            "[a](../incidents/a.md)\n",
        ),
        *("{{ x }}\n", "<!-- a -->", "\n", "## Resolved — 2027-11-20 15:05\n"),
    ]
)


@given(
    st.lists(PARTS, max_size=14).map("".join),
    st.sampled_from(["incidents/a.md", "postmortems/a.md"]),
)
def test_any_text_in_one_file_leaves_the_rest_of_the_site(text: str, path: str) -> None:
    site, _ = assembled({**FILES, path: f"---\ntitle: x\n{text}"})
    assert site
    assert "b" in {each.slug for each in site.incidents}


def test_component_names_are_checked_next_to_a_wrong_state() -> None:
    wrong = incident("components: {apo: major_outag, dashbord: down}\n")
    assert codes({"incidents/a.md": wrong}) == [
        "incidents/a.md:3:unknown-component",
        "incidents/a.md:3:unknown-state",
        "incidents/a.md:3:unknown-component",
    ]


@pytest.mark.parametrize("path", ["2026/a.md", "A.md"])
def test_two_files_cannot_share_a_name(path: str) -> None:
    found = codes({"incidents/a.md": incident(), f"incidents/{path}": incident()})
    assert [code for code in found if code.endswith(":duplicate-slug")]


def test_a_duplicate_name_is_reported_in_the_unpublished_file() -> None:
    hidden = incident("internal: true\n")
    files = {"incidents/2025/a.md": hidden, "incidents/2026/a.md": incident()}
    assert codes(files) == ["incidents/2025/a.md:0:duplicate-slug"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("", "id: a\n"), ("", "id: A\n"), ("id: O\n", "id: a\n"), ("id: O\n", "id: o\n")],
)
def test_two_incidents_cannot_share_an_id(first: str, second: str) -> None:
    files = {"incidents/a.md": incident(first), "incidents/b.md": incident(second)}
    assert codes(files) == ["incidents/b.md:3:duplicate-id"]


def test_an_id_cannot_be_the_name_in_another_case() -> None:
    assert codes({"incidents/a.md": incident("id: A\n")}) == ["incidents/a.md:3:duplicate-id"]


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'
PNG = b"\x89PNG\r\n\x1a\n"


def with_logo(path: str, data: bytes, named: str = "") -> dict[str, str | bytes]:
    return {f"static/{path}": data, "site.yml": f"{SITE}logo: static/{named or path}\n"}


@pytest.mark.parametrize(("path", "data"), [("a.svg", SVG), ("a.png", PNG), ("x/A.PNG", PNG)])
def test_the_logo_is_one_of_the_static_files(path: str, data: bytes) -> None:
    site, problems = assembled(with_logo(path, data))
    assert not list(problems)
    assert site
    assert site.settings.logo
    assert (site.settings.logo.path, site.settings.logo.data) == (f"static/{path}", data)


def test_a_site_needs_no_logo() -> None:
    site, _ = assembled({})
    assert site
    assert site.settings.logo is None


@pytest.mark.parametrize(
    ("project", "code"),
    [
        (with_logo("a.svg", SVG, "b.svg"), "unknown-logo"),
        (with_logo("a.svg", SVG, "A.svg"), "unknown-logo"),
        (with_logo("a.svg", SVG + b" " * 8192), "logo-too-large"),
        (with_logo("a.svg", PNG), "invalid-logo"),
        (with_logo("a.png", SVG), "invalid-logo"),
        (with_logo("a.svg", b""), "invalid-logo"),
    ],
)
def test_a_logo_of_the_wrong_size_or_type_is_an_error(
    project: dict[str, str | bytes], code: str
) -> None:
    assert codes(project) == [f"site.yml:14:{code}"]
