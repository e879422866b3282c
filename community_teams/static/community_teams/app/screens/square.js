// A QR drawn on the phone itself, dark on light whatever the page's colours: cameras read nothing else.
import { encode } from "../../../npm/uqr/index.mjs";
import { picture } from "./parts.js";

const QUIET = 4;

export function square(text, alt) {
  const { data, size } = encode(text, { ecc: "M", border: 0 });
  const whole = size + 2 * QUIET;
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ""))).join("");
  return picture(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole} ${whole}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${whole}v${whole}H0z"/><path fill="#241f18" d="${path}"/></svg>`, alt);
}
