// Opens the app for who holds the phone; for who has not come in yet the page stays what it is.
import { Field, NotRegistered } from "./field.js";
import { start } from "./screens/index.js";
import { handOver, tooMany } from "./screens/members.js";
import { Updates } from "./updates.js";

// Set by a tap on a link that leads to the sign-in: whoever comes back is to be registered, even if somebody holds the
// phone.
export const COMING = "bdhvs-field-coming";

const strings = JSON.parse(document.getElementById("field-strings").textContent);
const [app, welcome] = ["app", "welcome"].map((name) => document.querySelector(`[data-${name}]`));

document.documentElement.dataset.ready = "";
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-come-in]")) sessionStorage.setItem(COMING, "1");
});

if (isSecureContext) open();
else document.querySelector("[data-insecure]").hidden = false;

async function open() {
  const holder = (await Field.members()).find(({ holds }) => holds);
  const coming = sessionStorage.getItem(COMING);
  // Who holds the phone sees their work at once, whatever the network does.
  let field = holder && !coming ? await Field.current() : null;
  if (field) show(field);
  // Who signed out here comes in again by a tap of their own, though the site may know them still.
  if (!field && !coming && (await Field.wasLeft())) return offerOthers();
  if (!field || holder.denied) {
    const registered = await comeIn();
    if (registered && (!field || registered.device !== field.device)) field = registered;
    else if (registered) return field.start(), field.wake();
    else field = field || (await Field.current());
    if (field) show(field);
    else await offerOthers();
  }
}

async function offerOthers() {
  const rows = await Field.members();
  if (rows.length) document.querySelector("[data-others]").replaceChildren(handOver(rows));
}

// `instead` is the phone of this member that makes room for this one.
async function comeIn(instead) {
  try {
    const field = await Field.register({ instead });
    sessionStorage.removeItem(COMING);
    return field;
  } catch (error) {
    if (!(error instanceof NotRegistered)) throw error;
    if (error.reason !== "network") sessionStorage.removeItem(COMING);
    const word = { no_team: "no-team", network: "no-network", confirm: "confirm" }[error.reason];
    document.querySelector("[data-trouble]").hidden = !word;
    if (word) document.querySelector(`[data-${word}]`).hidden = false;
    if (error.reason === "too_many_devices") document.querySelector("[data-phones]").replaceChildren(tooMany(error.devices, replace));
    return null;
  }
}

async function replace(device) {
  const field = await comeIn(device);
  if (field) show(field);
}

let shown = null;

function show(field) {
  if (shown) return location.reload();
  shown = field;
  welcome.hidden = true;
  app.hidden = false;
  document.documentElement.classList.add("in-app");
  const updates = new Updates(async () => Boolean((await field.drafts()).length));
  start(field, { root: app, strings, updates });
  field.start();
  updates.begin().catch(() => {});
}
