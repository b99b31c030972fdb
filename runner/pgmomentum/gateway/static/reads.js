const AGAIN_AFTER = 5_000; // milliseconds
const GONE = ["not_found", "bad_message"];

/**
 * The notifications that the server is still to mark as read. They are sent one at a time, because
 * an error does not tell what it is about; sending one twice does no harm.
 */
export class Reads {
  #ids = [];
  #send;
  #timer;

  /** @param {(id: string) => void} send sends one, where that is possible now */
  constructor(send) {
    this.#send = send;
  }

  get ids() {
    return this.#ids;
  }

  /** Begins with those of an earlier time. */
  load(ids) {
    this.#ids = ids;
  }

  add(id) {
    this.#ids = [...this.#ids, id];
    if (this.#ids.length === 1) {
      this.next();
    }
  }

  /** Sends the first one. */
  next() {
    clearTimeout(this.#timer);
    if (this.#ids.length > 0) {
      this.#send(this.#ids[0]);
    }
  }

  done(id) {
    this.#ids = this.#ids.filter((each) => each !== id);
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
