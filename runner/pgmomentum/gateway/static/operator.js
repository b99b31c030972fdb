import { ago, el, figure, fill, plural, stateChip, svg, time, words } from "./dom.js";

const EVERY = 5_000; // milliseconds
const STATES = ["Rising", "Steady", "NeedsCare"];
// From here on a figure is worth a look.
const LAG = 10; // seconds
const WAITING = 10_000; // rows
const FAILED = ["failed", "abandoned"];
const USAGE = 0.5; // PostgreSQL's queue of messages: from there on nothing is sent

/** The operator's view: asks for the overview again and again while it is looked at. */
export class Operator {
  #root;
  #account;
  #onDenied;
  #timer;
  #running = false;

  /**
   * @param {HTMLElement} root
   * @param {import("./account.js").Account} account with a token of the service
   * @param {() => void} onDenied there is no such token
   */
  constructor(root, account, onDenied) {
    this.#root = root;
    this.#account = account;
    this.#onDenied = onDenied;
    document.addEventListener("visibilitychange", () => this.#running && this.#refresh());
  }

  start() {
    if (!this.#running) {
      this.#running = true;
      this.#refresh();
    }
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  async #refresh() {
    clearTimeout(this.#timer);
    if (document.hidden) {
      return;
    }
    const [overview, health] = await Promise.allSettled([
      this.#account.ask("overview", {}),
      fetch(new URL("sync/health", import.meta.url)).then((response) => response.json()),
    ]);
    if (!this.#running) {
      return; // it is not looked at any more
    }
    if (["not_authenticated", "not_allowed", "denied"].includes(overview.reason?.code)) {
      this.stop();
      this.#onDenied();
      return;
    }
    this.#show(overview.value, health.value);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), EVERY);
  }

  #note(text) {
    this.#root.querySelector("#operator-note").textContent = text;
  }

  /** Shows what there is an answer to; the rest stays as it was. */
  #show(overview, health) {
    const part = (name) => this.#root.querySelector(`#${name}`);
    fill(part("alerts"), alerts(overview, health), (text) => text, (text) =>
      el("li", { className: "alert" }, text),
    );
    if (health) {
      showGateway(part("gateway"), health);
    }
    if (!overview) {
      return;
    }
    this.#note(`Updated at ${time(Date.now())}, every ${EVERY / 1000} seconds`);
    showSpread(part("spread"), part("spread-note"), overview.states);
    figures(part("queues"), [
      ["Outbox lag", lag(overview.outbox_lag_seconds)],
      ["Outbox, waiting", figure(overview.outbox_waiting)],
      ["Scores to do", figure(overview.rescore_queue)],
      ["Badges to do", figure(overview.badge_queue)],
      ["Message queue", percent(overview.notification_queue_usage)],
    ]);
    const jobs = overview.jobs ?? [];
    part("jobs-note").textContent = plural(jobs.length, "job");
    fill(part("jobs"), jobs, (job) => job.name, showJob);
    figures(part("people"), [
      ["Active yesterday", figure(overview.active_yesterday)],
      ["Scored yesterday", figure(overview.scored_yesterday)],
      ["Interventions", figure(overview.open_interventions)],
    ]);
  }
}

function showGateway(root, health) {
  figures(root, [
    ["Status", health.status === "ok" ? "OK" : words(health.status)],
    ["Clients", figure(health.connected_clients)],
    ["Subscriptions", figure(health.active_subscriptions)],
    ["Up for", duration(health.uptime)],
    ["Memory", `${figure(health.memory_usage / 2 ** 20)} MB`],
  ]);
}

function alerts(overview, health) {
  const all = [
    [!health, "The gateway does not answer. Trying again."],
    [health && health.status !== "ok", `The gateway is ${health?.status}.`],
    [!overview, "There is no answer from the database: the figures are old. Trying again."],
    [overview?.outbox_lag_seconds > LAG, "Announcements wait: does anybody read the outbox?"],
    [overview?.outbox_waiting > WAITING, "Many announcements wait for their position."],
    [overview?.notification_queue_usage > USAGE, "The message queue fills up: a listener sleeps."],
  ];
  const jobs = (overview?.jobs ?? [])
    .filter((job) => job.enabled && FAILED.includes(job.last_status))
    .map((job) => `The job ${job.name} has ${job.last_status === "failed" ? "failed" : "not ended"}.`);
  return [...all.filter(([holds]) => holds).map(([, text]) => text), ...jobs];
}

function showJob(job) {
  return el(
    "li",
    { className: "job" },
    el("span", {}, job.name),
    el("span", { className: "note" }, ...jobState(job)),
  );
}

function jobState(job) {
  if (job.running_since) {
    const done = figure(job.running_done ?? 0);
    return [job.running_total ? `running, ${done} of ${figure(job.running_total)}` : "running"];
  }
  if (!job.enabled) {
    return ["disabled"];
  }
  if (!job.last_status) {
    return ["never run"];
  }
  const error = job.last_error ? `: ${job.last_error}` : "";
  return [`${job.last_status} `, ago(job.last_started_at), error];
}

function showSpread(root, note, states) {
  const total = STATES.reduce((sum, state) => sum + (states[state] ?? 0), 0);
  note.textContent = plural(total, "user");
  const shares = STATES.map((state) => (total ? (states[state] ?? 0) / total : 0));
  let x = 0;
  const parts = STATES.map((state, index) => {
    const start = x;
    x += shares[index] * 100;
    const place = { x: `${start}%`, width: `${shares[index] * 100}%`, height: 20 };
    return svg("rect", { ...place, class: "spread-part", "data-state": state });
  });
  root.replaceChildren(
    svg(
      "svg",
      { class: "spread", width: "100%", height: 20, "aria-hidden": "true" },
      svg("rect", { class: "bar-track", width: "100%", height: 20 }),
      ...parts,
    ),
    el(
      "ul",
      { className: "plain spread-legend" },
      ...STATES.map((state, index) =>
        el(
          "li",
          {},
          stateChip(state),
          el("span", { className: "spread-count" }, figure(states[state] ?? 0)),
          el("span", { className: "note" }, percent(shares[index])),
        ),
      ),
    ),
  );
}

function figures(root, rows) {
  fill(root, rows, ([name]) => name, ([name, value]) =>
    el("div", { className: "card" }, el("dt", {}, name), el("dd", {}, value)),
  );
}

function percent(share) {
  return `${figure(share * 100)} %`;
}

function lag(seconds) {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${figure(seconds)} s`;
}

function duration(value) {
  const [days, hours, minutes] = [value / 86_400, (value / 3_600) % 24, (value / 60) % 60];
  const whole = [days, hours, minutes].map(Math.floor);
  if (whole[0] > 0) {
    return `${whole[0]} d ${whole[1]} h`;
  }
  return whole[1] > 0 ? `${whole[1]} h ${whole[2]} min` : `${whole[2]} min`;
}
