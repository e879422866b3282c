// One thing that the member did, as a row: what, with whom, and whether it is sent.
import { householdTitle, label, topicTitle } from "./names.js";
import { h } from "./parts.js";
import { say, sayOf, timeOf } from "./words.js";

const TONES = { applied: "leaf", waiting: "hoe", held: "cham", quarantined: "son", conflict: "son", aside: "son" };

export function badge(state) {
  return h(`span.badge.badge--${TONES[state] || "cham"}`, sayOf("state", state, "state_waiting"));
}

// What a thing is, in a few words.
export function whatOf(row, shelf) {
  const payload = row.payload || {};
  if (row.kind === "visit.create" || row.kind === "visit.correct") {
    const topics = (payload.skills || []).map((one) => topicTitle(shelf, one.topic)).join(", ");
    return [label(shelf.outcomes, payload.outcome), topics].filter(Boolean).join(": ");
  }
  return sayOf("kind", row.kind.replace(".", "_"), "kind_other");
}

export function doneRow(row, household, shelf) {
  const name = row.household ? householdTitle(household) : row.payload?.place || say("session_title");
  const inner = [h("span.entry-body", h("span.entry-title", name), h("span.entry-note", [timeOf(row.occurred_at), whatOf(row, shelf)].join(" · "))), badge(row.state)];
  return h("li.row", household ? h("a.row-link", { href: `#/ho/${household.id}` }, inner) : h("div.row-link", inner));
}
