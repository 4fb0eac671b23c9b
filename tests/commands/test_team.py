from __future__ import annotations

from pathlib import Path

import pytest
from sample import FILES, SITE, lay

from statusgen.commands.options import UsageError
from statusgen.commands.team import read_practice, team

TEAM = """\
team:
  support: {primary: {name: Eli}, backups: [{name: Fay, contact: "4711"}, {name: Gus}]}
  social: {primary: {name: Hal}}
channels:
  - {name: ops, audience: internal, url: "slack://${TOKEN}"}
  - name: customers
    audience: external
    url: "${MAIL}"
    impact: major
    components: [api, dashboard]
    kinds: [outage, data loss]
"""


def test_every_role_has_a_row_and_no_secret_is_shown(tmp_path: Path) -> None:
    lay(tmp_path, FILES | {"content/site.yml": SITE + TEAM})
    found = team(tmp_path)
    assert found.roles == (
        ("support", "Eli", "", "Fay (4711), Gus", ""),
        ("social", "Hal", "", "nobody", ""),
    )
    assert found.channels == (
        ("ops", "internal", "everything"),
        (
            "customers",
            "external",
            "impact major and up, of api or dashboard, kind outage or data_loss",
        ),
    )


def test_incidents_are_not_read(tmp_path: Path) -> None:
    lay(tmp_path, FILES)
    content = read_practice(tmp_path)
    assert not content.incidents
    assert not content.postmortems


def test_without_a_site_the_folder_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--project"):
        team(tmp_path)
