"""Texts that must not be published, and texts that may be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from assembly import SITE, assembled, codes, incident, postmortem
from hypothesis import given
from hypothesis import strategies as st

from statusgen.advice.leaks import _ADDRESS, _HOST, _MAIL, _PRIVATE, _SIGNS, SECRETS
from statusgen.authoring.escaping import as_value

X = "incidents/x.md"
ABOUT = "2026-11-20 14:05\n\n"


def found(text: str, site: str = SITE) -> list[tuple[str, str]]:
    """Return the code of each problem in a body, and what is underlined."""
    _, problems = assembled({X: incident("", text), "site.yml": site})
    return [
        (each.code, each.span.text[each.span.column - 1 :][: each.span.length]) for each in problems
    ]


LETTERS = "aB3dE5fG7hJ9kL2mN4pQ6rS8tU1vW3xY5zA7bC9dE2fG4hJ6kL8mN1pQ3rS5tU7vW9xY2zB4cD6eF8gH"


SECRET_EXAMPLES = (
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----",
    *(f"{mark}ABCDEFGH234567AB" for mark in ("AKIA", "ASIA")),
    *(f"{mark}_{LETTERS[:36]}" for mark in ("gho", "ghp", "ghr", "ghs", "ghu", "npm")),
    f"github_pat_{LETTERS[:22]}_{LETTERS[:59]}",
    *(f"{mark}-{LETTERS[:20]}" for mark in ("glpat", "gldt", "glrt", "glptt", "glcbt")),
    f"glpat-{LETTERS[:27]}.01.0a1b2c3d4",
    *(f"xox{kind}-1234567890-{LETTERS[:24]}" for kind in "abeoprs"),
    f"xapp-1-A0123456789-{LETTERS[:24]}",
    f"sk_live_{LETTERS[:24]}",
    f"rk_live_{LETTERS[:60]}",
    f"whsec_{LETTERS[:32]}",
    f"AIza{LETTERS[:35]}",
    f"GOCSPX-{LETTERS[:28]}",
    f"SG.{LETTERS[:22]}.{LETTERS[:43]}",
    f"pypi-AgE{LETTERS[:60]}",
    f"dop_v1_{'0a1b2c3d' * 8}",
    f"dckr_pat_{LETTERS[:27]}",
    f"sk-ant-api03-{LETTERS}",
    f"sk-proj-{LETTERS}",
    f"hf_{'aBcDeFgHiJ' * 3}aBcD",
    f"eyJ{LETTERS[:20]}.eyJ{LETTERS[:30]}.{LETTERS[:43]}",
    f"https://hooks.slack.com/services/T01234567/B01234567/{LETTERS[:24]}",
)
"""At least one for each alternative of the pattern."""

_DOMAINS = ("internal", "intranet", "local", "localdomain", "corp", "lan", "home.arpa", "svc")
_ENVIRONMENTS = ("prod", "prd", "production", "preprod", "staging", "stg", "uat")
_HOSTS = (*(f"db.{each}" for each in _DOMAINS), *(f"db1.{each}" for each in _ENVIRONMENTS))
HOST_EXAMPLES = (*_HOSTS, *map(str.upper, _HOSTS), "ip-10-0-0-1", "IP-10-0-0-1")
ADDRESS_EXAMPLES = (
    *("10.1.2.3", "172.16.0.1", "172.31.0.1", "192.168.0.1", "100.64.0.1", "169.254.0.1"),
    *("fc00::1", "fd00::1", "FD00::1", "fe80::1", "fe90::1", "fea0::1", "feb0::1", "FEB0::1"),
)


@pytest.mark.parametrize("secret", SECRET_EXAMPLES)
def test_a_secret_is_an_error_and_is_not_repeated(secret: str) -> None:
    text = incident("", f"We use `{secret}` there.")
    _, problems = assembled({X: text})
    (problem,) = problems
    assert (problem.code, problem.is_error) == ("secret-in-text", True)
    report = problem.as_text() + problem.as_github()
    assert secret[-12:] not in report
    assert secret[4:] not in report
    assert " We use `" in report
    assert codes({X: text.replace("---\n", "---\nallow: [secret-in-text]\n", 1)}) == []


@pytest.mark.parametrize(
    "escape",
    [
        lambda secret: secret.replace("_", "\\_"),
        lambda secret: secret.replace("_", "&#95;"),
        as_value,
        lambda secret: f"&#{ord(secret[0])};{secret[1:]}",
    ],
)
def test_an_escape_does_not_hide_a_secret(escape: Callable[[str], str]) -> None:
    secret = escape(f"ghp_{LETTERS[:36]}")
    _, problems = assembled({X: incident("", f"One {secret}, and {secret}; more.")})
    assert [each.code for each in problems] == ["secret-in-text"] * 2
    for problem in problems:
        span = problem.span
        assert span.length == len(secret)
        report = problem.as_text() + problem.as_github()
        assert LETTERS[:8] not in report
        assert "and " in report


def test_a_yaml_escape_does_not_hide_a_secret() -> None:
    title = '"Key \\u0041KIAABCDEFGH234567AB"'
    _, problems = assembled({X: incident("", "Text.").replace("Errors on the API", title)})
    (problem,) = problems
    assert problem.code == "secret-in-text"
    assert "ABCDEFGH" not in problem.as_text()


def test_escapes_do_not_hide_internal_hosts_and_addresses() -> None:
    text = r"On db\-01\.prod\.acme.example, 10\.0.0.1; jo\@mail.customer\.example."
    assert found(text) == [
        ("internal-host", r"db\-01\.prod\.acme.example"),
        ("private-address", r"10\.0.0.1"),
        ("mail-address", r"jo\@mail.customer\.example"),
    ]


def test_all_secrets_of_a_line_are_masked() -> None:
    _, problems = assembled({X: incident("", "AKIAABCDEFGH234567AB, AKIAABCDEFGH234567CD")})
    reports = [problem.as_text() for problem in problems]
    assert len(reports) == 2
    assert not any("ABCDEFGH" in report for report in reports)


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN CERTIFICATE----- and -----BEGIN PUBLIC KEY-----",
        "Keys begin with AKIA, ghp_, glpat-, sk_live_ or eyJ.",
        "sk_test_aB3dE5fG7hJ9kL2mN4pQ6rS8",
        "The release v2.3.1-4.gAKIA, the commit 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567.",
        "See https://example.com/npm_packages/list_of_all_of_the_packages_there_are.",
        "A host such as example.com, api.eu-west-1.example.com or web1.example.com.",
        "Edit settings.local.json, .env.local and app1.test.ts; call this.internal().",
        "The local cache and internal queues of one corp. Local time holds.",
        "We mended it.Local caches fill, and so is v2.Production goes on. The CORP, THE LOCAL ONE.",
        "Point it at localhost; 100.63.0.1, 169.253.0.1 and 100.128.0.1.",
        "Only localhost:5432, 127.0.0.1:8080 and ::1 listen.",
        "We route 10.0.0.0/8, and block 169.254.169.254.",
        "Version 10.15.7 or version 10.0.0.1; 8.8.8.8, 172.15.0.1, 192.169.0.1 and 2001:db8::1.",
        "At 12:30:45 std::vector was full: 10.0.0, 10.0.0.0.1, 999.168.1.1.",
        "Write to support@partner.example, security@acme.example or ana@acme.example.",
        "Clone git@forge.example:acme/x, and ask dev@lists.project.example, @ana or a@b.",
        "Thanks to 7+ana@users.noreply.forge.example, jo@no-reply.forge.example, x@example.org.",
        "We removed eslint-scope@3.7.2, left-pad@v1.3.0-rc.one, @acme/web@10.2.x and x@1.0.0-b.c.",
        "See logo@2x.png; getty@tty1.service and backup@nightly.timer were down.",
        "[Write to us](mailto:jo@partner.example).",
        "Follow @acme@social.partner.example.",
    ],
)
def test_texts_that_may_be_published(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("On db-01.prod.acme.example it failed", "internal-host", "db-01.prod.acme.example"),
        ("See http://wiki.acme.corp/page.", "internal-host", "wiki.acme.corp"),
        ("ip-10-0-32-54.eu-west-1.compute.internal", "internal-host", None),
        ("The node ip-10-0-32-54 failed.", "internal-host", "ip-10-0-32-54"),
        (
            "`redis.payments.svc.cluster.local:6379`",
            "internal-host",
            "redis.payments.svc.cluster.local",
        ),
        ("It is nas.lan.", "internal-host", "nas.lan"),
        ("Reach web3.staging", "internal-host", "web3.staging"),
        ("On DB01.internal it failed", "internal-host", "DB01.internal"),
        ("Ask SQLPROD01.CORP.LOCAL.", "internal-host", "SQLPROD01.CORP.LOCAL"),
        ("SRV-DB.CORP", "internal-host", None),
        ("WEB3.STAGING.ACME is full", "internal-host", "WEB3.STAGING.ACME"),
        ("Web3.prod is full", "internal-host", "Web3.prod"),
        ("IP-10-0-0-1 is gone", "internal-host", "IP-10-0-0-1"),
        ("From 169.254.10.1", "private-address", "169.254.10.1"),
        ("From 100.64.0.1 and 100.128.0.1", "private-address", "100.64.0.1"),
        ("At fe80::1%eth0", "private-address", "fe80::1"),
        ("Reach 10.1.2.3:5432", "private-address", "10.1.2.3"),
        ("http://192.168.0.1/", "private-address", "192.168.0.1"),
        ("host=172.31.255.254.", "private-address", "172.31.255.254"),
        ("At [fd00:1:2::3]:80", "private-address", "fd00:1:2::3"),
        ("Ask jo@163.example", "mail-address", "jo@163.example"),
        ("Write to jo@customer.example.", "mail-address", "jo@customer.example"),
        ("jo.doe+x@mail.customer.example wrote", "mail-address", "jo.doe+x@mail.customer.example"),
    ],
)
def test_texts_that_must_not_be_published(text: str, code: str, place: str | None) -> None:
    assert found(text) == [(code, place or text)]


BODY = """\
- workaround: Ask 10.0.0.1.
- cause: At 10.0.0.2
  and so on, 10.0.0.3.

