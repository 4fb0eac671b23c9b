from __future__ import annotations

import re
from datetime import timedelta

import corpus
from feeds.publishing import inputs

from statusgen import pipeline
from statusgen.pipeline import Options


def test_rich_texts_are_unique_and_without_mistakes() -> None:
    made = dict(corpus.files(incidents=20, rich=True))
    assert sum(path.startswith("content/postmortems/") for path in made) == 2
    planned = pipeline.plan(inputs(made), Options(as_of=corpus.NOW + timedelta(days=9)))
    assert not [each for each in planned.problems if each.is_error]
    bodies = [
        body
        for text in made.values()
        for body in re.split(r"^## .*$", text, flags=re.MULTILINE)[1:]
    ]
    assert len({*bodies}) == len(bodies)


def test_each_seed_gives_other_texts_of_the_same_size() -> None:
    default, again, other = (dict(corpus.files(incidents=9, seed=n)) for n in (None, 9, 2))
    assert default == again
    assert default != other
    assert default.keys() == other.keys()
