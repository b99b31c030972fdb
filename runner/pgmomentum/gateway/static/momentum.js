import { Account } from "./account.js";
import { UserCache } from "./cache.js";
import { Connection } from "./connection.js";
import { Fetcher } from "./fetching.js";
import { Reads } from "./reads.js";
import { MEANINGS, NOTHING, READ, withRead } from "./state.js";
import { Recent, Timers } from "./tools.js";

const SOCKET = "functions/v1/realtime-momentum-sync";
const SAVE_AFTER = 250; // milliseconds
const REMEMBERED = 20_000; // ids of events: more than a resume brings
const FETCHED_FIRST = ["dashboard", "notifications"]; // what initial_state does not tell

/**
 * Follows a user's momentum: keeps the state, over lost connections and without a network, and says
 * what happens.
 *
 *     import { MomentumClient } from "https://momentum.example/momentum.js";
 *     const client = new MomentumClient({ getToken: async () => session.access_token });
 *     client.addEventListener("momentum", ({ detail }) => draw(detail));
 *     client.connect();
 *
 * Events, each a CustomEvent:
 * - "state": something in `client.state` has changed; detail is the state
 * - "momentum", "notification", "intervention", "badge": it happened, now or while the client was
 *   away; detail is the event's payload. A run over many users brings "state" alone.
 * - "connection": detail is {status, retryIn, code}; connection.js tells what they mean
 * - "error": detail is {code, message}, as the server's
 */
export class MomentumClient extends EventTarget {
  #days;
  #storage;
  #account;
  #connection;
  #fetcher;

  #state = NOTHING;
  #cache = null; // of the user, once known
  #lastEventId = null;
  #seen = new Recent(REMEMBERED);
  #resuming = false;
  #reads = new Reads((id) => this.#sendRead(id));
  #timers = new Timers();

