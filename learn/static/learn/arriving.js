// The phone's side of signing in: what the forms cannot know, and what is to be done when the right code was typed.
import { noteSigningIn } from "../foundation/persons.js";
import { follow, settle } from "./holder.js";

export async function attend(outbox) {
  const end = document.querySelector("[data-signed-in]");
  await (end ? finish(outbox, end.dataset) : prepare(outbox));
}

// Milliseconds for a guest's first items to reach the server.
const PATIENCE = 4000;

// The server asks whose the guest's record is only if it knows of one: a guest who has learnt without a network so far
// is sent now, before the browser's cookie can be anybody else's, and named in the form in case that takes too long.
async function prepare(outbox) {
  const fields = document.querySelectorAll("[name=guest_here]");
  const { person, signing } = await outbox.disk.situation();
  const waiting = Boolean(fields.length && person && !person.account && (await outbox.store.waiting(person)));
  if (waiting || (await hasGuest(outbox, person))) fields.forEach((field) => (field.value = "1"));
  await follow(outbox);
  if (waiting && !person.token && !signing) {
    const known = new Promise((done) => outbox.addEventListener("identified", done, { once: true }));
    outbox.wake();
    await Promise.race([known, new Promise((done) => setTimeout(done, PATIENCE))]);
  }
  await noteSigningIn(outbox.disk);
}

async function hasGuest(outbox, person) {
  return Boolean(person) && !person.account && (await outbox.store.notes(person.id)).size > 0;
}

async function finish(outbox, { learner, merge, name, picture, next }) {
  await noteSigningIn(outbox.disk, { learner, merge, name, picture });
  await settle(outbox);
  // Whatever failed goes on at the next page.
  location.replace(safe(next));
}

// A path of this site, wherever the page says to go on.
function safe(next) {
  const url = new URL(next || "/toi/", location.origin);
  return url.origin === location.origin ? url.href : "/toi/";
}
