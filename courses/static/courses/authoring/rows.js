// Rows move with buttons; without this script the numbers of their places do the same.

const rows = document.querySelector(".h5p-rows");

/** @returns {HTMLElement[]} */
const all = () => [...rows.querySelectorAll(":scope > .h5p-row")];
const order = (row) => row.querySelector("input[name$='-ORDER']");
const isFilled = (row) =>
  order(row).value !== "" ||
  [...row.querySelectorAll("textarea, input[type='text']")].some((field) => field.value.trim() !== "");

/** Write the places as they stand; empty rows have none, so that they stay empty. */
function number() {
  all().forEach((row, place) => {
    row.querySelector("legend span").textContent = String(place + 1);
    order(row).value = isFilled(row) ? String(place + 1) : "";
  });
}

function button(words, move) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-secondary";
  made.textContent = words;
  made.addEventListener("click", () => {
    move();
    number();
    made.focus();
  });
  return made;
}

function prepare(row) {
  const acts = row.querySelector(".h5p-row-acts");
  const up = button(rows.dataset.up, () => row.previousElementSibling?.before(row));
  const down = button(rows.dataset.down, () => row.nextElementSibling?.after(row));
  acts.prepend(up, down);
  const going = row.querySelector("input[name$='-DELETE']");
  going?.addEventListener("change", () => row.classList.toggle("is-going", going.checked));
}

if (rows) all().forEach(prepare);
