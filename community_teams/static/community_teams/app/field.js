// The member's side of the app: what the screens ask and what they have written down. A Field is one member on this phone.
//
// Events: "changed" (anything that is shown may be different), "sent" {count}, "trouble" {reason, wait} (see sync.js; none
// of them loses anything), "signedout" (in another tab), "revoked" and "no_team" (the households are off the phone), and
// "storage" {kept}: whether the browser promised to keep what is stored.
import { isoWithOffset, uuid7 } from "../../foundation/outbox_store.js";
import { canonical, cleaned, sha256 } from "./canonical.js";
import { dayAfter, dayOf } from "./days.js";
import { MemberDisk, SignedOut, Unsent } from "./disk.js";
import { fold, phoneDigits } from "./fold.js";
import { members } from "./members.js";
import { prepared } from "./picture.js";
import { isFull, register, tellEmptied, Trouble, Uploader } from "./sync.js";
import { NotTaken, seal, unseal } from "./transfer.js";

export { NotTaken, SignedOut, Trouble, Unsent };

const SHELF = "/to-cong-nghe/kho.json";
const MOST_WAIT = 300000;
// While the app is open; coming online or into view is not waited for.
const EVERY = 180000;
// Photos that are attached and not saved, in memory.
const MOST_PICTURES = 4;

// The phone is full and nothing could be saved; `photo` says whether leaving the photo out might help.
export class Full extends Error {
  constructor(photo) {
    super("full");
    this.photo = photo;
  }
}

// Registering did not succeed: `reason` is "signin", "no_team", "confirm" (this device was reported lost: who is at the
// phone must sign in again), "too_many_devices" (with `devices`; one of them can go, see `register`), "network" or "http".
export class NotRegistered extends Error {
  constructor(reason, devices = []) {
    super(reason);
    Object.assign(this, { reason, devices });
  }
}

export class Field extends EventTarget {
  // Times in milliseconds: what was saved goes out `delay` later, and within `spread` after a restored server was noticed.
  constructor(row, { delay = 800, spread = 60000, timeout = 30000 } = {}) {
    super();
    Object.assign(this, { device: row.device, member: row.member, revoked: Boolean(row.revoked), delay, spread, timeout });
    this.disk = new MemberDisk(row.device);
    this.tab = uuid7();
    this.failures = 0;
    this.pausedUntil = 0;
    this.pictures = new Map();
    if (typeof BroadcastChannel === "function") {
      this.channel = new BroadcastChannel(this.disk.name);
      this.channel.onmessage = ({ data }) => this._hear(data);
    }
  }

  // -- who is on this phone ---------------------------------------------------------------------------------------------

  // Everyone, in the order in which they came: {device, member: {id, name}, denied, revoked, holds, unsent}.
  static async members() {
    const rows = await members.list();
    return Promise.all(rows.map(async ({ token: _token, ...row }) => {
      const disk = new MemberDisk(row.device);
      const { count } = await disk.counts();
      (await disk.open()).close();
      return { ...row, unsent: count };
    }));
  }

  // Who holds the phone, or null.
  static async current(options) {
    const row = await members.holder();
    return row ? new Field(row, options) : null;
  }

  // One of the members of this phone, or null.
  static async open(device, options) {
    const row = await members.row(device);
    return row && !row.left ? new Field(row, options) : null;
  }

  // Hands the phone to one of its members; null if they are not on it any more.
  static async choose(device, options) {
    return (await members.choose(device)) ? Field.open(device, options) : null;
  }

  // Whether the last who came or went on this phone signed out: they may be signed in at the site still.
  static async wasLeft() {
    return Boolean(await members.get("left"));
  }

