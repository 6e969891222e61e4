/** The data_visualization block: a chart as SVG, with its legend in words. */
import { h, svg } from "../dom.js";

const WIDE = 420;
const TOP = 10;
const PLOT = 150;
const LEFT = 36;
const A_LETTER = 5.3;
const STEPS = 4;

export function chart(block) {
  const facts = block.chart;
  const drawn = facts.type === "pie" ? pie(facts.segments) : plotted(facts);
  const names = (facts.segments ?? facts.series).map((one) => one.label ?? one.name);
  return h(
    "figure",
    { class: "chart", role: "group", "aria-label": block.title },
    h("figcaption", {}, block.title),
    drawn,
    h(
      "ul",
      { class: "legend" },
      names.map((name, at) => h("li", {}, h("span", { class: `swatch paint-${at}`, "aria-hidden": "true" }), name)),
    ),
  );
}

function plotted({ type, series, axis_config: axis }) {
  const values = series.flatMap((one) => one.data.map((point) => point.value));
  const [low, high, step] = scale(Math.min(0, ...values), Math.max(0, ...values));
  const right = WIDE - 8;
  const room = 18 + A_LETTER * Math.max(...axis.categories.map((words) => words.length));
  const y = (value) => TOP + ((high - value) / (high - low)) * PLOT;
  const slot = (right - LEFT) / axis.categories.length;
  const middle = (at) => LEFT + slot * (at + 0.5);
  const grid = [];
  for (let value = low; value <= high + step / 2; value += step)
    grid.push(
      svg("line", { class: "grid", x1: LEFT, x2: right, y1: y(value), y2: y(value) }),
      svg("text", { class: "tick", x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, short(value)),
    );
  const labels = axis.categories.map((words, at) =>
    svg(
      "text",
      { class: "tick", "text-anchor": "end", transform: `translate(${middle(at) + 4} ${TOP + PLOT + 14}) rotate(-40)` },
      words,
    ),
  );
  const marks = series.map((one, at) =>
    type === "bar"
      ? bars(one, { at, count: series.length, slot, middle, y })
      : line(one, { at, middle, y, filled: type === "area" }),
  );
  return [
    axis.y_label && h("div", { class: "axis-words" }, axis.y_label),
    svg(
      "svg",
      { viewBox: `0 0 ${WIDE} ${TOP + PLOT + room}`, role: "img", "aria-label": told(series) },
      grid,
      labels,
      marks,
    ),
    axis.x_label && h("div", { class: "axis-words middle" }, axis.x_label),
  ];
}

function bars({ name, data }, { at, count, slot, middle, y }) {
  const wide = (slot * 0.76) / count;
  return data.map((point, place) =>
    svg(
      "rect",
      {
        class: `paint-${at}`,
        x: middle(place) - slot * 0.38 + wide * at,
        y: Math.min(y(point.value), y(0)),
        width: Math.max(1, wide - 1),
        height: Math.abs(y(point.value) - y(0)),
        rx: 1.5,
      },
      svg("title", {}, `${name} · ${point.label}: ${point.value}`),
    ),
  );
}

function line({ name, data }, { at, middle, y, filled }) {
  const points = data.map((point, place) => `${middle(place)},${y(point.value)}`);
  const floor = [`${middle(data.length - 1)},${y(0)}`, `${middle(0)},${y(0)}`];
  return [
    filled && svg("polygon", { class: `paint-${at} area`, points: [...points, ...floor].join(" ") }),
    svg("polyline", { class: `paint-${at} stroke`, points: points.join(" ") }),
    data.map((point, place) =>
      svg(
        "circle",
        { class: `paint-${at}`, cx: middle(place), cy: y(point.value), r: 3 },
        svg("title", {}, `${name} · ${point.label}: ${point.value}`),
      ),
    ),
  ];
}

function pie(segments) {
  const all = segments.reduce((sum, one) => sum + one.value, 0);
  const told = segments.map((one) => `${one.label}: ${one.value}`).join(", ");
  let from = 0;
  const slices = segments.map((one, at) => {
    const part = one.value / all;
    const slice = svg(
      "path",
      { class: `paint-${at}`, d: arc(from, from + part) },
      svg("title", {}, `${one.label}: ${one.value} (${Math.round(part * 100)} %)`),
    );
    from += part;
    return slice;
  });
  return svg("svg", { viewBox: "-104 -104 208 208", class: "pie", role: "img", "aria-label": told }, slices);
}

/** A slice between two parts of the whole turn, from the top clockwise. */
function arc(from, to) {
  const at = (part) => [Math.sin(part * 2 * Math.PI) * 100, -Math.cos(part * 2 * Math.PI) * 100];
  if (to - from > 0.9999) return "M 0 -100 A 100 100 0 1 1 -0.01 -100 Z";
  const [x1, y1] = at(from);
  const [x2, y2] = at(to);
  return `M 0 0 L ${x1} ${y1} A 100 100 0 ${to - from > 0.5 ? 1 : 0} 1 ${x2} ${y2} Z`;
}

/** Round bounds around the values, and the step between two lines of the grid. */
function scale(low, high) {
  const rough = Math.max(high - low, 1) / STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const whole = Math.max(step, Number.isInteger(high) && Number.isInteger(low) ? 1 : step);
  return [Math.floor(low / whole) * whole, Math.max(Math.ceil(high / whole) * whole, whole), whole];
}

function short(value) {
  return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 }).format(value);
}

function told(series) {
  return series
    .map((one) => `${one.name}: ${one.data.map((point) => `${point.label} ${point.value}`).join(", ")}`)
    .join("; ");
}
