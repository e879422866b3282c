// Lays the learner's own part over public pages: progress, where to go on, whether everything is saved; and writes down
// what is done in a lesson. What is shown comes first from this phone, so all of it works without a network.
import { Outbox, isoWithOffset } from "../foundation/outbox.js";

const ME = "/api/v1/me";
const MOST_WAIT_FOR_VERSION = 4000;

export const outbox = new Outbox({
  name: "bdhvs",
  url: "/api/v1/statements",
  list: "statements",
  scheme: "Learner",
  register: "/api/v1/learners",
  resume: "/api/v1/learners?resume=1",
  identity: "learner",
});

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const noteOf = (lesson) => `lesson:${lesson}`;

const union = (...lists) => [...new Set([].concat(...lists))];

// What is known of the learner: this phone's notes, and what the server said last.
let notes = new Map();
let me = { lessons: {}, courses: {}, last: null };

async function recall() {
  const person = await outbox.store.knownPerson().catch(() => null);
  notes = person ? await outbox.store.notes(person.id) : new Map();
  if (notes.has("me")) me = notes.get("me").content;
  return person;
}

// Asks the server what it knows; the answer is kept for the times without a network. True if it is news.
async function askServer(person) {
  if (!person || !person.token) return false;
  const kept = notes.get("me");
  const headers = { Authorization: `Learner ${person.token}` };
  if (kept && kept.learner === person.learner) headers["If-None-Match"] = kept.etag;
  const response = await fetch(ME, { headers, cache: "no-store" }).catch(() => null);
  if (response && response.status === 401) await outbox.deny(person);
  // Read to its end whatever it is, or the connection stays taken.
  const content = response && (await response.json().catch(() => null));
  if (!response || response.status !== 200) return false;
  if (!content || !content.lessons || !content.courses) return false;
  me = content;
  const note = { learner: person.learner, etag: response.headers.get("ETag") || "", content };
  notes.set("me", note);
  await outbox.store.note(person.id, (mine) => mine.put("me", note));
  await outbox.noteEpoch(content.epoch, Date.parse(response.headers.get("Date")) || Date.now());
  return true;
}

// One lesson as phone and server know it together; null if neither does.
function lessonKnown(lesson) {
  const local = notes.get(noteOf(lesson));
  const told = me.lessons[lesson];
  if (!told) return local || null;
  const { version, card, done } = told;
  const remote = { lesson, version, card, done, at: Date.parse(told.at) || 0, completed: Boolean(told.completed_at) };
  if (!local) return remote;
  const later = local.at >= remote.at ? local : remote;
  const completed = local.completed || remote.completed;
  return { ...local, version: later.version, card: later.card, at: later.at, done: union(local.done, done), completed };
}

// A course: lessons done of how many, with those that the server has not heard of yet.
function courseKnown(course, total) {
  const mine = [...notes.values()].filter((note) => note.lesson && note.course === course);
  const told = me.courses[course];
  if (!told && !mine.length) return null;
  const unheard = mine.filter((note) => note.completed && !(me.lessons[note.lesson] || {}).completed_at).length;
  const all = total || (told ? told.total : 0);
  return { done: Math.min((told ? told.done : 0) + unheard, all || Infinity), total: all };
}

// -- painting ---------------------------------------------------------------------------------------------------------

// `state` is "begun" or "done". The words are the server's: data-words, with %d (done) and %t (of how many) in them,
// and data-words-done.
function paintEntry(entry, state, { done, total }) {
  // A list of entries is no entry itself: its own mark would colour them all.
  if (!entry.querySelector("[data-lesson], [data-course]")) entry.dataset.state = state;
  const place = entry.querySelector("[data-progress]");
  if (!place) return;
  const words = (state === "done" && place.dataset.wordsDone) || place.dataset.words || "";
  const text = words.replace("%d", done).replace("%t", total);
  const bar = place.querySelector("progress");
  if (bar && total) Object.assign(bar, { max: total, value: done });
  (place.querySelector("[data-progress-text]") || place).textContent = text;
}

function paint() {
  for (const entry of document.querySelectorAll("[data-lesson]:not([data-lesson-page])")) {
    const known = lessonKnown(entry.dataset.lesson);
    if (known) paintEntry(entry, known.completed ? "done" : "begun", { done: known.done.length, total: "" });
  }
  for (const entry of document.querySelectorAll("[data-course]:not([data-lesson-page])")) {
    const known = courseKnown(entry.dataset.course, Number(entry.dataset.total));
    if (known) paintEntry(entry, known.total && known.done >= known.total ? "done" : "begun", known);
  }
  paintContinue();
}

