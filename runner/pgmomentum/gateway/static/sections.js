import * as dom from "./dom.js";

const { ago, bar, day, el, figure, fill, icon, plural, shortDay, stateName, svg, words } = dom;
const UNASSIGNED = "unassigned";

const UNKNOWN = "Not known yet.";

/** What the day's points come from: pillars, and types of events. */
export function showDay(root, momentum) {
  const { breakdown } = momentum ?? {};
  const pillars = Object.entries(breakdown?.pillars ?? {}).sort((a, b) => b[1] - a[1]);
  const events = Object.entries(breakdown?.events ?? {}).sort((a, b) => b[1].points - a[1].points);
  const most = Math.max(1, ...pillars.map(([, points]) => points));
  const mostOfEvents = Math.max(1, ...events.map(([, event]) => event.points));
  if (events.length === 0) {
    const isKnown = breakdown || momentum?.has_data === false;
    const text = isKnown ? "Nothing yet. What you do appears here at once." : UNKNOWN;
    root.replaceChildren(empty(text));
    return;
  }
  root.replaceChildren(
    el("h3", {}, "By pillar"),
    el(
      "ul",
      { className: "plain bars" },
      ...pillars.map(([id, points]) =>
        barItem(id === UNASSIGNED ? "Other" : words(id), plural(points, "point"), points / most),
      ),
    ),
    el("h3", {}, "By activity"),
    el(
      "ul",
      { className: "plain bars" },
      ...events.map(([type, { count, counted, points }]) => {
        const times = count === counted ? `${figure(count)}×` : `${counted} of ${count} count`;
        const text = `${times} · ${plural(points, "point")}`;
        return barItem(words(type), text, points / mostOfEvents);
      }),
    ),
  );
}

function barItem(name, text, share) {
  const line = el("span", { className: "bar-line" }, name, el("span", { className: "note" }, text));
  return el("li", {}, line, bar(share));
}

/** Notifications; those that are not read yet can be marked. */
export function showNotifications(root, notifications, markRead) {
  if (!notifications?.length) {
    fillEmpty(root, notifications, "You have no notifications.");
    return;
  }
  fill(root, notifications, (each) => each.notification_id, (each) => {
    const [title, message] = [titleOf(each), messageOf(each)];
    const button = el("button", {
      type: "button",
      className: "quiet",
      textContent: "Mark as read",
      "aria-label": `Mark as read: ${title}`,
      onclick: () => markRead(each.notification_id),
    });
    return el(
      "li",
      { className: each.read_at ? "notification" : "notification unread" },
      el(
        "div",
        {},
        each.read_at ? null : el("span", { className: "hidden" }, "Unread: "),
        el("h3", { dir: "auto" }, title),
        message ? el("p", { dir: "auto" }, message) : null,
        el("p", { className: "note" }, ago(each.created_at)),
      ),
      each.read_at ? null : button,
    );
  });
}

export function titleOf({ title, notification_type: type, milestone_value: value }) {
  if (title) {
    return title;
  }
  return value ? `Milestone reached: ${plural(value, "session")}` : words(type);
}

function messageOf({ message, payload }) {
  const { session_count: count } = payload ?? {};
  return message ?? (count ? `${plural(count, "session")} this year` : null);
}

/** Interventions that are scheduled or in progress. */
export function showInterventions(root, interventions) {
  if (!interventions?.length) {
    fillEmpty(root, interventions, "Nothing is planned.");
    return;
  }
  fill(root, interventions, (each) => each.intervention_id, (each) =>
    el(
      "li",
      { className: "intervention" },
      el(
        "p",
        { className: "bar-line" },
        el("strong", {}, words(each.intervention_type)),
        el("span", { className: "tag" }, words(each.status)),
      ),
      el("p", { className: "note" }, reasonOf(each)),
    ),
  );
}

function reasonOf({ scheduled_date: date, trigger_reason: reason }) {
  const said = reason?.replaceAll("NeedsCare", stateName("NeedsCare"));
  return [day(date), said].filter(Boolean).join(" · ");
}

