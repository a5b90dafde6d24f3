use domain::access::Role;
use serde_json::{Value, json};
use store::Table;
use testkit::places::{CEDAR, DUNE, ESTUARY, GROVE, POPPY, REDWOOD};
use testkit::{Person, World, at_lea, at_school};

use super::{
    add, audited, coordinator, help_desk, letters, noor, priya, profile, role, site_coordinator, state_administrator,
    stored, superintendent,
};
use crate::directory::organizations::county;
use crate::people::signed_in;

#[tokio::test]
async fn a_new_user_is_added_listed_recorded_and_mailed_in_one_commit() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let mut body = noor(json!([role("test-administrator", CEDAR), role("test-examiner", CEDAR)]));
    body["telephone"] = json!("(415) 555-0100 x 12");
    let answer = add(&mut browser, "one", body).await.expect(201);
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let user = answer.json();
    assert_eq!((&user["state"], &user["email"]), (&json!("added"), &json!("noor.haddad@poppy.test")));
    assert_eq!(user["roles"][0]["organization_name"], "Cedar High");
    let list = browser.get("/v1/users").await.expect(200).json();
    assert_eq!(list["users"][0]["id"], user["id"]);
    let id = user["id"].as_str().unwrap();
    assert_eq!(browser.get(&format!("/v1/users/{id}")).await.expect(200).json(), user);
    assert_eq!(world.items(Table::Mail).await[0]["to"]["user"], user["id"]);
    assert_eq!(letters(&world).await, ["activation"]);
    let rows = audited(&world, "user-added").await;
    assert_eq!((rows.len(), &rows[0]["allowed_by"]), (1, &json!("change-users")));
    assert_eq!(rows[0]["by"]["name"], "Lee Romero");
    assert_eq!(rows[0]["given"][0], "test administrator, Cedar High, 2026-27");
    let credential = world.items(Table::Accounts).await;
    let credential = credential.iter().find(|item| item["sk"] == "CREDENTIAL" && item["user"] == user["id"]).unwrap();
    assert_eq!((&credential["state"], &credential["password_hash"]), (&json!("added"), &Value::Null));
}

#[tokio::test]
async fn an_address_that_has_an_account_elsewhere_gets_the_role_and_nothing_else_is_told() {
    let world = World::start().await;
    county(&world).await;
    let mut there =
        Person::named("noor.haddad@poppy.test").called("Nora", "H").with(Role::TestAdministrator, at_school(GROVE));
    let id = there.save(&world).await.id.to_string();
    let mut browser = signed_in(&world, coordinator()).await;
    let user = add(&mut browser, "one", noor(json!([role("test-examiner", CEDAR)]))).await.expect(201).json();
    assert_eq!(world.calls.levels(), 2, "as for an address without an account");
    assert_eq!(
        user["roles"],
        json!([{
            "role": "test-examiner", "organization": CEDAR, "organization_name": "Cedar High", "year": "2026-27",
        }])
    );
    assert_eq!((&user["first_name"], &user["state"]), (&json!("Nora"), &json!("active")));
    assert!(!user.to_string().contains(GROVE));
    assert_eq!(letters(&world).await, ["roles-changed"]);
    let account = profile(&world, &id).await;
    assert_eq!((account["roles"].as_array().unwrap().len(), &account["epoch"]), (2, &json!(1)), "no session ends");
    assert_eq!(audited(&world, "user-changed").await[0]["given"][0], "test examiner, Cedar High, 2026-27");
}

#[tokio::test]
async fn a_repeat_under_the_same_key_is_answered_and_not_made_again() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let body = noor(json!([role("test-administrator", CEDAR)]));
    let first = add(&mut browser, "one", body.clone()).await.expect(201);
    let before = stored(&world).await;
    let again = add(&mut browser, "one", body.clone()).await.expect(201);
    assert_eq!(again.text, first.text);
    let other = noor(json!([role("test-examiner", CEDAR)]));
    let reused = add(&mut browser, "one", other).await.expect(422).json();
    assert_eq!(reused["type"], "/problems/request.idempotency-key-reused");
    let same = add(&mut browser, "two", body).await.expect(201);
    assert_eq!(same.text, first.text, "who has the role already is left as they are");
    assert_eq!(stored(&world).await, before);
    let without = browser.post("/v1/users", noor(json!([]))).await.expect(400).json();
    assert_eq!(without["type"], "/problems/request.idempotency-key");
}

