"""The widget's files for a site."""

from __future__ import annotations

import json
from typing import Any

from api.answers import kit_for

from statusgen.model import Site
from statusgen.outputs import widget
from statusgen.status import status_of

Data = dict[str, Any]


def files(site: Site, language: str = "en") -> dict[str, bytes]:
    """Return path and bytes of every file."""
    kit = kit_for(site.settings, language)
    planned = widget.plan(site, status_of(site), kit.data.theme)
    return {each.path: each.produce(kit) for each in planned}


def data(site: Site, language: str = "en") -> Data:
    """Return ``widget.json``."""
    kit = kit_for(site.settings, language)
    planned = widget.plan(site, status_of(site), kit.data.theme)
    (found,) = (each.produce(kit) for each in planned if each.path == "widget.json")
    known: Data = json.loads(found)
    return known
