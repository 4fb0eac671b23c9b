"""``statusgen check``: every problem of a project, unpublished files included; writes nothing.

With ``--overdue`` only what somebody should do by now, for a job that runs by the clock.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from statusgen import pipeline, project
from statusgen.commands.options import instant
from statusgen.commands.report import Report, amount, count
from statusgen.pipeline import Options, Tell
from statusgen.problems import Rejected
from statusgen.reading.codes import OVERDUE


def check(
    folder: Path, *, now: str | None, clock: datetime, tell: Tell, strict: bool = False
) -> Report:
    """Read and render the project in ``folder``."""
    inputs = project.read(folder)
    options = Options(as_of=instant(now, clock, inputs), strict=strict, checking=True)
    try:
        plan = pipeline.plan(inputs, options)
        pipeline.render(plan, tell)
    except Rejected as rejected:
        return Report(problems=rejected.problems, summary=count(rejected.problems), failed=True)
    read = amount(len(inputs.files) + len(inputs.static), "file")
    return Report(problems=plan.problems, summary=f"{count(plan.problems)} in {read}")


def check_overdue(folder: Path, *, now: str | None, clock: datetime) -> Report:
    """Look for what is overdue in what is published; a site that cannot be made fails as well."""
    inputs = project.read(folder)
    try:
        problems = pipeline.plan(inputs, Options(as_of=instant(now, clock, inputs))).problems
    except Rejected as rejected:
        problems = rejected.problems
    found = tuple(each for each in problems if each.is_error or each.code in OVERDUE)
    errors = [problem for problem in found if problem.is_error]
    summary = f"{amount(len(found), 'thing')} overdue" if found else "nothing is overdue"
    if errors:
        summary = f"{count(errors)}, so it is not known what is overdue"
    return Report(problems=found, summary=summary, failed=bool(found))
