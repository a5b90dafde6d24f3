//! Every operation in every role in every relation.

use std::collections::BTreeSet;

use serde_json::Value;
use store::Table;
use testkit::{Answer, Browser, Call};

use crate::ids::Ids;
use crate::marks::Kind;
use crate::number;
use crate::oracle::Expected;
use crate::places::Place;
use crate::relation::Relation;
use crate::rows::{Needs, Row, all};
use crate::scene::{Scene, Stage, on_stage, send};

/// The relations that are always tried in whole; of the others every n-th cell, unless all are asked for.
const CORE: [Relation; 2] = [Relation::OwnSchool, Relation::Charter];

/// How many of the cells that are wrong a failure names.
const MOST_SHOWN: usize = 50;

/// What came out.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) cells: usize,
    done: usize,
    refused: usize,
    as_if_absent: usize,
    disagreements: Vec<String>,
    foreign: Vec<String>,
}

/// One cell: what is asked, by whom, about what.
pub(crate) struct Cell<'a> {
    pub(crate) row: &'a Row,
    pub(crate) role: &'static str,
    pub(crate) relation: Relation,
    pub(crate) expected: Expected,
    pub(crate) ids: Ids,
}

/// What came back, and what was called for it.
struct Seen {
    answer: Answer,
    calls: Vec<Call>,
}

impl Seen {
    /// What must not tell one record from another.
    fn comparable(&self) -> (u16, Value, Vec<(String, String, usize)>) {
        let body = if self.answer.text.starts_with('{') {
            self.answer.without_request_id()
        } else {
            self.answer.text.as_str().into()
        };
        let mut calls: Vec<_> =
            self.calls.iter().map(|call| (call.operation.clone(), format!("{:?}", call.used), call.level)).collect();
        calls.sort();
        (self.answer.status.as_u16(), body, calls)
    }

    /// Whether a table other than the audit trail was changed.
    fn changed(&self) -> bool {
        self.calls.iter().filter(|call| call.succeeded).flat_map(Call::changes).any(|table| table != Table::Audit)
    }

    fn is_problem(&self, status: u16, kind: &str) -> bool {
        let problem = format!("/problems/{kind}");
        self.answer.status == status && self.answer.json()["type"] == problem.as_str()
    }
}

impl Cell<'_> {
    fn name(&self) -> String {
        format!("{}, {:?}, {}", self.row.name(), self.relation, self.role)
    }

    /// Sends the request about what `ids` name.
    async fn ask(&self, scene: &Scene, browser: &mut Browser, ids: &Ids) -> Seen {
        let request = self.row.request(&scene.operations[self.row.operation], ids);
        let _ = scene.world.calls.take();
        let answer = send(browser, &request).await;
        Seen { answer, calls: scene.world.calls.take() }
    }

    /// Whether a request was answered as it must be.
    fn agrees(&self, seen: &Seen) -> bool {
        let done = || {
            let body = serde_json::from_str(&seen.answer.text).unwrap_or_default();
            self.row.answers.contains(&seen.answer.status.as_u16()) && (self.row.is_done)(&body)
        };
        match self.expected {
            Expected::Done => done(),
            Expected::Refused(status, kind) => seen.is_problem(status, kind),
            // Compared with what does not exist, by the caller.
            Expected::AsIfAbsent => !seen.answer.status.is_server_error(),
        }
    }
}

impl Report {
    fn disagrees(&mut self, cell: &Cell<'_>, seen: &Seen, why: &str) {
        let (status, text) = (seen.answer.status, &seen.answer.text);
        let short: String = text.chars().take(300).collect();
        self.disagreements.push(format!("{}: {:?}, {why}: {status} {short}", cell.name(), cell.expected));
    }

    /// Looks for marks of whom the caller has nothing to do with.
    fn look(&mut self, scene: &Scene, cell: &Cell<'_>, text: &str) {
        let nothing = cell.relation.ends_the_session();
        let is_foreign = |mark: &(Place, Kind)| {
            let public = cell.row.needs == Needs::Nothing;
            (nothing && !public) || !scene.oracle.may_show(cell.row, cell.role, *mark)
        };
        let foreign: Vec<_> = scene.marks.in_text(text).into_iter().filter(is_foreign).collect();
        if !foreign.is_empty() {
            let (row, role, relation) = (cell.row.name(), cell.role, cell.relation);
            let mut first: Vec<_> = foreign.iter().map(|(place, kind)| format!("{} {kind:?}", place.name)).collect();
            first.sort();
            first.dedup();
            self.foreign.push(format!("{row}, {relation:?}, {role}: {}", first.join(", ")));
        }
    }

