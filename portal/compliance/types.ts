import type { Schemas } from "../shared/common/api";

/** Who wrote or did something in a review, as it was then. */
export type Author = Schemas["ReviewAuthor"];
/** A program instrument by its code and name. */
export type Named = Schemas["ProgramInstrument"];
/** A review in a list. */
export type ReviewSummary = Schemas["ReviewSummary"];
/** A review with all of it that the role sees but the comments. */
export type ReviewPage = Schemas["Review"];
export type Item = Schemas["ReviewItem"];
export type EvidenceRequest = Schemas["EvidenceRequest"];
/** What a document is for. */
export type Target = Schemas["DocumentTarget"];
export type Document = Schemas["ReviewDocument"];
export type Finding = Schemas["ReviewFinding"];
export type Agreement = Schemas["ResolutionAgreement"];
export type Comment = Schemas["ReviewComment"];
export type Blocked = Schemas["BlockedReviewAction"];

/** What of a program instrument was submitted in a review. */
export type InstrumentCounts = Schemas["InstrumentCounts"];
export type Submissions = Schemas["ReviewCounts"];

/** Something that waits in an open review. */
export type OpenWork = Schemas["OpenWorkRow"];

/** What lets one document be uploaded. */
export type Ticket = Schemas["DocumentUpload"];
