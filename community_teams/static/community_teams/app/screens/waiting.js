// What is on this phone only, what somebody else changed at the same time, what waits for the leader; and the way out as a
// file that only a password opens.
import { phoneSpoken } from "../fold.js";
import { whatOf } from "./done.js";
import { householdTitle, label } from "./names.js";
import { button, complain, field as line, fold, h, heading, notice, pickedOne, section, typed, wrong } from "./parts.js";
import { say, sayOf, shortDay, timeOf } from "./words.js";

const SHORTEST_PASSWORD = 8;
const LISTED = 50;

export async function show({ field }) {
  const body = h("div.stack.measure");
  const screen = { title: say("waiting_title"), body, refresh: () => (busy(body) ? null : draw(field, body)) };
  await draw(field, body);
  return screen;
}

// Somebody is choosing or typing: nothing moves under their finger.
const busy = (body) => Boolean(body.querySelector("input:checked, details[open] input"));

async function draw(field, body, said = null) {
  const [counts, { unsent, leader }, shelf, storage] = [await field.waiting(), await field.waitingItems(), await field.shelf(), await field.storage()];
  const conflicts = unsent.filter((one) => one.state === "conflict");
  const rest = unsent.filter((one) => one.state !== "conflict");
  const names = new Map();
  for (const id of new Set([...unsent, ...leader.map((one) => one.row)].map((one) => one.household))) if (id) names.set(id, await field.household(id));
  const again = (words) => draw(field, body, words);
  const answer = h("div", { role: "status" }, said);
  const send = async () => {
    answer.replaceChildren(h("p", say("sending")));
    const trouble = await field.sync();
    await again(trouble ? h("p", sayOf("trouble", trouble.reason, "trouble_other")) : h("p", say("sent_now")));
    body.querySelector("button")?.focus();
  };
  body.replaceChildren(
    heading(say("waiting_title")),
    counts.count ? notice("warning", "clock", say("unsent", { n: counts.count }), h("p", say("unsent_safe"))) : notice("tip", "check", say("all_sent")),
    h("p.buttons", button(say("send_now"), send)), answer,
    ...conflicts.length ? [section(say("conflicts_title"), h("p", say("conflicts_what")), conflicts.map((row) => conflict(field, row, names.get(row.household), shelf, again)))] : [],
    ...rest.length ? [section(say("unsent_title"), h("ul.rows", rest.slice(0, LISTED).map((row) => item(row, names, shelf, row.state === "aside" ? aside(field, row, again) : null))),
      rest.length > LISTED && h("p.soft", say("and_more", { n: rest.length - LISTED })))] : [],
    ...counts.photos ? [h("p", say("photos_waiting", { n: counts.photos }))] : [],
    ...leader.length ? [section(say("leader_title"), h("p", say("leader_what")), h("ul.rows", leader.slice(-LISTED).reverse().map(({ row, reason }) => item(row, names, shelf, h("p.small", sayOf("reason", reason, "reason_other"))))))] : [],
    section(say("keep_title"), h("p", say(storage.kept ? "storage_kept" : "storage_loose")), exporting(field), importing(field, again)),
  );
}

function item(row, names, shelf, more) {
  const name = row.household ? householdTitle(names.get(row.household)) : row.payload.place || say("session_title");
  return h("li.row", h("div.row-link", h("span.entry-body", h("span.entry-title", name),
    h("span.entry-note", [whatOf(row, shelf), shortDay(row.day), timeOf(row.occurred_at)].join(" · ")))), more);
}

// Refused three times in a way that this page does not understand: kept, and tried again each day or at a tap.
function aside(field, row, again) {
  return h("div", h("p.small", say("aside_what")), button(say("try_again"), async () => {
    await field.tryAgain(row.op);
    await again();
  }, { quiet: true }));
}

// -- conflicts --------------------------------------------------------------------------------------------------------

const LISTS = { devices: "devices", languages: "languages", needs: "needs" };