// Where the learner was: this phone's last place or the server's, whichever is later.
function paintContinue() {
  const link = document.querySelector("[data-continue]");
  if (!link) return;
  const local = notes.get("last");
  const told = me.last && { ...me.last, at: Date.parse(me.last.at) || 0 };
  const last = local && (!told || local.at >= told.at) ? local : told;
  const going = last && last.path && !(last.lesson && (lessonKnown(last.lesson) || {}).completed);
  link.hidden = !going;
  if (!going) return;
  link.href = last.path;
  const title = link.querySelector("[data-continue-title]");
  if (title) title.textContent = last.title;
}

// Who is learning, where several people do on this phone.
function paintWho({ name, picture }) {
  for (const place of document.querySelectorAll("[data-who]")) {
    // Of a long name the end is shown: the given name stands last.
    place.textContent = name && name.length > 18 ? name.split(" ").slice(-2).join(" ") : name || "";
    if (picture) {
      const image = Object.assign(new Image(26, 26), { src: pictureUrl(picture), alt: "", className: "person-picture" });
      place.prepend(image);
    }
    place.hidden = !name;
  }
}

// A drawing by its name, under an address that every release has.
export const pictureUrl = (picture) => new URL(`../people/pictures/${picture}.svg`, import.meta.url).href;

// The words are the server's: data-local, data-received, data-unsaved.
function paintState({ state, waiting, signIn }) {
  for (const place of document.querySelectorAll("[data-sign-in-again]")) place.hidden = !signIn;
  for (const place of document.querySelectorAll("[data-save-state]")) {
    const words = (state && place.dataset[state]) || "";
    if (place.textContent !== words) place.textContent = words;
    place.dataset.state = state || "";
    place.hidden = !words;
  }
  for (const place of document.querySelectorAll("[data-waiting]")) {
    place.hidden = !waiting;
    const count = place.querySelector("[data-waiting-count]");
    if (count) count.textContent = waiting;
  }
}

// -- a lesson ---------------------------------------------------------------------------------------------------------

class Lesson {
  constructor(main) {
    const { lesson, course, version, path } = main.dataset;
    const heading = main.querySelector("h1");
    const title = heading ? heading.textContent.trim() : "";
    Object.assign(this, { lesson, course, version: Number(version), path, title });
    this.cards = [...main.querySelectorAll("[data-card]")];
    this.opened = new Set();
    // Until it is decided where to begin, events wait.
    this.early = [];
    document.addEventListener("bdhvs:card", (event) => this.take(event.detail, "card"));
    document.addEventListener("bdhvs:answer", (event) => this.take(event.detail, "answer"));
    document.addEventListener("bdhvs:end", (event) => this.take(event.detail, "end"));
    document.addEventListener("bdhvs:h5p-done", (event) => this.take(event.detail, "finished"));
    document.addEventListener("bdhvs:h5p-skipped", (event) => this.take(event.detail, "skipped"));
  }

  take(detail, kind) {
    if (detail.lesson !== this.lesson) return;
    if (this.early) this.early.push({ detail, kind });
    else this[kind](detail);
  }

  // Decides where to begin, then writes down what happened meanwhile.
  begin() {
    const known = lessonKnown(this.lesson);
    this.base = known;
    if (known) tell("bdhvs:done", { cards: known.done });
    const unfinished = known && !known.completed && known.version === this.version;
    if (unfinished && !location.hash && this.cards.some((card) => card.dataset.card === known.card)) {
      const first = this.early.findIndex((event) => event.kind === "card");
      const before = this.early.length;
      tell("bdhvs:go", { card: known.card });
      // The first card was only passed by on the way.
      if (first >= 0 && this.early.length > before) this.early.splice(first, 1);
    }
    const early = this.early;
    this.early = null;
    for (const { detail, kind } of early) this[kind](detail);
  }

  // The server told more after the lesson had begun: a card with a quiz is done by the quiz's result.
  hear() {
    const known = lessonKnown(this.lesson);
    if (known) tell("bdhvs:done", { cards: known.done });
  }

