// Takes what a member wrote to the server, and brings what the server knows: docs/field-sync.md says how.
import { isoWithOffset } from "../../foundation/outbox_store.js";

const MOST_OPS = 100;
// The server takes 512 KiB.
const MOST_BYTES = 500 * 1024;
const PART_BYTES = 256 * 1024;
// How often an answer may name another content than was sent before the operation is set aside.
const MOST_TRIES = 3;
const MOST_MOVES = 3;
const MOST_OBEYED_WAIT = 3600000;
const RECEIVED = new Set(["applied", "duplicate", "held", "quarantined"]);
const PUSH = "/api/v1/field/push";
const PULL = "/api/v1/field/pull";
const PHOTOS = "/api/v1/field/photos/";
const EMPTIED = "/api/v1/field/devices/emptied";

// Why sending stops for now: "network", "http" (with `status`), "answer" (no answer of ours: a hotel's page), "epoch" (the
// server was restored), "signin" (the token is refused), "no_team", "full". `wait` in milliseconds if that is known.
export class Trouble extends Error {
  constructor(reason, { wait = null, status = 0 } = {}) {
    super(reason);
    Object.assign(this, { reason, wait, status });
  }
}

// What the server says. `at` is its own time, because the phone's may be a year off.
class Answer {
  constructor(response, text) {
    this.status = response.status;
    this.headers = response.headers;
    this.at = Date.parse(response.headers.get("Date")) || Date.now();
    try {
      this.content = JSON.parse(text) || {};
    } catch {
      this.content = null;
    }
  }

  trouble() {
    const asked = this.status === 429 || this.status === 503 ? this.headers.get("Retry-After") : null;
    const seconds = Number(asked);
    const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(asked) - this.at;
    const known = asked && !Number.isNaN(wait);
    return new Trouble("http", { wait: known ? Math.min(Math.max(wait, 0), MOST_OBEYED_WAIT) : null, status: this.status });
  }
}

async function ask(url, init, timeout) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  try {
    const response = await fetch(url, {
      redirect: "error", cache: "no-store", credentials: "omit", signal: stop.signal, ...init,
    });
    return new Answer(response, await response.text());
  } catch {
    throw new Trouble("network");
  } finally {
    clearTimeout(timer);
  }
}

// Registers a device by the session of who signed in. Returns the answer.
export function register(content, timeout) {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify(content);
  return ask("/api/v1/field/devices", { method: "POST", headers, body, credentials: "same-origin" }, timeout);
}

// Tells the server that a device holds no household any more; true when it knows, or knows nothing of the device.
export async function tellEmptied(token, timeout) {
  const headers = { Authorization: `Device ${token}` };
  const { status } = await ask(EMPTIED, { method: "POST", headers }, timeout);
  return (status >= 200 && status < 300) || status === 401;
}

// One member's uploads and downloads. Whoever calls takes care that only one runs on the phone. `sent(count)` is told
// after each batch, `beat()` is called before each request.
export class Uploader {
  constructor(disk, { device, token }, { timeout, sent, beat }) {
    Object.assign(this, { disk, device, token, timeout, sent, beat });
    this.most = MOST_OPS;
    // What the server could not take in this turn: the others go first.
    this.skipped = new Set();
  }

  async _ask(url, { headers, ...init } = {}) {
    await this.beat();
    const answer = await ask(url, { ...init, headers: { Authorization: `Device ${this.token}`, ...headers } }, this.timeout);
    if (answer.status === 401) throw new Trouble("signin", { status: 401 });
    return answer;
  }

  // -- push -------------------------------------------------------------------------------------------------------------

  // Sends all that waits. Trouble with one operation does not keep the others: it is told at the end.
  async push() {
    await this.disk.wakeAside(Date.now());
    let trouble = null;
    for (;;) {
      const batch = await this._batch();
      if (!batch.length) break;
      trouble = (await this._send(batch)) || trouble;
    }
    if (trouble) throw trouble;
  }

  async _batch() {
    const rows = await this.disk.take(this.most, this.skipped);
    let size = 400;
    const over = rows.findIndex((row, place) => {
      size += new TextEncoder().encode(JSON.stringify(operation(row))).length + 1;
      return place > 0 && size > MOST_BYTES;
    });
    return over < 0 ? rows : rows.slice(0, over);
  }

  async _send(batch) {
    const epoch = (await this.disk.get("epoch")) || "";
    const sent_at = isoWithOffset(new Date());
    const content = { protocol: 1, device: this.device, epoch, sent_at, ops: batch.map(operation) };
    const answer = await this._ask(PUSH, { method: "POST", ...(await packed(JSON.stringify(content))) });
    if (answer.status === 200) return this._judge(batch, answer);
    // Too much at once, or one that spoils the others: less at once, down to the one.
    if (![400, 413, 422, 500].includes(answer.status)) throw answer.trouble();
    if (batch.length > 1) {
      this.most = batch.length >> 1;
      return null;
    }
    const [row] = batch;
    this.skipped.add(row.op);
    this.most = Math.min(MOST_OPS, this.most * 2);
    // A server that fails may be mended; what it cannot read is set aside, so that it costs nobody any more.
    const reason = `http_${answer.status}`;
    const said = answer.status === 500 ? { row, verdict: "again", reason } : refused(row, reason);
    await this._note([said], null, answer.at);
    return answer.trouble();
  }

