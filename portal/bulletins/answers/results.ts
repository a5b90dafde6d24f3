import { html } from "lit";
import type { Schemas } from "../../shared/common/api";
import { day } from "../../shared/common/times";
import { markdown } from "../../shared/markdown";
import { query } from "../open-part";

/** The answers that were found: questions that hold the words first. */
export function results({ answers, found }: Schemas["Answers"]) {
  if (answers.length === 0) {
    return html`
      <p role="status"><strong>No answers</strong></p>
      <p>
        No answer holds these words. Enter fewer of them, or join them with +. Somebody to ask is on the page
        <a class="usa-link" href="/contacts">Contacts</a>.
      </p>
    `;
  }
  const all = found === 1 ? "1 answer" : `${found} answers`;
  const count = answers.length < found ? `The first ${answers.length} of ${all}. Add a word, or choose a topic.` : all;
  return html`
    <p role="status"><strong>${count}</strong></p>
    ${answers.map(one)}
  `;
}

function one({ id, question, answer, topics, updated_on }: Schemas["Answer"]) {
  const place = `/answers${query({ topic: topics[0] ?? "" })}#${id}`;
  return html`
    <article class="ot-answer" aria-labelledby=${id}>
      <h2 id=${id} tabindex="-1">${question}</h2>
      ${markdown(answer, 2)}
      <p class="ot-why">
        ${topics.join(", ")}. Looked over on ${day(updated_on)}.
        <a class="usa-link" href=${place} aria-label="Link to this answer: ${question}">Link to this answer</a>
      </p>
    </article>
  `;
}
