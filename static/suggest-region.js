// While a postcode is typed, the region it suggests is chosen; the server asks the same when this does not run.
"use strict";

document.querySelectorAll("[data-suggest-region]").forEach((part) => {
  const postcode = part.querySelector('[name="pc4"]');
  const region = part.querySelector('[name="region_id"]');
  const line = part.querySelector("[data-suggestion]");
  const seen = part.closest("form").querySelector('[name="suggested_for"]');
  let asked = postcode.value.trim().slice(0, 4);

  postcode.addEventListener("input", async () => {
    const pc4 = postcode.value.trim().slice(0, 4);
    if (pc4 === asked || !/^[1-9][0-9]{3}$/.test(pc4)) return;
    asked = pc4;
    const answer = await fetch(`${part.dataset.suggestRegion}?postcode=${pc4}`).catch(() => null);
    if (!answer?.ok || asked !== pc4) return;
    const { place, region_id: regionId } = await answer.json();
    const option = regionId && region.querySelector(`option[value="${regionId}"]`);
    line.hidden = !option;
    if (!option) return;
    region.value = option.value;
    seen.value = pc4;
    line.textContent = line.dataset.suggestion.replace("#plaats", place).replace("#regio", option.textContent.trim());
  });
});