function shownValue(name, value, shelf) {
  if (Array.isArray(value)) return value.map((one) => (LISTS[name] ? label(shelf[LISTS[name]], one) : one)).join(", ") || say("value_empty");
  if (name === "planned_on" && value) return shortDay(value);
  if (name === "phone" && value) return phoneSpoken(value);
  return value === null || value === undefined || value === "" ? say("value_empty") : String(value);
}

// Both values side by side, whose and of when; nothing is chosen beforehand.
function conflict(field, row, household, shelf, again) {
  const fields = Object.entries(row.fields || {});
  const said = h("div");
  const form = h("form.card.conflict", h("h3", householdTitle(household)), fields.map(([name, { mine, theirs, by, at }]) =>
    h("fieldset.choices", { "data-field": name }, h("legend", sayOf("field", name, "field_other")), h("span.about", h("span.error", { hidden: true })),
      h("div.versus", side(row, name, "mine", shownValue(name, mine, shelf), say("conflict_mine", { day: shortDay(row.day), time: timeOf(row.occurred_at) })),
        side(row, name, "theirs", shownValue(name, theirs, shelf), by ? say("conflict_theirs_by", { name: by, day: shortDay(at || "") }) : say("conflict_theirs"))))),
  h("button.button.button--wide", say("conflict_save")), said);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = Object.fromEntries(fields.map(([name]) => [name, pickedOne(form, `${row.op}:${name}`)]));
    for (const [name] of fields) complain(form.querySelector(`[data-field="${name}"]`), chosen[name] ? "" : say("conflict_missing"));
    if (Object.values(chosen).includes(null)) return form.querySelector(".error:not([hidden])").closest("fieldset").querySelector("input").focus();
    try {
      await field.settleConflict(row.op, chosen);
      return await again(h("p", say("conflict_done")));
    } catch (error) {
      return said.replaceChildren(wrong(say("not_saved"), h("p.small", String(error?.message || error))));
    }
  });
  return form;
}

const side = (row, name, value, text, who) =>
  h("label.chip.chip--tall", h("input", { type: "radio", name: `${row.op}:${name}`, value }), h("span", h("span", h("strong.block", text), h("span.block.small", who))));

// -- a file -----------------------------------------------------------------------------------------------------------

function exporting(field) {
  const said = h("div", { role: "status" });
  const secret = line(say("export_password"), { name: "password", type: "password", hint: say("export_password_hint"), autocomplete: "new-password" });
  const form = h("form.stack", secret, h("button.button.button--quiet", say("export_make")), said);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const password = typed(form, "password");
    complain(secret, password.length < SHORTEST_PASSWORD ? say("export_password_short", { n: SHORTEST_PASSWORD }) : "");
    if (password.length < SHORTEST_PASSWORD) return secret.querySelector("input").focus();
    said.replaceChildren(h("p", say("export_wait")));
    const url = URL.createObjectURL(await field.export(password));
    said.replaceChildren(h("p", say("export_ready")), h("p", h("a.button", { href: url, download: `bdhvs-${field.device.slice(0, 8)}.bdhvs` }, say("export_save"))));
    return said.querySelector("a").focus();
  });
  return fold(say("export_title"), {}, h("p", say("export_what")), form);
}

function importing(field, again) {
  const said = h("div");
  const id = "import-file";
  const secret = line(say("export_password"), { name: "secret", type: "password", autocomplete: "off" });
  const form = h("form.stack", h("div.field", h("label", { for: id }, say("import_file")), h("input.input", { type: "file", id })), secret, h("button.button.button--quiet", say("import_take")), said);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [file] = form.querySelector("[type=file]").files;
    if (!file) return said.replaceChildren(wrong(say("import_no_file")));
    try {
      const { added, already } = await field.importExport(file, typed(form, "secret"));
      form.closest("details").open = false;
      return await again(h("p", say("import_done", { n: added, already })));
    } catch (error) {
      return said.replaceChildren(wrong(sayOf("import", error.reason, "import_failed")));
    }
  });
  return fold(say("import_title"), {}, h("p", say("import_what")), form);
}
