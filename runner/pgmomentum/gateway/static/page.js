import { Account, claims } from "./account.js";
import * as dom from "./dom.js";
import { Gauge } from "./gauge.js";
import { MomentumClient } from "./momentum.js";
import { Operator } from "./operator.js";
import * as sections from "./sections.js";
import { Trend } from "./trend.js";

const { day, dayBegins, figure, isToday, moment, plural, refreshAgo, stateName, utcDay } = dom;
const TOKEN = "momentum:token"; // in the session's storage: gone with the tab
const OPERATOR = "#operator";
const NOT_ALLOWED = 4403; // closes the connection
const HOW_TO_SIGN_IN = "Paste an access token, or open this page from your application.";
const NOTIFICATIONS = 6; // shown at first
const QUIET = 1_500; // milliseconds from a change to its being read out

const part = (id) => document.getElementById(id);
const user = new URLSearchParams(location.search).get("user");

// Where tokens come from: the application around the page, what was typed in, or, in development,
// the gateway itself.

let isDevelopment = false;
let serviceToken = null; // typed in; never stored

async function developmentToken(query) {
  const response = await fetch(`dev/token?${new URLSearchParams(query)}`);
  if (!response.ok) {
    return null;
  }
  isDevelopment = true;
  showViews();
  return (await response.json()).token;
}

async function getToken({ expired }) {
  if (window.pgmomentum?.getToken) {
    return window.pgmomentum.getToken({ expired });
  }
  if (expired) {
    sessionStorage.removeItem(TOKEN);
  }
  return sessionStorage.getItem(TOKEN) ?? (user ? developmentToken({ user }) : null);
}

async function getServiceToken({ expired }) {
  if (expired) {
    serviceToken = null;
  }
  const token = serviceToken ?? (await developmentToken({ role: "service_role" }));
  if (!token) {
    throw Object.assign(new Error("there is no token of the service"), { code: "denied" });
  }
  return token;
}

const client = new MomentumClient({ getToken, userId: user });
const operator = new Operator(
  part("operator"),
  new Account(new URL(".", location.href), getServiceToken, () => {}),
  () => showSignIn("A token with the role service_role opens the operator's view."),
);

// What is seen of a user.

const gauge = new Gauge(part("gauge"));
const trend = new Trend(part("trend"));

function show(state) {
  const { momentum, dashboard, notifications, interventions } = state;
  gauge.show(momentum);
  trend.show(historyWith(dashboard?.history ?? [], momentum));
  part("utc-note").textContent = dayBegins();
  part("trend-change").textContent = changeText(dashboard?.trend);
  const date = momentum?.score_date;
  part("day-title").textContent = !date || isToday(date) ? "Today" : day(date);
  part("day-note").textContent =
    momentum?.event_count === undefined
      ? ""
      : plural(momentum.event_count, "activity", "activities");
  sections.showDay(part("day"), momentum);
  showNotifications(notifications);
  sections.showInterventions(part("interventions"), interventions);
  const { milestones, badges = null } = dashboard ?? {};
  sections.showMilestones(part("milestones-track"), part("milestones"), milestones);
  part("milestones-note").textContent = milestones
    ? `${plural(milestones.session_count ?? 0, "session")} in ${milestones.year}`
    : "";
  sections.showBadges(part("badges"), badges);
  const held = badges?.filter((each) => sections.isHeld(each.award)).length;
  part("badges-note").textContent = badges?.length ? `${held} of ${badges.length} earned` : "";
  showTitle();
}

function showTitle() {
  const { momentum } = client.state;
  const name = momentum?.has_data
    ? `${Math.round(momentum.final_score)} · ${stateName(momentum.momentum_state)} · `
    : "";
  document.title = `${isOperator() ? "Operations · " : name}Momentum`;
}

let showsAll = false;

function showNotifications(notifications) {
  const all = notifications ?? [];
  const shown = showsAll ? all : all.slice(0, NOTIFICATIONS);
  const isKnown = notifications !== null;
  sections.showNotifications(part("notifications"), isKnown ? shown : null, (id) =>
    client.markRead(id),
  );
  const unread = all.filter((each) => !each.read_at).length;
  part("notifications-note").textContent = unread > 0 ? `${unread} unread` : "";
  part("notifications-more").hidden = shown.length === all.length;
  part("notifications-more").textContent = `Show all ${all.length}`;
}

part("notifications-more").addEventListener("click", () => {
  showsAll = true;
  showNotifications(client.state.notifications);
  part("notifications-title").focus({ preventScroll: true });
});

