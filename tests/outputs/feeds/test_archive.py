from dataclasses import replace

from builders import at, incident, notice, site, update

from statusgen.model import Postmortem, Text
from statusgen.outputs.feeds.archive import archive_of
from statusgen.status import status_of


def test_what_was_updated_last_stands_first() -> None:
    old = incident(update("10:00", "investigating"), slug="old")
    late = incident(update("09:00", "investigating"), update("11:00", "resolved"), slug="late")
    word = notice(update("10:30", "notice"))
    known = site(old, late, word)
    archive = archive_of(known, status_of(known))
    assert [each.incident.slug for each in archive.timelines] == ["late", "notice", "old"]
    assert archive.by_slug["old"].incident == old


def test_drafts_are_in_no_feed_of_a_preview() -> None:
    shown = incident(update("10:00", "investigating"), slug="shown")
    draft = incident(update("11:00", "investigating"), slug="draft", draft=True)
    look = Postmortem(
        slug="look",
        id="look",
        path="content/postmortems/look.md",
        title="Look",
        incidents=("shown",),
        published=at("11:00"),
        body=Text(),
    )
    drafts = (
        replace(look, slug="a", published=None),
        replace(look, slug="b", draft=True),
        replace(look, slug="c", incidents=("shown", "draft")),
    )
    known = site(shown, draft, postmortems=(look, *drafts), preview="#12")
    archive = archive_of(known, status_of(known))
    assert [each.incident.slug for each in archive.timelines] == ["shown"]
    assert archive.postmortems == (look,)
