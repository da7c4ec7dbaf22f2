// What has become of the plan: undo and redo over the whole form, the address, what is kept on this machine, saving, other tabs.
"use strict";
(() => {
  const { page, form, changed, set, focus, visit, after, recalculate, hasHtmx, isField } = planForm;
  const hidden = (name) => form().elements.namedItem(name)?.value ?? "";
  const VIEW = ["show", "period", "digits"];
  const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

  // --- a state, and its address ------------------------------------------------------------------------------------

  const address = (texts = changed()) => {
    const found = new URL(form().dataset.clean, location.href);
    const now = new URL(location.href);
    for (const name of VIEW) {
      found.searchParams.delete(name);
      if (now.searchParams.has(name)) found.searchParams.set(name, now.searchParams.get(name));
    }
    if (hidden("version") && (texts.size || hidden("draft"))) found.searchParams.set("version", hidden("version"));
    if (hidden("draft")) found.searchParams.set("draft", hidden("draft"));
    for (const [name, text] of texts) found.searchParams.set(name, text);
    return found.pathname + found.search.replaceAll("%2F", "/");
  };
  // Shared, it stays exactly this plan, whatever is saved later.
  const pinned = () => {
    const found = new URL(address(), location.href);
    if (hidden("version")) found.searchParams.set("version", hidden("version"));
    return found.pathname + found.search.replaceAll("%2F", "/");
  };
  const baseWith = (draft) => [...["scenario", "version", "from"].map(hidden), draft].join(" ");
  const base = () => baseWith(hidden("draft"));
  const stateOf = (base, texts, address) => ({ base, texts, key: JSON.stringify([base, [...texts].sort()]), address });
  const state = () => stateOf(base(), changed(), address());
  const untouched = () => stateOf(baseWith(""), new Map(), form().dataset.clean);
  const isDirty = () => Boolean(hidden("draft")) || changed().size > 0;

  // --- undo and redo -----------------------------------------------------------------------------------------------

  const LONGEST = 200;
  let past = isDirty() ? [untouched(), state()] : [state()]; // a page that is opened with changes in its address can undo them
  let future = [];
  let going = false; // a state is being brought back, which is no change
  let open = ""; // the field whose typing goes on: letters of one word are one step

  const showUndo = () => {
    for (const [id, off] of Object.entries({ undo: past.length < 2, redo: !future.length })) {
      const button = document.getElementById(id);
      if (button) [button.hidden, button.disabled] = [!hasHtmx(), off];
    }
  };
  const differing = (one, other) => [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
  const settle = () => {
    const now = state();
    const last = past.at(-1);
    if (now.key === last.key) return showUndo();
    const names = now.base === last.base ? differing(now.texts, last.texts) : [];
    const goesOn = names.length === 1 && names[0] === open && past.length > 1;
    open = names.length === 1 ? names[0] : "";
    if (goesOn) past.pop();
    past = [...past, now].slice(-LONGEST);
    future = [];
    say("toast:over"); // what it would undo is no longer the last step
    showUndo();
  };
  document.addEventListener("focusout", () => (open = ""));

  const bringBack = (wanted) => {
    open = "";
    say("toast:over");
    if (wanted.base === base()) {
      const names = differing(changed(), wanted.texts);
      for (const name of names) set(name, wanted.texts.get(name) ?? firstOf(name));
      if (names.length === 1) {
        const field = form().elements.namedItem(names[0]);
        if (field instanceof HTMLElement) focus(field);
      }
      going = true;
      planForm.showSeason();
      recalculate();
      going = false;
    } else {
      going = true;
      visit("GET", wanted.address).finally(() => (going = false));
    }
    showUndo();
  };
  const firstOf = (name) => {
    const found = form().elements.namedItem(name);
    const field = found instanceof RadioNodeList ? found[0] : found;
    return field?.dataset.written ?? field?.dataset.base ?? "";
  };
  // A step that is still on its way is the one to be undone.
  const undo = () =>
    after(() => {
      settle();
      if (past.length < 2) return;
      future.push(past.pop());
      bringBack(past.at(-1));
    });
  const undoOnly = (step) =>
    after(() => {
      settle();
      if (past.at(-1) === step) undo();
    });
  const redo = () =>
    after(() => {
      if (!future.length) return;
      past.push(future.pop());
      bringBack(past.at(-1));
    });

  document.addEventListener("click", ({ target }) => {
    if (target.closest("#undo")) undo();
    if (target.closest("#redo")) redo();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented || !hasHtmx()) return;
    const key = event.key.toLowerCase();
    const elsewhere = event.target.matches("input, textarea, select") && !isField(event.target);
    if (key === "s") document.querySelector("#save")?.click();
    else if (elsewhere) return;
    else if (key === "y" || (key === "z" && event.shiftKey)) redo();
    else if (key === "z") undo();
    else return;
    event.preventDefault();
  });

  // --- kept on this machine ----------------------------------------------------------------------------------------

  // 'Baseline: 5,000,000', as the page calls the field: tells what was typed in one tab from what was in another.
  const named = ([name, text]) => {
    const found = form().elements.namedItem(name);
    const field = found instanceof RadioNodeList ? found[0] : found;
    const words = [...(field?.labels?.[0]?.childNodes ?? [])].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const label = field?.getAttribute("aria-label") ?? words?.data.trim();
    return label ? `${label}: ${text}` : text;
  };
  const typed = (texts) => {
    const shown = [...texts].slice(0, 3).map(named).join(" · ");
    return texts.size > 3 ? `${shown} …` : shown;
  };
  const keep = () => {
    const { kept } = form().dataset;
    const texts = changed();
    if (isDirty()) planKept.keep(kept, { address: address(texts), at: Date.now(), what: typed(texts).slice(0, 200) });
    else planKept.forget(kept);
  };
  const forget = (plan = form().dataset.kept) => planKept.forget(plan);

  const fill = (line, { at, address, name, what }) => {
    const words = line.querySelector("[data-says-kept]");
    const sentence = words.dataset.saysKept.replace("{when}", planKept.when(at, words.dataset.saysToday));
    words.textContent = [sentence, what].filter(Boolean).join(" ");
    line.querySelector("a").href = address;
    line.querySelector("button").dataset.drops = name;
    return line;
  };
  const offer = () => {
    const box = document.querySelector("#kept");
    if (!box || isDirty()) return;
    const found = planKept.all(form().dataset.kept).filter((each) => each.address.startsWith(form().dataset.path));
    const [first] = box.children;
    if (found.length) box.replaceChildren(...found.map((each) => fill(first.cloneNode(true), each)));
    box.hidden = !found.length;
  };
  // After a reload, or brought back, what was kept goes on here under its address.
  const takeOver = () => {
    const now = address();
    if (isDirty() && planKept.all(form().dataset.kept).some((each) => each.address === now)) keep();
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("#kept [data-drops]");
    if (button) {
      planKept.drop(button.dataset.drops);
      offer();
    }
    if (target.closest("[data-discard]")) forget();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#reset");
    if (!link || !hasHtmx() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    visit("GET", link.getAttribute("href"));
  });

  // --- what the state line says ------------------------------------------------------------------------------------

  const line = () => document.querySelector(".state");
  let said = "";
  const announce = (kind) => {
    if (!line()) return;
    line().dataset.kind = kind;
    line().textContent = line().dataset[kind];
  };
  const settled = () => delete line()?.dataset.kind;

  document.addEventListener("plan:changed", () => {
    keep();
    document.querySelector("#kept")?.setAttribute("hidden", "");
    if (!going) settle();
  });
  const failed = ({ detail }) => {
    if (detail.target && !["result", "problems", "page"].includes(detail.target.id)) return;
    announce(navigator.onLine && detail.xhr?.status ? "failed" : "offline");
    document.querySelector("#result")?.classList.add("stale");
    keep();
  };
  // An answer without a form would take away what was typed: it is told, and the page stays.
  let keptBefore; // what the page that goes has kept its changes under
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    keptBefore = form().dataset.kept;
    if (detail.target?.id !== "page" || detail.xhr.status < 400 || detail.xhr.responseText.includes('id="assumptions"')) return;
    detail.shouldSwap = false;
    detail.isError = true;
  });
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:responseError", failed);
  addEventListener("online", () => line()?.dataset.kind && recalculate());

  // --- whole pages: parts, saves, states of before --------------------------------------------------------------------

  let saving = false;
  document.addEventListener("plan:save", ({ detail }) => {
    if (saving) return; // the first click is on its way
    saving = true;
    said = line()?.textContent ?? "";
    announce("saving");
    visit("POST", "/plans/save", { save: detail.save }).finally(() => (saving = false));
  });

  const closeMenu = () => {
    const menu = document.querySelector(".save-more[open]");
    if (!menu) return;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  };

  const arrived = ({ detail }) => {
    const path = detail.pathInfo?.requestPath ?? detail.requestConfig?.path ?? "";
    if (detail.target?.id === "page" && page() && form()) {
      const asked = path.split("?")[0];
      const to = page().dataset.address;
      if (asked === "/plans/save" && detail.xhr.status < 400) {
        forget();
        forget(keptBefore); // a template's page, or that of which a copy was saved, has nothing to bring back
        closeMenu();
        tellOthers();
        past = [state()];
        future = [];
        history.replaceState({ plan: true }, "", to);
      } else if (asked === "/plans/change" && detail.xhr.status < 400) {
        if (to !== location.pathname + location.search) history.pushState({ plan: true }, "", to);
      } else if (detail.xhr.status < 400) history.replaceState({ plan: true }, "", to);
      here = to;
      if (!going) settle();
      keep();
      afterwards();
    }
    document.querySelector("#result")?.classList.remove("stale");
    if (detail.target?.id === "result") document.querySelector("#refusal[data-until-planned]")?.remove();
    settled();
    showUndo();
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (["result", "problems", "page"].includes(event.detail.target?.id)) arrived(event);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.failed && said && line()?.dataset.kind === "saving") line().textContent = said;
  });

  // What a step did is told once, and one goes on where it was done.
  const afterwards = () => {
    const words = page().dataset.said;
    page().querySelector(".line.said")?.remove();
    const step = past.at(-1);
    if (words) say("toast", { text: words, label: page().dataset.undo, undo: () => undoOnly(step) });
    const at = page().dataset.at && document.getElementById(page().dataset.at);
    const grave = document.querySelector("#stale, #refusal");
    if (at) focus(at);
    else if (grave) grave.scrollIntoView({ block: "nearest" });
    for (const name of ["said", "at"]) delete page().dataset[name];
  };

  // --- Back and Forward ----------------------------------------------------------------------------------------------

  let here = location.pathname + location.search;
  addEventListener(
    "popstate",
    (event) => {
      event.stopImmediatePropagation();
      const wanted = location.pathname + location.search;
      if (wanted === here) return; // a place on the page
      here = wanted;
      if (location.pathname !== form().dataset.path || !hasHtmx()) location.reload();
      else visit("GET", wanted);
    },
    true,
  );
  document.addEventListener("htmx:replacedInHistory", () => (here = location.pathname + location.search));

  // --- other tabs ----------------------------------------------------------------------------------------------------

  const channel = "BroadcastChannel" in window ? new BroadcastChannel("plans") : null;
  const tellOthers = () => channel?.postMessage({ scenario: hidden("scenario"), version: Number(hidden("version")) });
  channel?.addEventListener("message", ({ data }) => {
    const note = document.querySelector("#elsewhere");
    if (!note || !data?.scenario || data.scenario !== hidden("scenario") || !(data.version > Number(hidden("version")))) return;
    const words = note.querySelector("[data-says-saved]");
    words.textContent = words.dataset.saysSaved.replace("{version}", data.version);
    note.hidden = false;
  });

  // --- sharing -------------------------------------------------------------------------------------------------------

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("#share");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(location.origin + pinned());
      say("toast", { text: button.dataset.copied });
    } catch {
      say("toast", { text: button.dataset.refused });
    }
  });

  // --- to begin with -------------------------------------------------------------------------------------------------

  const query = new URLSearchParams(location.search);
  if (query.has("did") || query.has("at")) {
    history.replaceState({ plan: true }, "", page().dataset.address);
    here = page().dataset.address;
    delete page().dataset.said; // the line on the page says it
    const at = page().dataset.at && document.getElementById(page().dataset.at);
    if (at) focus(at);
  }
  const begin = () => {
    document.querySelector("#share").hidden = false;
    takeOver();
    offer();
    showUndo();
  };
  begin();
  new MutationObserver(showUndo).observe(document.documentElement, { attributeFilter: ["data-ready"] });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.target?.id === "page" && document.querySelector("#share")) document.querySelector("#share").hidden = false;
  });
})();
