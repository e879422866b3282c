// "My learning": lays over the server's page what only this phone knows, and sees to it that nobody is shown another's.
import { list, takeOff } from "../foundation/persons.js";
import { follow, gather, isLeaving, leave, mend, settle } from "./holder.js";
import { outbox, pictureUrl } from "./record.js";

const page = document.querySelector("[data-my-learning]");
const { learner, account, parts } = page.dataset;
const MENDED = "bdhvs:mended";

// Opens the page anew; only once in ten seconds, so that a server that disagrees for ever does not turn in circles.
function openAnew() {
  try {
    if (Math.abs(Date.now() - Number(sessionStorage.getItem(MENDED))) < 10000) return;
    sessionStorage.setItem(MENDED, Date.now());
  } catch {
    return;
  }
  location.reload();
}

const show = (name, shown = true) => {
  for (const place of document.querySelectorAll(`[${name}]`)) place.hidden = !shown;
};

async function compare() {
  await leave(outbox);
  if ((await outbox.disk.situation()).signing) await settle(outbox);
  const persons = await list(outbox.disk);
  const holder = persons.find((one) => one.holds);
  if (!holder && persons.length) return location.replace("/toi/nguoi-hoc/");
  // Who has signed out is sent to its end under its own token, and shown to nobody.
  if (holder && isLeaving(holder)) return outbox.wake();
  if (!holder || isShown(holder)) return paint(holder, persons);
  // The page is somebody else's: it is put away before anything else is done.
  show("data-record", false);
  show("data-handed-over");
  const told = await mend(outbox);
  // Whoever must sign in again has no page meanwhile, and neither has anybody else.
  if (!learner && outbox.isDenied(holder)) {
    show("data-record");
    show("data-handed-over", false);
    return paint(holder, persons);
  }
  if (told) openAnew();
}

function isShown(holder) {
  // Whom the server does not know yet has no page there, so nobody's is right.
  return holder.token ? holder.learner === learner : !learner;
}

async function paint(holder, persons) {
  await follow(outbox);
  if (!holder) return;
  const { token, ...known } = holder;
  if (account && token && (await gather(outbox, persons, holder, parts.split(" ")))) return compare();
  show("data-family-here", persons.length > 1);
  if (account) return;
  for (const place of document.querySelectorAll("[data-my-name]")) {
    if (known.name) place.textContent = known.name;
  }
  for (const place of document.querySelectorAll("[data-my-picture]")) {
    if (!known.picture) continue;
    place.replaceChildren(Object.assign(new Image(64, 64), { src: pictureUrl(known.picture), alt: "", className: "person-picture" }));
  }
}

// Signing out leaves nothing of the account on this phone, and takes nothing away that is not received yet.
async function signOut(event) {
  event.preventDefault();
  const form = event.target;
  const reached = await fetch(location.href, { method: "HEAD", cache: "no-store" }).then(() => true, () => false);
  if (!reached) return show("data-sign-out-offline");
  const { person } = await outbox.disk.situation();
  // Somebody else holds the phone by now: the page is out of date, and so is the wish.
  if (person && person.learner !== learner) return compare();
  if (person && (await takeOff(outbox.disk, person.id))) {
    outbox.wake();
    return show("data-sign-out-waiting");
  }
  return form.submit();
}

const form = document.querySelector("[data-sign-out]");
if (form) form.addEventListener("submit", (event) => signOut(event).catch(() => form.submit()));
compare().catch(() => {});
