// What is taught at the door, to be read beside somebody; and the cards that warn of scams.
import { back, buttonLink, entry, h, heading, icon, prose, section } from "./parts.js";
import { say } from "./words.js";

export async function show({ field }) {
  const shelf = await field.shelf();
  return {
    title: say("bar_scripts"),
    body: h("div.stack.measure", heading(say("bar_scripts")), h("p.lead", say("scripts_what")),
      h("p.buttons", buttonLink("#/khoa", say("courses_title"), { quiet: true, name: "book" })),
      (shelf.tracks || []).map((track) => section(track.label, h("ul.entries", shelf.topics.filter((one) => one.track === track.value)
        .map((one) => entry(`#/bai/${one.code}`, one.title, say("minutes", { n: one.minutes })))))),
      section(say("scams_title"), h("ul.entries", (shelf.scams || []).map((one) => entry(`#/bai/lua/${one.code}`, one.title, null, { mark: icon("warning") }))))),
  };
}

export async function script({ field, params: [code] }) {
  const shelf = await field.shelf();
  const one = shelf.topics.find((topic) => topic.code === code);
  if (!one) return none();
  return {
    title: one.title,
    body: h("article.stack.measure.script", back("#/bai", say("bar_scripts")), heading(one.title),
      h("ul.facts", h("li", icon("clock"), say("minutes", { n: one.minutes }))),
      h("blockquote.say", h("p", one.why)),
      section(say("script_need"), h("ul.ticks", one.need.map((need) => h("li", need)))),
      section(say("script_check"), prose(one.check_html)),
      section(say("script_steps"), h("ol.script-steps", one.steps.map(step))),
      section(say("script_mistakes"), prose(one.mistakes_html)),
      section(say("script_levels"), prose(one.task_html), h("ol.levels", one.levels.map((level, place) => h("li", h("span.level", { "aria-hidden": "true" }, String(place)), prose(level, "div"))))),
      section(say("script_leave"), prose(one.leave_html)),
      one.course && (shelf.courses || []).some(({ course }) => course === one.course) && h("p.buttons", buttonLink(`#/khoa/${one.course}`, say("script_course"), { name: "book" })),
      sources(one)),
  };
}

function step(one) {
  return h(`li.script-step${one.who === "member" ? ".script-step--member" : ""}`, h("div",
    h("p.who", say(one.who === "member" ? "who_member" : "who_person")), prose(one.html, "div"), one.say && h("p.say-line", `“${one.say}”`)));
}

export async function scam({ field, params: [code] }) {
  const shelf = await field.shelf();
  const one = (shelf.scams || []).find((kind) => kind.code === code);
  if (!one) return none();
  return {
    title: one.title,
    body: h("article.stack.measure.script", back("#/bai", say("bar_scripts")), heading(one.title),
      h("section.card.teach", h("h2", say("scam_card")), prose(one.card_html)),
      section(say("scam_say"), one.say.map((words) => h("p.say-line", `“${words}”`))),
      section(say("scam_how"), prose(one.how_html)), section(say("scam_do"), prose(one.do_html)), sources(one)),
  };
}

function sources(one) {
  if (!one.sources?.length) return null;
  return h("div.small.soft", h("p", say("sources")), h("ul.plain-list", one.sources.map((source) => h("li", source.title))));
}

const none = () => ({ title: say("no_screen"), body: [heading(say("no_screen")), buttonLink("#/bai", say("bar_scripts"))] });
