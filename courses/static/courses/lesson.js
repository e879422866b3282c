// Shows a lesson's cards one at a time and tells the page what the learner does (bdhvs:card, bdhvs:answer, bdhvs:end).
// Without this file every card stands one under another and can be read and answered all the same.

const root = document.documentElement;

// Milliseconds in which a second tap belongs to the first.
const ECHO = 400;

class Lesson {
  constructor(page) {
    this.page = page;
    this.about = { lesson: page.dataset.lesson, version: Number(page.dataset.version) };
    this.cards = [...page.querySelectorAll("[data-card]")];
    this.end = page.querySelector("[data-lesson-end]");
    this.steps = [...this.cards, this.end];
    this.index = -1;
    this.moved = false;
    this.done = new Set();
    this.answered = new Set();
    this.position = page.querySelector("[data-position]");
    this.announcer = page.querySelector("[data-announce]");
    this.map = page.querySelector("[data-map]");
    this.back = page.querySelector("[data-back]");
    this.next = page.querySelector("[data-next]");
    this.onward = page.querySelector("[data-onward]");
    page.addEventListener("toggle", (event) => this.answer(event.target), true);
    // A hand that trembles taps twice: what an answer says stays open.
    page.addEventListener("click", (event) => {
      if (event.target.closest("[data-choice][open] > summary")) event.preventDefault();
    });
    document.addEventListener("bdhvs:done", (event) => event.detail.cards.forEach((card) => this.mark(card)));
    document.addEventListener("bdhvs:go", (event) => this.resume(event.detail.card));
    document.addEventListener("bdhvs:onward", (event) => this.goOn(event.detail.card));
  }

  /** One card at a time. */
  play() {
    this.page.querySelector("[data-cards]").dataset.started = "";
    this.map.open = matchMedia("(min-width: 60em)").matches;
    this.back.addEventListener("click", (event) => this.isMeant(event) && this.goBack());
    this.next.addEventListener("click", (event) => this.isMeant(event) && this.goTo(this.index + 1, "push"));
    this.map.addEventListener("click", (event) => {
      if (event.target.closest("a") && !matchMedia("(min-width: 60em)").matches) this.map.open = false;
    });
    addEventListener("hashchange", () => this.goTo(this.find(location.hash.slice(1)), "keep"));
    this.listening = offerListening(this.page.querySelector("[data-listen]"), () => this.steps[this.index]);
    this.moved = location.hash.length > 1;
    this.show(this.find(location.hash.slice(1)));
    whenLoaded(() => this.tell());
  }

  /** Whether a tap is meant for the card that is seen now, and not the echo of the tap that brought it. */
  isMeant(event) {
    return event.timeStamp - this.shownAt > ECHO;
  }

  /** All cards under one another, because this file came too late: what is in the middle of the screen was opened. */
  follow() {
    const seen = new IntersectionObserver(
      (entries) => {
        for (const entry of entries.filter((one) => one.isIntersecting)) {
          this.index = this.steps.indexOf(entry.target);
          this.tell();
        }
      },
      { rootMargin: "-45% 0px -45% 0px" },
    );
    whenLoaded(() => this.steps.forEach((step) => seen.observe(step)));
  }

  find(id) {
    return Math.max(0, this.steps.findIndex((step) => step.id === id));
  }

  goTo(index, history) {
    if (index === this.index || index >= this.steps.length) return;
    const before = this.steps[this.index].id;
    const id = this.steps[index].id;
    this.moved = true;
    if (history === "push") window.history.pushState({ before }, "", `#${id}`);
    if (history === "replace") window.history.replaceState(null, "", `#${id}`);
    this.show(index);
    this.tell();
    const heading = this.steps[index].querySelector("h2");
    scrollTo(0, 0);
    // With large letters the head alone fills the screen: then the card begins where the head ends.
    if (heading.getBoundingClientRect().bottom > innerHeight / 2) this.steps[index].scrollIntoView();
    heading.focus({ preventScroll: true });
  }

  // The phone's own Back and ours do the same: one does not undo the other.
  goBack() {
    if (this.index === 0) return;
    if (window.history.state?.before === this.steps[this.index - 1].id) window.history.back();
    else this.goTo(this.index - 1, "replace");
  }

  /** Somebody knows where the learner stopped last time; who has moved on since is left in peace. */
  resume(card) {
    const index = this.steps.findIndex((step) => step.id === card);
    if (this.moved || index < 0 || index === this.index) return;
    if (!("started" in this.page.querySelector("[data-cards]").dataset)) {
      this.steps[index].scrollIntoView();
      return;
    }
    window.history.replaceState(null, "", `#${card}`);
    this.show(index);
    this.tell();
  }