  // Makes a member of who is signed in at the site (/dang-nhap/). Who was here before gets their own store again. `instead`
  // is a device of theirs that this one takes the place of: it is as if it had been reported lost.
  static async register({ instead, ...options } = {}) {
    const known = await members.list();
    // Which of them is signed in only the server can tell: it refuses a device of somebody else.
    for (const device of [...known.map((row) => row.device).reverse(), await members.coming()]) {
      const answer = await register({ device, name: phoneName(), instead }, options.timeout || 30000).catch(() => {
        throw new NotRegistered("network");
      });
      const { status, content } = answer;
      const { error, devices } = content || {};
      if (error === "too_many_devices") throw new NotRegistered(error, devices);
      if (status === 409) continue;
      if (error === "no_team" || error === "confirm") throw new NotRegistered(error, devices);
      if (status === 401 || status === 403) throw new NotRegistered("signin");
      if ((status !== 200 && status !== 201) || !content || !content.token) throw new NotRegistered("http");
      const { token, member, epoch } = content;
      const field = new Field({ device, member }, options);
      await field.disk.put("member", member);
      await field.disk.noteEpoch(epoch, answer.at);
      await members.welcome({ device, member, token });
      await field._tell();
      return field;
    }
    throw new NotRegistered("http");
  }

  // Takes the member off this phone. Refused with Unsent while something is neither sent nor, with `exported`, in a file
  // that was made since.
  async signOut({ exported = false } = {}) {
    await this.disk.leave(exported);
    const row = await members.row(this.device);
    await members.change(this.device, { left: true });
    await members.put("left", true);
    this.stop();
    if (this.channel) this.channel.postMessage("signedout");
    const connection = await this.disk.open();
    connection.close();
    indexedDB.deleteDatabase(this.disk.name);
    if (row) await farewell(row, this.timeout);
    await badge(0);
  }

  // -- what is shown ----------------------------------------------------------------------------------------------------

  // Households by the beginnings of words of the name, by number or by token; all of a hamlet without a query.
  households({ query = "", hamlet, limit = 50 } = {}) {
    const digits = phoneDigits(query);
    const words = digits.length >= 3 && /^[\d\s.+()-]+$/.test(query) ? [digits] : fold(query).split(" ").filter(Boolean);
    return this.disk.households(words, hamlet, limit);
  }

  household(id) {
    return this.disk.household(id);
  }

  // The member's own records of a household, newest first: what the server's last five visits may not hold yet.
  async history(household) {
    return newestFirst(await this.disk.own("household", household));
  }

  // Households that may be the one which is being written down: [{household, why: "phone" | "name"}].
  duplicates(typed) {
    return this.disk.duplicates(typed);
  }

  // {day, followups: [{household, followup}], planned, nearby, done}: what is due, what was planned, households of the
  // reach that were met longest ago or never, and the member's own records of today.
  async today(limit = 30) {
    const day = dayOf(Date.now());
    const { due, planned, nearby, done } = await this.disk.today(day, limit);
    const followups = due.flatMap((household) =>
      household.followups.filter(({ due_from }) => due_from <= day).map((followup) => ({ household, followup })));
    followups.sort((one, other) => (one.followup.due_to < other.followup.due_to ? -1 : 1));
    const open = planned.filter(({ planned_on, last_met_on }) => (last_met_on || "") < planned_on);
    const shown = new Set([...due, ...open].map(({ id }) => id));
    const rest = nearby.filter(({ id, erased }) => !erased && !shown.has(id));
    return { day, followups, planned: open, nearby: rest, done: newestFirst(done) };
  }

  // The member's own records of a day: {op, seq, kind, entity, household, occurred_at, payload, state,
  // reason, corrected_by}; `state` is "waiting", "applied", "held", "quarantined" or "settled".
  async mine(day = dayOf(Date.now())) {
    return newestFirst(await this.disk.mine(day));
  }

