import { day, el, figure, isToday, plural, stateChip, stateName, svg } from "./dom.js";

// An arc of 240 degrees around (120, 116), open at the bottom.
const ARC = "M33.4 166 A100 100 0 1 1 206.6 166";
const LENGTH = 100; // of the arc, in its own measure: a score is a length
const SENTENCES = {
  Rising: "You are gaining ground. Keep what works.",
  Steady: "You keep a steady pace.",
  NeedsCare: "Go easy on yourself. One small step is enough.",
};

/** The score as a gauge, with its state. */
export class Gauge {
  #root;
  #value = svg("path", { class: "gauge-value", d: ARC, pathLength: LENGTH });
  #number = svg("text", { class: "gauge-number", x: 120, y: 132 });
  #figure;
  #state = el("p", { className: "gauge-state" });
  #sentence = el("p", { className: "gauge-sentence" });
  #note = el("p", { className: "note" });
  #shown = 0;
  #frame;

  constructor(root) {
    this.#root = root;
    this.#figure = svg(
      "svg",
      { class: "gauge", viewBox: "0 0 240 190", role: "meter", "aria-labelledby": "gauge-title" },
      svg("path", { class: "gauge-track", d: ARC }),
      this.#value,
      this.#number,
      svg("text", { class: "gauge-end", x: 33, y: 188 }, "0"),
      svg("text", { class: "gauge-end", x: 207, y: 188 }, "100"),
    );
    this.#figure.setAttribute("aria-valuemin", 0);
    this.#figure.setAttribute("aria-valuemax", 100);
    root.append(this.#figure, this.#state, this.#sentence, this.#note);
  }

  /** @param {object | null} momentum as get_realtime_momentum_state has it */
  show(momentum) {
    const hasData = Boolean(momentum?.has_data);
    this.#root.dataset.state = hasData ? momentum.momentum_state : "none";
    if (!hasData) {
      this.#move(0, "–");
      this.#figure.setAttribute("aria-valuenow", 0);
      const text = momentum ? "No score yet" : "Not known yet";
      this.#figure.setAttribute("aria-valuetext", text);
      this.#state.replaceChildren();
      this.#sentence.textContent = `${text}.`;
      this.#note.textContent = momentum ? "It appears with what you do first." : "";
      return;
    }
    const { final_score: score, momentum_state: state, score_date: date } = momentum;
    this.#move(Number(score));
    this.#figure.setAttribute("aria-valuenow", score);
    this.#figure.setAttribute("aria-valuetext", `${figure(score)} of 100, ${stateName(state)}`);
    this.#state.replaceChildren(stateChip(state));
    this.#sentence.textContent = SENTENCES[state] ?? "";
    const events = momentum.event_count;
    this.#note.textContent = [
      isToday(date) ? `Today, ${day(date)}` : day(date),
      ...(events === undefined ? [] : [plural(events, "activity", "activities")]),
    ].join(" · ");
  }

  /** The arc moves by CSS; the number follows it. */
  #move(score, text) {
    this.#value.setAttribute("stroke-dasharray", `${score} ${2 * LENGTH}`);
    this.#value.setAttribute("visibility", score > 0 ? "visible" : "hidden");
    cancelAnimationFrame(this.#frame);
    const from = this.#shown;
    this.#shown = score;
    if (text !== undefined || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.#number.textContent = text ?? Math.round(score);
      return;
    }
    const start = performance.now();
    const step = (now) => {
      const share = Math.min(Math.max((now - start) / 600, 0), 1);
      const eased = 1 - (1 - share) ** 3;
      this.#number.textContent = Math.round(from + (score - from) * eased);
      if (share < 1) {
        this.#frame = requestAnimationFrame(step);
      }
    };
    this.#number.textContent = Math.round(from);
    this.#frame = requestAnimationFrame(step);
  }
}
