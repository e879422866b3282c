// What one member keeps on this phone. Each function is one transaction: see Database.
import { Database } from "../../foundation/outbox_disk.js";
import { dayAfter, dayOf } from "./days.js";
import { after } from "./effects.js";
import { fold, keysOf, nameOrder, phoneDigits } from "./fold.js";

const VERSION = 1;
const DAY = 86400000;
// A restored server may lack the last weeks, so what it said that it received is kept 30 days to be sent again; a photo,
// which is large and somebody's, seven.
const KEEP_RECEIPTS = 30 * DAY;
const KEEP_PHOTOS = 7 * DAY;
const KEEP_OWN_DAYS = 90;
// What was set aside is tried again after a day: a newer server or page may take it.
const ASIDE_REST = DAY;
const STORES = ["outbox", "receipts", "households", "mine", "photos", "meta", "forms"];
// What names people: gone when the phone must be emptied. What is not sent yet stays.
const ABOUT_PEOPLE = ["receipts", "households", "mine", "forms"];

function build(db, before) {
  if (before >= 1) return;
  const outbox = db.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
  outbox.createIndex("op", "op", { unique: true });
  outbox.createIndex("turn", ["state", "seq"]);
  outbox.createIndex("household", "household");
  const receipts = db.createObjectStore("receipts", { keyPath: "op" });
  receipts.createIndex("at", "at");
  receipts.createIndex("household", "household");
  receipts.createIndex("status", "status");
  const households = db.createObjectStore("households", { keyPath: "id" });
  households.createIndex("order", "order");
  households.createIndex("hamlet", ["hamlet", "order"]);
  households.createIndex("keys", "keys", { multiEntry: true });
  for (const name of ["folded", "due", "planned_on", "met"]) households.createIndex(name, name);
  const mine = db.createObjectStore("mine", { keyPath: "id" });
  mine.createIndex("day", "day");
  mine.createIndex("entity", "entity");
  mine.createIndex("household", "household");
  const photos = db.createObjectStore("photos", { keyPath: "sha256" });
  photos.createIndex("state", "state");
  photos.createIndex("sent_at", "sent_at");
  db.createObjectStore("meta");
  db.createObjectStore("forms", { keyPath: "key" });
}

// The member has signed out in another tab: there is nobody to keep anything for.
export class SignedOut extends Error {
  constructor() {
    super("signed out");
  }
}

// Something is not sent yet; `count` says how much.
export class Unsent extends Error {
  constructor(count) {
    super("unsent");
    this.count = count;
  }
}

export class MemberDisk extends Database {
  constructor(device) {
    super(`bdhvs-field-${device}`, VERSION, build);
  }

  all(mode, work) {
    return this.run(mode, STORES, work);
  }

  // -- what is written down ---------------------------------------------------------------------------------------------

  // Keeps an operation, what it does to the household's copy, the member's own record of it, its photo, and drops the form
  // in which it was written; all or nothing. One that is here already stays as it is. Returns its row.
  save(row, { photo, draft, settles }) {
    return this.all("readwrite", async (tx) => {
      const [outbox, receipts] = [tx.objectStore("outbox"), tx.objectStore("receipts")];
      if (!(await tx.objectStore("meta").get("member"))) throw new SignedOut();
      const known = (await outbox.index("op").get(row.op)) || ((await receipts.get(row.op)) || {}).row;
      if (known) return known;
      if (settles) await settle(tx, settles, "settled", Date.now());
      const household = row.household && (await tx.objectStore("households").get(row.household));
      if (household && household.version && row.base_version === undefined) row.base_version = household.version;
      row.depends_on = await precedents(tx, row);
      row.seq = await outbox.add(row);
      await tx.objectStore("mine").put(ownRecord(row));
      await note(tx, row, household);
      if (photo) await tx.objectStore("photos").put({ ...photo, op: row.op, state: "waiting", offset: 0 });
      if (draft) await tx.objectStore("forms").delete(draft);
      return row;
    });
  }

  // Makes room: first drops photos that the server has, then the oldest receipts. Returns how many.
  makeRoom() {
    return this.run("readwrite", ["photos", "receipts"], async (tx) => {
      const sent = await tx.objectStore("photos").index("state").getAllKeys("sent", 50);
      await Promise.all(sent.map((key) => tx.objectStore("photos").delete(key)));
      if (sent.length) return sent.length;
      const oldest = await tx.objectStore("receipts").index("at").getAllKeys(null, 300);
      await Promise.all(oldest.map((key) => tx.objectStore("receipts").delete(key)));
      return oldest.length;
    });
  }

