// Small kindnesses for forms; every form works without them.
"use strict";

// A form that came back starts at the list of what must be mended.
document.querySelector(".error-summary")?.focus();

// A link in that list goes to the box itself, not only near it.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a");
  const place = link && document.getElementById(link.hash.slice(1));
  if (!place) return;
  const box = place.matches("input, select, textarea") ? place : place.querySelector("input, select, textarea");
  if (!box) return;
  event.preventDefault();
  place.scrollIntoView({ block: "start" });
  box.focus({ preventScroll: box !== place });
});

// A second click while the first is on its way sends nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent || event.defaultPrevented) {
    if (form.dataset.sent) event.preventDefault();
    return;
  }
  if (form.method !== "post") return;
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 8000);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});

// A long list of boxes gets one box above it that ticks them all.
document.querySelectorAll("[data-check-all]").forEach((list) => {
  const all = document.createElement("input");
  Object.assign(all, { type: "checkbox", id: "check-all", className: "form-check-input" });
  const label = document.createElement("label");
  Object.assign(label, { htmlFor: all.id, className: "form-check-label", textContent: list.dataset.checkAll });
  const line = document.createElement("div");
  line.className = "form-check mb-3";
  line.append(all, label);
  list.before(line);
  const boxes = () => [...list.querySelectorAll("input[type=checkbox]")];
  all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
  list.addEventListener("change", () => { all.checked = boxes().every((box) => box.checked); });
});
