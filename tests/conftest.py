"""What holds for every test: zones from tzdata, examples that repeat, no silent skip in CI."""

from __future__ import annotations

import os
import zoneinfo
from collections.abc import Generator, Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from hypothesis import settings
from people import copies, hook, identity
from sample import FILES, lay

from statusgen.rendering.templates import Environment

__all__ = ["copies", "hook", "identity"]

zoneinfo.reset_tzpath(to=())

CI = os.environ.get("CI") == "true"

settings.register_profile("dev", max_examples=30, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if CI else "dev"))


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once() -> Iterator[None]:
    """Keep compiled templates, which take most of the time of a small build, for all tests."""
    known: dict[tuple[object, ...], CodeType] = {}
    compiled = Environment.compile

    def compile_once(self: Environment, source: str, name: str, filename: str) -> CodeType:
        translate: Any = self._translator._functions["_"]  # noqa: SLF001
        locale = translate.__self__
        key = (type(self), locale.code, locale._catalogue, source, name, filename)  # noqa: SLF001
        if key not in known:
            known[key] = compiled(self, source, name, filename)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", compile_once)
        yield


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project to run commands on."""
    return lay(tmp_path / "project", FILES)


Reports = Generator[None, pytest.TestReport, pytest.TestReport]
CollectReports = Generator[None, pytest.CollectReport, pytest.CollectReport]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Reports:
    """In CI every part that a test needs can be installed, so a skip is a failure."""
    report = yield
    if not hasattr(report, "wasxfail"):
        fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> CollectReports:
    """The same where a whole module is skipped."""
    report = yield
    fail_if_skipped(report)
    return report


def fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if CI and report.skipped:
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: {reason}; in CI nothing is skipped"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that nothing waits for it at the end."""
    items.sort(key=lambda item: item.path.name != "test_installation.py")


def pytest_xdist_auto_num_workers() -> int:
    """Return how many workers ``-n auto`` means: browsers and commands leave the cores waiting."""
    return (os.cpu_count() or 1) + 2
