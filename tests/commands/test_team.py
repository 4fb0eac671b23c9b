from __future__ import annotations

from pathlib import Path

import pytest
from commands.running import on_a_terminal, run
from sample import FILES, NOW, SITE, lay

from statusgen.commands.team import team
from statusgen.commands.workspace import open_workspace

TEAM = """\
team:
  support: {primary: {name: Eli}, backups: [{name: Fay, contact: "4711"}, {name: Gus}]}
  social: {primary: {name: Hal}}
channels:
  - {name: ops, audience: internal, url: "${TOKEN}"}
  - name: customers
    audience: external
    url: "${MAIL}"
    impact: major
    components: [api, dashboard]
    kinds: [outage, data loss]
  - {name: drivers, audience: external, url: "${MAIL}", components: [api]}
  - {name: lawyers, audience: internal, url: "${MAIL}", kinds: [security]}
  - {name: press, audience: internal, url: "${MAIL}", impact: critical}
  - {name: posts, audience: external, url: "${POST}", format: social, approve: support}
  - {name: night, audience: internal, url: "${MAIL}", quiet: "22:00-07:00"}
"""


def test_every_role_has_a_row_and_channel_addresses_are_hidden(tmp_path: Path) -> None:
    lay(tmp_path, FILES | {"content/site.yml": SITE + TEAM})
    roles, channels = team(open_workspace(tmp_path, NOW))
    assert roles == (
        ("support", "Eli", "", "Fay (4711), Gus", ""),
        ("social", "Hal", "", "none", ""),
    )
    assert channels == (
        ("ops", "internal", "everything"),
        (
            "customers",
            "external",
            "impact major and above, component api or dashboard, kind outage or data_loss",
        ),
        ("drivers", "external", "component api"),
        ("lawyers", "internal", "kind security"),
        ("press", "internal", "impact critical and above"),
        ("posts", "external", "when first or resolved; after support approves"),
        ("night", "internal", "everything; not from 22:00 to 07:00 below major"),
    )


ROTA = """\
team:
  incident_manager:
    primary: {name: Ana, contact: +33 1}
    backups: [{name: Bo}]
    does: Decides.
channels:
  - {name: customers, audience: external, url: "${HIDDEN}"}
"""


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_phone_number_is_never_wrapped(project: Path, columns: int) -> None:
    team = ROTA.replace("+33 1", "+33 1 23 45 67 89").replace(
        "{name: Bo}", "{name: Bo Lindqvist, contact: +33 9 87 65 43 21}"
    )
    team = team.replace("Decides.", "Decides, keeps the overview, and owns it until it is over.")
    lay(project, {"content/site.yml": SITE + team})
    _, shown = on_a_terminal("team", "--project", project, columns=columns)
    assert "+33 1 23 45 67 89" in shown
    assert "Bo Lindqvist (+33 9 87 65 43 21)" in shown


def test_the_team_and_its_channels_are_tables(project: Path) -> None:
    lay(project, {"content/site.yml": SITE + ROTA})
    result = run("team", "--project", project)
    assert result.stdout == (
        "role              who  contact  backups  does\n"
        "incident_manager  Ana  +33 1    Bo       Decides.\n"
        "\n"
        "channel    audience  announces\n"
        "customers  external  everything\n"
    )


def test_without_a_team_it_says_what_to_add(project: Path) -> None:
    assert run("team", "--project", project).stdout.startswith("site.yml has no `team:` yet.")


@pytest.mark.parametrize(
    ("words", "code"),
    [(("team",), 1), (("runbook",), 0), (("log", "2026-11-20-api", "Noted."), 0)],
)
def test_mistakes_in_site_yml_are_reported_first(
    project: Path, words: tuple[str, ...], code: int
) -> None:
    lay(project, {"content/site.yml": f"{SITE}{ROTA}links: [\n"})
    result = run(*words, "--project", project)
    assert result.exit_code == code
    assert "site.yml has errors, so some settings may be missing" in result.stderr
    assert "names no team" not in result.output
