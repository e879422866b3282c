// What the screens say: texts come with the page, in the language of the site.
const block = document.getElementById("field-strings");
const texts = block ? JSON.parse(block.textContent) : {};

// The text of a name, its {places} filled in.
export function say(name, values = {}) {
  const text = texts[name];
  if (text === undefined) throw new Error(`no text named ${name}`);
  return text.replace(/\{(\w+)\}/g, (_, place) => String(values[place] ?? ""));
}

// A text whose name ends with what the server or a list of choices calls it; `otherwise` where there is none.
export function sayOf(group, code, otherwise) {
  const name = `${group}_${code}`;
  return name in texts ? say(name) : say(otherwise);
}

const ZONE = "Asia/Ho_Chi_Minh";
const weekday = new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, weekday: "long" });
const clock = new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
const iso = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });

// The day in Vietnam of an instant, as 2026-11-28.
export const dayOf = (at) => iso.format(new Date(at));
export const longDay = (at) => `${capital(weekday.format(new Date(at)))}, ${shortDay(dayOf(at))}`;
// A day such as 2026-11-28 as 28/11.
export const shortDay = (day) => (day ? `${day.slice(8, 10)}/${day.slice(5, 7)}` : "");
export const timeOf = (at) => clock.format(new Date(at));

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