  // The phone's own numbers of a day beside the server's: {day, device: {visits, ops, waiting}, server: {visits, ops} or
  // null, agree}. `agree` is true only when nothing waits and both are equal.
  async numbers(day = dayOf(Date.now())) {
    const own = await this.disk.mine(day);
    const waiting = own.filter(({ state }) => state === "waiting").length;
    const visits = own.filter(({ kind }) => kind === "visit.create").length;
    const counts = (await this.disk.get("counts")) || {};
    const told = (counts.days || {})[day];
    const server = told ? { visits: told.device_visits, ops: told.device_ops } : null;
    const agree = !waiting && (server ? server.visits === visits && server.ops === own.length : !own.length);
    return { day, device: { visits, ops: own.length, waiting }, server, agree, month: counts.month || {} };
  }

  // The numbers of the last `count` days, today first.
  days(count = 7) {
    const today = dayOf(Date.now());
    return Promise.all(Array.from({ length: count }, (_, back) => this.numbers(dayAfter(today, -back))));
  }

  // What the server said of the member's teams, colleagues, words and warnings, or null before the first pull.
  async team() {
    return (await this.disk.get("team")) || null;
  }

  // {server, at}: when the server's word was last heard, or null.
  async pulled() {
    return (await this.disk.get("pulled")) || null;
  }

  // Scripts, scams, words of codes, consents, courses: the public part, kept by the service worker and, for where there is
  // none, here.
  async shelf() {
    if (!shelf) {
      shelf = fetchShelf();
      shelf.catch(() => (shelf = null));
    }
    return shelf;
  }

  // -- what is written --------------------------------------------------------------------------------------------------

  // The form that was left open under this name: {key, state, op, at} or null. `op` is for `save`, so that a form that is
  // sent twice (two taps, two tabs) is one operation.
  async draft(key) {
    return (await this.disk.draft(key)) || null;
  }

  drafts() {
    return this.disk.drafts();
  }

  async saveDraft(key, state) {
    const { op = uuid7() } = (await this.disk.draft(key)) || {};
    await this.disk.saveDraft({ key, state, op, at: Date.now() });
    return op;
  }

  dropDraft(key) {
    return this.disk.dropDraft(key);
  }

  // Keeps an operation; resolves with {op, entity, seq} when it is safe on the phone, and never before. Rejects with Full
  // (nothing of it is kept) or SignedOut. `entity` null makes a new one. `draft` is the form that is done with this.
  async save(kind, entity, payload, { household, dependsOn = [], draft, op, baseVersion, settles } = {}) {
    const content = cleaned(payload);
    const photo = content.photo && this.pictures.get(content.photo.sha256);
    // A corrected visit may keep the photo of the wrong one.
    if (content.photo && !photo && kind !== "visit.correct") throw new TypeError("the photo is not attached");
    const form = draft && !op ? await this.disk.draft(draft) : null;
    const now = Date.now();
    const row = {
      op: op || (form && form.op) || uuid7(),
      kind,
      entity: entity || uuid7(),
      household: household || content.household || null,
      base_version: baseVersion,
      depends_on: dependsOn,
      occurred_at: isoWithOffset(new Date(now)),
      day: dayOf(now),
      member: this.member,
      payload: content,
      sha256: await sha256(canonical(content)),
      state: "waiting",
      tries: 0,
      reason: "",
    };
    if (kind.startsWith("household.")) row.household = row.entity;
    const kept = await this._kept(row, { photo, draft, settles });
    this._afterSave();
    return { op: kept.op, entity: kept.entity, seq: kept.seq };
  }

  async _kept(row, extra) {
    for (;;) {
      try {
        return await this.disk.save(row, extra);
      } catch (error) {
        if (!isFull(error)) throw error;
        // A number that was given out by what failed means nothing.
        delete row.seq;
        if (!(await this.disk.makeRoom().catch(() => 0))) throw new Full(Boolean(extra.photo));
      }
    }
  }

  // A new visit in the place of a wrong one. The wrong one stays readable in the log.
  async correct(visit, payload, { why, ...options }) {
    const [before] = await this.disk.own("entity", visit);
    const dependsOn = before && before.state === "waiting" ? [before.op] : [];
    return this.save("visit.correct", null, { ...payload, corrects: visit, why }, { dependsOn, ...options });
  }