  draft(key) {
    return this.run("readonly", ["forms"], (tx) => tx.objectStore("forms").get(key));
  }

  drafts() {
    return this.run("readonly", ["forms"], (tx) => tx.objectStore("forms").getAll());
  }

  saveDraft(form) {
    return this.run("readwrite", ["forms", "meta"], async (tx) => {
      if (!(await tx.objectStore("meta").get("member"))) throw new SignedOut();
      await tx.objectStore("forms").put(form);
    });
  }

  dropDraft(key) {
    return this.run("readwrite", ["forms"], (tx) => tx.objectStore("forms").delete(key));
  }

  // -- what is sent -----------------------------------------------------------------------------------------------------

  // How much is not with the server yet.
  counts() {
    return this.run("readonly", ["outbox", "photos"], async (tx) => {
      const turn = tx.objectStore("outbox").index("turn");
      const [waiting, conflicts, aside] = await Promise.all(
        ["waiting", "conflict", "aside"].map((state) => turn.count(inState(state))),
      );
      const photos = await tx.objectStore("photos").index("state").count("waiting");
      return { waiting, conflicts, aside, photos, count: waiting + conflicts + aside + photos };
    });
  }

  // Everything in the outbox, and what waits for the leader.
  items() {
    return this.run("readonly", ["outbox", "receipts"], async (tx) => ({
      unsent: await tx.objectStore("outbox").getAll(),
      leader: await tx.objectStore("receipts").index("status").getAll("quarantined"),
    }));
  }

  row(op) {
    return this.run("readonly", ["outbox"], (tx) => tx.objectStore("outbox").index("op").get(op));
  }

  // The first `count` operations that wait, in their order, without those that are `skipped`.
  take(count, skipped) {
    return this.run("readonly", ["outbox"], async (tx) => {
      const turn = tx.objectStore("outbox").index("turn");
      const oldest = await turn.getAll(inState("waiting"), count + skipped.size);
      return oldest.filter(({ op }) => !skipped.has(op)).slice(0, count);
    });
  }

  // What the server said of some operations, [{row, verdict, ...}]: `verdict` is "receipt" (with `status`, `reason`),
  // "conflict" (with `fields`, `version`), "again" (with `reason`), or "aside". `at` is the server's time. Returns how many
  // receipts a changed epoch put back to be sent again.
  judge(judged, epoch, at, keepReceipts = true) {
    return this.all("readwrite", async (tx) => {
      const again = await renew(tx, epoch, at);
      for (const { row, verdict, ...said } of judged) {
        if (verdict === "receipt") await settle(tx, row.op, said.status, at, said.reason, keepReceipts);
        else await keepBack(tx, row, verdict, said, at);
      }
      await prune(tx, at);
      return again;
    });
  }

  noteEpoch(epoch, at) {
    return this.all("readwrite", (tx) => renew(tx, epoch, at));
  }

  // Lets what was set aside wait again: one operation, or all that has rested long enough.
  wakeAside(now, op = null) {
    return this.run("readwrite", ["outbox"], async (tx) => {
      const outbox = tx.objectStore("outbox");
      let woken = 0;
      for (const row of await outbox.index("turn").getAll(inState("aside"))) {
        const rested = now - row.aside_at >= ASIDE_REST || now < row.aside_at;
        if (op ? row.op !== op : !rested) continue;
        await outbox.put({ ...row, state: "waiting", tries: 0 });
        woken += 1;
      }
      return woken;
    });
  }

  // Photos whose operation the server has.
  photosToSend() {
    return this.run("readonly", ["photos", "outbox"], async (tx) => {
      const found = [];
      for (const key of await tx.objectStore("photos").index("state").getAllKeys("waiting")) {
        const { bytes, ...photo } = await tx.objectStore("photos").get(key);
        if (!(await tx.objectStore("outbox").index("op").getKey(photo.op))) found.push(photo);
      }
      return found;
    });
  }

  photo(sha256) {
    return this.run("readonly", ["photos"], (tx) => tx.objectStore("photos").get(sha256));
  }

  changePhoto(sha256, fields) {
    return this.run("readwrite", ["photos"], async (tx) => {
      const photo = await tx.objectStore("photos").get(sha256);
      if (photo) await tx.objectStore("photos").put({ ...photo, ...fields });
    });
  }

  // -- what is pulled ---------------------------------------------------------------------------------------------------

