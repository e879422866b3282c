// Days are days in Vietnam, wherever the phone believes itself to be. There is no summer time there.
const EAST = 7 * 3600000;

// 2026-11-28, of a time in milliseconds.
export function dayOf(time) {
  return new Date(time + EAST).toISOString().slice(0, 10);
}

// So many days after (or before) a day.
export function dayAfter(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);
}
