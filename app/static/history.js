// What the pages of History do beyond HTML: files are sent as soon as they are dropped or chosen, with how far they are; and what
// cannot be undone is asked once more. Everything listens on the document, since a swap replaces the page.
"use strict";
(() => {
  const form = () => document.querySelector("#drop");
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const percent = new Intl.NumberFormat(document.documentElement.lang || undefined, { style: "percent" });

  // --- sending -------------------------------------------------------------------------------------------------------

  let request = null;
  let sending = false;

  let fault = "";
  const say = (text, wrong = false) => {
    const place = form();
    fault = wrong ? text : "";
    const box = place.querySelector(".sending");
    const band = place.querySelector(".wrong");
    box.hidden = wrong || !text;
    band.hidden = !wrong;
    (wrong ? band : box.querySelector("p")).textContent = text;
  };
  const show = (file, done) => {
    if (!form()) return;
    say(filled(form().dataset.saysSending, { name: file.name, percent: percent.format(done) }));
    form().querySelector("progress").value = 100 * done;
  };

  const send = (file, whole) =>
    new Promise((resolve, reject) => {
      request = new XMLHttpRequest();
      request.open("POST", form().action);
      request.upload.addEventListener("progress", (event) => show(file, event.lengthComputable ? event.loaded / event.total : 0));
      request.upload.addEventListener("load", whole);
      request.addEventListener("load", () => (request.status < 400 ? resolve(request.responseURL) : reject(request)));
      request.addEventListener("error", () => reject(request));
      request.addEventListener("abort", () => reject(null));
      const body = new FormData();
      body.append("file", file);
      request.send(body);
    });

  // What the server says about a file that it does not take stands on the page that it answers with.
  const refusal = (refused, file) => {
    if (refused === null) return form().dataset.saysCancelled;
    const page = new DOMParser().parseFromString(refused.responseText ?? "", "text/html");
    const said = page.querySelector(".band.bad p, .lost .what")?.textContent.trim();
    return said || filled(form().dataset.saysFailed, { name: file.name });
  };

  // What is not all here yet, kept where the page finds it that comes after a reload: that one says what became of it. A lost
  // connection leaves it there, for some browsers tell of one when the page is left.
  const ON_ITS_WAY = "history-on-its-way";
  const note = (files) => {
    if (files.length) sessionStorage.setItem(ON_ITS_WAY, JSON.stringify(files.map((file) => file.name)));
    else sessionStorage.removeItem(ON_ITS_WAY);
  };
  const brokenOff = () => {
    const names = form() && JSON.parse(sessionStorage.getItem(ON_ITS_WAY) ?? "null");
    if (!names) return;
    note([]);
    const quoted = names.map((name) => `“${name}”`);
    say(filled(form().dataset.saysBroken, { names: new Intl.ListFormat(document.documentElement.lang || undefined).format(quoted) }), true);
  };
  brokenOff();
  // A page that is brought up to date meanwhile goes on saying what was wrong.
  document.addEventListener("page:morphs", ({ detail: Idiomorph }) => {
    Idiomorph.defaults.callbacks.beforeNodeMorphed = (old) => !(fault && old.matches?.(".drop > .wrong"));
  });

  const sendAll = async (files) => {
    if (sending || !files.length) return;
    const tooLarge = files.find((file) => file.size > Number(form().dataset.limit));
    if (tooLarge) return say(filled(form().dataset.saysLarge, { name: tooLarge.name }), true);
    sending = true;
    let address = "";
    let current = files[0];
    const left = [...files];
    note(left);
    try {
      for (current of files) {
        show(current, 0);
        address = await send(current, () => note(left.slice(1)));
        left.shift();
      }
    } catch (refused) {
      if (refused?.status) note([]);
      if (form()) say(refusal(refused, current), true);
      address = "";
    }
    sending = false;
    if (form()) form().querySelector("input[type=file]").value = "";
    if (address) location.assign(files.length === 1 ? address : "/history");
  };

  document.addEventListener("change", (event) => {
    if (event.target.id === "files") sendAll([...event.target.files]);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "drop") return;
    event.preventDefault();
    sendAll([...event.target.querySelector("input[type=file]").files]);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-stop]")) return;
    note([]);
    request?.abort();
  });
  addEventListener("beforeunload", (event) => {
    if (sending) event.preventDefault(); // the file would have to be sent anew
  });

  // --- dropping: anywhere on the page ----------------------------------------------------------------------------------

  let depth = 0;
  const hasFiles = (event) => form() && [...(event.dataTransfer?.types ?? [])].includes("Files");
  const over = (is) => form()?.classList.toggle("over", is);
  document.addEventListener("dragenter", (event) => {
    if (!hasFiles(event)) return;
    depth += 1;
    over(true);
  });
  document.addEventListener("dragover", (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  document.addEventListener("dragleave", (event) => {
    if (!hasFiles(event)) return;
    depth = Math.max(depth - 1, 0);
    if (!depth) over(false);
  });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    sendAll([...event.dataTransfer.files]);
  });

  // A page that is brought up to date each second must not take away what is being sent on it, nor an open menu.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.detail.elt.matches?.("#page")) return;
    if (sending || document.querySelector("dialog[open], details.menu[open]")) event.preventDefault();
  });

  // --- asked once more ---------------------------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-sure]");
    const dialog = link && document.getElementById(link.dataset.sure);
    if (!dialog || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    dialog.showModal();
  });

  // --- what is shown follows what was chosen ------------------------------------------------------------------------------

  const FOCUS = "history-focus";
  document.addEventListener("change", (event) => {
    const chosen = event.target.closest("form[data-at-once] :is(select, [type=checkbox])");
    if (!chosen) return;
    if (chosen.id) sessionStorage.setItem(FOCUS, chosen.id);
    chosen.form.requestSubmit();
  });
  const focused = sessionStorage.getItem(FOCUS);
  sessionStorage.removeItem(FOCUS);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  // Whoever comes back finds the choices that the figures below them are of.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-at-once]")) form.reset();
  });

  // --- a table that goes on beyond the edge fades there --------------------------------------------------------------------

  const fade = (box) => box.toggleAttribute("data-more", Math.abs(box.scrollLeft) + box.clientWidth < box.scrollWidth - 2);
  const boxes = document.querySelectorAll(".scrollx");
  for (const box of boxes) box.addEventListener("scroll", () => fade(box), { passive: true });
  const seen = new ResizeObserver((entries) => entries.forEach((entry) => fade(entry.target)));
  for (const box of boxes) seen.observe(box);

  // --- choosing what to take over ----------------------------------------------------------------------------------------

  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-all]");
    if (!all) return;
    for (const box of document.querySelectorAll(`input[name^="${all.dataset.all}"]:not([disabled])`)) box.checked = all.checked;
  });
})();
