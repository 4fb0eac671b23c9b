from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schema.fronts import TypeForm, read_value

from statusgen.schema.urls import (
    ChannelUrl,
    LinkUrl,
    Mailbox,
    Recipients,
    SecretName,
    SitePath,
    SiteTarget,
    SiteUrl,
    WebUrl,
    holds_password,
)
from statusgen.source.text import Scalar


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (SiteUrl, "https://status.acme.example", "https://status.acme.example"),
        (SiteUrl, "https://status.acme.example/", "https://status.acme.example"),
        (SiteUrl, "http://localhost:8000", "http://localhost:8000"),
        (SiteUrl, "https://acme.example/status/", "https://acme.example/status"),
        (WebUrl, "https://hub.example.com/?a=b#c", "https://hub.example.com/?a=b#c"),
        (LinkUrl, "mailto:help@acme.example", "mailto:help@acme.example"),
        (LinkUrl, "tel:+33123", "tel:+33123"),
        (ChannelUrl, "${OPS_URL}", "${OPS_URL}"),
        (ChannelUrl, "smtps://bot@mail.example:465", "smtps://bot@mail.example:465"),
        (SecretName, " ${Hook_Secret2} ", "${Hook_Secret2}"),
        (Mailbox, "status@acme.example", "status@acme.example"),
        (Recipients, "status@lists.acme.example", "status@lists.acme.example"),
        (Recipients, "${CUSTOMERS}", "${CUSTOMERS}"),
        (SitePath, "index.xml", "index.xml"),
        (SitePath, "/issues/old-name/", "issues/old-name"),
        (SitePath, "old/page", "old/page"),
        (SitePath, "api/v1", "api/v1"),
        (SitePath, "feed/é.xml", "feed/é.xml"),
        (SiteTarget, "/", ""),
        (SiteTarget, "history.rss", "history.rss"),
    ],
)
def test_valid_addresses(kind: TypeForm, text: str, value: str) -> None:
    found, problems = read_value(kind, text)
    assert (found.text if isinstance(found, Scalar) else found, problems) == (value, [])


@pytest.mark.parametrize(
    ("kind", "text", "code", "message"),
    [
        (SiteUrl, "status.acme.example", "invalid-url", "not a valid URL"),
        (SiteUrl, "ftp://acme.example", "invalid-url", "not a valid URL"),
        (SiteUrl, "https://acme.example?a=b", "invalid-url", "more than a host and a path"),
        (SiteUrl, "https://acme.example/#top", "invalid-url", "more than a host and a path"),
        (SiteUrl, "https://acme.example/?", "invalid-url", "more than a host and a path"),
        (SiteUrl, "https://ana@acme.example", "invalid-url", "more than a host and a path"),
        (SiteUrl, "https://acme.example//a", "invalid-url", "more than a host and a path"),
        (SiteUrl, "https://acme.example/a/../b", "invalid-url", "more than a host and a path"),
        (SiteUrl, "https://", "invalid-url", "not a valid URL"),
        (SiteUrl, "https://état.example", "invalid-url", "`é` must be percent-encoded"),
        (WebUrl, "https://acme.example/a b", "invalid-url", "a space"),
        (WebUrl, "https://acme.example:99999", "invalid-url", "not a valid URL"),
        (WebUrl, "https://[::1", "invalid-url", "not a valid URL"),
        (WebUrl, "mailto:a@b.example", "invalid-url", "not a valid URL"),
        (LinkUrl, "javascript:alert(1)", "invalid-url", "not a valid URL"),
        (LinkUrl, "mailto:", "invalid-url", "not a valid URL"),
        (ChannelUrl, "", "invalid-url", ""),
        (ChannelUrl, "slack://a b", "invalid-url", ""),
        (ChannelUrl, "${my token}", "invalid-url", ""),
        (ChannelUrl, "${1}", "invalid-variable", "nothing else"),
        (ChannelUrl, "slack://${TOKEN}/#ops", "invalid-variable", "nothing else"),
        (ChannelUrl, "https://${HOST}/", "invalid-variable", "nothing else"),
        (ChannelUrl, "${GITHUB_TOKEN}", "invalid-variable", "`GITHUB_TOKEN` cannot be"),
        (SecretName, "${ci_token}", "invalid-variable", "`ci_token` cannot be"),
        (SecretName, "${ACTIONS_ID}", "invalid-variable", "`ACTIONS_ID` cannot be"),
        (SecretName, "$NAME", "invalid-variable", "nothing else"),
        (Mailbox, "Ana <ana@acme.example>", "invalid-mailbox", "single e-mail address"),
        (Mailbox, "${FROM}", "invalid-mailbox", "single e-mail address"),
        (Recipients, "ana", "invalid-mailbox", "single e-mail address"),
        (Recipients, "a@b.example, c@d.example", "invalid-mailbox", "single e-mail address"),
        (Recipients, "a@b.example;c@d.example", "invalid-mailbox", "single e-mail address"),
        (Recipients, "${A}, ${B}", "invalid-variable", "nothing else"),
        (SitePath, "", "invalid-path", ""),
        (SitePath, "/", "invalid-path", ""),
        (SitePath, "https://acme.example/x", "invalid-path", ""),
        (SitePath, "a/../b", "invalid-path", ""),
        (SitePath, "issues//x", "invalid-path", ""),
        (SitePath, "issues/x?y", "invalid-path", ""),
        (SitePath, "issues\\x", "invalid-path", ""),
        (SitePath, "x" * 201, "invalid-path", ""),
        (SitePath, "fr", "reserved-path", "`fr`"),
        (SitePath, "fr/incidents", "reserved-path", "`fr`"),
        (SitePath, "DEU/x", "reserved-path", "`DEU`"),
        (SiteTarget, "..", "invalid-path", ""),
    ],
)
def test_an_invalid_address_is_one_problem(
    kind: TypeForm, text: str, code: str, message: str
) -> None:
    value, [problem] = read_value(kind, text)
    assert value is None
    assert problem.code == code
    assert message in problem.message
    assert problem.hint


def test_a_secret_that_was_written_by_mistake_is_not_repeated() -> None:
    _, [problem] = read_value(SecretName, "hunter2")
    assert "hunter2" not in problem.message + problem.hint


def test_only_a_user_with_a_password_holds_one() -> None:
    assert holds_password("mailto://bot:hunter2@mail.example")
    assert not holds_password("smtps://bot@mail.example:465")
    assert not holds_password("${CHAT}")


@given(
    st.sampled_from(
        [
            ChannelUrl,
            LinkUrl,
            Mailbox,
            Recipients,
            SecretName,
            SitePath,
            SiteTarget,
            SiteUrl,
            WebUrl,
        ]
    ),
    st.text(max_size=30),
)
def test_any_address_is_read_or_reported(kind: TypeForm, text: str) -> None:
    value, problems = read_value(kind, text)
    assert (value is None) == any(each.is_error for each in problems)
    if value and kind in {SitePath, SiteTarget}:
        assert not value.text.startswith("/")
        assert ".." not in value.text.split("/")
