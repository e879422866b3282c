// What is asked of a visit: how it ended, what was taught; everything else is folded away.
import { agree, choices, field as line, fold, h, icon, picked, pickedOne, typed } from "./parts.js";
import { consentOf } from "./household_form.js";
import { label, topicTitle } from "./names.js";
import { say } from "./words.js";

const FEW = 5;
const MINUTES = [10, 20, 30, 45, 60, 90];
const empty = { value: "", label: "" };

// The last level that the household's visits know of a topic; nothing known means that it cannot do it yet.
export function levelBefore(row, topic) {
  for (const visit of row.visits || []) {
    const skill = (visit.skills || []).find((one) => one.topic === topic);
    if (skill) return skill.after;
  }
  return 0;
}

// Topics that are likely today: those to be looked after again, those taught here before, then the first of the shelf.
function likely(row, shelf, recent, chosen) {
  const wanted = [...chosen, ...(row.followups || []).flatMap((one) => one.topics || []),
    ...(row.visits || []).flatMap((one) => one.skills || []).map((one) => one.topic), ...recent, ...shelf.topics.map((one) => one.code)];
  const known = new Set(shelf.topics.map((one) => one.code));
  return [...new Set(wanted)].filter((code) => known.has(code) || chosen.includes(code)).slice(0, Math.max(FEW, chosen.length));
}

// A topic opens at a tap; its levels before and after are said in words.
function topic(code, row, shelf, kept) {
  const before = kept[`before:${code}`]?.[0] ?? levelBefore(row, code);
  const after = kept[`after:${code}`]?.[0];
  const levels = (when, taken) => choices(say(when), { name: `${when}:${code}`, options: shelf.skill_levels, chosen: taken === undefined ? [] : [taken] });
  const open = Boolean(kept.topics?.includes(code));
  const inner = h("div.topic-levels", { hidden: !open }, levels("after", after),
    h("details.quiet", h("summary", say("before_is", { level: label(shelf.skill_levels, before) })), levels("before", before)));
  const box = h("input", { type: "checkbox", name: "topics", value: code, checked: open });
  const place = h("li.topic", { "data-topic": code }, h("label.topic-name", box, h("span", topicTitle(shelf, code))), inner);
  place.addEventListener("change", ({ target }) => {
    if (target === box) {
      inner.hidden = !box.checked;
      if (box.checked) inner.scrollIntoView({ block: "nearest" });
    }
    if (target.name === `before:${code}`) place.querySelector("details summary").textContent = say("before_is", { level: label(shelf.skill_levels, target.value) });
  });
  return place;
}

export function topicsField(row, shelf, recent, kept) {
  const chosen = kept.topics || [];
  const first = likely(row, shelf, recent, chosen);
  const rest = shelf.topics.filter((one) => !first.includes(one.code));
  const tracks = (shelf.tracks || []).map((track) => [track, rest.filter((one) => one.track === track.value)]).filter(([, topics]) => topics.length);
  return h("fieldset.choices", { "data-field": "topics" }, h("legend", say("topics_label")), h("span.about", h("span.hint", say("topics_hint")), h("span.error", { hidden: true })),
    h("ul.topics", first.map((code) => topic(code, row, shelf, kept))),
    fold(say("topics_all"), { name: "topics" }, tracks.map(([track, topics]) => h("div", h("h3", track.label), h("ul.topics", topics.map((one) => topic(one.code, row, shelf, kept)))))));
}

export function moreField(row, shelf, kept, photoField) {
  const place = consentOf(shelf, "place");
  const scams = (shelf.scams || []).map((one) => ({ value: one.code, label: one.title }));
  const courses = (shelf.courses || []).map((one) => ({ value: one.course, label: one.title }));
  return fold(say("more"), { name: "more" },
    choices(say("scams_label"), { name: "scams", kind: "checkbox", options: scams, chosen: kept.scams || [] }),
    h("div.met-only.stack", select(say("service_label"), "service", shelf.services, kept.service),
      choices(say("service_ended"), { name: "ended", options: shelf.service_results, chosen: kept.ended || [] }),
      courses.length && select(say("course_label"), "course", courses, kept.course),
      choices(say("referrals_label"), { name: "referrals", kind: "checkbox", options: shelf.referrals, chosen: kept.referrals || [] })),
    choices(say("minutes_label"), { name: "minutes", row: true, options: MINUTES.map((value) => ({ value, label: String(value) })), chosen: kept.minutes || [] }),
    line(say("note_label"), { kind: "textarea", name: "note", value: kept.note || "", hint: say("note_hint"), maxlength: 1000, rows: 3 }),
    photoField, placeField(row, place, kept));
}

