/** A communication in the shape of November 2025's, in our own words: what an editor types into each section. */
export const COMMUNICATION: readonly (readonly [heading: string, text: string])[] = [
  [
    "Notice",
    `### Results of last spring are public

The aggregate results of the Smarter Balanced tests, CAST, and the CAAs can be read on the public results site. Those of the
CSA follow in December 2025.

### Second scoring of the CAA for ELA

Some schools have a second person score the same answers, independently. LEA coordinators hear in November which schools
these are.

### Paper tests have a new carrier

* Packs hold 5 tests instead of 10.
* Return labels come from the delivery page.`,
  ],
  [
    "Test Security",
    `### Trainings that are required

1. The tutorial for test administrators, from December 2025 on.
2. A local training with our slides.
3. A local training with what the manuals say.

Everybody who gives a test signs the security affidavit first: see [Affidavits](/affidavits).

### Interim tests

They must not decide about

* special education,
* gifted education, or
* the next grade.`,
  ],
  ["Reminders", "The practice tests have this year's accessibility resources since October 2025."],
  [
    "Upcoming Trainings",
    `### November 18, 2025: Coffee Session, 2–3 p.m.

Questions and answers, each month. Register once for all of them.

### November 20: New Coordinator Training, part 7, 3–4 p.m.

How LEA coordinators prepare for testing.`,
  ],
  [
    "Educator Meeting Opportunities",
    "Review items of the science test for grade eight on March 10, 11 and 17, 2026. Applications close on November 13, 2025.",
  ],
  ["Available Now!", "Recordings: the Coffee Session of October, and parts 5 and 6 of the New Coordinator Training."],
  ["Previous Communications", "Earlier ones stand in the [archive of bulletins](/bulletins)."],
  ["Additional Help", "About policy: your contact at the department. About this service: the help desk."],
];
