//! Every item, every key and every call to DynamoDB and S3. Nothing else spells a key or knows an attribute.
//!
//! # The table of items
//!
//! | table | partition | sort | what |
//! |---|---|---|---|
//! | accounts | `LOGIN#<hash of user name>` | `CREDENTIAL` | what a sign-in checks: password hash, state, epoch, user |
//! | accounts | `LOGIN#<hash of user name>` | `THROTTLE` | failed sign-ins since the last success; for unknown names too; expires |
//! | accounts | `LOGIN#<hash of user name>` | `LINK-THROTTLE` | links asked for at an address; for unknown ones too; expires |
//! | accounts | `NETWORK#<hash of address range>` | `WINDOW#<time>` | failed sign-ins and requests for links from a range of addresses in ten minutes; expires |
//! | accounts | `USER#<user>` | `PROFILE` | user name, name, telephone, state, epoch, version, roles, affidavits, kinds of second factor, terms accepted |
//! | accounts | `USER#<user>` | `SESSION#<hash of secret>` | a session; expires |
//! | accounts | `USER#<user>` | `THROTTLE` | failed second factors and other proofs since the last success; expires |
//! | accounts | `USER#<user>` | `FACTOR#TOTP` | the secret of an authenticator app, sealed; the step used last |
//! | accounts | `USER#<user>` | `FACTOR#RECOVERY-CODES` | the keyed hashes of the recovery codes left |
//! | accounts | `USER#<user>` | `FACTOR#PASSKEY#<passkey>` | a passkey: name, public key, counter |
//! | accounts | `USER#<user>` | `CHALLENGE#<hash of secret>` | what a session was asked and has not answered; expires |
//! | accounts | `USER#<user>` | `LINK#<purpose>` | the link mailed last to activate or to reset the password, by the hash of its secret; expires |
//! | accounts | `USER#<user>` | `ACTIVATION-SENT` | when the activation letter was sent again last; expires |
//! | accounts | `USER#<user>` | `ADDITION#<idempotency key>` | a user that this user added; expires after 24 hours |
//! | accounts | `LISTING#<place>#<class>` | `<last name>#<first name>#<user>` | a user in the list of a school, an LEA or the state: name, address, state, roles of the class, affidavits |
//! | accounts | `HOLDERS#<organization>` | `<year>#<role>` | who coordinates the CAASPP or the ELPAC of an LEA in a year |
//! | directory | `ORGANIZATION#<code>` | `ORGANIZATION` | a county, LEA or school |
//! | students | `STUDENT#<student>` | `PROFILE` | the student as CALPADS has it, with the keys of the 18 search indexes |
//! | students | `STUDENT#<student>` | `SECOND-ENROLLMENT` | the same keys for a second enrolment, where there is one |
//! | students | `STUDENT#<student>` | `ASSIGNMENTS#<year>` | all test assignments of an administration year |
//! | students | `STUDENT#<student>` | `SAVE#<user>#<idempotency key>` | a save that was committed; expires after 24 hours |
//! | compliance | `REVIEW#<review>` | `REVIEW` | a review: LEA, program, instruments, schedule, sites, state, contributors, how many findings are unresolved |
//! | compliance | `REVIEW#<review>` | `ITEM#<item>` | an item of an instrument: number, core or supporting, citation, text |
//! | compliance | `REVIEW#<review>` | `REQUEST#<evidence request>` | an evidence request; by the day it is due |
//! | compliance | `REVIEW#<review>` | `DOCUMENT#<document>` | a document: name, type, size, hash, who, when, for what, how far it came; while awaited by the day its ticket ends |
//! | compliance | `REVIEW#<review>` | `COMMENT#<target>#<time>#<comment>` | a comment; by the day it was written |
//! | compliance | `REVIEW#<review>` | `COMMENT#PLACE#<comment>` | where a comment stands, by its id: a repeat finds it |
//! | compliance | `REVIEW#<review>` | `FINDING#<finding>` | a finding with its resolution and agreement; while it awaits the LEA by the day it is due |
//! | compliance | `REVIEWS#<list>` | `<last day>#<review>` | a copy of the review in the list of an LEA, an instrument, a contributor, or of all |
//! | compliance | `PROGRAMS` | `CONTACT#<program>` | whom an LEA asks about a program, where that was changed |
//! | compliance | `REMINDERS` | `DONE` | the last day of which reminders, digests and ended tickets are done |
//! | bulletins | `BULLETIN#<bulletin>` | `BULLETIN` | a bulletin as it is: headline, day, audience, sections in Markdown, draft, scheduled or published, corrections |
//! | bulletins | `BULLETIN#<bulletin>` | `VERSION#<version>` | a version of it that was replaced |
//! | bulletins | `BULLETINS#DESK` | `<bulletin>` | a bulletin that is not published, without its text |
//! | bulletins | `BULLETINS#SCHEDULE` | `<time>#<bulletin>` | a bulletin that is to be published at a time |
//! | bulletins | `BULLETINS#<year>` | `<day>#<time>#<bulletin>` | a bulletin that was published in the year, without its text but with its words |
//! | bulletins | `STATUS` | `NOTICE#<notice>` | a planned downtime or known issue that nobody closed |
//! | bulletins | `STATUS#<year>` | `NOTICE#<notice>` | one that was closed in the year |
//! | bulletins | `SECOND-SCORING#<year>` | `<code>` | a school of second scoring in the year: name, LEA, form, the form its coordinators were told of |
//! | bulletins | `ANSWERS` | `<answer>` | a question with its answer in Markdown, its topics and the day it was last looked at |
//! | bulletins | `CONTACTS` | `<place>` | a help desk, office or success agent, in the order of the list |
//! | bulletins | `NOTIFICATION#<notification>` | `NOTIFICATION` | a notification to an LEA as it is: subject, text, organization, roles, days, whether it was mailed or withdrawn |
//! | bulletins | `NOTIFICATIONS#<lea>` | `<last day>#<notification>` | a copy of it in the list of its LEA, unless it was withdrawn |
//! | bulletins | `NOTIFICATIONS#DUE` | `<first day>#<notification>` | a notification that is to be mailed on its first day |
//! | bulletins | `CALENDAR` | `<day>#<time>#<event>` | a training by the day and time when it begins, an opportunity by the day on which it closes |
//! | bulletins | `CALENDAR#WINDOWS` | `<last day>##<event>` | a test window |
//! | bulletins | `CALENDAR#NOTICES` | `<time>#<event>#<kind>` | that those registered for a training are to be reminded, or told that it was moved or withdrawn |
//! | bulletins | `CALENDAR-EVENT#<event>` | `EVENT` | an event of the calendar as it is, and how many registered for it alone |
//! | bulletins | `ROLL#<roll>` | `USER#<user>` | that somebody registered: name, role, when |
//! | bulletins | `ROLL#<roll>` | `SESSION#<time>#<event>` | a copy of a training of the series |
//! | bulletins | `REGISTRATIONS#<user>` | `<year>#<roll>` | that the user registered, for a training or a series |
//! | mail | `MAIL#<letter>` | `LETTER` | a letter: to whom, what it says, how far it came; never an address or a token; expires |
//! | mail | `MAIL#<letter>` | `NUDGE#<time>` | that an operator wants the letter looked at again; expires |
//! | mail | `CIRCULAR#<circular>` | `CIRCULAR` | a letter to everybody of an audience: whom to look for, what it says, how far down the list it came; expires |
//! | mail | `CIRCULAR#<circular>` | `NUDGE#<time>` | that an operator wants the circular looked at again; expires |
//! | mail | `ADDRESS#<hash of address>` | `SUPPRESSION` | that the address bounced or complained: nothing is sent there; expires |
//! | mail | `SUBSCRIBER#<user>` | `UNSUBSCRIPTION` | that the user wants no bulletins and notifications by mail |
//! | mail | `PACE` | `SLOTS` | the first slot to send in that nobody took |
//! | audit | `STUDENT#<student>` | `<time>#<request>` | a view or change of the student |
//! | audit | `USER#<user>` | `<time>#<request>` | a sign-in, sign-out, search or refused look-up of the user |
//! | audit | `LOGIN#<hash of user name>` | `<time>#<request>` | a failed sign-in, a link that was asked for |
//! | audit | `REVIEW#<review>` | `<time>#<request>` | a change of the review, or a document of it that was opened |
//! | audit | `PROGRAM#<program>` | `<time>#<request>` | a change of whom an LEA asks about the program |
//! | audit | `BULLETIN#<bulletin>` | `<time>#<request>` | a change of the bulletin |
//! | audit | `CALENDAR-EVENT#<event>` | `<time>#<request>` | a change of the event, or that somebody registered for it or ended that |
//! | audit | `STATUS-NOTICE#<notice>` | `<time>#<request>` | a change of the notice about the systems |
//! | audit | `NOTIFICATION#<notification>` | `<time>#<request>` | a change of the notification |
//!
//! # The table of objects
//!
//! | bucket | key | what |
//! |---|---|---|
//! | documents | `quarantine/<document>` | a document as it arrived, until it is settled; expires after two days |
//! | documents | `clean/<document>` | a document that was checked and may be downloaded |
//! | the portal's | `status.json` | a copy of the status of the systems, not older than a minute |
//! | seals | `<day>/<hash>.json` | what rows of the audit trail were when they came |
//!
//! A create is conditional on absence, an update on the version read. Each handle (`Callers`, `Records`, …) holds what one
//! kind of work needs and says in `GRANTS` which actions that takes; a function's role is the sum of its handles.

mod audit;
mod batch;
mod client;
mod commit;
mod cursor;
mod expiry;
mod files;
mod grant;
mod item;
mod keys;
mod trust;

pub mod accounts;
pub mod bulletins;
pub mod compliance;
pub mod directory;
pub mod mail;
pub mod seals;
pub mod students;

pub use audit::{History, Trail};
pub use client::{Dynamo, connect, connect_as_operator, connect_with, timeouts};
pub use cursor::{CursorKey, NONCE_BYTES};
pub use files::{Files, connect_files, connect_files_as_operator, connect_files_with, file_timeouts};
pub use grant::{Grant, On, SealBucket, Shelf, StatusFile, Table};
pub use item::{Item, item};
pub use keys::{Partition, Sort};
pub use trust::trusting_amazon;
