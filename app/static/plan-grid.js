// Fields as cells: Enter and arrows go down a column, a block pasted from a spreadsheet fills it, a table is copied back as one.
"use strict";
(() => {
  const { form, isField, mark, recalculate, showSeason, tidy } = planForm;
  const isCell = (element) => isField(element) && element.matches("input:not([type=radio]), select");
  const visible = (element) => element.checkVisibility();
  const cellsIn = (box) => [...box.querySelectorAll("input, select")].filter((each) => isCell(each) && visible(each));

  // --- where a cell stands -------------------------------------------------------------------------------------------

  // Rows of cells: those of a table, or for fields below each other one field in each row.
  const gridOf = (cell) => {
    const table = cell.closest("table[data-grid]");
    if (!table) {
      const box = cell.closest("[data-grid]") ?? cell.closest(".in, fieldset") ?? form();
      return cellsIn(box)
        .filter((each) => each.closest("table[data-grid]") === null && (each.closest(".in, fieldset") ?? form()) === (cell.closest(".in, fieldset") ?? form()))
        .map((each) => [each]);
    }
    return [...table.tBodies[0].rows].map((row) => [...row.cells].map((place) => cellsIn(place)[0] ?? null)).filter((row) => row.some(Boolean));
  };
  const placeOf = (grid, cell) => {
    const row = grid.findIndex((each) => each.includes(cell));
    return [row, row < 0 ? -1 : grid[row].indexOf(cell)];
  };
  const down = (cell, by) => {
    const grid = gridOf(cell);
    let [row, column] = placeOf(grid, cell);
    while (grid[(row += by)]) if (grid[row][column]) return grid[row][column];
    const all = cellsIn(form());
    return all[all.indexOf(cell) + by] ?? null;
  };

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (!isCell(target) || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrows = target.matches("select") ? {} : { ArrowDown: 1, ArrowUp: -1 };
    const by = key === "Enter" ? (event.shiftKey ? -1 : 1) : arrows[key];
    if (!by) return;
    event.preventDefault();
    const next = down(target, by);
    next?.focus();
    next?.select?.();
  });

  // --- paste -----------------------------------------------------------------------------------------------------------

  // Tab-separated cells as a spreadsheet copies them: one with a tab, a quote or a line break in it is quoted.
  const parsed = (text) => {
    const rows = [[""]];
    let quoted = false;
    const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < plain.length; at += 1) {
      const letter = plain[at];
      const row = rows.at(-1);
      if (quoted) {
        if (letter !== '"') row[row.length - 1] += letter;
        else if (plain[at + 1] === '"') row[row.length - 1] += plain[(at += 1)];
        else quoted = false;
      } else if (letter === '"' && row.at(-1) === "") quoted = true;
      else if (letter === "\t") row.push("");
      else if (letter === "\n") rows.push([""]);
      else row[row.length - 1] += letter;
    }
    return rows.map((row) => row.map((cell) => cell.replace(/\s+/g, " ").trim()));
  };

  // Whether the cell has taken it.
  const fill = (cell, text) => {
    if (cell.matches("select")) {
      const wanted = text.toLowerCase();
      const option = [...cell.options].find((each) => [each.value, each.text].some((name) => name.trim().toLowerCase() === wanted));
      if (!option) return false;
      cell.value = option.value;
    } else {
      cell.value = text.slice(0, cell.maxLength > 0 ? cell.maxLength : undefined);
      tidy(cell);
    }
    mark(cell);
    return true;
  };

  document.addEventListener("paste", (event) => {
    if (!isCell(event.target)) return;
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t\n\r]/.test(text.replace(/[\r\n]+$/, ""))) return; // one cell: the browser's own way
    event.preventDefault();
    const block = parsed(text);
    const grid = gridOf(event.target);
    const [row, column] = placeOf(grid, event.target);
    const isList = grid.every((each) => each.length === 1);
    // A list takes a block in reading order, so that a row of twelve months fits as well as a column of them.
    const cells = isList
      ? block.flat().map((each, place) => [grid[row + place]?.[0], each])
      : block.flatMap((line, r) => line.map((each, c) => [grid[row + r]?.[column + c], each]));
    const put = cells.filter(([cell, each]) => cell && fill(cell, each)).length;
    showSeason();
    recalculate();
    if (put === cells.length) return;
    const told = form().dataset.saysPasted.replace("{all}", cells.length).replace("{put}", put);
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: told } }));
  });

  // --- copy ------------------------------------------------------------------------------------------------------------

  const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const shown = (cell) => {
    if (cell.matches("select")) return cell.selectedOptions[0]?.text ?? "";
    const unit = cell.closest(".cell")?.querySelector(".u")?.textContent ?? "";
    return unit === "%" && cell.value && !cell.value.includes("%") ? `${cell.value}%` : cell.value;
  };
  const plain = (place) => {
    const seen = place.cloneNode(true);
    for (const unseen of seen.querySelectorAll(".vh")) unseen.remove();
    return seen.textContent.replace(/\s+/g, " ").trim();
  };
  const asText = (place) => (cellsIn(place)[0] ? shown(cellsIn(place)[0]) : plain(place));

  // With nothing selected, a copy takes the whole table that the field stands in.
  document.addEventListener("copy", (event) => {
    const cell = event.target;
    if (!isCell(cell) || cell.matches("select") || cell.selectionStart !== cell.selectionEnd) return;
    const table = cell.closest("[data-grid]");
    if (!table) return;
    const rows = table.matches("table")
      ? [...table.rows].filter((row) => !row.matches(".fault")).map((row) => [...row.cells].map(asText))
      : [cellsIn(table).map(shown)];
    event.clipboardData.setData("text/plain", rows.map((row) => row.map(quoted).join("\t")).join("\n"));
    event.preventDefault();
  });
})();
