const PATIENCE = 30_000; // milliseconds for an answer

/** Whose client this is: the token, and what is asked with it by HTTP. */
export class Account {
  #base;
  #getToken;
  #onUser;
  #token = null;

  /**
   * @param {URL} base of the gateway
   * @param {Function} getToken as MomentumClient takes it
   * @param {(userId: string) => void} onUser hears of whom each token is
   */
  constructor(base, getToken, onUser) {
    this.#base = base;
    this.#getToken = getToken;
    this.#onUser = onUser;
  }

  /** Asks the application for a token. */
  async token(why) {
    this.#token = await this.#getToken(why);
    const { sub } = claims(this.#token);
    if (sub) {
      this.#onUser(sub);
    }
    return this.#token;
  }

  /** Asks POST /sync/<question>; returns its data, or throws an Error that has the code. */
  async ask(question, parameters) {
    let response = await this.#post(question, parameters);
    if (response.status === 401) {
      await this.token({ expired: true });
      response = await this.#post(question, parameters);
    }
    const { success, data, error } = await response.json();
    if (!success) {
      throw Object.assign(new Error(error?.message), { code: error?.code });
    }
    return data;
  }

  async #post(question, parameters) {
    const token = this.#token ?? (await this.token({ expired: false }));
    return fetch(new URL(`sync/${question}`, this.#base), {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(parameters),
      signal: AbortSignal.timeout(PATIENCE),
    });
  }
}

/** What a token says of itself. Unverified: it may name a cache, and is no proof of anything. */
export function claims(token) {
  try {
    const part = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(part), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {};
  } catch {
    return {};
  }
}
