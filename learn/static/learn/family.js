// Who learns on this phone: choose oneself by picture and name, come to it, be called otherwise, leave it. All of it
// works without a network; the server hears later who holds the phone.
import { MOST_PERSONS, add, choose, list, rename, takeOff } from "../foundation/persons.js";
import { follow } from "./holder.js";
import { outbox, pictureUrl } from "./record.js";

const page = document.querySelector("[data-family]");
const places = page.querySelector("[data-persons]");
const template = page.querySelector("[data-person-template]");
const adding = page.querySelector("[data-add]");
const words = document.getElementById("family-words");
const say = JSON.parse(words.textContent);
const disk = outbox.disk;

function tell(message, name = "") {
  const place = page.querySelector("[data-said]");
  place.textContent = message.replace("%n", name);
  place.parentElement.hidden = !message;
}

const nameOf = (person) => person.name || say.first;

function noteOf(person) {
  const parts = [person.account ? say.account : say.guest];
  if (person.waiting) parts.push(say.waiting.replace("%d", person.waiting));
  return parts.join(" · ");
}

// -- the list ---------------------------------------------------------------------------------------------------------

async function paint() {
  const persons = await list(disk);
  places.replaceChildren(...persons.map(entry));
  page.querySelector("[data-nobody]").hidden = persons.length > 0;
  adding.hidden = persons.length >= MOST_PERSONS;
  page.querySelector("[data-full]").hidden = persons.length < MOST_PERSONS;
  return persons;
}

function entry(person) {
  const row = template.content.firstElementChild.cloneNode(true);
  const find = (name) => row.querySelector(`[data-person-${name}]`);
  row.dataset.person = person.id;
  find("name").textContent = nameOf(person);
  find("note").textContent = noteOf(person);
  find("holds").hidden = !person.holds;
  if (person.picture) find("picture").replaceChildren(drawing(person.picture));
  if (person.holds) find("choose").setAttribute("aria-current", "true");
  find("choose").addEventListener("click", () => take(person));
  const change = find("change");
  change.querySelector("summary").setAttribute("aria-label", `${say.change}: ${nameOf(person)}`);
  change.addEventListener("toggle", () => change.open && fill(change, person));
  return row;
}

const drawing = (picture) => Object.assign(new Image(56, 56), { src: pictureUrl(picture), alt: "", className: "person-picture" });

// -- whose turn it is -------------------------------------------------------------------------------------------------

async function take(person) {
  if (!(await choose(disk, person.id))) return paint();
  await handed();
  return goOn();
}

// Every tab hears of it, and the server as soon as it can be told.
async function handed() {
  outbox.store.keep();
  if (outbox.channel) outbox.channel.postMessage("changed");
  await outbox.refresh();
}

// On to what the new holder has done, where the network allows it.
async function goOn() {
  const persons = await paint();
  const holder = persons.find((person) => person.holds);
  tell(say.now, holder ? nameOf(holder) : "");
  if (await follow(outbox)) location.assign("/toi/");
  else tell(say.nowOffline, holder ? nameOf(holder) : "");
}

// -- coming and being called otherwise --------------------------------------------------------------------------------

// What a form says; null, with its mistake shown, where something is missing.
function read(form) {
  const given = new FormData(form);
  const name = String(given.get("name")).normalize("NFC").replace(/\s+/g, " ").trim().slice(0, 40);
  const picture = given.get("picture");
  const mistake = form.querySelector("[data-mistake]");
  mistake.hidden = Boolean(name && picture);
  mistake.querySelector("span").textContent = name ? say.noPicture : say.noName;
  if (!mistake.hidden) (name ? form.querySelector("[name=picture]") : form.elements.name).focus();
  return mistake.hidden ? { name, picture } : null;
}

async function come(event) {
  event.preventDefault();
  const said = read(event.target);
  if (!said) return;
  if (!(await add(disk, said, say.first))) {
    await paint();
    return;
  }
  event.target.reset();
  adding.open = false;
  await handed();
  await goOn();
}

// The form for changing a person, made when it is asked for.
function fill(change, person) {
  const place = change.querySelector("[data-person-form]");
  if (place.childElementCount) return;
  const form = adding.querySelector("form").cloneNode(true);
  form.reset();
  // Ids stand once on a page.
  for (const [each, name] of [...form.querySelectorAll("[id]")].map((one) => [one, one.id])) {
    each.id = `${name}-${person.id}`;
    for (const label of form.querySelectorAll(`[for="${name}"]`)) label.htmlFor = each.id;
    for (const field of form.querySelectorAll(`[aria-describedby="${name}"]`)) field.setAttribute("aria-describedby", each.id);
  }
  form.querySelector("[data-mistake]").hidden = true;
  form.elements.name.value = person.name || "";
  for (const choice of form.querySelectorAll("[name=picture]")) choice.checked = choice.value === person.picture;
  form.querySelector("button").textContent = say.save;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = read(form);
    if (!said) return;
    await rename(disk, person.id, said);
    if (outbox.channel) outbox.channel.postMessage("changed");
    await paint();
    tell(say.saved, said.name);
  });
  place.replaceChildren(form);
  leave(change, person);
}

// -- leaving ----------------------------------------------------------------------------------------------------------

function leave(change, person) {
  const ask = change.querySelector("[data-person-leave]");
  const sure = change.querySelector("[data-person-sure]");
  ask.addEventListener("click", () => {
    sure.hidden = false;
    sure.querySelector("[data-of-account]").hidden = !person.account;
    sure.querySelector("[data-of-guest]").hidden = Boolean(person.account);
    sure.querySelector("[data-person-off]").focus();
  });
  change.querySelector("[data-person-stay]").addEventListener("click", () => {
    sure.hidden = true;
    ask.focus();
  });
  change.querySelector("[data-person-sign-in]").addEventListener("click", async () => {
    // Who signs in is who holds the phone.
    await choose(disk, person.id);
    await handed();
    await follow(outbox);
    location.assign("/dang-nhap/");
  });
  change.querySelector("[data-person-off]").addEventListener("click", async () => {
    const waiting = await takeOff(disk, person.id);
    if (waiting) outbox.wake();
    await handed();
    await paint();
    tell(waiting ? say.refused : say.left, nameOf(person));
    page.querySelector("[data-said]").scrollIntoView({ block: "center" });
    await follow(outbox);
  });
}

// -- beginning --------------------------------------------------------------------------------------------------------

adding.querySelector("form").addEventListener("submit", come);
outbox.addEventListener("state", () => paint());
paint().then(
  (persons) => {
    // Alone here, one has come to make room for another.
    adding.open = persons.length < 2;
  },
  () => tell(say.noStore),
);
