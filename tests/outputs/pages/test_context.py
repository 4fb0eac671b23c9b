from dataclasses import replace

from outputs.pages.scene import SETTINGS, context, ended_incident, instant, site


def test_today_is_the_day_of_the_site() -> None:
    late = context(site(as_of=instant("2026-11-20 23:30")))
    assert late.today.day == 21
    assert late.midday == instant("2026-11-21 11:00")
    assert late.midday == context(site(as_of=instant("2026-11-21 09:00"))).midday


def test_page_links_to_its_source_only_if_configured() -> None:
    made = ended_incident()
    assert context(site(made)).source(made) == ""
    shown = replace(SETTINGS, show_source=True, repository="https://forge.example/status")
    assert context(site(made, settings=shown)).source(made) == "content/incidents/mail-late.md"
    assert context(site(made, settings=replace(shown, repository=None))).source(made) == ""
