// How long a quiz still lasts, by the server's clock: that of the phone may be changed, and does not matter.

const MINUTE = 60000;
// Until here minutes are enough; both together would need a line of their own on a small phone.
const SECONDS_FROM = MINUTE;
const SAID = [5 * MINUTE, 2 * MINUTE];

export class Clock {
  // `place` carries the words: data-minutes (%n), data-seconds (%s), data-over, data-soon (%n).
  // `say(words)` says them aloud, `over()` is called once.
  constructor({ deadline, now }, place, say, over) {
    Object.assign(this, { place, say, over, deadline: Date.parse(deadline) });
    const [page] = performance.getEntriesByType("navigation");
    this.origin = Date.parse(now) - (page ? page.responseStart : performance.now());
    this.before = this.left();
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
  }

  left() {
    return this.deadline - this.origin - performance.now();
  }

  tick() {
    clearTimeout(this.timer);
    const left = this.left();
    const { words, next } = this.reading(left);
    if (this.place.textContent !== words) this.place.textContent = words;
    if (left > 0) {
      const passed = SAID.find((each) => left <= each && this.before > each);
      if (passed) this.say(this.place.dataset.soon.replace("%n", passed / MINUTE));
      this.timer = setTimeout(() => this.tick(), next);
    } else if (this.before > -Infinity) this.over();
    this.before = left > 0 ? left : -Infinity;
  }

  // What is shown, and in how long it will be something else.
  reading(left) {
    const { minutes, seconds, over } = this.place.dataset;
    if (left <= 0) return { words: over };
    if (left > SECONDS_FROM) return { words: minutes.replace("%n", Math.ceil(left / MINUTE)), next: (left % MINUTE) + 1 };
    return { words: seconds.replace("%s", Math.ceil(left / 1000)), next: (left % 1000) + 1 };
  }

  // While a phone sleeps its counting may stand still: whoever comes back asks the server how late it is.
  async ask() {
    const answer = await fetch("/healthz", { method: "HEAD", cache: "no-store" }).catch(() => null);
    const told = answer && Date.parse(answer.headers.get("Date")) - performance.now();
    // Whole seconds come, after a while on the way: a little is no difference.
    if (told && Math.abs(told - this.origin) > 3000) this.origin = told;
    this.tick();
  }
}
