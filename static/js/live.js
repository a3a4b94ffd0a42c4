// Figures that still move: the page is read again and the part with them replaced, until nothing is on its way.
// Without this a link does the same.
const EVERY = 5_000;

async function follow(part) {
  await new Promise((resolve) => { setTimeout(resolve, EVERY); });
  let next = part;
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href.split("#")[0], { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = answer.ok ? page.getElementById(part.id) : null;
      if (found) { part.replaceWith(found); next = found; }
    } catch { /* no network just now: the next turn tries again */ }
  }
  if ("live" in next.dataset) await follow(next);
}

for (const part of document.querySelectorAll("[data-live]")) follow(part);