    fn look_at(&mut self, scene: &Scene, cell: &Cell<'_>, seen: &Seen) {
        let headers: Vec<_> = seen.answer.headers.values().filter_map(|value| value.to_str().ok()).collect();
        self.look(scene, cell, &format!("{} {}", seen.answer.text, headers.join(" ")));
    }
}

impl Report {
    /// The figures.
    #[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
    pub(crate) fn print(&self) {
        let Self { cells, done, refused, as_if_absent, disagreements, foreign } = self;
        println!("{cells} run: {done} done, {refused} refused, {as_if_absent} as if there were no such record");
        println!("{} disagreements, {} foreign marks", disagreements.len(), foreign.len());
    }

    pub(crate) fn assert_right(&self) {
        let Self { disagreements, foreign, .. } = self;
        let shown = |wrong: &[String]| wrong.iter().take(MOST_SHOWN).cloned().collect::<Vec<_>>().join("\n");
        assert!(disagreements.is_empty() && foreign.is_empty(), "{}\n{}", shown(disagreements), shown(foreign));
    }
}

/// The rows of mail that are not in `before`.
async fn new_mail(scene: &Scene, before: &[Value]) -> Vec<String> {
    let rows = scene.world.items(Table::Mail).await;
    rows.iter().filter(|row| !before.contains(row)).map(Value::to_string).collect()
}

/// All that a refused request must leave alone.
pub(crate) async fn stored(scene: &Scene) -> Vec<Value> {
    let mut all = Vec::new();
    for table in Table::ALL.into_iter().filter(|table| *table != Table::Audit) {
        all.extend(scene.world.items(table).await);
    }
    all
}

/// Tries a request that must be refused, and the same about what does not exist.
pub(crate) async fn refused(scene: &Scene, stage: &Stage, cell: &Cell<'_>, report: &mut Report) {
    let mut browser = stage.browser(cell.role);
    let seen = cell.ask(scene, &mut browser, &cell.ids).await;
    report.look_at(scene, cell, &seen);
    if !cell.agrees(&seen) {
        report.disagrees(cell, &seen, "it was answered otherwise");
    }
    if seen.changed() {
        report.disagrees(cell, &seen, "something was stored");
    }
    if cell.expected == Expected::AsIfAbsent {
        report.as_if_absent += 1;
        let absent = cell.ask(scene, &mut stage.browser(cell.role), &cell.ids.absent()).await;
        let (there, not_there) = (seen.comparable(), absent.comparable());
        if there != not_there {
            report.disagrees(cell, &seen, &format!("what does not exist differs: {not_there:?} is not {:?}", there.2));
        }
    } else {
        report.refused += 1;
    }
}

/// Tries a request that must be done, or that the public may send, and puts everything back.
pub(crate) async fn done(scene: &Scene, stage: &Stage, cell: &Cell<'_>, mail: &[Value], report: &mut Report) {
    *(if cell.expected == Expected::Done { &mut report.done } else { &mut report.refused }) += 1;
    let seen = cell.ask(scene, &mut stage.browser(cell.role), &cell.ids).await;
    report.look_at(scene, cell, &seen);
    if !cell.agrees(&seen) {
        report.disagrees(cell, &seen, "it was not done");
    }
    if seen.calls.iter().flat_map(Call::changes).any(|table| table == Table::Mail) {
        for row in new_mail(scene, mail).await {
            report.look(scene, cell, &row);
        }
    }
    if seen.changed() {
        scene.world.put_back(&stage.kept);
    }
}

