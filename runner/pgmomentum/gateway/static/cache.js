const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const areObjects = (value) => Array.isArray(value) && value.every(isObject);
const areTexts = (value) => Array.isArray(value) && value.every((each) => typeof each === "string");

// What is kept may be damaged, or that of another version: then it is as if it were not there.
const LOOKS_RIGHT = {
  current: isObject,
  breakdown: isObject,
  history: areObjects,
  trend: isObject,
  records: isObject,
  interventions: areObjects,
  notifications: areObjects,
  reads: areTexts,
  client: isObject,
};

/**
 * What a client keeps of one user's state. Scores are under the keys that the server invalidates:
 * momentum:current:<user>, momentum:history:<user>, momentum:trend:<user> and
 * momentum:breakdown:<user>:<date>; the rest is under keys of its own.
 */
export class UserCache {
  #storage;
  #userId;

  /**
   * @param {Storage | Map<string, string> | undefined} storage localStorage unless told otherwise
   * @param {string} userId
   */
  constructor(storage, userId) {
    const chosen = storage ?? localStorageOrMap();
    this.#storage = chosen instanceof Map ? new MapStorage(chosen) : chosen;
    this.#userId = userId;
  }

  /** The state as it was kept, also where it is outdated; null for what is not there. */
  load() {
    const current = this.#read("current");
    const breakdown = current && this.#read("breakdown", current.score_date);
    const history = this.#read("history");
    return {
      momentum: current && { ...current, ...(breakdown && { breakdown }) },
      dashboard: history && { ...this.#read("records"), history, trend: this.#read("trend") },
      interventions: this.#read("interventions"),
      notifications: this.#read("notifications"),
    };
  }

  /** Keeps what is known of a part of the state; of scores, maybe as outdated. */
  keep(part, value, outdated = false) {
    if (value === null) {
      return;
    }
    if (part === "momentum") {
      const { breakdown, ...current } = value;
      const before = this.#read("current")?.score_date;
      if (before !== current.score_date) {
        this.#storage.removeItem(this.#key("breakdown", before));
      }
      this.#write("current", current, { outdated });
      if (breakdown) {
        this.#write("breakdown", breakdown, { outdated, day: current.score_date });
      }
    } else if (part === "dashboard") {
      const { history, trend, ...records } = value;
      this.#write("history", history);
      this.#write("trend", trend);
      this.#write("records", records);
    } else {
      this.#write(part, value);
    }
  }

  /** Where the client is in the stream, and when it last heard of anything. */
  loadClient() {
    const { lastEventId, updatedAt } = this.#read("client") ?? {};
    return {
      lastEventId: typeof lastEventId === "string" ? lastEventId : null,
      updatedAt: Number.isFinite(updatedAt) ? updatedAt : null,
    };
  }

  keepClient(value) {
    this.#write("client", value);
  }

  /** The notifications that the server is still to mark as read. */
  loadReads() {
    return this.#read("reads") ?? [];
  }

  /** Adds one of them or takes it away; those of other pages stay as they are. */
  keepRead(id, isPending) {
    const others = this.loadReads().filter((each) => each !== id);
    const ids = isPending ? [...others, id] : others;
    if (ids.length > 0) {
      this.#write("reads", ids);
    } else {
      this.#storage.removeItem(this.#key("reads"));
    }
  }

  /** Marks the scores as outdated, of a day or of all; returns the keys that were not yet. */
  outdate(date = this.#read("current")?.score_date) {
    const names = [["current"], ["history"], ["trend"], ["breakdown", date]];
    return names.flatMap(([name, day]) => {
      const key = this.#key(name, day);
      const entry = this.#entry(key);
      if (entry === null || entry.outdated) {
        return [];
      }
      this.#store(key, { ...entry, outdated: true });
      return [key];
    });
  }

  /** Drops values; returns the keys of those that were there. */
  drop(keys) {
    const ours = keys.filter((key) => key.startsWith("momentum:"));
    return ours.filter((key) => {
      const wasThere = this.#entry(key) !== null;
      this.#storage.removeItem(key);
      return wasThere;
    });
  }

  /** Drops all that is kept of the user. */
  forget() {
    const ours = Object.keys(LOOKS_RIGHT).map((name) => this.#key(name));
    const isOurs = (key) => ours.some((name) => key === name || key.startsWith(`${name}:`));
    const { length } = this.#storage;
    const keys = Array.from({ length }, (_, index) => this.#storage.key(index));
    [...ours, ...keys.filter(isOurs)].forEach((key) => this.#storage.removeItem(key));
  }

  #key(name, day) {
    return `momentum:${name}:${this.#userId}${day ? `:${day}` : ""}`;
  }

  #read(name, day) {
    const value = this.#entry(this.#key(name, day))?.value;
    return LOOKS_RIGHT[name](value) ? value : null;
  }

  #write(name, value, { outdated = false, day } = {}) {
    this.#store(this.#key(name, day), outdated ? { value, outdated } : { value });
  }

  #entry(key) {
    try {
      return JSON.parse(this.#storage.getItem(key));
    } catch {
      return null; // somebody else's, or damaged
    }
  }

  #store(key, entry) {
    try {
      this.#storage.setItem(key, JSON.stringify(entry));
    } catch {
      this.#storage.removeItem(key); // no room: better nothing than the value of before
    }
  }
}

/** A Map as a Storage. */
class MapStorage {
  #map;

  constructor(map) {
    this.#map = map;
  }

  get length() {
    return this.#map.size;
  }

  key(index) {
    return [...this.#map.keys()][index];
  }

  getItem(key) {
    return this.#map.get(key) ?? null;
  }

  setItem(key, text) {
    this.#map.set(key, text);
  }

  removeItem(key) {
    this.#map.delete(key);
  }
}

function localStorageOrMap() {
  try {
    return globalThis.localStorage ?? new Map();
  } catch {
    return new Map(); // forbidden here, as in a sandboxed frame
  }
}