  // A page of the server's state and its cursor. What waits in the outbox is laid over it again.
  applyPage(page, at) {
    return this.all("readwrite", async (tx) => {
      const meta = tx.objectStore("meta");
      const round = (await meta.get("round")) || 0;
      for (const household of page.households || []) await replace(tx, household, round);
      for (const gone of page.gone || []) await forget(tx, gone);
      for (const hamlet of page.drop_hamlets || []) await dropHamlet(tx, hamlet);
      if (!page.has_more && (await meta.get("whole"))) {
        await dropUnseen(tx, round);
        await meta.delete("whole");
      }
      await meta.put(page.cursor, "cursor");
      await meta.delete("emptied");
      if (page.team) await meta.put(page.team, "team");
      if (page.counts) await meta.put(page.counts, "counts");
      if (page.server_time) await meta.put({ server: page.server_time, at }, "pulled");
    });
  }

  // Everything is to be pulled anew; until that has come to its end the old copies stay.
  beginAnew() {
    return this.run("readwrite", ["meta"], async (tx) => {
      const meta = tx.objectStore("meta");
      await meta.put(((await meta.get("round")) || 0) + 1, "round");
      await meta.put(true, "whole");
      await meta.delete("cursor");
    });
  }

  // Takes off the phone what names people. What is not sent yet stays.
  empty() {
    return this.all("readwrite", async (tx) => {
      for (const name of ABOUT_PEOPLE) await tx.objectStore(name).clear();
      const photos = tx.objectStore("photos");
      for (const key of await photos.index("state").getAllKeys("sent")) await photos.delete(key);
      for (const key of ["cursor", "team", "counts"]) await tx.objectStore("meta").delete(key);
    });
  }

  // Takes everything off the phone, unless something is neither sent nor exported.
  leave(exported) {
    return this.all("readwrite", async (tx) => {
      const unsent = await tx.objectStore("outbox").getAllKeys();
      const photos = await tx.objectStore("photos").index("state").getAllKeys("waiting");
      const kept = (exported && (await tx.objectStore("meta").get("exported"))) || { upto: 0, photos: [] };
      const left = unsent.filter((seq) => seq > kept.upto).length + photos.filter((key) => !kept.photos.includes(key)).length;
      if (left || (!exported && unsent.length + photos.length)) throw new Unsent(unsent.length + photos.length);
      for (const name of STORES) await tx.objectStore(name).clear();
    });
  }

  // -- what is looked at ------------------------------------------------------------------------------------------------

  household(id) {
    return this.run("readonly", ["households"], (tx) => tx.objectStore("households").get(id));
  }

  // Households whose keys begin with every word, or, without words, in the order of their names.
  households(words, hamlet, limit) {
    return this.run("readonly", ["households"], async (tx) => {
      const store = tx.objectStore("households");
      if (!words.length) {
        if (hamlet === undefined) return store.index("order").getAll(null, limit);
        return store.index("hamlet").getAll(IDBKeyRange.bound([hamlet], [hamlet, []]), limit);
      }
      let found = null;
      for (const word of words) {
        const ids = new Set(await store.index("keys").getAllKeys(IDBKeyRange.bound(word, `${word}\uffff`)));
        found = found ? found.filter((id) => ids.has(id)) : [...ids];
      }
      const rows = [];
      for (const id of found) {
        if (rows.length >= limit) break;
        const row = await store.get(id);
        if (hamlet === undefined || row.hamlet === hamlet) rows.push(row);
      }
      return rows.sort((one, other) => (one.order < other.order ? -1 : 1));
    });
  }

  // Households that may be the one which is being written down: [{household, why: "phone" | "name"}].
  duplicates({ name, phone, hamlet }) {
    return this.run("readonly", ["households"], async (tx) => {
      const store = tx.objectStore("households");
      const digits = phoneDigits(phone);
      const found = new Map();
      const byPhone = digits.length >= 9 ? await store.index("keys").getAll(digits, 10) : [];
      for (const household of byPhone) found.set(household.id, { household, why: "phone" });
      const byName = fold(name) ? await store.index("folded").getAll(fold(name), 50) : [];
      for (const household of byName) {
        if (household.hamlet === hamlet && !found.has(household.id)) found.set(household.id, { household, why: "name" });
      }
      return [...found.values()].slice(0, 10);
    });
  }

