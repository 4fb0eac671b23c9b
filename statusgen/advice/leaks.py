"""Find what must not be published: secrets, internal hosts and addresses, email addresses.

Only public texts are searched: titles, summaries, texts and fields of incidents and postmortems,
including drafts, the prepared texts of scenarios, and the public values of site.yml. More people
can read logs than files, so no report shows a secret. The patterns are narrow: people who see
false warnings ignore the real ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from ipaddress import ip_address, ip_network
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from statusgen.advice.codes import SECRET
from statusgen.markup.finding import Found
from statusgen.markup.plain import unescaped
from statusgen.memo import with_fields
from statusgen.model import Settings, Text, public_texts
from statusgen.problems import Problem, Problems, Span, short, warning
from statusgen.reading.entries import Entry
from statusgen.reading.incident import IncidentEntry, PostmortemEntry
from statusgen.reading.links import located
from statusgen.reading.scenario import ScenarioEntry
from statusgen.reading.site import SiteEntry

SECRETS: Final = re.compile(
    r"""
      -----BEGIN\ (?:[A-Z0-9]+\ )*PRIVATE\ KEY(?:\ BLOCK)?-----  # RFC 7468, OpenSSH, OpenPGP
    | (?<![A-Za-z0-9_-]) (?:
        (?:AKIA|ASIA)[A-Z2-7]{16}                                # AWS: id of an access key
      | gh[oprsu]_[A-Za-z0-9]{36} | github_pat_\w{82}            # GitHub
      | gl(?:pat|dt|rt|ptt|cbt)-[\w-]{20}                        # GitLab
      | xox[abeoprs]-[A-Za-z0-9-]{20} | xapp-\d-[A-Z0-9]{8}      # Slack
      | [rs]k_live_[A-Za-z0-9]{24} | whsec_[A-Za-z0-9+/]{32}     # Stripe
      | AIza[\w-]{35} | GOCSPX-[\w-]{28}                         # Google
      | SG\.[\w-]{22}\.[\w-]{43}                                 # SendGrid
      | npm_[A-Za-z0-9]{36} | pypi-AgE[\w-]{50}                  # package registries
      | dop_v1_[0-9a-f]{64} | dckr_pat_[\w-]{27}                 # DigitalOcean, Docker
      | sk-(?:ant|proj)-[\w-]{40} | hf_[A-Za-z]{34}              # Anthropic, OpenAI, Hugging Face
      | eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10}                  # JSON Web Token, RFC 7519
    ) [\w-]* (?:\.[\w-]+)*
    | hooks\.slack\.com/services/T\w{8,}/B\w{8,}/\w{20,}         # Slack: an address to post to
    """,
    re.ASCII | re.VERBOSE,
)
"""Forms that only secrets have."""

SHOWN: Final = 4
"""How many characters of a secret a report shows, so that its owner recognises it."""


_HOST: Final = re.compile(
    r"""
    \b (?<![.@-]) (?:
        [A-Za-z0-9][\w-]* (?:\.[\w-]+)* \.
        (?:internal|intranet|local|localdomain|corp|lan|home\.arpa|svc)
      | [A-Z0-9][A-Z0-9_-]* (?:\.[A-Z0-9_-]+)* \.
        (?:INTERNAL|INTRANET|LOCAL|LOCALDOMAIN|CORP|LAN|HOME\.ARPA|SVC)
      | [A-Za-z][\w-]*\d (?:\.[\w-]+)* \. (?:prod|prd|production|preprod|staging|stg|uat)
        (?:\.[a-z][\w-]*)*
      | [A-Z][A-Z0-9_-]*\d (?:\.[A-Z0-9_-]+)* \.
        (?:PROD|PRD|PRODUCTION|PREPROD|STAGING|STG|UAT) (?:\.[A-Z][A-Z0-9_-]*)*
      | (?:ip|IP)(?:-\d{1,3}){4}
    ) (?![\w-]|\.\w|\()
    """,
    re.ASCII | re.VERBOSE,
)
"""Hosts with internal domains, and numbered hosts of an environment.

A capitalised word after a full stop is not one: “We fixed it.Local caches …”.
"""

_ADDRESS: Final = re.compile(
    r"""
      (?<![\w.-]) (?<!version\ ) \d{1,3} (?:\.\d{1,3}){3} (?![\w-]|\.\d)
    | (?<![\w.:]) (?:[0-9a-fA-F]{0,4}:){2,7} [0-9a-fA-F]{0,4} (?![\w:]|\.\d)
    """,
    re.ASCII | re.VERBOSE,
)
_PRIVATE: Final = tuple(
    ip_network(each)
    for each in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"),
        *("fc00::/7", "fe80::/10"),
    )
)
"""RFC 1918, 6598, 3927, 4193, 4291. Every machine calls itself 127.0.0.1 and ::1."""

_MAIL: Final = re.compile(
    r"""
    (?<![\w.+@-])(?<!mailto:) [\w.+-]{1,64} @
    (?! v?\d+\.\d | \dx\. )                          # a version; an image such as logo@2x.png
    [\w-]+ (?:\.[\w-]+)* \.
    (?! (?:service|socket|target|timer)\b )           # a unit of systemd
    (?: xn--[\w-]+ | [^\W\d_]{2,} ) (?![\w-]|\.\w)
    """,
    re.VERBOSE,
)
"""An email address, except in a `mailto:` link, which is there on purpose.

`@name@mastodon.example` is an account of a social network.
"""

_MAILBOX: Final = re.compile(
    r"(?:abuse|accounts?|admin|aide|billing|contact|feedback|git|hello|help|helpdesk|incidents?|"
    r"info|legal|mail|news|no-?reply|noc|office|postmaster|press|presse|privacy|sales|security|"
    r"securite|service|sos|status|statut|support|team|webmaster)(?:[.+-][\w.+-]*)?@.*|"
    r".*@(?:[\w-]+\.)*(?:lists?|no-?reply)\..*|.*@example\.(?:com|net|org)",
    re.IGNORECASE,
)
"""A shared mailbox, a mailing list, or an address that no one reads."""

_SIGNS: Final = MappingProxyType(
    {
        SECRETS: (
            *("-----begin", "akia", "asia", "gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_"),
            *("glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "xox", "xapp-", "k_live_", "whsec_"),
            *("aiza", "gocspx-", "sg.", "npm_", "pypi-", "dop_v1_", "dckr_pat_", "sk-ant-"),
            *("sk-proj-", "hf_", "eyj", "hooks.slack.com"),
        ),
        _HOST: (
            *(".internal", ".intranet", ".local", ".corp", ".lan", ".home.arpa", ".svc"),
            *(".prod", ".prd", ".preprod", ".staging", ".stg", ".uat", "ip-"),
        ),
        _ADDRESS: (
            *("10.", "172.", "192.168.", "100.", "169.254."),
            *("fc", "fd", "fe8", "fe9", "fea", "feb"),
        ),
        _MAIL: ("@",),
    }
)
"""Each pattern with what a leak that it finds must contain, in lowercase.

Looking for these takes a fraction of the time, and nearly every file has none.
"""

_REPLACE: Final = "Remove it, and revoke it at once: anyone who can read the repository has it."


def masked(text: str) -> str:
    """Return a text of the same length without its secrets."""
    shown, places = unescaped(text)
    parts, last = [], 0
    for each in SECRETS.finditer(shown):
        start, end = places[each.start()] + SHOWN, places[each.end()]
        parts += [text[last:start], "*" * (end - start)]
        last = end
    return "".join((*parts, text[last:]))


def mask_secrets(problems: Problems) -> None:
    """Mask the secrets in everything that problems say and show.

    YAML has its own escapes. If one hides a secret on a line, nothing of the line is shown.
    """
    # A long line may have many problems, and is searched only once.
    known = {text: masked(text) for text in {each.span.text for each in problems}}
    hidden = {each.span.text for each in problems if each.code == SECRET}
    known |= {text: "*" * len(text) for text in hidden if known[text] == text}

    def without_secrets(problem: Problem) -> Problem:
        return with_fields(
            problem,
            message=masked(problem.message),
            hint=masked(problem.hint),
            span=with_fields(problem.span, text=known[problem.span.text]),
        )

    problems.revise(without_secrets)


def find_leaks(entry: Entry, domains: Sequence[str]) -> tuple[Problem, ...]:
    """Return what a file must not publish: a secret is an error, everything else a warning.

    ``domains`` are those that :func:`domains_of` finds.
    """
    return tuple(_leaks(_texts(entry), entry, domains))


def find_leaks_of_site(site: SiteEntry, domains: Sequence[str]) -> tuple[Problem, ...]:
    """Return the same for site.yml, which cannot allow a secret."""
    entry = replace(Entry.unread(site.source.path), source=site.source)
    found = _leaks(site.texts, entry, domains)
    return tuple(replace(each, hint=_REPLACE) if each.code == SECRET else each for each in found)


def domains_of(settings: Settings) -> tuple[str, ...]:
    """Return the team's own domains: first that of the site, then those of its links."""
    links = (link.url for link in (*settings.links, *settings.subscribe))
    site, *others = map(_domain, (settings.url, *links))
    return (site, *dict.fromkeys(filter(None, others)))


def _domain(url: str) -> str:
    parts = urlsplit(url)
    mailbox = parts.path if parts.scheme == "mailto" else ""
    return (parts.hostname or mailbox.rpartition("@")[2]).lower()


def _texts(entry: Entry) -> Iterator[Text]:
    """Yield the public texts of a file, including future ones."""
    match entry:
        case IncidentEntry(internal=False, incident=incident) if incident:
            yield from (entry.placed(*each) for each in public_texts(incident))
        case PostmortemEntry(internal=False, postmortem=postmortem) if postmortem:
            yield from (entry.placed(*each) for each in public_texts(postmortem))
        case ScenarioEntry(scenario=scenario) if scenario and not scenario.internal:
            for phase in scenario.phases:
                yield phase.text
                yield from (Text(markdown=value, line=1) for _, value in phase.fields)


def _leaks(texts: Iterable[Text], entry: Entry, domains: Sequence[str]) -> Iterator[Problem]:
    shown = [(each, *unescaped(each.markdown)) for each in texts]
    found = partial(_found, shown, "\n".join(text for _, text, _ in shown).lower(), entry)
    for value, span in found(SECRETS):
        yield Problem(
            code="secret-in-text",
            message=f"This would publish what looks like a secret: `{value[:SHOWN]}…`",
            span=span,
            hint=f"{_REPLACE} If it is not a secret, write `allow: [secret-in-text]` in the front "
            "matter.",
        )
    for value, span in found(_MAIL):
        if not (_MAILBOX.fullmatch(value) or _is_own(value.partition("@")[2].lower(), domains)):
            yield warning(
                "mail-address",
                f"`{short(value)}` is an email address outside your domains",
                span,
                "Use your team's address or leave it out, unless its owner has agreed.",
            )
    # An internal site may name internal hosts.
    if any(_HOST.fullmatch(each) or _is_private(each) for each in domains[:1]):
        return
    for value, span in found(_HOST):
        if value.lower() not in domains:
            yield warning(
                "internal-host",
                f"`{short(value)}` looks like a host that readers cannot reach",
                span,
                "Describe it in words they know, such as “a database”.",
            )
    for value, span in found(_ADDRESS):
        if _is_private(value):
            yield warning(
                "private-address",
                f"`{value}` is an address inside your network",
                span,
                "Leave it out. It only helps attackers.",
            )


def _found(
    texts: Sequence[tuple[Text, str, Sequence[int]]],
    lowered: str,
    entry: Entry,
    pattern: re.Pattern[str],
) -> Iterator[tuple[str, Span]]:
    """Yield each match in the texts as readers see them, with its place in the file.

    ``lowered`` are the texts as one, in lowercase.
    """
    may_match = any(sign in lowered for sign in _SIGNS[pattern])
    for text, shown, places in texts if may_match else ():
        found = (
            Found(value=match[0], start=places[match.start()], end=places[match.end()])
            for match in pattern.finditer(shown)
        )
        yield from ((each.value, span) for each, span in located(found, text, entry))


def _is_own(domain: str, domains: Sequence[str]) -> bool:
    """Tell whether a domain is one of the team's, or its parent or child."""
    return any(
        f".{domain}".endswith(f".{own}") or f".{own}".endswith(f".{domain}")
        for own in filter(None, domains)
    )


def _is_private(address: str) -> bool:
    with suppress(ValueError):
        found = ip_address(address)
        # The metadata service of every cloud, and a network as a whole, tell nothing about yours.
        return str(found) != "169.254.169.254" and any(
            found in each and found != each.network_address for each in _PRIVATE
        )
    return False
