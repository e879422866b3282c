// A photo as it is kept: small enough for a slow network, drawn anew so that it says neither where nor when it was taken.
import { sha256 } from "./canonical.js";

const MOST_EDGE = 1280;
const MOST_BYTES = 3 * 1024 * 1024;
const TYPES = ["image/jpeg", "image/png", "image/webp"];

// {sha256, size, type, bytes}; fails with a TypeError for what is no picture, and a RangeError for what is too large.
export async function prepared(blob) {
  const small = await redrawn(blob);
  if (!TYPES.includes(small.type)) throw new TypeError("not a picture that can be kept");
  if (small.size > MOST_BYTES) throw new RangeError("too large");
  const bytes = await small.arrayBuffer();
  return { sha256: await sha256(bytes), size: bytes.byteLength, type: small.type, bytes };
}

async function redrawn(blob) {
  const picture = await createImageBitmap(blob).catch(() => {
    throw new TypeError("not a picture");
  });
  const scale = Math.min(1, MOST_EDGE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.75));
  if (!drawn) throw new RangeError("too large");
  return drawn;
}
