"""Nothing internal leaves: a word of its own in each field is nowhere in the output."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sample import FILES, NOW, POSTMORTEM, RESOLVED, contents, lay

from statusgen import pipeline, project
from statusgen.announcing.messages import compose
from statusgen.announcing.news import news_between
from statusgen.commands.build import build
from statusgen.commands.handbook import handbook
from statusgen.problems import Problems
from statusgen.reading.assemble import assemble
from statusgen.reading.content import read_content
from statusgen.rendering.kit import Kit

SITE = (
    FILES["content/site.yml"]
    + """\
# secretsitecomment
cadence: {critical: 30m}
postmortem: {sections: [Impact]}
advice: {long-silence: secretadvicereason}
team:
  incident_manager:
    primary: {name: secretmanager, contact: "secretcontact", notify: "${SECRETPAGER}"}
    backups: [{name: secretbackup, contact: secretbackupcontact}]
    does: secretduty
channels:
  - name: secretchannel
    audience: internal
    url: "${SECRETVARIABLE}"
    text: incident_manager
  - name: secretcustomers
    audience: external
    url: "smtps://secretuser@secrethost.example"
    from: secretsender@acme.example
    to: secretlist@acme.example
    password: "${SECRETPASSWORD}"
    impact: major
    components: [api]
"""
)

SCENARIO = """\
---
# secretscenariocomment
title: secretscenariotitle
kind: outage
impact: critical
components: {api: down}
cadence: 20m
roles: [incident_manager]
postmortem: required
variables:
  secretvariable: {ask: "secretquestion?", default: secretdefault}
---

secretscenariosummary <!-- secretscenarioremark -->

## Investigating

- next: 20m
- workaround: secretscenarioworkaround {{ secretvariable }}

secretscenariotext {{ components }}

## Resolved

- cause: secretscenariocause {{ cause }}
- fix: secretscenariofix
- action required: secretscenarioaction

secretscenarioend

## For incident manager: Investigating

secretaside

## For management: Investigating

secretmanagement

## Runbook

1. secretstep, see [secretlink](../postmortems/search.md).

![secretdrawing](../static/note.txt)
"""

MAINTENANCE = """\
---
title: secretplan
duration: 2h
components: [api]
internal: true
---

## Scheduled

secretwindow
"""

INCIDENT = """\
---
# secretfrontcomment
title: Elevated error rates
components: {api: partial_outage}
scenario: secretscenario
variables: {region: secretvariablevalue}
cadence: 20m
roles: {incident_manager: secretperson}
allow: [secret-code]
---

<!-- secretsummarycomment -->

## Investigating — 2026-11-20 14:05

Some requests fail. <!-- secretcomment --> We look
<!--
secretlongcomment
-->
for the cause.

## Internal — 2026-11-20 14:10

secretdecision

### secretheading

## Identified — 2026-11-20 14:20

The cause is known.
"""

HIDDEN = """\
---
title: WORDtitle
WORDKIND: true
kind: outage
components: {api: down}
aliases: [WORDalias]
id: WORDid
---

WORDsummary

## Investigating — 2026-11-20 13:05

- next: 15:00
- workaround: WORDworkaround
- cause: WORDcause
- fix: WORDfix
- action required: WORDaction

WORDbody ![WORDimage](../static/note.txt)

## Internal — 2026-11-20 13:10

