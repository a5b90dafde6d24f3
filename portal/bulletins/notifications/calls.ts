import { type Schemas, api, body } from "../../shared/common/api";

export type Posted = Schemas["PostedNotification"];
export type NewNotification = Schemas["NewNotification"];

/** The notifications of an LEA: of one's own, or of the one that is given. */
export async function posted(lea: string | undefined): Promise<Posted[]> {
  const query = lea === undefined ? {} : { organization: lea };
  return (await body(api.GET("/v1/posted-notifications", { params: { query } }))).notifications;
}

/** Posts a notification. The same key never posts it twice. */
export function post(notification: NewNotification, key: string): Promise<Posted> {
  return body(api.POST("/v1/notifications", { params: { header: { "Idempotency-Key": key } }, body: notification }));
}

/** Changes a notification, if nobody changed it meanwhile. */
export function change({ id, version }: Posted, notification: NewNotification): Promise<Posted> {
  const params = { path: { id }, header: { "If-Match": etag(version) } };
  return body(api.PUT("/v1/notifications/{id}", { params, body: notification }));
}

/** Takes a notification back, if nobody changed it meanwhile. */
export function withdraw({ id, version }: Posted): Promise<Posted> {
  const params = { path: { id }, header: { "If-Match": etag(version) } };
  return body(api.DELETE("/v1/notifications/{id}", { params }));
}

function etag(version: number): string {
  return `"${version}"`;
}
