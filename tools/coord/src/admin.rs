//! `coord admin create`: whoever is there first lets the others in.

use std::io::Read;

use domain::access::{Epoch, Role, Seat};
use domain::accounts::{AccountState, Password, PasswordHash, RoleAssignment, User, Username};
use domain::names::{GIVEN_NAME_MAX, LAST_NAME_MAX, name_part};
use store::Dynamo;
use store::accounts::Provisions;

use crate::connection::{Ambient, Places};
use crate::console::Console;
use crate::fatal::Fatal;
use crate::summary::Summary;

/// The shortest password, in characters. Source: NIST SP 800-63B-4, for a password that is the only factor.
const PASSWORD_MIN: usize = 15;

/// Who is to be added.
pub(crate) struct NewAdministrator {
    pub(crate) username: Username,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) password: Option<Password>,
}

/// Reads a password: all of the input but the end of its line.
pub(crate) fn read_password(input: impl Read) -> Result<Password, Fatal> {
    let mut typed = String::new();
    let failed = |_| Fatal::Refused("the password on the standard input cannot be read as text".to_owned());
    input.take(4096).read_to_string(&mut typed).map_err(failed)?;
    typed.truncate(typed.trim_end_matches(['\r', '\n']).len());
    if typed.chars().count() < PASSWORD_MIN {
        return Err(Fatal::Refused(format!("a password must have at least {PASSWORD_MIN} characters")));
    }
    Ok(Password::new(typed)?)
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
    let hash = match &new.password {
        Some(password) => Some(PasswordHash::of(password, ambient.entropy.bytes())?),
        None => None,
    };
    let year = ambient.clock.this_year();
    let state = if hash.is_some() { AccountState::Active } else { AccountState::Added };
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

    fn ada(password: Option<Password>) -> NewAdministrator {
        NewAdministrator {
            username: "ada@cde.test".parse().unwrap(),
            first_name: "Ada".into(),
            last_name: "Reyes".into(),
            password,
        }
    }

    #[test]
    fn a_password_is_read_to_the_end_of_its_line_and_blanks_are_kept() {
        let password = read_password(&b" poppies bloom in april \r\n"[..]).unwrap();
        let hash = PasswordHash::of(&password, [1; 16]).unwrap();
        assert!(hash.matches(&Password::new(" poppies bloom in april ".into()).unwrap()));
    }

    #[test]
    fn a_password_of_14_characters_is_refused() {
        assert!(read_password("ñ".repeat(14).as_bytes()).is_err());
        assert!(read_password("ñ".repeat(15).as_bytes()).is_ok());
    }

    #[tokio::test]
    async fn an_administrator_with_a_password_is_active_and_one_without_waits() {
        let world = World::start().await;
        let (places, ambient) = (Places::of(&world), ambient(&world));
        let password = Password::new("poppies bloom in april".into()).unwrap();
        let mut said = Said::default();
        create(&world.operator, &places, ada(Some(password)), &ambient, &mut said.console(true)).await.unwrap();
        assert_eq!(said.json()["state"], "active");
        let items = world.items(store::Table::Accounts).await;
        let profile = items.iter().find(|item| item["sk"] == "PROFILE").unwrap();
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