function select(text, name, options, value = "") {
  const place = line(text, { kind: "select", name });
  const input = place.querySelector("select");
  input.append(...[{ ...empty, label: say("none_chosen") }, ...options].map((one) => h("option", { value: one.value }, one.label)));
  input.value = value;
  return place;
}

// The place of the house, to a kilometre; asked of the phone only after the household's consent.
function placeField(row, words, kept) {
  if (!words) return null;
  const given = row.consents?.place?.given;
  const said = h("p", { role: "status" }, kept.lat ? say("place_taken", { lat: kept.lat, lon: kept.lon }) : "");
  const [lat, lon] = ["lat", "lon"].map((name) => h("input", { type: "hidden", name, value: kept[name] || "" }));
  const take = () => {
    said.textContent = say("place_wait");
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      [lat.value, lon.value] = [coords.latitude.toFixed(2), coords.longitude.toFixed(2)];
      said.textContent = say("place_taken", { lat: lat.value, lon: lon.value });
      lat.dispatchEvent(new Event("input", { bubbles: true }));
    }, () => (said.textContent = say("place_failed")), { timeout: 15000, maximumAge: 600000 });
  };
  const ask = h("button.button.button--quiet", { type: "button", hidden: !given, onclick: take }, icon("home"), say("place_take"));
  const box = !given && agree(words.text, { name: "agree_place", checked: kept.agree_place?.length, more: h("span.soft.block", words.without) });
  const follow = () => (ask.hidden = !box.querySelector("input").checked);
  if (box) {
    box.addEventListener("change", follow);
    follow();
  }
  return h("div.card", h("h3", say("place_label")), box, ask, lat, lon, said);
}

// The photo of a visit, only after the household's consent.
export function photoField(row, shelf, onPhoto) {
  const words = consentOf(shelf, "photo");
  if (!words) return null;
  const given = row.consents?.photo?.given;
  const said = h("p", { role: "status" });
  const taken = async (event) => {
    const [file] = event.target.files;
    if (file) said.textContent = await onPhoto(file);
  };
  const take = h("label.button.button--quiet", { hidden: !given }, say("photo_take"), h("input.away", { type: "file", name: "photo", accept: "image/jpeg,image/png,image/webp", capture: "environment", onchange: taken }));
  const box = !given && agree(words.text, { name: "agree_photo", more: h("span.soft.block", words.without) });
  if (box) box.addEventListener("change", () => (take.hidden = !box.querySelector("input").checked));
  return h("div.card", h("h3", say("photo_label")), box, take, said);
}

// What was answered: the payload, and what is missing by the names of the fields.
export function readVisit(form, household) {
  const outcome = pickedOne(form, "outcome");
  const met = outcome === "met";
  const topics = met ? picked(form, "topics") : [];
  const skills = topics.map((topic) => ({ topic, before: Number(pickedOne(form, `before:${topic}`)), after: pickedOne(form, `after:${topic}`) }));
  const faults = {
    outcome: !outcome && say("outcome_missing"),
    topics: skills.some((one) => one.after === null) ? say("after_missing") : skills.length > 12 && say("topics_many"),
    ended: met && typed(form, "service") && !pickedOne(form, "ended") && say("ended_missing"),
  };
  const payload = { household, outcome, skills: skills.map((one) => ({ ...one, after: Number(one.after) })) };
  const [service, course, note, minutes, lat] = [typed(form, "service"), typed(form, "course"), typed(form, "note"), pickedOne(form, "minutes"), typed(form, "lat")];
  if (met && service) payload.service = { code: service, ended: pickedOne(form, "ended") };
  if (met && course) payload.course = course;
  if (met && picked(form, "referrals").length) payload.referrals = picked(form, "referrals");
  if (picked(form, "scams").length) payload.scams = picked(form, "scams");
  if (note) payload.note = note;
  if (minutes) payload.minutes = Number(minutes);
  if (lat) payload.place = { lat: Number(lat), lon: Number(typed(form, "lon")) };
  return { payload, faults };
}

// The other way round: a visit as the state of a form, to be corrected.
export function stateOfVisit(visit) {
  const state = { outcome: [visit.outcome], topics: (visit.skills || []).map((one) => one.topic), scams: visit.scams || [], referrals: visit.referrals || [],
    note: visit.note || "", course: visit.course || "", minutes: visit.minutes ? [String(visit.minutes)] : [], service: visit.service?.code || "", ended: visit.service ? [visit.service.ended] : [] };
  for (const one of visit.skills || []) Object.assign(state, { [`before:${one.topic}`]: [String(one.before)], [`after:${one.topic}`]: [String(one.after)] });
  if (visit.place) Object.assign(state, { lat: String(visit.place.lat), lon: String(visit.place.lon) });
  return state;
}
