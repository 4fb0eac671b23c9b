"""Remember the results of builds in ``.statusgen/cache.sqlite`` of a project.

A result is found by a digest of the function and of all its arguments, so it never needs to expire:
anything else has another digest. What is kept is data: facts that pages, lists and tables compare,
and rendered files. Nothing of drafts and nothing internal is kept. If a fact that was not kept is
needed after all, the function is called again.
"""

from __future__ import annotations

import json
import platform
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

import statusgen
from statusgen import model, pipeline, timeline
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

Find = Callable[[Any], Any]
"""Finds a part of a result in the whole."""

FOLDER: Final = ".statusgen"
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


def header() -> str:
    """Return what must be equal for a cache to be used: the program that wrote it."""
    package = Path(statusgen.__file__).parent
    # In a checkout, the program changes without its version.
    is_checkout = (package.parent / "pyproject.toml").exists()
    sources = sorted(package.rglob("*.py")) if is_checkout else ()
    stamps = [(str(path), path.stat().st_mtime_ns) for path in sources]
    return repr((statusgen.__version__, platform.python_version(), stamps))


class Cache(Memory):
    """A memory that lasts from build to build."""

    def __init__(self, project: Path) -> None:
        """Load what earlier builds of a project left; nothing if that is damaged."""
        super().__init__()
        self._folder = project / FOLDER
        self._names: dict[int, tuple[object, str]] = {}
        self._used: dict[str, bytes] = {}
        self._fresh: dict[str, tuple[Any, tuple[object, ...]]] = {}
        self._outputs: dict[str, tuple[str, str, bytes | None]] = {}
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
            key = self._key(function, values)
        except _Unkept:
            result = function(*values)
            self.name(result, "")
            return result
        check, text = self._facts.get(key, (0, b""))
        if text and zlib.crc32(text) == check:
            self._used[key] = text
            recalled = _Recalled(self, key, partial(function, *values), values)
            result = recalled.read(json.loads(text.decode()))
            if isinstance(result, tuple):
                for place, each in enumerate(result):
                    self._names[id(each)] = each, f"{key}.{place}"
            else:
                self._names[id(result)] = result, key
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
            key = self._key(artifact.render, (kit.data, *artifact.values))
        if key and kept and kept[0] == key:
            self._outputs[path] = key, kept[1].digest, None
            return Output(
                path=path, digest=kept[1].digest, load=lambda: self._data(path) or render()
            )
        made = Output.of(path, render())
        is_kept = key and artifact.render is not verbatim
        self._outputs[path] = key, made.digest, zlib.compress(made.load(), 1) if is_kept else b""
        return made

    def save(self, stamps: Mapping[str, FileStamp]) -> None:
        """Keep what this build used and made. ``stamps`` are those of its files."""
        new = dict(self._encoded())
        with suppress(OSError, sqlite3.Error):
            self._folder.mkdir(exist_ok=True)
            (self._folder / ".gitignore").write_text("*\n")
            if not self._facts:
                (self._folder / NAME).unlink(missing_ok=True)
            with closing(self._open()) as store, store:
                self._write(store, new, stamps)

    def _write(
        self, store: sqlite3.Connection, new: Mapping[str, bytes], stamps: Mapping[str, FileStamp]
    ) -> None:
        if not self._facts:
            store.executescript(SCHEMA)
            store.execute("INSERT INTO header VALUES (?)", (header(),))
        gone = self._facts.keys() - self._used.keys()
        store.executemany("DELETE FROM facts WHERE key = ?", ((key,) for key in gone))
        rows = ((key, zlib.crc32(text), text) for key, text in new.items())
        store.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)
        left = self._kept.keys() - self._outputs.keys()
        store.executemany("DELETE FROM outputs WHERE path = ?", ((path,) for path in left))
        for path, (key, digest, data) in self._outputs.items():
            stamp = stamps[path]
            if data is not None:
                row = (path, key, digest, stamp.size, stamp.time, stamp.inode, data)
                store.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            elif self._kept[path][1] != stamp:
                store.execute(
                    "UPDATE outputs SET size = ?, time = ?, inode = ? WHERE path = ?",
                    (stamp.size, stamp.time, stamp.inode, path),
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
            self._names[id(value)] = value, key
        part = _PARTS.get(value.__class__, "")
        if part:
            self.name(getattr(value, part), key and f"{key}.{part}")

    def key_of(self, value: object) -> str:
        """Return the key of a value that has a name."""
        return self._names[id(value)][1]

    def _key(self, function: Callable[..., Any], values: Iterable[object]) -> str:
        parts = (self._digest(function), *map(self._digest, values))
        return blake2b(
            "\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=16
        ).hexdigest()

    def _digest(self, value: object) -> str:  # noqa: C901, PLR0911 - a case for each type
        """Return a text that is equal only for equal values."""
        if value is None or isinstance(value, _SIMPLE):
            return repr(value)
        if isinstance(value, tuple | list):
            return f"({','.join(map(self._digest, value))})"
        if isinstance(value, frozenset):
            return f"{{{','.join(sorted(map(self._digest, value)))}}}"
        if known := self._names.get(id(value)):
            if not known[1]:
                raise _Unkept
            return known[1]
        if isinstance(value, bytes):
            return blake2b(value).hexdigest()
        if isinstance(value, Mapping):
            return f"{{{','.join(map(self._digest, value.items()))}}}"
        if isinstance(value, FunctionType):
            self._names[id(value)] = value, f"{value.__module__}.{value.__qualname__}"
            return self._names[id(value)][1]
        if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
            if _is_private(value):
                raise _Unkept
            parts = [getattr(value, each.name) for each in fields(value)]  # type: ignore[arg-type]
            digest = self._key(value.__class__, parts)
            self._names[id(value)] = value, digest
            return digest
        if callable(value) and hasattr(value, "__qualname__"):
            return f"{value.__module__}.{value.__qualname__}"
        raise _Unkept

    # Facts

    def _encoded(self) -> Iterator[tuple[str, bytes]]:
        for key, (result, values) in self._fresh.items():
            with suppress(_Unkept):
                yield key, json.dumps(_encode(result, values), separators=(",", ":")).encode()


_SIMPLE: Final = (str, int, float, datetime, date, timedelta, Decimal, Enum)


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
    def whole(self) -> Any:  # noqa: ANN401 - of any type
        """What the call returns now."""
        whole = self._call()
        self._cache.name(whole, self._key)
        return whole

    def name(self, part: object, owner: object, field: str) -> None:
        """Remember the key of a part of a value."""
        self._cache.name(part, f"{self._cache.key_of(owner)}.{field}")

    def read(self, node: Any, find: Find = lambda whole: whole) -> Any:  # noqa: ANN401, PLR0911 - a case for each type
        """Return the value of what :func:`_encode` made; ``find`` finds it in the whole."""
        if not isinstance(node, list):
            return node
        match node:
            case ["e", kind, value]:
                return PLAIN[kind](value)
            case ["t", text]:
                return datetime.fromisoformat(text)
            case ["d", text]:
                return date.fromisoformat(text)
            case ["s", seconds]:
                return timedelta(seconds=seconds)
            case ["a", place]:
                return self.values[place]
            case ["l", *nodes]:
                return tuple(
                    self.read(each, _item(find, place)) for place, each in enumerate(nodes)
                )
            case ["f", kind, *nodes]:
                return PLAIN[kind](
                    **{
                        name: self.read(each, _field(find, name))
                        for name, each in zip(_FIELDS[PLAIN[kind]], nodes, strict=True)
                    }
                )
            case ["v", kind, *nodes]:
                return _lazy(LASTING[kind], nodes, self, find)
        raise _Unkept


def _item(find: Find, place: int) -> Find:
    return lambda whole: find(whole)[place]


def _field(find: Find, name: str) -> Find:
    return lambda whole: getattr(find(whole), name)


_REPEATED: Final = frozenset({str, tuple, datetime, Text, model.Window, timeline.Promise})
"""Types of fields that results often have in common with the first argument."""

_FIELDS: Final[Mapping[type[Any], tuple[str, ...]]] = {
    kind: tuple(each.name for each in fields(kind))
    for kind in (*LASTING, *PLAIN)
    if is_dataclass(kind)
}


def _lazy(kind: type, nodes: list[Any], recalled: _Recalled, find: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    """Return a value whose fields are read when they are first asked for."""
    made = object.__new__(_LAZY[kind])
    for name, value in (("_nodes", nodes), ("_recalled", recalled), ("_find", find)):
        object.__setattr__(made, name, value)
    return made


def _subclass(kind: type) -> type:
    places = {name: place for place, name in enumerate(_FIELDS[kind])}

    def read(self: Any, name: str) -> Any:  # noqa: ANN401
        """Return a field, and keep it."""
        if name not in places:
            raise AttributeError(name)
        node, recalled = self._nodes[places[name]], self._recalled
        if node == _LEFT_OUT:
            value = getattr(self._find(recalled.whole), name)
        elif node == _SAME:
            value = getattr(recalled.values[0], name)
        else:
            value = recalled.read(node, _field(self._find, name))
            if name == _PARTS.get(kind):
                recalled.name(value, self, name)
        object.__setattr__(self, name, value)
        return value

    same = property(lambda _self: kind)  # equal to what it stands for
    slots = {"__slots__": ("_nodes", "_recalled", "_find"), "__getattr__": read, "__class__": same}
    return type(kind.__name__, (kind,), slots)


_LAZY: Final[Mapping[type[Any], type[Any]]] = {kind: _subclass(kind) for kind in LASTING}
