// What to search by, as foundation/text/spelling.py folds it: lower case without marks, `đ` as `d`, single spaces.
export function fold(text) {
  return String(text || "")
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[đðɖ]/g, "d")
    .replace(/[‘’ʼ`]/g, "'")
    .replace(/[‐‑–—]/g, "-")
    .normalize("NFC")
    .split(/\s+/)
    .filter(Boolean)
    .join(" ");
}

// A Vietnamese number in one spelling, 0912345678; what is no number gives its digits.
export function phoneDigits(text) {
  const digits = String(text || "").replace(/\D/g, "");
  return digits.replace(/^(?:00)?84(?=\d{9}$)/, "0");
}

// As it is written on a slip of paper: 0912 345 678.
export function phoneSpoken(text) {
  const digits = phoneDigits(text);
  return digits.length === 10 ? digits.replace(/^(\d{4})(\d{3})/, "$1 $2 ") : String(text || "");
}

// People are sorted by the given name, which stands last.
export function nameOrder(name) {
  const words = fold(name).split(" ");
  return [words.pop(), ...words].join(" ");
}

// What the start of a typed word can find a household by: the words of the name, the number, the token.
export function keysOf({ head_name, phone, token }) {
  return [...new Set([...fold(head_name).split(" "), phoneDigits(phone), token || ""])].filter(Boolean);
}
