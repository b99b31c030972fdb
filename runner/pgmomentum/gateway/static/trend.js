import { day, el, figure, shortDay, stateChip, stateName, svg, utcDay } from "./dom.js";

const DAY = 86_400_000;
const DAYS = 30;
const TOP = 12;
const BOTTOM = 26; // for the dates
const LEFT = 30; // for the figures
const RIGHT = 12;

/** The scores of the last days as a line, and as a table for whoever wants to read them. */
export class Trend {
  #root;
  #chart = el("div", { className: "trend-chart" });
  #readout = el("p", { className: "trend-readout note" });
  #table = el("tbody");
  #points = [];

  constructor(root) {
    this.#root = root;
    const head = el("tr", {}, ...["Day", "Score", "State", "Activities"].map(columnHead));
    root.append(
      this.#chart,
      this.#readout,
      el(
        "details",
        {},
        el("summary", {}, "Show as a table"),
        el(
          "div",
          { className: "scroll", tabIndex: 0, role: "region", "aria-labelledby": "trend-title" },
          el("table", {}, el("thead", {}, head), this.#table),
        ),
      ),
    );
    this.#chart.addEventListener("pointermove", (event) => this.#point(event.offsetX));
    this.#chart.addEventListener("pointerleave", () => this.#point(null));
    new ResizeObserver(() => this.#draw()).observe(this.#chart);
  }

  #history = [];
  #today = null;

  /** @param {object[]} all days with a score, the oldest first */
  show(all) {
    // a clock that is late does not hide the newest score
    const today = [utcDay(), all.at(-1)?.score_date ?? ""].sort().at(-1);
    const isShown = ({ score_date }) => Date.parse(today) - Date.parse(score_date) < DAYS * DAY;
    const history = all.filter(isShown);
    const was = JSON.stringify([this.#history, this.#today]);
    if (was !== JSON.stringify([history, today])) {
      this.#history = history;
      this.#today = today;
      this.#table.replaceChildren(...history.toReversed().map(row));
      this.#draw();
    }
  }

  #draw() {
    const width = this.#chart.clientWidth;
    const height = this.#chart.clientHeight;
    if (width === 0) {
      return;
    }
    const end = Date.parse(this.#today);
    const x = (date) => {
      const age = (end - Date.parse(date)) / DAY;
      return width - RIGHT - (age / (DAYS - 1)) * (width - LEFT - RIGHT);
    };
    const y = (score) => TOP + (1 - score / 100) * (height - TOP - BOTTOM);
    this.#points = this.#history.map((each) => ({
      ...each,
      x: x(each.score_date),
      y: y(Number(each.final_score)),
    }));
    const label = this.#label();
    const chart = svg(
      "svg",
      { width, height, role: "img", "aria-label": label },
      ...[0, 50, 100].map((score) => gridLine(score, y(score), width)),
      ...this.#dates(x, height, width),
    );
    for (const run of runs(this.#points)) {
      run[0].isLone = run.length === 1;
      const line = run.map((point) => `${round(point.x)} ${round(point.y)}`).join("L");
      const base = round(y(0));
      const area = `M${round(run[0].x)} ${base}L${line}L${round(run.at(-1).x)} ${base}Z`;
      chart.append(
        svg("path", { class: "trend-area", d: area }),
        svg("path", { class: "trend-line", d: `M${line}` }),
      );
    }
    chart.append(...this.#points.flatMap((point, index) => this.#marker(point, index)));
    chart.append(svg("line", { class: "trend-cursor", y1: TOP, y2: y(0), visibility: "hidden" }));
    this.#chart.replaceChildren(chart);
    this.#point(null);
  }

  #label() {
    const newest = this.#history.at(-1);
    if (newest === undefined) {
      return "No scores yet";
    }
    const scores = this.#history.map((each) => Number(each.final_score));
    return (
      `Scores of ${scores.length} days, from ${figure(Math.min(...scores))} to ` +
      `${figure(Math.max(...scores))}; the last one, of ${day(newest.score_date)}, is ` +
      `${figure(newest.final_score)}, ${stateName(newest.momentum_state)}`
    );
  }

  #dates(x, height, width) {
    const end = Date.parse(this.#today);
    const ages = width < 420 ? [0, 14, 29] : [0, 7, 14, 21, 29];
    return ages.map((age) => {
      const date = new Date(end - age * DAY).toISOString().slice(0, 10);
      const anchor = age === 0 ? "end" : age === DAYS - 1 ? "start" : "middle";
      const text = age === 0 && date === utcDay() ? "today" : shortDay(date);
      const at = age === 0 ? x(date) + RIGHT : x(date);
      const place = { x: at, y: height - 6, "text-anchor": anchor };
      return svg("text", { class: "trend-text", ...place }, text);
    });
  }

  /** A day on which the state changed, the last one, and a lone one have the sign of the state. */
  #marker(point, index) {
    const { x, y, momentum_state: state } = point;
    const isLast = index === this.#points.length - 1;
    if (this.#points[index - 1]?.momentum_state === state && !isLast && !point.isLone) {
      return [];
    }
    const attributes = { class: "trend-marker", "data-state": state };
    const size = isLast ? 6 : 4.5;
    if (state === "Rising") {
      const d = `M${x} ${y - size}L${x + size} ${y + size * 0.8}L${x - size} ${y + size * 0.8}Z`;
      return svg("path", { ...attributes, d });
    }
    if (state === "Steady") {
      const s = size * 0.85;
      const place = { x: x - s, y: y - s, width: 2 * s, height: 2 * s };
      return svg("rect", { ...attributes, ...place, rx: 1.5 });
    }
    return svg("circle", { ...attributes, cx: x, cy: y, r: size * 0.95 });
  }

  /** Tells of the day that is pointed at, or what the signs mean. */
  #point(offset) {
    const cursor = this.#chart.querySelector(".trend-cursor");
    const distance = (point) => Math.abs(point.x - offset);
    const nearest =
      offset === null || this.#points.length === 0
        ? null
        : this.#points.reduce((best, each) => (distance(each) < distance(best) ? each : best));
    cursor?.setAttribute("visibility", nearest ? "visible" : "hidden");
    if (nearest) {
      cursor.setAttribute("x1", nearest.x);
      cursor.setAttribute("x2", nearest.x);
      const { score_date, final_score, momentum_state } = nearest;
      this.#readout.textContent =
        `${day(score_date)}: ${figure(final_score)}, ${stateName(momentum_state)}`;
    } else {
      this.#readout.replaceChildren(...["Rising", "Steady", "NeedsCare"].map(legend));
    }
  }
}

