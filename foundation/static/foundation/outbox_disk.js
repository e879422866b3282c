// An IndexedDB that a page may rely on; and what the outbox keeps in one: people, items that wait, receipts, refusals
// and notes.
import { openDB } from "../npm/idb/index.js";

const VERSION = 1;
const OPEN_MS = 8000;
// A restored server may lack the last weeks, so what it acknowledged is kept 30 days to be sent again.
const KEEP_RECEIPTS = 30 * 86400000;
const KEEP_REFUSED = 500;

function build(db) {
  db.createObjectStore("persons", { keyPath: "id" });
  db.createObjectStore("meta");
  db.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true }).createIndex("person", "person");
  db.createObjectStore("receipts", { keyPath: ["person", "id"] }).createIndex("at", "at");
  db.createObjectStore("refused", { autoIncrement: true });
  db.createObjectStore("notes");
}

// One IndexedDB with a store "meta" among its stores; `upgrade` makes them. Each function is one transaction and resolves
// at its "complete" event: from then on a closed browser or an empty battery loses nothing. What fails leaves nothing half
// done.
export class Database {
  constructor(name, version, upgrade) {
    Object.assign(this, { name, version, upgrade });
  }

  // The connection, opened when first needed and again after it was closed. A browser that neither opens nor refuses
  // is waited for once; after that the caller hears at once that there is no store, until there is one.
  open() {
    if (!this._opening) {
      this._opening = this._connect();
      this._opening.catch(() => (this._opening = null));
      this._patience = new Promise((_, reject) => {
        setTimeout(() => reject(new DOMException("the store does not open", "TimeoutError")), OPEN_MS);
      });
      this._patience.catch(() => {});
    }
    return Promise.race([this._opening, this._patience]);
  }

  async _connect() {
    const hooks = {
      upgrade: this.upgrade,
      // A newer page wants to change the stores: step aside, and open again at the next need.
      blocking: (_old, _new, event) => {
        event.target.close();
        this._opening = null;
      },
      terminated: () => (this._opening = null),
    };
    try {
      return await openDB(this.name, this.version, hooks);
    } catch (error) {
      // A newer page has been here already: its stores hold ours too.
      if (error.name !== "VersionError") throw error;
      return openDB(this.name, undefined, hooks);
    }
  }

  // Runs `work(tx)` over some stores in one transaction, flushed to the disk where the browser can be asked for that.
  async run(mode, stores, work, again = false) {
    const db = await this.open();
    let tx;
    try {
      tx = db.transaction(stores, mode, { durability: "strict" });
    } catch (error) {
      // Closed since it was opened (storage cleared, versionchange): once more with a new connection.
      this._opening = null;
      if (again) throw error;
      return this.run(mode, stores, work, true);
    }
    const done = tx.done;
    done.catch(() => {});
    try {
      const result = await work(tx);
      await done;
      return result;
    } catch (error) {
      abort(tx);
      throw tx.error || error;
    }
  }

  get(key) {
    return this.run("readonly", ["meta"], (tx) => tx.objectStore("meta").get(key));
  }

  put(key, value) {
    return this.run("readwrite", ["meta"], (tx) => tx.objectStore("meta").put(value, key));
  }

  // Where there are no locks: whether `holder` may send for `ms` from `now` on.
  lease(holder, ms, now) {
    return this.run("readwrite", ["meta"], async (tx) => {
      const held = (await tx.objectStore("meta").get("lease")) || { until: 0 };
      // One that ends later than any lease could was taken before the clock was set back.
      const free = held.holder === holder || held.until <= now || held.until > now + ms;
      if (free) await tx.objectStore("meta").put({ holder, until: now + ms }, "lease");
      return free;
    });
  }

  release(holder) {
    return this.run("readwrite", ["meta"], async (tx) => {
      const held = await tx.objectStore("meta").get("lease");
      if (held && held.holder === holder) await tx.objectStore("meta").delete("lease");
    });
  }
}

// What an outbox keeps.
export class Disk extends Database {
  constructor(name) {
    super(name, VERSION, build);
  }

  // Who holds the phone, if it is known.
  current() {
    return this.run("readonly", ["meta", "persons"], whoHolds);
  }

