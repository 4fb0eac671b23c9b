"""Remember the results of builds in ``.statusgen/cache.sqlite`` of a project.

The key of a result is a digest of the function's name and all its arguments. An argument that is
itself a result counts by its own key. So a result never expires: whatever changes it changes its
key. What no argument says is in the :func:`~statusgen.cache_folder.header`, and a function with
values of its own, such as a method or a closure, is called every time.

What is kept is data: facts that pages, lists and tables compare, and rendered files. Nothing of
drafts and nothing internal is kept. If a fact that was not kept is needed after all, the function
is called again.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cached_property, partial
from hashlib import blake2b, sha256
from pathlib import Path
from types import FunctionType
from typing import Any, Final, TypeVar

from statusgen import model, pipeline, timeline
from statusgen.cache_folder import FOLDER, header, made_in
from statusgen.manifest import FileStamp, Output
from statusgen.memory import Memory
from statusgen.model import Text
from statusgen.outputs.calendar.events import Event
from statusgen.outputs.feeds.entries import FeedUpdate
from statusgen.outputs.pages.incidents import IncidentLine, LinkedPostmortem, Thread
from statusgen.problems import Span
from statusgen.reading.incident import IncidentEntry, PostmortemEntry
from statusgen.rendering.artifact import Artifact, verbatim
from statusgen.rendering.components import TouchedComponent
from statusgen.rendering.incident_view import IncidentView
from statusgen.rendering.kit import Kit
from statusgen.source.text import Scalar

T = TypeVar("T")

Where = tuple[int | str, ...]
"""Where a part of a result is: the places in tuples and the names of fields that lead to it."""

NAME: Final = "cache.sqlite"
LARGEST: Final = 256 * 2**20
"""In bytes. Beyond it, rendered files are not kept."""
LONGEST_TEXT: Final = 1000
"""Characters. Longer texts are read again from their file."""

LASTING: Final[tuple[type[Any], ...]] = (
    IncidentEntry,
    PostmortemEntry,
    model.Incident,
    model.Postmortem,
    timeline.Timeline,
    timeline.Bounds,
    IncidentView,
    Thread,
    IncidentLine,
    FeedUpdate,
    Event,
    Span,
)
"""What is kept in part: the fields of these that consist of plain values and :data:`PLAIN`."""

PLAIN: Final[tuple[type[Any], ...]] = (
    *(Text, Scalar, model.Window, timeline.Spell, timeline.Holding, timeline.Promise),
    *(TouchedComponent, LinkedPostmortem),
    *(model.ComponentState, model.Impact, model.Kind, model.Sort, model.State, model.Decision),
)
"""What is kept whole: small values and enumerations."""

_PARTS: Final = {IncidentEntry: "incident", PostmortemEntry: "postmortem"}
"""The fields that have keys of their own."""

SCHEMA: Final = """
    CREATE TABLE header (text TEXT);
    CREATE TABLE facts (key TEXT PRIMARY KEY, sum INTEGER, text BLOB) WITHOUT ROWID;
    CREATE TABLE outputs (
        path TEXT PRIMARY KEY, key TEXT, digest TEXT,
        size INTEGER, time INTEGER, inode INTEGER, data BLOB
    );
