"""The command line, run in this process."""

from __future__ import annotations

from click.testing import CliRunner, Result
from sample import INCIDENT

from statusgen.cli import main

AT = ("--now", "2026-11-20 14:40 UTC")
TYPO = {"content/incidents/2026-11-20-api.md": INCIDENT.replace("api:", "apx:")}
PLACE = "content/incidents/2026-11-20-api.md:3:14"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
