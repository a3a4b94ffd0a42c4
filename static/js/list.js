// A pasted list: how many cells are to come, a button to the next one, arrow keys up and down a column, what was changed.
// Without this the form is the same; only the way through it is longer.

for (const form of document.querySelectorAll("[data-list]")) {
  const cells = [...form.querySelectorAll(".sheet tbody tr:not(.from) td:not(.tick) :is(input, select)")];
  const rowOf = (cell) => cell.closest("tbody");
  const isTaken = (cell) => rowOf(cell).querySelector(".tick input").checked;
  const columnOf = (cell) => cell.name.replace(/^r\d+-/, "");
  const asked = [...form.querySelectorAll(".asked input")];
  const wanted = ["town", "day", "hour", "place"];
  const isEmpty = (cell) => wanted.includes(columnOf(cell)) && !cell.value && isTaken(cell) && !isOnlinePlace(cell);
  const isOnlinePlace = (cell) =>
    columnOf(cell) === "place" && rowOf(cell).querySelector("[name$=-attendance]").value === "online";
  const missing = form.querySelector("[data-missing]");
  const next = form.querySelector("[data-next]");
  const count = form.querySelector("[data-count]");
  const digits = new Intl.NumberFormat(document.documentElement.lang === "ar" ? "ar-LB-u-nu-arab" : "en");

  const look = () => {
    const empty = [...asked.filter((field) => !field.value), ...cells.filter(isEmpty)];
    next.hidden = empty.length === 0;
    missing.hidden = empty.length === 0;
    missing.textContent = missing.dataset.missing.replace("NUMBER", digits.format(empty.length));
    if (count) count.textContent = digits.format(form.querySelectorAll(".sheet .tick input:checked").length);
    for (const cell of cells) cell.classList.toggle("changed", cell.value !== cell.dataset.before);
    return empty;
  };
  for (const cell of cells) cell.dataset.before = cell.value;

  let last = form;
  form.addEventListener("input", look);
  form.addEventListener("focusin", ({ target }) => {
    if (cells.includes(target) || asked.includes(target)) last = target;
  });
  next.addEventListener("click", () => {
    const empty = look();
    const isAfter = (cell) => last.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING;
    (empty.find(isAfter) ?? empty[0])?.focus();
  });

  // Up and down mean nothing in a line of text; here they go to the same cell of the row above or below.
  form.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const { target } = event;
    if (!step || event.altKey || target.type !== "text" || !cells.includes(target)) return;
    const column = cells.filter((cell) => columnOf(cell) === columnOf(target));
    const other = column[column.indexOf(target) + step];
    if (!other) return;
    event.preventDefault();
    other.focus();
    other.select();
  });
  look();
}
