// The service worker, and when a new version of the app takes over: on the member's tap, or at the start when no form is
// open. What waits to be sent is none of its business and stays as it is.
const WORKER = "/to-cong-nghe/sw.js";
const SCOPE = "/to-cong-nghe/";
const EVERY = 3600000;

// Emits "waiting" when a new version stands by. `busy()` resolves with whether a form is open.
export class Updates extends EventTarget {
  constructor(busy) {
    super();
    this.busy = busy;
  }

  async begin() {
    const { serviceWorker } = navigator;
    if (!serviceWorker) return;
    this.registration = await serviceWorker.register(WORKER, { scope: SCOPE, updateViaCache: "none" });
    // The first version takes no page over that was not its own before.
    if (this.registration.waiting && serviceWorker.controller && !(await this.busy())) this.takeOver();
    this._watch();
    setInterval(() => this.registration.update().catch(() => {}), EVERY);
  }

  _watch() {
    const told = () => {
      if (this.registration.waiting && navigator.serviceWorker.controller) this.dispatchEvent(new Event("waiting"));
    };
    const follow = (worker) => worker && worker.addEventListener("statechange", told);
    follow(this.registration.installing);
    this.registration.addEventListener("updatefound", () => follow(this.registration.installing));
    told();
  }

  // Only the page that asks is loaded anew: in another tab a form may be open.
  takeOver() {
    const { waiting } = this.registration;
    if (!waiting) return;
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage("take-over");
  }
}
