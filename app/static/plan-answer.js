// The answer: flashes of what changed, popovers, and what paper needs.
"use strict";
(() => {
  const form = document.querySelector("#assumptions");
  const result = document.querySelector("#result");

  // --- the answer --------------------------------------------------------------------------------------------------

  // A morph makes the page like the answer; which popover is open is the reader's, not the answer's.
  document.addEventListener("page:morphs", ({ detail: Idiomorph }) => {
    Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) => !(name === "open" && node.localName === "details");
  });

  let before = new Map();
  const figures = () => new Map([...document.querySelectorAll("[data-figure]")].map((place) => [place.dataset.figure, place.textContent]));

  document.addEventListener("htmx:beforeSwap", () => {
    before = figures();
    for (const place of document.querySelectorAll("[data-changed]")) delete place.dataset.changed;
  });

  document.addEventListener("htmx:afterSwap", () => {
    for (const place of document.querySelectorAll("[data-figure]")) {
      const old = before.get(place.dataset.figure);
      if (old !== undefined && old !== place.textContent) place.dataset.changed = "";
    }
  });
  document.addEventListener("animationend", (event) => delete event.target.dataset.changed);

  // Paper cannot be unfolded.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open]):not(.fig)")];
    for (const box of folded) box.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const box of folded) box.open = false;
  });

  const recalculate = () => form.dispatchEvent(new CustomEvent("recalculate"));
  result.addEventListener("change", recalculate);

  // --- popovers ----------------------------------------------------------------------------------------------------

  // A trace is worked out only for the figure that is open; the form says which.
  const traced = form.elements.namedItem("trace");
  result.addEventListener(
    "toggle",
    ({ target }) => {
      if (!target.matches(".fig")) return;
      if (target.open) {
        traced.value = target.dataset.trace;
        recalculate();
      } else if (traced.value === target.dataset.trace) traced.value = "";
    },
    true,
  );

  const openTraces = () => document.querySelectorAll(".fig[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const figure of openTraces()) {
      figure.open = false;
      figure.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const figure of openTraces()) if (!figure.contains(event.target) && !form.contains(event.target)) figure.open = false;
  });
})();