  // Decides a conflict: `choice` is {field: "mine" | "theirs"}; a field that it does not name stays as the other wrote it.
  async settleConflict(op, choice) {
    const row = await this.disk.row(op);
    if (!row || row.state !== "conflict") throw new TypeError("no conflict");
    const fields = { ...row.payload.fields };
    for (const [name, { theirs }] of Object.entries(row.fields || {})) if (choice[name] !== "mine") fields[name] = theirs;
    const options = { baseVersion: row.version || row.base_version, settles: op };
    return this.save("household.update", row.entity, { fields, resolves: op }, options);
  }

  // Makes a photo small and free of place and time. What it returns goes into a payload's `photo`; it is kept with it.
  async attachPhoto(blob) {
    const photo = await prepared(blob);
    this.pictures.set(photo.sha256, photo);
    // Not at once after it was saved: the same form may be sent twice.
    if (this.pictures.size > MOST_PICTURES) this.pictures.delete(this.pictures.keys().next().value);
    return { sha256: photo.sha256, size: photo.size, type: photo.type };
  }

  // -- what waits -------------------------------------------------------------------------------------------------------

  // {waiting, conflicts, aside, photos, count}: `count` is all that is not with the server.
  waiting() {
    return this.disk.counts();
  }

  // {unsent: [row], leader: [{op, at, reason, row}]}: what is on this phone only, and what waits for the leader.
  waitingItems() {
    return this.disk.items();
  }

  // Lets what was set aside go once more.
  async tryAgain(op) {
    await this.disk.wakeAside(Date.now(), op);
    await this._tell();
    return this.sync();
  }

  // A file with all that the member wrote, which only the password opens; see transfer.js.
  async export(password) {
    const content = await this.disk.contents();
    const made = { member: this.member, device: this.device, made_at: isoWithOffset(new Date()), ...content };
    const blob = await seal(made, password);
    await this.disk.noteExported(content);
    return blob;
  }

  // Takes in such a file; everything in it is sent from here, each operation once in the end wherever else it was sent.
  // Returns {added, already, photos}; rejects with NotTaken.
  async importExport(blob, password) {
    const content = await unseal(blob, password);
    if (content.member.id !== this.member.id) throw new NotTaken("member");
    const taken = await this.disk.takeIn(content);
    this._afterSave();
    return taken;
  }

  // {kept, usage, quota}: whether the browser promised to keep what is stored, and how much room there is.
  async storage() {
    const { storage } = navigator;
    if (!storage || !storage.estimate) return { kept: false, usage: null, quota: null };
    const [kept, { usage, quota }] = await Promise.all([storage.persisted(), storage.estimate()]);
    return { kept, usage, quota };
  }

  async _askToStay() {
    const { storage } = navigator;
    if (this.askedToStay || !storage || !storage.persist) return;
    this.askedToStay = true;
    const kept = (await storage.persisted()) || (await storage.persist());
    this._emit("storage", { kept });
  }

  // -- when to send -----------------------------------------------------------------------------------------------------

