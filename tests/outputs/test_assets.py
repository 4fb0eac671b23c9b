from datetime import UTC, datetime

from statusgen.model import Settings, Site, StaticFile
from statusgen.outputs import assets
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.rendering.kit import Kit, KitData
from statusgen.rendering.locale import Language
from statusgen.rendering.theme import Theme

SETTINGS = Settings(id="x", title="X", url="https://x.example", base_url="https://x.example")
THEME = Theme(
    name="acme",
    files=(("static/logo.png", b"\x89PNG"), ("static/style.css", b"b {}")),
    default=(("static/status.js", b"1"), ("static/style.css", b"a {}"), ("templates/a.html", b"")),
)


def planned(theme: Theme = THEME, *files: StaticFile) -> dict[str, Artifact]:
    site = Site(
        as_of=datetime(2026, 11, 20, tzinfo=UTC),
        settings=SETTINGS,
        components=(),
        incidents=(),
        postmortems=(),
        static=files,
    )
    return {artifact.path: artifact for artifact in assets.plan(site, theme)}


def kit() -> Kit:
    return Kit(KitData(settings=SETTINGS, language=Language(code="en"), theme=THEME))


def test_files_of_both_themes_are_published_except_the_style() -> None:
    found = planned()
    assert list(found) == ["assets/logo.0f4636c7.png", "assets/status.6b86b273.js"]
    assert found["assets/logo.0f4636c7.png"].produce(kit()) == b"\x89PNG"
    assert {artifact.stage for artifact in found.values()} == {Stage.ASSET}


def test_pages_link_to_what_is_published() -> None:
    assert set(kit().assets.values()) == set(planned())


def test_asset_address_changes_with_its_bytes() -> None:
    other = Theme(default=(("static/status.js", b"2"),))
    assert list(planned(other)) == ["assets/status.d4735e3a.js"]


def test_author_files_are_published_unchanged() -> None:
    data = bytes(range(256))
    file = StaticFile(path="static/a/photo.jpg", data=data)
    known = StaticFile(path=".well-known/security.txt", data=b"Contact:")
    found = planned(Theme(default=()), file, known)
    assert list(found) == ["static/a/photo.jpg", ".well-known/security.txt"]
    assert found["static/a/photo.jpg"].produce(kit()) == data
    assert found["static/a/photo.jpg"].origin == "content/static/a/photo.jpg"
    assert found[".well-known/security.txt"].origin == "content/static/.well-known/security.txt"


def test_a_report_names_the_theme_that_a_file_comes_from() -> None:
    assert [artifact.origin for artifact in planned().values()] == [
        "themes/acme/static/logo.png",
        "themes/default/static/status.js",
    ]
