"""What lays a fault on somebody, and what does not."""

from __future__ import annotations

import pytest

from statusgen.reading.blame import BLAME


@pytest.mark.parametrize(
    "text",
    [
        "It was our mistake, and nobody's fault. Today's error is not yesterday's mistake.",
        "We forgot to say that you forgot to log out. Users forgot to renew.",
        "A faulty disk was to blame; the fault of the disk; fault-tolerant; the server's error.",
        "An error by the server. Human errors happen. The mistake of 12 May is mended.",
        "Faute de place, sans faute, une erreur humaine est possible. Nous avons oublié de dire.",
        "Si vous avez oublié de vous déconnecter. L\u2019erreur du serveur. Le défaut de la carte.",
    ],
)
def test_what_blames_nobody(text: str) -> None:
    assert not BLAME.search(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("This was Ana's mistake.", "Ana's mistake"),
        ("It was Zoé\u2019s own carelessness.", "Zoé\u2019s own carelessness"),
        ("An engineer's error", "engineer's error"),
        ("A mistake by one of our operators", "mistake by one of our operator"),
        ("Human error by the night shift", "Human error by"),
        ("Ana had forgotten to renew it", "Ana had forgotten to"),
        ("A careless change", "careless"),
        ("Erreur humaine d\u2019un collègue", "Erreur humaine d\u2019"),
        ("C\u2019est la faute du fournisseur", "la faute du"),
        ("Une erreur d\u2019un technicien", "erreur d\u2019un technicien"),
        ("Ana a oublié de prévenir", "Ana a oublié de"),
        ("Une négligence", "négligence"),
    ],
)
def test_what_blames_somebody(text: str, place: str) -> None:
    found = BLAME.search(text)
    assert found
    assert found[0] == place
