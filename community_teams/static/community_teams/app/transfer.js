// What a member wrote, as a file that only their password opens: the way out of a phone that must be given back before
// everything is sent, and into any other phone of the same member.
//
// The file: 8 bytes "BDHVSF01", 4 bytes rounds (big-endian), 16 bytes salt, 12 bytes initialisation vector, then AES-GCM
// with a 256-bit key (PBKDF2, SHA-256) over UTF-8 JSON {version, member, device, made_at, epoch, outbox, receipts, photos};
// the first 40 bytes are authenticated with it. A photo's `bytes` are base64.
const MAGIC = "BDHVSF01";
const ROUNDS = 600000;
// A file is no reason to let the phone compute for an hour.
const MOST_ROUNDS = 10000000;
const HEAD = 40;

// The file cannot be taken in; `reason` is "format", "password" or "member".
export class NotTaken extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

export async function seal(content, password, rounds = ROUNDS) {
  const head = new Uint8Array(HEAD);
  head.set(new TextEncoder().encode(MAGIC));
  new DataView(head.buffer).setUint32(8, rounds);
  crypto.getRandomValues(head.subarray(12));
  const photos = content.photos.map((photo) => ({ ...photo, bytes: toBase64(new Uint8Array(photo.bytes)) }));
  const text = new TextEncoder().encode(JSON.stringify({ version: 1, ...content, photos }));
  const sealed = await crypto.subtle.encrypt(cipher(head), await keyOf(password, head), text);
  return new Blob([head, sealed], { type: "application/octet-stream" });
}

export async function unseal(blob, password) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const head = bytes.slice(0, HEAD);
  const rounds = head.length === HEAD ? new DataView(head.buffer).getUint32(8) : 0;
  const known = new TextDecoder().decode(head.subarray(0, 8)) === MAGIC;
  if (!known || !rounds || rounds > MOST_ROUNDS) throw new NotTaken("format");
  let text;
  try {
    text = await crypto.subtle.decrypt(cipher(head), await keyOf(password, head), bytes.subarray(HEAD));
  } catch {
    throw new NotTaken("password");
  }
  const content = JSON.parse(new TextDecoder().decode(text));
  if (content.version !== 1) throw new NotTaken("format");
  const photos = content.photos.map((photo) => ({ ...photo, bytes: fromBase64(photo.bytes).buffer }));
  return { ...content, photos };
}

function cipher(head) {
  return { name: "AES-GCM", iv: head.subarray(28, HEAD), additionalData: head };
}

async function keyOf(password, head) {
  // The same password typed on another keyboard is the same password.
  const typed = new TextEncoder().encode(password.normalize("NFC").trim());
  const material = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: head.subarray(12, 28), iterations: new DataView(head.buffer).getUint32(8) };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
