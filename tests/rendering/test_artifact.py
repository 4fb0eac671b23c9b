from dataclasses import replace

from statusgen.model import Settings, Text
from statusgen.rendering.artifact import Artifact, Stage, copies
from statusgen.rendering.kit import Kit, KitData
from statusgen.rendering.locale import Language
from statusgen.rendering.theme import Theme

SETTINGS = Settings(id="x", title="X", url="https://x.example", base_url="https://x.example")
DATA = KitData(settings=SETTINGS, language=Language(code="en"), theme=Theme(default=()))
KIT = Kit(DATA)


def shout(kit: Kit, text: Text) -> bytes:
    return f"{kit.settings.title}: {text.markdown}!".encode()


ARTIFACT = Artifact(path="a", stage=Stage.DATA, render=shout, values=(Text(markdown="one"),))


def test_an_artifact_is_rendered_from_the_kit_and_its_values() -> None:
    assert ARTIFACT.produce(KIT) == b"X: one!"


def test_linked_files_are_written_first() -> None:
    assert list(Stage) == sorted([Stage.INDEX, Stage.PAGE, Stage.DATA, Stage.ASSET])
    assert min(Stage) is Stage.ASSET


def test_files_for_programs_are_also_at_old_addresses() -> None:
    feed = replace(ARTIFACT, path="components/api/feed.rss")
    known = [feed, replace(ARTIFACT, path="index.html")]
    old = (
        ("index.xml", "components/API/feed.rss"),
        ("blog/feed", "components/api/feed.rss"),
        ("news", "history"),
    )
    assert list(copies(known, old)) == [("index.xml", feed), ("blog/feed/index.html", feed)]
