// By which clock mornings are meant: the browser's, for whoever has not chosen; it stands chosen, and can be changed.
const nameOf = (zone) => zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const zone of here ? document.querySelectorAll("select[data-zone]") : []) {
  // Browsers call some zones by an older name than the list does.
  if (![...zone.options].some((option) => option.value === here)) zone.add(new Option(nameOf(here), here));
  zone.value = here;
}