/** The history with the newest score, which is there before the history is fetched again. */
function historyWith(history, momentum) {
  if (!momentum?.has_data) {
    return history;
  }
  const { score_date, final_score, momentum_state, event_count } = momentum;
  const others = history.filter((each) => each.score_date !== score_date);
  const all = [...others, { score_date, final_score, momentum_state, event_count }];
  return all.sort((a, b) => (a.score_date < b.score_date ? -1 : 1));
}

function changeText(change) {
  if (change?.change == null) {
    return "";
  }
  const points = Math.round(change.change);
  if (points === 0) {
    return "level with the week before";
  }
  return `${plural(Math.abs(points), "point")} ${points > 0 ? "above" : "below"} the week before`;
}

const CONNECTIONS = {
  connecting: () => "Connecting",
  live: () => "Live",
  reconnecting: () => "Reconnecting",
  offline: () => "Offline, from the cache",
  denied: () => "Signed out",
  closed: () => "Closed",
};

function showConnection() {
  const { status } = client.connection;
  const { updatedAt } = client.state;
  const text = CONNECTIONS[status]();
  part("connection").dataset.status = status;
  part("connection-text").textContent = updatedAt ? `${text} · ${moment(updatedAt)}` : text;
  return text;
}

// What is read out: the newest of each topic, every now and then.

const waiting = new Map();

function announce(topic, text) {
  if (waiting.size === 0) {
    setTimeout(() => {
      part("announcer").textContent = [...waiting.values()].join(". ");
      waiting.clear();
    }, QUIET);
  }
  waiting.set(topic, text);
}

client.addEventListener("state", ({ detail }) => {
  show(detail);
  showConnection();
});
let said = CONNECTIONS.connecting();

client.addEventListener("connection", ({ detail }) => {
  const text = showConnection();
  if (text !== said) {
    said = text;
    announce("connection", text);
  }
  if (detail.status === "denied") {
    const isUnknown = detail.code === NOT_ALLOWED;
    showSignIn(isUnknown ? "The server does not know this user." : HOW_TO_SIGN_IN);
  } else if (detail.status === "live") {
    hideSignIn();
  }
});
client.addEventListener("momentum", () => {
  const { momentum } = client.state;
  if (momentum?.has_data) {
    const { final_score: score, momentum_state: state } = momentum;
    announce("momentum", `Momentum ${figure(score)}, ${stateName(state)}`);
  }
});
client.addEventListener("notification", ({ detail }) => {
  const title = sections.titleOf({ notification_type: detail.scenario_type, ...detail });
  announce("notification", `New notification: ${title}`);
});
client.addEventListener("badge", ({ detail }) =>
  announce("badge", `Badge earned: ${detail.title}`),
);
client.addEventListener("intervention", () => announce("support", "Planned support has changed"));
let shownOn = utcDay();
setInterval(() => {
  refreshAgo();
  if (shownOn !== utcDay()) {
    shownOn = utcDay();
    show(client.state); // what was today is so no more
  }
  showConnection();
}, 60_000);

// Signing in, and which view is open.

function isOperator() {
  return location.hash === OPERATOR;
}

function showSignIn(text) {
  announce("sign-in", text);
  part("sign-in-text").textContent = text;
  part("sign-in").hidden = false;
  part("me").hidden = true;
  part("operator").hidden = true;
}

function hideSignIn() {
  if (part("sign-in").contains(document.activeElement)) {
    part("main").focus(); // what has the focus goes
  }
  part("sign-in").hidden = true;
  part("me").hidden = isOperator();
  part("operator").hidden = !isOperator();
}

part("sign-in-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const token = part("token").value.trim();
  part("token").value = "";
  if (isOperator()) {
    serviceToken = token;
    open();
  } else if (claims(token).sub) {
    sessionStorage.setItem(TOKEN, token);
    hideSignIn();
    client.connect();
  } else {
    showSignIn("That is no access token of a user.");
    part("token").focus();
  }
});

part("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the hash names the view
  part("main").focus();
});

function showViews() {
  part("views").hidden = !isDevelopment && !isOperator();
  for (const link of part("views").querySelectorAll("a")) {
    const isOpen = (link.hash === OPERATOR) === isOperator();
    link.toggleAttribute("aria-current", isOpen);
    if (isOpen) {
      link.setAttribute("aria-current", "page");
    }
  }
}

function open() {
  hideSignIn();
  showViews();
  showTitle();
  part("connection").hidden = isOperator();
  if (isOperator()) {
    client.close();
    operator.start();
  } else {
    operator.stop();
    client.connect();
  }
}

addEventListener("hashchange", open);
open();
show(client.state);
