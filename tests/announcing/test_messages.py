from __future__ import annotations

from statusgen.announcing.messages import key
from statusgen.model import Channel


def test_the_key_of_news_differs_by_channel_and_names_nothing() -> None:
    one, two = (Channel(name=name, audience="internal", url="${A}") for name in ("ops", "all"))
    keys = {key(news, channel) for news in ("a/1", "a/2") for channel in (one, two)}
    assert len(keys) == 4
    assert all(set(each) <= set("0123456789abcdef") for each in keys)
    assert key("a/1", one) == key("a/1", Channel(name="ops", audience="external", url="b:c"))
