import { html, svg } from "lit";
import { encode } from "uqr";

/** `text` as a QR code, drawn here: the secret in it goes nowhere. */
export function qrCode(text: string, label: string) {
  const { data, size } = encode(text, { border: 2 });
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return html`
    <svg class="ot-qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
      ${svg`<path fill="#fff" d="M0 0h${size}v${size}H0z" /><path fill="#000" d=${dark} />`}
    </svg>
  `;
}
