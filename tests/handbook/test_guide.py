from __future__ import annotations

from handbook.scene import PROJECT, page, rendered


def test_channels_say_who_is_told_what_the_team_first_and_never_where() -> None:
    text = page("channels/")
    assert text.endswith(
        "ops-chat The team and the house Whatever its impact · All components · All kinds "
        "customers People outside Impact Major and above · Public API · Outage"
    )
    assert "chat.example" not in "".join(rendered().values())
    assert "CUSTOMERS_URL" not in "".join(rendered().values())


def test_no_channel_is_a_sentence() -> None:
    bare = PROJECT["content/site.yml"].partition("channels:")[0]
    assert "say under channels in site.yml" in page("channels/", {"content/site.yml": bare})


def test_an_impact_follows_from_a_state_and_asks_for_updates() -> None:
    text = page("impact/")
    levels = text[: text.index("Kind")]
    assert "Critical critical Nobody can use it" in levels
    assert "major_outage Longest silence: 30 min Told beside the page: ops-chat and customers" in (
        levels.replace(" : ", ": ")
    )
    assert levels.count("ops-chat") == 4
    assert levels.count("customers") == 2
    assert levels.index("Critical") < levels.index("Minor") < levels.index("None")


def test_components_in_use_are_listed_with_their_ids() -> None:
    site = PROJECT["content/site.yml"].replace(
        "{id: dashboard, name: Dashboard}",
        "{id: dashboard, name: Dashboard, description: Yours}\n"
        "      - {id: legacy, name: Old app, until: 2026-06-01}",
    )
    text = page("impact/", {"content/site.yml": site})
    assert "Public API api Apps · Dashboard Yours dashboard" in text
    assert "Old app" not in text
