//! Every role about every role in every place: who sees whom, takes whose role away, gives which role where.

use std::collections::BTreeMap;

use store::Table;

use crate::ids::{Ids, Somebody};
use crate::matrix::{Cell, Report, done, refused, share, stored};
use crate::oracle::{Expected, Whose};
use crate::relation::Relation;
use crate::rows::Row;
use crate::scene::on_stage;

/// The rows that are about a user or a role to be given.
const ABOUT_USERS: [(&str, &str); 3] = [("read-user", ""), ("change-user", "take the role away"), ("add-user", "")];

/// What is named where the request is about `user`, or gives their role at their place.
fn about(ids: &Ids, user: &Somebody) -> Ids {
    Ids {
        user: user.id.clone(),
        user_etag: "1".to_owned(),
        given: user.role,
        given_at: user.place.code.to_owned(),
        ..ids.clone()
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
fn every_role_sees_takes_and_gives_the_roles_that_the_table_says_in_its_place_and_no_other() {
    on_stage(async |scene, rows| {
        let stage = scene.stage(Relation::OwnSchool).await;
        let named: BTreeMap<_, _> = rows.iter().map(|row| ((row.operation, row.variant), row)).collect();
        let about_users: Vec<&Row> = ABOUT_USERS.iter().map(|name| named[name]).collect();
        let users: Vec<_> = scene.active_users().cloned().collect();
        let (before, mail) = (stored(scene).await, scene.world.items(Table::Mail).await);
        let (mut report, mut to_do) = (Report::default(), Vec::new());
        for (number, role) in scene.oracle.roles.iter().copied().enumerate() {
            let ids = scene.ids(role, Relation::OwnSchool);
            for (place, (user, row)) in
                users.iter().flat_map(|user| about_users.iter().map(move |row| (user, *row))).enumerate()
            {
                if !(number + place).is_multiple_of(share()) {
                    continue;
                }
                let whose = Whose::User(user.role, user.place);
                let mut expected = scene.oracle.expects(row, role, Relation::OwnSchool, whose);
                // Whoever gives roles is told which one is not theirs to give: the table is no secret.
                let gives = scene.oracle.gives(role, "change-users") && scene.oracle.confers(role, user.role);
                if row.operation == "add-user" && !gives {
                    expected = Expected::Refused(403, "access.forbidden");
                }
                let cell = Cell { row, role, relation: Relation::OwnSchool, expected, ids: about(&ids, user) };
                report.cells += 1;
                if expected == Expected::Done {
                    to_do.push(cell);
                } else {
                    refused(scene, &stage, &cell, &mut report).await;
                }
            }
        }
        assert_eq!(stored(scene).await, before, "what is refused stores nothing");
        for cell in &to_do {
            done(scene, &stage, cell, &mail, &mut report).await;
        }
        let (roles, all) = (scene.oracle.roles.len(), scene.oracle.roles.len() * users.len() * about_users.len());
        println!(
            "{roles} roles x {} users, one for each role and place, x {} operations: {all} cells",
            users.len(),
            about_users.len()
        );
        report.print();
        assert!(share() > 1 || report.cells == all, "a cell was not run");
        report.assert_right();
        stage.end(scene);
    });
}
