//! Adding many users by a file: first looked through, then committed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::extract::State;
use axum::http::StatusCode;
use domain::access::{Caller, NotReady, OrganizationCode, Right};
use domain::accounts::manage::{Added, Refusal, add};
use domain::accounts::upload::{Fault, MAX_BYTES, UploadedUser, people, read};
use domain::year::AdministrationYear;
use edge::{CurrentRequest, Field, FieldErrors, Json, Problem, Refusals, SessionToken};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::accounts::UserOutcome;
use utoipa::ToSchema;

use crate::fields::fingerprint;
use crate::{Deps, entry, seat};

/// A file of users, as text in JSON: no form of another site can send it.
#[derive(Deserialize, ToSchema)]
#[schema(as = UserUpload)]
pub(crate) struct UploadBody {
    /// The file, at most 500 rows and 200 KiB. The first line names the columns, in any order: `First name`, `Last name`,
    /// `CDS code`, `E-mail address`, `Telephone number`, `Role in organization`.
    #[serde(default)]
    #[schema(value_type = String, required)]
    csv: Field<String>,
    /// Commits what was looked through before.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    commit: Field<bool>,
    /// What the look-through answered; needed to commit, so that the same file is committed that was looked at.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    digest: Field<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

struct Wanted {
    csv: String,
    commit: bool,
    digest: Option<String>,
}

impl UploadBody {
    fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        let csv = errors.required("/csv", self.csv);
        let commit = errors.optional("/commit", self.commit).unwrap_or_default();
        let digest = errors.optional("/digest", self.digest);
        if csv.as_ref().is_some_and(|csv| csv.len() > MAX_BYTES) {
            errors.push("/csv", "must have at most 200 KiB; split it into several files");
        }
        if commit && digest.is_none() {
            errors.push("/digest", "is needed to commit: send the file without commit first and look at the answer");
        }
        errors.unknown("", &self.unknown);
        match csv {
            Some(csv) if errors.is_empty() => Ok(Wanted { csv, commit, digest }),
            _ => Err(errors.into_problem()),
        }
    }
}

/// Something wrong with the file; the same fault of many rows is one entry.
#[derive(Serialize, ToSchema)]
#[schema(as = UploadFault)]
struct FaultAnswer {
    /// The first line that has it, from 1; the line of column names is 1.
    line: u64,
    /// All lines that have it.
    lines: Vec<u64>,
    /// How many.
    count: usize,
    /// None for the row or the file as a whole.
    #[schema(value_type = Option<String>)]
    column: Option<&'static str>,
    problem: String,
    #[schema(value_type = String)]
    remedy: &'static str,
}

/// What becomes of one person of the file.
#[derive(Serialize, ToSchema)]
#[schema(as = UploadRow)]
struct RowAnswer {
    /// The lines that are about them.
    lines: Vec<u64>,
    /// `add`, `give-role`, `unchanged`; `not-done` after a commit that somebody else overtook: send the file again.
    #[schema(value_type = String)]
    outcome: &'static str,
}

/// What is wrong with a file, or what it comes to.
#[derive(Serialize, ToSchema)]
#[schema(as = UserUploadResult)]
pub(crate) struct UploadAnswer {
    /// Whether it was committed; else nothing was changed.
    committed: bool,
    /// What is wrong. While anything is, nothing is committed.
    faults: Vec<FaultAnswer>,
    /// What becomes, or became, of each person, in the order of the file.
    rows: Vec<RowAnswer>,
    /// How many persons each outcome has.
    #[schema(value_type = std::collections::BTreeMap<String, usize>)]
    counts: BTreeMap<&'static str, usize>,
    /// To be sent back to commit; none while anything is wrong.
    digest: Option<String>,
}

const ADD: &str = "add";
const GIVE_ROLE: &str = "give-role";
const UNCHANGED: &str = "unchanged";
const NOT_DONE: &str = "not-done";

