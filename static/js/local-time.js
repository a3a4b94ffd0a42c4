// Beside an hour in the event's own zone: what the clock shows where the reader is, if it shows something else.
const language = document.documentElement.lang;
const locale = language === "ar" ? "ar-LB-u-nu-arab" : language;
for (const note of document.querySelectorAll("[data-local-time]")) {
  const time = note.closest("dd").querySelector("time");
  const start = new Date(time.dateTime);
  const offset = /([+-])(\d\d):(\d\d)$/.exec(time.dateTime);
  if (!offset || Number.isNaN(start.getTime())) continue;
  const there = Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3]));
  if (-start.getTimezoneOffset() === there) continue;
  const here = (minutes) => new Date(start.getTime() + minutes * 60000).toISOString().slice(0, 10);
  const isOtherDay = here(there) !== here(-start.getTimezoneOffset());
  const said = start.toLocaleString(locale, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(isOtherDay && { weekday: "long" }),
  });
  note.textContent = ` · ${note.dataset.words.replace("TIME", said)}`;
  note.hidden = false;
}
