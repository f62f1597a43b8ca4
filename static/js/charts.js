// Draws one chart of leadgap/ui/charts.py as SVG. Colours come from the tokens, texts from the server.

const SPACE = "\u00a0";

// A token in the theme of the moment: the browser resolves light-dark() for a property, not for a variable.
function colours(canvas) {
  const probe = canvas.appendChild(document.createElement("i"));
  const read = (token) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const names = ["sales", "marketing", "met", "missed", "running", "ended", "ink", "soft", "faint", "line", "canvas", "toast"];
  const found = Object.fromEntries(names.map((name) => [name, read(name)]));
  probe.remove();
  return found;
}

// Ticks on the axis. Values in the tooltip and the table are written by the server.
const ticks = {
  share: (value) => `${Math.round(value * 100)}${SPACE}%`,
  points: (value) => String(value),
  count: (value) => value.toLocaleString("en").replaceAll(",", "\u202f"),
  seconds: (value) => (value >= 86400 ? `${value / 86400}${SPACE}d` : value >= 3600 ? `${value / 3600}${SPACE}h` : `${value / 60}${SPACE}min`),
};
const steps = { seconds: 3600, count: 1 };

// What tells two series apart without colour: the shape of the point, the pattern of the bar.
const symbols = { marketing: "diamond", missed: "rect", met: "roundRect" };
const dashes = { marketing: [6, 3], soft: [2, 3], ended: [2, 3] };

function series(data, entry, colour, narrow) {
  const line = data.kind === "line";
  const shared = { name: entry.name, color: colour[entry.token], cursor: entry.hrefs.length ? "pointer" : "default" };
  if (line) {
    return {
      ...shared,
      type: "line",
      data: entry.values,
      symbol: symbols[entry.token] ?? "circle",
      symbolSize: 7,
      showSymbol: data.categories.length <= 40,
      lineStyle: { width: 2, type: dashes[entry.token] ?? "solid" },
      emphasis: { disabled: true },
    };
  }
  return {
    ...shared,
    type: "bar",
    data: entry.values,
    stack: data.kind === "stacked" ? "all" : undefined,
    barMaxWidth: narrow ? 20 : 36,
    barGap: "12%",
    barCategoryGap: "32%",
    itemStyle: { borderRadius: data.kind === "stacked" ? 0 : [2, 2, 0, 0], borderColor: colour.canvas, borderWidth: data.kind === "stacked" ? 1 : 0 },
    emphasis: { itemStyle: { opacity: 0.82 } },
  };
}

// The interval of each value: a thin line with feet.
function whiskers(data, entry, colour, index, count) {
  const drawn = entry.lows.map((low, at) => (low === null || entry.highs[at] === null ? null : [at, low, entry.highs[at]])).filter(Boolean);
  return {
    type: "custom",
    silent: true,
    z: 3,
    data: drawn,
    encode: { x: 0, y: [1, 2] },
    renderItem: (_params, api) => {
      const low = api.coord([api.value(0), api.value(1)]);
      const high = api.coord([api.value(0), api.value(2)]);
      const shift = data.kind === "bar" ? barShift(api, index, count) : 0;
      const x = low[0] + shift;
      const stroke = data.kind === "bar" ? colour.soft : colour[entry.token];
      const style = { stroke, lineWidth: 1.25, opacity: data.kind === "bar" ? 0.9 : 0.55, fill: "none" };
      const foot = (y) => ({ type: "line", shape: { x1: x - 3, y1: y, x2: x + 3, y2: y }, style });
      return { type: "group", children: [{ type: "line", shape: { x1: x, y1: low[1], x2: x, y2: high[1] }, style }, foot(low[1]), foot(high[1])] };
    },
  };
}

// Where the middle of one of several bars lies, from the middle of its category.
function barShift(api, index, count) {
  const layout = api.barLayout({ count, barMaxWidth: 36, barGap: "12%", barCategoryGap: "32%" });
  return layout[index].offsetCenter;
}

function option(data, colour, narrow) {
  const text = { color: colour.soft, fontFamily: "Inter, system-ui, sans-serif", fontSize: 12 };
  const all = data.series.flatMap((entry, index) => [
    series(data, entry, colour, narrow),
    ...(entry.lows.length ? [whiskers(data, entry, colour, index, data.series.length)] : []),
  ]);
  if (data.goal !== null && all.length) {
    all[0].markLine = {
      silent: true,
      symbol: "none",
      animation: false,
      label: { ...text, formatter: data.goalText, position: "insideEndTop" },
      lineStyle: { color: colour.soft, type: [4, 4], width: 1.5 },
      data: [{ yAxis: data.goal }],
    };
  }
  return {
    animation: false,
    textStyle: text,
    grid: { left: 4, right: 8, top: 16, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      axisPointer: { type: data.kind === "line" ? "line" : "shadow", lineStyle: { color: colour.faint }, shadowStyle: { color: colour.faint, opacity: 0.1 } },
      backgroundColor: colour.toast,
      borderWidth: 0,
      padding: [8, 12],
      textStyle: { ...text, color: "#ffffff" },
      formatter: (hits) => tooltip(data, hits),
    },
    xAxis: {
      type: "category",
      data: data.categories,
      boundaryGap: data.kind !== "line" || data.categories.length < 3,
      axisLine: { lineStyle: { color: colour.line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, margin: 10 },
    },
    yAxis: {
      type: "value",
      min: data.unit === "share" ? 0 : undefined,
      max: data.unit === "share" ? 1 : undefined,
      minInterval: steps[data.unit],
      splitNumber: 4,
      axisLabel: { ...text, formatter: ticks[data.unit] },
      splitLine: { lineStyle: { color: colour.line } },
    },
    series: all,
  };
}

function tooltip(data, hits) {
  const at = hits[0].dataIndex;
  const rows = data.series.map((entry) => `${entry.name}  ${entry.texts[at]}`);
  return [data.categories[at], ...rows].join("\n");
}

export function draw(echarts, canvas, data) {
  const chart = echarts.init(canvas, null, { renderer: "svg" });
  const paint = () => chart.setOption(option(data, colours(canvas), canvas.clientWidth < 480), true);
  paint();
  new ResizeObserver(() => chart.resize()).observe(canvas);
  document.addEventListener("leadgap:theme", paint);
  chart.on("click", ({ seriesName, dataIndex }) => {
    const href = data.series.find((entry) => entry.name === seriesName)?.hrefs[dataIndex];
    if (href) location.assign(href);
  });
}
