// A household that was not known: consent first, in full words, never ticked beforehand; then what it may be called.
import { uuid7 } from "../../../foundation/outbox_store.js";
import { consentOf, consentWords, hamletChoice, houseFields, keepDraft, nameFields, needsFields, readHouse, restore, showFaults } from "./household_form.js";
import { householdNote, householdTitle, newToken, tokenIn } from "./names.js";
import { back, choices, entry, field as line, fold, h, heading, notice, picked, pickedOne, typed, wrong } from "./parts.js";
import { say } from "./words.js";

const DRAFT = "new-household";
const TYPING = 250;

export async function show({ field, go }) {
  const [team, shelf, kept] = [await field.team(), await field.shelf(), (await field.draft(DRAFT))?.state];
  const record = consentOf(shelf, "record");
  const answer = choices(say("consent_ask"), { name: "answer", options: ["agrees", "nameless", "refuses"].map((value) => ({ value, label: say(`consent_${value}`) })) });
  const how = choices(say("consent_how"), { name: "how", row: true, options: ["spoken", "signed", "tapped"].map((value) => ({ value, label: say(`how_${value}`) })) });
  const alike = h("div", { role: "status" });
  const named = h("div.stack", { hidden: true }, how, nameFields(), alike, needsFields(shelf));
  const house = h("div.stack", { hidden: true }, houseFields(shelf),
    fold(say("more"), {}, line(say("token_label"), { name: "token", hint: say("token_hint"), autocomplete: "off", autocapitalize: "none", spellcheck: "false" }),
      line(say("planned_label"), { name: "planned_on", type: "date" })));
  const refused = notice("", "shield", say("refuses_title"), h("p", say("refuses_what")));
  const save = h("button.button.button--wide", say("save_household"));
  const said = h("div");
  const form = h("form.stack", { novalidate: true, autocomplete: "off" }, hamletChoice(team),
    h("section.card", h("h2", say("consent_title")), h("p.soft", say("consent_read")), consentWords(record), answer),
    named, house, refused, said, h("div.save", save));

  const follow = () => {
    const value = pickedOne(form, "answer");
    named.hidden = value !== "agrees";
    house.hidden = value !== "agrees" && value !== "nameless";
    refused.hidden = value !== "refuses";
    save.textContent = say(value === "refuses" ? "save_refusal" : "save_household");
  };
  if (kept) restore(form, kept);
  follow();
  form.addEventListener("change", follow);
  const draft = keepDraft(field, DRAFT, form);
  form.addEventListener("input", lookAlike(field, team, form, alike));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (save.disabled) return;
    const given = read(form);
    if (!given) return;
    save.disabled = true;
    await draft.stop();
    try {
      await keep(field, given, record, consentOf(shelf, "needs"), go);
    } catch (error) {
      said.replaceChildren(wrong(say("not_saved"), h("p", say("not_saved_what")), h("p.small", String(error?.message || error))));
      draft.go();
      save.disabled = false;
    }
  });
  return {
    title: say("new_household"),
    body: h("div.stack.measure", back("#/ho", say("bar_households")), heading(say("new_household")), kept && h("p.soft", say("draft_back")), form),
  };
}

function read(form) {
  const answer = pickedOne(form, "answer");
  const token = typed(form, "token");
  const faults = {
    answer: !answer && say("consent_missing"),
    how: answer === "agrees" && !pickedOne(form, "how") && say("how_missing"),
    hamlet: !pickedOne(form, "hamlet") && say("hamlet_missing"),
    token: token && !tokenIn(token) && say("token_wrong"),
  };
  if (showFaults(form, faults)) return null;
  const house = readHouse(form);
  return house && { ...house, answer, how: pickedOne(form, "how"), token: tokenIn(token) || newToken(), planned_on: typed(form, "planned_on") || null,
    agreesNeeds: picked(form, "agree_needs").length > 0 };
}

// Writes the household; with a refusal also the visit that says so, which names nobody.
async function keep(field, given, record, needs, go) {
  const id = uuid7();
  const payload = { hamlet: given.hamlet, token: given.token };
  if (given.answer !== "refuses") {
    Object.assign(payload, { devices: given.devices, languages: given.languages });
    if (given.size) payload.size = given.size;
    if (given.planned_on) payload.planned_on = given.planned_on;
  }
  if (given.answer === "agrees") {
    payload.consents = [consent(record, given.how)];
    for (const name of ["head_name", "phone", "address"]) if (given[name]) payload[name] = given[name];
    if (given.agreesNeeds && given.needs.length) {
      payload.needs = given.needs;
      payload.consents.push(consent(needs, given.how));
    }
  }
  const { op } = await field.save("household.create", id, payload, { household: id, draft: DRAFT });
  if (given.answer !== "refuses") return go(`/ho/${id}`, { replace: true });
  await field.save("visit.create", uuid7(), { household: id, outcome: "refused", skills: [] }, { household: id, dependsOn: [op] });
  return go("/", { replace: true });
}

const consent = ({ purpose, version, sha256 }, how) => ({ id: uuid7(), purpose, version, sha256, how });

// Households that may be this one, offered while a name or a number is typed.
function lookAlike(field, team, form, place) {
  let timer = null;
  return ({ target }) => {
    if (!["head_name", "phone"].includes(target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const [name, phone] = [typed(form, "head_name"), typed(form, "phone")];
      const rows = name.length > 2 || phone.length > 5
        ? await field.duplicates({ name, phone, hamlet: Number(pickedOne(form, "hamlet")) || null }) : [];
      place.replaceChildren(...(rows.length ? [h("div.alike", h("p", h("strong", say("alike"))), h("ul.entries", rows.slice(0, 3).map(({ household: one }) =>
        entry(`#/ho/${one.id}`, householdTitle(one), householdNote(one, team)))))] : []));
    }, TYPING);
  };
}
