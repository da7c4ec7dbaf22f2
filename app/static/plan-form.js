// The assumptions: what is typed and how it differs, errors beside their fields, the small figures inside the form, and
// when a new answer is asked for. Listeners stand on the document, because a swap of the page replaces what is below it.
"use strict";
const planForm = (() => {
  const PAUSE = 150;
  const page = () => document.querySelector("#page");
  const form = () => document.querySelector("#assumptions");
  const hasHtmx = () => document.documentElement.dataset.ready !== undefined;

  // --- fields ------------------------------------------------------------------------------------------------------

  const isField = (element) => Boolean(element?.name?.startsWith("/")) && element.form === form();
  const fields = () => [...form().elements].filter((element) => isField(element) && (element.type !== "radio" || element.checked));
  const written = (field) => field.dataset.written ?? field.dataset.base ?? "";
  const isChanged = (field) => field.value.trim() !== written(field);
  const changed = () => new Map(fields().filter(isChanged).map((field) => [field.name, field.value]));
  const named = (name) => form().elements.namedItem(name);

  const mark = (field) => {
    const differs = field.dataset.base !== undefined && field.value.trim() !== field.dataset.base;
    field.closest(".cell")?.classList.toggle("changed", differs);
    const was = document.getElementById(field.dataset.was ?? `w-${field.id}`);
    if (was) was.hidden = !differs;
    for (const place of document.querySelectorAll(`[data-says="${CSS.escape(field.name)}"]`)) place.textContent = field.value;
  };

  const set = (name, text) => {
    const field = named(name);
    if (!field) return null;
    field.value = text;
    const one = field instanceof RadioNodeList ? [...field].find((each) => each.checked) : field;
    if (one) mark(one);
    return one ?? null;
  };

  const unfold = (element) => {
    for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  };

  const focus = (element) => {
    unfold(element);
    element.focus();
    if (element.select && element.matches(".name input, #version-name")) element.select();
    element.scrollIntoView({ block: "nearest" });
  };

  // --- what comes along with an answer -----------------------------------------------------------------------------

  const meaning = (name, text) => {
    const button = document.createElement("button");
    button.name = "fill";
    button.className = "meant";
    button.value = `${name}=${text}`;
    button.textContent = text;
    button.setAttribute("form", "assumptions");
    return button;
  };

  const showFaults = (faults, meant) => {
    for (const slot of document.querySelectorAll("#page .err[data-for]")) {
      const name = slot.dataset.for;
      const text = faults[name] ?? "";
      const said = [text, ...(meant[name] ?? [])].join(" ").trim();
      if (slot.textContent.replace(/\s+/g, " ").trim() !== said) {
        slot.replaceChildren(text, ...(meant[name] ?? []).flatMap((each) => [" ", meaning(name, each)]));
      }
      const field = document.getElementById(slot.id.slice(2));
      if (!field) continue;
      if (text) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      if (text) unfold(slot);
    }
    const shares = Object.keys(faults).some((name) => name.startsWith("/channels/") && name.endsWith("/share"));
    for (const place of document.querySelectorAll("[data-shares]")) place.hidden = !shares;
  };

  const showFigures = (figures) => {
    for (const place of document.querySelectorAll("[data-live]")) {
      const text = figures[place.dataset.live];
      if (text !== undefined && place.textContent !== text) place.textContent = text;
    }
    const reset = document.querySelector("#reset");
    if (reset && figures.changes !== undefined) reset.hidden = !figures.changes;
  };

  const showPictures = (rects, labels) => {
    for (const [name, parts] of Object.entries(rects)) {
      const picture = form().querySelector(`[data-rects="${name}"]`);
      if (!picture) continue;
      if (labels[name]) picture.setAttribute("aria-label", labels[name]);
      parts.forEach((part, position) => {
        for (const [attribute, value] of Object.entries(part)) picture.children[position]?.setAttribute(attribute, value);
      });
    }
  };

  // The weights of the months, drawn as they are typed; the answer has them in figures.
  const showSeason = () => {
    const bars = document.querySelectorAll(".season rect");
    const weights = fields().filter(({ name }) => name.startsWith("/seasonality/"));
    const values = weights.map(({ value }) => Number.parseFloat(value.replace(",", ".")) || 0);
    const most = Math.max(...values, 0) || 1;
    bars.forEach((bar, place) => {
      const height = (100 * (values[place] ?? 0)) / most;
      bar.setAttribute("y", `${100 - height}%`);
      bar.setAttribute("height", `${height}%`);
    });
  };

  // What is wrong stands above the answer of before, so its data come first.
  const readData = () => {
    const block = document.querySelector("#problems [data-answer]") ?? document.querySelector("#result [data-answer]");
    if (!block) return;
    const data = JSON.parse(block.textContent);
    showFaults(data.faults ?? {}, data.meant ?? {});
    showFigures(data.figures ?? {});
    showPictures(data.rects ?? {}, data.labels ?? {});
  };

  const tell = (name, detail = {}) => document.dispatchEvent(new CustomEvent(name, { detail }));

  // --- asking ------------------------------------------------------------------------------------------------------

  let timer;
  const recalculate = () => {
    clearTimeout(timer);
    tell("plan:changed", { texts: changed() });
    form().dispatchEvent(new CustomEvent("recalculate"));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(recalculate, PAUSE);
  };
  // A step whose answer is a whole page: a part that comes or goes, a save, a state of before.
  const visit = (verb, path, values = {}) => {
    clearTimeout(timer);
    return window.htmx.ajax(verb, path, {
      source: verb === "GET" ? page() : form(),
      target: "#page",
      select: "#page",
      swap: "morph:outerHTML",
      values,
    });
  };

  document.addEventListener("input", (event) => {
    if (!isField(event.target)) return;
    mark(event.target);
    if (event.target.name.startsWith("/seasonality/")) showSeason();
    if (!event.isComposing) later();
  });
  document.addEventListener("compositionend", (event) => isField(event.target) && later());

  // Some fields change what other fields are about: the form itself comes anew.
  const SHAPING = /^\/(currency|start|months|channels\/\d+\/enters)$/;
  document.addEventListener("change", ({ target }) => {
    if (!isField(target) || !hasHtmx() || !SHAPING.test(target.name)) return;
    const fits = target.name !== "/months" || !document.querySelector(".seasons");
    visit("POST", "/plans/change", fits ? {} : { do: "seasonality/fit" });
  });

  // What stands in a field as it was written there need not be sent.
  const OWN = ["do", "fill", "save", "version_name", "copy_name"];
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.path !== "/recalculate") return;
    const now = changed();
    for (const name of [...detail.formData.keys()]) if (OWN.includes(name) || (name.startsWith("/") && !now.has(name))) detail.formData.delete(name);
  });

  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (["result", "problems", "page"].includes(detail.target?.id)) readData();
  });

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target !== form() || !hasHtmx() || event.defaultPrevented) return;
    if (button?.name === "do") visit("POST", "/plans/change", { do: button.value });
    else if (button?.name === "save") tell("plan:save", { save: button.value });
    else if (button?.name === "fill") {
      const at = button.value.indexOf("=");
      const field = set(button.value.slice(0, at), button.value.slice(at + 1));
      if (field) focus(field);
      recalculate();
    } else if (!button?.name) recalculate();
    else return;
    event.preventDefault();
  });

  // --- around the fields -------------------------------------------------------------------------------------------

  // The help of the field in use, in one place that is never empty, so that nothing moves while someone types or clicks.
  document.addEventListener("focusin", ({ target }) => {
    const help = document.querySelector("#help");
    if (help) help.textContent = (isField(target) && document.getElementById(`h-${target.id}`)?.textContent) || help.dataset.usual;
  });

  // On a phone the sections start closed and say their values in a line.
  if (matchMedia("(max-width: 860px)").matches && !form().querySelector("[aria-invalid]") && !page().dataset.at) {
    for (const section of form().querySelectorAll(".sec:not(#goal)")) section.open = false;
  }

  // A link to a field opens what the field is folded into.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#f-']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    focus(target);
  });

  // A way out sets its fields as if they had been typed.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-try]");
    if (!button) return;
    const found = Object.entries(JSON.parse(button.dataset.try)).map(([name, text]) => set(name, text));
    if (!found.some(Boolean)) return; // no field for it here: the link leads to a page that has one
    event.preventDefault();
    recalculate();
  });

  return Object.freeze({ page, form, fields, changed, isChanged, isField, named, set, mark, unfold, focus, later, recalculate, visit, hasHtmx, showSeason });
})();
