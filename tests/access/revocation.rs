//! A right taken away while a request is under way: whatever of it is not committed by then never is.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use domain::ids::UserId;
use serde_json::{Value, json};
use store::{Item, Table};
use testkit::{Browser, Call};

use crate::ids::Ids;
use crate::number;
use crate::oracle::Expected;
use crate::people::{signed_in, somebody};
use crate::places::STATE;
use crate::relation::{Relation, seat};
use crate::rows::{Needs, Row};
use crate::scene::{Scene, Stage, on_stage, send};

/// How a right is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    RoleTaken,
    RoleTakenAndGivenBack,
    Deactivated,
    DeactivatedAndActive,
    SessionsEnded,
    EndedByTheOwner,
}

const KINDS: [Kind; 6] = [
    Kind::RoleTaken,
    Kind::RoleTakenAndGivenBack,
    Kind::Deactivated,
    Kind::DeactivatedAndActive,
    Kind::SessionsEnded,
    Kind::EndedByTheOwner,
];

/// A request that writes, by whom, and how many calls it makes.
struct Writer<'a> {
    row: &'a Row,
    role: &'static str,
    ids: Ids,
    calls: usize,
}

/// Takes the right of the caller of `role` away, over the API.
async fn revoke(scene: &Scene, stage: &Stage, role: &'static str, kind: Kind) {
    let user = scene.callers[role].person.id;
    let held = json!({"role": role, "organization": seat(scene.oracle.level(role)).code, "year": "2026-27"});
    match kind {
        Kind::RoleTaken => change(scene, user, json!({"roles": {"remove": [held]}})).await,
        Kind::RoleTakenAndGivenBack => {
            // Another role keeps the account in sight meanwhile.
            let other = if role == "help-desk" { "bulletin-editor" } else { "help-desk" };
            let other = json!({"role": other, "organization": "CA", "year": "2026-27"});
            let mut given = held.clone();
            if role == "compliance-monitor" {
                given["instruments"] = json!(["english-learner"]);
            }
            change(scene, user, json!({"roles": {"add": [other], "remove": [held]}})).await;
            change(scene, user, json!({"roles": {"add": [given], "remove": [other]}})).await;
        }
        Kind::Deactivated => change(scene, user, json!({"state": "deactivated"})).await,
        Kind::DeactivatedAndActive => {
            change(scene, user, json!({"state": "deactivated"})).await;
            change(scene, user, json!({"state": "active"})).await;
        }
        Kind::SessionsEnded => {
            let _ = administrator(scene).await.delete(&format!("/v1/users/{user}/sessions")).await.expect(204);
        }
        Kind::EndedByTheOwner => {
            let _ = stage.browser(role).delete("/v1/account/sessions").await.expect(204);
        }
    }
}

/// Nobody changes their own account, so it is another administrator than the one who asks.
async fn administrator(scene: &Scene) -> Browser {
    let user = scene.active_users().find(|user| user.role == "state-administrator").unwrap();
    signed_in(&scene.world, &somebody(&user.email, user.role, "state", STATE)).await
}

async fn change(scene: &Scene, user: UserId, mut body: Value) {
    let mut administrator = administrator(scene).await;
    let path = format!("/v1/users/{user}");
    let etag = administrator.get(&path).await.expect(200).header("etag").unwrap().to_owned();
    body["confirm_last_coordinator"] = json!(true);
    let answer = administrator.send(Method::PATCH, &path, &[("if-match", &etag)], Some(&body)).await;
    assert!(answer.status.is_success(), "{}", answer.text);
}

/// What a revocation leaves of the account. It is one transaction, so to write this is to take the right away at one moment.
async fn revoked(scene: &Scene, stage: &Stage, role: &'static str, kind: Kind) -> Vec<Item> {
    revoke(scene, stage, role, kind).await;
    let account = scene.world.account(scene.callers[role].person.id).await;
    assert_eq!(account.len(), 2, "profile and password");
    scene.world.put_back(&stage.kept);
    account
}

/// The tables that calls changed, but for the audit trail: that a record was looked at is noted also of who may no more.
fn changed(calls: &[Call]) -> Vec<Table> {
    let done = calls.iter().filter(|call| call.succeeded).flat_map(Call::changes);
    done.filter(|table| *table != Table::Audit).collect()
}