#[tokio::test]
async fn a_role_is_given_only_by_who_gives_it_where_it_fits_in_this_year_or_the_next() {
    let world = World::start().await;
    county(&world).await;
    let before = stored(&world).await;
    let refused = |status: u16, pointer: &'static str, role: Value| (status, pointer, role);
    let of_year = |year: &str| json!({"role": "test-examiner", "organization": CEDAR, "year": year});
    for (person, cases) in [
        (
            coordinator(),
            vec![
                refused(403, "/roles/0/role", role("lea-caaspp-coordinator", POPPY)),
                refused(403, "/roles/0/role", role("state-administrator", "CA")),
                refused(403, "/roles/0/role", role("lea-compliance-contributor", POPPY)),
                refused(422, "/roles/0/organization", role("test-examiner", GROVE)),
                refused(422, "/roles/0/organization", role("test-examiner", ESTUARY)),
                refused(422, "/roles/0/organization", role("test-examiner", "99000010000999")),
                refused(422, "/roles/0/organization", role("test-examiner", POPPY)),
                refused(422, "/roles/0/organization", role("test-examiner", "CA")),
                refused(422, "/roles/0/organization", role("test-examiner", "99")),
                refused(422, "/roles/0/year", of_year("2025-26")),
                refused(422, "/roles/0/year", of_year("2028-29")),
            ],
        ),
        (
            site_coordinator(),
            vec![
                refused(403, "/roles/0/role", role("site-elpac-coordinator", CEDAR)),
                refused(422, "/roles/0/organization", role("test-administrator", DUNE)),
            ],
        ),
        (
            superintendent(),
            vec![
                refused(403, "/roles/0/role", role("test-administrator", CEDAR)),
                refused(422, "/roles/0/organization", role("lea-elpac-coordinator", REDWOOD)),
                refused(422, "/roles/0/organization", role("lea-elpac-coordinator", CEDAR)),
            ],
        ),
        (state_administrator(), vec![refused(422, "/roles/0/organization", role("superintendent", "CA"))]),
    ] {
        let world_before = {
            let mut p = person.clone();
            p.save(&world).await;
            stored(&world).await
        };
        let mut browser = crate::people::sign_in_again(&world, &person).await;
        for (number, (status, pointer, role)) in cases.into_iter().enumerate() {
            let answer = add(&mut browser, &format!("key-{number}"), noor(json!([role]))).await;
            assert_eq!(answer.status.as_u16(), status, "{role}: {}", answer.text);
            assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{role}: {}", answer.text);
        }
        let _ = add(&mut browser, "n", noor(json!([of_year("2026-27")]))).await;
        let _ = world_before;
    }
    let _ = before;
    let mut helper = signed_in(&world, help_desk()).await;
    let answer = add(&mut helper, "k", noor(json!([role("test-administrator", CEDAR)]))).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["type"]), (403, &json!("/problems/access.forbidden")));
}

#[tokio::test]
async fn next_years_role_is_given_and_a_charter_is_lea_and_school_in_one() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let next = json!({"role": "test-examiner", "organization": CEDAR, "year": "2027-28"});
    let _ = add(&mut browser, "one", noor(json!([next]))).await.expect(201);
    let person = Person::named("lea.coordinator@estuary.test").with(Role::LeaCaasppCoordinator, at_lea(ESTUARY));
    let mut charter = signed_in(&world, person).await;
    let mut body = noor(json!([role("test-administrator", ESTUARY)]));
    body["email"] = json!("other@estuary.test");
    let _ = add(&mut charter, "one", body).await.expect(201);
    let list = charter.get("/v1/users").await.expect(200).json();
    assert_eq!(list["users"].as_array().unwrap().len(), 1);
    let list = browser.get("/v1/users").await.expect(200).json();
    assert_eq!(list["users"].as_array().unwrap().len(), 1, "the district that authorized it sees none of the charter");
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once_and_nothing_is_written() {
    let world = World::start().await;
    county(&world).await;
    priya().save(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let before = stored(&world).await;
    let body = json!({
        "first_name": "=cmd", "email": "nobody", "telephone": "call me", "note": "x",
        "roles": [{"role": "janitor", "organization": "1", "year": "now", "x": 1}],
    });
    let answer = add(&mut browser, "one", body).await.expect(422).json();
    let mut pointers: Vec<_> =
        answer["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    pointers.sort_unstable();
    assert_eq!(
        pointers,
        [
            "/email",
            "/first_name",
            "/last_name",
            "/note",
            "/roles/0/organization",
            "/roles/0/role",
            "/roles/0/x",
            "/roles/0/year",
            "/telephone",
        ]
    );
    let own = json!({
        "first_name": "A", "last_name": "B", "email": "LEA.coordinator@poppy.test",
        "roles": [role("test-examiner", CEDAR)],
    });
    let answer = add(&mut browser, "two", own).await.expect(409).json();
    assert_eq!(answer["type"], "/problems/users.own-account");
    assert_eq!(stored(&world).await, before);
}
