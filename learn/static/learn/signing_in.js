// The phone's side of signing in: what the forms cannot know, and what is to be done when the right code was typed.
import { noteSigningIn } from "../foundation/persons.js";
import { follow, settle } from "./holder.js";

export async function attend(outbox) {
  const end = document.querySelector("[data-signed-in]");
  await (end ? finish(outbox, end.dataset) : prepare(outbox));
}

// The server asks whose the guest's record is only if it knows of one: a guest who has learnt without a network so far
// is sent now, and named in the form in case that takes too long.
async function prepare(outbox) {
  for (const field of document.querySelectorAll("[name=guest_here]")) {
    if (await hasGuest(outbox)) field.value = "1";
  }
  await follow(outbox);
  await noteSigningIn(outbox.disk);
  outbox.wake();
}

async function hasGuest(outbox) {
  const { person } = await outbox.disk.situation();
  if (!person || person.account) return false;
  return (await outbox.store.waiting(person)) > 0 || (await outbox.store.notes(person.id)).size > 0;
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
