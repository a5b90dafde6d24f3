import type { ListPage } from "../shared/all-pages";
import type { Program } from "../shared/programs";
import { api, body } from "../shared/common/api";
import { etag } from "./calls";
import type { EvidenceRequest, Finding, OpenWork, ReviewPage, Submissions } from "./types";

/** A review to be made. */
export interface NewReview {
  organization: string;
  instruments: string[];
  mode: string;
  sites: string[];
  first_day: string;
  last_day: string;
  /** Whether the LEA answers at once. */
  open: boolean;
}

/** Makes a review. The same key never makes it twice. */
export function makeReview(review: NewReview, key: string): Promise<ReviewPage> {
  return body(api.POST("/v1/compliance/reviews", { params: { header: { "Idempotency-Key": key } }, body: review }));
}

/** What is to be changed of a review: of its schedule, or its state. */
export type ReviewChange = Partial<Omit<NewReview, "organization" | "open">> | { state: string };

/** Changes a review, if nobody changed it meanwhile. */
export function changeReview({ id, version }: ReviewPage, change: ReviewChange): Promise<ReviewPage> {
  const params = { path: { id }, header: { "If-Match": etag(version) } };
  return body(api.PATCH("/v1/compliance/reviews/{id}", { params, body: change }));
}

export interface NewItem {
  number: string;
  kind: string;
  citation: string;
  text: string;
}

/** Adds items to a program instrument of a review. The same key never adds them twice. */
export function addItems(id: string, instrument: string, items: NewItem[], key: string): Promise<ReviewPage> {
  const params = { path: { id }, header: { "Idempotency-Key": key } };
  return body(api.POST("/v1/compliance/reviews/{id}/items", { params, body: { instrument, items } }));
}

/** Asks for evidence for an item. The same key never asks twice. */
export function requestEvidence(item: string, asked: { text: string; due: string }, key: string): Promise<ReviewPage> {
  const params = { path: { id: item }, header: { "Idempotency-Key": key } };
  return body(api.POST("/v1/compliance/items/{id}/evidence-requests", { params, body: asked }));
}

/** Changes what is asked for or until when, if nobody changed it meanwhile. */
export function changeRequest(
  { id, version }: EvidenceRequest,
  change: { text?: string; due?: string },
): Promise<ReviewPage> {
  const params = { path: { id }, header: { "If-Match": etag(version) } };
  return body(api.PATCH("/v1/compliance/evidence-requests/{id}", { params, body: change }));
}

export interface Notification {
  notified_on: string;
  findings: { item: string; text: string }[];
}

/** Issues findings. The same key never issues them twice. */
export function issueFindings(id: string, notification: Notification, key: string): Promise<ReviewPage> {
  const params = { path: { id }, header: { "Idempotency-Key": key } };
  return body(api.POST("/v1/compliance/reviews/{id}/findings", { params, body: notification }));
}

const read = ({ id, version }: Finding) => ({ path: { id }, header: { "If-Match": etag(version) } });

/** Submits what was done about a finding, if nobody changed it meanwhile. */
export function submitResolution(finding: Finding, text: string): Promise<ReviewPage> {
  return body(api.POST("/v1/compliance/findings/{id}/resolutions", { params: read(finding), body: { text } }));
}

export type ResolutionDecision = { decision: "resolved" } | { decision: "returned"; comment: string };

/** Takes a finding as resolved, or returns the resolution. */
export function decideResolution(finding: Finding, decision: ResolutionDecision): Promise<ReviewPage> {
  const path = "/v1/compliance/findings/{id}/resolutions/decision";
  return body(api.POST(path, { params: read(finding), body: decision }));
}

/** Asks for more time for a finding. */
export function requestAgreement(
  finding: Finding,
  agreement: { until: string; actions: string; justification: string },
): Promise<ReviewPage> {
  const path = "/v1/compliance/findings/{id}/resolution-agreements";
  return body(api.POST(path, { params: read(finding), body: agreement }));
}

export type AgreementDecision = { decision: "approved"; until: string } | { decision: "denied"; reason: string };

/** Approves or denies the resolution agreement that is asked for. */
export function decideAgreement(finding: Finding, decision: AgreementDecision): Promise<ReviewPage> {
  const path = "/v1/compliance/findings/{id}/resolution-agreements/decision";
  return body(api.POST(path, { params: read(finding), body: decision }));
}

/** Changes where an LEA asks about a program, if nobody changed it meanwhile. */
export function changeProgram(
  { program, version }: Program,
  change: { office: string; telephone: string },
): Promise<Program> {
  const params = { path: { program }, header: { "If-Match": etag(version) } };
  return body(api.PATCH("/v1/compliance/programs/{program}", { params, body: change }));
}

/** A page of the reviews, with what was submitted in each. */
export async function submissions(cursor: string | undefined): Promise<ListPage<Submissions>> {
  const query = cursor === undefined ? {} : { cursor };
  const found = await body(api.GET("/v1/compliance/reports/submissions", { params: { query } }));
  return { entries: found.reviews, next: found.next_cursor ?? undefined };
}

/** A page of what is open for the role: what is due and what waits, in all of its reviews. */
export async function openWorkPage(cursor: string | undefined): Promise<ListPage<OpenWork>> {
  const query = cursor === undefined ? {} : { cursor };
  const found = await body(api.GET("/v1/compliance/reports/open-work", { params: { query } }));
  return { entries: found.rows, next: found.next_cursor ?? undefined };
}