  // What there is to do on a day.
  today(day, limit) {
    return this.run("readonly", ["households", "mine"], async (tx) => {
      const store = tx.objectStore("households");
      const [due, planned, nearby, done] = await Promise.all([
        store.index("due").getAll(IDBKeyRange.upperBound(day), limit),
        store.index("planned_on").getAll(IDBKeyRange.upperBound(day), limit),
        store.index("met").getAll(null, limit),
        tx.objectStore("mine").index("day").getAll(day),
      ]);
      return { due, planned, nearby, done };
    });
  }

  mine(day) {
    return this.run("readonly", ["mine"], (tx) => tx.objectStore("mine").index("day").getAll(day));
  }

  // Own records about one household, or of one entity.
  own(index, key) {
    return this.run("readonly", ["mine"], (tx) => tx.objectStore("mine").index(index).getAll(key));
  }

  // -- out of the phone and into another --------------------------------------------------------------------------------

  // Everything that the member wrote, as it leaves the phone.
  contents() {
    return this.run("readonly", ["outbox", "receipts", "photos", "meta"], async (tx) => ({
      outbox: await tx.objectStore("outbox").getAll(),
      receipts: await tx.objectStore("receipts").getAll(),
      photos: (await tx.objectStore("photos").getAll()).filter(({ state }) => state === "waiting"),
      epoch: await tx.objectStore("meta").get("epoch"),
    }));
  }

  // What has left the phone in a file, so that signing out may rely on it.
  noteExported({ outbox, photos }) {
    const upto = Math.max(0, ...outbox.map(({ seq }) => seq));
    return this.put("exported", { upto, photos: photos.map(({ sha256 }) => sha256) });
  }

  // Takes in what left another phone (or this one). What is here already stays; the rest is sent from here.
  takeIn({ outbox, receipts, photos }) {
    return this.all("readwrite", async (tx) => {
      const here = async (op) =>
        (await tx.objectStore("outbox").index("op").getKey(op)) !== undefined ||
        (await tx.objectStore("receipts").getKey(op)) !== undefined;
      if (!(await tx.objectStore("meta").get("member"))) throw new SignedOut();
      let added = 0;
      for (const { seq, ...row } of outbox.sort((one, other) => one.seq - other.seq)) {
        if (await here(row.op)) continue;
        // Another phone's numbers mean nothing here; its order does.
        const now = { ...row, state: row.state === "conflict" ? "conflict" : "waiting", tries: 0 };
        now.seq = await tx.objectStore("outbox").add(now);
        await tx.objectStore("mine").put(ownRecord(now));
        const household = now.household && (await tx.objectStore("households").get(now.household));
        await note(tx, now, household);
        added += 1;
      }
      for (const receipt of receipts) if (!(await here(receipt.op))) await tx.objectStore("receipts").put(receipt);
      for (const photo of photos) {
        const known = await tx.objectStore("photos").getKey(photo.sha256);
        if (!known) await tx.objectStore("photos").put({ ...photo, state: "waiting", offset: 0 });
      }
      return { added, already: outbox.length - added, photos: photos.length };
    });
  }
}

// -- pieces of transactions ---------------------------------------------------------------------------------------------

function inState(state) {
  return IDBKeyRange.bound([state], [state, []]);
}

// Operations without which this one makes no sense: what made its household, as long as that waits here itself.
async function precedents(tx, row) {
  const wanted = new Set(row.depends_on);
  if (row.household && row.kind !== "household.create") {
    for (const other of await tx.objectStore("outbox").index("household").getAll(row.household)) {
      if (other.kind === "household.create") wanted.add(other.op);
    }
  }
  return [...wanted];
}

function ownRecord({ op, seq, kind, entity, household, day, occurred_at, payload }) {
  return { id: op, op, seq, kind, entity, household, day, occurred_at, payload, state: "waiting" };
}

// Lays an operation over the household's copy.
async function note(tx, row, household) {
  const changed = after(household, row);
  if (changed && changed !== household) await tx.objectStore("households").put(indexed(changed));
  if (row.payload.corrects) await marked(tx, row.payload.corrects, row.entity);
}

async function marked(tx, corrected, by) {
  const mine = tx.objectStore("mine");
  for (const own of await mine.index("entity").getAll(corrected)) await mine.put({ ...own, corrected_by: by });
}

// What the stores find a household by.
function indexed(household) {
  const { due: _due, ...kept } = household;
  const due = household.followups.map(({ due_from }) => due_from).sort()[0];
  return {
    ...kept,
    order: nameOrder(household.head_name),
    folded: fold(household.head_name),
    keys: keysOf(household),
    met: household.last_met_on || "",
    ...(due && { due }),
  };
}

