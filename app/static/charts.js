// Draws the charts that the answer describes: puts in the theme's colours, stands them on the columns of their tables, keeps them
// there when the window, the theme or the answer changes. Without ECharts the tables say it all.
"use strict";
(() => {
  const root = document.documentElement;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const drawn = new Map(); // place on the page -> {chart, text}

  // --- colours -----------------------------------------------------------------------------------------------------

  // The style sheet knows what a token is under the theme at hand; an element that wears it can be asked.
  const probe = document.createElement("i");
  probe.hidden = true;
  const colour = (token) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const coloured = (value) => {
    if (typeof value === "string") return value.startsWith("--") ? colour(value) : value;
    if (Array.isArray(value)) return value.map(coloured);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, coloured(part)]));
    return value;
  };

  // --- columns -----------------------------------------------------------------------------------------------------

  // Parts of a bridge that the style sheet leaves out on a small screen leave the picture, too.
  const shownColumns = (place) => {
    const heads = [...(place.parentElement.querySelector("thead")?.querySelectorAll("th") ?? [])];
    return heads.map((head, position) => (head.offsetParent === null ? -1 : position)).filter((position) => position >= 0);
  };
  const only = (columns, { option, tips }) => {
    const at = new Map(columns.map((position, place) => [position, place]));
    const moved = (point) => ({ ...point, coord: [at.get(point.coord[0]), point.coord[1]] });
    const series = option.series.map((one) => {
      const kept = { ...one, data: columns.map((position) => one.data[position]) };
      if (one.markPoint) kept.markPoint = { ...one.markPoint, data: one.markPoint.data.map(moved) };
      if (one.markLine) {
        const ends = columns.slice(0, -1).map((position, place) => [
          { coord: [place, one.markLine.data[position][0].coord[1]] },
          { coord: [place + 1, one.markLine.data[position][0].coord[1]] },
        ]);
        kept.markLine = { ...one.markLine, data: ends };
      }
      return kept;
    });
    const xAxis = { ...option.xAxis, data: columns.map((position) => option.xAxis.data[position]) };
    return { option: { ...option, xAxis, series }, tips: columns.map((position) => tips[position]) };
  };

  // The months' picture lies over the cells above the columns, and there may be two of those: before the start, and after.
  const widthOf = (place) => {
    const row = place.closest("tr");
    if (!row) return place.clientWidth;
    const cells = [...row.children].slice(1, -1);
    return cells.at(-1).getBoundingClientRect().right - cells[0].getBoundingClientRect().left;
  };

  // --- tips --------------------------------------------------------------------------------------------------------

  const number = new Intl.NumberFormat(root.lang ? `${root.lang}-u-nu-latn` : undefined, { maximumFractionDigits: 2 });
  const tip = ({ tips, sum, unit }) => (items) => {
    const list = (Array.isArray(items) ? items : [items]).filter((item) => item.seriesName && typeof item.value === "number");
    if (!list.length) return "";
    const at = list[0].dataIndex;
    if (tips) return `{b|${list[0].name}}\n${tips[at]}`;
    const lines = list.filter((item) => item.value).map((item) => `${item.seriesName}  {b|${number.format(item.value)}}`);
    const total = list.reduce((so_far, item) => so_far + item.value, 0);
    if (sum && lines.length) lines.push(`${unit ?? sum}  {b|${number.format(total)}}`);
    return [`{b|${list[0].name}}`, ...lines].join("\n");
  };

  // --- drawing -----------------------------------------------------------------------------------------------------

  const common = (described) => ({
    animation: !calm.matches && !printing,
    animationDuration: 0,
    animationDurationUpdate: 240,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      axisPointer: { type: "shadow", shadowStyle: { color: colour("--ink"), opacity: 0.06 }, animation: false },
      backgroundColor: colour("--raised"),
      borderColor: colour("--line-2"),
      borderWidth: 1,
      padding: [6, 8],
      textStyle: { color: colour("--ink-2"), fontSize: 12, lineHeight: 16, rich: { b: { color: colour("--ink"), fontWeight: "bold", fontSize: 12, lineHeight: 16 } } },
      transitionDuration: 0,
      formatter: tip(described),
    },
  });

  let printing = false;
  const draw = (place, described) => {
    let known = drawn.get(place);
    const columns = place.dataset.chart === "bridge" ? shownColumns(place) : null;
    const shown = columns && columns.length < described.option.xAxis.data.length ? { ...described, ...only(columns, described) } : described;
    place.style.blockSize = shown.height ? `${shown.height}px` : "";
    const size = { width: Math.round(widthOf(place)), height: place.clientHeight };
    if (!size.width || !size.height) return;
    if (place.closest("tr")) place.style.inlineSize = `${size.width}px`;
    if (!known) {
      known = { chart: window.echarts.init(place, null, { renderer: "svg", ...size }) };
      drawn.set(place, known);
      watch.observe(place.closest("table") ?? place);
    } else known.chart.resize(size);
    const option = { ...common(shown), ...coloured(shown.option) };
    option.aria = { enabled: true, ...shown.option.aria };
    known.chart.setOption(option, { notMerge: known.shape !== shapeOf(option), replaceMerge: ["series"] });
    known.shape = shapeOf(option);
    known.size = `${size.width} ${size.height}`;
  };
  const shapeOf = (option) => [Array.isArray(option.grid) ? option.grid.length : 0, option.series.length, option.series.map((one) => one.name)].join();

  const described = () => JSON.parse(document.getElementById("charts")?.textContent ?? "{}");
  const drawAll = () => {
    if (!window.echarts) return;
    document.body.append(probe);
    for (const [place, { chart }] of drawn) {
      if (place.isConnected) continue;
      chart.dispose();
      drawn.delete(place);
    }
    const found = described();
    for (const place of document.querySelectorAll("[data-chart]")) {
      const one = found[place.dataset.chart];
      if (one?.option) draw(place, one);
    }
    probe.remove();
  };

  let waiting = 0;
  const soon = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(drawAll);
  };
  const watch = new ResizeObserver(() => {
    for (const [place, { size }] of drawn) if (place.isConnected && size !== `${Math.round(widthOf(place))} ${place.clientHeight}`) return soon();
  });

  // --- when --------------------------------------------------------------------------------------------------------

  document.addEventListener("page:libraries", () => {
    root.dataset.charts = window.echarts ? "drawn" : "none";
    drawAll();
  });
  document.addEventListener("htmx:afterSwap", drawAll);
  document.addEventListener("htmx:historyRestore", soon);
  dark.addEventListener("change", soon);
  calm.addEventListener("change", soon);
  new MutationObserver(soon).observe(root, { attributeFilter: ["data-theme", "dir"] });

  // Paper is narrower than most windows, and light: the style sheet gives the boxes their width on paper.
  const onPaper = (is) => {
    printing = is;
    root.classList.toggle("printing", is);
    drawAll();
  };
  addEventListener("beforeprint", () => onPaper(true));
  addEventListener("afterprint", () => onPaper(false));
})();
