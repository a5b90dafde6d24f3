//! `coord demo seed`: an invented county with its schools, students and people, the same every time.

mod bulletins;
mod calendar;
mod names;
mod notifications;
mod organizations;
mod people;
mod random;
mod resources;
mod reviews;
mod students;

use std::time::Instant;

use domain::accounts::{AccountState, PasswordHash, Words};
use jiff::Timestamp;
use store::Dynamo;
use store::accounts::Provisions;
use store::bulletins::{BulletinImports, CalendarImports, Replacing, ResourceImports, Resources};
use store::compliance::ReviewProvisions;
use store::directory::OrganizationImports;
use store::students::StudentImports;

use crate::admin::new_password;
use crate::connection::{Ambient, Places};
use crate::console::Console;
use crate::fatal::Fatal;
use crate::progress::Progress;
use crate::summary::Summary;
use students::Students;

/// Loads what is not there yet, up to `wanted` students. What people did since is left alone.
pub(crate) async fn seed(
    dynamo: &Dynamo,
    tables: &Places,
    wanted: u32,
    ambient: &Ambient,
    console: &mut Console,
) -> Result<(), Fatal> {
    let started = Instant::now();
    let places = organizations::Places::new()?;
    let directory = OrganizationImports::new(dynamo, tables.directory()?);
    let organizations = directory.import(&places.all, false).await?;
    let resources = add_resources(dynamo, tables, &places, ambient).await?;
    let bulletins = add_bulletins(dynamo, tables, &places, ambient.clock.now()).await?;
    let events = add_calendar(dynamo, tables, ambient.clock.now()).await?;
    let accounts = add_accounts(dynamo, tables, &places, ambient).await?;
    let reviews = add_reviews(dynamo, tables, &places, ambient).await?;
    let students = add_students(dynamo, tables, &places, wanted, ambient, console).await?;

    let mut summary = Summary::new("Demo data loaded");
    summary.fact("seconds", started.elapsed().as_secs_f64());
    summary.count("organizations added", organizations.new);
    summary.count("organizations changed", organizations.changed);
    summary.count("listed schools, answers and contacts added", resources);
    summary.count("bulletins, system notices and notifications added", bulletins);
    summary.count("events of the calendar added", events);
    summary.count("accounts added", accounts);
    summary.count("reviews added", reviews);
    summary.count("students added", students);
    summary.count("students", u64::from(wanted));
    summary.say(console);
    Ok(())
}

/// Puts in the bulletins, the notices about the systems and the notifications that are not there yet.
async fn add_bulletins(
    dynamo: &Dynamo,
    tables: &Places,
    places: &organizations::Places,
    now: Timestamp,
) -> Result<u64, Fatal> {
    let imports = BulletinImports::new(dynamo, tables.bulletins()?);
    let added = imports.add(&bulletins::bulletins(now)?, &bulletins::notices(now)).await?;
    Ok(added + imports.notify(&notifications::notifications(places, now)?).await?)
}

/// Puts in the list of second scoring of this year, the answers and the contacts, each where there are none yet.
async fn add_resources(
    dynamo: &Dynamo,
    tables: &Places,
    places: &organizations::Places,
    ambient: &Ambient,
) -> Result<u64, Fatal> {
    let how = Replacing { whole: false, dry_run: false };
    let there = Resources::new(dynamo, tables.bulletins()?);
    let imports = ResourceImports::new(dynamo, tables.bulletins()?);
    let (now, year) = (ambient.clock.now(), ambient.clock.this_year());
    let mut added = 0;
    if there.second_scoring(year).await?.is_empty() {
        added += imports.list(year, &resources::second_scoring(places)?, how).await?.new;
    }
    if there.answers().await?.is_empty() {
        added += imports.answers(&resources::answers(now)?, how).await?.new;
    }
    if there.contacts().await?.is_empty() {
        added += imports.contacts(&resources::contacts()?, how).await?.new;
    }
    Ok(added)
}

/// Puts in the events of the calendar that are not there.
async fn add_calendar(dynamo: &Dynamo, tables: &Places, now: Timestamp) -> Result<u64, Fatal> {
    Ok(CalendarImports::new(dynamo, tables.bulletins()?).add(&calendar::events(now)?).await?)
}

