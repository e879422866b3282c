// Putting things in order by two buttons each, where a plain form has a list of places to choose from.

// `list` is [data-ordering] with the words data-up, data-down (%s: the item) and data-moved (%s, %n: its place); each
// [data-item] in it has a <select> of places and [data-item-text]. `announce(words)` says them aloud.
export function arrange(list, announce) {
  const items = () => [...list.querySelectorAll("[data-item]")];
  const place = (item) => item.querySelector("select");
  const text = (item) => (item.querySelector("[data-item-text]") || item).textContent.trim();
  const names = new Map(items().map((item) => [item, text(item)]));

  function button(item, way) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "quiz-move" });
    made.dataset.move = way;
    made.setAttribute("aria-label", list.dataset[way].replace("%s", names.get(item)));
    made.addEventListener("click", () => move(item, way, made));
    return made;
  }

  function move(item, way, pressed) {
    const order = items();
    const at = order.indexOf(item);
    const other = order[at + (way === "up" ? -1 : 1)];
    if (!other) return;
    if (way === "up") other.before(item);
    else other.after(item);
    items().forEach((each, index) => (place(each).value = index + 1));
    mark();
    pressed.focus();
    announce(list.dataset.moved.replace("%s", names.get(item)).replace("%n", items().indexOf(item) + 1));
    place(item).dispatchEvent(new Event("input", { bubbles: true }));
  }

  // At the ends there is nowhere to go; the button stays, or the focus would be lost.
  function mark() {
    const order = items();
    order.forEach((item, index) => {
      const ends = { up: index === 0, down: index === order.length - 1 };
      for (const each of item.querySelectorAll("[data-move]")) each.setAttribute("aria-disabled", ends[each.dataset.move]);
    });
  }

  // The items as their places say; as they stand, where no place is chosen.
  function show() {
    const order = items();
    const chosen = (item) => Number(place(item).value) || Infinity;
    if (order.every((item) => chosen(item) < Infinity)) {
      order.sort((one, other) => chosen(one) - chosen(other));
      order.forEach((item) => item.parentNode.append(item));
    }
    mark();
  }

  for (const item of items()) {
    place(item).hidden = true;
    for (const label of place(item).labels || []) if (!label.contains(place(item)) && !label.querySelector("[data-item-text]")) label.hidden = true;
    const pair = Object.assign(document.createElement("span"), { className: "quiz-moves" });
    pair.append(button(item, "up"), button(item, "down"));
    item.append(pair);
  }
  list.dataset.arranged = "";
  show();
  return { show };
}
