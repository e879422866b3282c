// The frame of the member's app: which screen an address shows, the line that says what is sent, the bar of places.
import * as courses from "./courses.js";
import * as edit from "./edit.js";
import * as household from "./household.js";
import * as households from "./households.js";
import * as members from "./members.js";
import * as newHousehold from "./new_household.js";
import * as numbers from "./numbers.js";
import { button, buttonLink, h, heading, icon, notice } from "./parts.js";
import * as scripts from "./scripts.js";
import * as session from "./session.js";
import * as team from "./team.js";
import * as today from "./today.js";
import * as visit from "./visit.js";
import * as waiting from "./waiting.js";
import { say } from "./words.js";

// An address, the screen that shows it, and the place of the bar under which it stands.
const ROUTES = [
  [/^\/$/, today.show, "/"],
  [/^\/ho$/, households.show, "/ho"],
  [/^\/ho\/moi$/, newHousehold.show, "/ho"],
  [/^\/ho\/([^/]+)$/, household.show, "/ho"],
  [/^\/ho\/([^/]+)\/sua$/, edit.show, "/ho"],
  [/^\/ho\/([^/]+)\/tham$/, visit.show, "/ho"],
  [/^\/ho\/([^/]+)\/tham\/([^/]+)$/, visit.show, "/ho"],
  [/^\/ho\/([^/]+)\/xong$/, visit.done, "/ho"],
  [/^\/buoi$/, session.show, "/to"],
  [/^\/so-cua-toi$/, numbers.show, "/to"],
  [/^\/to$/, team.show, "/to"],
  [/^\/bai$/, scripts.show, "/bai"],
  [/^\/bai\/lua\/([^/]+)$/, scripts.scam, "/bai"],
  [/^\/bai\/([^/]+)$/, scripts.script, "/bai"],
  [/^\/khoa$/, courses.show, "/bai"],
  [/^\/khoa\/([^/]+)$/, courses.one, "/bai"],
  [/^\/gui$/, waiting.show, "/gui"],
  [/^\/may$/, members.show, "/to"],
];

const PLACES = [["/", "home", "bar_today"], ["/ho", "people", "bar_households"], ["/bai", "book", "bar_scripts"], ["/to", "person", "bar_team"]];
const title = document.title;

let field = null;
let main = null;
let line = null;
let bar = null;
let updates = null;
let trouble = null;
let told = "";
let shown = null;
let turn = 0;
let forward = false;
const scrolled = new Map();