/// Add many users by a file
///
/// Without `commit` the file is looked through: everything wrong is named with line, column and remedy, and else what it
/// comes to for each person. With `commit` and the digest of that answer it is committed, each person whole. The same file
/// again changes nothing and takes up what was cut off. Roles are for this administration year.
#[utoipa::path(
    post,
    path = "/v1/users/uploads",
    operation_id = "upload-users",
    tag = "accounts",
    request_body = UploadBody,
    responses((status = 200, description = "What is wrong, or what it comes to", body = UploadAnswer), Refusals)
)]
pub(crate) async fn upload_users(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Json(body): Json<UploadBody>,
) -> Result<Json<UploadAnswer>, Problem> {
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let wanted = body.check();
    let (rows, mut faults) = wanted.as_ref().map_or_else(|_| Default::default(), |wanted| read(&wanted.csv));
    let codes: BTreeSet<OrganizationCode> = rows.iter().map(|row| row.organization).collect();
    let ids: BTreeSet<_> = rows.iter().map(|row| deps.login_key.user(&row.username)).collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let directory = async { Ok(deps.organizations.read_many(&codes).await?) };
    let accounts = async { Ok(deps.users.read_all(&ids).await?) };
    let (caller, directory, mut accounts) = tokio::try_join!(deps.caller(&request, &token, now), directory, accounts)?;
    caller.has(Right::ChangeUsers, this_year)?;
    let wanted = wanted?;
    let id = |username: &_| deps.login_key.user(username);
    let (people, more) = people(&caller, rows, |code| seat(&directory, code), id, this_year);
    faults.extend(more);
    let mut decided = Vec::new();
    for UploadedUser { lines, new, granted } in people {
        let account = accounts.remove(&new.id);
        match add(&caller, new, account, granted, this_year) {
            Ok(added) => decided.push((lines, added)),
            Err(refusal) => faults.push(refused(&lines, refusal)),
        }
    }
    if !faults.is_empty() {
        let answer = UploadAnswer {
            committed: false,
            faults: grouped(faults),
            rows: Vec::new(),
            counts: BTreeMap::new(),
            digest: None,
        };
        return if wanted.commit { Err(not_committed(&answer)) } else { Ok(Json(answer)) };
    }
    let digest = digest(&caller, &wanted.csv)?;
    if wanted.commit && wanted.digest.as_deref() != Some(&digest) {
        return Err(other_file());
    }
    let mut rows: Vec<RowAnswer> = decided.iter().map(|(lines, added)| row(lines, added)).collect();
    if wanted.commit {
        commit(&deps, &caller, &request, now, &decided, &mut rows).await?;
    }
    let mut counts = BTreeMap::new();
    for row in &rows {
        *counts.entry(row.outcome).or_default() += 1;
    }
    Ok(Json(UploadAnswer { committed: wanted.commit, faults: Vec::new(), rows, counts, digest: Some(digest) }))
}

fn row(lines: &[u64], added: &Added) -> RowAnswer {
    let outcome = match added {
        Added::Account(_) => ADD,
        Added::Roles(..) => GIVE_ROLE,
        Added::Unchanged(_) => UNCHANGED,
    };
    RowAnswer { lines: lines.to_vec(), outcome }
}

/// Commits what was decided, and notes whom somebody else overtook.
async fn commit(
    deps: &Deps,
    caller: &Caller,
    request: &CurrentRequest,
    now: Timestamp,
    decided: &[(Vec<u64>, Added)],
    rows: &mut [RowAnswer],
) -> Result<(), Problem> {
    let (mut changes, mut places) = (Vec::new(), Vec::new());
    for (place, (_, added)) in decided.iter().enumerate() {
        let (before, after) = match added {
            Added::Account(after) => (None, after),
            Added::Roles(before, after) => (Some(&**before), after),
            Added::Unchanged(_) => continue,
        };
        let entry = entry(caller, request, now, after, Right::ChangeUsers);
        changes.push(deps.prepared(entry, before, after, now));
        places.push(place);
    }
    let outcomes = deps.users.commit_all(caller, &changes, now).await?;
    for (number, place) in places.into_iter().enumerate() {
        match outcomes.get(number) {
            Some(UserOutcome::Done) => {}
            Some(UserOutcome::Revoked) | None => return Err(NotReady::NotSignedIn.into()),
            Some(_) => {
                if let Some(row) = rows.get_mut(place) {
                    row.outcome = NOT_DONE;
                }
            }
        }
    }
    Ok(())
}

fn refused(lines: &[u64], refusal: Refusal) -> Fault {
    let line = lines.first().copied().unwrap_or(1);
    let remedy = "leave the row out";
    Fault { line, column: None, problem: refusal.to_string().into(), remedy }
}

/// The same fault of many rows once, in the order of the file.
fn grouped(faults: Vec<Fault>) -> Vec<FaultAnswer> {
    let mut places: HashMap<(Option<&'static str>, String), usize> = HashMap::new();
    let mut groups: Vec<FaultAnswer> = Vec::new();
    for fault in faults {
        let column = fault.column.map(domain::accounts::upload::UploadColumn::code);
        let problem = fault.problem.into_owned();
        if let Some(group) = places.get(&(column, problem.clone())).and_then(|place| groups.get_mut(*place)) {
            group.count += 1;
            group.lines.push(fault.line);
            continue;
        }
        places.insert((column, problem.clone()), groups.len());
        let (line, remedy) = (fault.line, fault.remedy);
        groups.push(FaultAnswer { line, lines: vec![line], count: 1, column, problem, remedy });
    }
    groups.sort_by_key(|group| group.line);
    groups
}

/// What tells this file in this role from any other.
fn digest(caller: &Caller, csv: &str) -> Result<String, Problem> {
    let role = &caller.role;
    fingerprint(&json!([
        caller.user.to_string(),
        role.role.code(),
        role.organization.to_string(),
        role.year.to_string(),
        csv,
    ]))
}

fn not_committed(answer: &UploadAnswer) -> Problem {
    let title = "The file has faults, so nothing was committed";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "users.upload-refused", title)
        .detail("Correct them and have the file looked through again.")
        .with("faults", &answer.faults)
}

fn other_file() -> Problem {
    let title = "This is not the file that was looked through";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "users.upload-not-looked-through", title)
        .detail("Send it without commit first, look at the answer, then commit it with the digest of that answer.")
}