  card({ card }) {
    const first = !this.opened.size;
    const again = this.opened.has(card);
    this.opened.add(card);
    const said = again ? [] : [this.say("opened", `card:${this.lesson}/${card}`)];
    if (first) said.unshift(this.say("opened", `lesson:${this.lesson}`));
    this.write(said, card, this.completes(card) === "opened" ? card : null);
  }

  answer({ card, response, success }) {
    const result = { score: success ? 1 : 0, success, response };
    this.write([this.say("answered", `card:${this.lesson}/${card}`, result)], card, card);
  }

  // An activity was finished. The server draws it from what the activity said, which h5p.js keeps.
  finished({ card }) {
    this.write([], card, card);
  }

  // It would not play: whoever goes on without it has done the card, and the record says how.
  skipped({ card }) {
    this.write([this.say("completed", `card:${this.lesson}/${card}`, { response: "skipped" })], card, card);
  }

  end() {
    // Browsers may clear the storage of sites that nobody asked them to keep; whoever came this far wants it kept.
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    this.write([], null, null, true);
  }

  completes(card) {
    const section = this.cards.find((each) => each.dataset.card === card);
    return section ? section.dataset.completes : "opened";
  }

  say(verb, activity, result) {
    return { verb, activity, version: this.version, ...(result && { result }) };
  }

  // Statements and the phone's own notes about them in one transaction, one after the other.
  write(said, card, done, atEnd = false) {
    const now = new Date();
    this.writing = (this.writing || Promise.resolve()).then(() => this.writeNow(said, card, done, atEnd, now));
  }

  async writeNow(said, card, done, atEnd, now) {
    const kept = notes.get(noteOf(this.lesson)) || this.base || { done: [], card: null };
    const at = now.getTime();
    const { lesson, course, version } = this;
    const note = { ...kept, lesson, course, version, at, card: card || kept.card };
    note.done = union(kept.done, (me.lessons[lesson] || {}).done || [], done ? [done] : []);
    const share = this.share(note.done);
    note.completed = kept.completed || share === 1;
    if (atEnd && kept.claimed !== share) {
      note.claimed = share;
      said.push(this.say(share === 1 ? "completed" : "progressed", `lesson:${this.lesson}`, { progress: share }));
    }
    const last = note.completed ? this.next(at) : { lesson: this.lesson, path: this.path, title: this.title, at };
    notes.set(noteOf(this.lesson), note).set("last", last);
    const keep = async (mine) => {
      // Another tab may have done other cards of this lesson meanwhile.
      const theirs = await mine.get(noteOf(this.lesson));
      if (theirs) note.done = union(theirs.done, note.done);
      note.completed = note.completed || Boolean(theirs && theirs.completed);
      await mine.put(noteOf(this.lesson), note);
      await mine.put("last", last);
    };
    const occurred_at = isoWithOffset(now);
    if (said.length) await outbox.append(said.map((each) => ({ ...each, occurred_at })), keep);
    else await outbox.store.note((await outbox.person()).id, keep);
    if (done && !kept.done.includes(done)) tell("bdhvs:done", { cards: note.done });
  }

  // How much of what this lesson requires these cards are, 0..1.
  share(done) {
    const required = this.cards.filter((card) => card.dataset.required !== "false");
    const met = required.filter((card) => done.includes(card.dataset.card));
    return required.length ? Math.round((met.length / required.length) * 10000) / 10000 : 1;
  }

  // After a finished lesson one goes on with the next, if there is one.
  next(at) {
    const link = document.querySelector("[data-lesson-end] [data-lesson] a");
    return link ? { path: link.pathname, title: link.querySelector(".entry-title").textContent, at } : { at };
  }
}

// Notes for this tab that sending on from newest to older has been done, or is not wanted, just now.
const turned = {
  mark(older) {
    try {
      sessionStorage.setItem(`bdhvs:${older}`, Date.now());
      return true;
    } catch {
      return false;
    }
  },
  lately(older) {
    try {
      return Math.abs(Date.now() - Number(sessionStorage.getItem(`bdhvs:${older}`))) < 10000;
    } catch {
      return true;
    }
  },
};

