import { type Schemas, api, body } from "../../shared/common/api";
import type { StatusNotice } from "../../shared/common/status";

/** What is posted of the systems. */
export type NewNotice = Schemas["NewStatusNotice"];

/** Posts a notice. The same key never posts it twice. */
export async function postNotice(notice: NewNotice, key: string): Promise<void> {
  await body(api.POST("/v1/status/notices", { params: { header: { "Idempotency-Key": key } }, body: notice }));
}

const read = ({ id, version }: StatusNotice) => ({ path: { id }, header: { "If-Match": `"${version}"` } });

/** Changes a notice, if nobody changed it meanwhile. */
export async function changeNotice(before: StatusNotice, notice: NewNotice): Promise<void> {
  await body(api.PUT("/v1/status/notices/{id}", { params: read(before), body: notice }));
}

/** Says that it is over, if nobody changed it meanwhile. */
export async function closeNotice(before: StatusNotice): Promise<void> {
  await body(api.POST("/v1/status/notices/{id}/closure", { params: read(before) }));
}
