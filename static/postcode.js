// Beside a postcode, what it suggests: "Den Haag – regio Haaglanden". The form works without it.
"use strict";

document.querySelectorAll("[data-postcode-says]").forEach((line) => {
  const box = line.closest("form").querySelector('[name="pc4"]');
  let asked = "";

  async function ask() {
    const pc4 = box.value.trim().slice(0, 4);
    if (pc4 === asked) return;
    asked = pc4;
    line.textContent = "";
    if (!/^[1-9][0-9]{3}$/.test(pc4)) return;
    const address = line.dataset.postcodeSays.replace("0000", pc4);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (asked === pc4 && answer && (answer.ok || answer.status === 404)) line.textContent = (await answer.json()).text;
  }

  box.addEventListener("input", ask);
  ask();
});
