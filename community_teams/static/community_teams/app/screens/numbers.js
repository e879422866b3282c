// What the member did, counted on the phone and by the server: whether both say the same, and why not.
import { back, button, h, heading, notice, section } from "./parts.js";
import { dayOf, say, sayOf, shortDay } from "./words.js";

export async function show({ field }) {
  const body = h("div.stack.measure");
  const screen = { title: say("numbers_title"), body, refresh: () => draw(field, body) };
  await screen.refresh();
  return screen;
}

async function draw(field, body) {
  const [days, today] = [await field.days(7), dayOf(Date.now())];
  const [now] = days;
  // The server names both months; one in which nothing was done is not shown.
  const months = Object.entries(now.month).filter(([, counts]) => Object.keys(counts).length).sort().reverse();
  body.replaceChildren(
    back("#/to", say("bar_team")), heading(say("numbers_title")),
    h("div.tally", tally(say("numbers_phone"), now.device.visits), h("span.tally-sign", { "aria-hidden": "true" }, now.agree ? "=" : "≠"), tally(say("numbers_server"), onServer(now))),
    now.agree ? notice("tip", "check", say("numbers_agree"))
      : notice("warning", "warning", say("numbers_differ"), h("p", why(now)), h("p", button(say("send_now"), () => field.sync(), { quiet: true }))),
    section(say("numbers_days"), table([say("day"), say("numbers_phone"), say("numbers_server")],
      days.map((one) => [one.day === today ? say("bar_today") : shortDay(one.day), one.device.visits, onServer(one)]))),
    ...months.map(([month, counts]) => section(say("numbers_month", { month: month.split("-").reverse().join("/") }),
      table([say("numbers_what"), say("numbers_count")], Object.entries(counts).map(([code, n]) => [sayOf("indicator", code, "indicator_other"), n])))),
  );
}

// A day on which the server has nothing, and nothing was done, is a day that both count as nought.
const onServer = (one) => one.server?.visits ?? (one.agree ? 0 : null);
const tally = (name, n) => h("p.tally-one", h("strong.tally-number", String(n ?? "–")), h("span", name));

function why({ device, server }) {
  if (device.waiting) return say("differ_waiting", { n: device.waiting });
  if (!server) return say("differ_never");
  return say(device.visits > server.visits || device.ops > server.ops ? "differ_fewer" : "differ_more");
}

function table(heads, rows) {
  return h("div.table", { tabindex: "0", role: "region", "aria-label": heads.join(", ") },
    h("table", h("thead", h("tr", heads.map((one, place) => h(place ? "th.number" : "th", { scope: "col" }, one)))),
      h("tbody", rows.map(([first, ...rest]) => h("tr", h("th", { scope: "row" }, first), rest.map((one) => h("td.number", String(one ?? "–"))))))));
}
