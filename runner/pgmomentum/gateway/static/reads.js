const AGAIN_AFTER = 5_000; // milliseconds
const GONE = ["not_found", "bad_message"];

/**
 * The notifications that the server is still to mark as read. They are sent one at a time, because
 * an error does not tell what it is about; sending one twice does no harm, and another page of the
 * same user may send them as well.
 */
export class Reads {
  #ids = [];
  #send;
  #cache = null;
  #timer;

  /** @param {(id: string) => void} send sends one, where that is possible now */
  constructor(send) {
    this.#send = send;
  }

  get ids() {
    return this.#ids;
  }

  /** Begins anew, with those of an earlier time that a UserCache, if there is one, has kept. */
  load(cache) {
    clearTimeout(this.#timer);
    this.#cache = cache;
    this.#ids = cache?.loadReads() ?? [];
  }

  /** Takes one; returns whether it is new. */
  add(id) {
    if (this.#ids.includes(id)) {
      return false;
    }
    this.#ids = [...this.#ids, id];
    this.#cache?.keepRead(id, true);
    if (this.#ids.length === 1) {
      this.next();
    }
    return true;
  }

  /** Sends the first one, of this page or of another one. */
  next() {
    clearTimeout(this.#timer);
    this.#ids = [...new Set([...this.#ids, ...(this.#cache?.loadReads() ?? [])])];
    if (this.#ids.length > 0) {
      this.#send(this.#ids[0]);
    }
  }

  done(id) {
    this.#ids = this.#ids.filter((each) => each !== id);
    this.#cache?.keepRead(id, false);
    this.next();
  }

  /** Takes an error; returns whether it means that the first one does not exist any more. */
  failed(code) {
    if (this.#ids.length > 0 && GONE.includes(code)) {
      this.done(this.#ids[0]);
      return true;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.next(), AGAIN_AFTER);
    return false;
  }
}
