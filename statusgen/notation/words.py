"""The words for states, impacts and kinds, in every language that statusgen ships.

Files that people commit today must mean the same in five years, so the table
only grows, and it is no translation catalogue: nothing is generated from it,
it is only understood. All words are valid in every file, whatever its language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, TypeVar

from statusgen.model import WITHDRAWN, ComponentState, Impact, Kind, State
from statusgen.problems import did_you_mean, nearest

T = TypeVar("T")

LANGUAGES = MappingProxyType({"en": "complete", "fr": "complete"})
"""The languages of a site. One that is `partial` shows English where it lacks a text."""

_SYNONYMS = frozenset({"ok", "maintenance", "degraded", "partial", "down", "canceled"})
"""English words beside those of the format."""

_SEPARATORS = re.compile(r"[\s_\u2010-\u2015-]+")


def fold(word: str) -> str:
    """Return what makes two spellings one word: ``In progress`` and ``in-progress``, ``Résolu``.

    Case, accents, blanks, hyphens and underscores do not count.
    """
    plain = word if word.isascii() else _without_accents(word)
    return _SEPARATORS.sub("_", plain.replace("\u2019", "'").casefold()).strip("_")


def _without_accents(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def is_withdrawal(value: str) -> bool:
    """Tell whether the value of a field takes back what held: ``none``, or ``None.``, say."""
    return fold(value.strip().rstrip(".")) == WITHDRAWN.value


@dataclass(frozen=True, slots=True)
class Vocabulary(Generic[T]):
    """Words and what they mean; several words may mean the same."""

    words: tuple[tuple[T, tuple[str, ...]], ...]
    """Each meaning with its words; the first one is that of the format, in English."""
    _meanings: Mapping[str, T] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        meanings = {fold(word): meaning for meaning, words in self.words for word in words}
        object.__setattr__(self, "_meanings", MappingProxyType(meanings))

    def find(self, word: str) -> T | None:
        """Return what a word means, in any spelling that :func:`fold` evens out."""
        return self._meanings.get(fold(word))

    def nearest(self, word: str) -> str | None:
        """Return the word that was probably meant: one in English, if one of those is near.

        A slip is often as near to the word of another language, which its author does not know.
        """
        english = (*self.names, *_SYNONYMS.intersection(self.spellings))
        return nearest(word, english) or nearest(word, self.spellings)

    def hint(self, word: str, form: str = "`{}`") -> str:
        """Return what to write in place of a word that is not known."""
        known = f"Known are {', '.join(self.names)}."
        return did_you_mean(self.nearest(word), always=known, form=form)

    @property
    def names(self) -> tuple[str, ...]:
        """The words of the format, one for each meaning: for hints."""
        return tuple(words[0] for _, words in self.words)

    @property
    def spellings(self) -> tuple[str, ...]:
        """All words as they are best written."""
        return tuple(word for _, words in self.words for word in words)


COMPONENT_STATES = Vocabulary(
    (
        (
            ComponentState.OPERATIONAL,
            ("operational", "ok", "opérationnel", "opérationnelle"),
        ),
        (
            ComponentState.UNDER_MAINTENANCE,
            ("under_maintenance", "maintenance", "en maintenance"),
        ),
        (
            ComponentState.DEGRADED_PERFORMANCE,
            ("degraded_performance", "degraded", "performances dégradées", "dégradé", "dégradée"),
        ),
        (
            ComponentState.PARTIAL_OUTAGE,
            ("partial_outage", "partial", "panne partielle", "partielle", "partiel"),
        ),
        (
            ComponentState.MAJOR_OUTAGE,
            ("major_outage", "down", "panne majeure", "en panne", "hors service"),
        ),
    )
)

STATES = Vocabulary(
    (
        (
            State.INVESTIGATING,
            ("investigating", "investigation", "investigation en cours", "en cours d'analyse"),
        ),
        (State.IDENTIFIED, ("identified", "identifié", "identifiée")),
        (State.MONITORING, ("monitoring", "surveillance", "sous surveillance")),
        (State.RESOLVED, ("resolved", "résolu", "résolue")),
        (
            State.SCHEDULED,
            ("scheduled", "planifié", "planifiée", "prévu", "prévue", "programmé", "programmée"),
        ),
        (State.IN_PROGRESS, ("in_progress", "en cours")),
        (State.VERIFYING, ("verifying", "vérification", "vérification en cours")),
        (State.COMPLETED, ("completed", "terminé", "terminée")),
        (State.CANCELLED, ("cancelled", "canceled", "annulé", "annulée")),
        (State.NOTICE, ("notice", "information", "avis")),
        (State.UPDATE, ("update", "mise à jour")),
    )
)
"""Of updates: the words in their headings."""

IMPACTS = Vocabulary(
    (
        (Impact.NONE, ("none", "aucun", "aucune")),
        (Impact.MINOR, ("minor", "mineur", "mineure")),
        (Impact.MAJOR, ("major", "majeur", "majeure")),
        (Impact.CRITICAL, ("critical", "critique")),
    )
)

KINDS = Vocabulary(
    (
        (Kind.DEGRADATION, ("degradation", "dégradation")),
        (Kind.OUTAGE, ("outage", "panne")),
        (Kind.DATA_LOSS, ("data_loss", "perte de données")),
        (Kind.SECURITY, ("security", "sécurité")),
    )
)

NOTICE_KIND = "notice"
"""The kind that is no harm: it makes a file a notice."""

NOTICE = Vocabulary(((NOTICE_KIND, ("notice", "information", "avis")),))

KINDS_AND_NOTICE: Vocabulary[Kind | str] = Vocabulary((*KINDS.words, *NOTICE.words))

INTERNAL = Vocabulary(((True, ("internal", "interne")),))
"""The word in the heading of a section for the team."""

RUNBOOK = Vocabulary(((True, ("runbook", "procédure", "guide d'intervention")),))
"""The word in the heading of a scenario's steps."""
