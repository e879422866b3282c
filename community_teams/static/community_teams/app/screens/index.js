// What the app shows first: whose phone it is, what is not sent yet, and what keeps it from being sent.
const FIXED = ["signin", "revoked", "no_team", "full"];
const WORDS = { signin: "sign_in_again", revoked: "revoked", no_team: "no_team", full: "full" };

export function start(field, { root, strings, updates }) {
  const say = (name, values = {}) => strings[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const element = (tag, text, properties = {}) => Object.assign(document.createElement(tag), { textContent: text, ...properties });
  const status = element("p", "", { role: "status" });
  const trouble = element("p", "", { hidden: true });
  const send = element("button", say("send_now"), { type: "button", className: "button", onclick: () => field.sync() });
  const update = element("button", say("take_update"), { type: "button", className: "button", hidden: true });
  root.replaceChildren(element("h1", say("holder", { name: field.member.name })), status, trouble, send, update);

  const draw = async () => {
    const { count } = await field.waiting();
    status.textContent = count ? say("waiting", { count }) : say("all_sent");
    root.dataset.unsent = count;
  };
  const tell = (reason) => {
    trouble.hidden = !FIXED.includes(reason);
    if (!trouble.hidden) trouble.textContent = say(WORDS[reason]);
  };
  field.addEventListener("changed", draw);
  field.addEventListener("trouble", ({ detail }) => tell(detail.reason));
  for (const name of ["revoked", "no_team"]) field.addEventListener(name, () => tell(name));
  field.addEventListener("storage", ({ detail }) => {
    if (!detail.kept) root.append(element("p", say("not_kept"), { className: "soft" }));
  });
  field.addEventListener("signedout", () => location.reload());
  updates.addEventListener("waiting", () => (update.hidden = false));
  update.addEventListener("click", () => updates.takeOver());
  draw();
}
