"use strict";
// Sorting and searching are added to longer tables; without this script every row stands there.
for (const table of document.querySelectorAll("main table")) {
  const body = table.tBodies[0];
  if (body.rows.length < 6) continue;
  const heads = [...table.tHead.rows[0].cells];
  const number = (text) => {
    const found = text.replace(/[,£]/g, "").replace("\u2212", "-").match(/^-?\d+(\.\d+)?(?=$|%| )/);
    return found ? parseFloat(found[0]) : NaN;
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      // Words start at A, numbers and dates at the largest.
      const first = body.rows[0].cells[column].className ? "descending" : "ascending";
      const other = first === "ascending" ? "descending" : "ascending";
      const order = head.getAttribute("aria-sort") === first ? other : first;
      for (const each of heads) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      const key = (row) => row.cells[column].textContent.trim();
      body.append(...[...body.rows].sort((a, b) => {
        const [x, y] = [key(a), key(b)], [m, n] = [number(x), number(y)];
        if (isNaN(m) !== isNaN(n)) return isNaN(m) ? 1 : -1;
        const way = isNaN(m) ? x.localeCompare(y) : m - n;
        return order === "ascending" ? way : -way;
      }));
    });
  });
  if (body.rows.length < 13) continue;
  const label = document.createElement("label"), field = document.createElement("input");
  const said = document.createElement("span");
  field.type = "search";
  said.setAttribute("role", "status");
  label.className = "search";
  label.append("Search in: " + table.caption.textContent + " ", field);
  table.parentElement.before(label, said);
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    let left = 0;
    for (const row of body.rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      left += !row.hidden;
    }
    said.textContent = wanted ? ` ${left} of ${body.rows.length} rows hold \u2018${field.value.trim()}\u2019` : "";
  });
}
// Only what scrolls sideways needs to be reached by keyboard.
const reach = () => {
  for (const part of document.querySelectorAll(".table, .chart")) {
    part.toggleAttribute("tabindex", part.scrollWidth > part.clientWidth);
    if (part.hasAttribute("tabindex")) part.tabIndex = 0;
  }
};
addEventListener("resize", reach);
document.addEventListener("toggle", reach, true);
reach();
