"""The page for frames works without scripts, and its links leave the frame."""

from __future__ import annotations

import re

import pytest
from builders import component, group, incident, maintenance, notice, site, update, window
from outputs.pages.scene import Reader
from outputs.widget.written import files

from statusgen.model import ComponentState, Kind, Site
from statusgen.outputs.widget import frame_of
from statusgen.rendering.bulletin import bulletin_of
from statusgen.status import status_of


def html(shown: Site, language: str = "en") -> str:
    return files(shown, language)["embed/index.html"].decode()


def text(shown: Site, language: str = "en") -> str:
    return Reader(html(shown, language)).text


def shape(shown: Site) -> ComponentState:
    known: ComponentState = frame_of(bulletin_of(shown, status_of(shown)))["shape"]
    return known


def test_frame_shows_the_current_status() -> None:
    parts = (component("api"), group("apps", component("web")))
    opened = incident(
        update("10:00", "investigating", "web=partial"),
        update("11:00", "identified", next="12:30", action="Use *mail*"),
        title="Apps fail",
    )
    shown = text(site(opened, components=parts))
    assert "Acme: Partial outage" in shown
    assert "Apps fail Identified · Next update by 20 Nov 2026, 12:30 UTC" in shown
    assert "What you need to do: Use mail" in shown
    assert "Api Operational" in shown
    assert "Apps · Web Partial outage" in shown


def test_frame_shows_maintenance_notices_and_pinned_incidents() -> None:
    shown = text(
        site(
            maintenance(window("22:00", "23:30"), update("10:00", "scheduled"), title="Works"),
            notice(update("10:00", "notice"), title="Closed"),
            incident(
                update("08:00", "investigating"),
                update("09:00", "resolved", action="Go"),
                title="Was",
            ),
        )
    )
    assert "Acme: All systems operational" in shown
    assert "Works Scheduled · 20 Nov 2026, 22:00 - 23:30 UTC" in shown
    assert "Closed Notice · 20 Nov 2026, 10:00 UTC" in shown
    assert "Was Resolved · 20 Nov 2026, 09:00 UTC What you need to do: Go" in shown


def test_late_update_is_admitted() -> None:
    late = incident(update("10:00", "investigating", next="11:00"))
    assert "We promised an update by 20 Nov 2026, 11:00 UTC and were late." in text(site(late))


@pytest.mark.parametrize(
    ("kind", "words"), [(Kind.SECURITY, "Security incident"), (Kind.DATA_LOSS, "Data loss")]
)
def test_security_and_data_loss_come_first(kind: Kind, words: str) -> None:
    shown = site(incident(update("10:00", "investigating"), kinds=(kind,)))
    assert f"Acme: {words}" in text(shown)
    assert shape(shown) is ComponentState.DEGRADED_PERFORMANCE


def test_frame_has_the_worst_shape() -> None:
    works = maintenance(
        window("11:00", "13:00"), update("10:00", "scheduled"), components="api=maintenance"
    )
    assert shape(site()) is ComponentState.OPERATIONAL
    assert shape(site(works)) is ComponentState.UNDER_MAINTENANCE
    down = incident(update("10:00", "investigating", "api=down, web=down"))
    assert shape(site(works, down)) is ComponentState.MAJOR_OUTAGE


def test_frame_does_not_depend_on_the_time_of_the_build() -> None:
    whole = site(incident(update("10:00", "investigating")))
    assert html(whole) == html(site(*whole.incidents, as_of="13:00"))


def test_links_leave_the_frame_and_it_is_not_indexed() -> None:
    shown = html(site(incident(update("10:00", "investigating"), slug="a")))
    assert '<base target="_blank">' in shown
    assert 'href="../incidents/a/"' in shown
    assert '<meta name="robots" content="noindex">' in shown
    assert '<link rel="canonical" href="https://status.acme.example/">' in shown
    assert '<status-widget src="../" mode="list">' in shown
    assert re.search(r'<script src="\.\./widget\.js" defer>', shown)


def test_frame_has_a_heading_that_the_widget_does_not_replace() -> None:
    before, _, _ = html(site()).partition("<status-widget")
    assert re.search(r"<h1[^>]*>Acme</h1>", before)


def test_frame_uses_the_language_of_the_site() -> None:
    shown = site(incident(update("10:00", "investigating", "api=down")))
    assert "Acme\u00a0: Panne partielle".replace("\u00a0", " ") in text(shown, "fr")
    assert '<html lang="fr"' in html(shown, "fr")
