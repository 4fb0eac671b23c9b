"""What must not stand in public: a secret, where the inside of the service is, a mail address.

Only what is sent to readers is looked at: titles, summaries, texts and fields of incidents and
postmortems, drafts included, the prepared texts of scenarios, and what site.yml says to readers.
What is for the team is not. Reports go to logs that more people can read, so none shows a secret.
The patterns are narrow: a warning that is wrong makes people pass over one that is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from statusgen.markup.finding import Found
from statusgen.markup.plain import unescaped
from statusgen.memo import with_fields
from statusgen.model import Settings, Text, public_texts
from statusgen.problems import Problem, Problems, Span, warning
from statusgen.reading.entries import Entry
from statusgen.reading.incident import IncidentEntry, PostmortemEntry
from statusgen.reading.links import place_of
from statusgen.reading.scenario import ScenarioEntry
from statusgen.reading.sections import short
from statusgen.reading.site import SiteEntry

SECRET: Final = "secret-in-text"  # noqa: S105 - the name of a problem
"""An error, and so important that only the file that it is in can turn it off."""

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
"""Forms that nothing but a secret has."""

SHOWN: Final = 4
"""Characters of a secret by which its owner knows which one it is."""


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
      | localhost:\d{2,5}
    ) (?![\w-]|\.\w|\()
    """,
    re.ASCII | re.VERBOSE,
)
"""Hosts under names that are used inside alone, and numbered ones of an environment.

A word behind a full stop may have a capital alone: “We mended it.Local caches …”.
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
        *("127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128"),
    )
)
"""RFC 1918, 6598, 3927, 4193, 4291, and the host itself."""

_MAIL: Final = re.compile(r"(?<![\w.+-])(?<!mailto:)[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
"""An address, but where a link to it shows that it is there on purpose."""

_MAILBOX: Final = re.compile(
    r"(?:abuse|accounts?|admin|aide|billing|contact|feedback|git|hello|help|helpdesk|incidents?|"
    r"info|legal|mail|news|no-?reply|noc|office|postmaster|press|presse|privacy|sales|security|"
    r"securite|service|sos|status|statut|support|team|webmaster)(?:[.+-][\w.+-]*)?@.*|"
    r".*@lists?\..*",
    re.IGNORECASE,
)
"""A mailbox that is nobody's own, and a mailing list."""

_REPLACE: Final = (
    "Take it out, and have it replaced at once: whoever can read the repository has it."
)


def masked(text: str) -> str:
    """Return a text of the same length without its secrets."""
    shown, places = unescaped(text)
    for each in SECRETS.finditer(shown):
        start, end = places[each.start()] + SHOWN, places[each.end()]
        text = f"{text[:start]}{'*' * (end - start)}{text[end:]}"
    return text


def mask_secrets(problems: Problems) -> None:
    """Mask the secrets in all that problems say and show.

    Where one is told, its line is shown nowhere but as it is shown there.
    """
    told = {_line(each): each.span.text for each in problems if each.code == SECRET}
    # A long line may have many problems, and is gone through once.
    known = {text: masked(text) for text in {each.span.text for each in problems}}

    def without_secrets(problem: Problem) -> Problem:
        shown = told.get(_line(problem), known[problem.span.text])
        return with_fields(
            problem,
            message=masked(problem.message),
            hint=masked(problem.hint),
            span=with_fields(problem.span, text=shown),
        )

    problems.revise(without_secrets)


def _line(problem: Problem) -> tuple[str, int]:
    return problem.span.path, problem.span.line


def find_leaks(entry: Entry, domains: Sequence[str]) -> tuple[Problem, ...]:
    """Return what readers should not see in a file: a secret, an error; all else are warnings.

    ``domains`` are those that :func:`domains_of` finds.
    """
    return tuple(_leaks(_texts(entry), entry, domains))


def find_leaks_of_site(site: SiteEntry, domains: Sequence[str]) -> tuple[Problem, ...]:
    """Return the same of site.yml, in which a secret has no excuse."""
    entry = replace(Entry.unread(site.source.path), source=site.source)
    found = _leaks(site.texts, entry, domains)
    return tuple(replace(each, hint=_REPLACE) if each.code == SECRET else each for each in found)


