// The first screen: whom to visit today, what the leader says, what was done and whether it is sent.
import { doneRow } from "./done.js";
import { householdNote, householdTitle, label, topicTitle } from "./names.js";
import { button, buttonLink, entry, h, heading, notice, section } from "./parts.js";
import { longDay, say, shortDay } from "./words.js";

const FEW = 6;
// What was done on one day may be hundreds of rows: the newest are drawn, the others at a tap.
const NEWEST = 10;

export async function show({ field }) {
  const body = h("div.stack.measure");
  const listed = { most: NEWEST };
  const screen = { title: say("bar_today"), body, refresh: () => draw(field, body, listed) };
  await screen.refresh();
  return screen;
}

async function draw(field, body, listed) {
  const [day, team, shelf] = [await field.today(), await field.team(), await field.shelf()];
  const { followups = [], planned = [], nearby = [], done = [] } = day;
  const empty = !followups.length && !planned.length && !nearby.length;
  body.replaceChildren(
    heading(longDay(Date.now())),
    h("p.buttons", buttonLink("#/ho", say("log_visit"), { name: "home" }), buttonLink("#/buoi", say("session_title"), { quiet: true, name: "people" })),
    ...(team?.teams || []).flatMap((one) => one.words || []).slice(0, 3).map(wordOf),
    ...(team?.warnings || []).map((one) => warningOf(one, shelf)),
    ...list("followups_title", followups.map(({ household, followup }) => rowOf(household, say("followup_due", {
      from: shortDay(followup.due_from), to: shortDay(followup.due_to),
      topics: (followup.topics || []).map((code) => topicTitle(shelf, code)).join(", "),
    })))),
    ...list("planned_title", planned.map((one) => rowOf(one, say("planned_on", { day: shortDay(one.planned_on) })))),
    ...(empty ? [h("div.empty", h("p", say("today_empty")), buttonLink("#/ho/moi", say("new_household"), { quiet: true }))] : []),
    section(say("done_title"), ...(await doneToday(field, done, shelf, listed))),
    ...list("nearby_title", nearby.slice(0, FEW).map((one) => rowOf(one, householdNote(one, team)))),
  );
}

const list = (name, rows) => (rows.length ? [section(say(name), h("ul.entries", rows))] : []);
const rowOf = (household, note) => entry(`#/ho/${household.id}`, householdTitle(household), note);

async function doneToday(field, done, shelf, listed) {
  if (!done.length) return [h("p.soft", say("done_none"))];
  const waiting = done.filter((one) => one.state === "waiting").length;
  const visits = done.filter((one) => one.kind === "visit.create").length;
  const rows = (some) => Promise.all(some.map(async (one) => doneRow(one, one.household && (await field.household(one.household)), shelf)));
  const list = h("ul.rows", await rows(done.slice(0, listed.most)));
  const rest = done.slice(listed.most);
  const more = rest.length > 0 && button(say("show_more", { n: rest.length }), async () => {
    const drawn = await rows(rest);
    listed.most = Infinity;
    list.append(...drawn);
    more.remove();
    drawn[0].querySelector("a")?.focus();
  }, { quiet: true, wide: true });
  return [h("p", say("done_count", { n: visits }), " ", waiting ? say("done_kept", { n: waiting }) : say("done_sent")), list, more];
}

const wordOf = (word) =>
  notice("", "person", say("word_from", { name: word.from }), h("p", word.text), h("p.small.soft", shortDay(word.at)));

function warningOf(warning, shelf) {
  const scam = shelf.scams?.find((one) => one.code === warning.kind);
  return notice("warning", "warning", say("warning_title", { kind: scam?.title || label(shelf.scams, warning.kind) }),
    h("p", say("warning_what", { n: warning.reports, day: shortDay(warning.since) })),
    scam && h("p", h("a.line", { href: `#/bai/lua/${scam.code}` }, say("warning_card"))));
}
