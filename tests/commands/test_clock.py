from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import statusgen
from statusgen.commands import clock

PACKAGE = Path(statusgen.__file__).parent


def test_the_clock_is_in_utc() -> None:
    first, second = clock.now(), clock.now()
    assert first.utcoffset() == timedelta()
    assert timedelta() <= second - first < timedelta(hours=1)


def test_no_other_module_reads_the_clock_except_to_date_what_is_sent() -> None:
    asking = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "today", "utcnow"}
        and ast.unparse(node.value) in {"datetime", "date"}
    }
    assert asking == {"commands/clock.py", "announcing/delivery.py"}