/// Every request that changes something when nobody comes between, in each role that may send it.
async fn writers<'a>(scene: &Scene, stage: &Stage, rows: &'a [Row]) -> Vec<Writer<'a>> {
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.needs != Needs::Nothing && !row.is_of_the_session) {
        for role in scene.oracle.roles.iter().copied() {
            let whose = scene.whose(row, role, Relation::OwnSchool);
            if scene.oracle.expects(row, role, Relation::OwnSchool, whose) != Expected::Done {
                continue;
            }
            let ids = scene.ids(role, Relation::OwnSchool);
            let _ = scene.world.calls.take();
            let _ = send(&mut stage.browser(role), &row.request(&scene.operations[row.operation], &ids)).await;
            let calls = scene.world.calls.take();
            let sent = calls.iter().filter(|call| call.level > 0).count();
            if !changed(&calls).is_empty() {
                scene.world.put_back(&stage.kept);
                found.push(Writer { row, role, ids, calls: sent });
            }
        }
    }
    found
}

/// Sends a request, takes the right away before the call of this number, and says whether that stopped it: nothing may be
/// committed afterwards, and nobody may be told that it was.
async fn interleaved(
    scene: &Scene,
    stage: &Stage,
    writer: &Writer<'_>,
    account: Vec<Item>,
    what: (Kind, usize),
) -> bool {
    let (kind, call) = what;
    let _ = scene.world.calls.take();
    scene.meanwhile.before_call(call, scene.world.loading(Table::Accounts, account));
    let request = writer.row.request(&scene.operations[writer.row.operation], &writer.ids);
    let answer = send(&mut stage.browser(writer.role), &request).await;
    let name = || format!("{}, {}, {kind:?} before call {call}", writer.row.name(), writer.role);
    assert!(scene.meanwhile.happened(), "{}: {} calls were planned for: {}", name(), writer.calls, answer.text);
    let calls = scene.world.calls.take();
    let (before, after) = calls.split_at(call.min(calls.len()));
    let late = changed(after);
    assert!(late.is_empty(), "{}: {late:?} changed after that: {} {}", name(), answer.status, answer.text);
    let committed = !changed(before).is_empty();
    assert!(committed || !answer.status.is_success(), "{}: {} {}", name(), answer.status, answer.text);
    assert!(!answer.status.is_server_error(), "{}: {} {}", name(), answer.status, answer.text);
    scene.world.put_back(&stage.kept);
    !committed
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
fn of_a_request_whose_right_is_taken_away_nothing_is_committed_afterwards() {
    let wanted = number("OPENTOMS_INTERLEAVINGS", 60);
    on_stage(async |scene, rows| {
        let stage = scene.stage(Relation::OwnSchool).await;
        let writers = writers(scene, &stage, rows).await;
        let kinds = |writer| KINDS.into_iter().map(move |kind| (writer, kind));
        let every: Vec<_> = writers
            .iter()
            .flat_map(kinds)
            .flat_map(|(writer, kind): (&Writer<'_>, Kind)| (0..writer.calls).map(move |call| (writer, kind, call)))
            .collect();
        // All of them once if there are so many to be run, and then over again; else evenly spread.
        let stride = (every.len() / wanted).max(1);
        let mut accounts: BTreeMap<(&str, Kind), Vec<Item>> = BTreeMap::new();
        let (mut run, mut stopped) = (0, 0);
        for (writer, kind, call) in every.iter().cycle().step_by(stride).take(wanted) {
            let account = match accounts.get(&(writer.role, *kind)) {
                Some(account) => account.clone(),
                None => revoked(scene, &stage, writer.role, *kind).await,
            };
            accounts.insert((writer.role, *kind), account.clone());
            stopped += usize::from(interleaved(scene, &stage, writer, account, (*kind, *call)).await);
            run += 1;
        }
        let operations: BTreeSet<_> = writers.iter().map(|writer| writer.row.operation).collect();
        println!(
            "{} operations that write, {} with the roles that may: {} interleavings with {} kinds of revocation",
            operations.len(),
            writers.len(),
            every.len(),
            KINDS.len()
        );
        println!(
            "{run} run: {stopped} stopped with nothing stored, {} had committed before; 0 committed after",
            run - stopped
        );
        assert_eq!(run, wanted);
        stage.end(scene);
    });
}
