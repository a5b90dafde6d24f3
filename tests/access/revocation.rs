//! A right taken away while a request is under way: whatever of it is not committed by then never is.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use domain::ids::UserId;
use serde_json::{Value, json};
use store::{Item, Table};
use testkit::{Answer, Browser, Call, Copied};

use crate::number;
use crate::oracle::Expected;
use crate::people::{signed_in, somebody};
use crate::places::STATE;
use crate::relation::{Relation, seat};
use crate::rows::{Needs, Request, Row};
use crate::scene::{Scene, Stage, on_stage, send};

/// How a right is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    RoleTaken,
    RoleTakenAndGivenBack,
    Deactivated,
    DeactivatedAndActive,
    SessionsEnded,
    EndedByTheOwner,
}

pub(crate) const KINDS: [Kind; 6] = [
    Kind::RoleTaken,
    Kind::RoleTakenAndGivenBack,
    Kind::Deactivated,
    Kind::DeactivatedAndActive,
    Kind::SessionsEnded,
    Kind::EndedByTheOwner,
];

/// A request that writes, by whom, and how many calls it makes.
pub(crate) struct Writer<'a> {
    pub(crate) operation: &'static str,
    pub(crate) role: &'static str,
    pub(crate) calls: usize,
    name: String,
    browser: Browser,
    request: Request,
    /// What the tables hold before it.
    kept: &'a Copied,
}

/// Takes the right of the caller of `role`, who is signed in with `owner`, away, over the API.
async fn revoke(scene: &Scene, owner: &Browser, role: &'static str, kind: Kind) {
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
            let _ = owner.clone().delete("/v1/account/sessions").await.expect(204);
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

/// The tables that calls changed, but for the audit trail: that a record was looked at is noted also of who may no more.
fn changed(calls: &[Call]) -> Vec<Table> {
    let done = calls.iter().filter(|call| call.succeeded).flat_map(Call::changes);
    done.filter(|table| *table != Table::Audit).collect()
}

impl<'a> Writer<'a> {
    /// A request that changes something when nobody comes between; everything is put back. None if it changes nothing.
    pub(crate) async fn found(
        scene: &Scene,
        kept: &'a Copied,
        (role, browser): (&'static str, Browser),
        (operation, name): (&'static str, String),
        request: Request,
    ) -> Option<Self> {
        let _ = scene.world.calls.take();
        let answer = send(&mut browser.clone(), &request).await;
        let calls = scene.world.calls.take();
        if changed(&calls).is_empty() {
            return None;
        }
        assert!(answer.status.is_success(), "{name}, {role}: {} {}", answer.status, answer.text);
        scene.world.put_back(kept);
        let calls = calls.iter().filter(|call| call.level > 0).count();
        Some(Self { operation, role, calls, name, browser, request, kept })
    }

    /// What a revocation leaves of the account. It is one transaction, so to write this is to take the right away at one moment.
    pub(crate) async fn revoked(&self, scene: &Scene, kind: Kind) -> Vec<Item> {
        revoke(scene, &self.browser, self.role, kind).await;
        let account = scene.world.account(scene.callers[self.role].person.id).await;
        assert_eq!(account.len(), 2, "profile and password");
        scene.world.put_back(self.kept);
        account
    }

    /// Sends the request with `browser`, and takes the right away before the call of this number.
    pub(crate) async fn sent(&self, scene: &Scene, browser: &mut Browser, account: Vec<Item>, call: usize) -> Answer {
        let _ = scene.world.calls.take();
        scene.meanwhile.before_call(call, scene.world.loading(Table::Accounts, account));
        let answer = send(browser, &self.request).await;
        let Self { name, role, calls, .. } = self;
        assert!(scene.meanwhile.happened(), "{name}, {role}: {calls} calls were planned for: {}", answer.text);
        answer
    }

    /// Sends the request, takes the right away before the call of this number, and says whether that stopped it: nothing may
    /// be committed afterwards, and nobody may be told that it was.
    pub(crate) async fn interleaved(&self, scene: &Scene, account: Vec<Item>, kind: Kind, call: usize) -> bool {
        let answer = self.sent(scene, &mut self.browser.clone(), account, call).await;
        let name = || format!("{}, {}, {kind:?} before call {call}", self.name, self.role);
        let calls = scene.world.calls.take();
        let (before, after) = calls.split_at(call.min(calls.len()));
        let late = changed(after);
        assert!(late.is_empty(), "{}: {late:?} changed after that: {} {}", name(), answer.status, answer.text);
        let committed = !changed(before).is_empty();
        assert!(committed || !answer.status.is_success(), "{}: {} {}", name(), answer.status, answer.text);
        assert!(!answer.status.is_server_error(), "{}: {} {}", name(), answer.status, answer.text);
        scene.world.put_back(self.kept);
        !committed
    }
}

/// Every request of the rows that changes something when nobody comes between, in each role that may send it.
async fn writers<'a>(scene: &Scene, stage: &'a Stage, rows: &[Row]) -> Vec<Writer<'a>> {
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.needs != Needs::Nothing && !row.is_of_the_session) {
        for role in scene.oracle.roles.iter().copied() {
            let whose = scene.whose(row, role, Relation::OwnSchool);
            if scene.oracle.expects(row, role, Relation::OwnSchool, whose) != Expected::Done {
                continue;
            }
            let ids = scene.ids(role, Relation::OwnSchool);
            let request = row.request(&scene.operations[row.operation], &ids);
            let (caller, named) = ((role, stage.browser(role)), (row.operation, row.name()));
            found.extend(Writer::found(scene, &stage.kept, caller, named, request).await);
        }
    }
    found
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
                None => writer.revoked(scene, *kind).await,
            };
            accounts.insert((writer.role, *kind), account.clone());
            stopped += usize::from(writer.interleaved(scene, account, *kind, *call).await);
            run += 1;
        }
        let operations: BTreeSet<_> = writers.iter().map(|writer| writer.operation).collect();
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