def domains_of(settings: Settings) -> tuple[str, ...]:
    """Return the domains that are the team's own: of the site, first, and of what it links to."""
    links = (link.url for link in (*settings.links, *settings.subscribe))
    site, *others = map(_domain, (settings.url, *links))
    return (site, *dict.fromkeys(filter(None, others)))


def _domain(url: str) -> str:
    parts = urlsplit(url)
    mailbox = parts.path if parts.scheme == "mailto" else ""
    return (parts.hostname or mailbox.rpartition("@")[2]).lower()


def _texts(entry: Entry) -> Iterator[Text]:
    """Yield what a file tells readers, or will."""
    match entry:
        case IncidentEntry(internal=False, incident=incident) if incident:
            yield from (entry.placed(*each) for each in public_texts(incident))
        case PostmortemEntry(internal=False, postmortem=postmortem) if postmortem:
            yield from (entry.placed(*each) for each in public_texts(postmortem))
        case ScenarioEntry(scenario=scenario) if scenario and not scenario.internal:
            for phase in scenario.phases:
                yield phase.text
                yield from (Text(markdown=value, line=1) for _, value in phase.fields)


def _leaks(said: Iterable[Text], entry: Entry, domains: Sequence[str]) -> Iterator[Problem]:
    # On a site for the inside alone, names of the inside are everybody's.
    is_inside = any(_HOST.fullmatch(each) or _is_private(each) for each in domains[:1])
    texts = [(each, *unescaped(each.markdown)) for each in said]
    # Nearly always there is nothing in all of them, and they need not be gone through one by one.
    together = "\n".join(shown for _, shown, _ in texts)
    for pattern, judge in _RULES[: 2 if is_inside else None]:
        for text, shown, places in texts if pattern.search(together) else ():
            for match in pattern.finditer(shown):
                span = _place(places[match.start()], places[match.end()], text, entry)
                yield from filter(None, (judge(match[0], span, domains),))


def _place(start: int, end: int, text: Text, entry: Entry) -> Span:
    before, value = text.markdown[:start], text.markdown[start:end]
    found = Found(
        value=value,
        line=before.count("\n") + 1,
        column=len(before) - before.rfind("\n"),
        length=len(value),
    )
    return place_of(found, text, entry, re.escape(value))


def _secret(found: str, span: Span, _: Sequence[str]) -> Problem:
    line = masked(span.text)
    return Problem(
        code="secret-in-text",
        message=f"This would publish what looks like a secret: `{found[:SHOWN]}…`",
        # YAML knows escapes of its own; what is hidden by one is not shown at all.
        span=replace(span, text=line if line != span.text else "*" * len(line)),
        hint=f"{_REPLACE} If it is none, write `allow: [secret-in-text]` at the head of the file.",
    )


def _mail(found: str, span: Span, domains: Sequence[str]) -> Problem | None:
    domain = f".{found.partition('@')[2].lower()}"
    # Of a team is the domain of its own, and what is below or above it.
    is_own = any(domain.endswith(f".{own}") or f".{own}".endswith(domain) for own in domains if own)
    if is_own or _MAILBOX.fullmatch(found):
        return None
    return warning(
        "mail-address",
        f"`{short(found)}` is a mail address, and not one of yours",
        span,
        "Did its owner agree? Name a mailbox of your team, or leave it out.",
    )


def _host(found: str, span: Span, domains: Sequence[str]) -> Problem | None:
    if found.lower() in domains:
        return None
    return warning(
        "internal-host",
        f"`{short(found)}` seems to be a host that readers cannot reach",
        span,
        "Say what it does in words that they know: “a database”.",
    )


def _address(found: str, span: Span, _: Sequence[str]) -> Problem | None:
    if not _is_private(found):
        return None
    return warning(
        "private-address",
        f"`{found}` is an address inside your network",
        span,
        "Leave it out: it helps nobody outside but attackers.",
    )


def _is_private(address: str) -> bool:
    try:
        value = ip_address(address)
    except ValueError:
        return False
    return any(value in network for network in _PRIVATE)


_Judge = Callable[[str, Span, Sequence[str]], Problem | None]

_RULES: Final[tuple[tuple[re.Pattern[str], _Judge], ...]] = (
    (SECRETS, _secret),
    (_MAIL, _mail),
    (_HOST, _host),
    (_ADDRESS, _address),
)
"""What is looked for, and what is said of each place; the last two on sites for all alone."""
