// ical.js, the engine of Thunderbird and Nextcloud: one JSON question per line in, one JSON answer per line out.

import { createInterface } from "node:readline";
import ICAL from "ical.js";

const MOST_DATES = 5000;

// A day is a text; an instant is seconds since 1970, which needs the calendar's own VTIMEZONE.
function moment(time) {
  return time.isDate ? time.toString() : time.toUnixTime();
}

function registerZones(calendar) {
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
}

function* datesOf(master, overrides) {
  const event = new ICAL.Event(master, { exceptions: overrides });
  const uses = event.isRecurring() ? starts(event) : [event.startDate];
  for (const start of uses) {
    const { item, startDate, endDate } = event.isRecurring()
      ? event.getOccurrenceDetails(start)
      : { item: event, startDate: event.startDate, endDate: event.endDate };
    const status = item.component.getFirstPropertyValue("status");
    yield [event.uid, moment(startDate), moment(endDate), status];
  }
}

function* starts(event) {
  const iterator = event.iterator();
  for (let count = 0, next; (next = iterator.next()); count += 1) {
    if (count === MOST_DATES) throw new Error("a series without an end");
    yield next;
  }
}

function read(calendar) {
  const events = calendar.getAllSubcomponents("vevent");
  const isOverride = (event) => event.hasProperty("recurrence-id");
  const uid = (event) => event.getFirstPropertyValue("uid");
  const dates = [];
  for (const master of events.filter((event) => !isOverride(event))) {
    const own = events.filter((event) => isOverride(event) && uid(event) === uid(master));
    dates.push(...datesOf(master, own));
  }
  return { dates, properties: properties(calendar), entries: events.map(properties) };
}

function properties(component) {
  return component.getAllProperties().map((property) => [
    property.name.toUpperCase(),
    property.getValues().map(String),
    Object.fromEntries(Object.entries(property.jCal[1]).map(([name, value]) => [name.toUpperCase(), value])),
  ]);
}

function secondsOf(zone, wall) {
  const [year, month, day, hour, minute, second] = wall.match(/^(\d{4})(..)(..)T(..)(..)(..)$/).slice(1).map(Number);
  const time = new ICAL.Time({ year, month, day, hour, minute, second, isDate: false });
  time.zone = ICAL.TimezoneService.get(zone);
  return time.toUnixTime();
}

function answer(question) {
  const calendar = new ICAL.Component(ICAL.parse(question.calendar));
  registerZones(calendar);
  if (question.zone === undefined) return read(calendar);
  return { seconds: question.walls.map((wall) => secondsOf(question.zone, wall)) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answered;
  try {
    answered = answer(JSON.parse(line));
  } catch (error) {
    answered = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answered)}\n`);
}
