// The team: what its leader says, who is in it, where it goes; and the ways to everything that is not done every day.
import { buttonLink, entry, h, heading, icon, notice, section } from "./parts.js";
import { say, sayOf, shortDay } from "./words.js";

export async function show({ field }) {
  const team = await field.team();
  const teams = team?.teams || [];
  return {
    title: say("bar_team"),
    body: h("div.stack.measure", heading(say("bar_team")),
      h("ul.entries",
        entry("#/so-cua-toi", say("numbers_title"), say("numbers_note"), { mark: icon("chart") }),
        entry("#/buoi", say("session_title"), say("session_note"), { mark: icon("people") }),
        entry("#/khoa", say("courses_title"), say("courses_note"), { mark: icon("book") }),
        entry("#/gui", say("waiting_title"), say("waiting_note"), { mark: icon("leave") }),
        entry("#/may", say("phone_title"), say("phone_note"), { mark: icon("phone") })),
      teams.length ? teams.map((one) => teamPart(one)) : h("div.empty", icon("people"), h("p", say("team_none")))),
  };
}

function teamPart(team) {
  return h("section.part.stack", h("h2", team.name), h("p.soft", team.commune),
    team.leads && h("p", buttonLink("/to-cong-nghe/quan-ly/", say("lead"), { quiet: true, name: "leave" }), h("span.block.small.soft", say("lead_network"))),
    (team.words || []).map((word) => notice("", "person", say("word_from", { name: word.from }), h("p", word.text), h("p.small.soft", shortDay(word.at)))),
    h("h3", say("members")), h("ul.plain-list", (team.members || []).map((one) => h("li", h("strong", one.name), one.place && ` · ${sayOf("role", one.place, "role_member")}`))),
    h("h3", say("hamlets")), h("ul.plain-list", (team.hamlets || []).map((one) => h("li", one.name))));
}
