// The answer: how each figure came about, the table of months as a grid, tables to take along, and flashes of what changed.
// Everything is listened for on the document, because the answer is swapped for the next one while someone types.
"use strict";
(() => {
  const root = document.documentElement;
  const form = () => document.querySelector("#assumptions");
  const said = (name) => document.querySelector("#answer")?.dataset[name] ?? "";
  const isRtl = () => getComputedStyle(root).direction === "rtl";

  // --- what a new answer leaves alone ------------------------------------------------------------------------------

  // A morph makes the page like the answer. What is unfolded, drawn, or the place in a grid is the reader's, not the answer's.
  document.addEventListener("page:morphs", ({ detail: Idiomorph }) => {
    const { callbacks } = Idiomorph.defaults;
    const attribute = callbacks.beforeAttributeUpdated;
    const node = callbacks.beforeNodeMorphed;
    callbacks.beforeAttributeUpdated = (name, element, ...more) => {
      if (name === "open" && element.localName === "details") return false;
      if (["role", "tabindex", "aria-label"].includes(name) && element.closest?.(".mon")) return false;
      if (name === "data-changed") return false;
      return attribute?.(name, element, ...more) ?? true;
    };
    callbacks.beforeNodeMorphed = (old, next, ...more) =>
      old.nodeType === Node.ELEMENT_NODE && old.matches("[data-chart]") && next.id === old.id ? false : (node?.(old, next, ...more) ?? true);
  });

  // htmx sends a form to where the button in use would send it. A figure's button is for readers without a script: a recalculation
  // while it has the focus is a recalculation.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.triggeringEvent?.type !== "recalculate" || !detail.elt.matches("#assumptions")) return;
    Object.assign(detail, { path: "/recalculate", verb: "post" });
    for (const button of ["trace", "do", "save"]) delete detail.parameters[button];
  });

  // --- what changed ------------------------------------------------------------------------------------------------

  // Figures are known by their pointers, cells of the months by row and column.
  const FIGURES = "#result .fx, #result [data-figure]";
  let before = new Map();
  const nameOf = (place) => place.dataset.figure ?? place.value;
  const monthCells = function* () {
    const columns = [...document.querySelectorAll("#mon .names [data-months]")].map((head) => head.dataset.months);
    for (const row of document.querySelectorAll("#mon tbody tr")) {
      for (const [position, cell] of [...row.cells].slice(1, -1).entries()) yield [`${row.dataset.row} ${columns[position]}`, cell];
    }
  };
  const figures = function* () {
    for (const place of document.querySelectorAll(FIGURES)) yield [nameOf(place), place];
    yield* monthCells();
  };

  document.addEventListener("htmx:beforeSwap", () => {
    before = new Map([...figures()].map(([name, place]) => [name, place.textContent]));
    for (const place of document.querySelectorAll("[data-changed]")) delete place.dataset.changed;
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [name, place] of figures()) {
      const old = before.get(name);
      if (old !== undefined && old !== place.textContent) place.dataset.changed = "";
    }
    readyGrid();
  });
  document.addEventListener("animationend", ({ target }) => delete target.dataset.changed);

  // --- how a figure came about -------------------------------------------------------------------------------------

  const trace = document.createElement("div");
  trace.id = "trace";
  trace.className = "trace-box";
  trace.popover = "auto";
  trace.tabIndex = -1;
  trace.setAttribute("role", "dialog");
  trace.setAttribute("aria-labelledby", "trace-title");
  let asked; // the figure's button or cell
  let inFlight;

  const fields = (more) => {
    const texts = new URLSearchParams(new FormData(form()));
    for (const [name, text] of Object.entries(more)) texts.set(name, text);
    return texts;
  };
  const ask = (address, more = {}) => {
    inFlight?.abort();
    inFlight = new AbortController();
    return fetch(address, { method: "POST", body: fields(more), signal: inFlight.signal });
  };

  // Beside the figure where there is room, else above it; a small screen has it at its foot, by the style sheet.
  const stand = () => {
    const GAP = 8;
    const place = asked?.getBoundingClientRect();
    if (!place || matchMedia("(max-width: 860px)").matches) return trace.removeAttribute("style");
    const box = trace.getBoundingClientRect();
    const below = place.bottom + GAP + box.height <= innerHeight || place.top < innerHeight / 2;
    const top = below ? Math.min(place.bottom + GAP, Math.max(innerHeight - box.height - GAP, GAP)) : Math.max(place.top - GAP - box.height, GAP);
    const start = isRtl() ? place.right - box.width : place.left;
    trace.style.top = `${top}px`;
    trace.style.left = `${Math.min(Math.max(start, GAP), innerWidth - box.width - GAP)}px`;
  };

  const explain = async (figure, place) => {
    const within = trace.contains(place);
    if (!within) asked = place;
    let text;
    try {
      const response = await ask("/trace", { figure });
      text = await response.text();
      if (text.includes("<html")) text = ""; // a page that says why there is no plan, or an error's
    } catch (error) {
      if (error.name === "AbortError") return;
      text = "";
    }
    if (!trace.isConnected) document.body.append(trace);
    trace.innerHTML = text; // written by the server, which escapes whatever people typed
    if (!text) {
      const sorry = document.createElement("p");
      sorry.id = "trace-title";
      sorry.className = "trace-sorry";
      sorry.textContent = said("unreachable");
      trace.append(sorry);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "icon-btn trace-close";
    close.popoverTargetElement = trace;
    close.popoverTargetAction = "hide";
    close.setAttribute("aria-label", said("close"));
    close.textContent = "×";
    trace.append(close);
    if (!trace.matches(":popover-open")) trace.showPopover();
    for (const mark of document.querySelectorAll("[data-asked]")) delete mark.dataset.asked;
    if (asked) asked.dataset.asked = "";
    trace.scrollTop = 0;
    stand();
    trace.focus({ preventScroll: true });
  };

  trace.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    const lost = document.activeElement === document.body || trace.contains(document.activeElement);
    for (const mark of document.querySelectorAll("[data-asked]")) delete mark.dataset.asked;
    if (lost) (asked?.isConnected ? asked : null)?.focus({ preventScroll: true });
  });
  addEventListener("resize", () => trace.matches(":popover-open") && stand());

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.('button[name="trace"]');
    if (!button?.value || !form()) return;
    event.preventDefault();
    explain(button.value, button);
  });
  // A source leads to its field, so the trace goes out of the way; one that has no field here leads nowhere.
  trace.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return event.preventDefault();
    event.preventDefault();
    asked = undefined;
    trace.hidePopover();
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    field.scrollIntoView({ block: "center" });
    field.focus();
  });

  // --- the table of months -----------------------------------------------------------------------------------------

  const grid = () => document.querySelector("#mon");
  const isFigure = (cell) => cell?.matches("td:not(.o)") && pointerOf(cell) !== "";
  const pointerOf = (cell) => {
    const row = cell.parentElement;
    if (cell.matches(".tot")) return cell.dataset.figure ?? "";
    const { at, offset, length } = row.dataset;
    const months = grid().querySelector(".names").cells[cell.cellIndex]?.dataset.months;
    if (!at || !months) return "";
    const [first, last = first] = months.split("-").map(Number);
    const begin = Math.max(first - Number(offset ?? 0), 0);
    const end = Math.min(last - Number(offset ?? 0), Number(length) - 1);
    if (end < begin) return "";
    return at.replaceAll("*", begin === end ? begin : `${begin}-${end}`);
  };

  // One cell at a time is in the order of Tab; arrows move on from there.
  let at = { row: "", column: 1 };
  const cellAt = () => {
    const rows = [...grid().tBodies[0].rows];
    const row = rows.find(({ dataset }) => dataset.row === at.row) ?? rows.find(({ classList }) => classList.contains("sel")) ?? rows[0];
    return row?.cells[Math.min(at.column, row.cells.length - 1)];
  };
  const readyGrid = () => {
    if (!grid() || !form()) return;
    grid().setAttribute("role", "grid");
    grid().setAttribute("aria-label", grid().dataset.grid);
    const cell = cellAt();
    for (const other of grid().querySelectorAll("td[tabindex]")) if (other !== cell) other.removeAttribute("tabindex");
    if (cell) cell.tabIndex = 0;
  };
  const goTo = (cell) => {
    if (!cell || cell.matches("th")) return;
    at = { row: cell.parentElement.dataset.row, column: cell.cellIndex };
    readyGrid();
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("#mon tbody td");
    if (!cell || event.altKey || event.metaKey) return;
    const rows = [...grid().tBodies[0].rows];
    const row = rows.indexOf(cell.parentElement);
    let next;
    if (STEPS[event.key]) {
      const [down, along] = STEPS[event.key];
      next = rows[row + down]?.cells[cell.cellIndex + along];
    } else if (event.key === "Home") next = (event.ctrlKey ? rows[0] : rows[row]).cells[1];
    else if (event.key === "End") next = [...(event.ctrlKey ? rows.at(-1) : rows[row]).cells].at(-1);
    else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (isFigure(cell)) explain(pointerOf(cell), cell);
      return;
    } else return;
    event.preventDefault();
    goTo(next);
  });
  document.addEventListener("click", (event) => {
    const cell = event.target.closest?.("#mon tbody td");
    if (!cell || !form() || String(getSelection())) return;
    goTo(cell);
    if (isFigure(cell)) explain(pointerOf(cell), cell);
  });

  // --- tables and requests to take along ---------------------------------------------------------------------------

  const done = (button, ok) => {
    button.dataset.done = ok ? "yes" : "no";
    setTimeout(() => delete button.dataset.done, 1600);
  };
  const copy = async (button, text) => {
    try {
      await navigator.clipboard.writeText(await text);
      done(button, true);
    } catch {
      done(button, false);
    }
  };
  const answerOf = async (address) => {
    const response = await fetch(address, { method: "POST", body: fields({}) });
    if (!response.ok) throw new Error(response.statusText);
    return response;
  };
  const download = async (button) => {
    try {
      const response = await answerOf(button.formAction);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await response.blob());
      link.download = new URL(button.formAction).pathname.split("/").at(-1);
      link.click();
      URL.revokeObjectURL(link.href);
      done(button, true);
    } catch {
      done(button, false);
    }
  };

  const dialog = document.createElement("dialog");
  dialog.className = "api-box";
  dialog.setAttribute("aria-labelledby", "api-title");
  const openApi = async (button) => {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(button.formAction, { method: "POST", body: fields({}) })).text(), "text/html");
      const part = page.querySelector("#api");
      if (!part) return;
      const close = document.createElement("form");
      close.method = "dialog";
      close.className = "api-close";
      const cross = document.createElement("button");
      cross.className = "icon-btn";
      cross.textContent = "×";
      cross.setAttribute("aria-label", said("close"));
      close.append(cross);
      dialog.replaceChildren(document.adoptNode(part), close);
      if (!dialog.isConnected) document.body.append(dialog);
      dialog.showModal();
    } catch {
      done(button, false);
    }
  };
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy], [data-copy-from], [data-download], [data-dialog='api']");
    if (!button) return;
    if (button.dataset.copyFrom) return void copy(button, document.getElementById(button.dataset.copyFrom).textContent);
    if (!form()) return;
    event.preventDefault();
    if (button.dataset.copy) copy(button, answerOf(button.dataset.copy).then((response) => response.text()));
    else if (button.dataset.dialog) openApi(button);
    else download(button);
  });

  // --- choices and paper -------------------------------------------------------------------------------------------

  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("#result [name='show'], #result [name='period'], #result [name='digits']")) form().dispatchEvent(new CustomEvent("recalculate"));
  });

  // Paper cannot be unfolded, and does not know where it came from: the address, the day and the page stand at its foot.
  let folded = [];
  const foot = new CSSStyleSheet();
  const quoted = (text) => JSON.stringify(text.length > 100 ? `${text.slice(0, 99)}…` : text);
  const day = () => new Intl.DateTimeFormat(root.lang || undefined, { dateStyle: "medium" }).format(new Date());
  // What nobody has filled in is left out on paper; the style sheet hides it there.
  const isFilled = (element) => [...element.querySelectorAll("input, textarea, select")].some(({ value }) => value.trim());
  const markEmpty = () => {
    for (const place of form().querySelectorAll(".fold, .behind, .f, .stack, .cell, tbody > tr")) {
      place.toggleAttribute("data-empty", (place.matches(".cell") || Boolean(place.querySelector(".cell"))) && !isFilled(place));
    }
  };
  addEventListener("beforeprint", () => {
    const look = "font: 7pt system-ui, sans-serif; color: #63666e;";
    foot.replaceSync(`@page { @bottom-left { content: ${quoted(decodeURI(location.href))}; ${look} } @bottom-right { content: ${quoted(day())} " · " counter(page) "/" counter(pages); ${look} } }`);
    if (!document.adoptedStyleSheets.includes(foot)) document.adoptedStyleSheets.push(foot);
    folded = [...document.querySelectorAll("#result details:not([open]), #assumptions details:not([open], .menu)")];
    for (const box of folded) box.open = true;
    markEmpty();
  });
  addEventListener("afterprint", () => {
    for (const box of folded) box.open = false;
  });

  readyGrid();
})();
