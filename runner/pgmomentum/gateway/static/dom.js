/** Elements, figures and dates. Text goes in as text: nothing here reads markup. */

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element; properties as in the DOM, dashed ones as attributes. */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") {
      element.setAttribute(key, value);
    } else {
      element[key] = value;
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** An SVG element. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const ICONS = {
  Rising: "M2.5 11.5 6.5 7.5l2.5 2.5 4.5-5M9.5 4.5h4v4",
  Steady: "M2.5 6.2h11M2.5 9.8h11",
  NeedsCare:
    "M8 13.2S2.5 10 2.5 6.3a2.9 2.9 0 0 1 5.5-1.3 2.9 2.9 0 0 1 5.5 1.3C13.5 10 8 13.2 8 13.2Z",
  done: "M3 8.5 6.5 12 13 4.5",
  badge: "M8 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM5.2 9.8 4 15l4-2 4 2-1.2-5.2",
};

/** A drawing of 16 by 16 that says nothing that is not beside it in words. */
export function icon(name) {
  const attributes = { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" };
  return svg("svg", { ...attributes, class: "icon" }, svg("path", { d: ICONS[name] ?? "" }));
}

const STATES = { Rising: "Rising", Steady: "Steady", NeedsCare: "Needs care" };

export function stateName(state) {
  return STATES[state] ?? state ?? "";
}

/** A state as a word with its sign and colour. */
export function stateChip(state) {
  return el("span", { className: "chip", "data-state": state }, icon(state), stateName(state));
}

/** A bar that repeats in length what is beside it in figures. */
export function bar(share, className = "") {
  const width = `${Math.round(Math.min(Math.max(share, 0), 1) * 1000) / 10}%`;
  return svg(
    "svg",
    { class: `bar ${className}`, "aria-hidden": "true", height: 8, width: "100%" },
    svg("rect", { class: "bar-track", width: "100%", height: 8, rx: 4 }),
    svg("rect", { class: "bar-value", width, height: 8, rx: 4 }),
  );
}

/**
 * Makes the children of a list those of the items, and leaves alone what has not changed: focus and
 * what is unfolded stay where they are.
 */
export function fill(parent, items, keyOf, make) {
  const before = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const nodes = items.map((item) => {
    const key = String(keyOf(item));
    const was = JSON.stringify(item);
    const old = before.get(key);
    if (old && made.get(old) === was) {
      return old;
    }
    const node = make(item);
    node.dataset.key = key;
    made.set(node, was);
    if (old) {
      takeOver(old, node);
    }
    return node;
  });
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) {
      parent.insertBefore(node, parent.children[index] ?? null);
    }
  });
  while (parent.children.length > nodes.length) {
    parent.lastElementChild.remove();
  }
}

const made = new WeakMap(); // what each node was made of

function takeOver(old, node) {
  const details = node.querySelector("details");
  if (details) {
    details.open = old.querySelector("details")?.open ?? false;
  }
  if (old.contains(document.activeElement)) {
    old.replaceWith(node);
    const next = node.querySelector("button, summary") ?? node;
    next.tabIndex = next === node ? -1 : 0;
    next.focus({ preventScroll: true });
  } else {
    old.replaceWith(node);
  }
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });
const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const TIME = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const LOCAL_DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const AGO = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const UNITS = [
  ["minute", 60_000, 60],
  ["hour", 3_600_000, 24],
  ["day", 86_400_000, 7],
];

/** A UTC day or instant as "22 November". */
export function day(value) {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? "" : DAY.format(date);
}

export function shortDay(value) {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? "" : SHORT.format(date);
}

export function time(value) {
  return TIME.format(new Date(value));
}

/** The time of an instant, with the day unless that is today. */
export function moment(value) {
  const isOfToday = new Date(value).toDateString() === new Date().toDateString();
  return isOfToday ? time(value) : `${LOCAL_DAY.format(new Date(value))}, ${time(value)}`;
}

/** Today, as scores have it: their days begin at midnight UTC. */
export function utcDay() {
  return new Date().toISOString().slice(0, 10);
}

/** Says when days begin here; nothing where they begin at midnight. */
export function dayBegins() {
  const local = new Date(`${utcDay()}T00:00Z`);
  return local.getHours() === 0 && local.getMinutes() === 0
    ? ""
    : `Days begin at midnight UTC, ${CLOCK.format(local)} here.`;
}

export function isToday(date) {
  return date === utcDay();
}

/** When something was, for people; refreshAgo() keeps it true. */
export function ago(instant) {
  return el("time", { dateTime: instant, textContent: sinceThen(instant) });
}

export function refreshAgo() {
  for (const element of document.querySelectorAll("time[datetime]")) {
    element.textContent = sinceThen(element.dateTime);
  }
}

function sinceThen(instant) {
  const age = Date.now() - Date.parse(instant);
  if (age < 60_000) {
    return "just now";
  }
  const unit = UNITS.find(([, length, most]) => age < length * most);
  return unit ? AGO.format(-Math.floor(age / unit[1]), unit[0]) : shortDay(instant);
}

/** "action_step_complete" as "Action step complete". */
export function words(name) {
  const text = String(name ?? "").replaceAll(/[_-]+/g, " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "1 day", "2 days"; "2 activities" where the plural is given. */
export function plural(count, one, many = `${one}s`) {
  return `${figure(count)} ${count === 1 ? one : many}`;
}

const FIGURE = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export function figure(value) {
  return FIGURE.format(value);
}
