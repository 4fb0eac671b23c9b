from __future__ import annotations

from outputs.pages.scene import SLOW, edition, ended_incident, open_incident, postmortem, site

from statusgen.model import Incident, Postmortem
from statusgen.outputs.pages.lines import IncidentLine, brief


def line(made: Incident, *looks: Postmortem) -> IncidentLine:
    seen = edition(site(made, postmortems=looks))
    return brief(seen, seen.timelines[made.slug])


def test_it_names_what_was_touched() -> None:
    assert line(open_incident(components=(("web", SLOW),))).names == ("API", "Web")


def test_it_tells_of_a_look_back() -> None:
    made = ended_incident()
    assert not line(made).reviewed
    assert line(made, postmortem("why", made.slug)).reviewed