So, and {{ cause }}:

    10.0.0.4

<!-- 10.0.0.9 -->

## Internal — 2026-11-20 14:10

Restart 10.0.0.9.
"""


def test_only_public_texts_are_searched() -> None:
    text = incident("roles: {incident_manager: a@b.example}\n", BODY.replace("{{ cause }}", "so"))
    files = {
        X: text.replace("Errors on the API", "10.0.0.5 fails").replace(
            "---\n\n", "---\n\nA 10.0.0.6\n\n", 1
        ),
        "postmortems/p.md": postmortem(
            "incident: x\nsummary: >\n  It is\n  10.0.0.7.\nauthors: [a@b.example]\n", "10.0.0.8"
        ),
        "scenarios/s.md": "---\ntitle: 10.0.0.9\nkind: [degradation, outage, data_loss, security]\n"
        "---\n\n10.0.0.9\n\n## Investigating\n\n"
        + BODY.partition("## ")[0]
        + "## Runbook\n\n10.0.0.9",
        "incidents/d.md": incident("draft: true\n", "10.0.0.4"),
        "incidents/i.md": incident("internal: true\n", "10.0.0.9"),
    }
    _, problems = assembled(files)
    places = {
        path: [
            (each.span.line, each.span.text[each.span.column - 1 :][: each.span.length])
            for each in problems
            if each.span.path == f"content/{path}"
        ]
        for path in files
    }
    ten = "10.0.0."
    assert places == {
        X: [
            (2, f"{ten}5"),
            (6, f"{ten}6"),
            (10, f"{ten}1"),
            (11, f"{ten}2"),
            (12, f"{ten}3"),
            (16, f"{ten}4"),
        ],
        "postmortems/p.md": [(7, f"{ten}7"), (8, "a@b.example"), (11, f"{ten}8")],
        "scenarios/s.md": [(10, f"{ten}1"), (11, f"{ten}2"), (12, f"{ten}3"), (16, f"{ten}4")],
        "incidents/d.md": [(8, f"{ten}4")],
        "incidents/i.md": [],
    }


LEAKS = """\
description: >
  It runs
  on db-01.prod.acme.example.
