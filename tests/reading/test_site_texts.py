"""What readers see of site.yml."""

from __future__ import annotations

import pytest

from statusgen.problems import Problems
from statusgen.reading.site_texts import texts_of_site
from statusgen.source.text import File, decode
from statusgen.source.tree import parse_yaml

SITE = """\
title: Acme
description: >
  It is
  live.
repository: https://forge.example/acme
links: [{label: Help, url: https://help.example}]
subscribe: [{label: Mail, url: mailto:a@b.example}, text]
components:
  - {id: api, name: API, description: For programs.}
  - name: Apps
    description: For people.
    components: [{id: web, name: Website}]
team: {support: {primary: {name: Eli, contact: "1"}}}
channels: [{name: chat, audience: internal, url: https://chat.example}]
advice: {long-silence: So it is.}
"""


@pytest.mark.parametrize("show_source", [True, False])
def test_each_value_that_is_published_has_its_line(*, show_source: bool) -> None:
    source = decode(File(path="content/site.yml", data=SITE.encode()), Problems())
    assert source
    front = parse_yaml(source, Problems())
    assert front
    texts = texts_of_site(front, source, show_source=show_source)
    assert [(each.markdown.strip(), each.line) for each in texts if each.line != 5] == [
        ("Acme", 1),
        ("It is live.", 2),
        ("Help", 6),
        ("https://help.example", 6),
        ("Mail", 7),
        ("mailto:a@b.example", 7),
        ("API", 9),
        ("For programs.", 9),
        ("Apps", 10),
        ("For people.", 11),
        ("Website", 12),
    ]
    assert any(each.line == 5 for each in texts) is show_source
