from __future__ import annotations

from pathlib import Path

from sample import FILES, NOW, SITE, lay

from statusgen.commands.team import team
from statusgen.commands.workspace import open_workspace

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
  - {name: drivers, audience: external, url: "${MAIL}", components: [api]}
  - {name: lawyers, audience: internal, url: "${MAIL}", kinds: [security]}
  - {name: press, audience: internal, url: "${MAIL}", impact: critical}
"""


def test_every_role_has_a_row_and_no_secret_is_shown(tmp_path: Path) -> None:
    lay(tmp_path, FILES | {"content/site.yml": SITE + TEAM})
    found = team(open_workspace(tmp_path, NOW))
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
        ("drivers", "external", "of api"),
        ("lawyers", "internal", "kind security"),
        ("press", "internal", "impact critical and up"),
    )
