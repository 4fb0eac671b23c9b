"""The texts that a channel sends: made from the same update for a chat, a mail or a short post."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from statusgen.model import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent to one channel about one incident, or about one postmortem."""

    id: str
    """The digest of the site's id, the ids of the news and the name of the channel."""
    channel: Channel
    news: tuple[str, ...]
    """The ids of the news, newest first."""
    thread: str
    """The id of the incident, the same for all messages about it."""
    title: str
    """``Investigating: Bicycles can't be unlocked``."""
    text: str
    """The whole message as plain text, for chats and mail, with the link."""
    html: str
    """The same for mail."""
    short: tuple[str, str]
    """For posts: at most 500 and at most 300 characters, with the link."""
    link: str
    """The absolute address of the update."""
    event: Mapping[str, Any]
    """The facts for programs, ready for JSON."""


def digest_of(*parts: str) -> str:
    """Return one digest of several texts, in hexadecimal."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def key(news_id: str, channel: Channel) -> str:
    """Return what the ledger keeps of news that a channel was told: a digest, without any name."""
    return digest_of(channel.name, news_id)
