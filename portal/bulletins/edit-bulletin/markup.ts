import type { TrustedHTML, TrustedTypePolicyFactory } from "trusted-types/lib";

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypePolicyFactory };

/**
 * The one way for markup of the API into a page: as the document of a frame that is sandboxed and runs no script. The portal's
 * policy names it (`trusted-types` in template.yaml).
 */
const policy = trustedTypes?.createPolicy("preview", { createHTML: (markup) => markup });

/** `markup`, a whole document, for the `srcdoc` of a sandboxed frame; `styled` gives it its styles back. */
export function forFrame(markup: string): TrustedHTML | string {
  const kept = keepStyles(markup);
  return policy?.createHTML(kept) ?? kept;
}

/**
 * The portal's policy, which a frame inherits, lets no style stand in markup, and a letter has all of its own there: they are kept
 * under another name. In what the API writes, `<` begins a tag and nothing else.
 */
export function keepStyles(markup: string): string {
  return markup.replaceAll(/(<[a-z][^<>]*\s)style="/gi, '$1data-style="');
}

/** Gives the styles back that were kept: what a script sets one by one, the policy lets through. */
export function styled(frame: Document): void {
  for (const element of frame.querySelectorAll<HTMLElement>("[data-style]")) {
    element.style.cssText = element.dataset["style"] ?? "";
  }
}
