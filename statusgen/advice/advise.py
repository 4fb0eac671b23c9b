"""Good practice, as warnings that a team can turn off.

The rules are in the modules next to this one: what must not be published (``leaks``), what is
overdue (``overdue``), and what a reviewer would point out (``review``). site.yml turns a code off
for all files, with a reason: ``advice: {code: reason}``. A file turns it off for itself: ``allow:
[code]``.
"""

from __future__ import annotations

from collections.abc import Iterable

from statusgen.advice.codes import CODES, RETIRED, SECRET, excuses
from statusgen.advice.leaks import domains_of, find_leaks, find_leaks_of_site
from statusgen.advice.overdue import find_overdue
from statusgen.advice.review import find_changed_ids, find_implausible, find_unready
from statusgen.manifest import Identity
from statusgen.memo import Memo, call
from statusgen.model import Site
from statusgen.problems import Problems, did_you_mean, nearest
from statusgen.reading.content import Content
from statusgen.reading.entries import Entry
from statusgen.reading.incident import IncidentEntry, PostmortemEntry
from statusgen.reading.site import SiteEntry


def advise(
    site: Site | None,
    content: Content,
    problems: Problems,
    memo: Memo = call,
    former: Identity | None = None,
) -> None:
    """Report what falls short of good practice, except what site.yml or the file allows.

    ``former`` has the former values of site.yml, if it has changed.
    Without a site.yml there is nothing to report.
    """
    settings, entries = content.site, content.entries
    if not site or not settings:
        return
    check_codes(settings, entries, problems)
    domains = domains_of(site.settings)
    problems.extend(memo(find_leaks_of_site, settings, domains))
    for entry in entries:
        problems.extend(memo(find_leaks, entry, domains))
    is_excused = excuses(site.practice, entries)
    problems.drop(is_excused)
    # In a file with errors, a missing fact may only be misspelt, so it is not reported as well.
    mistaken = {problem.span.path for problem in problems.errors}
    right = [entry for entry in entries if entry.path not in mistaken]
    incidents = [entry for entry in right if isinstance(entry, IncidentEntry)]
    postmortems = [entry for entry in right if isinstance(entry, PostmortemEntry)]
    problems.extend(
        (
            *find_overdue(site, incidents, postmortems, memo),
            *find_implausible(site, incidents, postmortems, memo),
            *find_unready(settings),
            *find_changed_ids(settings, content.incidents, former or {}),
        )
    )
    # A line that looks like `next` gets one report.
    likely = {
        (each.span.path, each.span.line)
        for each in problems
        if each.code in {"misplaced-field", "misspelt-field"}
    }
    problems.drop(
        lambda each: each.code == "promise-in-words" and (each.span.path, each.span.line) in likely
    )
    problems.drop(is_excused)


def check_codes(settings: SiteEntry, entries: Iterable[Entry], problems: Problems) -> None:
    """Warn of codes that cannot be turned off."""
    everywhere = [(code, settings.span(f"advice.{code}")) for code, _ in settings.practice.advice]
    here = [(code.text, code.span) for entry in entries for code in entry.allow]
    for code, span in (*everywhere, *here):
        if code not in CODES | RETIRED:
            problems.warning(
                "unknown-code",
                f"`{code}` is not a code that can be turned off",
                span,
                did_you_mean(
                    nearest(code, CODES),
                    "Copy the code in brackets from a report. Only codes of good practice can be "
                    "turned off.",
                ),
            )
    if SECRET in dict(everywhere):
        problems.warning(
            "unknown-code",
            f"`{SECRET}` cannot be turned off for all files",
            dict(everywhere)[SECRET],
            f"Write `allow: [{SECRET}]` in the front matter of the file that you mean.",
        )
