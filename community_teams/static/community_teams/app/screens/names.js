// How things are called on the screens: households, places, choices of the shelf.
import { say, shortDay } from "./words.js";

export const label = (list, value) => list?.find((one) => String(one.value) === String(value))?.label ?? String(value);
export const topicTitle = (shelf, code) => shelf.topics?.find((one) => one.code === code)?.title ?? code;

// A household by its head's name; one that agreed to no name by the letters of its QR.
export function householdTitle(row) {
  if (!row) return say("household_gone");
  return row.head_name || say("household_nameless", { code: (row.token || row.id).slice(0, 6).toUpperCase() });
}

export function hamletName(team, id) {
  const all = (team?.teams || []).flatMap((one) => one.hamlets);
  return all.find((one) => String(one.id) === String(id))?.name ?? "";
}

// What stands small below a household's name.
export function householdNote(row, team) {
  const met = row.last_met_on ? say("last_met", { day: shortDay(row.last_met_on) }) : say("never_met");
  return [hamletName(team, row.hamlet), row.address, met].filter(Boolean).join(" · ");
}

export const hamletsOf = (team) => {
  const all = new Map((team?.teams || []).flatMap((one) => one.hamlets).map((one) => [one.id, one]));
  return [...all.values()];
};

// The household's own page, where it sees what is kept about it.
export const receiptAddress = (token) => `${location.origin}/so-ho/${token}/`;

// What a phone says is printed on a household's card: letters of its token, from an address or typed.
const TOKEN = /[a-hj-km-np-z2-9]{26}/;
export function tokenIn(text) {
  return text.toLowerCase().replace(/[\s-]/g, "").match(TOKEN)?.[0] ?? "";
}
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

// 128 bits and a little, of letters that nobody mixes up.
export function newToken() {
  const found = [];
  while (found.length < 26) {
    for (const byte of crypto.getRandomValues(new Uint8Array(40))) {
      // 248 is the last multiple of 31: what lies above would make some letters likelier.
      if (byte < 248 && found.length < 26) found.push(LETTERS[byte % 31]);
    }
  }
  return found.join("");
}