// A lesson begun in an older version is finished in it: from the newest address on to that version's own, if it can be
// had now. True if the page is about to be left.
async function goOnInOlderVersion({ lesson, version, path }) {
  const here = /\/v\/(\d+)\/$/.exec(location.pathname);
  if (here) {
    // Whoever asks for the newer version gets it.
    addEventListener("click", ({ target }) => {
      const link = target.closest && target.closest("a");
      if (link && link.pathname === path) turned.mark(location.pathname);
    });
    return false;
  }
  const known = lessonKnown(lesson);
  if (!known || known.completed || !known.done.length || !(known.version < version)) return false;
  const older = `${path}v/${known.version}/`;
  if (turned.lately(older) || !turned.mark(older)) return false;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), MOST_WAIT_FOR_VERSION);
  const response = await fetch(older, { signal: stop.signal, redirect: "error" }).catch(() => null);
  clearTimeout(timer);
  if (!response || !response.ok) return false;
  location.replace(older + location.hash);
  return true;
}

// -- beginning --------------------------------------------------------------------------------------------------------

// A page of the learner's own that was rendered before this phone's last items arrived is out of date: once more.
function freshenWhenReceived() {
  const page = document.querySelector("[data-my-learning]");
  if (!page) return;
  let waited = false;
  outbox.addEventListener("state", ({ detail }) => {
    if (detail.waiting) waited = true;
    else if (waited && detail.state === "received") location.reload();
  });
}

// The phone has changed hands. What was done on this page is its own person's, and the page is opened anew for the other
// as soon as it can be; until then, without a network, it goes on for the one for whom it was opened.
let leaving = false;
const KEPT_OPEN = "form[method=post]:not([data-of-holder]), [data-family], [data-signed-in], [data-account-ended]";
async function handOver({ lesson }) {
  // Who is filling in a form finishes it, and some pages see to it by themselves.
  if (leaving || document.querySelector(KEPT_OPEN)) return;
  leaving = true;
  for (const place of document.querySelectorAll("[data-record]")) place.hidden = true;
  for (const place of document.querySelectorAll("[data-handed-over]")) place.hidden = false;
  const reached = await fetch(location.href, { method: "HEAD", cache: "no-store" }).then(() => true, () => false);
  if (reached) {
    if (lesson) await lesson.writing;
    location.reload();
  }
  // Asked again whenever the network or the learner comes back.
  leaving = reached;
}

// What is not over with this page: who has signed in, whom the server takes for the holder of this phone.
async function settleTheRest() {
  const { signing, here } = await outbox.disk.situation();
  if (location.pathname.startsWith("/dang-nhap/")) return (await import("./arriving.js")).attend(outbox);
  const ended = document.querySelector("[data-account-ended]");
  if (ended) return (await import("./holder.js")).forget(outbox, ended.dataset.learners.split(" "));
  if (!signing && !here) return null;
  const holder = await import("./holder.js");
  if (signing) await holder.settle(outbox);
  return holder.follow(outbox);
}

// The server has just given this browser the cookie of somebody who may not hold it, or was still to be told of its holder.
outbox.addEventListener("identified", async ({ detail }) => {
  const { person, here } = await outbox.disk.situation();
  if (!person || person.id !== detail.person.id) (await import("./holder.js")).mend(outbox);
  else if (here) (await import("./holder.js")).follow(outbox);
});

async function start() {
  const main = document.querySelector("[data-lesson-page]");
  // An editor's preview has version 0, and nothing of it is recorded.
  const lesson = main && Number(main.dataset.version) > 0 ? new Lesson(main) : null;
  outbox.addEventListener("state", ({ detail }) => paintState(detail));
  freshenWhenReceived();
  if (document.cookie.includes("bdhvs_left=")) {
    await import("./holder.js").then(({ leave }) => leave(outbox)).catch(() => {});
  }
  outbox.store.keep();
  let person = await recall();
  outbox.addEventListener("holder", () => handOver({ lesson }));
  const asked = askServer(person);
  if (lesson) {
    if (await goOnInOlderVersion(lesson)) return;
    // Another phone's progress is worth a short wait only where this phone knows nothing of the lesson.
    if (!notes.has(noteOf(lesson.lesson))) await Promise.race([asked, new Promise((go) => setTimeout(go, 1500))]);
    lesson.begin();
  }
  paint();
  const { several } = await outbox.disk.situation().catch(() => ({}));
  if (several && person) paintWho(person);
  await outbox.refresh();
  outbox.wake(500);
  settleTheRest().catch(() => {});
  const hear = () => {
    paint();
    if (lesson) lesson.hear();
  };
  if (await asked) hear();
  addEventListener("pageshow", async (event) => {
    if (!event.persisted) return;
    person = await recall();
    paint();
    if (await askServer(person)) hear();
  });
}

start();
