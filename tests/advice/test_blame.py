"""What lays a fault on somebody, and what does not."""

from __future__ import annotations

import pytest

from statusgen.advice.blame import BLAME


@pytest.mark.parametrize(
    "text",
    [
        "It was our mistake, and nobody's fault. Today's error is not yesterday's mistake.",
        "We forgot to say that you forgot to log out. Users forgot to renew.",
        "A faulty disk was to blame; the fault of the disk; fault-tolerant; the server's error.",
        "An error by the server. Human errors happen. The mistake of 12 May is mended.",
        "Faute de place, sans faute, une erreur humaine est possible. Nous avons oublié de dire.",
        "Si vous avez oublié de vous déconnecter. L\u2019erreur du serveur. Le défaut de la carte.",
        "Having made a mistake, we mend it. A mistake was made, and our script made an error.",
        "Redis was to blame. The fault lies with us. No engineer is to blame.",
        "The package manager accidentally removed it; the operator mistakenly deleted the pods.",
        "An error of the operator error handling.",
        "I forgot to renew it. And then I had forgotten to tell.",
        "If someone accidentally deleted a file, write to us.",
        "Should someone accidentally delete it, unless somebody accidentally deletes it.",
        "We learn of it before an engineer accidentally deletes a table.",
        "We learn of it before one of our engineers accidentally deletes a table.",
        "In case one of our new engineers mistakenly removes it, there is a copy.",
        "Si quelqu'un a modifié la page par erreur. Si l\u2019un de nos ingénieurs a mal saisi.",
        "La faute de frappe a été corrigée, la faute d\u2019orthographe dans le titre aussi.",
        "Our engineers noticed that it was deleted by mistake.",
        "Our engineers removed rows created by mistake.",
        "An engineer deleted the table that was there by mistake. We accidentally deleted it.",
        "Un ingénieur a constaté que la table avait été supprimée par erreur.",
        "Nous l'avons fait par erreur.",
        "Un technicien a retiré les clés publiées par erreur.",
        "L'opérateur a coupé le lien par erreur.",
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
        ("La faute de frappe d\u2019un technicien", "La faute de"),
        ("La faute de frappe de Zoé", "La faute de"),
        (
            "When one of our engineers accidentally deleted it",
            "our engineers accidentally deleted",
        ),
        (
            "It worked before an engineer accidentally deleted the tables",
            "an engineer accidentally deleted",
        ),
        (
            "Même si un ingénieur a supprimé la table par erreur",
            "un ingénieur a supprimé la table par erreur",
        ),
        ("So: Our DBA made a mistake, there.", "Our DBA made a mistake"),
        ("So: One of our engineers made an error, there.", "One of our engineers made an error"),
        ("So: due to operator error, there.", "due to operator error"),
        ("So: An engineer accidentally deleted, there.", "An engineer accidentally deleted"),
        ("So: Our admin misconfigured, there.", "Our admin misconfigured"),
        (
            "So: One of our engineers deleted the wrong table by mistake, there.",
            "One of our engineers deleted the wrong table by mistake",
        ),
        ("So: A junior engineer is to blame, there.", "A junior engineer is to blame"),
        (
            "So: fault lies with our network engineer, there.",
            "fault lies with our network engineer",
        ),
        ("So: Bob made a mistake, there.", "Bob made a mistake"),
        ("So: An operator mistakenly ran, there.", "An operator mistakenly ran"),
        (
            "So: Un ingénieur a supprimé la table par erreur, there.",
            "Un ingénieur a supprimé la table par erreur",
        ),
        ("So: Notre stagiaire a mal configuré, there.", "Notre stagiaire a mal configuré"),
        (
            "So: L\u2019ingénieur a commis une erreur, there.",
            "L\u2019ingénieur a commis une erreur",
        ),
        ("So: L'employé était fautif, there.", "L'employé était fautif"),
    ],
)
def test_what_blames_somebody(text: str, place: str) -> None:
    found = BLAME.search(text)
    assert found
    assert found[0] == place
