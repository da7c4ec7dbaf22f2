// Unsaved changes that the browser keeps: an entry for each tab, so that no tab writes over another's.
"use strict";
const planKept = (() => {
  const MOST = 5; // of one plan
  const tab = crypto.getRandomValues(new Uint32Array(2)).join("-"); // a reload is another one: it takes over what has its address

  const read = (name) => {
    try {
      const found = JSON.parse(localStorage.getItem(name) ?? "null");
      return typeof found?.address === "string" && found.address.startsWith("/plans/") ? { ...found, name } : null;
    } catch {
      return null; // private windows, or not ours
    }
  };
  const names = () => {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith("plan:"));
    } catch {
      return [];
    }
  };
  const planOf = (name) => name.split(":")[1];

  /** Everything that is kept, or that of one plan; the newest first. */
  const all = (plan) =>
    names()
      .map(read)
      .filter((each) => each && (plan === undefined || planOf(each.name) === planOf(plan)))
      .map((each) => ({ ...each, plan: planOf(each.name) }))
      .sort((one, other) => other.at - one.at);

  const drop = (name) => {
    try {
      localStorage.removeItem(name);
    } catch {
      // nothing was kept
    }
  };

  /** Forget what this tab has kept of a plan. */
  const forget = (plan) => drop(`${plan}:${tab}`);

  /** Keep it for this tab; the same of another tab, and the oldest of many, go. */
  const keep = (plan, entry) => {
    const own = `${plan}:${tab}`;
    try {
      localStorage.setItem(own, JSON.stringify(entry));
    } catch {
      return; // then the address alone keeps it
    }
    const others = all(plan).filter(({ name }) => name !== own);
    others.forEach(({ name, address }, place) => (address === entry.address || place >= MOST - 1) && drop(name));
  };

  /** '14:32 today', '19 Nov': as the list writes it. */
  const when = (at, today) => {
    const { lang } = document.documentElement;
    const locale = lang.startsWith("en") ? "en-GB" : lang;
    const day = new Date(at);
    if (day.toDateString() !== new Date().toDateString()) return day.toLocaleDateString(locale, { day: "numeric", month: "short" });
    return today.replace("{time}", day.toLocaleTimeString(locale, { timeStyle: "short" }));
  };

  return Object.freeze({ all, drop, forget, keep, when });
})();
