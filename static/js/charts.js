// Draws one chart of leadgap/ui/charts.py as SVG. Colours come from the tokens, texts from the server.

const SPACE = "\u00a0";

// A token in the theme of the moment: the browser resolves light-dark() for a property, not for a variable.
function colours(canvas) {
  const probe = canvas.appendChild(document.createElement("i"));
  const read = (token) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const names = ["sales", "marketing", "met", "missed", "running", "ended", "ink", "soft", "faint", "line", "field", "canvas"];
  const found = Object.fromEntries(names.map((name) => [name, read(name)]));
  probe.remove();
  return found;
}

// Ticks on the axis. Values in the tooltip and the table are written by the server.
const ticks = {
  share: (value) => `${Math.round(value * 100)}${SPACE}%`,
  points: (value) => String(value),
  count: (value) => value.toLocaleString("en").replaceAll(",", SPACE),
  seconds: (value) => (value >= 86400 ? `${value / 86400}${SPACE}d` : value >= 3600 ? `${value / 3600}${SPACE}h` : `${value / 60}${SPACE}min`),
};

const scales = { share: { min: 0, max: 1, interval: 0.25 }, count: { minInterval: 1 } };

// What tells two series apart without colour: the shape of the point, the pattern of the bar.
const symbols = { marketing: "diamond", missed: "rect", met: "roundRect" };
const decals = { missed: { symbol: "rect", symbolSize: 1, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 } };
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
    itemStyle: {
      borderRadius: data.kind === "stacked" ? 0 : [2, 2, 0, 0],
      borderColor: colour.canvas,
      borderWidth: data.kind === "stacked" ? 1 : 0,
      decal: decals[entry.token] && { ...decals[entry.token], color: colour.canvas },
    },
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
      const stroke = data.kind === "bar" ? colour.ink : colour[entry.token];
      const stem = { x1: x, y1: low[1], x2: x, y2: high[1] };
      const foot = (y) => ({ x1: x - 3, y1: y, x2: x + 3, y2: y });
      const lines = [stem, foot(low[1]), foot(high[1])];
      const stroked = (style) => lines.map((shape) => ({ type: "line", shape, style }));
      // A halo keeps the whisker in sight inside a dark bar.
      const halo = data.kind === "bar" ? stroked({ stroke: colour.canvas, lineWidth: 3.5, lineCap: "round" }) : [];
      return { type: "group", children: [...halo, ...stroked({ stroke, lineWidth: 1.25, opacity: data.kind === "bar" ? 1 : 0.55 })] };
    },
  };
}

// Where the middle of one of several bars lies, from the middle of its category.
function barShift(api, index, count) {
  const layout = api.barLayout({ count, barMaxWidth: 36, barGap: "12%", barCategoryGap: "32%" });
  return layout[index].offsetCenter;
}

// What was promised in each category: a step wherever it changes, and a dash more where two promises meet.
function steps(data, colour) {
  const dashed = (values, line) => ({
    type: "line",
    step: "middle",
    data: values,
    symbol: "rect",
    symbolSize: [14, 1.5],
    color: colour.soft,
    lineStyle: { width: line, type: [4, 4] },
    connectNulls: true,
    silent: true,
    emphasis: { disabled: true },
  });
  return [
    dashed(data.goals.map((goals) => goals[0] ?? null), 1.5),
    dashed(data.goals.map((goals) => (goals.length > 1 ? goals.at(-1) : null)), 0),
  ];
}

