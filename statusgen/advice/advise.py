"""What good practice asks, as problems that a team may turn off.

The rules are in the modules beside this one: what must not be published
(``leaks``), what is overdue (``overdue``), what cannot be meant
(``plausibility``), and how ready the team is (``readiness``). Their codes, and
who turned one off, are in ``codes``.
"""

from __future__ import annotations

from statusgen.advice.codes import check_codes, excuses
from statusgen.advice.leaks import domains_of, find_leaks, find_leaks_of_site
from statusgen.advice.overdue import find_owed
from statusgen.advice.plausibility import find_slips
from statusgen.advice.readiness import find_unready
from statusgen.memo import Memo, call
from statusgen.model import Site
from statusgen.problems import Problems
from statusgen.reading.content import Content
from statusgen.reading.incident import IncidentEntry, PostmortemEntry


def advise(site: Site | None, content: Content, problems: Problems, memo: Memo = call) -> None:
    """Report what falls short of good practice, and drop what site.yml or the file excuses.

    Without a site.yml nothing is known to fall short.
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
    # What a file lacks may stand there, and have a mistake: one mistake is reported once.
    mistaken = {problem.span.path for problem in problems.errors}
    right = [entry for entry in entries if entry.path not in mistaken]
    incidents = [entry for entry in right if isinstance(entry, IncidentEntry)]
    lookbacks = [entry for entry in right if isinstance(entry, PostmortemEntry)]
    problems.extend(find_owed(site, incidents, lookbacks, memo))
    problems.extend(find_slips(site, incidents, lookbacks, memo))
    problems.extend(find_unready(site, settings, right, is_whole=not mistaken))
    problems.drop(is_excused)
