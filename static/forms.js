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