async fn add_accounts(
    dynamo: &Dynamo,
    tables: &Places,
    places: &organizations::Places,
    ambient: &Ambient,
) -> Result<u64, Fatal> {
    let provisions = Provisions::new(dynamo, tables.accounts()?);
    let key = tables.login_key()?;
    let password = new_password(people::PASSWORD.to_owned(), &Words::of_the_service())?;
    let mut added = 0;
    for user in people::users(places, &ambient.clock, &key)? {
        let login = key.hash(&user.username);
        if provisions.exists(&login).await? {
            continue;
        }
        let hash = match user.state {
            AccountState::Added => None,
            _ => Some(PasswordHash::of(&password, ambient.entropy.bytes())?),
        };
        if provisions.add(&login, &user, hash.as_ref()).await? {
            added += 1;
        }
    }
    Ok(added)
}

async fn add_reviews(
    dynamo: &Dynamo,
    tables: &Places,
    places: &organizations::Places,
    ambient: &Ambient,
) -> Result<u64, Fatal> {
    let provisions = ReviewProvisions::new(dynamo, tables.compliance()?, tables.audit()?);
    let users = people::users(places, &ambient.clock, &tables.login_key()?)?;
    reviews::add(&provisions, places, &users, ambient.clock.now()).await
}

async fn add_students(
    dynamo: &Dynamo,
    tables: &Places,
    places: &organizations::Places,
    wanted: u32,
    ambient: &Ambient,
    console: &Console,
) -> Result<u64, Fatal> {
    let imports = StudentImports::new(dynamo, tables.students()?, tables.audit()?);
    let (clock, entropy) = (ambient.clock.clone(), ambient.entropy.clone());
    let students = Students { places, key: tables.student_key()?, clock, entropy };
    let progress = Progress::of_items(console, u64::from(wanted));
    let mut added = 0;
    let indexes: Vec<u64> = (0..u64::from(wanted)).collect();
    for batch in indexes.chunks(StudentImports::BATCH) {
        let mut ids = Vec::with_capacity(batch.len());
        for index in batch {
            ids.push(students.key.id(Students::ssid(*index)?));
        }
        let there = imports.read(&ids, ambient.clock.this_year()).await?;
        let mut missing = Vec::new();
        for (index, id) in batch.iter().zip(&ids) {
            if !there.contains_key(id) {
                missing.push(students.student(*index)?);
            }
        }
        let asked = missing.len();
        let there_by_now = imports.create(missing).await?;
        added += (asked - there_by_now.len()) as u64;
        progress.advance(batch.len() as u64);
    }
    Ok(added)
}

