// Keeps what the activities of a lesson tell: statements go into the outbox at once; states are kept as a note of the
// person's on this phone, so that going on works without a network, and go to the server now and then.
import { isoWithOffset } from "../foundation/outbox.js";
import { outbox } from "./record.js";

const LANE = { url: "/api/v1/h5p", list: "events" };
const STATE = "/api/v1/h5p/state";
// Milliseconds: a state is sent so long after it changed; the server is waited for so long before the phone's own counts.
const REST = 20000;
const PATIENCE = 6000;
// The server takes 32 KiB of an event. A larger state stays on this phone.
const MOST_STATE = 30 * 1024;
const MOST_STATEMENT = 15 * 1024;
const MOST_RESPONSE = 4000;
const SUB_CONTENT = "http://h5p.org/x-api/h5p-subContentId";

const bytes = (value) => new TextEncoder().encode(JSON.stringify(value)).length;
// A text that was cut within a character is none that JSON knows.
const whole = (text) => text.replaceAll("\0", "").replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(^|[^\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "$1\uFFFD");
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const noteOf = ({ lesson, card }) => `h5p:${lesson}/${card}`;
const eventOf = ({ lesson, version, card, activity }, more) => ({ lesson, version, card, activity: `h5p:${activity}`, ...more });

// What is worth keeping of a statement; a library may put whatever it likes into one.
export function reduced({ verb, object, context, result }) {
  const text = (value, most) => (typeof value === "string" ? whole(value.slice(0, most)) : undefined);
  const extensions = Object.entries(object?.definition?.extensions || {});
  const [, inner] = extensions.find(([name, value]) => value && name.includes("subContentId")) || [];
  const parents = [].concat(context?.contextActivities?.parent || []);
  const kept = { verb: { id: text(verb?.id, 200) }, object: { id: text(object?.id, 500) } };
  if (inner) kept.object.definition = { extensions: { [SUB_CONTENT]: text(String(inner), 100) } };
  if (parents.length) kept.context = { contextActivities: { parent: [{ id: text(parents[0]?.id, 500) || "" }] } };
  if (!result || typeof result !== "object") return kept;
  const { score, success, completion, response, duration } = result;
  kept.result = { response: text(response, MOST_RESPONSE), duration: text(duration, 50) };
  for (const [name, value] of Object.entries({ success, completion })) if (typeof value === "boolean") kept.result[name] = value;
  const numbers = Object.entries(score || {}).filter(([name, value]) => ["scaled", "raw", "min", "max"].includes(name) && isNumber(value));
  if (numbers.length) kept.result.score = Object.fromEntries(numbers);
  while (bytes(kept) > MOST_STATEMENT) kept.result.response = whole(kept.result.response.slice(0, kept.result.response.length >> 1));
  return kept;
}

// What the phone keeps of one card's activity, as notes and items; one thing after the other.
class Keeper {
  constructor() {
    // By note: what changed and is not in the outbox yet.
    this.changed = new Map();
    this.working = Promise.resolve();
  }

  do(work) {
    const done = this.working.then(work);
    this.working = done.catch(() => {});
    return done;
  }

  // {key: data} as it was last told, here or on another phone; of another version nothing.
  async states(about) {
    const asked = this.ask(about);
    const mine = await this.do(() => this.read(noteOf(about)));
    const known = mine && mine.number === about.number ? mine.states : {};
    const theirs = await asked;
    const later = Object.entries(theirs).filter(([key, { at }]) => !known[key] || at > known[key].at);
    const all = { ...known, ...Object.fromEntries(later) };
    if (later.length) await this.do(() => this.write(about, (note) => Object.assign(note.states, Object.fromEntries(later))));
    return Object.fromEntries(Object.entries(all).filter(([, { data }]) => data !== null).map(([key, { data }]) => [key, data]));
  }

  // What the server keeps: {key: {data, at}}.
  async ask({ lesson, card, number }) {
    const person = await outbox.store.knownPerson().catch(() => null);
    if (!person || !person.token || outbox.isDenied(person) || navigator.onLine === false) return {};
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const headers = { Authorization: `Learner ${person.token}` };
      const query = new URLSearchParams({ lesson, card });
      const response = await fetch(`${STATE}?${query}`, { headers, cache: "no-store", signal: stop.signal });
      if (response.status === 401) await outbox.deny(person);
      const { states } = await response.json();
      const same = Object.entries(states || {}).filter(([, state]) => state.number === number && typeof state.data === "string");
      return Object.fromEntries(same.map(([key, { data, at }]) => [key, { data, at: Date.parse(at) || 0 }]));
    } catch {
      return {};
    } finally {
      clearTimeout(timer);
    }
  }

  async read(key) {
    const person = await outbox.person();
    return (await outbox.store.notes(person.id)).get(key);
  }

  async write(about, change) {
    const person = await outbox.person();
    await outbox.store.note(person.id, async (mine) => {
      const note = begun(await mine.get(noteOf(about)), about);
      change(note);
      await mine.put(noteOf(about), note);
    });
  }

  keepStatement(about, statement) {
    const occurred_at = isoWithOffset(new Date());
    return this.do(() => outbox.append([eventOf(about, { statement: reduced(statement), occurred_at })], null, LANE));
  }

  keepState(about, { key, data }) {
    const at = Date.now();
    const name = noteOf(about);
    const changed = this.changed.get(name) || { about, keys: new Set() };
    this.changed.set(name, changed);
    changed.keys.add(key);
    // A page in the background may never be heard of again.
    changed.timer = changed.timer || setTimeout(() => this.send(name), document.hidden ? 0 : REST);
    return this.do(() => this.write(about, (note) => {
      note.states[key] = { data: data === null ? null : whole(data), at };
      note.unsent = [...new Set([...note.unsent, key])];
      note.at = at;
    }));
  }

  // Puts what changed into the outbox, in the place of what still waits there of the same.
  send(name) {
    const changed = this.changed.get(name);
    if (!changed) return;
    clearTimeout(changed.timer);
    this.changed.delete(name);
    this.do(() => this.hand(changed.about, [...changed.keys]));
  }

  async hand(about, keys) {
    const note = await this.read(noteOf(about));
    if (!note || note.number !== about.number) return;
    const worth = keys.filter((key) => note.states[key]);
    const small = worth.filter((key) => bytes(note.states[key].data) < MOST_STATE);
    const items = small.map((key) => {
      const { data, at } = note.states[key];
      return eventOf(about, { state: { key, data }, occurred_at: isoWithOffset(new Date(at)) });
    });
    const mark = async (mine, its, replaced) => {
      const latest = begun(await mine.get(noteOf(about)), about);
      its.forEach((item, place) => {
        if (latest.waiting[small[place]]) replaced.add(latest.waiting[small[place]]);
        latest.waiting[small[place]] = item.id;
      });
      latest.unsent = latest.unsent.filter((key) => !keys.includes(key));
      await mine.put(noteOf(about), latest);
    };
    if (items.length) await outbox.append(items, mark, LANE);
  }

  flush() {
    for (const name of [...this.changed.keys()]) this.send(name);
  }

  // Which activities were begun on this phone, and what an earlier page could not hand over any more.
  async takeUp() {
    const person = await outbox.store.knownPerson().catch(() => null);
    const notes = person ? await outbox.store.notes(person.id) : new Map();
    for (const [key, note] of notes) {
      if (!key.startsWith("h5p:") || !note) continue;
      const about = { ...note.about, number: note.number };
      const isBegun = Object.values(note.states).some(({ data }) => data !== null);
      if (isBegun) document.dispatchEvent(new CustomEvent("bdhvs:h5p-begun", { detail: about }));
      if (note.unsent.length) this.do(() => this.hand(about, note.unsent));
    }
  }
}

// A note as it is or, of another version of the activity, begun anew. `waiting` names by key the item that was last put
// into the outbox, `unsent` the keys that changed since.
function begun(note, { lesson, version, card, activity, number }) {
  const about = { lesson, version, card, activity };
  if (note && note.number === number && note.about.activity === activity) return { ...note, about };
  return { about, number, at: 0, states: {}, waiting: {}, unsent: [] };
}

const keeper = new Keeper();
// An editor's preview has version 0, and nothing of it is recorded.
const isRecorded = ({ version }) => version > 0;

document.addEventListener("bdhvs:h5p-opened", ({ detail }) => {
  if (isRecorded(detail)) detail.until(keeper.states(detail));
});
document.addEventListener("bdhvs:h5p-told", ({ detail }) => {
  if (!isRecorded(detail)) return;
  if (detail.state) keeper.keepState(detail, detail.state);
  if (detail.statement) keeper.keepStatement(detail, detail.statement);
  if (detail.done) keeper.flush();
});
addEventListener("pagehide", () => keeper.flush());
document.addEventListener("visibilitychange", () => document.hidden && keeper.flush());
keeper.takeUp();
