"""``statusgen check``: every problem of a project, unpublished files included; writes nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from statusgen import pipeline, project
from statusgen.commands.options import instant
from statusgen.commands.report import Report, amount, count
from statusgen.pipeline import Options, Tell
from statusgen.problems import Rejected


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
