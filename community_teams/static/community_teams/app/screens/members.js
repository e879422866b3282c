// Who uses the app on this phone: handing the phone over, leaving it; and putting the app on the home screen.
import { Field, Unsent } from "../field.js";
import { back, button, buttonLink, fold, h, heading, icon, notice, section, wrong } from "./parts.js";
import { dayOf, say, shortDay } from "./words.js";

// The page's script registers whoever comes back from there.
const signIn = (text) => h("a.button.button--quiet", { href: "/dang-nhap/?tiep=/to-cong-nghe/", "data-come-in": true }, icon("plus"), text);

async function hand(row) {
  await Field.choose(row.device);
  location.hash = "#/";
  location.reload();
}

function person(row, onclick) {
  const note = [row.unsent ? say("unsent", { n: row.unsent }) : say("all_sent"), row.revoked && say("line_revoked"), row.denied && say("line_signin")].filter(Boolean).join(" · ");
  return h("li", h("button.entry-link.entry-button", { type: "button", onclick, "aria-current": row.holds ? "true" : null },
    h("span.entry-mark", icon("person")), h("span.entry-body", h("span.entry-title", row.member.name), row.holds && h("span.entry-state", say("holds")), h("span.entry-note", note)), icon("next")));
}

export async function show(given) {
  const body = h("div.stack.measure");
  await draw(given, body);
  return { title: say("phone_title"), body, refresh: () => (body.querySelector("details[open]") ? null : draw(given, body)) };
}

async function draw(given, body) {
  const { field, install } = given;
  const [rows, { kept }] = [await Field.members(), await field.storage()];
  const others = rows.filter((row) => row.device !== field.device);
  const parts = [
    back("#/to", say("bar_team")), heading(say("phone_title")),
    h("ul.entries", rows.filter((row) => row.device === field.device).map((row) => person({ ...row, holds: true }, () => given.go("/")))),
    others.length > 0 && section(say("phone_others"), h("p.soft", say("phone_others_what")), h("ul.entries", others.map((row) => person(row, () => hand(row))))),
    h("div.stack", h("p.soft", say("add_what")), h("p.buttons", signIn(say("add_title")))),
    section(say("install_title"), installing(install)),
    section(say("storage_title"), h("p", say(kept ? "storage_kept" : "storage_loose"))),
    leaving(given, body),
  ];
  body.replaceChildren(...parts.filter(Boolean));
}

function installing(install) {
  if (matchMedia("(display-mode: standalone)").matches) return h("p", say("installed"));
  if (install.ask) return h("div.stack", h("p", say("install_what")), h("p.buttons", button(say("install_now"), install.ask, { quiet: true, name: "phone" })));
  return h("div.stack", h("p", say("install_what")), h("p.soft", say("install_by_hand")));
}

// Leaving is refused while something is only here: neither sent nor in a file.
function leaving({ field }, body) {
  const said = h("div");
  const off = (exported) => async () => {
    try {
      await field.signOut({ exported });
      await left(body);
    } catch (error) {
      if (!(error instanceof Unsent)) throw error;
      said.replaceChildren(wrong(say("leave_refused", { n: error.count }), h("p", say("leave_refused_what")),
        h("p.buttons", buttonLink("#/gui", say("waiting_title"), { quiet: true }), button(say("leave_exported"), off(true), { quiet: true }))));
    }
  };
  return fold(say("leave_title"), { name: "leave" }, h("p", say("leave_what")), h("p", button(say("leave_now"), off(false), { quiet: true })), said);
}

// Those who are still on this phone: a tap hands it over.
export const handOver = (rows) => section(say("phone_members"), h("ul.entries", rows.map((row) => person(row, () => hand(row)))));

// A member has too many phones: the one that is tapped makes room, and is refused from then on.
export const tooMany = (devices, choose) => section(say("too_many_title"), h("p", say("too_many_what")),
  h("ul.entries", devices.map(({ device, name, last_seen_at: seen }) => h("li", h("button.entry-link.entry-button", { type: "button", onclick: () => choose(device) },
    h("span.entry-mark", icon("phone")), h("span.entry-body", h("span.entry-title", name || say("too_many_nameless")), h("span.entry-note", say("too_many_seen", { day: shortDay(dayOf(seen)) }))), icon("next"))))));

// Signed out: the others of this phone, or the way in.
async function left(body) {
  const rows = await Field.members();
  for (const one of document.querySelectorAll(".field-header")) one.hidden = true;
  body.replaceChildren(heading(say("left_title")), h("p.lead", say("left_what")),
    rows.length ? handOver(rows) : "",
    h("p.buttons", h("a.button.button--quiet", { href: "/" }, say("left_home"))));
  body.querySelector("h1").focus();
}
