import { Timers } from "./tools.js";

// Milliseconds from a reason to fetch a part of the state to doing so: what happens meanwhile is
// part of it, so nothing is fetched more often.
const AFTER = { momentum: 400, interventions: 500, notifications: 500, dashboard: 1_500 };
const AGAIN_AFTER = 5_000; // where it failed; twice that where it failed again, and so on
const AGAIN_AFTER_AT_MOST = 80_000;
const SPREAD = 3_000; // at most, where everyone has the same reason at once

/**
 * Fetches parts of the state: soon, seldom, again where it fails, and once it can be done. Each is
 * asked for once at a time: of two answers, the older one could come last.
 */
export class Fetcher {
  #timers = new Timers();
  #wanted = new Set();
  #running = new Set();
  #failures = new Map(); // in a row, of each part
  #canFetch;
  #fetch;
  #onError;
  #random;

  /**
   * @param {object} options
   * @param {() => boolean} options.canFetch
   * @param {(part: string) => unknown} options.fetch waited for, where it is a promise
   * @param {(error: {code: string, message: string}) => void} options.onError
   * @param {() => number} options.random from 0 up to 1
   */
  constructor({ canFetch, fetch, onError, random }) {
    this.#canFetch = canFetch;
    this.#fetch = fetch;
    this.#onError = onError;
    this.#random = random;
  }

  /** Wants parts once they can be fetched: whoever knows that calls resume(). */
  want(parts) {
    parts.forEach((part) => this.#wanted.add(part));
  }

  /** Fetches parts soon. */
  soon(parts) {
    this.#start(parts, (part) => AFTER[part]);
  }

  /** Fetches parts at a random moment of the next seconds. */
  spread(parts) {
    const delay = this.#random() * SPREAD;
    this.#start(parts, () => delay);
  }

  /** Fetches what could not be fetched so far. */
  resume() {
    this.#start([...this.#wanted], () => 0);
  }

  isFetching(part) {
    return this.#running.has(part);
  }

  /** Forgets what is wanted, and what is still being fetched. */
  stop() {
    this.#timers.stop();
    this.#wanted.clear();
    this.#running = new Set();
    this.#failures.clear();
  }

  #start(parts, delay) {
    this.want(parts);
    parts.forEach((part) => this.#timers.start(part, delay(part), () => this.#try(part)));
  }

  async #try(part) {
    const running = this.#running;
    if (running.has(part) || !this.#canFetch()) {
      return; // it stays wanted
    }
    this.#wanted.delete(part);
    running.add(part);
    let error = null;
    try {
      await this.#fetch(part);
    } catch (caught) {
      error = caught;
    }
    running.delete(part);
    if (running !== this.#running) {
      return; // nobody waits for it any more
    }
    if (error !== null) {
      this.#start([part], () => this.#againAfter(part));
      const code = typeof error.code === "string" ? error.code : "network";
      this.#onError({ code, message: error.message });
    } else {
      this.#failures.delete(part);
      if (this.#wanted.has(part)) {
        this.soon([part]);
      }
    }
  }

  #againAfter(part) {
    const failures = this.#failures.get(part) ?? 0;
    this.#failures.set(part, failures + 1);
    const delay = Math.min(AGAIN_AFTER_AT_MOST, AGAIN_AFTER * 2 ** failures);
    return delay + this.#random() * SPREAD;
  }
}
