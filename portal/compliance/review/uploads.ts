import { parameter } from "../../shared/common/addresses";
import { review, ticket } from "../calls";
import type { ReviewPage } from "../types";
import { NotSent, UploadQueue } from "./upload-queue";

/** Files that are checked at the same moment are looked at with one question. */
let looking: Promise<ReviewPage> | undefined;

/** How far the check of a document is, as the review has it: to ask for the document itself is recorded as opening it. */
async function check(documentId: string): Promise<{ state: string; reason?: string | null }> {
  looking ??= review(parameter("id") ?? "").finally(() => (looking = undefined));
  const { documents } = await looking;
  return documents.find(({ id }) => id === documentId) ?? { state: "checking" };
}

/** The files that this page uploads, whatever part of it they were given to. */
export const uploads = new UploadQueue({
  hash: async (file) => {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  },
  ticket,
  send: ({ upload }, file, progress, stop) =>
    new Promise((resolve, reject) => {
      // `fetch` tells nothing of how far a body was sent.
      const request = new XMLHttpRequest();
      request.open(upload.method, upload.url);
      for (const [name, value] of Object.entries(upload.headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
      request.onload = () => {
        if (request.status < 300) resolve();
        else reject(new NotSent(request.status));
      };
      request.onerror = () => reject(new NotSent(0));
      request.onabort = () => reject(new NotSent(0));
      stop.addEventListener("abort", () => request.abort());
      request.send(file);
    }),
  check,
  pause: (seconds) => new Promise((done) => setTimeout(done, seconds * 1000)),
  newKey: () => crypto.randomUUID(),
  now: () => Date.now(),
});
