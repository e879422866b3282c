// How long a quiz still lasts, by the server's clock: that of the phone may be changed, and does not matter.

const MINUTE = 60000;
// Until here minutes are enough.
const SECONDS_FROM = 2 * MINUTE;
const ANNOUNCED = [5, 2];

export class Clock {
  // `deadline` and `now`: the server's times. `place` carries the words: data-minutes (%n), data-last (%m, %s),
  // data-seconds (%s), data-over, data-announce (%n). `announce(words)` says them aloud, `over()` is called at the end.
  constructor({ deadline, now }, place, { announce, over }) {
    Object.assign(this, { place, announce, over, deadline: Date.parse(deadline) });
    const [page] = performance.getEntriesByType("navigation");
    this.origin = Date.parse(now) - (page ? page.responseStart : performance.now());
    this.before = this.left();
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
    addEventListener("pageshow", ({ persisted }) => persisted && this.ask());
  }

  left() {
    return this.deadline - this.origin - performance.now();
  }

  tick() {
    clearTimeout(this.timer);
    const left = this.left();
    const { words, next } = this.reading(left);
    if (this.place.textContent !== words) this.place.textContent = words;
    if (left <= 0) return this.end();
    for (const minutes of ANNOUNCED.filter((each) => left <= each * MINUTE && this.before > each * MINUTE)) {
      this.announce(this.place.dataset.announce.replace("%n", minutes));
    }
    this.before = left;
    this.timer = setTimeout(() => this.tick(), next);
  }

  // What is shown, and when it will be something else.
  reading(left) {
    const { minutes, last, seconds, over } = this.place.dataset;
    if (left <= 0) return { words: over, next: 0 };
    if (left > SECONDS_FROM) return { words: minutes.replace("%n", Math.ceil(left / MINUTE)), next: (left % MINUTE) + 1 };
    const all = Math.ceil(left / 1000);
    const words = (all < 60 ? seconds : last).replace("%m", Math.floor(all / 60)).replace("%s", all % 60);
    return { words, next: (left % 1000) + 1 };
  }

  end() {
    if (!this.ended) this.over();
    this.ended = true;
  }

  // While a phone sleeps its counting may stand still: whoever comes back asks the server how late it is.
  async ask() {
    const answer = await fetch("/healthz", { method: "HEAD", cache: "no-store" }).catch(() => null);
    const told = answer && Date.parse(answer.headers.get("Date"));
    const origin = told - performance.now();
    // Whole seconds come, after a while on the way: a little is no difference.
    if (told && Math.abs(origin - this.origin) > 3000) this.origin = origin;
    if (!this.ended) this.tick();
  }
}
