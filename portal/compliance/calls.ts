import { type ListPage, allPages } from "../shared/all-pages";
import { answer, api, body } from "../shared/common/api";
import type { Comment, OpenWork, ReviewPage, ReviewSummary, Target, Ticket } from "./types";

/** A page of the reviews that the role sees. With `state` the API's page may be empty and lead on: that is gone on from. */
export async function reviews(
  state: string | undefined,
  cursor: string | undefined,
  limit: number,
): Promise<ListPage<ReviewSummary>> {
  const asked = { limit, ...(state === undefined ? {} : { state }), ...(cursor === undefined ? {} : { cursor }) };
  const read = await body(api.GET("/v1/compliance/reviews", { params: { query: asked } }));
  const next = read.next_cursor ?? undefined;
  return read.reviews.length === 0 && next !== undefined
    ? reviews(state, next, limit)
    : { entries: read.reviews, next };
}

/** A review as the role sees it now. */
export function review(id: string): Promise<ReviewPage> {
  return body(api.GET("/v1/compliance/reviews/{id}", { params: { path: { id } } }));
}

/** Lets users of the LEA into a review and takes them out, if nobody changed it meanwhile. */
export function changeContributors(
  { id, version }: ReviewPage,
  change: { add?: string[]; remove?: string[] },
): Promise<ReviewPage> {
  const params = { path: { id }, header: { "If-Match": etag(version) } };
  return body(api.PATCH("/v1/compliance/reviews/{id}/contributors", { params, body: change }));
}

/** The ETag of a version. */
export function etag(version: number): string {
  return `"${version}"`;
}

/** What comments stand at: a program instrument, an item or an evidence request. */
export type ThreadTarget = { instrument: string } | { item: string } | { evidence_request: string };

/** A page of comments, the newest first. */
export async function comments(
  id: string,
  target: ThreadTarget,
  cursor: string | undefined,
): Promise<ListPage<Comment>> {
  const query = { ...target, limit: 20, ...(cursor === undefined ? {} : { cursor }) };
  const read = await body(api.GET("/v1/compliance/reviews/{id}/comments", { params: { path: { id }, query } }));
  return { entries: read.comments, next: read.next_cursor ?? undefined };
}

/** Writes a comment. The same key never writes it twice. */
export function writeComment(id: string, target: ThreadTarget, text: string, key: string): Promise<Comment> {
  const params = { path: { id }, header: { "Idempotency-Key": key } };
  return body(api.POST("/v1/compliance/reviews/{id}/comments", { params, body: { target, text } }));
}

/** A page of what happened in a review, the newest first. */
export async function history(id: string, cursor: string | undefined): Promise<ListPage<unknown>> {
  const query = cursor === undefined ? {} : { cursor };
  const read = await body(api.GET("/v1/compliance/reviews/{id}/history", { params: { path: { id }, query } }));
  return { entries: read.events, next: read.next_cursor ?? undefined };
}

/** The due days of a review as a calendar file. */
export function calendar(id: string): Promise<string> {
  const asked = { params: { path: { id } }, parseAs: "text" } as const;
  return body(api.GET("/v1/compliance/reviews/{id}/calendar", asked));
}

/** The document, with a link to download it once it is accepted. Giving the link out is recorded. */
export async function document(id: string): Promise<{
  state: string;
  reason?: string | null;
  download?: { url: string; expires_at: string } | null;
}> {
  return body(api.GET("/v1/compliance/documents/{id}", { params: { path: { id } } }));
}

/** A document that is to be uploaded. */
export interface NewDocument {
  target: Target;
  file_name: string;
  content_type: string;
  size: number;
  sha256: string;
  replaces?: string;
}

/** Asks for a ticket to upload this document and no other. */
export async function ticket(asked: NewDocument, key: string): Promise<Ticket> {
  const params = { header: { "Idempotency-Key": key } };
  return (await answer(api.POST("/v1/compliance/document-uploads", { params, body: asked }))).data;
}

/** Everything that is open for the role: what is due and what waits, in all of its reviews. */
export async function openWork(): Promise<readonly OpenWork[]> {
  const { entries } = await allPages(async (cursor) => {
    const query = cursor === undefined ? {} : { cursor };
    const read = await body(api.GET("/v1/compliance/reports/open-work", { params: { query } }));
    return { entries: read.rows, next: read.next_cursor ?? undefined };
  });
  return entries;
}
