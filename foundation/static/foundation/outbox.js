// The phone's outbox: what a person does is first kept on the phone, then sent until the server has acknowledged it.
//
// It needs getRandomValues and IndexedDB only, so it works over plain http. Where even IndexedDB is denied it keeps
// items in memory, says so (`unsaved`), and still sends them. Where to send is said by whoever opens an outbox.
import { Store, isoWithOffset, uuid7 } from "./outbox_store.js";

export { isoWithOffset, uuid7 };

const MOST_ITEMS = 100;
// The server takes 128 KiB.
const MOST_BYTES = 120 * 1024;
// Browsers let a closing page send 64 KiB in all.
const MOST_PARTING_BYTES = 60 * 1024;
const MOST_WAIT = 60000;
const MOST_OBEYED_WAIT = 3600000;
const VERDICTS = new Map([["applied", "received"], ["duplicate", "received"], ["rejected", "refused"]]);

const bytes = (text) => new TextEncoder().encode(text).length;
// The lane of an entry by its name; none is where the outbox's items usually go.
const laneOf = ({ lane }) => (lane ? `${lane.list} ${lane.url}` : "");
// Why sending stops for now; `wait` in milliseconds if that is known.
class Trouble extends Error {
  constructor(reason, wait = null, status = 0) {
    super(reason);
    Object.assign(this, { wait, status });
  }
}

// What the server says, read to its end. `at` is the server's own time, because the phone's may be a year off.
class Answer {
  constructor(response, text) {
    this.status = response.status;
    this.headers = response.headers;
    this.at = Date.parse(response.headers.get("Date")) || Date.now();
    this.isJson = (response.headers.get("Content-Type") || "").includes("json");
    try {
      this.content = JSON.parse(text) || {};
    } catch {
      this.content = {};
    }
  }

  // The trouble that this answer is, with the patience that it asks for.
  trouble() {
    const asked = this.status === 429 || this.status === 503 ? this.headers.get("Retry-After") : null;
    const seconds = Number(asked);
    const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(asked) - this.at;
    const known = asked && !Number.isNaN(wait);
    return new Trouble("http", known ? Math.min(Math.max(wait, 0), MOST_OBEYED_WAIT) : null, this.status);
  }
}

// Emits `state` events {state, waiting, signIn}: state is `local` (kept on the phone), `received`, `unsaved` (in memory
// only), or null while there is nothing to say; `holder` events {person} when the phone has changed hands from the
// person to whom this page keeps; `identified` events {person} when the server has given somebody an identity.
export class Outbox extends EventTarget {
  // `url` takes items, `list` is their name in the request, `scheme` that of the authorization; `register` makes a new
  // person's identity, `resume` rather gives the one that the browser's cookie remembers, and `identity` is the name of
  // the person's id in what they answer. Times are in milliseconds:
  // items go out `delay` after they were added, and within `spread` after a restored server was noticed.
  constructor({ name, url, list, scheme, register, resume = register, identity, delay = 1500, spread = 10000, timeout = 30000 }) {
    super();
    Object.assign(this, { name, url, list, scheme, register, resume, identity, delay, spread, timeout });
    this.store = new Store(name);
    this.disk = this.store.disk;
    this.tab = uuid7();
    this.failures = 0;
    this.pausedUntil = 0;
    this.latest = { state: null, waiting: 0, signIn: false };
    // What this page added and no answer has named yet: sent once more, blindly, when the page closes.
    this.fresh = new Map();
    // Persons as last read, for the closing page that cannot wait for the disk; tokens that were refused, by person.
    this.known = new Map();
    this.denied = new Map();
    // Items at which the server fails: the others go first while this page lives, the next page tries again.
    this.aside = new Set();
    // By lane: how many items may go at once. Lanes that had trouble, the latest last: they come after the others.
    this.most = new Map();
    this.troubled = new Set();
    this._listen();
  }