  // Who holds the phone, whether several people learn on it, and what about them the server is still to be told.
  situation() {
    return this.run("readonly", ["meta", "persons"], async (tx) => {
      const [meta, person] = [tx.objectStore("meta"), await whoHolds(tx)];
      const several = (await tx.objectStore("persons").count()) > 1;
      return { person, several, here: await meta.get("here"), signing: await meta.get("signing") };
    });
  }

  // Who holds the phone; `candidate` becomes that person if there is none yet. Two tabs agree on one.
  currentOr(candidate) {
    return this.run("readwrite", ["meta", "persons"], async (tx) => {
      const known = await whoHolds(tx);
      if (known) return known;
      // Only on a phone that nobody else used may this be who the browser's cookie remembers.
      const others = (await tx.objectStore("persons").count()) || (await tx.objectStore("meta").get("parted"));
      const person = { ...candidate, resume: !others };
      await tx.objectStore("persons").put(person);
      await tx.objectStore("meta").put(person.id, "current");
      return person;
    });
  }

  person(id) {
    return this.run("readonly", ["persons"], (tx) => tx.objectStore("persons").get(id));
  }

  // Adds or changes a person. With `onlyNew`, a token that came first stays.
  savePerson(person, onlyNew) {
    return this.run("readwrite", ["persons"], async (tx) => {
      const persons = tx.objectStore("persons");
      const known = await persons.get(person.id);
      const saved = onlyNew && known && known.token ? known : { ...known, ...person };
      await persons.put(saved);
      return saved;
    });
  }

  // Items and the notes that go with them, both or neither. `change(notes, items)` may await nothing but `notes`, and may
  // still complete the items. `row` is the person as this page knows them: back on the phone with their work, if another
  // tab took them off it meanwhile. `lane` is where the items go, if not where items usually do; `replaced` are the ids of
  // the person's items that go, once `change` was called.
  append(person, items, change, row = null, lane = null, replaced = new Set()) {
    return this.run("readwrite", ["outbox", "notes", "persons"], async (tx) => {
      if (row && !(await tx.objectStore("persons").get(person))) await tx.objectStore("persons").put(row);
      if (change) await change(notesOf(tx, person), items);
      const outbox = tx.objectStore("outbox");
      let cursor = replaced.size ? await outbox.index("person").openCursor(person) : null;
      for (; cursor; cursor = await cursor.continue()) if (replaced.has(cursor.value.id)) await cursor.delete();
      await Promise.all(items.map((item) => outbox.add(rowOf({ person, id: item.id, item, lane }))));
    });
  }

  // What was only in memory, put where it should have been; `ghost` is the person of a page that had no store. Returns
  // whose its items are then.
  rescue(entries, ghost, notes) {
    return this.run("readwrite", ["outbox", "notes", "persons", "meta"], async (tx) => {
      const current = await tx.objectStore("meta").get("current");
      let heir = null;
      if (ghost) {
        // Nothing was sent for a ghost without a token: its items are those of whoever holds the phone.
        heir = current && !ghost.token ? current : ghost.id;
        if (heir === ghost.id) await tx.objectStore("persons").put(ghost);
        if (!current) await tx.objectStore("meta").put(ghost.id, "current");
      }
      const owner = (person) => (ghost && person === ghost.id ? heir : person);
      const outbox = tx.objectStore("outbox");
      await Promise.all(entries.map((entry) => outbox.add(rowOf({ ...entry, person: owner(entry.person) }))));
      await Promise.all(
        notes.map(({ person, key, value }) => tx.objectStore("notes").put(value, [owner(person), key])),
      );
      return heir && tx.objectStore("persons").get(heir);
    });
  }

  waiting(person) {
    return this.run("readonly", ["outbox"], (tx) => tx.objectStore("outbox").index("person").count(person));
  }

  // Everyone who has something to send.
  peopleWaiting() {
    return this.run("readonly", ["outbox"], async (tx) => {
      const found = [];
      let cursor = await tx.objectStore("outbox").index("person").openKeyCursor(null, "nextunique");
      for (; cursor; cursor = await cursor.continue()) found.push(cursor.key);
      return found;
    });
  }

  // The first `count` entries of a person that are `wanted`, oldest first.
  take(person, count, wanted) {
    return this.run("readonly", ["outbox"], async (tx) => {
      const mine = tx.objectStore("outbox").index("person");
      for (let most = count; ; most *= 4) {
        const oldest = await mine.getAll(person, most);
        const found = oldest.filter(wanted);
        if (found.length >= count || oldest.length < most) return found.slice(0, count);
      }
    });
  }

