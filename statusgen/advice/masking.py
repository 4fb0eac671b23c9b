"""What looks like a secret, and reports without any: they go to logs that more people can read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from statusgen.markup.escapes import unescaped
from statusgen.problems import Problem, Problems

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
    lines = {_line(each): each.span.text for each in problems if each.code == "secret-in-text"}
    # A long line may have many problems, and is gone through once.
    texts = {each.span.text for each in problems}
    known = {text: masked(text) for text in texts}
    problems.revise(lambda problem: _without_secrets(problem, lines, known))


def _without_secrets(
    problem: Problem, lines: Mapping[tuple[str, int], str], known: Mapping[str, str]
) -> Problem:
    shown = lines.get(_line(problem), known[problem.span.text])
    said, hint = masked(problem.message), masked(problem.hint)
    if (shown, said, hint) == (problem.span.text, problem.message, problem.hint):
        return problem
    span = replace(problem.span, text=shown)
    return replace(problem, message=said, hint=hint, span=span)


def _line(problem: Problem) -> tuple[str, int]:
    return problem.span.path, problem.span.line
