// The assumptions: marks of what changed, errors beside their fields, the small figures inside the form.
"use strict";
(() => {
  const form = document.querySelector("#assumptions");
  const result = document.querySelector("#result");
  const help = document.querySelector("#help");
  const small = matchMedia("(max-width: 860px)");
  const recalculate = () => form.dispatchEvent(new CustomEvent("recalculate"));

  // --- the form ----------------------------------------------------------------------------------------------------

  const mark = (input) => {
    if (input.dataset.base === undefined) return;
    const changed = input.value.trim() !== input.dataset.base;
    input.closest(".cell")?.classList.toggle("changed", changed);
    const was = document.getElementById(input.dataset.was ?? `w-${input.id}`);
    if (was) was.hidden = !changed;
  };

  const showFaults = (faults) => {
    for (const slot of form.querySelectorAll(".err[data-for]")) {
      const text = faults[slot.dataset.for] ?? "";
      if (slot.textContent !== text) slot.textContent = text;
      const input = document.getElementById(slot.id.slice(2));
      if (!input) continue;
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (text) for (let box = slot.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    }
  };

  const showFigures = (figures) => {
    for (const place of document.querySelectorAll("[data-live]")) {
      const text = figures[place.dataset.live];
      if (text !== undefined && place.textContent !== text) place.textContent = text;
    }
    const reset = form.querySelector("#reset");
    if (reset && figures.changes !== undefined) reset.hidden = !figures.changes;
  };

  const showPictures = (rects, labels) => {
    for (const [name, parts] of Object.entries(rects)) {
      const picture = form.querySelector(`[data-rects="${name}"]`);
      if (labels[name]) picture.setAttribute("aria-label", labels[name]);
      parts.forEach((part, position) => {
        for (const [attribute, value] of Object.entries(part)) picture.children[position]?.setAttribute(attribute, value);
      });
    }
  };

  // What is wrong stands above the answer of before, so its data come first.
  const readData = () => {
    const block = result.querySelector("#problems [data-answer]") ?? result.querySelector("[data-answer]");
    if (!block) return;
    const data = JSON.parse(block.textContent);
    showFaults(data.faults ?? {});
    showFigures(data.figures ?? {});
    showPictures(data.rects ?? {}, data.labels ?? {});
  };

  form.addEventListener("input", (event) => mark(event.target));

  // The help of the field in use, in one place, so that nothing moves while someone types.
  form.addEventListener("focusin", (event) => {
    const text = document.getElementById(`h-${event.target.id}`);
    help.textContent = text ? text.textContent : "";
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) help.textContent = "";
  });

  // On a phone the sections start closed and say their values in a line.
  if (small.matches && !form.querySelector("[aria-invalid]")) {
    for (const section of form.querySelectorAll(".sec:not(#goal)")) section.open = false;
  }

  document.addEventListener("htmx:afterSwap", () => {
    readData();
    offline(false);
  });

  const offline = (is) => {
    document.querySelector("#offline").hidden = !is;
    result.classList.toggle("stale", is);
  };
  document.addEventListener("htmx:sendError", () => offline(true));
  document.addEventListener("htmx:responseError", () => offline(true));

  window.addEventListener("online", () => {
    if (!document.querySelector("#offline").hidden) recalculate();
  });

  // A link to a field opens what the field is folded into.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    if (target.matches("input, select")) {
      event.preventDefault();
      target.focus();
    }
  });

  // A way out sets its fields as if they had been typed.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-try]");
    if (!button) return;
    event.preventDefault();
    let last;
    for (const [pointer, text] of Object.entries(JSON.parse(button.dataset.try))) {
      const input = form.elements.namedItem(pointer);
      if (!input) continue;
      input.value = text;
      mark(input);
      last = input;
    }
    last?.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