  // What became of an item that was kept here once.
  fate(person, id) {
    return this.run("readonly", ["outbox", "refused"], async (tx) => {
      const waiting = await tx.objectStore("outbox").index("person").getAll(person);
      if (waiting.some((entry) => entry.id === id)) return "waiting";
      const refused = await tx.objectStore("refused").getAll();
      return refused.some((entry) => entry.id === id) ? "refused" : "received";
    });
  }

  // Takes judged items ({entry, verdict, reason}) out. `at` is the server's time in milliseconds, because the phone's
  // clock may be a year off. Returns how many receipts a changed `epoch` put back to be sent again.
  settle(judged, epoch, at, withReceipts = true) {
    return this.run("readwrite", ["outbox", "receipts", "refused", "meta"], async (tx) => {
      const outbox = tx.objectStore("outbox");
      const again = await renew(tx, epoch, at);
      for (const { entry, verdict, reason } of judged) {
        await outbox.delete(entry.seq);
        const kept = { ...rowOf(entry), at };
        if (verdict === "refused") await tx.objectStore("refused").add({ ...kept, reason });
        else if (withReceipts) await tx.objectStore("receipts").put(kept);
      }
      await prune(tx, at);
      return again;
    });
  }

  noteEpoch(epoch, at) {
    return this.run("readwrite", ["outbox", "receipts", "meta"], (tx) => renew(tx, epoch, at));
  }

  // Makes room: drops the oldest receipts. They are the server's already; what waits is nowhere else.
  dropOldestReceipts(count) {
    return this.run("readwrite", ["receipts"], async (tx) => {
      const receipts = tx.objectStore("receipts");
      const keys = await receipts.index("at").getAllKeys(null, count);
      await Promise.all(keys.map((key) => receipts.delete(key)));
      return keys.length;
    });
  }

  // Changes notes of a person without sending anything.
  note(person, change) {
    return this.run("readwrite", ["notes"], (tx) => change(notesOf(tx, person)));
  }

  notes(person) {
    return this.run("readonly", ["notes"], async (tx) => {
      const mine = IDBKeyRange.bound([person], [person, []]);
      const [keys, values] = await Promise.all([
        tx.objectStore("notes").getAllKeys(mine),
        tx.objectStore("notes").getAll(mine),
      ]);
      return new Map(keys.map(([, key], place) => [key, values[place]]));
    });
  }
}

async function whoHolds(tx) {
  const id = await tx.objectStore("meta").get("current");
  return (id && (await tx.objectStore("persons").get(id))) || null;
}

function abort(tx) {
  try {
    tx.abort();
  } catch {
    // It ended by itself.
  }
}

// What is kept of an entry. Most have no lane, and neither has anything that an older page kept.
function rowOf({ person, id, item, lane }) {
  return { person, id, item, ...(lane && { lane }) };
}

function notesOf(tx, person) {
  const notes = tx.objectStore("notes");
  return { get: (key) => notes.get([person, key]), put: (key, value) => notes.put(value, [person, key]) };
}

// A changed epoch means that the server was restored: what it acknowledged lately waits again.
async function renew(tx, epoch, at) {
  const known = await tx.objectStore("meta").get("epoch");
  if (!epoch || epoch === known) return 0;
  await tx.objectStore("meta").put(epoch, "epoch");
  if (!known) return 0;
  const receipts = tx.objectStore("receipts");
  const lately = await receipts.index("at").getAll(IDBKeyRange.lowerBound(at - KEEP_RECEIPTS));
  for (const receipt of lately) {
    await tx.objectStore("outbox").add(rowOf(receipt));
    await receipts.delete([receipt.person, receipt.id]);
  }
  return lately.length;
}

async function prune(tx, at) {
  const receipts = tx.objectStore("receipts");
  const old = await receipts.index("at").getAllKeys(IDBKeyRange.upperBound(at - KEEP_RECEIPTS), 500);
  const refused = tx.objectStore("refused");
  const over = (await refused.count()) - KEEP_REFUSED;
  const worn = over > 0 ? await refused.getAllKeys(null, over) : [];
  await Promise.all([...old.map((key) => receipts.delete(key)), ...worn.map((key) => refused.delete(key))]);
}