WORDinternal
"""


def hidden(kind: str) -> str:
    return HIDDEN.replace("WORDKIND", kind).replace("WORD", f"secret{kind}")


PROJECT = FILES | {
    "content/site.yml": SITE,
    "content/README.md": "secretreadme",
    "content/incidents/2026-11-20-api.md": INCIDENT,
    "content/incidents/secretdraftname.md": hidden("draft"),
    "content/incidents/secretinternalname.md": hidden("internal"),
    "content/incidents/_secretname.md": "secretunderscore",
    "content/incidents/later.md": RESOLVED.replace("2026-11-03", "2026-12-03")
    .replace("Slow searches", "secretfuture")
    .replace("Searches", "secretfuture"),
    "content/scenarios/secretscenario.md": SCENARIO,
    "content/scenarios/2026/secretmaintenance.md": MAINTENANCE,
    "content/scenarios/README.md": "secretscenarioreadme",
    "content/static/.secretfile": "secretdotfile",
    "content/postmortems/secretlook.md": POSTMORTEM.replace("---", "---\ndraft: true", 1)
    .replace("incident: 2026-11-03-search", "incident: secretdraftname")
    .replace("What we learned", "secretlesson")
    .replace("Searches were slow.", "secretlook"),
    "content/postmortems/search.md": POSTMORTEM.replace("---", "---\nallow: [secret-look]", 1)
    + "\n<!-- secretlookcomment -->\n",
    "themes/unused/templates/index.html": "secrettheme",
}


INTERNAL = {
    *("secretscenariotitle", "secretquestion", "secretdefault", "secretscenariosummary"),
    *("secretscenarioworkaround", "secretscenariotext", "secretscenariocause", "secretscenariofix"),
    *("secretscenarioaction", "secretscenarioend", "secretstep", "secretlink", "secretdrawing"),
    *("secretplan", "secretwindow", "secretscenario", "secretmaintenance", "secretvariable"),
    *("secretmanager", "secretcontact", "secretbackup", "secretbackupcontact", "secretduty"),
    *("secretchannel", "secretcustomers", "secretaside", "secretmanagement"),
}
"""What the team's own handbook shows, and nothing that is published."""


def words(folder: Path) -> set[str]:
    """Return the secret words in paths and bytes below a folder."""
    found = set()
    for path, data in contents(folder).items():
        found |= set(re.findall(rb"secret[a-z-]*", path.encode() + data, re.IGNORECASE))
    return {word.decode() for word in found}


def leaks(folder: Path, preview: str | None) -> set[str]:
    """Return the secret words in paths and bytes of the output."""
    report = build(
        folder,
        folder / "output",
        now=None,
        clock=NOW,
        tell=lambda _done, _total: None,
        preview=preview,
    )
    assert not report.failed, report
    return words(folder / "output")


def test_nothing_internal_is_published(tmp_path: Path) -> None:
    assert leaks(lay(tmp_path, PROJECT), preview=None) == set()


def test_a_preview_shows_drafts_and_nothing_else(tmp_path: Path) -> None:
    shown = leaks(lay(tmp_path, PROJECT), preview="draft")
    assert {"secretdrafttitle", "secretdraftbody", "secretlesson"} <= shown
    assert not {word for word in shown if not re.match("secret(draft|less|look)", word)}
    assert not shown & {"secretdraftinternal", "secretlookcomment"}


def test_the_handbook_shows_what_is_internal_apart_from_the_output(tmp_path: Path) -> None:
    project = lay(tmp_path / "project", PROJECT)
    report = handbook(
        project, tmp_path / "book", now=None, clock=NOW, tell=lambda _done, _total: None
    )
    assert not report.failed, report
    assert words(tmp_path / "book") == INTERNAL
    assert leaks(project, preview=None) == set()


def messages(folder: Path) -> dict[str, set[str]]:
    """Return the secret words in all messages about all updates, by the name of the channel."""
    inputs = project.read(folder)
    kit = Kit(pipeline.plan(inputs, pipeline.Options(as_of=NOW)).kit)
    site = assemble(read_content(inputs, Problems()), inputs.static, Problems(), as_of=NOW)
    assert site
    found: dict[str, set[str]] = {}
    for each in news_between(replace(site, incidents=(), postmortems=()), site):
        for channel in site.practice.channels:
            message = compose(channel, [each], kit, site)
            told = repr(replace(message, channel=replace(channel, name="")))
            shown = told.replace(repr(replace(channel, name="")), "")
            found.setdefault(channel.name, set()).update(re.findall("secret[a-z-]*", shown))
    return found


def test_messages_to_readers_have_nothing_internal(tmp_path: Path) -> None:
    found = messages(lay(tmp_path, PROJECT))
    assert found["secretcustomers"] == set()
    assert found["secretchannel"] == {
        *("secretaside", "secretdecision", "secretheading", "secretperson"),
        *("secretstep", "secretlink", "secretdrawing"),
    }


@pytest.mark.parametrize("kind", ["draft", "internal"])
def test_the_words_would_be_found(tmp_path: Path, kind: str) -> None:
    published = hidden(kind).replace(f"{kind}: true\n", "")
    lay(tmp_path, PROJECT | {f"content/incidents/secret{kind}name.md": published})
    shown = leaks(tmp_path, preview=None)
    words = ("title", "alias", "id", "summary", "workaround", "cause", "fix", "action", "body")
    assert {f"secret{kind}{word}" for word in (*words, "image", "name")} <= shown
