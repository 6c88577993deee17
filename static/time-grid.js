// The weekly grid: whole days and rows at once, arrow keys, and dragging over several cells.
// Without this script the tick boxes work as they are.
"use strict";

document.querySelectorAll("[data-time-grid]").forEach((grid) => {
  const table = grid.querySelector("table");
  const boxes = [...table.querySelectorAll("input[type=checkbox]")];
  const count = grid.querySelector(".time-grid-count");

  const at = (day, hour) => boxes.find((box) => box.dataset.day == day && box.dataset.hour == hour);

  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    if (count) count.textContent = chosen === 1 ? count.dataset.one : count.dataset.more.replace("#", chosen);
  };

  const set = (box, checked) => {
    if (!box || box.checked === checked) return;
    box.checked = checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const toggleAll = (some) => {
    const checked = some.some((box) => !box.checked);
    some.forEach((box) => set(box, checked));
  };

  table.querySelectorAll("th[data-day], th[data-hour]").forEach((head) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.setAttribute("aria-label", head.dataset.action);
    button.title = head.dataset.action;
    const key = "day" in head.dataset ? "day" : "hour";
    button.addEventListener("click", () => toggleAll(boxes.filter((box) => box.dataset[key] === head.dataset[key])));
    head.append(button);
  });

  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  table.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step || event.target.type !== "checkbox") return;
    const next = at(Number(event.target.dataset.day) + step[0], Number(event.target.dataset.hour) + step[1]);
    if (next) next.focus();
    event.preventDefault();
  });

  // Dragging paints every cell passed with what the first one became. A finger that moves up or down
  // scrolls the page (touch-action: pan-y); moving sideways paints.
  let painting = null;
  let start = null;
  const cellAt = (event) =>
    document.elementFromPoint(event.clientX, event.clientY)?.closest(".time-cell")?.querySelector("input");
  table.addEventListener("pointerdown", (event) => {
    const box = event.target.closest(".time-cell")?.querySelector("input");
    if (box && event.button === 0) start = box;
  });
  document.addEventListener("pointermove", (event) => {
    if (!start) return;
    const box = cellAt(event);
    if (!box || !boxes.includes(box) || (painting === null && box === start)) return;
    if (painting === null) {
      painting = !start.checked;
      set(start, painting);
    }
    set(box, painting);
  });
  const stop = () => { start = null; setTimeout(() => { painting = null; }); };
  document.addEventListener("pointerup", stop);
  document.addEventListener("pointercancel", stop);
  // A drag that ends on the cell it began in must not toggle that cell once more.
  table.addEventListener("click", (event) => { if (painting !== null) event.preventDefault(); }, true);

  grid.addEventListener("change", tell);
  tell();
});
