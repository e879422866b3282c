// What is answered in a quiz: read from the fields of its form, kept on the phone as soon as it is given, sent by the
// outbox from whichever page comes next, and laid over the page again when it is opened anew.
import { isoWithOffset } from "../foundation/outbox.js";
import { outbox } from "../learn/record.js";

const LANE = { url: "/api/v1/quizzes/answers", list: "answers" };
// Milliseconds after the last letter.
const QUIET = 400;

const isBox = ({ type }) => type === "radio" || type === "checkbox";

// A question's part of the form: the fields whose names begin with its id and a colon.
class Question {
  constructor(section, seq) {
    this.id = section.dataset.question;
    const fields = [...section.querySelectorAll("input, select, textarea")];
    this.fields = fields.filter(({ name }) => name.startsWith(`${this.id}:`));
    // The number of the answer that is shown: what came after it is news.
    this.seq = Number(section.dataset.seq || seq);
    this.kept = JSON.stringify(this.response());
  }

  nameOf(field) {
    return field.name.slice(this.id.length + 1);
  }

  // From the fields' names to what was given; empty ones are left out.
  response() {
    const given = {};
    for (const field of this.fields) {
      if (isBox(field) ? !field.checked : !field.value.trim()) continue;
      const name = this.nameOf(field);
      given[name] = [...(given[name] || []), field.value];
    }
    return Object.fromEntries(Object.entries(given).sort());
  }

  lay(response) {
    for (const field of this.fields) {
      const given = response[this.nameOf(field)] || [];
      if (isBox(field)) field.checked = given.includes(field.value);
      else field.value = given.length ? given[0] : "";
    }
    this.kept = JSON.stringify(response);
  }

  // "answered", "partly" or "open". Boxes to tick beside other fields may all stay empty.
  state() {
    const others = this.fields.filter((field) => field.type !== "checkbox");
    const asked = (others.length ? others : this.fields).map((field) => this.nameOf(field));
    const given = Object.keys(this.response());
    if (asked.every((name) => given.includes(name))) return "answered";
    return given.length ? "partly" : "open";
  }
}

// All answers of one attempt. `laid()` is called when what another tab or an earlier page kept was laid over the fields.
export class Answers {
  constructor({ attempt, seq }, sections, laid) {
    Object.assign(this, { attempt, laid, seq: Number(seq) || 0, key: `attempt:${attempt}` });
    this.questions = sections.map((section) => new Question(section, this.seq));
    this.pending = new Set();
    this.writing = Promise.resolve();
    // What is not certain to be on the disk yet.
    this.unkept = [];
  }

  // What is typed is written after a pause, what is tapped at once, and everything before the page goes away.
  listen(form) {
    form.addEventListener("input", ({ target }) => this.touch(target, QUIET));
    form.addEventListener("change", ({ target }) => this.touch(target, 0));
    addEventListener("beforeunload", () => this.flush());
    addEventListener("pagehide", () => {
      this.flush();
      this.stash();
    });
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
  }

  touch(field, wait) {
    const question = this.questions.find((one) => one.fields.includes(field));
    if (!question) return;
    this.pending.add(question);
    clearTimeout(this.timer);
    if (wait) this.timer = setTimeout(() => this.flush(), wait);
    else this.flush();
  }

  // Writes what has changed.
  flush() {
    clearTimeout(this.timer);
    const items = [];
    for (const question of this.pending) {
      const response = question.response();
      const text = JSON.stringify(response);
      if (text === question.kept) continue;
      // Nothing that is read before this is written is newer.
      Object.assign(question, { kept: text, seq: Infinity });
      items.push({ question: question.id, response });
    }
    this.pending.clear();
    if (items.length) this.write(items);
  }

  // Hands the attempt in; resolves with what the notes say of it.
  submit() {
    this.flush();
    this.write([{ submit: true }]);
    return this.recall();
  }

  write(items) {
    const occurred_at = isoWithOffset(new Date());
    const whole = items.map((item) => ({ attempt: this.attempt, occurred_at, ...item }));
    this.unkept.push(...whole);
    this.writing = this.writing.then(async () => {
      await outbox.append(whole, (notes, kept) => this.number(notes, kept), LANE);
      this.unkept = this.unkept.filter((item) => !whole.includes(item));
      if (this.stashed) this.stash();
    });
  }

  // A page that goes away has no time for the disk: what it still had to write is put down for the next one.
  stash() {
    this.stashed = this.unkept.length > 0;
    try {
      if (this.stashed) localStorage.setItem(this.key, JSON.stringify(this.unkept));
      else localStorage.removeItem(this.key);
    } catch {
      // Then there is no place for it.
    }
  }

  async restore() {
    let items = [];
    try {
      items = JSON.parse(localStorage.getItem(this.key)) || [];
    } catch {
      return;
    }
    const { responses, submitted } = (await this.note()) || { responses: {} };
    const isKept = ({ submit, question, response }) =>
      submit ? submitted : JSON.stringify((responses[question] || {}).response) === JSON.stringify(response);
    const lost = items.filter((item) => !isKept(item));
    this.stashed = items.length > 0;
    if (lost.length) this.write(lost);
    else if (this.stashed) this.stash();
  }

  async note() {
    const person = await outbox.store.knownPerson().catch(() => null);
    return person && (await outbox.store.notes(person.id)).get(this.key);
  }

  // Each item gets the attempt's next number, in the transaction that keeps it: two tabs never give the same.
  async number(notes, items) {
    const note = (await notes.get(this.key)) || { seq: 0, responses: {}, submitted: null };
    for (const item of items) {
      item.seq = note.seq = Math.max(note.seq, this.seq) + 1;
      if (item.submit) note.submitted = { id: item.id };
      else {
        note.responses[item.question] = { seq: item.seq, response: item.response };
        const asked = this.questions.find(({ id }) => id === item.question);
        if (asked && asked.seq === Infinity) asked.seq = item.seq;
      }
    }
    await notes.put(this.key, { ...note, at: Date.now() });
  }

  // Lays over the fields what this phone knows and the page does not show. Resolves with {id} of what handed the attempt
  // in, or null.
  recall() {
    this.writing = this.writing.then(() => this.lay());
    return this.writing;
  }

  async lay() {
    const note = await this.note();
    if (!note) return null;
    let news = false;
    for (const question of this.questions) {
      const known = note.responses[question.id];
      if (!known || known.seq <= question.seq || this.pending.has(question)) continue;
      question.lay(known.response);
      question.seq = known.seq;
      news = true;
    }
    if (news) this.laid();
    return note.submitted;
  }

  // What became of what handed the attempt in: "waiting", "received" or "refused".
  async fate({ id }) {
    return outbox.store.fate((await outbox.person()).id, id);
  }

  // After a refusal the attempt may be handed in again.
  async takeBack() {
    const change = async (notes) => notes.put(this.key, { ...(await notes.get(this.key)), submitted: null });
    await outbox.store.note((await outbox.person()).id, change);
  }
}
