// What the phone keeps, on its disk or, as long as that would not take it, in memory; and the marks that things get here.
import { Disk } from "./outbox_disk.js";

let [lastTime, counter] = [0, 0];

// A UUIDv7 that is larger than every earlier one of this page, even when the clock is set back.
export function uuid7(now = Date.now()) {
  const random = crypto.getRandomValues(new Uint8Array(10));
  if (now > lastTime) {
    lastTime = now;
    counter = ((random[0] << 8) | random[1]) & 0x7ff;
  } else if (++counter > 0xfff) {
    lastTime += 1;
    counter = 0;
  }
  random[2] = (random[2] & 0x3f) | 0x80;
  const hex = (number, digits) => number.toString(16).padStart(digits, "0");
  const time = hex(lastTime, 12);
  const tail = Array.from(random.subarray(2), (byte) => hex(byte, 2)).join("");
  return [time.slice(0, 8), time.slice(8), `7${hex(counter, 3)}`, tail.slice(0, 4), tail.slice(4)].join("-");
}

// The time as the person's clock shows it, with its offset: 2026-11-22T08:15:30.120+07:00.
export function isoWithOffset(date) {
  const east = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + east * 60000).toISOString().slice(0, -1);
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  return `${local}${east < 0 ? "-" : "+"}${two(Math.abs(east) / 60)}:${two(Math.abs(east) % 60)}`;
}

// The disk, and memory for what the disk would not take: a full phone, a browser that denies storage.
export class Store {
  constructor(name) {
    this.disk = new Disk(name);
    // Entries and notes in memory only, and the person of a page that has no disk.
    this.unsaved = [];
    this.notesApart = new Map();
    this.ghost = null;
    // Whose page this is, where a page keeps to one person.
    this.keeps = false;
    this.owner = null;
  }

  // Lets the page keep to whoever holds the phone now, or to the first who does, even when the phone changes hands.
  keep() {
    Object.assign(this, { keeps: true, owner: null });
  }

  _own(person) {
    if (this.keeps && person) this.owner = person;
    return person;
  }

  // Whose page this is: made at first need, without asking the server.
  async person(candidate) {
    if (this.ghost) return this.ghost;
    if (this.owner) return this.knownPerson().catch(() => this.owner);
    try {
      return this._own(await this.disk.currentOr(candidate));
    } catch {
      const known = await this.disk.current().catch(() => null);
      // Two callers at once get the same ghost.
      if (!known) this.ghost = this.ghost || candidate;
      return this._own(known) || this.ghost;
    }
  }

  // Whose page this is, if anyone has done anything yet; fails when that cannot be read.
  async knownPerson() {
    if (this.ghost) return this.ghost;
    if (!this.owner) return this._own(await this.disk.current());
    return this._own((await this.disk.person(this.owner.id)) || this.owner);
  }

  // Who holds the phone, if that is not whose page this is: undefined if it is, null for nobody.
  async otherHolder() {
    const holder = this.owner && !this.ghost ? await this.disk.current() : this.owner;
    return this.owner && (!holder || holder.id !== this.owner.id) ? holder : undefined;
  }

  // A person as last saved; undefined when that cannot be read.
  async readPerson(id) {
    return this.ghost && this.ghost.id === id ? this.ghost : this.disk.person(id).catch(() => undefined);
  }

  // Keeps entries and notes together; resolves when they are safe (true) or when it is certain that they are in memory
  // only (false). `replaced` are the ids of entries that go, once `change` was called.
  async append(person, entries, change, lane = null, replaced = new Set()) {
    const items = entries.map((entry) => entry.item);
    // What is in memory goes first, or a later note would be overtaken by an earlier one.
    for (let again = false; !this.unsaved.length && !this.notesApart.size && !this.ghost; again = true) {
      try {
        const row = this.owner && this.owner.id === person ? this.owner : null;
        await this.disk.append(person, items, change, row, lane, replaced);
        return true;
      } catch (error) {
        const full = error && error.name === "QuotaExceededError";
        if (again || !full || !(await this.disk.dropOldestReceipts(1000).catch(() => 0))) break;
      }
    }
    if (change) await change(await this._notesAside(person), items);
    this.drop(replaced);
    this.unsaved.push(...entries);
    return this.rescue();
  }

  // Tries to put on the disk what it would not take before; false if it still does not. One try at a time: two at once
  // would put the same there twice.
  rescue() {
    this.rescuing = (this.rescuing || Promise.resolve()).then(() => this._rescue());
    return this.rescuing;
  }

  async _rescue() {
    if (!this.unsaved.length && !this.notesApart.size) return true;
    const entries = this.unsaved.slice();
    const notes = [...this.notesApart.values()];
    try {
      const heir = await this.disk.rescue(entries, this.ghost, notes);
      if (heir) this._own(heir);
    } catch {
      return false;
    }
    this.drop(new Set(entries.map((entry) => entry.id)));
    for (const [place, note] of this.notesApart) if (notes.includes(note)) this.notesApart.delete(place);
    if (!this.unsaved.length) this.ghost = null;
    return true;
  }

  // Forgets entries in memory.
  drop(ids) {
    this.unsaved = this.unsaved.filter((entry) => !ids.has(entry.id));
  }

  // How many entries wait; fails when that cannot be read, because a zero would be a promise.
  async waiting(person) {
    const onDisk = person && person !== this.ghost ? await this.disk.waiting(person.id) : 0;
    return onDisk + this.unsaved.length;
  }

  // What became of an item of a person: "waiting", "received" or "refused"; fails when that cannot be read.
  async fate(person, id) {
    if (this.unsaved.some((entry) => entry.id === id)) return "waiting";
    return this.ghost ? "received" : this.disk.fate(person, id);
  }

  async peopleWaiting() {
    const onDisk = await this.disk.peopleWaiting().catch(() => []);
    return new Set(onDisk.concat(this.unsaved.map((entry) => entry.person)));
  }

  // The first `count` entries of a person that are `wanted`, oldest first.
  async take(person, count, wanted) {
    const stored = await this.disk.take(person, count, wanted).catch(() => []);
    const apart = this.unsaved.filter((entry) => entry.person === person && wanted(entry));
    return [...stored, ...apart].slice(0, count);
  }

  // A person's notes as a Map: those of the disk, with those that it would not take over them.
  async notes(person) {
    const notes = await this.disk.notes(person).catch(() => new Map());
    for (const note of this.notesApart.values()) if (note.person === person) notes.set(note.key, note.value);
    return notes;
  }

  async note(person, change) {
    try {
      if (this.notesApart.size) throw new Error("memory first");
      await this.disk.note(person, change);
    } catch {
      await change(await this._notesAside(person));
      await this.rescue();
    }
  }

  async _notesAside(person) {
    const notes = await this.notes(person);
    return {
      get: async (key) => notes.get(key),
      put: async (key, value) => {
        notes.set(key, value);
        this.notesApart.set(noteKey(person, key), { person, key, value });
      },
    };
  }
}

function noteKey(person, key) {
  return `${person} ${key}`;
}
