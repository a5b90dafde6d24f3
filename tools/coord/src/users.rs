//! `coord users deactivate`: stops an account at once, whoever's it is.

use clap::Subcommand;
use domain::accounts::manage::{Changed, Holding, stop};
use domain::accounts::{User, Username};
use domain::audit::{Actor, Entry, Subject};
use domain::ids::RequestId;
use domain::keyed::LoginKey;
use domain::mail::{LetterId, QueuedLetter, Recipient};
use serde_json::json;
use store::Dynamo;
use store::accounts::{UserChange, UserOutcome, Users};

use crate::connection::{Ambient, Places};
use crate::console::Console;
use crate::fatal::Fatal;

/// Who did it, as the letter to the account's owner says.
const BY: &str = "OpenTOMS support";
/// How often it is tried while others change the same account.
const ATTEMPTS: usize = 5;

#[derive(Subcommand)]
pub(crate) enum UsersCommand {
    /// Stop access: every session ends, nobody can sign in to the account, its owner is told by letter
    Deactivate {
        /// The e-mail address that is the user name
        address: Username,
        /// Only say what would be done
        #[arg(long)]
        dry_run: bool,
    },
}

/// What stopping came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stopped {
    Now,
    WouldBe,
    Before,
}

impl Stopped {
    const fn outcome(self) -> &'static str {
        match self {
            Self::Now => "deactivated",
            Self::WouldBe => "would be deactivated",
            Self::Before => "was deactivated already",
        }
    }
}

/// Runs the command.
pub(crate) async fn run(
    dynamo: &Dynamo,
    places: &Places,
    command: UsersCommand,
    ambient: &Ambient,
    console: &mut Console,
) -> Result<(), Fatal> {
    let UsersCommand::Deactivate { address, dry_run } = command;
    let users = Users::new(dynamo, places.accounts()?, places.mail()?, places.audit()?);
    let key = places.login_key()?;
    for _ in 0..ATTEMPTS {
        let id = key.user(&address);
        let none = || Fatal::Refused("this address has no account".to_owned());
        let before = users.read_all(&[id]).await?.remove(&id).ok_or_else(none)?;
        let Some(changed) = stop(BY, &before, ambient.clock.this_year()) else {
            say(&before, Stopped::Before, &[], console);
            return Ok(());
        };
        if dry_run {
            say(&before, Stopped::WouldBe, &[], console);
            return Ok(());
        }
        let change = prepared(&key, &before, &changed, ambient);
        let mut left = Vec::new();
        let mut outcome = users.commit_by_operator(&change, false).await?;
        if let UserOutcome::LastHolder(offices) = outcome {
            // A misused account is stopped all the same, and the operator is told which office is vacant.
            left = offices;
            outcome = users.commit_by_operator(&change, true).await?;
        }
        if outcome == UserOutcome::Done {
            say(&before, Stopped::Now, &left, console);
            return Ok(());
        }
    }
    Err(Fatal::Refused("the account is being changed by others; nothing was done, try again".to_owned()))
}

fn prepared<'a>(key: &LoginKey, before: &'a User, changed: &'a Changed, ambient: &Ambient) -> UserChange<'a> {
    let now = ambient.clock.now();
    let queued = |letter: &domain::mail::Letter| QueuedLetter {
        id: LetterId::from_bytes(ambient.entropy.bytes()),
        to: Recipient::User(before.id),
        letter: letter.clone(),
        queued_at: now,
    };
    let entry = Entry {
        subject: Subject::User(before.id),
        at: now,
        actor: Actor::Operator,
        event: changed.event.clone(),
        allowed_by: None,
        request: RequestId::from_bytes(ambient.entropy.bytes()),
    };
    let letters = changed.letters.iter().map(queued).collect();
    UserChange { before: Some(before), changed, login: key.hash(&before.username), letters, entry }
}

fn say(user: &User, stopped: Stopped, left: &[Holding], console: &mut Console) {
    let vacant: Vec<_> =
        left.iter().map(|office| format!("{}, {}, {}", office.role.name(), office.organization, office.year)).collect();
    if console.json {
        let (outcome, before) = (stopped.outcome(), user.state.code());
        let id = user.id.to_string();
        console.say(&json!({"user": id, "outcome": outcome, "before": before, "vacant": vacant}).to_string());
        return;
    }
    console.say(&format!("{} {} {}", user.name(), user.id, stopped.outcome()));
    for office in vacant {
        console.say(&format!("Nobody holds this office any more: {office}"));
    }
}

#[cfg(test)]
mod tests {
    use domain::access::Role;
    use domain::accounts::AccountState;
    use serde_json::Value;
    use store::Table;
    use testkit::places::{CEDAR, POPPY};
    use testkit::{Person, World, at_lea, at_school};

    use super::*;
    use crate::testing::{Said, ambient};

    const ANA: &str = "ana.diaz@poppy.test";

    async fn ana(world: &World) -> Person {
        let mut ana = Person::named(ANA).called("Ana", "Diaz").with(Role::TestAdministrator, at_school(CEDAR));
        ana.save(world).await;
        ana
    }

