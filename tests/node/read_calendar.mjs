// Reads a calendar from standard input with ical.js; writes what it understood as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component, { strictExceptions: true });
  return {
    uid: event.uid,
    summary: event.summary,
    description: event.description,
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
    zone: event.startDate.zone.tzid,
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
    transparency: component.getFirstPropertyValue("transp"),
    stamp: component.getFirstPropertyValue("dtstamp").toJSDate().toISOString(),
    url: component.getFirstPropertyValue("url"),
    categories: component.getFirstProperty("categories")?.getValues() ?? [],
  };
});
const refresh = calendar.getFirstPropertyValue("refresh-interval");
process.stdout.write(
  JSON.stringify({
    name: calendar.getFirstPropertyValue("name"),
    source: calendar.getFirstPropertyValue("source"),
    refresh: refresh.toSeconds?.() ?? String(refresh),
    components: calendar.getAllSubcomponents().map((each) => each.name),
    events,
  }),
);
