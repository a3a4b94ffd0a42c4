// A new organisation is most likely where the browser is: its zone stands chosen, and can be chosen otherwise.
const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const zone of document.querySelectorAll("select[name=zone]")) {
  if ([...zone.options].some((option) => option.value === here)) zone.value = here;
}
