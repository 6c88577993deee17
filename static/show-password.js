// A button beside each password box that shows what was typed; without JavaScript the box is just a box.
"use strict";
{
  const words = document.currentScript?.dataset ?? {};
  document.querySelectorAll("input[type=password]").forEach((box) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet show-password";
    const say = (shown) => {
      button.textContent = `${shown ? words.hide : words.show} ${words.of}`;
      button.setAttribute("aria-pressed", String(shown));
    };
    button.addEventListener("click", () => {
      const shown = box.type === "password";
      box.type = shown ? "text" : "password";
      say(shown);
      box.focus();
    });
    // What is sent is always a password box, so that browsers do not remember it as text.
    box.form?.addEventListener("submit", () => { box.type = "password"; say(false); });
    say(false);
    box.after(button);
  });
}
