"""The words for states, impacts and kinds, in every language that statusgen ships.

Every word is valid in every file, whatever the language of the site. Files must
keep their meaning for years, so words are added and never removed. These tables
are for reading; translations for pages are in the catalogues.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import filterfalse
from types import MappingProxyType
from typing import Generic, TypeVar

from statusgen.lookalikes import plain
from statusgen.model import WITHDRAWN, ComponentState, Impact, Kind, Sort, State
from statusgen.problems import InvalidValueError, did_you_mean, nearest, short

T = TypeVar("T")

SORTS = MappingProxyType(
    {
        Sort.INCIDENT: "an incident",
        Sort.MAINTENANCE: "maintenance",
        Sort.NOTICE: "a notice",
    }
)
"""What messages call the sorts of files."""

LANGUAGES = MappingProxyType({"en": "complete", "fr": "complete"})
"""The languages of a site. A `partial` one shows English where a translation is missing."""

_SYNONYMS = frozenset({"ok", "maintenance", "degraded", "partial", "down", "canceled"})
"""English words in addition to those of the format."""

_SEPARATORS = re.compile(r"[\s_-]+")


def fold(word: str) -> str:
    """Return a word in the form used to compare spellings: ``In progress`` is ``in_progress``.

    Case, accents, spaces, hyphens and underscores do not count.
    """
    if not word.isascii():
        word = unicodedata.normalize("NFKD", plain(word).replace("\u2019", "'"))
        word = "".join(filterfalse(unicodedata.combining, word))
    return _SEPARATORS.sub("_", word.casefold()).strip("_")


def is_withdrawal(value: str) -> bool:
    """Return whether the value of a field withdraws the earlier one: ``none`` or ``None.``."""
    return fold(plain(value).strip().rstrip(".")) == WITHDRAWN.value


@dataclass(frozen=True, slots=True)
class Vocabulary(Generic[T]):
    """Words with their meanings; several words may have the same meaning."""

    words: tuple[tuple[T, tuple[str, ...]], ...]
    """Each meaning with its words. The first word is the English one of the format."""
    code: str = ""
    """The code of the problem that another word is."""
    what: str = ""
    """What a word of these is, in a message: ``a known impact``."""
    _meanings: Mapping[str, T] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        meanings = {fold(word): meaning for meaning, words in self.words for word in words}
        object.__setattr__(self, "_meanings", MappingProxyType(meanings))

    def find(self, word: str) -> T | None:
        """Return the meaning of a word, in any spelling that :func:`fold` accepts."""
        return self._meanings.get(fold(word))

    def nearest(self, word: str) -> str | None:
        """Return the word that was probably meant, in English if possible.

        A typo is often as close to a word in a language that its author does not know.
        """
        english = (*self.names, *_SYNONYMS.intersection(self.spellings))
        return nearest(word, english) or nearest(word, self.spellings)

    def read(self, word: str, note: str = "") -> T:
        """Return the meaning of a word; the hint about another word ends with the ``note``."""
        if (found := self.find(word)) is not None:
            return found
        known = f"Choose one of: {', '.join(self.names)}. {note}"
        raise InvalidValueError(
            code=self.code,
            message=f"`{short(word)}` is not {self.what}",
            hint=did_you_mean(self.nearest(word), always=known),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The words of the format, one for each meaning."""
        return tuple(words[0] for _, words in self.words)

    @property
    def spellings(self) -> tuple[str, ...]:
        """All words in their best spelling."""
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
    ),
    code="unknown-state",
    what="a known component state",
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
"""The words in the headings of updates."""

MEANT = Vocabulary(
    (
        (
            State.RESOLVED,
            (
                *(
                    "fixed",
                    "solved",
                    "closed",
                    "done",
                    "recovered",
                    "restored",
                    "ended",
                    "repaired",
                ),
                *("corrigé", "réparé", "réglé", "rétabli", "clos", "clôturé", "terminé"),
            ),
        ),
        (State.MONITORING, ("mitigated", "observing", "watching")),
        (State.IDENTIFIED, ("found", "confirmed", "diagnosed", "confirmé")),
        (State.INVESTIGATING, ("detected", "reported", "open", "opened", "détecté", "signalé")),
        (State.SCHEDULED, ("planned", "announced", "annoncé")),
        (State.IN_PROGRESS, ("started", "ongoing", "begun", "commencé")),
        (State.COMPLETED, ("finished", "fini")),
    )
)
"""Words that are no states, and the state that they suggest."""

IMPACTS = Vocabulary(
    (
        (Impact.NONE, ("none", "aucun", "aucune")),
        (Impact.MINOR, ("minor", "mineur", "mineure")),
        (Impact.MAJOR, ("major", "majeur", "majeure")),
        (Impact.CRITICAL, ("critical", "critique")),
    ),
    code="unknown-impact",
    what="a known impact",
)

KINDS = Vocabulary(
    (
        (Kind.DEGRADATION, ("degradation", "dégradation")),
        (Kind.OUTAGE, ("outage", "panne")),
        (Kind.DATA_LOSS, ("data_loss", "perte de données")),
        (Kind.SECURITY, ("security", "sécurité")),
    ),
    code="unknown-kind",
    what="a known kind of harm",
)

NOTICE_KIND = "notice"
"""The kind that makes a file a notice."""

NOTICE = Vocabulary(((NOTICE_KIND, ("notice", "information", "avis")),))

KINDS_AND_NOTICE: Vocabulary[Kind | str] = Vocabulary(
    (*KINDS.words, *NOTICE.words), code="unknown-kind", what="a known kind of incident"
)

INTERNAL = Vocabulary(((True, ("internal", "interne")),))
"""The word in the heading of an internal section."""

RUNBOOK = Vocabulary(((True, ("runbook", "procédure", "guide d'intervention")),))
"""The word in the heading of the steps of a scenario."""
