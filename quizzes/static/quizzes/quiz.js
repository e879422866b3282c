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

class Quiz {
  constructor(page) {
    const find = (name) => page.querySelector(`[data-${name}]`);
    const say = (words) => (this.announcer.textContent = words);
    this.page = page;
    this.form = find("quiz-paper");
    this.cards = [...page.querySelectorAll("[data-question]")];
    this.end = find("quiz-end");
    this.steps = [...this.cards, this.end];
    for (const name of ["map", "position", "back", "next"]) this[name] = find(name);
    this.announcer = find("announce");
    this.shownAt = 0;
    this.orders = [...page.querySelectorAll("[data-ordering]")].map((list) => arrange(list, this.form.dataset, say));
    this.answers = new Answers(page.dataset, this.cards, () => {
      this.orders.forEach((order) => order.show());
      this.mark();
    });
    this.answers.listen(this.form);
    this.form.addEventListener("input", () => this.mark());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.answers.flush();
    });
    this.onTap(find("quiz-submit"), () => this.handIn());
    const remind = (words) => this.handed || say(words);
    if (page.dataset.deadline) this.clock = new Clock(page.dataset, find("clock"), remind, () => this.timeIsOver());
    this.mark();
  }

  // A tap is meant for the card that is seen now, unless it is the echo of the tap that brought it.
  onTap(button, work) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      if (event.timeStamp - this.shownAt > ECHO) work();
    });
  }

  // One card at a time.
  play() {
    this.form.dataset.started = "";
    this.map.open = wide();
    this.onTap(this.back, () => this.goBack());
    this.onTap(this.next, () => this.goTo(this.index + 1, "pushState"));
    this.map.addEventListener("click", (event) => {
      if (event.target.closest("a") && !wide()) this.map.open = false;
    });
    const here = () => Math.max(0, this.steps.findIndex((step) => `#${step.id}` === location.hash));
    addEventListener("hashchange", () => this.goTo(here()));
    this.show(here());
  }

  goTo(index, way) {
    const step = this.steps[index];
    if (!step || index === this.index) return;
    this.answers.flush();
    const before = (this.steps[this.index] || step).id;
    if (way) history[way]({ before: way === "pushState" && before }, "", `#${step.id}`);
    this.show(index);
    const heading = step.querySelector("h2");
    scrollTo(0, 0);
    // With large letters the head alone fills the screen: then the card begins where the head ends.
    if (heading.getBoundingClientRect().bottom > innerHeight / 2) step.scrollIntoView();
    heading.focus({ preventScroll: true });
  }

  // The phone's own Back and ours do the same.
  goBack() {
    if (this.index && history.state?.before === this.steps[this.index - 1].id) history.back();
    else this.goTo(this.index - 1, "replaceState");
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
    const [dots, entries, left] = ["dot", "entry", "left-entry"].map((name) => this.page.querySelectorAll(`[data-${name}]`));
    const states = this.answers.questions.map((question) => question.state());
    states.forEach((state, i) => {
      const done = state === "answered";
      for (const place of [dots[i], entries[i]]) place.classList.toggle("is-done", done);
      const word = entries[i].querySelector("[data-answer-word]");
      word.textContent = word.dataset[state];
      left[i].hidden = done;
    });
    const open = states.filter((state) => state !== "answered").length;
    this.end.querySelector("[data-left]").hidden = !open;
    this.end.querySelector("[data-none-left]").hidden = open > 0;
    const count = this.end.querySelector("[data-left-words]");
    count.textContent = count.dataset.words.replace("%n", open);
  }

  async handIn() {
    if (this.handed) return;
    this.freeze("handed");
    this.follow(await this.answers.submit());
  }

  async timeIsOver() {
    if (this.handed) return;
    this.freeze("over");
    await new Promise((go) => setTimeout(go, Math.random() * SPREAD));
    this.follow((await this.answers.recall()) || (await this.answers.submit()));
  }

  // Nothing can be changed any more; how: "handed" (by the learner) or "over" (by the clock).
  freeze(how) {
    this.answers.flush();
    this.handed = this.page.dataset.frozen = how;
    for (const field of this.form.elements) field.disabled = true;
    this.end.querySelector("[data-still-open]").hidden = true;
    this.end.querySelector("[data-handed-in]").hidden = false;
    const heading = this.end.querySelector("h2");
    heading.textContent = heading.dataset[how];
    this.goTo(this.cards.length, "replaceState");
    this.say("sending");
  }

  say(state) {
    const place = this.end.querySelector("[data-sending]");
    const words = (this.handed === "over" && place.dataset[`over${state}`]) || place.dataset[state];
    if (place.textContent !== words) place.textContent = words;
  }

  // Watches over what handed the attempt in until the server has it.
  follow(submission) {
    if (!submission || this.submission) return;
    this.submission = submission;
    this.since = performance.now();
    if (!this.handed) this.freeze("handed");
    this.settle();
    this.watch = setInterval(() => document.hidden || this.settle(), 2000);
  }

  async settle() {
    const fate = await this.answers.fate(this.submission).catch(() => "waiting");
    const { quiz, attempt } = this.page.dataset;
    if (fate === "waiting") {
      const slow = navigator.onLine === false || performance.now() - this.since > PATIENCE;
      return this.say(outbox.latest.state === "unsaved" ? "unsaved" : slow ? "kept" : "sending");
    }
    clearInterval(this.watch);
    if (fate === "received") return location.replace(`/bai-kiem-tra/${quiz}/ket-qua/${attempt}/`);
    await this.answers.takeBack();
    return this.say("refused");
  }

  async begin() {
    // Another tab may have answered or handed in, and an earlier page what the server has not heard of yet.
    const look = async () => this.follow(await this.answers.recall());
    outbox.addEventListener("state", () => (this.submission ? this.settle() : look()));
    document.addEventListener("visibilitychange", () => document.hidden || look());
    await this.answers.restore();
    await look();
    if (this.clock && !this.handed) this.clock.tick();
  }
}

// The page is the attempt of whoever the browser's cookie names. If somebody else holds the phone, what they answer would
// go out under their own name: the server is told who it is, and the page is opened anew, once.
async function belong({ learner, attempt }) {
  const show = () => document.querySelectorAll("[data-handed-over]").forEach((place) => (place.hidden = false));
  outbox.addEventListener("holder", show);
  const person = await outbox.store.knownPerson();
  if (!learner || !person || (person.token ? person.learner === learner : person.resume !== false)) return;
  const key = `bdhvs:mended:${attempt}`;
  if (sessionStorage.getItem(key)) return;
  show();
  sessionStorage.setItem(key, "1");
  if (await (await import("../learn/holder.js")).mend(outbox)) location.reload();
}

// A hand that trembles taps twice: one attempt is begun. Without a network the tap was turned down, and the next counts.
function onlyOnce(form) {
  let sent = -Infinity;
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - sent < 5000) event.preventDefault();
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
  belong(page.dataset).catch(() => {});
}
