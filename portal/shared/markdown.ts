import { type TemplateResult, html, nothing } from "lit";
import { type Token, type Tokens, lexer } from "marked";

type Rendered = TemplateResult | string | typeof nothing;

/**
 * Text in Markdown as templates. No markup of the text itself gets through: HTML is shown as it was written, an image by its
 * words, and only addresses of this portal, `https:` and `mailto:` become links.
 *
 * Headings stand below one of the page's at level `below`.
 */
export function markdown(text: string, below = 1): TemplateResult {
  return html`<div class="ot-prose">${blocks(lexer(text), below)}</div>`;
}

function blocks(tokens: Token[], below: number): Rendered[] {
  return tokens.map((token) => block(token, below));
}

function block(token: Token, below: number): Rendered {
  switch (token.type) {
    case "space":
    case "def":
      return nothing;
    case "heading": {
      const { depth, tokens } = token as Tokens.Heading;
      return heading(depth + below, inlines(tokens));
    }
    case "paragraph":
      return html`<p>${inlines((token as Tokens.Paragraph).tokens)}</p>`;
    case "blockquote":
      return html`<blockquote>${blocks((token as Tokens.Blockquote).tokens, below)}</blockquote>`;
    case "list":
      return list(token as Tokens.List, below);
    case "code":
      return html`<pre><code>${(token as Tokens.Code).text}</code></pre>`;
    case "hr":
      return html`<hr />`;
    case "html":
      return html`<p>${token.raw}</p>`;
    default:
      return inline(token);
  }
}

function heading(level: number, words: Rendered[]): TemplateResult {
  if (level <= 2) return html`<h2>${words}</h2>`;
  return level === 3 ? html`<h3>${words}</h3>` : html`<h4>${words}</h4>`;
}

function list({ ordered, start, items }: Tokens.List, below: number): TemplateResult {
  const entries = items.map((item) => html`<li>${blocks(item.tokens, below)}</li>`);
  return ordered
    ? html`<ol class="usa-list" start=${start || 1}>
        ${entries}
      </ol>`
    : html`<ul class="usa-list">
        ${entries}
      </ul>`;
}

function inlines(tokens: Token[] | undefined): Rendered[] {
  return (tokens ?? []).map(inline);
}

function inline(token: Token): Rendered {
  switch (token.type) {
    case "text":
    case "escape": {
      const { text, tokens } = token as Tokens.Text;
      return tokens ? html`${inlines(tokens)}` : text;
    }
    case "strong":
      return html`<strong>${inlines((token as Tokens.Strong).tokens)}</strong>`;
    case "em":
      return html`<em>${inlines((token as Tokens.Em).tokens)}</em>`;
    case "del":
      return html`<del>${inlines((token as Tokens.Del).tokens)}</del>`;
    case "codespan":
      return html`<code>${(token as Tokens.Codespan).text}</code>`;
    case "br":
      return html`<br />`;
    case "link": {
      const { href, tokens } = token as Tokens.Link;
      const words = inlines(tokens);
      return isSafe(href) ? html`<a class="usa-link" href=${href}>${words}</a>` : html`${words}`;
    }
    case "image":
      return (token as Tokens.Image).text;
    default:
      return token.raw;
  }
}

/** Whether a text may link to `href`. Controls and blanks, which a browser would take out of an address, are in none. */
function isSafe(href: string): boolean {
  return /^(?:https:\/\/|mailto:|\/(?![/\\]))[^\s\p{Cc}]*$/u.test(href);
}
