import { claims } from "./account.js";

/**
 * The socket of a client: it authenticates by its first message, comes back when it is lost, renews
 * the token before it expires, and notices when the other side has gone silent.
 *
 * Status: "connecting" (the first try), "live", "reconnecting" (lost, being tried), "offline" (a
 * try failed, or the browser says that there is no network, which is not always true; it goes on
 * trying), "denied" (no token, or one that the server refuses twice; it stops), "closed" (by
 * close()).
 */

const FIRST_DELAY = 500; // of the back-off, at most; milliseconds, as all below
const LONGEST_DELAY = 30_000;
const RESTART_DELAY = 5_000; // after a server that says that it restarts, at most
const BUSY_DELAY = 30_000; // after a server that says that it is too much
const PING_EVERY = 25_000;
const PATIENCE = 15_000; // for a connection to become live
const PONG_PATIENCE = 35_000; // the server may be waiting for its database for 30 seconds
const TOKEN_PATIENCE = 30_000; // for the application to give a token
const STABLE = 10_000; // live for so long: the next back-off begins anew
const RENEW_BEFORE = 60_000; // the end of the token
const LONGEST_TIMER = 2 ** 31 - 1;

const GOING_AWAY = [1001, 1012];
const NO_TOKEN = 4401;
const NOT_ALLOWED = 4403;
const TOO_MANY = 4429;

export class Connection {
  #url;
  #getToken;
  #onMessage;
  #onStatus;
  #random;

  #status = { status: "closed", retryIn: null, code: null };
  #socket = null;
  #attempt = 0; // a newer one makes what an older one still waits for void
  #failures = 0; // in a row
  #refusals = 0; // in a row
  #liveAt = 0;
  #retryTimer;
  #pingTimer;
  #renewTimer;
  #deadline;

  /**
   * @param {object} options
   * @param {URL} options.url of the WebSocket
   * @param {(why: {expired: boolean}) => Promise<string | null>} options.getToken
   * @param {(message: object) => void} options.onMessage
   * @param {(status: {status: string, retryIn: number | null, code: number | null}) => void}
   *   options.onStatus retryIn: milliseconds to the next try; code: of the last close
   * @param {() => number} options.random from 0 up to 1
   */
  constructor({ url, getToken, onMessage, onStatus, random }) {
    this.#url = url;
    this.#getToken = getToken;
    this.#onMessage = onMessage;
    this.#onStatus = onStatus;
    this.#random = random;
  }

  get status() {
    return this.#status;
  }

  /** Whether it is live, or tries to be. */
  get isOpen() {
    return !["closed", "denied"].includes(this.#status.status);
  }

  get isLive() {
    return this.#status.status === "live";
  }

  open() {
    if (this.isOpen) {
      return;
    }
    this.#failures = 0;
    this.#refusals = 0;
    globalThis.addEventListener?.("online", this.#online);
    globalThis.addEventListener?.("offline", this.#offline);
    this.#tell("connecting");
    this.#try();
  }

  close() {
    this.#stop("closed");
  }

  /** Sends a message; returns false where there is no connection for it. */
  send(message) {
    if (!this.isLive || this.#socket?.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Gives this connection up and makes a new one. */
  restart() {
    this.#lost(null);
  }

  #online = () => {
    if (this.#socket === null) {
      this.#failures = 0;
      this.#try();
    } else {
      this.#ping(); // it may be the socket of a network that is gone
    }
  };

  #offline = () => {
    this.#drop();
    this.#retry("offline", null);
  };

  async #try() {
    this.#drop();
    const attempt = this.#attempt;
    const again = () => attempt === this.#attempt;
    let token;
    this.#expect(TOKEN_PATIENCE);
    try {
      token = await this.#getToken({ expired: this.#refusals > 0 });
    } catch {
      if (again()) {
        this.#retry("offline", null);
      }
      return;
    }
    if (!again()) {
      return;
    }
    if (!token) {
      this.#stop("denied");
      return;
    }
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#expect(PATIENCE);
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: "auth", token }));
      this.#renewBefore(token);
    };
    socket.onmessage = ({ data }) => this.#heard(data);
    socket.onclose = ({ code }) => this.#lost(code);
  }

  #heard(text) {
    if (this.isLive) {
      clearTimeout(this.#deadline);
    }
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    if (message?.type === "subscription_confirmed" && !this.isLive) {
      clearTimeout(this.#deadline);
      this.#refusals = 0;
      this.#liveAt = Date.now();
      this.#pingTimer = setInterval(() => this.#ping(), PING_EVERY);
      this.#tell("live");
    }
    this.#onMessage(message);
  }

  /** Asks for a sign of life. By timers alone: clocks are set, and hidden pages run late. */
  #ping() {
    if (this.send({ type: "ping" })) {
      this.#expect(PONG_PATIENCE);
    }
  }

  /** Gives the connection up, unless there is more of it in time. */
  #expect(patience) {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#lost(null), patience);
  }

  #lost(code) {
    const wasLive = this.isLive;
    if (wasLive && Date.now() - this.#liveAt > STABLE) {
      this.#failures = 0;
    }
    this.#drop();
    if (code === NOT_ALLOWED || (code === NO_TOKEN && this.#refusals > 0)) {
      this.#stop("denied", code);
    } else {
      this.#refusals += code === NO_TOKEN ? 1 : 0;
      this.#retry(wasLive ? "reconnecting" : "offline", code);
    }
  }

  #retry(status, code) {
    let longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#failures);
    let shortest = 0;
    if (GOING_AWAY.includes(code)) {
      longest = RESTART_DELAY;
    } else if (code === TOO_MANY) {
      shortest = BUSY_DELAY / 2;
      longest = BUSY_DELAY;
    }
    this.#failures += 1;
    clearTimeout(this.#deadline);
    const retryIn = shortest + this.#random() * (longest - shortest);
    this.#retryTimer = setTimeout(() => this.#try(), retryIn);
    this.#tell(status, retryIn, code);
  }

  /** Asks for a new token in time, and hands it in over the open socket. */
  #renewBefore(token) {
    clearTimeout(this.#renewTimer);
    const left = (claims(token).exp ?? Infinity) * 1000 - Date.now();
    const wait = Math.max(left - RENEW_BEFORE, left * 0.8);
    if (!(wait > 0 && wait < LONGEST_TIMER)) {
      return;
    }
    const attempt = this.#attempt;
    this.#renewTimer = setTimeout(async () => {
      const newer = await this.#getToken({ expired: true }).catch(() => null);
      // without a newer one the server closes with 4401 when it is time
      if (newer && newer !== token && attempt === this.#attempt) {
        this.send({ type: "auth", token: newer });
        this.#renewBefore(newer);
      }
    }, wait);
  }

  /** Leaves the socket, and whatever an earlier attempt still waits for. */
  #drop() {
    this.#attempt += 1;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#renewTimer);
    clearTimeout(this.#deadline);
    clearInterval(this.#pingTimer);
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  #stop(status, code = null) {
    this.#drop();
    globalThis.removeEventListener?.("online", this.#online);
    globalThis.removeEventListener?.("offline", this.#offline);
    this.#tell(status, null, code);
  }

  #tell(status, retryIn = null, code = null) {
    this.#status = { status, retryIn, code };
    this.#onStatus(this.#status);
  }
}
