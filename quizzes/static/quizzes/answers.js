// What is answered in a quiz: read from the fields of its form, kept on the phone as soon as it is given, sent by the
// outbox from whichever page comes next, and laid over the page again when it is opened anew.
import { isoWithOffset } from "../foundation/outbox.js";
import { outbox } from "../learn/record.js";

const LANE = { url: "/api/v1/quizzes/answers", list: "answers" };
// Milliseconds after the last letter.
const QUIET = 400;

// A question's part of the form: the fields whose names begin with its id and a colon.
class Question {
  constructor(section, seq) {
    this.id = section.dataset.question;
    this.section = section;
    this.fields = [...section.querySelectorAll("input, select, textarea")].filter(({ name }) => name.startsWith(`${this.id}:`));
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
      const isBox = field.type === "radio" || field.type === "checkbox";
      if (isBox ? !field.checked : !field.value.trim()) continue;
      (given[this.nameOf(field)] ||= []).push(field.value);
    }
    return Object.fromEntries(Object.entries(given).sort());
  }

  lay(response) {
    for (const field of this.fields) {
      const given = response[this.nameOf(field)] || [];
      if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
      else field.value = given.length ? given[0] : "";
    }
    this.kept = JSON.stringify(response);
  }

  // "answered", "partly" or "open". Boxes to tick beside other fields may all stay empty.
  state() {
    const others = this.fields.filter((field) => field.type !== "checkbox");
    const asked = new Set((others.length ? others : this.fields).map((field) => this.nameOf(field)));
    const given = Object.keys(this.response());
    if ([...asked].every((name) => given.includes(name))) return "answered";
    return given.length ? "partly" : "open";
  }
}

// All answers of one attempt. Emits `laid` when what another tab or an earlier page kept was laid over the fields.
export class Answers extends EventTarget {
  constructor({ attempt, seq }, sections) {
    super();
    this.attempt = attempt;
    this.seq = Number(seq) || 0;
    this.key = `attempt:${attempt}`;
    this.questions = sections.map((section) => new Question(section, this.seq));
    this.pending = new Set();
    this.writing = Promise.resolve();
  }

  // What is typed is written after a pause, what is tapped at once, and everything before the page goes away.
  listen(form) {
    form.addEventListener("input", ({ target }) => this.touch(target, QUIET));
    form.addEventListener("change", ({ target }) => this.touch(target, 0));
    addEventListener("pagehide", () => this.flush());
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

  // Writes what has changed; resolves when it and all before it are kept.
  flush() {
    clearTimeout(this.timer);
    const changed = [...this.pending].filter((question) => JSON.stringify(question.response()) !== question.kept);
    this.pending.clear();
    const items = changed.map((question) => ({ question: question.id, response: question.response() }));
    for (const question of changed) {
      question.kept = JSON.stringify(question.response());
      // Nothing that is read meanwhile is newer.
      question.seq = Infinity;
    }
    if (items.length) this.write(items);
    return this.writing;
  }

  // Hands the attempt in; resolves with what the notes say of it.
  async submit() {
    this.flush();
    await this.write([{ submit: true }]);
    return this.recall();
  }

  write(items) {
    const occurred_at = isoWithOffset(new Date());
    const whole = items.map((item) => ({ attempt: this.attempt, ...item, occurred_at }));
    this.writing = this.writing.then(() => outbox.append(whole, (notes, kept) => this.number(notes, kept), LANE));
    return this.writing;
  }

  // Each item gets the attempt's next number, in the transaction that keeps it: two tabs never give the same.
  async number(notes, items) {
    const note = (await notes.get(this.key)) || { seq: 0, responses: {}, submitted: null };
    for (const item of items) {
      item.seq = note.seq = Math.max(note.seq, this.seq) + 1;
      if (item.submit) {
        note.submitted = { id: item.id };
        continue;
      }
      note.responses[item.question] = { seq: item.seq, response: item.response };
      this.questions.find((one) => one.id === item.question).seq = item.seq;
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
    const person = await outbox.store.knownPerson().catch(() => null);
    const note = person && (await outbox.store.notes(person.id)).get(this.key);
    if (!note) return null;
    let news = false;
    for (const question of this.questions) {
      const known = note.responses[question.id];
      if (!known || known.seq <= question.seq || this.pending.has(question)) continue;
      question.lay(known.response);
      question.seq = known.seq;
      news = true;
    }
    if (news) this.dispatchEvent(new Event("laid"));
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
