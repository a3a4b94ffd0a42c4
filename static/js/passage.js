// Marking a passage by selecting it. The form works without this: sentences are ticked, or the quote is pasted.
// Offsets are code points of the statement's text, as the server counts them; JavaScript counts UTF-16 units.

const codePoints = (text) => [...text].length;

/** The offset in the statement's text of a place in the page, or null outside it. */
function offsetAt(form, node, offset) {
  const range = document.createRange();
  const sentences = [...form.querySelectorAll("[data-start]")];
  const within = sentences.find((sentence) => sentence.contains(node));
  if (within) {
    range.setStart(within, 0);
    range.setEnd(node, offset);
    return Number(within.dataset.start) + codePoints(range.toString());
  }
  return null;
}

/** Start and end of what is selected, grown to whole sentences where an end lies between two of them. */
function selectedSpan(form, range) {
  const touched = [...form.querySelectorAll("[data-start]")].filter((sentence) => range.intersectsNode(sentence));
  if (!touched.length || range.collapsed) return null;
  const last = touched.at(-1);
  const start = offsetAt(form, range.startContainer, range.startOffset) ?? Number(touched[0].dataset.start);
  const end =
    offsetAt(form, range.endContainer, range.endOffset) ??
    Number(last.dataset.start) + codePoints(last.textContent);
  return start < end ? { start, end, sentences: touched } : null;
}

function wordsOf(span) {
  return span.sentences
    .map((sentence) => {
      const first = Number(sentence.dataset.start);
      return [...sentence.textContent].slice(Math.max(0, span.start - first), span.end - first).join("");
    })
    .join(" ")
    .trim();
}

function enhance(form) {
  const { start, end, quote } = form.elements;
  const text = form.querySelector(".sentences");
  const chosen = form.querySelector("[data-chosen]");
  const hint = form.querySelector("[data-hint]");
  const ticks = [...text.querySelectorAll("input")];
  hint.textContent = hint.dataset.hint;
  text.classList.add("selectable");

  const forget = () => {
    start.value = end.value = "";
    chosen.hidden = true;
  };
  const choose = () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const span = selectedSpan(form, selection.getRangeAt(0));
    if (!span) return;
    start.value = span.start;
    end.value = span.end;
    for (const tick of ticks) tick.checked = false;
    quote.value = "";
    chosen.querySelector("mark").textContent = wordsOf(span);
    chosen.hidden = false;
  };

  text.addEventListener("pointerup", () => setTimeout(choose));
  text.addEventListener("keyup", (event) => event.shiftKey && choose());
  // A selection that ends on a label must not tick its box as well.
  text.addEventListener("click", (event) => {
    if (event.target.localName !== "input" && !document.getSelection().isCollapsed) event.preventDefault();
  });
  for (const field of [...ticks, quote]) field.addEventListener("input", forget);
  chosen.querySelector("button").addEventListener("click", () => {
    document.getSelection().removeAllRanges();
    forget();
  });
}

document.querySelectorAll("form[data-passage]").forEach(enhance);