    async fn deactivate(world: &World, said: &Said, address: &str, dry_run: bool) -> Result<(), Fatal> {
        let command = UsersCommand::Deactivate { address: address.parse().unwrap(), dry_run };
        run(&world.operator, &Places::of(world), command, &ambient(world), &mut said.console(true)).await
    }

    async fn only(world: &World, table: Table, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut found: Vec<_> = world.items(table).await.into_iter().filter(wanted).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    #[tokio::test]
    async fn an_account_is_stopped_everywhere_at_once_and_its_owner_and_the_trail_are_told() {
        let world = World::start().await;
        let id = ana(&world).await.id;
        let mut said = Said::default();
        deactivate(&world, &said, " Ana.Diaz@POPPY.test", false).await.unwrap();
        let id = id.to_string();
        assert_eq!(said.json(), json!({"user": id, "outcome": "deactivated", "before": "active", "vacant": []}));
        let profile = only(&world, Table::Accounts, |item| item["sk"] == "PROFILE").await;
        let credential = only(&world, Table::Accounts, |item| item["sk"] == "CREDENTIAL").await;
        for item in [&profile, &credential] {
            assert_eq!((&item["state"], &item["epoch"]), (&json!("deactivated"), &json!(2)));
        }
        let items = world.items(Table::Accounts).await;
        let listed: Vec<_> = items.iter().filter(|item| item["pk"].as_str().unwrap().starts_with("LISTING#")).collect();
        assert_eq!(listed.len(), 3);
        assert!(listed.iter().all(|item| item["state"] == "deactivated"), "{listed:?}");
        let letter = only(&world, Table::Mail, |_| true).await;
        assert_eq!(letter["letter"], json!({"letter": "access-stopped", "by": "OpenTOMS support"}));
        assert_eq!(letter["to"], json!({ "user": id }));
        let row = only(&world, Table::Audit, |_| true).await;
        assert_eq!((&row["action"], &row["state"]), (&json!("user-changed"), &json!("deactivated")));
        assert_eq!((&row["by"], &row["pk"]), (&json!({"kind": "operator"}), &json!(format!("USER#{id}"))));
    }

    #[tokio::test]
    async fn a_dry_run_says_what_would_be_done_and_writes_nothing() {
        let world = World::start().await;
        ana(&world).await;
        let before = world.items(Table::Accounts).await;
        let mut said = Said::default();
        deactivate(&world, &said, ANA, true).await.unwrap();
        assert_eq!(said.json()["outcome"], "would be deactivated");
        assert_eq!(world.items(Table::Accounts).await, before);
        assert!(world.items(Table::Mail).await.is_empty() && world.items(Table::Audit).await.is_empty());
    }

    #[tokio::test]
    async fn an_account_that_is_stopped_already_stays_as_it_is() {
        let world = World::start().await;
        ana(&world).await.in_state(AccountState::Deactivated).save(&world).await;
        let before = world.items(Table::Accounts).await;
        let mut said = Said::default();
        deactivate(&world, &said, ANA, false).await.unwrap();
        assert_eq!(said.json()["outcome"], "was deactivated already");
        assert_eq!(world.items(Table::Accounts).await, before);
        assert!(world.items(Table::Mail).await.is_empty());
    }

    #[tokio::test]
    async fn an_address_without_an_account_is_refused_and_not_repeated() {
        let world = World::start().await;
        let refused = deactivate(&world, &Said::default(), ANA, false).await.unwrap_err();
        assert_eq!(refused.to_string(), "this address has no account");
        assert!(world.items(Table::Accounts).await.is_empty());
    }

    #[tokio::test]
    async fn the_last_coordinator_of_an_lea_is_stopped_too_and_the_vacant_office_is_named() {
        let world = World::start().await;
        let coordinator = || Person::coordinator().called("Lee", "Romero");
        coordinator().save(&world).await;
        let mut second = Person::named(ANA).with(Role::LeaCaasppCoordinator, at_lea(POPPY));
        second.save(&world).await;
        let mut said = Said::default();
        deactivate(&world, &said, ANA, false).await.unwrap();
        assert_eq!(said.json()["vacant"], json!([]));
        deactivate(&world, &said, "lea.coordinator@poppy.test", false).await.unwrap();
        let told = said.json();
        assert_eq!(told["outcome"], "deactivated");
        assert_eq!(told["vacant"], json!([format!("LEA CAASPP coordinator, {POPPY}, 2026-27")]));
        let letters = world.items(Table::Mail).await;
        assert_eq!(letters.len(), 2, "one letter for each account");
    }

    #[tokio::test]
    async fn people_are_told_who_it_was_and_which_office_is_vacant() {
        let world = World::start().await;
        Person::coordinator().called("Lee", "Romero").save(&world).await;
        let mut said = Said::default();
        let command =
            UsersCommand::Deactivate { address: "lea.coordinator@poppy.test".parse().unwrap(), dry_run: false };
        run(&world.operator, &Places::of(&world), command, &ambient(&world), &mut said.console(false)).await.unwrap();
        let text = said.text();
        assert!(text.starts_with("Lee Romero ") && text.contains(" deactivated\n"), "{text}");
        assert!(text.contains(&format!("any more: LEA CAASPP coordinator, {POPPY}, 2026-27")), "{text}");
    }
}
