// Whoever holds the phone is whom the server's pages show: the browser's cookie follows the holder, and whoever has
// signed in becomes the holder. What is begun here and cut off goes on at the next page.
import { endSigningIn, list, signIn, takeOff } from "../foundation/persons.js";

const HERE = "/api/v1/learners/here";
const RESUME = "/api/v1/learners?resume=1";
const ME = "/api/v1/me";

// Status and content, read to its end; null if nobody answers.
async function ask(url, init) {
  try {
    const response = await fetch(url, { cache: "no-store", redirect: "error", ...init });
    const text = await response.text();
    return { status: response.status, content: response.ok && text ? JSON.parse(text) : {} };
  } catch {
    return null;
  }
}

// One tab at a time, where tabs can wait for each other.
const alone = (work) => (navigator.locks ? navigator.locks.request("bdhvs-holder", work) : work());

let listening = false;

// Tells the server who holds this phone, if it is still to be told. True if it knows; without a network it is told later.
export async function follow(outbox) {
  const told = await alone(() => tell(outbox)).catch(() => false);
  if (!told && !listening) addEventListener("online", () => follow(outbox));
  listening = listening || !told;
  return told;
}

async function tell(outbox) {
  const { person, here } = await outbox.disk.situation();
  if (!here) return true;
  let answer = null;
  if (person && person.token) {
    answer = await ask(HERE, { method: "POST", headers: { Authorization: `Learner ${person.token}` } });
    if (answer && answer.status === 401) await outbox.deny(person);
  }
  // Whom the server does not know, or no longer, has no page there: rather nobody's than somebody else's.
  if (!person || !person.token || (answer && answer.status === 401)) answer = await ask(HERE, { method: "DELETE" });
  if (!answer || answer.status !== 204) return false;
  const again = await outbox.disk.run("readwrite", ["meta"], async (tx) => {
    const now = await tx.objectStore("meta").get("here");
    // Whom the server does not know yet is told of once more when it does: the cookie that it gives with that answer may
    // come before this one takes it away.
    if (now === here && (!person || person.token)) await tx.objectStore("meta").delete("here");
    return now && now !== here;
  });
  return again ? tell(outbox) : true;
}

// Has the server told anew, because what it shows is not who holds this phone.
export async function mend(outbox) {
  await outbox.disk.put("here", outbox.tab);
  return follow(outbox);
}

// Ends what signing in began. What the last page of signing in said was noted: {learner, merge, name, picture}, where
// `merge` is "mine" if the guest's record became the account's. Where that page was never reached, nobody is taken for
// anybody else. True if it is settled.
export function settle(outbox) {
  return alone(() => settleAlone(outbox)).catch(() => false);
}

async function settleAlone(outbox) {
  const { person, signing } = await outbox.disk.situation();
  if (!signing) return true;
  const shown = await ask(ME);
  if (!shown || ![200, 401].includes(shown.status)) return false;
  const cookie = shown.content.learner;
  if (!cookie || (!signing.said && person && person.learner === cookie)) {
    await endSigningIn(outbox.disk);
    return true;
  }
  const answer = await ask(RESUME, { method: "POST" });
  if (!answer || answer.status !== 201) return false;
  const { learner, token } = answer.content;
  // Another tab may have signed in somebody else meanwhile.
  const said = signing.said && signing.said.learner === learner ? signing.said : {};
  await join(outbox, { learner, token }, said, said.merge === "mine" ? signing.holder : null);
  return true;
}

async function join(outbox, identity, { name, picture }, joining) {
  const words = { ...(name && { name }), ...(picture && { picture }) };
  const person = await signIn(outbox.disk, { ...identity, ...words }, joining, mergeNote);
  // The page goes on for this person; what a refused token held up goes out, and the other tabs hear of it.
  outbox.store.keep();
  await outbox.setIdentity(person.id, identity);
}

// The server says that these learners are parts of the record of whoever holds the phone: persons here who are such a
// part are that person. True if something changed.
export async function gather(outbox, persons, holder, parts) {
  const others = persons.filter((one) => one.id !== holder.id && !one.account && parts.includes(one.learner));
  for (const other of others) await join(outbox, { learner: holder.learner, token: holder.token }, {}, other.id);
  return others.length > 0;
}

// The server has erased these learners for good: what this phone kept of them goes too.
export async function forget(outbox, learners) {
  outbox.store.keep();
  for (const { id, learner } of await list(outbox.disk)) {
    if (learners.includes(learner)) await takeOff(outbox.disk, id, true);
  }
  if (outbox.channel) outbox.channel.postMessage("changed");
  return follow(outbox);
}

// Who has signed out, or was erased, where no script was there to see to it: the server's cookie says whose record goes.
const LEFT = /(?:^|; )bdhvs_left=([0-9a-f-]{36})(\.erased)?(?:;|$)/;

// Whether this is somebody who has left and is still here because not everything is sent.
export function isLeaving(person) {
  const [, learner] = LEFT.exec(document.cookie) || [];
  return Boolean(learner) && person.learner === learner;
}

// Takes who left off this phone; with items that wait only once they are sent.
export async function leave(outbox) {
  const [said, , erased] = LEFT.exec(document.cookie) || [];
  if (!said) return;
  for (const person of await list(outbox.disk)) {
    if (isLeaving(person) && (await takeOff(outbox.disk, person.id, Boolean(erased)))) return;
  }
  document.cookie = "bdhvs_left=; Max-Age=0; Path=/";
  if (outbox.channel) outbox.channel.postMessage("changed");
}

// One note of two about the same thing.
function mergeNote(key, one, other) {
  if (key === "me") return one;
  const [later, earlier] = (one.at || 0) >= (other.at || 0) ? [one, other] : [other, one];
  if (!key.startsWith("lesson:")) return later;
  const done = [...new Set([...(earlier.done || []), ...(later.done || [])])];
  return { ...earlier, ...later, done, completed: Boolean(one.completed || other.completed) };
}
