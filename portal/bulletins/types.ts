import type { Schemas } from "../shared/common/api";

/** A bulletin in the list of those that are not published. */
export type DraftSummary = Schemas["BulletinDraftSummary"];
/** A bulletin as its editors see it. */
export type Draft = Schemas["BulletinDraft"];
/** A published bulletin in a list. */
export type Published = Schemas["BulletinSummary"];
/** What became of the letters about one version of a bulletin. */
export type Mailing = Schemas["BulletinMailing"];
/** A bulletin as it will look. */
export type Preview = Schemas["BulletinPreview"];
