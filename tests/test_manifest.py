from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen import manifest

FILES = {"index.html": "ed5e", "widget.json": "44136f"}


def test_the_record_has_all_digests_but_its_own_and_the_widgets() -> None:
    assert manifest.record(FILES) == {
        "index.html": "ed5e",
        "widget.json": None,
        ".statusgen.json": None,
    }


def test_it_can_be_read_again() -> None:
    known = manifest.record(FILES)
    assert manifest.load(manifest.dump(known, {})) == known


def test_the_values_of_site_yml_can_be_read_again() -> None:
    site = {"id": "x,2026", "timezone": "UTC", "url": "https://x.example"}
    assert manifest.identity(manifest.dump({}, site)) == site
    assert manifest.identity(manifest.dump({}, {})) == {}


def test_between_two_outputs_both_are_listed() -> None:
    old = {"a": "1", "b": "2", "c": "3"}
    new = {"a": "1", "b": "9", "d": "4"}
    assert manifest.during(old, new) == {"a": "1", "b": None, "c": None, "d": None}


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a//b", "", "a/../../b", "a/\0", "."])
def test_paths_outside_of_the_folder_are_dropped(path: str) -> None:
    assert manifest.load(json.dumps({"files": {path: None, "ok": None}}).encode()) == {"ok": None}


@given(st.one_of(st.binary(max_size=40), st.text(max_size=40).map(str.encode)))
def test_any_other_file_records_nothing(data: bytes) -> None:
    assert manifest.load(data) == {}
    assert manifest.identity(data) == {}


@pytest.mark.parametrize("data", ["[]", '{"files": []}', '{"files": null}', "[" * 100_000])
def test_other_json_records_nothing(data: str) -> None:
    assert manifest.load(data.encode()) == {}


def test_paths_ignore_case_and_the_form_of_accents() -> None:
    assert manifest.fold("Caf\u00c9") == manifest.fold("cafe\u0301")
    assert manifest.fold("a") != manifest.fold("b")