  // From now on sends by itself: at once, when the network or the person comes back, and every few minutes.
  start() {
    if (this.ending) return;
    this.ending = new AbortController();
    const { signal } = this.ending;
    const calm = () => this._calm();
    addEventListener("online", calm, { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && calm(), { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && calm(), { signal });
    this.regular = setInterval(() => this.wake(), EVERY);
    this.wake();
    this._count();
  }

  stop() {
    if (this.ending) this.ending.abort();
    this.ending = null;
    clearInterval(this.regular);
    clearTimeout(this.timer);
    this.timer = null;
  }

  _calm() {
    this.failures = 0;
    this.wake();
  }

  // Sends in `wait` milliseconds, or earlier if that was said before.
  wake(wait = 0) {
    if (!this.ending) return;
    const due = performance.now() + wait;
    if (this.timer && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.sync();
    }, wait);
  }

  // Sends and brings now, one at a time on this phone; also for the other members who share it. Resolves with what kept
  // it from being complete: a Trouble, or null.
  sync() {
    if (this.turning) {
      this.anotherTurn = true;
      return this.turning;
    }
    this.turning = this._turn().finally(() => {
      this.turning = null;
      if (this.anotherTurn) this.wake(this.delay);
      this.anotherTurn = false;
    });
    return this.turning;
  }

  async _turn() {
    try {
      const pause = await this._pause();
      if (pause > 0) throw new Trouble("pause", { wait: pause });
      const done = await this._alone(() => this._round());
      if (!done) throw new Trouble("elsewhere", { wait: 5000 });
      this.failures = 0;
      return null;
    } catch (error) {
      return this._troubled(error);
    }
  }

  // The member's own round, then those of the others and of those who left.
  async _round() {
    let trouble = null;
    try {
      await this._own();
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      trouble = error;
    }
    await this._tell();
    const reached = !trouble || trouble.reason !== "network";
    if (reached && (!trouble || trouble.wait === null)) await this._others();
    if (trouble) throw trouble;
  }

  async _own() {
    const row = await members.row(this.device);
    if (!row || row.left) throw new Trouble("signedout");
    this.revoked = Boolean(row.revoked);
    if (row.denied) throw new Trouble("signin");
    const uploader = this._uploader(row);
    const troubles = [];
    // What is brought does not depend on what was sent: a poor network may let one through and not the other.
    for (const step of [() => uploader.push(), () => uploader.photos(), () => this._pull(uploader)]) {
      try {
        await step();
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        if (error.reason === "signin") await members.change(this.device, { denied: true });
        troubles.push(error);
        if (["network", "signin", "epoch"].includes(error.reason) || error.wait !== null) break;
      }
    }
    if (troubles.length) throw troubles[0];
  }

  async _pull(uploader) {
    const parted = await uploader.pull();
    const revoked = parted === "revoked";
    if (revoked !== this.revoked) await members.change(this.device, { revoked });
    this.revoked = revoked;
    if (parted) this._emit(parted, {});
  }

  _uploader({ device, token }) {
    const sent = (count) => {
      this._emit("sent", { count });
      this._tell();
    };
    return new Uploader(this.disk, { device, token }, { timeout: this.timeout, sent, beat: () => this._beat() });
  }

  // What other members of this phone wrote goes out too, under their own names.
  async _others() {
    for (const row of await members.gone()) await farewell(row, this.timeout);
    for (const row of await members.list()) {
      if (row.device === this.device || row.denied) continue;
      const other = new Field(row, { spread: this.spread, timeout: this.timeout });
      try {
        const { waiting, photos } = await other.waiting();
        if (waiting || photos) await other._alone(() => other._push(row), true);
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        if (error.reason === "signin") await members.change(row.device, { denied: true });
        if (error.reason === "network") return;
      } finally {
        other.close();
      }
    }
  }

  async _push(row) {
    const uploader = this._uploader(row);
    await uploader.push();
    await uploader.photos();
  }

  // Lets go of the store and of the other tabs.
  async close() {
    this.stop();
    if (this.channel) this.channel.close();
    this.channel = null;
    (await this.disk.open().catch(() => ({ close() {} }))).close();
  }

  // Runs `work` while no other tab does for this member; false if one does and is not waited for.
  async _alone(work, onlyIfFree = false) {
    const name = `bdhvs-field-upload-${this.device}`;
    if (navigator.locks) {
      return navigator.locks.request(name, { ifAvailable: onlyIfFree }, async (lock) => {
        if (lock) await work();
        return Boolean(lock);
      });
    }
    this.leased = true;
    if (!(await this._beat())) return false;
    try {
      await work();
      return true;
    } finally {
      this.leased = false;
      await this.disk.release(this.tab).catch(() => {});
    }
  }

  // Where there are no locks: goes on holding the lease.
  _beat() {
    return this.leased ? this.disk.lease(this.tab, this.timeout + 5000, Date.now()) : true;
  }

  async _troubled(error) {
    if (!(error instanceof Trouble)) {
      if (error instanceof SignedOut) this._hear("signedout");
      // A store that fails is trouble as well: nothing is lost, and the next turn tries again.
      error = Object.assign(new Trouble(isFull(error) ? "full" : "store"), { cause: error });
    }
    if (error.reason === "signedout") {
      this._hear("signedout");
      return error;
    }
    if (error.reason === "pause" || error.reason === "elsewhere") {
      this.wake(error.wait);
      return error;
    }
    this.failures = Math.min(this.failures + 1, 9);
    let wait = Math.min(MOST_WAIT, 1000 * 2 ** (this.failures - 1)) * (0.5 + Math.random() / 2);
    if (error.reason === "epoch") wait = Math.random() * this.spread;
    if (error.wait !== null) {
      // A little later than asked, so that phones that were told the same do not come at the same moment.
      wait = error.wait + Math.random() * Math.min(1000 + error.wait / 10, 10000);
      this.pausedUntil = performance.now() + wait;
      await this.disk.put("pause", { from: Date.now(), until: Date.now() + wait }).catch(() => {});
    }
    // Without a token that holds, trying again is no use until the member has signed in.
    if (error.reason !== "signin") this.wake(wait);
    this._emit("trouble", { reason: error.reason, status: error.status, wait });
    return error;
  }

  // How long the server's wish for patience still holds, in every tab and after a reload.
  async _pause() {
    const now = Date.now();
    const asked = (await this.disk.get("pause").catch(() => null)) || { from: 0, until: 0 };
    // From the future: the clock was set back since.
    const left = asked.from > now ? 0 : asked.until - now;
    return Math.max(left, this.pausedUntil - performance.now());
  }

  // -- telling ----------------------------------------------------------------------------------------------------------

  _emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  _hear(word) {
    if (word === "signedout") {
      this.stop();
      this._emit("signedout", {});
    } else {
      this._emit("changed", {});
    }
  }

  async _tell() {
    if (this.channel) this.channel.postMessage("changed");
    this._emit("changed", {});
    await this._count();
  }

  async _count() {
    await badge((await this.disk.counts().catch(() => ({ count: 0 }))).count);
  }

  _afterSave() {
    this._tell();
    this.wake(this.delay);
    this._askToStay().catch(() => {});
  }
}

// -- pieces -------------------------------------------------------------------------------------------------------------

let shelf = null;

async function fetchShelf() {
  try {
    const response = await fetch(SHELF, { credentials: "omit" });
    if (!response.ok) throw new Trouble("http", { status: response.status });
    const content = await response.json();
    await members.put("shelf", content).catch(() => {});
    return content;
  } catch (error) {
    const kept = await members.get("shelf").catch(() => null);
    if (kept) return kept;
    throw error;
  }
}

// Who signed out holds nothing any more: the server is told, now or at somebody's next turn.
async function farewell({ device, token }, timeout) {
  if (await tellEmptied(token, timeout).catch(() => false)) await members.remove(device);
}

async function badge(count) {
  if (!navigator.setAppBadge) return;
  await (count ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => {});
}

function newestFirst(records) {
  return records.sort((one, other) => other.seq - one.seq);
}

// What a member recognises the phone by in a list of their devices.
function phoneName() {
  const brands = (navigator.userAgentData && navigator.userAgentData.brands) || [];
  const brand = brands.find(({ brand: name }) => !/not|chromium/i.test(name)) || { brand: "" };
  const browser = brand.brand || (/firefox|edg|opr|samsungbrowser|chrome|safari/i.exec(navigator.userAgent) || [""])[0];
  const system = (/android|iphone|ipad|windows|mac os|linux/i.exec(navigator.userAgent) || [""])[0];
  return [browser, system].filter(Boolean).join(", ").slice(0, 60) || "?";
}
