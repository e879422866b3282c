// The one form of a payload that its hash is over (RFC 8785), and the hash.

// JSON.stringify writes numbers and strings as RFC 8785 wants them; what is left is the order of the keys.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each === undefined ? null : each)).join(",")}]`;
  if (value === null || typeof value !== "object") {
    if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("a number that JSON does not know");
    return JSON.stringify(value);
  }
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

// Hexadecimal SHA-256 of a text or of bytes.
export async function sha256(content) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A payload as it is kept: texts in NFC without spaces around them or halves of letters in them, places with two
// decimals, nothing that is undefined.
export function cleaned(value) {
  if (typeof value === "string") return value.replace(/\p{Surrogate}/gu, "").normalize("NFC").trim();
  if (typeof value === "number" && !Number.isInteger(value)) return Math.round(value * 100) / 100;
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([key, each]) => [key, cleaned(each)]));
}
