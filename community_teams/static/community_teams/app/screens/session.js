// An evening for several households at once: where, what was taught, who came.
import { uuid7 } from "../../../foundation/outbox_store.js";
import { hamletChoice, keepDraft, restore, showFaults } from "./household_form.js";
import { householdNote, householdTitle, topicTitle } from "./names.js";
import { back, button, choices, field as line, fold, h, heading, icon, picked, pickedOne, typed, wrong } from "./parts.js";
import { say } from "./words.js";

const DRAFT = "session";
const MINUTES = [30, 45, 60, 90, 120];
const OFFERED = 8;

export async function show({ field, go }) {
  const [team, shelf, kept] = [await field.team(), await field.shelf(), (await field.draft(DRAFT))?.state];
  // Who came: household by its id, with the level that somebody of it has reached in each topic.
  const came = new Map();
  for (const id of kept?.came || []) came.set(id, await field.household(id));
  const list = h("ul.rows");
  const said = h("div");
  const save = h("button.button.button--wide", say("save_session"));
  const topics = (shelf.tracks || []).map((track) => h("div", h("h3", track.label), choices(track.label, { name: "topics", kind: "checkbox", quietLegend: true,
    options: shelf.topics.filter((one) => one.track === track.value).map((one) => ({ value: one.code, label: one.title })) })));
  const form = h("form.stack", { novalidate: true, autocomplete: "off" }, hamletChoice(team),
    line(say("session_place"), { name: "place", hint: say("session_place_hint"), maxlength: 120 }),
    h("div", { "data-field": "topics_any" }, h("h2", say("session_topics")), h("span.error", { hidden: true }), topics),
    h("section.part", h("h2", say("session_came")), finder(field, team, came, () => drawCame()), list),
    line(say("session_others"), { name: "others", hint: say("session_others_hint"), inputmode: "numeric", value: "", maxlength: 3 }),
    choices(say("minutes_label"), { name: "minutes", row: true, options: MINUTES.map((value) => ({ value, label: String(value) })) }),
    fold(say("more"), { name: "more" },
      choices(say("scams_label"), { name: "scams", kind: "checkbox", options: (shelf.scams || []).map((one) => ({ value: one.code, label: one.title })) }),
      line(say("note_label"), { kind: "textarea", name: "note", hint: say("note_hint"), maxlength: 1000, rows: 3 })),
    said, h("div.save", save));

  // Levels are asked for only where somebody says them: without one the household came, and nothing is claimed.
  function drawCame() {
    const chosen = picked(form, "topics");
    list.replaceChildren(...[...came].map(([id, row]) => h("li.row", h("div.row-link", h("span.entry-body", h("span.entry-title", householdTitle(row))),
      button(say("take_off"), () => {
        came.delete(id);
        drawCame();
        draft.keep();
      }, { quiet: true, "aria-label": say("take_off_whom", { name: householdTitle(row) }) })),
    chosen.length > 0 && fold(say("session_levels"), {}, chosen.map((code) => h("div", h("h3", topicTitle(shelf, code)),
      choices(say("before"), { name: `before:${id}:${code}`, options: shelf.skill_levels, chosen: levels[`before:${id}:${code}`] || [] }),
      choices(say("after"), { name: `after:${id}:${code}`, options: shelf.skill_levels, chosen: levels[`after:${id}:${code}`] || [] })))))));
  }
  const levels = { ...kept };
  form.addEventListener("change", ({ target }) => {
    if (/^(before|after):/.test(target.name)) levels[target.name] = [target.value];
    if (target.name === "topics") drawCame();
  });
  if (kept) restore(form, kept);
  const draft = keepDraft(field, DRAFT, form, () => ({ came: [...came.keys()] }));
  drawCame();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (save.disabled) return;
    const payload = read(form, came);
    if (!payload) return;
    save.disabled = true;
    await draft.stop();
    try {
      await field.save("session.create", uuid7(), payload, { draft: DRAFT });
      go("/", { replace: true });
    } catch (error) {
      said.replaceChildren(wrong(say("not_saved"), h("p", say("not_saved_what")), h("p.small", String(error?.message || error))));
      draft.go();
      save.disabled = false;
    }
  });
  return {
    title: say("session_title"),
    body: h("div.stack.measure", back("#/to", say("bar_team")), heading(say("session_title")), kept && h("p.soft", say("draft_back")), form),
  };
}

function read(form, came) {
  const [others, topics, minutes] = [typed(form, "others"), picked(form, "topics"), pickedOne(form, "minutes")];
  const faults = {
    hamlet: !pickedOne(form, "hamlet") && say("hamlet_missing"),
    topics_any: !topics.length && say("session_topics_missing"),
    others: others && !(/^\d+$/.test(others) && others <= 500) ? say("others_wrong") : !came.size && !Number(others) && say("session_nobody"),
  };
  if (showFaults(form, faults)) return null;
  const skills = (id) => topics.map((topic) => ({ topic, before: pickedOne(form, `before:${id}:${topic}`), after: pickedOne(form, `after:${id}:${topic}`) }))
    .filter((one) => one.before !== null && one.after !== null)
    .map((one) => ({ ...one, before: Number(one.before), after: Number(one.after) }));
  const payload = { hamlet: Number(pickedOne(form, "hamlet")), place: typed(form, "place"), topics,
    attendees: [...came.keys()].map((household) => ({ household, skills: skills(household) })), others: Number(others) || 0 };
  if (minutes) payload.minutes = Number(minutes);
  if (typed(form, "note")) payload.note = typed(form, "note");
  if (picked(form, "scams").length) payload.scams = picked(form, "scams");
  return payload;
}

// Those who came are found like any household and tapped.
function finder(field, team, came, changed) {
  const found = h("ul.rows", { role: "group", "aria-label": say("find_label") });
  const place = line(say("find_label"), { name: "find", type: "search", autocomplete: "off" });
  const input = place.querySelector("input");
  // What is looked for is no part of the session.
  input.removeAttribute("name");
  let turn = 0;
  input.addEventListener("input", async (event) => {
    event.stopPropagation();
    const mine = (turn += 1);
    const rows = input.value.trim() ? await field.households({ query: input.value, limit: OFFERED + came.size }) : [];
    if (mine !== turn) return;
    found.replaceChildren(...rows.filter((one) => !came.has(one.id)).slice(0, OFFERED).map((row) => h("li.row",
      h("button.row-link.row-button", { type: "button", onclick: () => {
        came.set(row.id, row);
        input.value = "";
        found.replaceChildren();
        changed();
        input.focus();
        input.dispatchEvent(new Event("change", { bubbles: true }));
      } }, icon("plus"), h("span.entry-body", h("span.entry-title", householdTitle(row)), h("span.entry-note", householdNote(row, team)))))));
  });
  return h("div.stack", place, found);
}