/// The demo's organizations, for tests of commands that need a directory.
#[cfg(test)]
pub(crate) fn organizations() -> Result<Vec<domain::directory::Organization>, Fatal> {
    Ok(organizations::Places::new()?.all)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use std::collections::BTreeSet;

    use domain::students::{Elas, Grade, Progress, Ssid};
    use serde_json::Value;
    use store::Table;
    use testkit::World;

    use super::*;
    use crate::testing::{Said, ambient};

    async fn seed_world(world: &World, wanted: u32) -> Value {
        let mut said = Said::default();
        let tables = Places::of(world);
        seed(&world.operator, &tables, wanted, &ambient(world), &mut said.console(true)).await.unwrap();
        said.json()
    }

    async fn everything(world: &World) -> Vec<Vec<Value>> {
        let mut tables = Vec::new();
        for table in Table::ALL {
            tables.push(world.items(table).await);
        }
        tables
    }

    fn of_sort<'a>(items: &'a [Value], sort: &'a str) -> impl Iterator<Item = &'a Value> {
        items.iter().filter(move |item| item["sk"].as_str().is_some_and(|found| found.starts_with(sort)))
    }

    #[tokio::test]
    async fn a_second_seeding_writes_nothing_and_resets_nothing() {
        let world = World::start().await;
        let first = seed_world(&world, 60).await;
        assert_eq!((&first["counts"]["accounts_added"], &first["counts"]["students_added"]), (&16.into(), &60.into()));
        assert_eq!(first["counts"]["reviews_added"], 2);
        assert_eq!(first["counts"]["listed_schools_answers_and_contacts_added"], 2 + 12 + 5);
        let before = everything(&world).await;
        let second = seed_world(&world, 60).await;
        for count in [
            "organizations_added",
            "organizations_changed",
            "bulletins_system_notices_and_notifications_added",
            "listed_schools_answers_and_contacts_added",
            "events_of_the_calendar_added",
            "accounts_added",
            "reviews_added",
            "students_added",
        ] {
            assert_eq!(second["counts"][count], 0, "{count}");
        }
        assert_eq!(everything(&world).await, before);
    }

    #[tokio::test]
    async fn more_students_leave_the_first_as_they_are() {
        let (small, large) = (World::start().await, World::start().await);
        seed_world(&small, 20).await;
        seed_world(&large, 50).await;
        let students = |items: Vec<Value>| of_sort(&items, "PROFILE").cloned().collect::<Vec<_>>();
        let (few, many) = (students(small.items(Table::Students).await), students(large.items(Table::Students).await));
        assert_eq!((few.len(), many.len()), (20, 50));
        assert!(few.iter().all(|student| many.contains(student)));
    }

    #[tokio::test]
    async fn the_demo_has_what_its_page_promises() {
        let world = World::start().await;
        seed_world(&world, 600).await;
        let students = world.items(Table::Students).await;
        let of_all = |field: &str| -> BTreeSet<String> {
            of_sort(&students, "PROFILE").map(|item| item["student"][field].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(of_all("grade").len(), Grade::ALL.len());
        assert_eq!(of_all("elas").len(), Elas::ALL.len());
        assert_eq!(of_all("ssid").len(), 600);
        assert_eq!(of_sort(&students, "SECOND-ENROLLMENT").count(), 1);

        let (mut progress, mut codes) = (BTreeSet::new(), BTreeSet::new());
        for tests in of_sort(&students, "ASSIGNMENTS#2026-27") {
            for test in tests["assignments"]["tests"].as_object().unwrap().values() {
                progress.insert(test["progress"].as_str().unwrap().to_owned());
                codes.extend(test["condition"]["code"].as_str().map(str::to_owned));
            }
        }
        assert_eq!(progress.len(), Progress::ALL.len());
        assert!(codes.contains("PGE") && codes.contains("NTE"));
        let moved = world.items(Table::Audit).await.into_iter().filter(|row| row["action"] == "moved").count();
        assert_eq!(moved, 1);
    }

    #[tokio::test]
    async fn poppy_valley_has_notifications_in_each_state_that_a_list_shows() {
        let world = World::start().await;
        seed_world(&world, 6).await;
        let rows = world.items(Table::Bulletins).await;
        let listed: Vec<_> = rows.iter().filter(|row| row["pk"] == "NOTIFICATIONS#9900001").collect();
        let today = "2026-11-22";
        let day = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap().to_owned();
        let live =
            |row: &&&serde_json::Value| day(row, "starts").as_str() <= today && day(row, "ends").as_str() >= today;
        assert_eq!((listed.len(), listed.iter().filter(live).count()), (4, 2));
        assert_eq!(listed.iter().filter(|row| day(row, "starts").as_str() > today).count(), 1);
        assert_eq!(listed.iter().filter(|row| day(row, "ends").as_str() < today).count(), 1);
    }

    #[tokio::test]
    async fn two_reviews_show_every_state_that_work_on_them_has() {
        let world = World::start().await;
        seed_world(&world, 6).await;
        let rows = world.items(Table::Compliance).await;
        let reviews: Vec<_> = rows.iter().filter(|row| row["sk"] == "REVIEW").collect();
        assert_eq!(reviews.len(), 2);
        assert!(reviews.iter().all(|review| review["state"] == "open" && review["lea"] == "9900001"));
        // Seeded on 22 November 2026.
        let ended = reviews.iter().find(|review| review["last_day"] == "2026-09-23").expect("one ended 60 days ago");
        assert_eq!((&ended["findings"], &ended["unresolved"]), (&3.into(), &3.into()));
        let findings: Vec<_> = of_sort(&rows, "FINDING#").collect();
        let overdue = findings.iter().filter(|row| row["state"] == "issued" && row["due"] == "2026-11-12").count();
        let submitted = findings.iter().filter(|row| row["state"] == "submitted").count();
        let agreed = findings.iter().filter(|row| row["agreement"]["state"] == "approved").count();
        assert_eq!((findings.len(), overdue, submitted, agreed), (3, 1, 1, 1));
        let mut due: Vec<_> = of_sort(&rows, "REQUEST#").map(|row| row["due"].as_str().unwrap()).collect();
        due.sort_unstable();
        assert_eq!((due.len(), due[0], due[1]), (8, "2026-11-19", "2026-11-23"), "one is late, one is due tomorrow");
        let under_way = reviews.iter().find(|review| review["last_day"] == "2026-12-17").expect("one is under way");
        assert_eq!(under_way["contributors"][0]["name"], "Dev Patel-Ruiz");
        assert_eq!(under_way["sites"].as_array().unwrap().len(), 2);
        assert!(of_sort(&rows, "COMMENT#").count() >= 6);
        let trail = world.items(Table::Audit).await;
        let told = trail.iter().filter(|row| row["action"] == "review-changed").count();
        assert!(told >= 20, "what happened is recorded as it would have been: {told}");
        assert!(world.items(Table::Mail).await.is_empty(), "nobody gets a letter of it");
    }

    #[test]
    fn the_calendar_can_be_seeded_on_any_day_of_a_year() {
        let mut now: Timestamp = "2026-11-22T20:00:00Z".parse().unwrap();
        for _ in 0..80 {
            now += SignedDuration::from_hours(24 * 7 + 5);
            let events = calendar::events(now).unwrap();
            assert_eq!(events.len(), 13);
            let ahead = events.iter().filter(|event| !event.is_over(now)).count();
            assert!(ahead >= 7, "{now}: {ahead}");
        }
    }

    #[tokio::test]
    async fn the_reviews_can_be_seeded_on_any_day_of_a_year() {
        let world = World::start().await;
        let places = organizations::Places::new().unwrap();
        // Over leap days, changes of the clock and the year's end, at every hour.
        for week in 0..80 {
            world.pass(SignedDuration::from_hours(24 * 7 + 5));
            let users = people::users(&places, &world.clock(), &world.login_key()).unwrap();
            let provisions =
                ReviewProvisions::new(&world.operator, world.table(Table::Compliance), world.table(Table::Audit));
            let added = reviews::add(&provisions, &places, &users, world.now()).await.unwrap();
            assert_eq!(added, if week == 0 { 2 } else { 0 });
        }
    }

    #[tokio::test]
    async fn the_fixed_students_are_who_the_page_says() {
        let world = World::start().await;
        seed_world(&world, 6).await;
        let students = world.items(Table::Students).await;
        let of = |ssid: &str, sort: &str| {
            let id = world.student_key().id(ssid.parse().unwrap());
            let pk = format!("STUDENT#{id}");
            of_sort(&students, sort).find(|item| item["pk"] == pk.as_str()).unwrap().clone()
        };
        for (ssid, last, first, school) in [
            ("9000000001", "Álvarez", "Ana", "99000010000103"),
            ("9000000002", "O'Neil", "Bo", "99000010000103"),
            ("9000000003", "D'Angelo-Smith", "Chloe", "99000010000103"),
            ("9000000004", "Nguyễn", "Dao", "99000010000103"),
            ("9000000005", "Ortiz", "Eli", "99000090000201"),
            ("9000000006", "Park", "Fay", "99000020000102"),
        ] {
            let student = &of(ssid, "PROFILE")["student"];
            assert_eq!((&student["name"]["last"], &student["name"]["first"]), (&last.into(), &first.into()));
            assert_eq!((&student["enrollment"]["school"], &student["grade"]), (&school.into(), &"11".into()));
            let tests = &of(ssid, "ASSIGNMENTS")["assignments"]["tests"];
            assert_eq!(tests.as_object().unwrap().len(), 2, "{ssid}");
            let ela = if ssid == "9000000003" { "completed" } else { "assigned" };
            let math = if ssid == "9000000004" { "started" } else { "assigned" };
            assert_eq!((&tests["sb-ela"]["progress"], &tests["sb-math"]["progress"]), (&ela.into(), &math.into()));
        }
        assert_eq!(of("9000000005", "PROFILE")["student"]["enrollment"]["lea"], "0000201");
    }

    #[tokio::test]
    async fn accounts_have_their_own_salt_and_the_two_that_cannot_sign_in_say_why() {
        let world = World::start().await;
        seed_world(&world, 6).await;
        let accounts = world.items(Table::Accounts).await;
        let hashes: BTreeSet<_> =
            of_sort(&accounts, "CREDENTIAL").filter_map(|item| item["password_hash"].as_str()).collect();
        assert_eq!(hashes.len(), 15);
        let state = |username: &str| {
            of_sort(&accounts, "PROFILE").find(|item| item["username"] == username).unwrap()["state"].clone()
        };
        assert_eq!(state("new.user@poppy.test"), "added");
        assert_eq!(state("former.user@poppy.test"), "deactivated");
        assert!(of_sort(&accounts, "PROFILE").all(|item| item["terms_accepted"].is_null()));
    }

    #[test]
    fn no_ssid_comes_twice_among_a_hundred_thousand() {
        let ssids: BTreeSet<Ssid> = (0..100_000).map(|index| Students::ssid(index).unwrap()).collect();
        assert_eq!(ssids.len(), 100_000);
        assert!(ssids.iter().all(|ssid| ssid.code().starts_with('9')));
    }
}