/// Tries a request whose role is taken away just before its last call: nothing may be stored after that.
async fn revoked(scene: &Scene, stage: &Stage, cell: &Cell<'_>, report: &mut Report) {
    let undisturbed = cell.ask(scene, &mut stage.browser(cell.role), &cell.ids).await;
    scene.world.put_back(&stage.kept);
    if !cell.agrees(&undisturbed) && cell.expected != Expected::AsIfAbsent {
        report.disagrees(cell, &undisturbed, "it was answered otherwise before");
    }
    let calls = undisturbed.calls.iter().filter(|call| call.level > 0).count();
    if let Some(last) = calls.checked_sub(1) {
        let revoke = stage.revocation(scene, cell.role);
        scene.meanwhile.before_call(last, revoke);
        let seen = cell.ask(scene, &mut stage.browser(cell.role), &cell.ids).await;
        scene.meanwhile.forget();
        report.look_at(scene, cell, &seen);
        let late = seen.calls.iter().skip(last).filter(|call| call.succeeded).flat_map(Call::changes);
        // Signing in, signing out and asking for a link need no right that could be taken away.
        let needs_one = cell.row.needs != Needs::Nothing && !cell.row.is_of_the_session;
        if needs_one && late.into_iter().any(|table| table != Table::Audit) {
            report.disagrees(cell, &seen, "something was stored after the revocation");
        }
        if cell.row.is_of_the_session && stage.browser(cell.role).get("/v1/session").await.status != 401 {
            report.disagrees(cell, &seen, "the session is still open");
        }
        scene.world.put_back(&stage.kept);
    }
    match cell.expected {
        Expected::Done => report.done += 1,
        Expected::AsIfAbsent => report.as_if_absent += 1,
        Expected::Refused(..) => report.refused += 1,
    }
}

/// Tries all cells of a relation, or every `of_rest`-th.
async fn relation(scene: &Scene, rows: &[Row], relation: Relation, of_rest: usize, report: &mut Report) {
    let stage = scene.stage(relation).await;
    let before = stored(scene).await;
    let mail = scene.world.items(Table::Mail).await;
    let (mut to_refuse, mut to_do) = (Vec::new(), Vec::new());
    let whole = of_rest == 1 || CORE.contains(&relation);
    for (number, (role, row)) in
        scene.oracle.roles.iter().flat_map(|role| rows.iter().map(move |row| (*role, row))).enumerate()
    {
        if whole || (number + relation as usize).is_multiple_of(of_rest) {
            let expected = scene.oracle.expects(row, role, relation, scene.whose(row, role, relation));
            let cell = Cell { row, role, relation, expected, ids: scene.ids(role, relation) };
            // A sign-in that is refused is counted, which is no effect of a right.
            if expected == Expected::Done || row.needs == Needs::Nothing {
                to_do.push(cell);
            } else {
                to_refuse.push(cell);
            }
        }
    }
    report.cells += to_refuse.len() + to_do.len();
    if relation == Relation::RevokedMeanwhile {
        for cell in to_refuse.iter().chain(&to_do) {
            revoked(scene, &stage, cell, report).await;
        }
        return stage.end(scene);
    }
    for cell in &to_refuse {
        refused(scene, &stage, cell, report).await;
    }
    assert_eq!(stored(scene).await, before, "{relation:?}: what is refused stores nothing");
    for cell in &to_do {
        done(scene, &stage, cell, &mail, report).await;
    }
    stage.end(scene);
}

/// The share of cells beside [`CORE`]: all when `OPENTOMS_ACCESS` is 1.
pub(crate) fn share() -> usize {
    number("OPENTOMS_ACCESS", 48)
}

#[test]
fn every_operation_has_its_rows_and_every_row_its_operation() {
    let rows = all();
    let operations: BTreeSet<_> = rows.iter().map(|row| row.operation.to_owned()).collect();
    assert_eq!(operations, crate::api::operations().into_keys().collect());
    let names: BTreeSet<_> = rows.iter().map(Row::name).collect();
    assert_eq!(names.len(), rows.len(), "a row is there twice");
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
fn every_role_may_do_in_every_relation_what_the_tables_say_and_nothing_else() {
    on_stage(async |scene, rows| {
        let mut report = Report::default();
        for one in Relation::ALL {
            relation(scene, rows, one, share(), &mut report).await;
        }
        let (operations, roles, relations) = (scene.operations.len(), scene.oracle.roles.len(), Relation::ALL.len());
        let all = rows.len() * roles * relations;
        println!("{operations} operations in {} rows x {roles} roles x {relations} relations: {all} cells", rows.len());
        report.print();
        assert!(share() > 1 || report.cells == all, "a cell was not run");
        report.assert_right();
    });
}
