/** Timers by name: one that is under way already is left as it is. */
export class Timers {
  #timers = new Map();

  start(name, delay, work) {
    if (!this.#timers.has(name)) {
      const done = () => {
        this.#timers.delete(name);
        work();
      };
      this.#timers.set(name, setTimeout(done, delay));
    }
  }

  stop() {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
  }
}

/** The newest of many ids. */
export class Recent {
  #most;
  #ids = new Set();

  constructor(most) {
    this.#most = most;
  }

  /** Takes an id; returns whether it is new. */
  add(id) {
    if (this.#ids.has(id)) {
      return false;
    }
    this.#ids.add(id);
    if (this.#ids.size > this.#most) {
      this.#ids.delete(this.#ids.values().next().value);
    }
    return true;
  }

  clear() {
    this.#ids.clear();
  }
}
