// Plays the interactive activities of a lesson's cards: makes the frame when it is asked for, speaks with it, and tells
// the page what it says (bdhvs:h5p-opened, bdhvs:h5p-told, bdhvs:h5p-done, bdhvs:h5p-skipped); is told which were begun
// before (bdhvs:h5p-begun). What the frame says is said by a stranger: it is taken only from that frame's own window and
// origin, and names neither lesson nor card.

// Milliseconds. Until the words change to those for a slow network; until it is given up; until it must have asked for
// its state, at all and after the frame was loaded.
const SLOW = 15000;
const MOST_WAIT = 180000;
const MOST_UNHEARD = 60000;
const MOST_SILENCE = 6000;
// A frame that shrinks is followed only when it has made up its mind.
const SETTLE = 400;
const MOST_HEIGHT = 6000;
const KEY = /^[A-Za-z0-9-]{1,64}\/[^\0]{1,64}$/;
const MOST_STATE = 256 * 1024;
// Of what one frame tells: a program that never stops would fill the phone and hold up everything else that waits there.
const MOST_STATEMENTS = 500;
const MOST_KEYS = 100;

const FINISHING = /^https?:\/\/adlnet\.gov\/expapi\/verbs[/#](answered|completed|passed|failed|mastered)$/;

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

// Whether the activity itself says that it was finished, and not a part within it: the server's own rule.
export function finishes(statement) {
  const { verb, object, context } = statement;
  const names = Object.entries(object?.definition?.extensions || {});
  const inner = /\?.*subContentId/.test(object?.id) || names.some(([name, value]) => value && name.includes("subContentId"));
  const parents = [].concat(context?.contextActivities?.parent || []);
  return FINISHING.test(verb?.id) && !inner && !parents.length;
}

// The frame of one activity: made, spoken with, thrown away.
class Frame {
  // `on` holds what is called: ready(), told(message), failed(reason), whole(on), size(height).
  constructor({ origin, path, title, states, on }) {
    Object.assign(this, { origin, states, on, live: true, ready: false, heard: false, height: 0, seen: { on: true, scrolls: true } });
    Object.assign(this, { statements: 0, ended: false, keys: new Set() });
    this.element = Object.assign(document.createElement("iframe"), { src: origin + path, title, referrerPolicy: "no-referrer" });
    this.element.setAttribute("sandbox", "allow-scripts allow-same-origin");
    this.element.setAttribute("allow", "fullscreen");
    this.element.addEventListener("load", () => this._await());
    this.hear = (event) => this._hear(event);
    addEventListener("message", this.hear);
  }

  close() {
    this.live = false;
    clearTimeout(this.silence);
    removeEventListener("message", this.hear);
    this.element.remove();
  }

  /** Say whether its card is on the screen, and whether it has to scroll within itself. */
  see(seen) {
    if (seen.on === this.seen.on && seen.scrolls === this.seen.scrolls) return;
    this.seen = seen;
    if (this.heard) this._post({ type: "seen", ...seen });
  }

  // Without a network the browser loads its own page into the frame, and that says nothing.
  _await() {
    if (this.heard || !this.live) return;
    const offline = navigator.onLine === false;
    this.silence = setTimeout(() => !this.heard && this.on.failed(offline ? "network" : "away"), offline ? 500 : MOST_SILENCE);
  }

  _hear({ source, origin, data }) {
    if (!this.live || source !== this.element.contentWindow || origin !== this.origin) return;
    if (!data || data.h5p !== 1) return;
    this.heard = true;
    if (data.type === "hello") this._start();
    if (data.type === "ready") this._ready(data);
    if (data.type === "size") this._size(data.height);
    if (data.type === "statement" && isObject(data.statement)) this._say(data.statement);
    if (data.type === "state") this._keep(data);
    if (data.type === "failed") this.on.failed(String(data.reason));
    if (data.type === "fullscreen") this.on.whole(Boolean(data.on));
  }

  // A frame that loads itself anew asks once more, and gets what it has told meanwhile.
  async _start() {
    const state = { ...(await this.states) };
    if (!this.live) return;
    this._post({ type: "seen", ...this.seen });
    this._post({ type: "start", state });
  }

  _post(message) {
    this.element.contentWindow.postMessage({ h5p: 1, ...message }, this.origin);
  }

  _ready({ height }) {
    this._size(height);
    if (!this.ready) this.on.ready();
    this.ready = true;
  }

  _size(height) {
    if (!Number.isFinite(height) || height < 1) return;
    this.height = height;
    this.on.size(Math.min(Math.ceil(height), MOST_HEIGHT));
  }

  // Its end is heard after any number of others.
  _say(statement) {
    const ends = finishes(statement);
    if (this.statements >= MOST_STATEMENTS && (this.ended || !ends)) return;
    this.statements += 1;
    this.ended = this.ended || ends;
    this.on.told({ statement });
  }

  _keep({ key, data }) {
    const isText = typeof data === "string" && data.length <= MOST_STATE;
    if (typeof key !== "string" || !KEY.test(key) || !(isText || data === null)) return;
    if (!this.keys.has(key) && this.keys.size >= MOST_KEYS) return;
    this.keys.add(key);
    this.states = Promise.resolve(this.states).then((states) => {
      const { [key]: _before, ...others } = states;
      return data === null ? others : { ...others, [key]: data };
    });
    this.on.told({ state: { key, data } });
  }
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// Frames are begun one after the other: several at once would share a thin line, and none would be there soon.
const queue = {
  waiting: [],
  busy: null,
  join(one) {
    this.waiting.push(one);
    this._next();
  },
  leave(one) {
    this.waiting = this.waiting.filter((other) => other !== one);
    if (this.busy === one) this.busy = null;
    this._next();
  },
  _next() {
    if (this.busy || !this.waiting.length) return;
    this.busy = this.waiting.shift();
    this.busy.open();
  },
};

// One activity in a card. Its states: "before", "waiting", "playing", "failed".
class Activity {
  constructor(place, page, parts) {
    const card = place.closest("[data-card]");
    const { activity, number } = place.dataset;
    Object.assign(this, { place, origin: page.dataset.h5pOrigin, path: `/p/${activity}/${number}/` });
    this.toFinish = card.dataset.completes === "answered";
    this.about = {
      lesson: page.dataset.lesson,
      version: Number(page.dataset.version),
      card: card.dataset.card,
      activity,
      number: Number(number),
    };
    this.title = place.querySelector(".h5p-title").textContent;
    place.querySelector("[data-h5p-place]").replaceChildren(parts.content.cloneNode(true));
    const find = (name) => place.querySelector(`[data-h5p-${name}]`);
    for (const name of ["player", "start", "waiting", "stage", "whole", "failed", "again", "done"]) this[name] = find(name);
    this.skips = [...place.querySelectorAll("[data-h5p-skip]")];
    this.start.addEventListener("click", () => this.begin());
    this.again.addEventListener("click", () => this.begin());
    for (const skip of this.skips) skip.addEventListener("click", () => this.passOver());
    this.whole.addEventListener("click", () => this.turnWhole(!this.isWhole));
    place.addEventListener("keydown", (event) => event.key === "Escape" && this.isWhole && this.turnWhole(false));
    document.addEventListener("fullscreenchange", () => this.followScreen());
    this.show("before");
  }

  get isWhole() {
    return this.player.hasAttribute("data-whole");
  }

  isMeant(about) {
    return Object.keys(this.about).every((name) => name === "version" || this.about[name] === about[name]);
  }

  /** Nobody who was in the middle of it is to fear that it begins anew. */
  offerAgain() {
    const words = this.start.querySelector("[data-words-here]");
    words.textContent = words.dataset.wordsAgain;
  }

  /** Wait for one's turn. */
  begin() {
    const here = this.place.contains(document.activeElement);
    this.end();
    this.show("waiting");
    this.say(this.waiting.dataset.words);
    this.timers = [setTimeout(() => this.slow(), SLOW)];
    if (here) this.waiting.focus({ preventScroll: true });
    queue.join(this);
  }

  /** It is our turn. */
  open() {
    const given = [];
    tell("bdhvs:h5p-opened", { ...this.about, until: (states) => given.push(states) });
    const states = given.length ? given[0].catch(() => ({})) : {};
    this.timers.push(
      setTimeout(() => this.frame.heard || this.fail("away"), MOST_UNHEARD),
      setTimeout(() => this.fail("timeout"), MOST_WAIT),
    );
    this.frame = new Frame({
      origin: this.origin,
      path: this.path,
      title: this.title,
      states,
      on: {
        ready: () => this.play(),
        told: (message) => this.pass(message),
        failed: (reason) => this.fail(reason),
        whole: (on) => this.frameWantsWhole(on),
        size: (height) => this.resize(height),
      },
    });
    this.look();
    this.stage.append(this.frame.element);
  }

  /** Tell the frame where it stands: on another card it falls silent. */
  look() {
    if (!this.frame) return undefined;
    const on = this.place.getClientRects().length > 0;
    if (!on && this.isWhole) return this.turnWhole(false);
    return this.frame.see({ on, scrolls: this.isWhole || this.frame.height > MOST_HEIGHT });
  }

  play() {
    const here = document.activeElement === this.waiting;
    this.rest();
    this.show("playing");
    this.announce(this.player.dataset.wordsReady);
    // Whoever has gone on to something else meanwhile is left there.
    if (here) this.frame.element.focus({ preventScroll: true });
  }

  fail(reason) {
    const here = this.place.contains(document.activeElement);
    const place = this.failed.querySelector("[data-words-here]");
    const { wordsNetwork: network, wordsAway: away, wordsTimeout: timeout, wordsOther } = place.dataset;
    const words = { network, away, timeout }[reason] || wordsOther;
    this.end();
    place.textContent = words;
    this.show("failed");
    this.announce(words);
    if (here) this.again.focus({ preventScroll: true });
  }

  /** No frame any more, and no turn taken from others. */
  end() {
    if (this.frame) this.frame.close();
    this.frame = null;
    if (this.isWhole) this.turnWhole(false);
    clearTimeout(this.settling);
    this.stage.style.height = "";
    this.rest();
  }

  rest() {
    (this.timers || []).forEach(clearTimeout);
    this.timers = [];
    queue.leave(this);
  }

  show(state) {
    this.player.dataset.state = state;
    this.start.hidden = state !== "before";
    this.waiting.hidden = state !== "waiting";
    this.waiting.querySelector("[data-h5p-skip]").hidden = true;
    this.stage.hidden = state !== "waiting" && state !== "playing";
    this.stage.setAttribute("aria-busy", state === "waiting");
    this.whole.hidden = state !== "playing";
    this.failed.hidden = state !== "failed";
  }

  say(words) {
    this.waiting.querySelector("[data-words-here]").textContent = words;
    this.announce(words);
  }

  /** Whoever does not want to wait any longer need not. */
  slow() {
    this.say(this.waiting.dataset.wordsSlow);
    this.waiting.querySelector("[data-h5p-skip]").hidden = false;
  }

  announce(words) {
    const announcer = document.querySelector("[data-announce]");
    if (announcer) announcer.textContent = words;
  }

  /** What the frame told goes on to the page. */
  pass(message) {
    const done = Boolean(message.statement) && finishes(message.statement);
    tell("bdhvs:h5p-told", { ...this.about, ...message, done });
    if (done && this.toFinish) this.finish("bdhvs:h5p-done");
  }

  /** It does not play here: the lesson goes on without it. */
  passOver() {
    if (!this.waiting.hidden) {
      this.end();
      this.show("before");
    }
    if (this.toFinish) this.finish("bdhvs:h5p-skipped");
    tell("bdhvs:onward", { card: this.about.card });
  }

  finish(name) {
    const { lesson, version, card } = this.about;
    tell("bdhvs:done", { cards: [card] });
    tell(name, { lesson, version, card });
  }

  /** Grows at once, so that nothing is cut off; shrinks when the frame has come to rest. */
  resize(height) {
    clearTimeout(this.settling);
    const set = () => (this.stage.style.height = `${height}px`);
    if (height >= this.stage.offsetHeight || !this.frame.ready) set();
    else this.settling = setTimeout(set, SETTLE);
    this.look();
  }

  /** Over the whole screen, or over the whole page where the browser gives no screen. */
  turnWhole(on) {
    const here = this.player.contains(document.activeElement);
    this.player.toggleAttribute("data-whole", on);
    if (on && this.player.requestFullscreen) this.player.requestFullscreen().catch(() => {});
    if (!on && document.fullscreenElement === this.player) document.exitFullscreen().catch(() => {});
    if (here) this.whole.focus({ preventScroll: true });
    this.look();
  }

  // The Escape key ends it without asking us.
  followScreen() {
    if (!document.fullscreenElement && this.isWhole && this.onScreen) this.turnWhole(false);
    this.onScreen = document.fullscreenElement === this.player;
  }

  // The frame's own button. Where the browser gave it the screen, there is nothing to do. A program that asks for the
  // whole page without a tap in it would stand over the lesson: a tap in the frame counts as one on the page.
  frameWantsWhole(on) {
    if (on && (document.fullscreenElement || navigator.userActivation?.isActive === false)) return;
    if (on !== this.isWhole) this.turnWhole(on);
  }
}

const page = document.querySelector("[data-lesson-page]");
const parts = document.querySelector("template[data-h5p-parts]");
if (page && parts) {
  const activities = [...page.querySelectorAll("[data-h5p]")].map((place) => new Activity(place, page, parts));
  for (const moved of ["bdhvs:card", "bdhvs:end"]) document.addEventListener(moved, () => activities.forEach((one) => one.look()));
  document.addEventListener("bdhvs:h5p-begun", ({ detail }) => activities.forEach((one) => one.isMeant(detail) && one.offerAgain()));
  document.addEventListener("bdhvs:done", ({ detail }) => {
    // A card that is done when it was opened says nothing of the activity in it.
    for (const { about, done, toFinish } of activities) if (toFinish && detail.cards.includes(about.card)) done.hidden = false;
  });
}
