// Several people on one phone: who they are, whose turn it is, who leaves. Each function is one transaction on an
// outbox's disk. A person is {id, name, picture, account, token, …}; what is theirs in the other stores carries their id.
import { uuid7 } from "./outbox_store.js";

export const MOST_PERSONS = 12;

const PEOPLE = ["persons", "meta"];
const EVERYTHING = ["persons", "meta", "outbox", "receipts", "refused", "notes"];
const ofPerson = (id) => IDBKeyRange.bound([id], [id, []]);

// The server is still to be told who holds the phone now.
async function change(tx, holder) {
  const meta = tx.objectStore("meta");
  await (holder ? meta.put(holder, "current") : meta.delete("current"));
  await meta.put(uuid7(), "here");
}

// Everyone on this phone, in the order in which they came, with `waiting` (items not sent yet) and `holds`.
export function list(disk) {
  return disk.run("readonly", ["persons", "meta", "outbox"], async (tx) => {
    const current = await tx.objectStore("meta").get("current");
    const persons = await tx.objectStore("persons").getAll();
    persons.sort((one, other) => (one.id < other.id ? -1 : 1));
    const waiting = tx.objectStore("outbox").index("person");
    const counts = await Promise.all(persons.map((person) => waiting.count(person.id)));
    return persons.map((person, place) => ({ ...person, waiting: counts[place], holds: person.id === current }));
  });
}

// Lets a person hold the phone; false if they are not on it any more.
export function choose(disk, id) {
  return disk.run("readwrite", PEOPLE, async (tx) => {
    if (!(await tx.objectStore("persons").get(id))) return false;
    if ((await tx.objectStore("meta").get("current")) !== id) await change(tx, id);
    return true;
  });
}

// A new person, who holds the phone at once; null if there are too many. `first` is what to call whoever held it
// nameless until now.
export function add(disk, { name, picture }, first) {
  return disk.run("readwrite", PEOPLE, async (tx) => {
    const persons = tx.objectStore("persons");
    const known = await persons.getAll();
    if (known.length >= MOST_PERSONS) return null;
    // The browser's cookie is one of theirs, or of somebody who has left: a new person never takes it.
    const person = { id: uuid7(), token: null, resume: false, name, picture };
    await persons.put(person);
    for (const other of known) if (!other.name) await persons.put({ ...other, name: first });
    await change(tx, person.id);
    return person;
  });
}

export function rename(disk, id, { name, picture }) {
  return disk.run("readwrite", ["persons"], async (tx) => {
    const person = await tx.objectStore("persons").get(id);
    if (person) await tx.objectStore("persons").put({ ...person, name, picture });
  });
}

// Takes a person and what is theirs off this phone. Returns how many items still wait: with any, nothing is done, unless
// the server has `forgotten` the person, so that nobody will ever take them.
export function takeOff(disk, id, forgotten = false) {
  return disk.run("readwrite", EVERYTHING, async (tx) => {
    const waiting = await tx.objectStore("outbox").index("person").getAllKeys(id);
    if (waiting.length && !forgotten) return waiting.length;
    for (const key of waiting) await tx.objectStore("outbox").delete(key);
    await tx.objectStore("persons").delete(id);
    await tx.objectStore("notes").delete(ofPerson(id));
    await tx.objectStore("receipts").delete(ofPerson(id));
    await eachRefused(tx, id, (cursor) => cursor.delete());
    // From now on the browser's cookie says nothing about who begins on this phone.
    await tx.objectStore("meta").put(true, "parted");
    if ((await tx.objectStore("meta").get("current")) === id) await change(tx, null);
    return 0;
  });
}

// Somebody is signing in. Until that is settled, the phone remembers who held it when it began, and, as soon as it is
// known, what the server `said` at the end.
export function noteSigningIn(disk, said = null) {
  return disk.run("readwrite", ["meta"], async (tx) => {
    const meta = tx.objectStore("meta");
    const begun = (await meta.get("signing")) || { holder: (await meta.get("current")) || null };
    await meta.put({ ...begun, ...(said && { said }) }, "signing");
  });
}

export function endSigningIn(disk) {
  return disk.run("readwrite", ["meta"], (tx) => tx.objectStore("meta").delete("signing"));
}

// Somebody has signed in and holds the phone: `account` is {learner, token, name, picture, …}. Where `joining` is the id
// of a guest whose record became theirs, what that guest left on the phone becomes theirs too; `mergeNote(key, one,
// other)` makes one note of two. Everybody else stays apart. Returns the person.
export function signIn(disk, account, joining, mergeNote) {
  return disk.run("readwrite", EVERYTHING, async (tx) => {
    const persons = tx.objectStore("persons");
    const known = await persons.getAll();
    const guest = known.find((person) => person.id === joining && !person.account);
    const before = known.find((person) => person.learner === account.learner && person !== guest);
    const person = { ...(before || guest || { id: uuid7() }), ...account, account: true };
    if (before && guest) {
      await move(tx, guest.id, before.id, mergeNote);
      await persons.delete(guest.id);
    }
    await persons.put(person);
    // The cookie is the account's now: nobody else on this phone takes it for their own.
    for (const other of known) {
      if (other.id !== person.id && other !== guest) await persons.put({ ...other, resume: false });
    }
    await tx.objectStore("meta").put(person.id, "current");
    await tx.objectStore("meta").delete("signing");
    await tx.objectStore("meta").delete("here");
    return person;
  });
}

async function move(tx, from, to, mergeNote) {
  const [outbox, receipts, notes] = ["outbox", "receipts", "notes"].map((name) => tx.objectStore(name));
  for (let cursor = await outbox.index("person").openCursor(from); cursor; cursor = await cursor.continue()) {
    await cursor.update({ ...cursor.value, person: to });
  }
  for (let cursor = await receipts.openCursor(ofPerson(from)); cursor; cursor = await cursor.continue()) {
    await receipts.put({ ...cursor.value, person: to });
    await cursor.delete();
  }
  for (let cursor = await notes.openCursor(ofPerson(from)); cursor; cursor = await cursor.continue()) {
    const key = cursor.key[1];
    const theirs = await notes.get([to, key]);
    await notes.put(theirs === undefined ? cursor.value : mergeNote(key, theirs, cursor.value), [to, key]);
    await cursor.delete();
  }
  await eachRefused(tx, from, (cursor) => cursor.update({ ...cursor.value, person: to }));
}

async function eachRefused(tx, id, work) {
  for (let cursor = await tx.objectStore("refused").openCursor(); cursor; cursor = await cursor.continue()) {
    if (cursor.value.person === id) await work(cursor);
  }
}
