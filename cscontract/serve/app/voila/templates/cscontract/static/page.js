// What the page needs beside the widgets: when they are shown, and what they leave out for whoever does
// not see them.
"use strict";
const page = JSON.parse(document.getElementById("csc-page").textContent);
const language = () => (document.documentElement.lang === "zh" ? "zh" : "en");

window.voila_process = window.voila_heartbeat = () => {};
window.display_cells = window.voila_finish = () => {
  page.whole = true;
  if (!window.themeLoaded) { window.cellLoaded = true; return; }
  document.getElementById("loading")?.remove();
  document.getElementById("rendered_cells").style.display = "";
};

// sliders' names, buttons' states
const label = () => {
  for (const slider of document.querySelectorAll(".widget-slider")) {
    const name = slider.querySelector(".widget-label").textContent;
    const handle = slider.querySelector(".noUi-handle");
    handle?.setAttribute("aria-label", name);
    const field = slider.closest(".csc-field")?.querySelector("input");
    if (field) handle?.setAttribute("aria-valuetext", field.value);
    const readout = slider.querySelector("[contenteditable]");
    readout?.setAttribute("aria-label", name);
    readout?.setAttribute("role", "textbox");
  }
  for (const field of document.querySelectorAll(".csc-field input"))
    field.setAttribute("aria-invalid", field.closest(".csc-wrong") !== null);
  for (const button of document.querySelectorAll(".widget-toggle-button")) {
    const state = button.parentElement.matches(".csc-fold") ? "aria-expanded" : "aria-pressed";
    button.setAttribute(state, button.classList.contains("mod-active"));
  }
};
new MutationObserver(label).observe(document.documentElement, {childList: true, subtree: true});
document.addEventListener("click", () => setTimeout(label));

const speak = (chosen) => {
  document.documentElement.lang = chosen;
  document.title = document.querySelector("h1").textContent = page.titles[chosen];
};
