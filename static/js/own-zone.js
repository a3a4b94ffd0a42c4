// By which clock mornings are meant: the browser's, sent with the form; it can be chosen otherwise later.
const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const field of document.querySelectorAll("input[data-zone]")) field.value = here ?? "";