function option(data, colour, width) {
  const narrow = width < 480;
  const few = data.kind !== "line" && data.categories.length <= 8;
  const room = (width - 60) / data.categories.length - 4;
  const text = { color: colour.soft, fontFamily: "Inter, system-ui, sans-serif", fontSize: 12 };
  const all = data.series.flatMap((entry, index) => [
    series(data, entry, colour, narrow),
    ...(entry.lows.length ? [whiskers(data, entry, colour, index, data.series.length)] : []),
  ]);
  // Beside the picture, whose bars and lines would cover it. A curve begins at the bottom and leaves room above.
  const beside = data.goal !== null && data.goalAt === null;
  if (data.goal !== null && all.length) {
    all[0].markLine = {
      silent: true,
      symbol: "none",
      animation: false,
      label: { ...text, formatter: data.goalText, position: beside ? "end" : "insideStartTop" },
      lineStyle: { color: colour.soft, type: [4, 4], width: 1.5 },
      data: [{ yAxis: data.goal }, ...(data.goalAt === null ? [] : [{ xAxis: data.goalAt, label: { show: false } }])],
    };
  }
  if (data.goal === null && data.goals.some((goals) => goals.length)) all.push(...steps(data, colour));
  return {
    animation: false,
    textStyle: text,
    grid: { left: 4, right: beside ? 44 : 8, top: 16, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      data: data.categories,
      boundaryGap: data.kind !== "line" || data.categories.length < 3,
      axisLine: { lineStyle: { color: colour.line } },
      axisTick: { show: false },
      axisPointer: {
        show: true,
        type: data.kind === "line" ? "line" : "shadow",
        label: { show: false },
        lineStyle: { color: colour.field, type: "solid" },
        shadowStyle: { color: colour.faint, opacity: 0.1 },
      },
      axisLabel: { ...text, margin: 10, ...(data.kind === "line" && { showMaxLabel: true, alignMaxLabel: "right" }), formatter: (_name, at) => data.ticks[at], ...(few ? { interval: 0, overflow: "break", width: room } : { hideOverlap: true }) },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      ...scales[data.unit],
      axisLabel: { ...text, formatter: ticks[data.unit] },
      splitLine: { lineStyle: { color: colour.line } },
    },
    series: all,
  };
}

// The numbers of the category under the pointer. ECharts' own tooltip knows neither our font nor our marks.
function tip(chart, canvas, data) {
  const box = canvas.appendChild(document.createElement("div"));
  box.className = "chart-tip";
  box.hidden = true;
  let shown = -1;

  const row = (tag, ...texts) => {
    const line = document.createElement(tag);
    for (const text of texts) line.appendChild(document.createElement("span")).textContent = text;
    return line;
  };
  const fill = (at) => {
    const rows = data.series.map((entry) => {
      const line = row("p", "", entry.name, entry.texts[at]);
      line.firstChild.className = `mark mark-${entry.token}`;
      return line;
    });
    if (data.goals.length) {
      const line = row("p", "", "Promised", data.goalTexts[at]);
      line.firstChild.className = "mark mark-goal";
      rows.push(line);
    }
    box.replaceChildren(row("b", data.categories[at]), ...rows);
  };

  chart.getZr().on("mousemove", ({ offsetX: x, offsetY: y }) => {
    const inside = chart.containPixel("grid", [x, y]);
    box.hidden = !inside;
    if (!inside) return;
    const at = Math.min(data.categories.length - 1, Math.max(0, Math.round(chart.convertFromPixel({ xAxisIndex: 0 }, x))));
    if (at !== shown) fill((shown = at));
    const left = x + 16 + box.offsetWidth > canvas.clientWidth ? x - 16 - box.offsetWidth : x + 16;
    box.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, y - box.offsetHeight - 8)}px)`;
  });
  chart.getZr().on("globalout", () => (box.hidden = true));
}

export function draw(echarts, canvas, data) {
  const chart = echarts.init(canvas, null, { renderer: "svg" });
  const paint = () => {
    chart.setOption(option(data, colours(canvas), canvas.clientWidth), true);
    // What was drawn for the window is scaled to the paper: nothing draws it anew there.
    canvas.querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  };
  paint();
  tip(chart, canvas, data);
  new ResizeObserver(() => {
    chart.resize();
    paint();
  }).observe(canvas);
  document.addEventListener("leadgap:theme", paint);
  chart.on("click", ({ seriesName, dataIndex }) => {
    const href = data.series.find((entry) => entry.name === seriesName)?.hrefs[dataIndex];
    if (href) location.assign(href);
  });
}
