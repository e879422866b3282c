// The small pieces of which every screen is made. Data is only ever text: nothing here reads markup but `prose`.
import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
let numbers = 0;

// A name for an id that stands once on the page.
export const freshId = (stem = "f") => `${stem}-${(numbers += 1)}`;

// An element: h("p.soft", {id: "x", onclick}, "text", child, [children]); what is null or false is left out.
export function h(kind, given = {}, ...children) {
  const plain = given === null || typeof given !== "object" || given instanceof Node || Array.isArray(given);
  const [attributes, inner] = plain ? [{}, [given, ...children]] : [given, children];
  const [tag, ...classes] = kind.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...inner.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// One of the site's icons, drawn from the page's own store of them.
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  drawing.append(use);
  return drawing;
}

// Markup that the server has made and cleaned (scripts, cards).
export function prose(markup, kind = "div.text") {
  const place = h(kind);
  place.innerHTML = markup;
  return place;
}

// A drawing that the server has made, as a picture: no script in it can run.
export function picture(svg, alt) {
  return h("img.square", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, alt });
}

export const heading = (text) => h("h1", { tabindex: "-1" }, text);
export const back = (href, text) => h("p.crumb", h("a", { href }, icon("back"), text));

export function notice(kind, name, title, ...children) {
  return h(`div.notice${kind ? `.notice--${kind}` : ""}`, icon(name), h("div", title && h("strong", title), ...children));
}

export const wrong = (title, ...children) => {
  const box = notice("wrong", "cross", title, ...children);
  box.setAttribute("role", "alert");
  return box;
};

export function button(text, onclick, { quiet = false, wide = false, name = null, ...more } = {}) {
  return h(`button.button${quiet ? ".button--quiet" : ""}${wide ? ".button--wide" : ""}`,
    { type: "button", onclick, ...more }, name && icon(name), text);
}

export function buttonLink(href, text, { quiet = false, wide = false, name = null } = {}) {
  return h(`a.button${quiet ? ".button--quiet" : ""}${wide ? ".button--wide" : ""}`, { href }, name && icon(name), text);
}

// One row of a list that leads on.
export function entry(href, title, note, { mark = null, state = null } = {}) {
  return h("li",
    h("a.entry-link", { href }, mark && h("span.entry-mark", mark),
      h("span.entry-body", h("span.entry-title", title), state && h("span.entry-state", state), note && h("span.entry-note", note)),
      icon("next")));
}

export const section = (title, ...children) => h("section.part", h("h2", title), ...children);

// -- forms ------------------------------------------------------------------------------------------------------------

// A line to type in, with its label, a hint and a place for what is wrong.
export function field(label, { name, value = "", hint = null, kind = "input", ...more }) {
  const id = freshId(name);
  const input = h(`${kind}.input`, { id, name, value, "aria-describedby": `${id}-about`, ...more });
  const error = h("span.error", { hidden: true });
  return h("div.field", { "data-field": name }, h("label", { for: id }, label),
    h("span.about", { id: `${id}-about` }, hint && h("span.hint", hint), error), input);
}

// Says below a field's label what is wrong with it, or takes that away.
export function complain(place, text) {
  const [error, input] = [place.querySelector(".error"), place.querySelector("input, textarea, select")];
  place.classList.toggle("field--wrong", Boolean(text));
  error.hidden = !text;
  error.replaceChildren(...(text ? [icon("cross"), text] : []));
  if (!input) return;
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

// Several answers, one (radio) or any (checkbox) to be tapped: options are {value, label}.
export function choices(legend, { name, kind = "radio", options, chosen = [], hint = null, quietLegend = false, row = false }) {
  const taken = new Set(chosen.map(String));
  const about = freshId("about");
  return h("fieldset.choices", { "data-field": name, "aria-describedby": about },
    h(quietLegend ? "legend.away" : "legend", legend),
    h("span.about", { id: about }, hint && h("span.hint", hint), h("span.error", { hidden: true })),
    h(row ? "div.chips.chips--row" : "div.chips", options.map(({ value, label }) =>
      h("label.chip", h("input", { type: kind, name, value: String(value), checked: taken.has(String(value)) }), h("span", label)))));
}

export const picked = (form, name) => [...form.querySelectorAll(`[name="${name}"]:checked`)].map((one) => one.value);
export const pickedOne = (form, name) => picked(form, name)[0] ?? null;
export const typed = (form, name) => form.querySelector(`[name="${name}"]`)?.value.normalize("NFC").trim() ?? "";

// A box to tick, beside the words that are agreed to.
export function agree(words, { name, checked = false, more = null }) {
  return h("label.agree", h("input", { type: "checkbox", name, checked }), h("span", words, more));
}

export function fold(title, { open = false, name = null } = {}, ...children) {
  return h("details.more", { open, "data-fold": name }, h("summary", title, icon("down")), h("div.stack", ...children));
}

// -- long lists -------------------------------------------------------------------------------------------------------

const AT_ONCE = 40;

// A list that grows as one scrolls, so that hundreds of rows cost no more than those that were looked at. `element` is
// what stands on the screen, `show(rows)` fills it, as often as something has come: what is the same stays standing where
// it is, under who looks at it, and there are never fewer rows than there were.
export function longList(draw) {
  const [list, foot] = [h("ul.entries.long"), h("div.long-foot")];
  let rows = [];
  let drawn = new Map();
  const fill = (most) => {
    const wanted = new Map(rows.slice(0, most).map(([text, row]) => [text, drawn.get(text) || draw(row)]));
    for (const [text, item] of drawn) if (!wanted.has(text)) item.remove();
    let next = list.firstElementChild;
    for (const item of wanted.values()) {
      if (item === next) next = next.nextElementSibling;
      else list.insertBefore(item, next);
    }
    drawn = wanted;
    const left = rows.length - drawn.size;
    foot.replaceChildren(...(left ? [button(say("show_more", { n: left }), reach, { quiet: true, wide: true })] : []));
  };
  // Whoever tapped hears and sees the first of the new rows next.
  const reach = () => {
    const next = drawn.size;
    fill(next + AT_ONCE);
    list.children[next]?.querySelector("a, button, input")?.focus();
  };
  const eye = "IntersectionObserver" in window && new IntersectionObserver((seen) => {
    if (!list.isConnected) return;
    if (!seen.some((one) => one.isIntersecting)) return;
    fill(drawn.size + AT_ONCE);
    watch();
  }, { rootMargin: "600px" });
  // Looked at anew: who scrolls on at once never lets the foot out of sight, of which nothing would be said.
  const watch = () => {
    if (!eye) return;
    eye.disconnect();
    if (drawn.size < rows.length) eye.observe(foot);
  };
  const show = (latest) => {
    rows = latest.map((row) => [JSON.stringify(row), row]);
    fill(Math.max(drawn.size, AT_ONCE));
    watch();
  };
  return { element: h("div", list, foot), show };
}
