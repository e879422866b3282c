// Who uses the app on this phone: a small store beside those of the members, each of whom has one of their own.
import { Database } from "../../foundation/outbox_disk.js";
import { uuid7 } from "../../foundation/outbox_store.js";

function build(db) {
  db.createObjectStore("members", { keyPath: "device" });
  db.createObjectStore("meta");
}

// Rows are {device, member: {id, name}, token, denied, revoked, left}. `denied`: the server refuses the token until the
// member signs in again. `revoked`: the device was reported lost. `left`: signed out, and the server still has to be told
// that nothing is kept here.
class Members extends Database {
  constructor() {
    super("bdhvs-field", 1, build);
  }

  // Everyone who uses this phone, in the order in which they came, with `holds`.
  list() {
    return this.run("readonly", ["members", "meta"], async (tx) => {
      const holder = await tx.objectStore("meta").get("holder");
      const rows = (await tx.objectStore("members").getAll()).filter(({ left }) => !left);
      rows.sort((one, other) => (one.device < other.device ? -1 : 1));
      return rows.map((row) => ({ ...row, holds: row.device === holder }));
    });
  }

  row(device) {
    return this.run("readonly", ["members"], (tx) => tx.objectStore("members").get(device));
  }

  // Those who signed out while the server could not be told.
  gone() {
    return this.run("readonly", ["members"], async (tx) =>
      (await tx.objectStore("members").getAll()).filter(({ left }) => left));
  }

  // Who holds the phone now, or undefined.
  holder() {
    return this.run("readonly", ["members", "meta"], async (tx) => {
      const holder = await tx.objectStore("meta").get("holder");
      const row = holder && (await tx.objectStore("members").get(holder));
      return row && !row.left ? row : undefined;
    });
  }

  // Hands the phone over; false if they are not on it any more.
  choose(device) {
    return this.run("readwrite", ["members", "meta"], async (tx) => {
      const row = await tx.objectStore("members").get(device);
      if (!row || row.left) return false;
      await tx.objectStore("meta").put(device, "holder");
      return true;
    });
  }

  // A device that the server knows now; it holds the phone.
  welcome(row) {
    return this.run("readwrite", ["members", "meta"], async (tx) => {
      await tx.objectStore("members").put(row);
      await tx.objectStore("meta").put(row.device, "holder");
      await tx.objectStore("meta").delete("coming");
      await tx.objectStore("meta").delete("left");
    });
  }

  // Changes a member's row, if it is still there.
  change(device, fields) {
    return this.run("readwrite", ["members"], async (tx) => {
      const row = await tx.objectStore("members").get(device);
      if (row) await tx.objectStore("members").put({ ...row, ...fields });
    });
  }

  remove(device) {
    return this.run("readwrite", ["members"], (tx) => tx.objectStore("members").delete(device));
  }

  // The id of a device that is about to register: the same again if the answer was lost.
  coming() {
    return this.run("readwrite", ["meta"], async (tx) => {
      const known = (await tx.objectStore("meta").get("coming")) || uuid7();
      await tx.objectStore("meta").put(known, "coming");
      return known;
    });
  }
}

export const members = new Members();