  async _judge(batch, answer) {
    const { results, epoch } = answer.content || {};
    const named = new Map((Array.isArray(results) ? results : []).map((result) => [result && result.op, result]));
    const judged = batch.filter(({ op }) => named.has(op)).map((row) => this._verdict(row, named.get(row.op)));
    if (!judged.length) throw new Trouble("answer");
    // Whatever came of it, it does not come again in this turn.
    for (const { row, verdict } of judged) if (verdict === "again") this.skipped.add(row.op);
    await this._note(judged, epoch, answer.at);
    this.most = Math.min(MOST_OPS, this.most + 10);
    const received = judged.filter(({ verdict }) => verdict === "receipt").length;
    if (received) this.sent(received);
    return judged.some(({ verdict }) => verdict === "again") ? new Trouble("again") : null;
  }

  // A receipt is one for the content that was sent, and for no other.
  _verdict(row, result) {
    const { status, reason = "", version, fields } = result;
    if (status === "conflict") return { row, verdict: "conflict", reason, fields, version };
    if (status === "retry") return { row, verdict: "again", reason };
    if (RECEIVED.has(status) && result.sha256 === row.sha256) return { row, verdict: "receipt", status, reason };
    return refused(row, RECEIVED.has(status) ? "hash" : reason || "answer");
  }

  async _note(judged, epoch, at) {
    let again;
    try {
      again = await this.disk.judge(judged, epoch, at);
    } catch (error) {
      if (!isFull(error)) throw error;
      // A full phone cannot keep receipts, but it can forget what the server has.
      await this.disk.makeRoom().catch(() => 0);
      again = await this.disk.judge(judged, epoch, at, false);
    }
    // A restored server hears from all phones at once: each comes a little later with what it sent before.
    if (again) throw new Trouble("epoch");
  }

  // -- photos -----------------------------------------------------------------------------------------------------------

  async photos() {
    for (const photo of await this.disk.photosToSend()) await this._sendPhoto(photo);
  }

  async _sendPhoto({ sha256, offset, size }) {
    const { bytes } = (await this.disk.photo(sha256)) || {};
    if (!bytes) return;
    let at = offset;
    // Where the server is elsewhere, the phone goes there, but both must not turn in a circle.
    for (let moves = 0; moves < MOST_MOVES; ) {
      const headers = { "Content-Type": "application/octet-stream" };
      const body = bytes.slice(at, at + PART_BYTES);
      const answer = await this._ask(`${PHOTOS}${sha256}?offset=${at}`, { method: "PUT", headers, body });
      // Not announced yet: its visit is held, or waits for the leader.
      if (answer.status === 404) return;
      if (answer.status === 413 || answer.status === 415 || answer.status === 422) {
        return this.disk.changePhoto(sha256, { state: "refused", reason: `http_${answer.status}` });
      }
      if (answer.status !== 200 && answer.status !== 409) throw answer.trouble();
      const { received } = answer.content || {};
      if (!Number.isInteger(received) || received < 0 || received > size) throw new Trouble("answer");
      if (answer.status === 409 || received <= at) moves += 1;
      at = received;
      if (at >= size) {
        await this.disk.changePhoto(sha256, { state: "sent", offset: at, sent_at: answer.at });
        return this.sent(1);
      }
      await this.disk.changePhoto(sha256, { offset: at });
    }
  }

  // -- pull -------------------------------------------------------------------------------------------------------------

  // Brings everything that is new. Returns "" or why the copies of the households had to go: "revoked" or "no_team".
  async pull() {
    if ((await this.disk.get("cursor")) === undefined && !(await this.disk.get("whole"))) await this.disk.beginAnew();
    for (let anew = false; ; ) {
      const cursor = await this.disk.get("cursor");
      const answer = await this._ask(cursor === undefined ? PULL : `${PULL}?cursor=${encodeURIComponent(cursor)}`);
      const { content } = answer;
      if (answer.status === 410 && !anew) {
        anew = true;
        await this.disk.beginAnew();
        continue;
      }
      if (answer.status === 403) return this._parted(content);
      if (answer.status !== 200) throw answer.trouble();
      if (!content || typeof content.cursor !== "string" || !Array.isArray(content.households)) throw new Trouble("answer");
      await this._apply(content);
      if (await this.disk.noteEpoch(content.epoch, answer.at)) throw new Trouble("epoch");
      if (!content.has_more) return "";
    }
  }

  async _apply(content) {
    try {
      await this.disk.applyPage(content, Date.now());
    } catch (error) {
      if (!isFull(error)) throw error;
      await this.disk.makeRoom().catch(() => 0);
      await this.disk.applyPage(content, Date.now()).catch((again) => {
        throw isFull(again) ? new Trouble("full") : again;
      });
    }
  }

  async _parted(content) {
    const why = { device_revoked: "revoked", no_team: "no_team" }[content && content.error];
    if (!why) throw new Trouble("http", { status: 403 });
    await this.disk.empty();
    if (!(await this.disk.get("emptied")) && (await tellEmptied(this.token, this.timeout))) await this.disk.put("emptied", true);
    return why;
  }
}

export function isFull(error) {
  return Boolean(error) && error.name === "QuotaExceededError";
}

// What nobody could make sense of: a few times more, then it is set aside.
function refused(row, reason) {
  const tries = (row.tries || 0) + 1;
  return { row, verdict: tries >= MOST_TRIES ? "aside" : "again", tries, reason };
}

// What goes out of a row.
function operation({ op, kind, entity, base_version, seq, depends_on, occurred_at, payload, sha256 }) {
  return { op, kind, entity, base_version, seq, depends_on, occurred_at, payload, sha256 };
}

async function packed(text) {
  const headers = { "Content-Type": "application/json" };
  if (typeof CompressionStream !== "function" || text.length < 1000) return { headers, body: text };
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  const body = await new Response(stream).arrayBuffer();
  return { headers: { ...headers, "Content-Encoding": "gzip" }, body };
}