/** Points without a day missing between them. */
function runs(points) {
  const all = [];
  for (const point of points) {
    const before = all.at(-1)?.at(-1);
    const isNext =
      before !== undefined && Date.parse(point.score_date) - Date.parse(before.score_date) === DAY;
    if (isNext) {
      all.at(-1).push(point);
    } else {
      all.push([point]);
    }
  }
  return all;
}

function gridLine(score, y, width) {
  return svg(
    "g",
    {},
    svg("line", { class: "trend-grid", x1: LEFT, x2: width - RIGHT, y1: y, y2: y }),
    svg("text", { class: "trend-text", x: LEFT - 8, y: y + 4, "text-anchor": "end" }, score),
  );
}

const SIGNS = {
  Rising: () => svg("path", { d: "M6 1 11 10H1Z" }),
  Steady: () => svg("rect", { x: 1.5, y: 1.5, width: 9, height: 9, rx: 1.5 }),
  NeedsCare: () => svg("circle", { cx: 6, cy: 6, r: 5 }),
};

function legend(state) {
  const size = { viewBox: "0 0 12 12", width: 11, height: 11, "aria-hidden": "true" };
  const attributes = { class: "trend-marker", "data-state": state, ...size };
  const sign = svg("svg", attributes, SIGNS[state]());
  return el("span", { className: "legend" }, sign, stateName(state));
}

function columnHead(text) {
  return el("th", { scope: "col" }, text);
}

function row({ score_date, final_score, momentum_state, event_count }) {
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, shortDay(score_date)),
    el("td", {}, figure(final_score)),
    el("td", {}, stateChip(momentum_state)),
    el("td", {}, String(event_count ?? "")),
  );
}

function round(value) {
  return Math.round(value * 10) / 10;
}
