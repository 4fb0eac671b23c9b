from __future__ import annotations

import corpus
from assembly import NOW, SITE, incident, postmortem

from statusgen.model import Site
from statusgen.problems import Problems
from statusgen.reading.assemble import assemble
from statusgen.reading.content import read_content
from statusgen.reading.outline import outline
from statusgen.source.text import File, Texts


def texts(files: dict[str, str]) -> Texts:
    made = (File(path=path, data=text.encode()) for path, text in sorted(files.items()))
    return Texts(files=tuple(made))


def outlined(files: dict[str, str]) -> tuple[Site | None, list[str]]:
    problems = Problems()
    site = outline(read_content(texts(files), problems), problems, as_of=NOW)
    return site, [problem.code for problem in problems]


def test_it_is_the_whole_site_without_what_the_rules_on_time_do_not_need() -> None:
    files = dict(corpus.files(incidents=50))
    files["content/postmortems/p.md"] = postmortem("incident: 2026-11-20-00000\n")
    content = read_content(texts(files), Problems())
    whole = assemble(content, (), Problems(), as_of=corpus.NOW)
    rough = outline(content, Problems(), as_of=corpus.NOW)
    assert whole
    assert rough
    assert rough.incidents == whole.incidents
    assert rough.components == whole.components
    assert [each.slug for each in rough.postmortems] == [each.slug for each in whole.postmortems]


def test_what_readers_never_see_is_in_it_and_links_are_not_followed() -> None:
    site, codes = outlined(
        {
            "content/site.yml": SITE,
            "content/incidents/draft.md": incident("draft: true\n"),
            "content/incidents/drill.md": incident("internal: true\n", "[a](nowhere.md)"),
            "content/incidents/later.md": incident().replace("2026", "2027"),
            "content/incidents/unknown.md": incident("components: {apo: down}\n"),
            "content/postmortems/draft.md": postmortem("incident: draft\ndraft: true\n"),
        }
    )
    assert site
    assert [each.slug for each in site.incidents] == ["draft", "drill", "unknown"]
    assert site.postmortems == ()
    assert codes == ["not-yet-published", "unknown-component"]


def test_there_is_none_without_a_site_yml() -> None:
    assert outlined({"content/incidents/a.md": incident()}) == (None, [])