  _listen() {
    if (typeof BroadcastChannel === "function") {
      this.channel = new BroadcastChannel(this.name);
      this.channel.onmessage = () => this.refresh();
    }
    addEventListener("online", () => this._calm());
    addEventListener("pageshow", (event) => event.persisted && this._calm());
    addEventListener("pagehide", () => this._part());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this._calm();
      else this.wake();
    });
  }

  // The network may be back, so waiting out an error is no use; what a server asked for is still waited for.
  _calm() {
    this.failures = 0;
    this.refresh();
    this.wake();
  }

  // Whose page this is: {id, token, …}, made at first need without asking the server. It is who holds the phone, or, once
  // the page keeps to somebody (`store.keep()`), the one to whom it keeps.
  async person() {
    const person = await this.store.person({ id: uuid7(), token: null });
    this.known.set(person.id, person);
    return person;
  }

  // Gives a person another token (after signing in), which ends the pause that a refused one began.
  async setIdentity(id, identity) {
    this.known.set(id, await this.disk.savePerson({ id, ...identity }, false));
    await this._tell();
    this.wake();
  }

  // The server refuses this person's token: nothing more goes out under it.
  async deny({ id, token }) {
    this.denied.set(id, token);
    await this.refresh();
  }

  // Keeps items, and what `change(notes, items, replaced)` does to the person's notes, in one transaction; it may complete
  // the items by what the notes say, and add to `replaced` the ids of items that need not be sent any more. Resolves when they are safe on the phone (true) or when it is certain that they are in
  // memory only (false). Items get an id and a time if they have none. `lane` {url, list} is kept with them, so that any
  // later page sends them there instead of to where this outbox's items usually go: a path of this site.
  async append(items, change = null, lane = null) {
    if (lane && !(lane.url.startsWith("/") && new URL(lane.url, location.origin).origin === location.origin)) {
      throw new TypeError("a lane leads to a path of this site");
    }
    const person = await this.person();
    const now = new Date();
    const entries = items.map((given) => {
      const item = { id: uuid7(), occurred_at: isoWithOffset(now), ...given };
      return { person: person.id, id: item.id, item, ...(lane && { lane }) };
    });
    const replaced = new Set();
    const asked = change && ((notes, its) => change(notes, its, replaced));
    const saved = await this.store.append(person.id, entries, asked, lane, replaced);
    for (const id of replaced) this.fresh.delete(id);
    for (const entry of entries) this.fresh.set(entry.id, entry);
    await this._tell();
    this.wake(saved ? this.delay : 0);
    return saved;
  }

  // -- telling how things stand ---------------------------------------------------------------------------------------

  async _tell() {
    if (this.channel) this.channel.postMessage("changed");
    await this.refresh();
  }

  // Finds out how things stand, and tells this page if that is new.
  async refresh() {
    let person, waiting, other;
    try {
      person = await this.store.knownPerson();
      waiting = await this.store.waiting(person);
      other = await this.store.otherHolder();
    } catch {
      return;
    }
    if (other !== undefined) this.dispatchEvent(new CustomEvent("holder", { detail: { person: other } }));
    if (waiting) this.touched = true;
    else this.fresh.clear();
    const calm = this.touched ? "received" : null;
    const state = this.store.unsaved.length ? "unsaved" : waiting ? "local" : calm;
    const signIn = Boolean(person && this.isDenied(person));
    const before = this.latest;
    if (before.state === state && before.waiting === waiting && before.signIn === signIn) return;
    this.latest = { state, waiting, signIn };
    this.dispatchEvent(new CustomEvent("state", { detail: this.latest }));
  }

  isDenied(person) {
    return Boolean(person.token) && this.denied.get(person.id) === person.token;
  }

  // -- when to send ---------------------------------------------------------------------------------------------------

  // Sends in `wait` milliseconds, or earlier if that was said before.
  wake(wait = 0) {
    const due = performance.now() + wait;
    if (this.timer && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this._turn(), wait);
  }

  // One turn at a time in this page, and one page at a time on this phone.
  async _turn() {
    this.timer = null;
    if (this.turning) {
      this.anotherTurn = true;
      return;
    }
    Object.assign(this, { turning: true, anotherTurn: false });
    try {
      const pause = await this._pause();
      if (pause > 0) this.wake(pause);
      else if (await this._alone(() => this._round())) this.failures = 0;
      else this.wake(5000);
    } catch (error) {
      await this._backOff(error);
    }
    this.turning = false;
    if (this.anotherTurn) this.wake(this.delay);
  }

  async _backOff(error) {
    this.failures = Math.min(this.failures + 1, 7);
    let wait = Math.min(MOST_WAIT, 1000 * 2 ** (this.failures - 1)) * (0.5 + Math.random() / 2);
    if (typeof error.wait === "number") {
      // A little later than asked, so that phones that were told the same do not come at the same moment.
      wait = error.wait + Math.random() * Math.min(1000 + error.wait / 10, 10000);
      this.pausedUntil = performance.now() + wait;
      const { lane } = error;
      await this.disk.put("pause", { from: Date.now(), until: Date.now() + wait, lane }).catch(() => {});
    }
    this.wake(wait);
    await this.refresh();
  }

  // How long the server's wish for patience still holds, in every tab and on the next page.
  async _pause() {
    const now = Date.now();
    const asked = (await this.disk.get("pause").catch(() => null)) || { from: 0, until: 0 };
    // What the last page was told to wait for does not go before everything else on this one.
    if (asked.lane !== undefined && !this.turns) this.troubled.add(asked.lane);
    this.turns = true;
    // From the future: the clock was set back since.
    const left = asked.from > now ? 0 : asked.until - now;
    return Math.max(left, this.pausedUntil - performance.now());
  }

  // Runs `work` while no other tab does; false if one does and cannot be waited for.
  async _alone(work) {
    if (navigator.locks) {
      await navigator.locks.request(`${this.name}-sending`, work);
      return true;
    }
    this.renew = () => this.disk.lease(this.tab, this.timeout + 5000, Date.now()).catch(() => true);
    if (!(await this.renew())) return false;
    try {
      await work();
      return true;
    } finally {
      await this.disk.release(this.tab).catch(() => {});
    }
  }

  // -- sending --------------------------------------------------------------------------------------------------------

  async _round() {
    await this.store.rescue();
    let trouble = null;
    for (const id of await this.store.peopleWaiting()) {
      const stuck = new Set();
      for (let more = true; more; ) {
        try {
          more = await this._sendNext(id, stuck);
        } catch (error) {
          // One person's trouble, or one lane's, need not be the others', unless nobody answers or the server asks to
          // wait: then another lane comes first the next time.
          if (!error.status || error.wait !== null) throw error;
          trouble = error;
          more = error.lane !== undefined;
          stuck.add(error.lane);
        }
      }
    }
    if (trouble) throw trouble;
    await this.refresh();
  }

  // Sends a person's next batch, of any lane that is not `stuck`; true if another may follow at once.
  async _sendNext(id, stuck) {
    const person = await this._identified(id);
    const batch = person && !this.isDenied(person) ? await this._batch(id, stuck) : [];
    if (!batch.length) return false;
    if (this.renew) await this.renew();
    const lane = laneOf(batch[0]);
    this.troubled.delete(lane);
    try {
      return await this._send(person, batch, lane);
    } catch (error) {
      this.troubled.add(lane);
      throw Object.assign(error, { lane });
    }
  }

  async _send(person, batch, lane) {
    const leaving = document.visibilityState === "hidden" && bytes(this._wrap(batch)) < MOST_PARTING_BYTES;
    const answer = await this._ask(this._url(batch), this._request(person, batch, leaving));
    if (answer.status === 200) return this._settle(batch, answer);
    if (answer.status === 401) {
      this.denied.set(person.id, person.token);
      return false;
    }
    // Too much at once, or one that spoils the others: less at once, down to the one, which is set aside.
    const spoilt = answer.isJson && (answer.status === 400 || answer.status === 422);
    if (answer.status !== 413 && !spoilt && answer.status !== 500) throw answer.trouble();
    if (batch.length > 1) this.most.set(lane, batch.length >> 1);
    else if (answer.status === 500) this.aside.add(batch[0].id);
    else await this._judge([{ entry: batch[0], verdict: "refused", reason: `http ${answer.status}` }], null, answer.at);
    if (answer.status === 500) throw answer.trouble();
    return true;
  }

  // The person with a token: a new one asks the server for it now. If that answer is lost nothing is, because nothing
  // was sent under it.
  async _identified(id) {
    const person = (await this.store.readPerson(id)) || this.known.get(id);
    if (person) this.known.set(id, person);
    if (!person || person.token) return person;
    // While somebody signs in on this phone, nobody can tell whose the cookie is.
    if (await this.disk.get("signing").catch(() => null)) return null;
    // One who came to a phone that others use gets none of their cookies, and changes none that is not theirs.
    const holder = await this.disk.current().catch(() => null);
    const credentials = holder && holder.id !== id ? "omit" : "same-origin";
    const url = person.resume === false ? this.register : this.resume;
    const answer = await this._ask(url, { method: "POST", credentials });
    const { token, epoch, [this.identity]: name } = answer.content;
    if (answer.status >= 300 || !token || !name) throw answer.trouble();
    const identity = { id, [this.identity]: name, token };
    if (person === this.store.ghost) return Object.assign(person, identity);
    const saved = await this.disk.savePerson(identity, true);
    this.known.set(id, saved);
    this.dispatchEvent(new CustomEvent("identified", { detail: { person: saved } }));
    await this.noteEpoch(epoch, answer.at);
    return saved;
  }

  // As many of the oldest items of one lane as one request may carry; at least one, whatever its size.
  async _batch(id, stuck) {
    const free = (entry) => !stuck.has(laneOf(entry)) && !this.aside.has(entry.id);
    const turns = [(lane) => !this.troubled.has(lane), ...[...this.troubled].map((one) => (lane) => lane === one)];
    for (const its of turns) {
      const [first] = await this.store.take(id, 1, (entry) => free(entry) && its(laneOf(entry)));
      if (!first) continue;
      const lane = laneOf(first);
      const most = this.most.get(lane) || MOST_ITEMS;
      return this._fitting(await this.store.take(id, most, (entry) => free(entry) && laneOf(entry) === lane));
    }
    return [];
  }

  _fitting(entries) {
    let size = bytes(this._wrap(entries.slice(0, 1)));
    const over = entries.findIndex((entry, place) => {
      size += place && bytes(JSON.stringify(entry.item)) + 1;
      return place > 0 && size > MOST_BYTES;
    });
    return over < 0 ? entries : entries.slice(0, over);
  }

  _url([{ lane }]) {
    return lane ? lane.url : this.url;
  }

  _wrap(entries) {
    const [{ lane }] = entries;
    return JSON.stringify({ [lane ? lane.list : this.list]: entries.map((entry) => entry.item) });
  }

  _request(person, entries, keepalive) {
    const headers = { "Content-Type": "application/json", Authorization: `${this.scheme} ${person.token}` };
    // Only this tells the server a wrong clock from a long way home.
    headers["X-Sent-At"] = isoWithOffset(new Date());
    return { method: "POST", headers, body: this._wrap(entries), keepalive };
  }

  async _ask(url, init) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), this.timeout);
    try {
      const response = await fetch(url, { redirect: "error", cache: "no-store", signal: stop.signal, ...init });
      return new Answer(response, await response.text());
    } catch {
      throw new Trouble("network");
    } finally {
      clearTimeout(timer);
    }
  }

  // Takes out of the outbox what the answer names, and nothing else.
  async _settle(batch, answer) {
    const { results, epoch } = answer.content;
    const named = new Map((Array.isArray(results) ? results : []).map((result) => [result && result.id, result]));
    const judged = batch
      .map((entry) => ({ entry, ...named.get(entry.id) }))
      .filter(({ status }) => VERDICTS.has(status))
      .map(({ entry, status, reason = "" }) => ({ entry, verdict: VERDICTS.get(status), reason }));
    const again = await this._judge(judged, epoch, answer.at);
    if (!judged.length) throw new Trouble("malformed answer");
    // A restored server hears from all phones at once: each comes a little later with what it sent before.
    if (again) throw new Trouble("epoch", Math.random() * this.spread);
    const lane = laneOf(batch[0]);
    this.most.set(lane, Math.min(MOST_ITEMS, (this.most.get(lane) || MOST_ITEMS) + 10));
    return true;
  }

  async _judge(judged, epoch, at) {
    const stored = judged.filter(({ entry }) => entry.seq !== undefined);
    let again = 0;
    if (stored.length || epoch) {
      const settle = (receipts) => this.disk.settle(stored, epoch, at, receipts);
      // A full phone cannot keep receipts, but it can forget what the server has.
      again = await settle(true).catch(() => settle(false)).catch((error) => {
        if (stored.length) throw error;
        return 0;
      });
    }
    this.store.drop(new Set(judged.map(({ entry }) => entry.id)));
    for (const { entry } of judged) this.fresh.delete(entry.id);
    if (judged.length) this.touched = true;
    await this._tell();
    return again;
  }

  // An epoch that came with another answer; a changed one makes the receipts wait again.
  async noteEpoch(epoch, at = Date.now()) {
    if (!(await this.disk.noteEpoch(epoch, at).catch(() => 0))) return;
    await this._tell();
    this.wake(Math.random() * this.spread);
  }

  // The page closes: what it added and nobody acknowledged goes out once more, without waiting for the answer. The
  // next page sends it again if need be, and the server knows it by its id.
  _part() {
    let room = MOST_PARTING_BYTES;
    for (const person of this.known.values()) {
      if (!person.token || this.isDenied(person)) continue;
      const mine = [...this.fresh.values()].filter((entry) => entry.person === person.id);
      for (const lane of new Set(mine.map(laneOf))) {
        const batch = mine.filter((entry) => laneOf(entry) === lane).slice(0, MOST_ITEMS);
        while (batch.length && bytes(this._wrap(batch)) > room) batch.pop();
        if (!batch.length) continue;
        room -= bytes(this._wrap(batch));
        fetch(this._url(batch), this._request(person, batch, true)).catch(() => {});
      }
    }
  }
}
