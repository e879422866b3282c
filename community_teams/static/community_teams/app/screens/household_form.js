// The parts that a new household and a changed one have in common.
import { phoneSpoken } from "../fold.js";
import { hamletsOf } from "./names.js";
import { agree, choices, complain, field, fold, h, picked, typed } from "./parts.js";
import { say } from "./words.js";

const PHONE = /^(\+?84|0)[35789]\d{8}$/;
const digits = (text) => text.replace(/[\s.\-()]/g, "");

export const consentOf = (shelf, purpose) => shelf.consents?.find((one) => one.purpose === purpose);

// The words of a consent in full, as they are read out at the door.
export function consentWords(words) {
  return h("div.consent", h("p", words.text), words.more && h("p", words.more), h("p.soft", words.without));
}

export const hamletChoice = (team, value) => {
  const hamlets = hamletsOf(team);
  return choices(say("hamlet"), { name: "hamlet", options: hamlets.map((one) => ({ value: one.id, label: one.name })),
    chosen: value ? [value] : hamlets.length === 1 ? [hamlets[0].id] : [] });
};

export const nameFields = (value = {}) => [
  field(say("head_name"), { name: "head_name", value: value.head_name || "", maxlength: 120, autocomplete: "off", autocapitalize: "words" }),
  field(say("phone"), { name: "phone", value: phoneSpoken(value.phone), hint: say("phone_hint"), inputmode: "tel", type: "tel", autocomplete: "off" }),
  field(say("address"), { name: "address", value: value.address || "", hint: say("address_hint"), maxlength: 200, autocomplete: "off" }),
];

export const houseFields = (shelf, value = {}) => [
  field(say("size"), { name: "size", value: value.size ?? "", inputmode: "numeric", maxlength: 2, autocomplete: "off" }),
  choices(say("devices"), { name: "devices", kind: "checkbox", options: shelf.devices, chosen: value.devices || [] }),
  fold(say("languages"), { open: Boolean(value.languages?.length) },
    choices(say("languages"), { name: "languages", kind: "checkbox", options: shelf.languages, chosen: value.languages || [], quietLegend: true })),
];

export const needsChoices = (shelf, chosen = []) => choices(say("needs"), { name: "needs", kind: "checkbox", options: shelf.needs, chosen });

// What is kept of needs only after its own consent.
export function needsFields(shelf) {
  const words = consentOf(shelf, "needs");
  const list = h("div", { hidden: true }, needsChoices(shelf));
  const box = agree(words.text, { name: "agree_needs", more: h("span.soft.block", words.without) });
  box.addEventListener("change", () => (list.hidden = !box.querySelector("input").checked));
  return fold(say("needs_fold"), {}, h("p", say("consent_read")), box, list);
}

// What was filled in; null where something is wrong, which is said beside it.
export function readHouse(form) {
  const [phone, size] = [digits(typed(form, "phone")), typed(form, "size")];
  const faults = {
    hamlet: form.querySelector("[data-field=hamlet]") && !picked(form, "hamlet").length && say("hamlet_missing"),
    phone: phone && !PHONE.test(phone) && say("phone_wrong"),
    size: size && !(/^\d+$/.test(size) && size >= 1 && size <= 50) && say("size_wrong"),
  };
  if (showFaults(form, faults)) return null;
  const agreed = form.querySelector("[name=agree_needs]");
  return {
    hamlet: Number(picked(form, "hamlet")[0]), head_name: typed(form, "head_name"), phone, address: typed(form, "address"),
    size: size ? Number(size) : null, devices: picked(form, "devices"), languages: picked(form, "languages"),
    needs: agreed && !agreed.checked ? [] : picked(form, "needs"),
  };
}

// Shows what is wrong beside its field and leads to the first; true if there is something.
export function showFaults(form, faults) {
  let first = null;
  for (const [name, text] of Object.entries(faults)) {
    const place = form.querySelector(`[data-field="${name}"]`);
    if (!place) continue;
    complain(place, text || "");
    if (text) first ||= place;
  }
  first?.closest("details")?.setAttribute("open", "");
  first?.querySelector("input, textarea, select")?.focus();
  first?.scrollIntoView({ block: "center" });
  return Boolean(first);
}

// -- drafts: everything in a form, by the names of its fields ---------------------------------------------------------

export function stateOf(form) {
  const state = {};
  for (const one of form.elements) {
    if (!one.name || one.type === "file") continue;
    if (one.type === "checkbox" || one.type === "radio") {
      state[one.name] ||= [];
      if (one.checked) state[one.name].push(one.value);
    } else {
      state[one.name] = one.value;
    }
  }
  return state;
}

export function restore(form, state) {
  for (const one of form.elements) {
    if (!one.name || !(one.name in state)) continue;
    if (one.type === "checkbox" || one.type === "radio") one.checked = state[one.name].includes(one.value);
    else if (one.type !== "file") one.value = state[one.name];
  }
  // What opens and closes with a tick does so for one that came back.
  for (const one of form.querySelectorAll(":checked")) one.dispatchEvent(new Event("change", { bubbles: true }));
}

// Keeps what is in a form on the phone at every change; the writes follow one another, so that the last one stands.
export function keepDraft(field_, key, form, more = () => ({})) {
  let wanted = null;
  let writing = null;
  const write = async () => {
    while (wanted) {
      const state = wanted;
      wanted = null;
      await field_.saveDraft(key, state);
    }
    writing = null;
  };
  const keep = () => {
    wanted = { ...stateOf(form), ...more() };
    writing ||= write().catch(() => (writing = null));
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  return {
    keep,
    // Nothing is written after this: the draft goes in the same transaction as what is saved.
    stop: async () => {
      form.removeEventListener("input", keep);
      form.removeEventListener("change", keep);
      wanted = null;
      await writing;
    },
    go: () => {
      form.addEventListener("input", keep);
      form.addEventListener("change", keep);
    },
  };
}
