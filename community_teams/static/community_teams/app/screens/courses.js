// Beginning a course on the citizen's own phone: the member shows a QR, the other phone reads it.
import { back, entry, h, heading, picture } from "./parts.js";
import { say } from "./words.js";

export async function show({ field }) {
  const { courses = [] } = await field.shelf();
  return {
    title: say("courses_title"),
    body: h("div.stack.measure", back("#/bai", say("bar_scripts")), heading(say("courses_title")), h("p.lead", say("courses_what")),
      courses.length ? h("ul.entries", courses.map((one) => entry(`#/khoa/${one.course}`, one.title, null))) : h("div.empty", h("p", say("courses_none")))),
  };
}

export async function one({ field, params: [course] }) {
  const { courses = [] } = await field.shelf();
  const start = courses.find((each) => each.course === course);
  if (!start) return show({ field });
  return {
    title: start.title,
    body: h("div.stack.measure", back("#/khoa", say("courses_title")), heading(start.title), h("p.lead", say("course_how")),
      picture(start.qr_svg, say("course_alt", { title: start.title })), h("p.code", start.url.replace(/^https?:\/\//, "")), h("p.soft", say("course_network"))),
  };
}