// Out of the outbox, into the receipts.
async function settle(tx, op, status, at, reason = "", withReceipt = true) {
  const [outbox, mine] = [tx.objectStore("outbox"), tx.objectStore("mine")];
  const row = await outbox.index("op").get(op);
  if (!row) return;
  await outbox.delete(row.seq);
  const { household } = row;
  if (withReceipt) await tx.objectStore("receipts").put({ op, at, status, reason, household, row });
  const own = await mine.get(op);
  if (own) await mine.put({ ...own, state: status === "duplicate" ? "applied" : status, reason });
  // Without consent the server leaves the photo out, so nobody will ever take it.
  const { photo } = row.payload;
  if (photo && reason.includes("photo_left_out")) await tx.objectStore("photos").delete(photo.sha256);
}

async function keepBack(tx, row, verdict, said, at) {
  const outbox = tx.objectStore("outbox");
  const now = await outbox.get(row.seq);
  if (!now || now.op !== row.op) return;
  if (verdict === "conflict") await outbox.put({ ...now, ...said, state: "conflict" });
  else if (verdict === "aside") await outbox.put({ ...now, ...said, state: "aside", aside_at: at });
  else await outbox.put({ ...now, ...said });
}

// A changed epoch means that the server was restored: what it acknowledged lately waits again.
async function renew(tx, epoch, at) {
  const known = await tx.objectStore("meta").get("epoch");
  if (!epoch || epoch === known) return 0;
  await tx.objectStore("meta").put(epoch, "epoch");
  if (!known) return 0;
  const receipts = tx.objectStore("receipts");
  const lately = await receipts.index("at").getAll(IDBKeyRange.lowerBound(at - KEEP_RECEIPTS));
  for (const { op, row } of lately) {
    // Under its old number: it comes before what was written since.
    await tx.objectStore("outbox").put({ ...row, state: "waiting", tries: 0 });
    await receipts.delete(op);
  }
  const photos = tx.objectStore("photos");
  for (const { sent_at: _at, ...photo } of await photos.index("state").getAll("sent")) {
    await photos.put({ ...photo, state: "waiting", offset: 0 });
  }
  return lately.length;
}

async function prune(tx, at) {
  const old = await tx.objectStore("receipts").index("at").getAllKeys(IDBKeyRange.upperBound(at - KEEP_RECEIPTS), 500);
  for (const key of old) await tx.objectStore("receipts").delete(key);
  const photos = tx.objectStore("photos");
  const long = IDBKeyRange.upperBound(at - KEEP_PHOTOS);
  for (const key of await photos.index("sent_at").getAllKeys(long)) await photos.delete(key);
  const mine = tx.objectStore("mine");
  const before = IDBKeyRange.upperBound(dayAfter(dayOf(at), -KEEP_OWN_DAYS));
  for (const key of await mine.index("day").getAllKeys(before, 500)) {
    if ((await mine.get(key)).state !== "waiting") await mine.delete(key);
  }
}

// The server's word about a household, with what it does not know yet laid over it.
async function replace(tx, household, round) {
  let now = { followups: [], visits: [], conflicts: [], consents: {}, ...household, round };
  const waiting = await tx.objectStore("outbox").index("household").getAll(household.id);
  for (const row of waiting) now = after(now, row);
  await tx.objectStore("households").put(indexed(now));
}

async function forget(tx, { household, why }) {
  await tx.objectStore("households").delete(household);
  if (why !== "erased") return;
  // What the member did stays counted; what it says about these people does not stay.
  for (const own of await tx.objectStore("mine").index("household").getAll(household)) {
    if (own.state !== "waiting") await tx.objectStore("mine").put({ ...own, payload: {}, household: null });
  }
  for (const [name, keys] of [
    ["receipts", await tx.objectStore("receipts").index("household").getAllKeys(household)],
    ["forms", (await tx.objectStore("forms").getAllKeys()).filter((key) => key.includes(household))],
  ]) {
    for (const key of keys) await tx.objectStore(name).delete(key);
  }
}

async function dropHamlet(tx, hamlet) {
  const households = tx.objectStore("households");
  const keys = await households.index("hamlet").getAllKeys(IDBKeyRange.bound([hamlet], [hamlet, []]));
  for (const key of keys) await households.delete(key);
}

// After everything was pulled: what the server did not send is not there any more, unless it has not heard of it.
async function dropUnseen(tx, round) {
  for (let cursor = await tx.objectStore("households").openCursor(); cursor; cursor = await cursor.continue()) {
    const { local, round: seen } = cursor.value;
    if (!local && seen !== round) await cursor.delete();
  }
}
