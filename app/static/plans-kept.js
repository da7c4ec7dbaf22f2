// Says in the list where this browser keeps unsaved changes: beside the plan, and above the list for a plan that was never saved.
"use strict";
(() => {
  const MOST = 3;
  const band = () => document.querySelector("#unsaved");

  const besideRows = () => {
    for (const mark of document.querySelectorAll(".unsaved-here")) mark.remove();
    const text = band()?.dataset.saysHere;
    for (const plan of new Set(planKept.all().map((each) => each.plan))) {
      const link = document.querySelector(`#row-${CSS.escape(plan)} .nm > a`);
      if (!link || !text) continue;
      const mark = document.createElement("a");
      [mark.className, mark.href, mark.textContent] = ["unsaved-here", link.getAttribute("href"), text];
      link.after(mark);
    }
  };

  // A line to each, made of the one that came with the page.
  const aboveRows = () => {
    const box = band();
    if (!box) return;
    const found = planKept.all().filter(({ address }) => address.startsWith("/plans/new?")).slice(0, MOST);
    const [first] = box.children;
    const lines = found.map((each) => {
      const line = first.cloneNode(true);
      const when = planKept.when(each.at, box.dataset.saysToday);
      line.querySelector("p").textContent = [box.dataset.saysNew.replace("{when}", when), each.what].filter(Boolean).join(" ");
      line.querySelector("a").href = each.address;
      line.querySelector("button").dataset.drops = each.name;
      return line;
    });
    box.replaceChildren(...(lines.length ? lines : [first]));
    box.hidden = !lines.length;
  };

  const show = () => {
    besideRows();
    aboveRows();
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-drops]");
    if (!button) return;
    planKept.drop(button.dataset.drops);
    show();
    document.querySelector("#page h1")?.focus();
  });
  document.addEventListener("htmx:afterSettle", show);
  document.addEventListener("htmx:historyRestore", show);
  addEventListener("pageshow", show); // also when the browser brings back a page of before
  addEventListener("storage", show);
})();