  /**
   * @param {object} options
   * @param {(why: {expired: boolean}) => string | null | Promise<string | null>} options.getToken
   *   gives a JWT, a new one where `expired`; null: there is none, stop. Where it throws, the
   *   client tries again later.
   * @param {string | URL} [options.url] of the gateway; default: where this file comes from
   * @param {string} [options.userId] whose cache to show before there is a token
   * @param {Storage | Map<string, string>} [options.cache] default localStorage; a Map forgets
   * @param {number} [options.days] of history, 1 to 366
   * @param {() => number} [options.random] for tests
   */
  constructor({ getToken, url, userId, cache, days = 30, random = Math.random }) {
    super();
    const base = new URL(url ?? new URL(".", import.meta.url), globalThis.location?.href);
    this.#days = days;
    this.#storage = cache;
    this.#account = new Account(base, getToken, (id) => this.#belongTo(id));
    const socket = new URL(SOCKET, base);
    socket.protocol = socket.protocol.replace("http", "ws");
    this.#connection = new Connection({
      url: socket,
      getToken: (why) => this.#account.token(why),
      onMessage: (message) => this.#take(message),
      onStatus: (status) => {
        this.#resuming = false;
        this.#dispatch("connection", status);
      },
      random,
    });
    this.#fetcher = new Fetcher({
      canFetch: () => this.#connection.isLive && !this.#resuming,
      fetch: (part) => (part === "momentum" ? this.requestUpdate() : this.#fetch(part)),
      onError: (error) => this.#dispatch("error", error),
      random,
    });
    this.#become(userId ?? null);
  }

  /** What is known: {userId, momentum, interventions, notifications, dashboard, updatedAt}. */
  get state() {
    return this.#state;
  }

  /** {status, retryIn, code} of the connection. */
  get connection() {
    return this.#connection.status;
  }

  /** The event up to which this client knows everything; opaque. */
  get lastEventId() {
    return this.#lastEventId;
  }

  connect() {
    globalThis.addEventListener?.("pagehide", this.#save);
    this.#connection.open();
  }

  close() {
    globalThis.removeEventListener?.("pagehide", this.#save);
    this.#connection.close();
    this.#save();
    this.#rest();
  }

  /** Closes, and drops what is kept of the user, as after signing out; for each page to do. */
  forget() {
    this.close();
    this.#cache?.forget();
    this.#become(null);
  }

  /** Marks a notification as read: here at once, on the server as soon as it can be reached. */
  markRead(notificationId) {
    if (this.#reads.add(notificationId)) {
      this.#set({ notifications: this.#state.notifications });
    }
  }

  /** Asks for the newest score; "state" tells when it is there. Returns whether it was asked. */
  requestUpdate() {
    return this.#connection.send({ type: "request_momentum_update" });
  }

  /** Hears of whom a token is: somebody else may have signed in. After close() it is too late. */
  #belongTo(userId) {
    if (this.#connection.isOpen && this.#become(userId) && this.#connection.isLive) {
      this.#connection.restart();
    }
  }

  /** Turns to a user: nothing of another one is shown from here on. Returns whether it is one. */
  #become(id) {
    const userId = id?.toLowerCase() ?? null; // as the server writes it
    if (userId === this.#state.userId) {
      return false;
    }
    this.#rest();
    this.#seen.clear();
    this.#resuming = false;
    this.#cache = userId === null ? null : new UserCache(this.#storage, userId);
    const { lastEventId = null, updatedAt = null } = this.#cache?.loadClient() ?? {};
    this.#lastEventId = lastEventId;
    this.#reads.load(this.#cache);
    this.#state = Object.freeze({ ...NOTHING, ...this.#cache?.load(), userId, updatedAt });
    this.#dispatch("state", this.#state);
    return true;
  }

  #rest() {
    this.#timers.stop();
    this.#fetcher.stop();
    this.#fetcher.want(FETCHED_FIRST);
  }

  #take(message) {
    switch (message?.type) {
      case "subscription_confirmed":
        this.#become(message.user_id);
        this.#resuming = this.#lastEventId !== null;
        if (this.#resuming) {
          this.#connection.send({ type: "resume", last_event_id: this.#lastEventId });
        }
        break;
      case "initial_state":
        this.#set({
          momentum: message.momentum,
          interventions: message.interventions?.interventions ?? [],
        });
        if (!this.#resuming) {
          this.#reached(message.last_event_id ?? null);
        }
        break;
      case "resumed":
        this.#resuming = false;
        if (message.recovered) {
          this.#reached(message.last_event_id);
        } else {
          this.#lastEventId = null; // the state that follows brings another one
          this.#cache.outdate();
          this.#fetcher.spread(FETCHED_FIRST);
        }
        break;
      case "realtime_event":
        this.#happened(message.event);
        break;
      case "momentum_state_update":
        this.#set({ momentum: message.momentum });
        break;
      case "notification_marked_read":
        this.#reads.done(message.notification_id);
        this.#change("notifications", withRead, [message.notification_id]);
        break;
      case "error":
        this.#failed(message);
        break;
    }
  }

  /** All up to this event is known, but for what is still to be fetched. */
  #reached(eventId) {
    this.#lastEventId = eventId;
    this.#saveSoon();
    this.#fetcher.resume();
    this.#reads.next();
  }

  #failed({ code, message }) {
    if (this.#resuming && code !== "too_many") {
      if (code === "bad_message") {
        this.#lastEventId = null; // no id of this server's
      }
      this.#connection.restart();
    } else if (this.#reads.failed(code)) {
      this.#fetcher.soon(["notifications"]);
    }
    this.#dispatch("error", { code, message });
  }

  #sendRead(id) {
    if (!this.#resuming) {
      this.#connection.send({ type: "mark_notification_read", notification_id: id });
    }
  }

  #happened(event) {
    const { event_id: eventId, event_type: type, payload } = event;
    if (!this.#seen.add(eventId)) {
      return;
    }
    if (!this.#resuming) {
      this.#lastEventId = eventId; // while it resumes, there may be others before this one
      this.#saveSoon();
    }
    const { outdates, drops, part, apply, fetches, isForEveryone, tells } = MEANINGS[type] ?? {};
    this.#acknowledge(outdates ? this.#cache.outdate(payload.score_date) : []);
    this.#acknowledge(drops ? this.#cache.drop(payload.cache_keys ?? []) : []);
    if (part) {
      this.#change(part, apply, event);
    }
    this.#fetcher[isForEveryone ? "spread" : "soon"](fetches ?? []);
    if (tells) {
      this.#dispatch(tells, payload);
    }
  }

  /** Applies an event to a part of the state, and fetches it where that may not do. */
  #change(part, apply, event) {
    const applies = !this.#resuming && this.#state[part] !== null;
    if (applies) {
      this.#set({ [part]: apply(this.#state[part], event) }, part === "momentum");
    }
    if (!applies || this.#fetcher.isFetching(part)) {
      this.#fetcher.soon([part]); // what is being fetched may be older than the event
    }
  }

  #acknowledge(keys) {
    for (const cache_key of keys) {
      this.#connection.send({ type: "cache_invalidation_ack", cache_key });
    }
  }

  async #fetch(part) {
    const { userId } = this.#state;
    const days = part === "dashboard" ? { days: this.#days } : {};
    const value = await this.#account.ask(part, { user_id: userId, ...days });
    if (userId === this.#state.userId) {
      this.#set({ [part]: READ[part](value) });
    }
  }

  #set(parts, outdated = false) {
    const updatedAt = this.#connection.isLive ? Date.now() : this.#state.updatedAt;
    const state = { ...this.#state, ...parts, updatedAt };
    state.notifications &&= withRead(state.notifications, this.#reads.ids);
    this.#state = Object.freeze(state);
    for (const part of Object.keys(parts)) {
      this.#cache?.keep(part, this.#state[part], outdated);
    }
    this.#dispatch("state", this.#state);
  }

  #saveSoon() {
    this.#timers.start("save", SAVE_AFTER, () => this.#save());
  }

  #save = () =>
    this.#cache?.keepClient({ lastEventId: this.#lastEventId, updatedAt: this.#state.updatedAt });

  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
