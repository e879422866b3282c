// Finding a household: by its name with or without marks, the end of its number, the letters of its QR, or the camera.
import { hamletsOf, householdNote, householdTitle, tokenIn } from "./names.js";
import { button, buttonLink, entry, h, heading, icon, longList, freshId } from "./parts.js";
import { scan } from "./scan.js";
import { say } from "./words.js";

// What was typed, so that coming back from a household shows the same list.
const last = { query: "", hamlet: "" };
const MOST = 2000;

export async function show({ field, go }) {
  const team = await field.team();
  const hamlets = hamletsOf(team);
  const [count, found, scanner] = [h("p.soft", { role: "status" }), h("div"), h("div")];
  let turn = 0;
  let list = null;

  const draw = async () => {
    const mine = (turn += 1);
    const rows = await field.households({ query: last.query, hamlet: last.hamlet ? Number(last.hamlet) : undefined, limit: MOST });
    if (mine !== turn) return;
    const words = rows.length ? say("found", { n: rows.length }) : "";
    if (count.textContent !== words) count.textContent = words;
    list ||= longList((row) => entry(`#/ho/${row.id}`, householdTitle(row), householdNote(row, team)));
    list.show(rows);
    const body = rows.length ? list.element : found.querySelector(".empty") || nothing();
    if (body !== found.firstChild) found.replaceChildren(body);
  };
  // What was asked anew is looked at from its beginning.
  const search = () => {
    found.replaceChildren();
    list = null;
    draw();
  };
  const nothing = () => h("div.empty", icon("home"), h("p", last.query ? say("found_none", { query: last.query }) : say("households_none")),
    buttonLink("#/ho/moi", say("new_household"), { quiet: true }));

  const id = freshId("find");
  const input = h("input.input", { id, type: "search", autocomplete: "off", enterkeyhint: "search", value: last.query,
    oninput: () => {
      last.query = input.value;
      search();
    } });
  const scanned = async (text) => {
    const token = tokenIn(text);
    const [row] = token ? await field.households({ query: token, limit: 1 }) : [];
    if (row) return go(`/ho/${row.id}`);
    return token ? say("scan_unknown") : say("scan_other");
  };
  const screen = {
    title: say("bar_households"),
    body: h("div.stack.measure",
      heading(say("bar_households")),
      h("form.search", { role: "search", onsubmit: (event) => event.preventDefault() },
        h("label.search-label", { for: id }, say("find_label")), input),
      h("p.buttons.buttons--two", button(say("scan"), () => scan(scanner, scanned), { quiet: true, name: "scan" }),
        buttonLink("#/ho/moi", say("new_household"), { quiet: true, name: "plus" })),
      scanner,
      hamlets.length > 1 && hamletChips(hamlets, search),
      count, found),
    refresh: draw,
    leave: () => scanner.replaceChildren(),
  };
  await draw();
  return screen;
}

function hamletChips(hamlets, search) {
  const pick = (event) => {
    last.hamlet = event.target.value;
    search();
  };
  const one = (value, text) => h("label.chip", h("input", { type: "radio", name: "hamlet", value: String(value), checked: String(last.hamlet) === String(value) }), h("span", text));
  return h("fieldset.choices", { onchange: pick }, h("legend", say("hamlet")), h("div.chips", one("", say("all_hamlets")), hamlets.map((each) => one(each.id, each.name))));
}
