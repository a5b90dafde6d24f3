import { LitElement } from "lit";

/**
 * An element that renders into the page itself, where the design system's styles, labels and the browser's own form handling
 * reach it.
 */
export abstract class Part extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Moves the focus once what was just set is on the page. */
  protected async focusOn(selector: string): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>(selector)?.focus();
  }
}
