import { allPages } from "../shared/all-pages";
import { type Schemas, answer, api, body } from "../shared/common/api";
import { type Content, bodyOf } from "./edit-bulletin/content";
import type { Draft, DraftSummary, Mailing, Preview, Published } from "./types";

/** What is being written or waits for its time. */
export async function drafts(): Promise<readonly DraftSummary[]> {
  return (await body(api.GET("/v1/bulletin-drafts"))).drafts;
}

/** What was published in a year, the latest first. */
export async function publishedIn(year: number): Promise<readonly Published[]> {
  const { entries } = await allPages(async (cursor) => {
    const query = { year, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const read = await body(api.GET("/v1/bulletins", { params: { query } }));
    return { entries: read.bulletins, next: read.next_cursor ?? undefined };
  });
  return entries;
}

/** A bulletin as its editors see it. */
export function draft(id: string): Promise<Draft> {
  return body(api.GET("/v1/bulletin-drafts/{id}", { params: { path: { id } } }));
}

/** The versions of it before the present one, the latest first. */
export async function versions(id: string): Promise<readonly Draft[]> {
  return (await body(api.GET("/v1/bulletin-drafts/{id}/versions", { params: { path: { id } } }))).versions;
}

/** What became of its letters, the latest mailing first. */
export async function deliveries(id: string): Promise<readonly Mailing[]> {
  return (await body(api.GET("/v1/bulletins/{id}/deliveries", { params: { path: { id } } }))).mailings;
}

/** Writes a new draft. The same key never writes it twice. */
export async function writeDraft(content: Content, key: string): Promise<Draft> {
  const params = { header: { "Idempotency-Key": key } };
  return (await answer(api.POST("/v1/bulletins", { params, body: bodyOf(content) }))).data;
}

const read = ({ id, version }: Draft) => ({ path: { id }, header: { "If-Match": `"${version}"` } });

/** Changes a draft, if nobody changed it meanwhile. */
export function changeDraft(before: Draft, change: Schemas["BulletinChange"]): Promise<Draft> {
  return body(api.PATCH("/v1/bulletins/{id}", { params: read(before), body: change }));
}

/** Publishes a bulletin now, or at a time on the clocks of California, if nobody changed it meanwhile. */
export function publish(before: Draft, at: string | undefined): Promise<Draft> {
  const when = at === undefined ? {} : { at };
  return body(api.POST("/v1/bulletins/{id}/publication", { params: read(before), body: when }));
}

/** Takes a bulletin off the schedule, if nobody changed it meanwhile. */
export function unschedule(before: Draft): Promise<Draft> {
  return body(api.DELETE("/v1/bulletins/{id}/publication", { params: read(before) }));
}

/** Puts right what is published, if nobody changed it meanwhile. */
export function correct(before: Draft, correction: Schemas["BulletinCorrection"]): Promise<Draft> {
  return body(api.POST("/v1/bulletins/{id}/corrections", { params: read(before), body: correction }));
}

/** What a bulletin will look like. Nothing is stored. */
export function preview(content: Content): Promise<Preview> {
  return body(api.POST("/v1/bulletin-previews", { body: bodyOf(content) }));
}
