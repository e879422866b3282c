// A quiz on the phone: one question at a time, every answer kept as it is given, a clock, and handing in, with or without
// a network. Without this file all questions stand one under another in a plain form, which saves and hands in.
import { outbox } from "../learn/record.js";
import { Answers } from "./answers.js";
import { Clock } from "./clock.js";
import { arrange } from "./ordering.js";

const root = document.documentElement;
// Milliseconds in which a second tap belongs to the first.
const ECHO = 400;
// So long "being sent" is believed; then the page says that what is kept goes out later.
const PATIENCE = 8000;
// Phones whose time ends together do not all come at the same moment.
const SPREAD = 3000;

const wide = () => matchMedia("(min-width: 60em)").matches;

// Whether this tab did so within ten seconds; from now on it did. A page that the server disagrees with for ever is not
// opened anew in circles.
function lately(deed) {
  try {
    const key = `bdhvs:${deed}`;
    const recent = Math.abs(Date.now() - Number(sessionStorage.getItem(key))) < 10000;
    sessionStorage.setItem(key, Date.now());
    return recent;
  } catch {
    return true;
  }
}

class Quiz {
  constructor(page) {
    const find = (name) => page.querySelector(`[data-${name}]`);
    this.page = page;
    this.form = find("quiz-paper");
    this.cards = [...page.querySelectorAll("[data-question]")];
    this.end = find("quiz-end");
    this.steps = [...this.cards, this.end];
    this.index = 0;
    this.shownAt = 0;
    [this.map, this.position, this.announcer] = [find("map"), find("position"), find("announce")];
    [this.back, this.next] = [find("back"), find("next")];
    const say = (words) => (this.announcer.textContent = words);
    this.orders = [...this.form.querySelectorAll("[data-ordering]")].map((list) => arrange(list, say));
    this.answers = new Answers(page.dataset, this.cards);
    this.answers.addEventListener("laid", () => this.orders.forEach((order) => order.show()));
    this.answers.addEventListener("laid", () => this.mark());
    for (const name of ["input", "change"]) this.form.addEventListener(name, () => this.mark());
    this.answers.listen(this.form);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.answers.flush();
    });
    find("quiz-submit").addEventListener("click", (event) => {
      event.preventDefault();
      if (this.isMeant(event)) this.handIn();
    });
    if (page.dataset.deadline) {
      this.clock = new Clock(page.dataset, find("clock"), { announce: say, over: () => this.timeIsOver() });
    }
    this.mark();
  }

  // -- one card at a time ---------------------------------------------------------------------------------------------

  play() {
    this.form.dataset.started = "";
    this.map.open = wide();
    this.back.addEventListener("click", (event) => this.isMeant(event) && this.goBack());
    this.next.addEventListener("click", (event) => this.isMeant(event) && this.goTo(this.index + 1, "push"));
    this.map.addEventListener("click", (event) => {
      if (event.target.closest("a") && !wide()) this.map.open = false;
    });
    addEventListener("hashchange", () => this.goTo(this.find(location.hash.slice(1)), "keep"));
    this.show(this.find(location.hash.slice(1)));
  }

  // Whether a tap is meant for the card that is seen now, and not the echo of the tap that brought it.
  isMeant(event) {
    return event.timeStamp - this.shownAt > ECHO;
  }

  find(id) {
    return Math.max(0, this.steps.findIndex((step) => step.id === id));
  }

  goTo(index, history) {
    if (index === this.index || index >= this.steps.length) return;
    this.answers.flush();
    const before = this.steps[this.index].id;
    const id = this.steps[index].id;
    if (history === "push") window.history.pushState({ before }, "", `#${id}`);
    if (history === "replace") window.history.replaceState(null, "", `#${id}`);
    this.show(index);
    this.read();
  }

  // From the top, beginning with the heading.
  read() {
    const step = this.steps[this.index];
    const heading = step.querySelector("h2");
    scrollTo(0, 0);
    if (heading.getBoundingClientRect().bottom > innerHeight / 2) step.scrollIntoView();
    heading.focus({ preventScroll: true });
  }

  // The phone's own Back and ours do the same.
  goBack() {
    if (this.index === 0) return;
    if (window.history.state?.before === this.steps[this.index - 1].id) window.history.back();
    else this.goTo(this.index - 1, "replace");
  }

  show(index) {
    this.index = index;
    this.shownAt = performance.now();
    this.steps.forEach((step, i) => step.classList.toggle("is-current", i === index));
    const atEnd = index === this.cards.length;
    const { words, wordsEnd } = this.position.dataset;
    this.position.textContent = atEnd ? wordsEnd : words.replace("%n", index + 1).replace("%t", this.cards.length);
    this.announcer.textContent = this.position.textContent;
    this.map.querySelectorAll("[data-dot]").forEach((dot, i) => dot.classList.toggle("is-current", i === index));
    this.map.querySelectorAll("li a").forEach((link, i) => {
      if (i === index) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    this.back.setAttribute("aria-disabled", index === 0);
    this.next.hidden = atEnd;
  }

  // Says in the map and at the end what is answered and what is not.
  mark() {
    const states = this.answers.questions.map((question) => question.state());
    const dots = this.map.querySelectorAll("[data-dot]");
    const entries = this.map.querySelectorAll("[data-entry]");
    const left = this.end.querySelectorAll("[data-left-entry]");
    states.forEach((state, i) => {
      dots[i].classList.toggle("is-done", state === "answered");
      entries[i].classList.toggle("is-done", state === "answered");
      const word = entries[i].querySelector("[data-answer-word]");
      word.textContent = word.dataset[state];
      left[i].hidden = state === "answered";
    });
    const open = states.filter((state) => state !== "answered").length;
    this.end.querySelector("[data-left]").hidden = !open;
    this.end.querySelector("[data-none-left]").hidden = open > 0;
    const count = this.end.querySelector("[data-left-words]");
    count.textContent = count.dataset.words.replace("%n", open);
  }

  // -- handing in -----------------------------------------------------------------------------------------------------

  async handIn() {
    if (this.handed) return;
    this.answers.flush();
    this.freeze("handed");
    this.follow(await this.answers.submit());
  }

  async timeIsOver() {
    if (this.handed) return;
    this.answers.flush();
    this.freeze("over");
    await new Promise((go) => setTimeout(go, Math.random() * SPREAD));
    this.follow((await this.answers.recall()) || (await this.answers.submit()));
  }

  // Nothing can be changed any more; how: "handed" (by the learner) or "over" (by the clock).
  freeze(how) {
    this.handed = how;
    for (const field of this.form.elements) field.disabled = true;
    this.end.querySelector("[data-still-open]").hidden = true;
    this.end.querySelector("[data-handed-in]").hidden = false;
    const heading = this.end.querySelector("h2");
    heading.textContent = heading.dataset[how];
    if ("started" in this.form.dataset) {
      this.show(this.cards.length);
      window.history.replaceState(null, "", `#${this.end.id}`);
    }
    this.read();
    this.say("sending");
  }

  say(state) {
    const place = this.end.querySelector("[data-sending]");
    const words = place.dataset[this.handed === "over" && state !== "refused" ? `over${state}` : state] || place.dataset[state];
    if (place.textContent !== words) place.textContent = words;
  }

  // Watches over what handed the attempt in until the server has it.
  follow(submission) {
    if (!submission || this.submission) return;
    this.submission = submission;
    this.since = performance.now();
    if (!this.handed) this.freeze("handed");
    this.settle();
    setInterval(() => document.hidden || this.settle(), 2000);
    addEventListener("online", () => this.settle());
    addEventListener("offline", () => this.settle());
  }

  async settle() {
    const fate = await this.answers.fate(this.submission).catch(() => "waiting");
    const { quiz, attempt } = this.page.dataset;
    if (this.left) return;
    if (fate === "waiting") {
      const slow = navigator.onLine === false || performance.now() - this.since > PATIENCE;
      this.say(outbox.latest.state === "unsaved" ? "unsaved" : slow ? "kept" : "sending");
      return;
    }
    this.left = true;
    if (fate === "refused") await this.answers.takeBack();
    // The server did not agree a moment ago: it is said, and the page stays.
    if (lately(`handed:${attempt}`)) this.say("refused");
    else if (fate === "refused") location.reload();
    else location.replace(`/bai-kiem-tra/${quiz}/ket-qua/${attempt}/`);
  }

  // -- beginning ------------------------------------------------------------------------------------------------------

  async begin() {
    // Another tab may have answered or handed in, and an earlier page what the server has not heard of yet.
    const look = async () => this.follow(await this.answers.recall());
    outbox.addEventListener("state", () => (this.submission ? this.settle() : look()));
    document.addEventListener("visibilitychange", () => document.hidden || look());
    addEventListener("pageshow", ({ persisted }) => persisted && look());
    await look();
    if (this.clock && !this.handed) this.clock.tick();
  }
}

// The page is the attempt of whoever the browser's cookie names. If somebody else holds the phone, what they answer would
// go out under their own name: the server is told who it is, and the page opened anew.
async function belongs({ learner }) {
  const show = () => document.querySelectorAll("[data-handed-over]").forEach((place) => (place.hidden = false));
  outbox.addEventListener("holder", show);
  const person = await outbox.store.knownPerson().catch(() => null);
  if (!learner || !person || (person.token ? person.learner === learner : person.resume !== false)) return;
  show();
  const { mend } = await import("../learn/holder.js");
  if ((await mend(outbox)) && !lately("mended")) location.reload();
}

// A hand that trembles taps twice: one attempt is begun.
function onlyOnce(form) {
  let sent = 0;
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - sent < 5000 && sent) event.preventDefault();
    // Without a network the tap was turned down, and the next one counts again.
    else if (navigator.onLine !== false) sent = event.timeStamp;
  });
}

const page = document.querySelector("[data-quiz-page]");
const start = page && page.querySelector("[data-quiz-start]");
if (start) onlyOnce(start);
if (page && page.querySelector("[data-quiz-paper]")) {
  const quiz = new Quiz(page);
  if (root.classList.contains("js")) {
    try {
      quiz.play();
      root.dataset.ready = "";
    } catch (error) {
      root.classList.remove("js");
      throw error;
    }
  }
  quiz.begin();
  belongs(page.dataset);
}
