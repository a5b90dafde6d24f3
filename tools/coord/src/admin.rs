//! `coord admin create`: whoever is there first lets the others in.

use std::io::Read;

use domain::access::{Epoch, Role, Seat};
use domain::accounts::{AccountState, NewPassword, Password, PasswordHash, RoleAssignment, User, Username, Words};
use domain::names::{GIVEN_NAME_MAX, LAST_NAME_MAX, name_part};
use store::Dynamo;
use store::accounts::Provisions;

use crate::connection::{Ambient, Places};
use crate::console::Console;
use crate::fatal::Fatal;
use crate::summary::Summary;

/// Who is to be added.
pub(crate) struct NewAdministrator {
    pub(crate) username: Username,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) password: Option<String>,
}

/// Reads a password: all of the input but the end of its line.
pub(crate) fn read_password(input: impl Read) -> Result<String, Fatal> {
    let mut typed = String::new();
    let failed = |_| Fatal::Refused("the password on the standard input cannot be read as text".to_owned());
    input.take(4096).read_to_string(&mut typed).map_err(failed)?;
    typed.truncate(typed.trim_end_matches(['\r', '\n']).len());
    Ok(typed)
}

/// Takes what was typed if it keeps the rules, as every password here must.
pub(crate) fn new_password(typed: String, words: &Words) -> Result<NewPassword, Fatal> {
    NewPassword::choose(Password::new(typed)?, words).map_err(|reasons| {
        let reasons: Vec<_> = reasons.iter().map(ToString::to_string).collect();
        Fatal::Refused(format!("the password {}", reasons.join("; and it ")))
    })
}

/// Adds a state administrator for this administration year.
pub(crate) async fn create(
    dynamo: &Dynamo,
    places: &Places,
    new: NewAdministrator,
    ambient: &Ambient,
    console: &mut Console,
) -> Result<(), Fatal> {
    let provisions = Provisions::new(dynamo, places.accounts()?);
    let key = places.login_key()?;
    let login = key.hash(&new.username);
    let taken = || Fatal::Refused(format!("{} has an account already", new.username.as_str()));
    if provisions.exists(&login).await? {
        return Err(taken());
    }
    let year = ambient.clock.this_year();
    let state = if new.password.is_some() { AccountState::Active } else { AccountState::Added };
    let user = User {
        id: key.user(&new.username),
        username: new.username.clone(),
        first_name: name_part(&new.first_name, GIVEN_NAME_MAX)?,
        last_name: name_part(&new.last_name, LAST_NAME_MAX)?,
        telephone: None,
        state,
        epoch: Epoch::default(),
        version: 1,
        roles: vec![RoleAssignment::new(Role::StateAdministrator, Seat::State, year)],
        affidavits: Vec::new(),
        second_factors: Vec::new(),
        terms_accepted: None,
    };
    let hash = match new.password {
        Some(typed) => Some(PasswordHash::of(&new_password(typed, &user.words())?, ambient.entropy.bytes())?),
        None => None,
    };
    if !provisions.add(&login, &user, hash.as_ref()).await? {
        return Err(taken());
    }
    let mut summary = Summary::new(match state {
        AccountState::Active => "State administrator added: ready to sign in",
        _ => "State administrator added: the account is not activated yet",
    });
    summary.fact("user", user.id.to_string());
    summary.fact("state", state.code());
    summary.fact("year", year.to_string());
    summary.count("accounts added", 1);
    summary.say(console);
    Ok(())
}

#[cfg(test)]
mod tests {
    use testkit::World;

    use super::*;
    use crate::testing::{Said, ambient};

    const CHOSEN: &str = "seven herons over the marsh";

    fn ada(password: Option<&str>) -> NewAdministrator {
        NewAdministrator {
            username: "ada@cde.test".parse().unwrap(),
            first_name: "Ada".into(),
            last_name: "Reyes".into(),
            password: password.map(str::to_owned),
        }
    }

    #[test]
    fn a_password_is_read_to_the_end_of_its_line_and_blanks_are_kept() {
        assert_eq!(read_password(&b" poppies bloom in april \r\n"[..]).unwrap(), " poppies bloom in april ");
    }

    #[tokio::test]
    async fn a_password_that_breaks_the_rules_is_refused_with_the_reasons_and_adds_nobody() {
        let world = World::start().await;
        let (places, ambient, said) = (Places::of(&world), ambient(&world), Said::default());
        for (password, because) in
            [("seven herons", "must have at least 15 characters"), ("Ada Reyes Ada Reyes", "is made of your name")]
        {
            let refused =
                create(&world.operator, &places, ada(Some(password)), &ambient, &mut said.console(true)).await;
            let refused = refused.unwrap_err().to_string();
            assert!(refused.contains(because), "{refused}");
            assert!(refused.starts_with("the password ") && !refused.contains(password), "{refused}");
        }
        assert!(world.items(store::Table::Accounts).await.is_empty());
    }

    #[tokio::test]
    async fn an_administrator_with_a_password_is_active_and_one_without_waits() {
        let world = World::start().await;
        let (places, ambient) = (Places::of(&world), ambient(&world));
        let mut said = Said::default();
        create(&world.operator, &places, ada(Some(CHOSEN)), &ambient, &mut said.console(true)).await.unwrap();
        assert_eq!(said.json()["state"], "active");
        let items = world.items(store::Table::Accounts).await;
        let profile = items.iter().find(|item| item["sk"] == "PROFILE").unwrap();
        let credential = items.iter().find(|item| item["sk"] == "CREDENTIAL").unwrap();
        let hash = PasswordHash::from_stored(credential["password_hash"].as_str().unwrap().to_owned());
        assert!(hash.matches(&Password::new(CHOSEN.to_owned()).unwrap()));
        assert_eq!(profile["roles"][0]["role"], "state-administrator");
        assert_eq!(profile["roles"][0]["organization"], "CA");
        assert_eq!(profile["roles"][0]["year"], "2026-27");

        let waiting = NewAdministrator { username: "bea@cde.test".parse().unwrap(), ..ada(None) };
        create(&world.operator, &places, waiting, &ambient, &mut said.console(true)).await.unwrap();
        assert_eq!(said.json()["state"], "added");
    }

    #[tokio::test]
    async fn an_address_that_has_an_account_is_refused_in_any_spelling_and_nothing_changes() {
        let world = World::start().await;
        let (places, ambient) = (Places::of(&world), ambient(&world));
        let said = Said::default();
        create(&world.operator, &places, ada(None), &ambient, &mut said.console(true)).await.unwrap();
        let before = world.items(store::Table::Accounts).await;
        let again = NewAdministrator { username: "Ada@CDE.test".parse().unwrap(), ..ada(None) };
        assert!(create(&world.operator, &places, again, &ambient, &mut said.console(true)).await.is_err());
        assert_eq!(world.items(store::Table::Accounts).await, before);
    }
}
