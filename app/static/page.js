// What every page does beyond HTML: the theme.
"use strict";
(() => {
  // --- theme -------------------------------------------------------------------------------------------------------

  const themes = ["system", "light", "dark"];
  const button = document.querySelector("#theme");
  const root = document.documentElement;
  const say = () => {
    const now = root.dataset.theme ?? "system";
    button.setAttribute("aria-label", button.dataset[now]);
    button.title = button.dataset[now];
  };
  button.hidden = false;
  say();
  button.addEventListener("click", () => {
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
})();
