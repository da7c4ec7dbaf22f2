// What is typed while a page is on its way. The page that arrives knows nothing of it, so it is put into that page, in the
// fields of the same parts: a channel that was third may have become second.
"use strict";
const planLate = (() => {
  const form = () => document.querySelector("#assumptions");
  const isTyped = (element) => Boolean(element?.name) && element.form === form() && element.matches("input:not([type=hidden]), select, textarea");
  const typed = () => [...form().elements].filter((each) => isTyped(each) && (each.type !== "radio" || each.checked));

  // '/channels/1/share' by what it is: the share of that channel, whatever its position.
  const known = (name, parts) => {
    const at = name.split("/");
    return at.map((step, place) => parts[at.slice(0, place).join("/")]?.[step] ?? step).join("\n");
  };
  const partsHere = () => JSON.parse(form().dataset.parts);

  /** What stands in the form as it is sent, and where one is. */
  const sent = () => ({ texts: new Map(typed().map((field) => [field.name, field.value])), at: document.activeElement });

  /** What has been typed since, just before the page is swapped. */
  const since = ({ texts, at }) => {
    const parts = partsHere();
    const late = typed().filter(({ name, value }) => value !== texts.get(name));
    const active = document.activeElement;
    const isHere = isTyped(active) && (active !== at || late.includes(active));
    return {
      old: new Set(typed().map(({ name }) => known(name, parts))),
      late: late.map(({ name, value }) => ({ name, is: known(name, parts), text: value })),
      active: isHere ? { name: active.name, is: known(active.name, parts), range: rangeOf(active) } : null,
    };
  };
  const rangeOf = ({ selectionStart, selectionEnd }) => [selectionStart, selectionEnd];

  // A part that came with this very page stands where one without a name of its own stood before: then the position tells.
  const finder = (old) => {
    const parts = partsHere();
    const here = new Map(typed().map((field) => [known(field.name, parts), field]));
    const byName = new Map(typed().map((field) => [field.name, field]));
    return ({ name, is }) => {
      if (here.has(is)) return here.get(is);
      const field = byName.get(name);
      return field && !old.has(known(field.name, parts)) ? field : null;
    };
  };

  /** Put it into the page that has come; the fields that have something of it. */
  const putBack = ({ old, late, active }) => {
    const find = finder(old);
    const found = late.map((each) => [find(each), each.text]).filter(([field]) => field);
    for (const [field, text] of found) {
      const box = form().elements.namedItem(field.name);
      if (box.value !== text) box.value = text;
    }
    const field = active && find(active);
    if (field) {
      if (document.activeElement !== field) field.focus({ preventScroll: true });
      if (typeof active.range[0] === "number") field.setSelectionRange?.(...active.range);
    }
    return found.map(([each]) => each);
  };

  return Object.freeze({ sent, since, putBack });
})();
