// Reading a household's QR: the camera where the browser can read codes, otherwise the letters are typed.
import { button, complain, field, h, notice, typed } from "./parts.js";
import { say } from "./words.js";

const EVERY = 200;

// Opens the camera inside `place`. `found(text)` may say what is wrong with the code; then it goes on looking.
export async function scan(place, found) {
  place.replaceChildren();
  const said = h("p", { role: "status" });
  const eyes = await detector();
  const close = () => place.replaceChildren();
  const byHand = typing(found);
  const video = eyes && h("video.camera", { playsinline: true, muted: true, "aria-label": say("scan_view") });
  place.append(h("div.card", eyes ? h("p", say("scan_how")) : notice("", "phone", say("scan_not_here"), h("p", say("scan_not_here_how"))),
    video, eyes && photo(eyes, found, said), said, byHand, button(say("close"), close, { quiet: true })));
  if (!eyes) return byHand.querySelector("input").focus();
  return look(eyes, video, found, said);
}

async function detector() {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
}

async function look(eyes, video, found, said) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    video.hidden = true;
    said.textContent = say("scan_no_camera");
    return;
  }
  video.srcObject = stream;
  await video.play().catch(() => {});
  let before = "";
  // The light of the camera goes off as soon as its picture leaves the page.
  while (video.isConnected) {
    const [code] = await eyes.detect(video).catch(() => []);
    if (code && code.rawValue !== before) {
      before = code.rawValue;
      said.textContent = (await found(before)) || "";
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  stream.getTracks().forEach((track) => track.stop());
}

function photo(eyes, found, said) {
  const read = async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const [code] = await createImageBitmap(file).then((image) => eyes.detect(image)).catch(() => []);
    said.textContent = code ? (await found(code.rawValue)) || "" : say("scan_photo_none");
  };
  return h("label.button.button--quiet", say("scan_photo"), h("input.away", { type: "file", accept: "image/*", capture: "environment", onchange: read }));
}

function typing(found) {
  const line = field(say("scan_type"), { name: "code", hint: say("scan_type_hint"), autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  const submit = async (event) => {
    event.preventDefault();
    complain(line, await found(typed(form, "code")));
  };
  const form = h("form.stack", { onsubmit: submit }, line, h("button.button.button--quiet", say("scan_open")));
  return form;
}
