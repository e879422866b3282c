// Putting things in order by two buttons each, where a plain form has a list of places to choose from.

// Each [data-item] of `list` has a <select> of places with its label. `words` are up, down (%s: the item) and moved (%s, %n:
// its place), which `say` says aloud.
export function arrange(list, words, say) {
  const items = () => [...list.querySelectorAll("[data-item]")];
  const place = (item) => item.querySelector("select");
  const text = (item) => place(item).labels[0].textContent.trim();

  function button(item, way) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "quiz-move" });
    made.dataset.move = way;
    made.setAttribute("aria-label", words[way].replace("%s", text(item)));
    made.addEventListener("click", () => move(item, way, made));
    return made;
  }

  function move(item, way, pressed) {
    const order = items();
    const other = order[order.indexOf(item) + (way === "up" ? -1 : 1)];
    if (!other) return;
    if (way === "up") other.before(item);
    else other.after(item);
    items().forEach((each, index) => (place(each).value = index + 1));
    mark();
    pressed.focus();
    say(words.moved.replace("%s", text(item)).replace("%n", place(item).value));
    place(item).dispatchEvent(new Event("input", { bubbles: true }));
  }

  // At the ends there is nowhere to go; the button stays, or the focus would be lost.
  function mark() {
    const order = items();
    order.forEach((item, index) => {
      const [up, down] = item.querySelectorAll("[data-move]");
      up.setAttribute("aria-disabled", index === 0);
      down.setAttribute("aria-disabled", index === order.length - 1);
    });
  }

  // The items as their places say; as they stand, where places are missing.
  function show() {
    const order = items();
    if (order.every((item) => place(item).value)) {
      order.sort((one, other) => place(one).value - place(other).value);
      order.forEach((item) => item.parentNode.append(item));
    }
    mark();
  }

  for (const item of items()) {
    place(item).hidden = true;
    const pair = Object.assign(document.createElement("span"), { className: "quiz-moves" });
    pair.append(button(item, "up"), button(item, "down"));
    item.append(pair);
  }
  list.dataset.arranged = "";
  // The question's sentence for choosing numbers gives way to the one for buttons.
  const question = list.closest("fieldset");
  for (const how of question.querySelectorAll("[data-how]")) how.hidden = !how.hidden;
  show();
  return { show };
}
