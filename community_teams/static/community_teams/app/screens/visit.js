// Writing down a visit: a topic, how far they came, save. What is typed is kept at every change.
import { uuid7 } from "../../../foundation/outbox_store.js";
import { gone } from "./edit.js";
import { consentOf, keepDraft, restore, showFaults } from "./household_form.js";
import { householdNote, householdTitle } from "./names.js";
import { back, buttonLink, choices, entry, field as line, h, heading, icon, notice, picked, section, typed, wrong } from "./parts.js";
import { moreField, photoField, readVisit, stateOfVisit, topicsField } from "./visit_form.js";
import { dayOf, say } from "./words.js";

export async function show({ field, go, params: [id, old] }) {
  const [row, shelf, key] = [await field.household(id), await field.shelf(), old ? `correct:${old}` : `visit:${id}`];
  if (!row || row.erased) return gone();
  const today = await field.mine();
  const before = old && (await field.history(id)).find((one) => one.entity === old && !one.corrected_by);
  if (old && !before) return notMine(row);
  const draft = (await field.draft(key))?.state;
  const kept = draft || (before ? stateOfVisit(before.payload) : {});
  const recent = today.flatMap((one) => one.payload?.skills || []).map((one) => one.topic);
  let photo = null;
  const takePhoto = async (file) => {
    try {
      photo = await field.attachPhoto(file);
      return say("photo_taken");
    } catch {
      return say("photo_wrong");
    }
  };
  const said = h("div");
  const save = h("button.button.button--wide", say(old ? "save_correction" : "save_visit"));
  const topics = topicsField(row, shelf, recent, kept);
  const outcome = choices(say("outcome_label"), { name: "outcome", options: shelf.outcomes, row: true });
  const form = h("form.stack", { novalidate: true, autocomplete: "off" }, outcome, topics,
    moreField(row, shelf, kept, photoField(row, shelf, takePhoto)),
    old && line(say("why_label"), { name: "why", hint: say("why_hint"), maxlength: 200 }), said, h("div.save", save));
  restore(form, kept);
  follow(form);
  form.addEventListener("change", ({ target }) => {
    // Whoever was taught something was met.
    if (target.name === "topics" && target.checked && !picked(form, "outcome").length) form.querySelector("[name=outcome][value=met]").checked = true;
    follow(form);
  });
  const keeper = keepDraft(field, key, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (save.disabled) return;
    const { payload, faults } = readVisit(form, id);
    const why = typed(form, "why");
    if (showFaults(form, { ...faults, why: old && !why && say("why_missing") })) return;
    save.disabled = true;
    await keeper.stop();
    try {
      if (photo) payload.photo = photo;
      await keep(field, form, row, shelf, payload, { old, why, key });
      go(`/ho/${id}/xong`, { replace: true });
    } catch (error) {
      said.replaceChildren(wrong(say("not_saved"), h("p", say("not_saved_what")), h("p.small", String(error?.message || error))));
      keeper.go();
      save.disabled = false;
    }
  });
  return {
    title: say(old ? "correct_title" : "log_visit"),
    body: h("div.stack.measure", back(`#/ho/${id}`, householdTitle(row)), heading(say(old ? "correct_title" : "log_visit")), draft && h("p.soft", { role: "status" }, say("draft_back")), form),
  };
}

// Without a meeting there is nothing that was taught.
function follow(form) {
  const outcome = picked(form, "outcome")[0];
  const hidden = Boolean(outcome) && outcome !== "met";
  form.querySelector("[data-field=topics]").hidden = hidden;
  for (const one of form.querySelectorAll(".met-only")) one.hidden = hidden;
}

// Consents that were given with this visit go before it; a follow-up that is due is done by it.
async function keep(field, form, row, shelf, payload, { old, why, key }) {
  const depends = [];
  for (const purpose of ["place", "photo"]) {
    if (!picked(form, `agree_${purpose}`).length || !payload[purpose]) continue;
    const words = consentOf(shelf, purpose);
    const given = { household: row.id, purpose, version: words.version, sha256: words.sha256, how: "spoken" };
    depends.push((await field.save("consent.give", uuid7(), given, { household: row.id })).op);
  }
  const due = (row.followups || []).find((one) => one.due_from <= dayOf(Date.now()));
  if (due && payload.outcome === "met" && !old) payload.followup = due.id;
  const options = { household: row.id, draft: key };
  return old ? field.correct(old, payload, { why, ...options }) : field.save("visit.create", uuid7(), payload, { dependsOn: depends, ...options });
}

function notMine(row) {
  return { title: say("correct_title"), body: h("div.stack.measure", back(`#/ho/${row.id}`, householdTitle(row)), heading(say("correct_title")), notice("", "tip", null, h("p", say("correct_not_mine")))) };
}

// What is said after saving, and what may come next.
export async function done({ field, params: [id] }) {
  const [row, team, shelf, day] = [await field.household(id), await field.team(), await field.shelf(), await field.today()];
  const last = (await field.history(id)).find((one) => one.kind.startsWith("visit."));
  const next = [...(day.followups || []).map((one) => one.household), ...(day.planned || []), ...(day.nearby || [])].filter((one) => one.id !== id).slice(0, 3);
  return {
    title: say("saved"),
    body: h("div.stack.measure",
      h("div.saved", icon("check"), heading(say("saved"))),
      h("p.lead", say("saved_what")),
      h("p.buttons", shelf.courses?.length && buttonLink("#/khoa", say("courses_title"), { quiet: true, name: "book" }), buttonLink("#/", say("bar_today"), { name: "home" })),
      row && h("p", h("a.line", { href: `#/ho/${id}` }, householdTitle(row)), last && [" · ", h("a.line", { href: `#/ho/${id}/tham/${last.entity}` }, say("correct"))]),
      next.length && section(say("next_title"), h("ul.entries", next.map((one) => entry(`#/ho/${one.id}`, householdTitle(one), householdNote(one, team)))))),
  };
}