  /** Something on a card sends the learner on to the next one. */
  goOn(card) {
    if ("started" in this.page.querySelector("[data-cards]").dataset) this.goTo(this.find(card) + 1, "push");
  }

  show(index) {
    this.index = index;
    this.shownAt = performance.now();
    this.listening?.stop();
    this.steps.forEach((step, i) => step.classList.toggle("is-current", i === index));
    // A sound of a card that is gone has no button any more that ends it.
    const gone = this.steps.filter((_step, i) => i !== index);
    for (const step of gone) step.querySelectorAll("audio, video").forEach((media) => media.pause());
    const atEnd = index === this.cards.length;
    const { words, wordsEnd } = this.position.dataset;
    this.position.textContent = atEnd ? wordsEnd : words.replace("%n", index + 1).replace("%t", this.cards.length);
    this.announcer.textContent = this.position.textContent;
    this.map.querySelectorAll("[data-dot]").forEach((dot, i) => dot.classList.toggle("is-current", i === index));
    this.map.querySelectorAll("[data-entry] a").forEach((link, i) => {
      if (i === index) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    this.back.setAttribute("aria-disabled", index === 0);
    this.next.hidden = atEnd;
    this.onward.hidden = !atEnd;
  }

  tell() {
    const step = this.steps[this.index];
    if (step === this.end) {
      this.missing();
      announce("bdhvs:end", this.about);
      return;
    }
    if (step.dataset.completes === "opened") this.mark(step.id);
    announce("bdhvs:card", { ...this.about, card: step.id, index: this.index, total: this.cards.length });
  }

  answer(choice) {
    if (!choice.matches?.("[data-choice]") || !choice.open) return;
    const card = choice.closest("[data-card]").id;
    const key = `${card}/${choice.dataset.choice}`;
    this.announcer.textContent = choice.querySelector(".choice-answer").textContent;
    if (this.answered.has(key)) return;
    this.answered.add(key);
    this.mark(card);
    const success = choice.dataset.correct === "true";
    announce("bdhvs:answer", { ...this.about, card, response: choice.dataset.choice, success });
  }

  mark(card) {
    const index = this.cards.findIndex((one) => one.id === card);
    if (index < 0 || this.done.has(card)) return;
    this.done.add(card);
    this.map.querySelectorAll("[data-dot]")[index].classList.add("is-done");
    const entry = this.map.querySelectorAll("[data-entry]")[index];
    entry.classList.add("is-done");
    entry.querySelector("[data-done-word]").hidden = false;
    if (this.steps[this.index] === this.end) this.missing();
  }

  /** At the end: is there a card that was passed over? */
  missing() {
    const left = this.cards.find((card) => !this.done.has(card.id));
    const note = this.end.querySelector("[data-left-over]");
    note.hidden = !left;
    if (left) note.querySelector("a").hash = left.id;
  }
}

function announce(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

// Scripts of other packages are modules too: by DOMContentLoaded every one of them is listening.
function whenLoaded(run) {
  if (document.readyState === "complete") run();
  else document.addEventListener("DOMContentLoaded", run, { once: true });
}

function vietnameseVoice() {
  const voices = window.speechSynthesis?.getVoices() ?? [];
  return voices.find((voice) => voice.lang.toLowerCase().startsWith("vi"));
}

/** Puts the button to work for the step that `current` returns; `stop` on the result falls silent. */
function offerListening(button, current) {
  const synthesis = window.speechSynthesis;
  if (!synthesis) return { stop() {} };

  function stop() {
    button.removeAttribute("data-speaking");
    synthesis.cancel();
  }

  function read() {
    // A paragraph at a time: some engines fall silent in the middle of a long text.
    const pieces = current().innerText.split("\n").map((piece) => piece.trim()).filter(Boolean);
    button.setAttribute("data-speaking", "");
    pieces.forEach((piece, index) => {
      const utterance = new SpeechSynthesisUtterance(piece);
      utterance.voice = vietnameseVoice();
      utterance.lang = utterance.voice.lang;
      utterance.rate = 0.9;
      if (index === pieces.length - 1) utterance.onend = () => button.removeAttribute("data-speaking");
      synthesis.speak(utterance);
    });
  }

  const offer = () => {
    button.hidden = !vietnameseVoice();
  };
  offer();
  synthesis.addEventListener?.("voiceschanged", offer);
  button.addEventListener("click", () => (button.hasAttribute("data-speaking") ? stop() : read()));
  addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => document.hidden && stop());
  return { stop };
}

const page = document.querySelector("[data-lesson-page]");
if (page) {
  const lesson = new Lesson(page);
  if (root.classList.contains("js")) {
    try {
      lesson.play();
      root.dataset.ready = "";
    } catch (error) {
      root.classList.remove("js");
      throw error;
    }
  } else {
    lesson.follow();
  }
}