/** The year's sessions on a line of thresholds, and each threshold in words. */
export function showMilestones(track, list, milestones) {
  const { session_count: known, thresholds = [], reached = [] } = milestones ?? {};
  if (thresholds.length === 0) {
    track.replaceChildren();
    fillEmpty(list, milestones, "There are no milestones.");
    return;
  }
  const count = known ?? 0;
  const last = Math.max(1, ...thresholds);
  const at = (value) => `${4 + 92 * Math.min(value / last, 1)}%`;
  const when = new Map(reached.map((each) => [each.milestone_value, each.created_at]));
  track.replaceChildren(
    svg(
      "svg",
      { class: "track", height: 22, width: "100%", "aria-hidden": "true" },
      svg("line", { class: "track-base", x1: "4%", x2: "96%", y1: 11, y2: 11 }),
      svg("line", { class: "track-done", x1: "4%", x2: at(count), y1: 11, y2: 11 }),
      ...thresholds.map((value) =>
        svg("circle", {
          class: count >= value || when.has(value) ? "track-stop reached" : "track-stop",
          cx: at(value),
          cy: 11,
          r: 7,
        }),
      ),
    ),
  );
  const items = thresholds.map((value) => ({ value, count, at: when.get(value) }));
  fill(list, items, (each) => each.value, milestoneItem);
}

function milestoneItem({ value, count, at }) {
  const isReached = at !== undefined || count >= value;
  const missing = isReached ? "reached" : `${figure(value - count)} to go`;
  return el(
    "li",
    { className: "bar-line milestone" },
    el("span", {}, isReached ? icon("done") : null, plural(value, "session")),
    el("span", { className: "note" }, at ? `reached on ${shortDay(at)}` : missing),
  );
}

/** Streaks and badges: earned ones with their evidence, the others with their progress. */
export function showBadges(root, badges) {
  if (!badges?.length) {
    fillEmpty(root, badges, "There are no badges yet.");
    return;
  }
  const order = ({ award }) => (isHeld(award) ? 0 : 1);
  fill(root, badges.toSorted((a, b) => order(a) - order(b)), (each) => each.badge.id, badgeItem);
}

export function isHeld(award) {
  return Boolean(award) && !award.revoked_at;
}

function badgeItem({ badge, award, progress, answer }) {
  const held = isHeld(award);
  const isStreak = badge.criteria_type === "streak";
  const { current_value: current, required, longest } = progress;
  const streak = `Now ${plural(current, badge.window_unit)} in a row; the most: ${figure(longest)}`;
  const windows = award?.evidence?.windows ?? [];
  return el(
    "li",
    { className: held ? "badge held" : "badge" },
    el("span", { className: "medal" }, icon("badge")),
    el(
      "div",
      {},
      el("h3", { dir: "auto" }, badge.name),
      el(
        "p",
        { className: "note" },
        held ? `Earned on ${day(award.earned_at ?? award.awarded_at)}` : sentence(answer),
      ),
      held && isStreak ? el("p", { className: "note" }, streak) : null,
      held ? null : bar(current / required),
      held && windows.length > 0 ? evidence(windows, award.evidence.window_unit) : null,
    ),
  );
}

function evidence(windows, unit) {
  const name = (start) => (unit === "day" ? day(start) : `${words(unit)} of ${shortDay(start)}`);
  return el(
    "details",
    {},
    el("summary", {}, "Evidence"),
    el(
      "ul",
      { className: "plain evidence" },
      ...windows.map(({ window_start: start, activity_count: count }) =>
        el(
          "li",
          { className: "bar-line" },
          name(start),
          el("span", { className: "note" }, plural(count, "activity", "activities")),
        ),
      ),
    ),
  );
}

function sentence(text) {
  return text ? `${words(text.charAt(0))}${text.slice(1)}` : "";
}

/** Says that there is nothing, or that nobody knows yet. */
function fillEmpty(root, items, text) {
  fill(root, [items ? text : UNKNOWN], () => "empty", (each) => empty(each, "li"));
}

function empty(text, name = "p") {
  return el(name, { className: "empty" }, text);
}
