/** What an event makes of a user's state, without asking the server. */

const OPEN = ["scheduled", "in_progress"];
const WEEK = 7;

/** The state of a user of whom nothing is known. */
export const NOTHING = Object.freeze({
  userId: null,
  momentum: null, // as get_realtime_momentum_state() has it
  interventions: null, // open ones: an array, the earliest first
  notifications: null, // an array, the newest first
  dashboard: null, // {history, trend, badges, milestones}
  updatedAt: null, // when the server last told something of it: milliseconds
});

/** A score was written: its figures, with the breakdown of before until the server tells more. */
export function withScore(momentum, { payload }) {
  const { user_id, score_date, final_score, momentum_state } = payload;
  const before = momentum?.score_date ?? "";
  if (score_date < before) {
    return momentum; // of an earlier day
  }
  const kept = score_date === before ? momentum : { user_id, has_data: true };
  return { ...kept, score_date, final_score, momentum_state };
}

/** An intervention was made or has changed. */
export function withIntervention(interventions, { payload, created_at }) {
  const isIt = (each) => each.intervention_id === payload.intervention_id;
  const others = interventions.filter((each) => !isIt(each));
  if (!OPEN.includes(payload.status)) {
    return others;
  }
  const newer = { created_at, ...interventions.find(isIt), ...payload };
  return [...others, newer].sort((a, b) => (a.scheduled_date < b.scheduled_date ? -1 : 1));
}

/** Somebody was notified. */
export function withNotification(notifications, { event_type, payload, created_at }) {
  const others = notifications.filter((n) => n.notification_id !== payload.notification_id);
  const notification_type = payload.notification_type ?? payload.scenario_type;
  const told = { ...payload, event_type, notification_type, created_at };
  return [{ payload: {}, read_at: null, ...told }, ...others];
}

const SCORE = {
  part: "momentum",
  apply: withScore,
  outdates: true,
  fetches: ["momentum", "dashboard"],
  tells: "momentum",
};
const INTERVENTION = { part: "interventions", apply: withIntervention, tells: "intervention" };
const NOTIFICATION = { part: "notifications", apply: withNotification, tells: "notification" };

/**
 * What each type of event means: the part of the state that it changes, and how; whether what is
 * kept of scores is outdated or dropped; what has to be fetched, and whether everyone has to at
 * once; which event of the client tells it.
 */
export const MEANINGS = {
  momentum_score_created: SCORE,
  momentum_score_updated: SCORE,
  cache_invalidated: { drops: true, fetches: ["momentum", "dashboard"] },
  momentum_scores_recalculated: {
    outdates: true,
    fetches: ["momentum", "dashboard"],
    isForEveryone: true,
  },
  intervention_created: INTERVENTION,
  intervention_updated: INTERVENTION,
  push_notification: NOTIFICATION,
  scenario_notification: { ...NOTIFICATION, fetches: ["dashboard"] },
  badge_awarded: { fetches: ["dashboard"], tells: "badge" },
};

/** The parts of the state, from what the server answers. */
export const READ = {
  interventions: ({ interventions }) => interventions,
  notifications: (notifications) => notifications,
  dashboard: ({ history, badges, milestones }) => ({
    history,
    trend: trendOf(history),
    badges,
    milestones,
  }),
};

/** Notifications, with some of them read by now. */
export function withRead(notifications, ids, read_at = new Date().toISOString()) {
  return notifications.map((each) =>
    ids.includes(each.notification_id) && !each.read_at ? { ...each, read_at } : each,
  );
}

/**
 * How the last seven days compare with those before: {average, change}, change null where there
 * are no earlier ones; null without scores.
 */
export function trendOf(history) {
  const newest = Date.parse(history.at(-1)?.score_date);
  const age = ({ score_date }) => (newest - Date.parse(score_date)) / 86_400_000;
  const average = mean(history.filter((each) => age(each) < WEEK));
  const before = mean(history.filter((each) => age(each) >= WEEK && age(each) < 2 * WEEK));
  return average === null
    ? null
    : { average, change: before === null ? null : average - before };
}

function mean(history) {
  const sum = history.reduce((total, each) => total + Number(each.final_score), 0);
  return history.length > 0 ? sum / history.length : null;
}