const here = () => decodeURIComponent(location.hash.replace(/^#/, "")) || "/";

// Leads to another screen; `replace` where going back to this one makes no sense.
function go(path, { replace = false } = {}) {
  forward = true;
  if (here() === path) return paint();
  if (replace) {
    location.replace(`#${path}`);
  } else {
    location.hash = path;
  }
  return null;
}

async function paint() {
  const [path, mine, seen] = [here(), (turn += 1), changes];
  const back = !forward;
  forward = false;
  const found = ROUTES.map(([pattern, show, place]) => [path.match(pattern), show, place]).find(([match]) => match);
  let screen;
  try {
    if (found) screen = await found[1]({ field, go, install, params: found[0].slice(1) });
    else screen = { title: say("no_screen"), body: [heading(say("no_screen")), buttonLink("#/", say("bar_today"))] };
  } catch (error) {
    screen = broken(error);
  }
  // Another screen was asked for while this one was read from the disk.
  if (mine !== turn) return;
  shown?.leave?.();
  shown = screen;
  document.title = `${screen.title} – ${title}`;
  main.replaceChildren(...[screen.body].flat().filter(Boolean));
  for (const link of bar.querySelectorAll("a")) {
    if (found && link.hash === `#${found[2]}`) link.setAttribute("aria-current", link.hash === `#${path}` ? "page" : "true");
    else link.removeAttribute("aria-current");
  }
  (main.querySelector("h1") || main).focus({ preventScroll: true });
  scrollTo(0, (back && scrolled.get(path)) || 0);
  // Something came while this screen was read from the disk.
  if (changes !== seen) refresh();
}

// What is on the screen drawn again with what has changed; forms draw themselves. One drawing follows the other, so that
// the last one shows the latest.
let changes = 0;
let drawing = null;
function refresh() {
  changes += 1;
  drawing ||= redraw().catch((error) => console.error(error)).finally(() => (drawing = null));
  return drawing;
}

async function redraw() {
  for (let drawn = null; drawn !== changes; ) {
    drawn = changes;
    await tell();
    if (shown?.refresh) await keepingFocus(shown.refresh);
  }
}

// Whoever stands on a heading, a link or a button stands on it still after it was drawn anew.
const STOPS = "h1, a, button";
async function keepingFocus(draw) {
  const place = [...main.querySelectorAll(STOPS)].indexOf(document.activeElement);
  await draw();
  if (place >= 0 && !main.contains(document.activeElement)) main.querySelectorAll(STOPS)[place]?.focus({ preventScroll: true });
}

function heard(reason) {
  trouble = reason;
  return refresh();
}

function broken(error) {
  console.error(error);
  return {
    title: say("trouble"),
    body: [
      heading(say("trouble")),
      notice("wrong", "cross", say("trouble_what"), h("p", say("trouble_kept")), h("p.small", String(error?.message || error))),
      h("p.buttons", button(say("again"), paint), buttonLink("#/gui", say("waiting_title"), { quiet: true })),
    ],
  };
}

// -- the line that is always there ------------------------------------------------------------------------------------

async function tell() {
  const { count, conflicts, aside } = await field.waiting();
  const offline = navigator.onLine === false || trouble === "network";
  const cause = ["signin", "revoked", "no_team", "full"].includes(trouble) ? trouble : null;
  const state = conflicts || aside || cause ? "attention" : count ? "waiting" : offline ? "offline" : "sent";
  const words = [say(count ? "unsent" : "all_sent", { n: count }), cause && say(`line_${cause}`), conflicts + aside ? say("attention", { n: conflicts + aside }) : null,
    offline && !cause && say("no_network")].filter(Boolean).join(" · ");
  if (words === told) return;
  told = words;
  line.dataset.state = state;
  line.querySelector(".icon").replaceWith(icon({ attention: "warning", waiting: "clock", offline: "offline", sent: "check" }[state]));
  line.querySelector("[role=status]").textContent = words;
}

// -- to the home screen -----------------------------------------------------------------------------------------------

const install = { ask: null };
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  install.ask = () => event.prompt();
  shown?.refresh?.();
});

// -- beginning --------------------------------------------------------------------------------------------------------

function frame() {
  line = h("a.sent-line", { href: "#/gui" }, icon("check"), h("span", { role: "status" }));
  bar = h("nav.bar", { "aria-label": say("bar_label") }, h("ul", PLACES.map(([path, name, text]) => h("li", h("a", { href: `#${path}` }, icon(name), h("span", say(text)))))));
  return h("header.field-header", h("div.field-header-row", line, bar));
}

function listen() {
  for (const event of ["changed", "sent", "storage"]) field.addEventListener(event, () => heard(null));
  field.addEventListener("trouble", ({ detail }) => heard(detail.reason));
  field.addEventListener("signedout", () => location.reload());
  for (const event of ["revoked", "no_team"]) field.addEventListener(event, () => heard(event).then(paint));
  addEventListener("online", () => heard(null));
  addEventListener("offline", () => heard("network"));
  addEventListener("scroll", () => (lastScroll = scrollY), { passive: true });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#/']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    forward = true;
    // The same place tapped again is looked at from its beginning.
    if (link.hash === location.hash || (link.hash === "#/" && !location.hash)) paint();
  });
  addEventListener("hashchange", (event) => {
    scrolled.set(decodeURIComponent(new URL(event.oldURL).hash.replace(/^#/, "")) || "/", lastScroll);
    paint();
  });
  if ("scrollRestoration" in history) history.scrollRestoration = "manual";
}

let lastScroll = 0;

// Shows the member's work inside `root`; `updates` says when a newer version of the app stands by.
export async function start(member, { root, updates: newer }) {
  field = member;
  updates = newer;
  main = root;
  document.querySelector("main").before(frame());
  updates?.addEventListener("waiting", offer);
  listen();
  forward = true;
  await tell();
  await paint();
}

// A newer version is taken at a tap, never under somebody's hands.
function offer() {
  if (document.querySelector("[data-newer]")) return;
  line.after(h("p.newer", { "data-newer": true, role: "status" }, say("update"), " ", button(say("take_update"), () => updates.takeOver(), { quiet: true })));
}