"""

_LEFT_OUT: Final = ["-"]
"""The mark of a field that was not kept."""
_SAME: Final = ["="]
"""The mark of a field that is that of the first argument."""


class _Unkept(Exception):  # noqa: N818 - nothing is wrong
    """A value that is not kept: it is private, or of another type."""


class Cache(Memory):
    """A memory that lasts from build to build."""

    def __init__(self, project: Path) -> None:
        """Load what earlier builds of a project left; nothing if that is damaged."""
        super().__init__()
        self._folder = project / FOLDER
        self.names: dict[int, tuple[object, str]] = {}
        self._used: set[str] = set()
        self._fresh: dict[str, tuple[Any, tuple[object, ...]]] = {}
        self._outputs: dict[str, tuple[str, bytes | None]] = {}
        self._facts: dict[str, tuple[int, bytes]] = {}
        self._kept: dict[str, tuple[str, FileStamp]] = {}
        with suppress(sqlite3.Error), closing(self._open()) as store:
            if store.execute("SELECT text FROM header").fetchone() == (header(),):
                rows = store.execute("SELECT key, sum, text FROM facts").fetchall()
                found = store.execute("SELECT path, key, digest, size, time, inode FROM outputs")
                self._kept = {path: (key, FileStamp(*stamp)) for path, key, *stamp in found}
                self._facts = {key: (check, text) for key, check, text in rows}

    @property
    def stamps(self) -> Mapping[str, FileStamp]:
        """What the last build wrote, by path."""
        return {path: stamp for path, (_, stamp) in self._kept.items()}

    def make(self, function: Callable[..., T], values: tuple[object, ...]) -> T:
        """Return what an earlier build kept of ``function(*values)``, or call it."""
        result: T
        try:
            key = self.key(function, values)
        except _Unkept:
            result = function(*values)
            self.name(result, "")
            return result
        check, text = self._facts.get(key, (0, b""))
        if text and zlib.crc32(text) == check:
            self._used.add(key)
            recalled = _Recalled(self, key, partial(function, *values), values)
            result = recalled.read(json.loads(text.decode()))
            return result
        result = function(*values)
        self._fresh[key] = result, values
        self.name(result, key)
        return result

    def output(self, artifact: Artifact, kit: Kit) -> Output:
        """Return a rendered file. It is rendered if no earlier build kept it, or when it is read.

        Raise :class:`Rejected` as :func:`statusgen.pipeline.produce` does.
        """
        path, render = artifact.path, partial(pipeline.produce, artifact, kit)
        key, kept = "", self._kept.get(path)
        with suppress(_Unkept):
            key = self.key(artifact.render, (kit.data, *artifact.values))
        if key and kept and kept[0] == key:
            self._outputs[path] = key, None
            return Output(
                path=path, digest=kept[1].digest, load=lambda: self._data(path) or render()
            )
        made = Output.of(path, render())
        is_kept = key and artifact.render is not verbatim
        self._outputs[path] = key, zlib.compress(made.load(), 1) if is_kept else b""
        return made

    def save(self, stamps: Mapping[str, FileStamp]) -> None:
        """Keep what this build used and made. ``stamps`` are those of its files."""
        with suppress(OSError, sqlite3.Error):
            made_in(self._folder.parent)
            if not self._facts:
                (self._folder / NAME).unlink(missing_ok=True)
            with closing(self._open()) as store, store:
                self._write(store, stamps)

    def _write(self, store: sqlite3.Connection, stamps: Mapping[str, FileStamp]) -> None:
        if not self._facts:
            store.executescript(SCHEMA)
            store.execute("INSERT INTO header VALUES (?)", (header(),))
        gone = self._facts.keys() - self._used
        store.executemany("DELETE FROM facts WHERE key = ?", ((key,) for key in gone))
        for key, (result, values) in self._fresh.items():
            with suppress(_Unkept):
                text = json.dumps(_encode(result, values), separators=(",", ":")).encode()
                row = (key, zlib.crc32(text), text)
                store.execute("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", row)
        left = self._kept.keys() - self._outputs.keys()
        store.executemany("DELETE FROM outputs WHERE path = ?", ((path,) for path in left))
        for path, (key, data) in self._outputs.items():
            stamp = stamps[path]
            if data is not None:
                new = (path, key, *stamp, data)
                store.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?, ?, ?)", new)
            elif self._kept[path][1] != stamp:
                store.execute(
                    "UPDATE outputs SET digest = ?, size = ?, time = ?, inode = ? WHERE path = ?",
                    (*stamp, path),
                )
        (size,) = store.execute("SELECT sum(length(data)) FROM outputs").fetchone()
        if (size or 0) > LARGEST:
            store.execute("UPDATE outputs SET data = ''")

    def _open(self) -> sqlite3.Connection:
        store = sqlite3.connect(self._folder / NAME)
        store.execute("PRAGMA synchronous = OFF")  # damage is noticed
        return store

    def _data(self, path: str) -> bytes | None:
        """Return the bytes of a file that an earlier build rendered, unless they are damaged."""
        with suppress(sqlite3.Error, zlib.error, TypeError):
            row = self._store.execute("SELECT data FROM outputs WHERE path = ?", (path,)).fetchone()
            data = zlib.decompress(row[0])
            if sha256(data).hexdigest() == self._kept[path][1].digest:
                return data
        return None

    @cached_property
    def _store(self) -> sqlite3.Connection:
        return self._open()

    # Keys

    def name(self, value: object, key: str) -> None:
        """Remember by which key a value and its parts were made.

        Private values, and those made from them, have an empty key.
        """
        key = "" if _is_private(value) else key
        if isinstance(value, tuple):
            for place, each in enumerate(value):
                self.name(each, key and f"{key}.{place}")
        else:
            self.names[id(value)] = value, key
        part = _PARTS.get(value.__class__, "")
        if part:
            self.name(getattr(value, part), key and f"{key}.{part}")

    def key(self, function: Callable[..., Any], values: Iterable[object]) -> str:
        """Return a digest of a call. Raise :class:`_Unkept` if its result must not be kept."""
        parts = (self._digest(function), *map(self._digest, values))
        return blake2b(
            "\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=16
        ).hexdigest()

    def _digest(self, value: object) -> str:  # noqa: C901, PLR0911 - a case for each type
        """Return a text that is equal only for equal values."""
        if type(value) in _EXACT:  # most values, so the order matters
            return repr(value)
        if known := self.names.get(id(value)):
            if not known[1]:
                raise _Unkept
            return known[1]
        if isinstance(value, tuple | list):
            return f"({','.join(map(self._digest, value))})"
        if isinstance(value, _SIMPLE):
            return repr(value)
        if isinstance(value, frozenset):
            return f"{{{','.join(sorted(map(self._digest, value)))}}}"
        if isinstance(value, bytes):
            return blake2b(value).hexdigest()
        if isinstance(value, Mapping):
            return f"[{','.join(map(self._digest, value.items()))}]"
        if isinstance(value, FunctionType | type) and not getattr(value, "__closure__", None):
            return f"{value.__module__}.{value.__qualname__}"
        if is_dataclass(value) and not _is_private(value):
            parts = [getattr(value, each.name) for each in fields(value)]
            digest = self.key(value.__class__, parts)
            self.names[id(value)] = value, digest
            return digest
        raise _Unkept


_SIMPLE: Final = (str, int, float, datetime, date, timedelta, Decimal, Enum)
_EXACT: Final = frozenset({type(None), bool, *_SIMPLE})


def _is_private(value: object) -> bool:
    return bool(getattr(value, "draft", False) or getattr(value, "internal", False))


def _encode(value: object, values: tuple[object, ...]) -> Any:  # noqa: ANN401, C901, PLR0911 - a case for each type
    """Return JSON for a value. Raise :class:`_Unkept` if it must not be kept."""
    if value is None or type(value) in {str, int, bool}:
        return value
    place = next((number for number, each in enumerate(values) if each is value), None)
    match value:
        case Enum() if isinstance(value, PLAIN):
            return ["e", PLAIN.index(type(value)), value.value]
        case datetime():
            return ["t", value.isoformat()]
        case date():
            return ["d", value.isoformat()]
        case timedelta():
            return ["s", value.total_seconds()]
        case _ if place is not None:
            return ["a", place]
        case tuple():
            return ["l", *(_encode(each, values) for each in value)]
        case Text() if len(value.markdown) > LONGEST_TEXT:
            raise _Unkept
    if isinstance(value, LASTING):
        if _is_private(value):
            raise _Unkept
        return ["v", LASTING.index(value.__class__), *_encode_fields(value, values)]
    if isinstance(value, PLAIN):
        parts = (getattr(value, each.name) for each in fields(value))
        return ["f", PLAIN.index(type(value)), *(_encode(each, values) for each in parts)]
    raise _Unkept


def _encode_fields(value: Any, values: tuple[object, ...]) -> Iterator[Any]:  # noqa: ANN401
    first = values[0] if values else None
    common = {*_FIELDS.get(first.__class__, ())}
    for name in _FIELDS[value.__class__]:
        part = getattr(value, name)
        try:
            if value.__class__ is Span and name == "text":
                yield _LEFT_OUT  # a line of a file may be internal
            elif name in common and part.__class__ in _REPEATED and getattr(first, name) is part:
                yield _SAME
            else:
                yield _encode(part, values)
        except _Unkept:
            yield _LEFT_OUT


class _Recalled:
    """A result of an earlier build, and the call that makes it again."""

    def __init__(
        self, cache: Cache, key: str, call: Callable[[], Any], values: tuple[object, ...]
    ) -> None:
        self._cache, self._key, self._call, self.values = cache, key, call, values

    @cached_property
    def _whole(self) -> Any:  # noqa: ANN401 - of any type
        """What the call returns now."""
        whole = self._call()
        self._cache.name(whole, self._key)
        return whole

    def made(self, where: Where) -> Any:  # noqa: ANN401 - of any type
        """Return a part of what the call returns now."""
        found = self._whole
        for step in where:
            found = found[step] if isinstance(step, int) else getattr(found, step)
        return found

    def read(self, node: Any, where: Where = ()) -> Any:  # noqa: ANN401, PLR0911 - a case for each type
        """Return the part at ``where`` from what :func:`_encode` made of it."""
        if not isinstance(node, list):
            return node
        mark = node[0]
        if mark in _TIMES:
            return _TIMES[mark](node[1])
        if mark == "l":
            return tuple(self.read(each, (*where, n)) for n, each in enumerate(node[1:]))
        if mark == "e":
            return PLAIN[node[1]](node[2])
        if mark == "f":
            kind = PLAIN[node[1]]
            parts = zip(_FIELDS[kind], node[2:], strict=True)
            return kind(**{name: self.read(each, (*where, name)) for name, each in parts})
        if mark == "v":
            made = object.__new__(_LAZY[LASTING[node[1]]])
            object.__setattr__(made, "_source", (node[2:], self, where))
            self._cache.names[id(made)] = made, ".".join((self._key, *map(str, where)))
            return made
        return self.values[node[1]]


_TIMES: Final[Mapping[str, Callable[[Any], Any]]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "s": lambda seconds: timedelta(seconds=seconds),
}
"""What makes a value from its text or number, by its mark."""

_REPEATED: Final = frozenset({str, tuple, datetime, Text, model.Window, timeline.Promise})
"""Types of fields that results often have in common with the first argument."""

_FIELDS: Final[Mapping[type[Any], tuple[str, ...]]] = {
    kind: tuple(each.name for each in fields(kind))
    for kind in (*LASTING, *PLAIN)
    if is_dataclass(kind)
}


def _lazy(kind: type) -> type:
    """Return the type of values whose fields are read when they are first asked for."""
    places = {name: place for place, name in enumerate(_FIELDS[kind])}

    def read(self: Any, name: str) -> Any:  # noqa: ANN401
        """Return a field, and keep it."""
        if name not in places:
            raise AttributeError(name)
        nodes, recalled, where = self._source
        node = nodes[places[name]]
        if node == _LEFT_OUT:
            value = getattr(recalled.made(where), name)
        elif node == _SAME:
            value = getattr(recalled.values[0], name)
        else:
            value = recalled.read(node, (*where, name))
        object.__setattr__(self, name, value)
        return value

    same = property(lambda _self: kind)  # so that == compares the fields
    slots = {"__slots__": ("_source",), "__getattr__": read, "__class__": same}
    return type(kind.__name__, (kind,), slots)


_LAZY: Final[Mapping[type[Any], type[Any]]] = {kind: _lazy(kind) for kind in LASTING}
