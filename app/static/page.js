// What every page does beyond HTML: the theme, menus, shortcuts, toasts. All of it is delegated, so that a swapped page needs no wiring.
"use strict";
(() => {
  // --- theme -------------------------------------------------------------------------------------------------------

  const themes = ["system", "light", "dark"];
  const root = document.documentElement;
  const say = () => {
    const button = document.querySelector("#theme");
    const now = root.dataset.theme ?? "system";
    button.setAttribute("aria-label", button.dataset[now]);
    button.title = button.dataset[now];
    button.hidden = false;
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#theme")) return;
    const next = themes[(themes.indexOf(root.dataset.theme ?? "system") + 1) % themes.length];
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // then it lasts for this page
    }
    say();
  });

  const isTyping = (element) => element?.matches("input, select, textarea, [contenteditable]");

  // --- menus: native details that close when one turns to something else ---------------------------------------------

  const openMenus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.activeElement?.closest("details.menu");
    if (!menu) return;
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (isTyping(document.activeElement)) return;
      event.preventDefault();
      menu.open = true;
      const items = [...menu.querySelectorAll("summary, a, button")].filter((item) => item.checkVisibility());
      const step = event.key === "ArrowDown" ? 1 : -1;
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
    }
  });

  // --- shortcuts and dialogs -----------------------------------------------------------------------------------------

  const show = (id) => document.querySelector(`dialog#${id}`)?.showModal();
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) show(opener.dataset.opens);
    if (event.target.matches("dialog.sheet")) event.target.close(); // the backdrop
  });
  const search = () => {
    const field = document.querySelector("#search");
    if (field) {
      field.focus();
      field.select();
    } else location.href = "/plans#search";
  };
  const shortcuts = { "/": search, n: () => (location.href = "/plans/start"), "?": () => show("shortcuts") };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") || !Object.hasOwn(shortcuts, event.key)) return;
    event.preventDefault();
    shortcuts[event.key]();
  });
  if (location.hash === "#search") search();

  // --- toasts --------------------------------------------------------------------------------------------------------

  const LASTS = 10000;
  // The region stays while a swap brings what is in it, so that what comes is read out.
  const toasts = () => document.querySelector("#toasts");
  const news = () => document.querySelector("#news");
  const timers = new WeakMap();

  const dismiss = (toast) => {
    if (toast.contains(document.activeElement)) document.querySelector("#page h1")?.focus();
    toast.remove();
  };
  const wait = (toast) => {
    clearTimeout(timers.get(toast));
    timers.set(toast, setTimeout(() => (toast.matches(":hover, :focus-within") ? wait(toast) : dismiss(toast)), LASTS));
  };
  const prepare = (toast) => {
    if (timers.has(toast)) return;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "icon-btn";
    close.setAttribute("aria-label", toasts().dataset.dismiss);
    close.innerHTML = '<svg class="i" aria-hidden="true"><use href="#s-x"/></svg>';
    close.addEventListener("click", () => dismiss(toast));
    toast.append(close);
    wait(toast);
  };
  const prepareAll = () => {
    for (const toast of toasts().querySelectorAll("[data-toast]")) prepare(toast);
  };
  const tell = ({ text, label, undo }) => {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.dataset.toast = "";
    const words = document.createElement("p");
    words.textContent = text;
    toast.append(words);
    if (undo) {
      toast.dataset.undoes = "";
      const back = document.createElement("button");
      back.type = "button";
      back.className = "btn link";
      back.textContent = label;
      back.addEventListener("click", () => {
        dismiss(toast);
        undo();
      });
      toast.append(back);
    }
    news().replaceChildren(toast);
    prepare(toast);
  };
  document.addEventListener("toast", (event) => tell(event.detail));
  document.addEventListener("toast:over", () => {
    for (const toast of news().querySelectorAll("[data-undoes]")) dismiss(toast);
  });

  // What was just done is told once: a reload or a link to the page does not tell it again.
  const forgetNews = () => {
    const address = new URL(location.href);
    if (!address.searchParams.has("done")) return;
    for (const name of ["done", "on", "n", "kept"]) address.searchParams.delete(name);
    history.replaceState(history.state, "", address);
  };
  document.addEventListener("htmx:pushedIntoHistory", forgetNews);
  document.addEventListener("htmx:replacedInHistory", forgetNews);

  // --- swaps of the whole page ---------------------------------------------------------------------------------------

  // A page that says why something could not be done is shown like any other page, whatever its status.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (xhr.status < 400 || !["page", "found"].includes(target?.id)) return;
    if (!(xhr.getResponseHeader("content-type") ?? "").startsWith("text/html") || !xhr.responseText.includes('id="page"')) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    event.detail.selectOverride = "#page";
    if (target.id === "found") event.detail.target = document.querySelector("#page");
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    prepareAll();
    if (event.detail.target?.id !== "page") return;
    const wanted = document.querySelector("#page [autofocus]");
    if (wanted) wanted.focus();
    else if (document.activeElement === document.body) document.querySelector("#page h1")?.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (["page", "found"].includes(event.detail.target?.id)) tell({ text: toasts().dataset.unreachable });
  });

  // --- at the start, and when htmx has brought back a page of before ---------------------------------------------------

  const begin = () => {
    say();
    for (const opener of document.querySelectorAll("[data-opens]")) opener.hidden = false;
    prepareAll();
    forgetNews();
  };
  begin();
  document.addEventListener("htmx:historyRestore", begin);
})();
