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
    if (field.name === "/name" && field.value.trim()) document.title = `${field.value.trim()} · Backfunnel`;
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
    if (element.select && element.matches(".name input, [name$='/name'], #version-name")) element.select();
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
    if (underWay) isDue = true;
    else form().dispatchEvent(new CustomEvent("recalculate"));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(recalculate, PAUSE);
  };

  // A step whose answer is a whole page: a part that comes or goes, a save, a state of before. They go one after the other, each from the
  // page that the one before has brought, and no recalculation comes between: it would take the place of the step.
  let underWay = 0;
  let isDue = false;
  let last = Promise.resolve();
  let asked; // of the step under way: its address, and the form as it was sent
  let late; // what has been typed since
  const visit = (verb, path, values = {}) => {
    clearTimeout(timer);
    underWay += 1;
    last = last.then(() => go(verb, path, values)).then(arrived);
    return last;
  };
  const go = async (verb, path, values) => {
    window.htmx.trigger(form(), "htmx:abort"); // an answer to what is now being replaced
    [asked, late] = [{ verb, path, values, sent: planLate.sent() }, null];
    const source = verb === "GET" ? page() : form();
    try {
      await window.htmx.ajax(verb, path, { source, target: "#page", select: "#page", swap: "morph:outerHTML", values });
    } catch {
      // nothing came; htmx has told so by an event
    }
  };
  const arrived = () => {
    underWay -= 1;
    asked = null;
    const fields = late ? planLate.putBack(late) : [];
    for (const field of fields) mark(field);
    if (fields.length) showSeason();
    if (!fields.some(isField) && !isDue) return;
    isDue = underWay > 0;
    if (!isDue) later();
  };
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (asked && detail.target?.id === "page") late = planLate.since(asked.sent);
  });
  // Whoever has gone on to another field in the meantime stays there.
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target?.id === "page" && late?.active) delete page().dataset.at;
  });

  const after = (step) => (underWay ? last.then(step) : step());
  const isThere = (wanted) => [...form().elements].some(({ name, value, disabled }) => name === "do" && value === wanted && !disabled);
  // Pressed while another step was on its way, the button may be gone by the time that one has arrived.
  const edit = (wanted) => after(() => isThere(wanted) && visit("POST", "/plans/change", { do: wanted }));

  document.addEventListener("input", (event) => {
    if (!isField(event.target)) return;
    if (event.inputType === "insertFromPaste" && event.target.matches("input")) tidy(event.target);
    mark(event.target);
    if (event.target.name.startsWith("/seasonality/")) showSeason();
    if (!event.isComposing) later();
  });
  document.addEventListener("compositionend", (event) => isField(event.target) && later());

  // A unit typed into a cell that shows it already is taken off on leaving, or as it is pasted. A percent sign after a value up to 1
  // says which of two things it means, so it stays.
  const tidied = (field) => {
    const [text, cell] = [field.value.trim(), field.closest(".cell")];
    const [before, after] = [".u:first-child", "input ~ .u"].map((place) => cell?.querySelector(place)?.textContent ?? "");
    if (before && text.startsWith(before)) return text.slice(before.length).trim();
    const typed = text.match(/^(.*\d)\s*([^\d\s.,]+)$/);
    const [unit, mark] = [after.toLowerCase(), typed?.[2].toLowerCase() ?? ""];
    const isUnit = mark && unit && (unit.startsWith(mark) || mark.startsWith(unit)); // 'd' for 'days', and the other way round
    if (!isUnit || ["k", "m", "b", "bn"].includes(mark)) return field.value;
    if (typed[2] === "%" && !(Number.parseFloat(typed[1].replace(",", ".")) > 1)) return field.value;
    return typed[1];
  };
  const tidy = (field) => {
    const text = tidied(field);
    if (text !== field.value) field.value = text;
  };
  document.addEventListener("focusout", ({ target }) => {
    if (!isField(target) || !target.matches("input:not([type=radio])") || !hasHtmx()) return;
    const text = tidied(target);
    if (text === target.value) return;
    target.value = text;
    mark(target);
    recalculate();
  });

  // Some fields change what other fields are about, and names are said beside others: on leaving the form itself comes anew.
  const SHAPING = /^\/(currency|start|months|channels\/\d+\/enters)$/;
  const NAMING = /^\/(stages\/\d+\/name|channels\/\d+\/(name|activity|steps\/\d+\/name)|team\/\d+\/role)$/;
  const isPlanned = () => !document.querySelector("#problems")?.childElementCount;
  document.addEventListener("change", ({ target }) => {
    if (!isField(target) || !hasHtmx() || !(SHAPING.test(target.name) || (NAMING.test(target.name) && isPlanned()))) return;
    const fits = target.name !== "/months" || !document.querySelector(".seasons");
    visit("POST", "/plans/change", fits ? {} : { do: "seasonality/fit" });
  });

  // What stands in a field as it was written there need not be sent.
  const STEPS = ["do", "fill", "save", "trace"];
  const OWN = [...STEPS, "version_name", "copy_name"];
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    // htmx takes the address and the word of the button that has the focus; a step has its own.
    if (asked && detail.target?.id === "page") {
      Object.assign(detail, { verb: asked.verb.toLowerCase(), path: asked.path });
      for (const name of STEPS) if (!Object.hasOwn(asked.values, name)) detail.formData.delete(name);
    }
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
    if (button?.name === "do") edit(button.value);
    else if (button?.name === "save") tell("plan:save", { save: button.value });
    else if (button?.name === "fill") {
      const at = button.value.indexOf("=");
      const field = set(button.value.slice(0, at), button.value.slice(at + 1));
      if (field?.matches("input")) tidy(field);
      if (field) focus(field);
      recalculate();
    } else if (!button?.name || button.name === "enter") recalculate();
    else return;
    event.preventDefault();
  });

  // Enter in a name to save under saves under it; anywhere else the form's first button is the one that Enter presses.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("#version-name, #copy-name")) return;
    event.preventDefault();
    event.target.closest(".cell").parentElement.querySelector(`button[name=save][value=${event.target.id.split("-")[0]}]`).click();
  });

  // --- around the fields -------------------------------------------------------------------------------------------

  // The whole of a cell is its field: so is the unit in it.
  document.addEventListener("click", ({ target }) => {
    if (target.matches(".cell, .cell > .u")) target.closest(".cell").querySelector("input, select, textarea")?.focus();
  });

  // The help of the field in use, in one place that is never empty, so that nothing moves while someone types or clicks.
  document.addEventListener("focusin", ({ target }) => {
    const help = document.querySelector("#help");
    if (help) help.textContent = (isField(target) && document.getElementById(`h-${target.id}`)?.textContent) || help.dataset.usual;
  });

  // On a phone the sections start closed and say their values in a line.
  if (matchMedia("(max-width: 860px)").matches && !form().querySelector("[aria-invalid]") && !page().dataset.at) {
    for (const section of form().querySelectorAll(".sec:not(#goal)")) section.open = false;
  }

  // The dock leads to the assumptions, and from there back to the answer.
  new IntersectionObserver(([{ isIntersecting }]) => document.documentElement.toggleAttribute("data-editing", isIntersecting), {
    rootMargin: "-50% 0px",
  }).observe(form());

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

  return Object.freeze({ page, form, fields, changed, isChanged, isField, named, set, mark, unfold, focus, tidy, later, recalculate, visit, after, hasHtmx, showSeason });
})();