repository: https://git.acme.corp/status
links: [{label: Ask jo@customer.example, url: https://help.example}]
channels: [{name: 10.0.0.9, audience: internal, url: "https://10.0.0.9/x"}]
"""


def test_only_public_values_of_site_yml_are_searched() -> None:
    site = (SITE + LEAKS).replace("name: Dashboard", "name: Dashboard, description: On 10.0.0.1")
    site = site.replace("name: Ana", "name: ana@customer.example")
    _, problems = assembled({"site.yml": site})
    assert [(each.code, each.span.line) for each in problems] == [
        ("private-address", 10),
        ("internal-host", 16),
        ("mail-address", 18),
    ]
    assert not problems.errors
    off = "advice: {private-address: x, internal-host: x, mail-address: x}\n"
    assert codes({"site.yml": site + off}) == []
    shown = codes({"site.yml": f"{site}{off}show_source: true\n".replace("internal-host: x, ", "")})
    assert shown == ["site.yml:16:internal-host", "site.yml:17:internal-host"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("Acme Status", "Acme AKIAABCDEFGH234567AB", 3),
        ("name: Public API", "name: Public API, description: Key AKIAABCDEFGH234567AB", 7),
        (
            "team:",
            f"links: [{{label: Us, url: 'https://x.example/ghp_{LETTERS[:36]}'}}]\nteam:",
            12,
        ),
    ],
)
def test_a_secret_in_site_yml_cannot_be_allowed(old: str, new: str, line: int) -> None:
    text = SITE.replace(old, new, 1) + "advice: {secret-in-text: It is none.}\n"
    _, problems = assembled({"site.yml": text})
    (problem,) = problems.errors
    assert (problem.code, problem.span.path) == ("secret-in-text", "content/site.yml")
    assert problem.span.line == line
    assert "BCDEFGH" not in problem.as_text()
    assert LETTERS[:8] not in problem.as_text()
    assert "allow" not in problem.hint


def test_an_internal_site_may_name_internal_hosts() -> None:
    inside = SITE.replace("status.acme.example\nt", "status.acme.internal\nt")
    assert inside != SITE
    text = "On DB.acme.internal, 10.0.0.1, AKIAABCDEFGH234567AB and jo@customer.example."
    assert [code for code, _ in found(text, inside)] == ["secret-in-text", "mail-address"]


def test_domains_of_links_belong_to_the_team() -> None:
    links = (
        "links: [{label: Help, url: 'https://help.example/x'}]\n"
        "subscribe: [{label: Mail, url: 'mailto:join@post.example'}]\n"
    )
    text = "jo@help.example, jo@mail.help.example, jo@post.example"
    assert found(text, SITE + links) == []
    assert len(found(text)) == 3


@given(st.text(alphabet="ab1.:@-_'/\n é{}[]()` AKIA", max_size=200) | st.text(max_size=100))
def test_any_text_has_places_inside_it(text: str) -> None:
    titled = incident().replace("Errors on the API", json.dumps(f"So. {text}"))
    files = {X: incident("", f"So. {text}"), "incidents/y.md": titled}
    _, problems = assembled(files)
    for problem in problems:
        span = problem.span
        assert 0 < span.column <= len(span.text) + 1
        assert span.column - 1 + span.length <= max(1, len(span.text) + 1)


@pytest.mark.parametrize(
    ("code", "texts"), [("internal-host", HOST_EXAMPLES), ("private-address", ADDRESS_EXAMPLES)]
)
def test_every_form_is_found_in_a_file_without_another(code: str, texts: tuple[str, ...]) -> None:
    assert [found(text) for text in texts] == [[(code, text)] for text in texts]


@pytest.mark.parametrize(
    ("form", "texts"),
    [(SECRETS, SECRET_EXAMPLES), (_HOST, HOST_EXAMPLES), (_ADDRESS, ADDRESS_EXAMPLES)],
)
def test_each_sign_is_the_only_one_of_an_example(
    form: re.Pattern[str], texts: tuple[str, ...]
) -> None:
    # So a missing sign fails the tests of the examples.
    signs = [[sign for sign in _SIGNS[form] if sign in text.lower()] for text in texts]
    assert {each[0] for each in signs if len(each) == 1} == {*_SIGNS[form]}


@pytest.mark.parametrize("form", [SECRETS, _HOST, _MAIL])
@given(data=st.data())
def test_every_match_has_a_sign(form: re.Pattern[str], data: st.DataObject) -> None:
    text = data.draw(st.from_regex(form)).lower()
    assert any(sign in text for sign in _SIGNS[form])


@given(st.sampled_from(_PRIVATE).flatmap(lambda network: st.ip_addresses(network=network)))
def test_every_private_address_has_a_sign(address: IPv4Address | IPv6Address) -> None:
    for text in (str(address), address.exploded.upper()):
        assert any(sign in text.lower() for sign in _SIGNS[_ADDRESS])


def test_the_demonstration_site_has_no_leaks() -> None:
    root = Path(__file__).parents[2]
    for path in (root / "content").rglob("*.md"):
        words = path.read_text(encoding="utf-8").partition("\n---\n")[2].split()
        text = " ".join(word for word in words if "{{" not in word and "](" not in word)
        codes_found = {code for code, _ in found(f"So: `{text.replace('`', '')}`")}
        assert not codes_found & {"internal-host", "private-address"}, path
