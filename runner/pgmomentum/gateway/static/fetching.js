import { Timers } from "./tools.js";

// Milliseconds from a reason to fetch a part of the state to doing so: what happens meanwhile is
// part of it, so nothing is fetched more often.
const AFTER = { momentum: 400, interventions: 500, notifications: 500, dashboard: 1_500 };
const AGAIN_AFTER = 5_000; // where it failed
const SPREAD = 3_000; // at most, where everyone has the same reason at once

/** Fetches parts of the state: soon, seldom, again where it fails, and once it can be done. */
export class Fetcher {
  #timers = new Timers();
  #wanted = new Set();
  #running = new Set();
  #canFetch;
  #fetch;
  #onError;
  #random;

  /**
   * @param {object} options
   * @param {() => boolean} options.canFetch
   * @param {(part: string) => unknown} options.fetch waited for, where it is a promise
   * @param {(error: Error) => void} options.onError
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

  /** Forgets what is wanted. */
  stop() {
    this.#timers.stop();
    this.#wanted.clear();
  }

  #start(parts, delay) {
    this.want(parts);
    parts.forEach((part) => this.#timers.start(part, delay(part), () => this.#try(part)));
  }

  async #try(part) {
    if (!this.#canFetch()) {
      return; // it stays wanted
    }
    this.#wanted.delete(part);
    this.#running.add(part);
    try {
      await this.#fetch(part);
    } catch (error) {
      this.#start([part], () => AGAIN_AFTER + this.#random() * SPREAD);
      this.#onError(error);
    } finally {
      this.#running.delete(part);
    }
  }
}
