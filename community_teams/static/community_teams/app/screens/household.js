// One household: whom one visits, what was done there, what it agreed to, and the QR that it is given.
import { phoneSpoken } from "../fold.js";
import { badge, whatOf } from "./done.js";
import { answerConsent, gone } from "./edit.js";
import { consentOf, consentWords } from "./household_form.js";
import { hamletName, householdTitle, label, receiptAddress, topicTitle } from "./names.js";
import { back, button, buttonLink, choices, fold, h, heading, notice, pickedOne, section, wrong } from "./parts.js";
import { square } from "./square.js";
import { say, shortDay } from "./words.js";

const PURPOSES = ["record", "needs", "place", "photo"];

export async function show({ field, params: [id] }) {
  const body = h("div.stack.measure");
  const first = await draw(field, id, body);
  return first || { title: body.dataset.title, body, refresh: () => (body.querySelector("details[open], form") ? null : draw(field, id, body)) };
}

async function draw(field, id, body) {
  const [row, team, shelf] = [await field.household(id), await field.team(), await field.shelf()];
  if (!row || row.erased) return gone();
  const own = await field.history(id);
  const title = householdTitle(row);
  body.dataset.title = title;
  const again = () => draw(field, id, body);
  const parts = [
    back("#/ho", say("bar_households")), heading(title), facts(row, team, shelf), tags(row, shelf),
    ...(row.conflicts || []).length ? [notice("wrong", "warning", say("conflict_here"), h("p", h("a.line", { href: "#/gui" }, say("conflict_choose"))))] : [],
    h("p.buttons.buttons--two", buttonLink(`#/ho/${id}/tham`, say("log_visit"), { name: "paper" }),
      row.phone && buttonLink(`tel:${row.phone}`, say("call"), { quiet: true, name: "phone" })),
    ...(row.followups || []).map((one) => followup(field, row, one, shelf, again)),
    section(say("visits_title"), visits(row, own, shelf)),
    fold(say("qr_fold"), { name: "qr" }, ...qr(row)),
    fold(say("consents_fold"), { name: "consents" }, PURPOSES.map((purpose) => consent(field, row, consentOf(shelf, purpose), again))),
    h("p.buttons", buttonLink(`#/ho/${id}/sua`, say("edit"), { quiet: true })),
  ];
  body.replaceChildren(...parts.filter(Boolean));
  return null;
}

function facts(row, team, shelf) {
  const items = [
    [hamletName(team, row.hamlet), say("hamlet")], [row.address, say("address")], [phoneSpoken(row.phone), say("phone")],
    [row.size && say("people_count", { n: row.size }), say("size")],
    [(row.devices || []).map((one) => label(shelf.devices, one)).join(", "), say("devices")],
    [(row.languages || []).map((one) => label(shelf.languages, one)).join(", "), say("languages")],
    [row.planned_on && shortDay(row.planned_on), say("planned_label")],
    [row.last_met_on ? shortDay(row.last_met_on) : say("never_met"), say("last_met_label")],
  ];
  return h("dl.facts-list", items.filter(([value]) => value).map(([value, name]) => h("div", h("dt", name), h("dd", value))));
}

const tags = (row, shelf) => row.needs?.length ? h("p.tags", row.needs.map((one) => h("span.badge.badge--hoe", label(shelf.needs, one)))) : null;

// What should be looked after again, and how else than by a visit it may be done with.
function followup(field, row, one, shelf, again) {
  const topics = (one.topics || []).map((code) => topicTitle(shelf, code)).join(", ");
  const resolve = async (how) => {
    await field.save("followup.resolve", one.id, { household: row.id, how, visit: null }, { household: row.id });
    await again();
  };
  return h("div.card", h("h2.small-title", say("followup_title")), h("p", say("followup_due", { from: shortDay(one.due_from), to: shortDay(one.due_to), topics })),
    fold(say("followup_other"), {}, h("p.buttons", ["by_phone", "no_longer_needed", "moved_away"].map((how) => button(say(`followup_${how}`), () => resolve(how), { quiet: true })))));
}

// Own ones can be corrected once; how far they have come to the server stands beside them.
function visits(row, own, shelf) {
  if (!row.visits?.length) return h("p.soft", say("visits_none"));
  const fix = (id) => h("a.line", { href: `#/ho/${row.id}/tham/${id}`, "aria-label": say("correct_which") }, say("correct"));
  return h("ul.rows", row.visits.map((one) => {
    const mine = own.find(({ entity, corrected_by }) => entity === one.id && !corrected_by);
    return h("li.row", h("div.row-link", h("span.entry-body", h("span.entry-title", whatOf({ kind: "visit.create", payload: one }, shelf)),
      h("span.entry-note", [shortDay(one.day), one.by].filter(Boolean).join(" · "))), mine && badge(mine.state)), mine && fix(one.id));
  }));
}

function qr(row) {
  return row.token ? [h("p", say("qr_what")), square(receiptAddress(row.token), say("qr_alt")), h("p.code", say("qr_code"), " ", h("strong", groups(row.token)))] : [h("p", say("qr_none"))];
}

const groups = (token) => token.match(/.{1,4}/g).join(" ");

function consent(field, row, words, again) {
  if (!words) return null;
  const given = row.consents?.[words.purpose]?.given;
  const form = h("form.card", { "data-purpose": words.purpose }, h("p", h("strong", say(given ? "consent_given" : "consent_open"))), consentWords(words));
  const said = h("div");
  const settle = async (answer) => {
    try {
      await answerConsent(field, row.id, words, answer);
      await again();
    } catch (error) {
      said.replaceChildren(wrong(say("not_saved"), h("p.small", String(error?.message || error))));
    }
  };
  if (given) {
    const sure = h("div.stack", { hidden: true }, h("p", say(words.purpose === "record" ? "withdraw_record" : "withdraw_sure")),
      h("p.buttons", button(say("withdraw_yes"), () => settle({ given: false, how: "spoken" })), button(say("stay"), () => (sure.hidden = true), { quiet: true })));
    const ask = () => {
      sure.hidden = false;
      sure.querySelector("button").focus();
    };
    form.append(button(say("withdraw"), ask, { quiet: true }), sure, said);
    return form;
  }
  form.append(choices(say("consent_now"), { name: `how-${words.purpose}`, options: ["spoken", "signed", "tapped"].map((value) => ({ value, label: say(`how_${value}`) })) }),
    h("button.button.button--quiet", say("consent_keep")), said);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const how = pickedOne(form, `how-${words.purpose}`);
    if (how) settle({ given: true, how });
    else said.replaceChildren(h("p.error", { role: "alert" }, say("how_missing")));
  });
  return form;
}

