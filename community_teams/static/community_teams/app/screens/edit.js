// Changing what is known of a household: only what was changed is sent, so that others' changes stand.
import { uuid7 } from "../../../foundation/outbox_store.js";
import { phoneDigits } from "../fold.js";
import { hamletChoice, houseFields, keepDraft, nameFields, needsChoices, readHouse, restore } from "./household_form.js";
import { householdTitle } from "./names.js";
import { back, field as line, h, heading, notice, typed, wrong } from "./parts.js";
import { say } from "./words.js";

const PERSONAL = ["head_name", "phone", "address"];
const same = (one, other) => JSON.stringify(one ?? "") === JSON.stringify(other ?? "");
// The server spells a number otherwise than people type it.
const before = (row, name) => (name === "phone" ? phoneDigits(row.phone) : row[name]);

export async function show({ field, go, params: [id] }) {
  const [row, team, shelf, key] = [await field.household(id), await field.team(), await field.shelf(), `edit:${id}`];
  if (!row || row.erased) return gone();
  const kept = (await field.draft(key))?.state;
  const named = row.consents?.record?.given;
  const needing = row.consents?.needs?.given;
  const said = h("div");
  const save = h("button.button.button--wide", say("save"));
  const form = h("form.stack", { novalidate: true, autocomplete: "off" },
    named ? nameFields(row) : notice("", "shield", null, h("p", say("no_consent_record"))),
    houseFields(shelf, row), named && needing && needsChoices(shelf, row.needs), hamletChoice(team, row.hamlet),
    line(say("planned_label"), { name: "planned_on", type: "date", value: row.planned_on || "" }), said, h("div.save", save));
  if (kept) restore(form, kept);
  const draft = keepDraft(field, key, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = readHouse(form);
    if (!given || save.disabled) return;
    const fields = changed(row, { ...given, planned_on: typed(form, "planned_on") || null }, named, needing);
    save.disabled = true;
    await draft.stop();
    try {
      if (Object.keys(fields).length) {
        await field.save("household.update", id, { fields }, { household: id, draft: key });
      } else {
        await field.dropDraft(key);
      }
      go(`/ho/${id}`, { replace: true });
    } catch (error) {
      said.replaceChildren(wrong(say("not_saved"), h("p", say("not_saved_what")), h("p.small", String(error?.message || error))));
      draft.go();
      save.disabled = false;
    }
  });
  return {
    title: say("edit"),
    body: h("div.stack.measure", back(`#/ho/${id}`, householdTitle(row)), heading(say("edit")), kept && h("p.soft", say("draft_back")), form),
  };
}

function changed(row, given, named, needing) {
  const found = {};
  for (const [name, value] of Object.entries(given)) {
    if (PERSONAL.includes(name) && !named) continue;
    if (name === "needs" && !needing) continue;
    if (!same(before(row, name), name === "phone" ? phoneDigits(value) : value)) found[name] = value;
  }
  return found;
}

export const gone = () => ({
  title: say("household_gone"),
  body: h("div.stack.measure", back("#/ho", say("bar_households")), heading(say("household_gone")), h("p", say("household_gone_what"))),
});

// One more answer to a consent, or its end.
export function answerConsent(field, household, words, { given, how }) {
  return field.save(given ? "consent.give" : "consent.withdraw", uuid7(),
    { household, purpose: words.purpose, version: words.version, sha256: words.sha256, how }, { household });
}
