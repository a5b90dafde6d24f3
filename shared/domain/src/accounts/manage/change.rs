//! What becomes of an account when somebody adds, changes or helps its user.

use std::collections::BTreeSet;

use super::SeenUser;
use crate::access::{Caller, Epoch, OrganizationCode, Role, Seat};
use crate::accounts::{AccountState, RoleAssignment, User, Username};
use crate::audit::Event;
use crate::compliance::ProgramInstrument;
use crate::ids::UserId;
use crate::mail::Letter;
use crate::year::AdministrationYear;

/// The most roles that one account holds: what changes one is then always one transaction. Our choice.
pub const MAX_ROLES: usize = 20;

/// A role as it is named by those who give and take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoleKey {
    /// The role.
    pub role: Role,
    /// The organization.
    pub organization: OrganizationCode,
    /// The administration year.
    pub year: AdministrationYear,
}

impl RoleKey {
    fn is(&self, held: &RoleAssignment) -> bool {
        (held.role, held.organization, held.year) == (self.role, self.organization, self.year)
    }
}

/// A role that somebody is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedRole {
    /// Which one.
    pub key: RoleKey,
    /// The program instruments that it is for.
    pub instruments: BTreeSet<ProgramInstrument>,
}

impl From<RoleKey> for WantedRole {
    fn from(key: RoleKey) -> Self {
        Self { key, instruments: BTreeSet::new() }
    }
}

/// Why a role cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantRefused {
    /// The caller's role does not give it.
    #[error("is not a role that your role may give")]
    Role,
    /// Absent, or not within the caller's scope: one answer.
    #[error("is no organization within your role's organization")]
    Organization,
    /// Another kind of organization.
    #[error("is not the kind of organization this role is given for: {0}")]
    Level(&'static str),
    /// Gone by, or too far ahead.
    #[error("must be this administration year or the next one")]
    Year,
    /// A role that sees nothing without program instruments.
    #[error("must name at least one program instrument: this role sees nothing else")]
    NoInstrument,
    /// A role that is for no program instruments.
    #[error("go with the role of compliance monitor only; leave them out")]
    NotForInstruments,
}

/// A role that the caller may give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted(RoleAssignment);

impl Granted {
    /// The assignment it makes.
    #[must_use]
    pub const fn assignment(&self) -> &RoleAssignment {
        &self.0
    }
}

/// Whether `caller` may give `wanted`, whose organization is `seat` where there is one. The only way to a [`Granted`].
///
/// # Errors
/// The first reason why not.
pub fn grant(
    caller: &Caller,
    wanted: &WantedRole,
    seat: Option<Seat<'_>>,
    this_year: AdministrationYear,
) -> Result<Granted, GrantRefused> {
    use crate::access::Level;
    let WantedRole { key: wanted, instruments } = wanted;
    if !caller.role.role.confers(wanted.role) {
        return Err(GrantRefused::Role);
    }
    let seat = seat.filter(|seat| seat.is_in(caller.role.scope)).ok_or(GrantRefused::Organization)?;
    if !wanted.role.fits(seat) {
        return Err(GrantRefused::Level(match wanted.role.level() {
            Level::State => "it must be CA",
            Level::Lea => "it must be an LEA",
            Level::School => "it must be a school",
        }));
    }
    if wanted.year != this_year && wanted.year != this_year.next() {
        return Err(GrantRefused::Year);
    }
    match (wanted.role.is_for_instruments(), instruments.is_empty()) {
        (true, true) => return Err(GrantRefused::NoInstrument),
        (false, false) => return Err(GrantRefused::NotForInstruments),
        _ => {}
    }
    let instruments = instruments.iter().copied().collect();
    Ok(Granted(RoleAssignment::new(wanted.role, seat, wanted.year).for_instruments(instruments)))
}

/// Why a user cannot be changed like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is the caller's own account.
    #[error("nobody changes their own roles or state; somebody else who may has to")]
    OwnAccount,
    /// Roles elsewhere: name, telephone and state are not this caller's alone.
    #[error("this user also works elsewhere")]
    AlsoElsewhere,
    /// A role to be taken away that the user does not hold, as far as the caller sees.
    #[error("is not a role that this user holds")]
    NotHeld(usize),
    /// More roles than one account holds.
    #[error("an account holds at most 20 roles")]
    TooManyRoles,
    /// To be made active before a password is set.
    #[error("the account is activated by its owner, with the link of the activation letter")]
    NotActivated,
    /// An activation letter for an account that is in use or stopped.
    #[error("the account does not wait for its activation")]
    NotAwaitingActivation,
}

/// The states that an account may be put in by somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateWanted {
    /// Access is given back.
    Active,
    /// Access is stopped.
    Deactivated,
}

/// What is to be changed of a user. What is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Telephone number; `Some(None)` removes it.
    pub telephone: Option<Option<String>>,
    /// Where the account is to stand.
    pub state: Option<StateWanted>,
    /// Roles to be given.
    pub give: Vec<Granted>,
    /// Roles to be taken away.
    pub take: Vec<RoleKey>,
}

/// A change that was decided.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The account after.
    pub after: User,
    /// What is recorded of it.
    pub event: Event,
    /// What the owner is told.
    pub letters: Vec<Letter>,
}

impl Changed {
    /// What lies between `before` and `after`; `None` when nothing does. A role taken away and another state end every
    /// session and whatever is under way.
    fn between(by: &str, before: &User, mut after: User, this_year: AdministrationYear) -> Option<Self> {
        let words = |roles: &[RoleAssignment], others: &[RoleAssignment]| -> Vec<String> {
            let changed = |role: &&RoleAssignment| role.year >= this_year && !others.contains(role);
            roles.iter().filter(changed).map(RoleAssignment::in_words).collect()
        };
        let (given, taken) = (words(&after.roles, &before.roles), words(&before.roles, &after.roles));
        let fields: Vec<String> = [
            ("first_name", before.first_name != after.first_name),
            ("last_name", before.last_name != after.last_name),
            ("telephone", before.telephone != after.telephone),
        ]
        .iter()
        .filter(|(_, changed)| *changed)
        .map(|(name, _)| (*name).to_owned())
        .collect();
        let state = (before.state != after.state).then_some(after.state);
        if given.is_empty() && taken.is_empty() && fields.is_empty() && state.is_none() {
            return None;
        }
        if !taken.is_empty() || state.is_some() {
            after.epoch = before.epoch.next();
        }
        after.version = before.version + 1;
        let by = by.to_owned();
        let mut letters = Vec::new();
        match state {
            Some(AccountState::Deactivated) => letters.push(Letter::AccessStopped { by: by.clone() }),
            Some(AccountState::Active) => letters.push(Letter::AccessRestored { by: by.clone() }),
            Some(AccountState::Added) => letters.push(Letter::Activation),
            None => {}
        }
        if !given.is_empty() || !taken.is_empty() {
            letters.push(match after.state {
                AccountState::Added if !given.is_empty() && state.is_none() => Letter::Activation,
                _ => Letter::RolesChanged { by, given: given.clone(), taken: taken.clone() },
            });
        }
        let event = Event::UserChanged { fields, state, given, taken };
        Some(Self { after, event, letters })
    }
}

/// Decides `change` of a user that `caller` sees. `None` when everything is so already. `has_password` tells what a
/// deactivated account comes back to: one that was never activated waits for its activation again.
///
/// # Errors
/// The reason why nothing is changed.
pub fn decide(
    caller: &Caller,
    seen: &SeenUser,
    change: Change,
    has_password: bool,
    this_year: AdministrationYear,
) -> Result<Option<Changed>, Refusal> {
    let before = seen.user();
    if before.id == caller.user {
        return Err(Refusal::OwnAccount);
    }
    let own_data = [change.first_name.is_some(), change.last_name.is_some(), change.telephone.is_some()];
    if (own_data.contains(&true) || change.state.is_some()) && !seen.is_whole() {
        return Err(Refusal::AlsoElsewhere);
    }
    let mut after = before.clone();
    for (place, key) in change.take.iter().enumerate() {
        if !seen.roles().iter().any(|held| key.is(held)) {
            return Err(Refusal::NotHeld(place));
        }
        after.roles.retain(|held| !key.is(held));
    }
    give(&mut after, change.give, this_year)?;
    if let Some(name) = change.first_name {
        after.first_name = name;
    }
    if let Some(name) = change.last_name {
        after.last_name = name;
    }
    if let Some(telephone) = change.telephone {
        after.telephone = telephone;
    }
    after.state = match (change.state, before.state) {
        (None, state) => state,
        (Some(StateWanted::Deactivated), _) => AccountState::Deactivated,
        (Some(StateWanted::Active), AccountState::Added) => return Err(Refusal::NotActivated),
        (Some(StateWanted::Active), AccountState::Deactivated) if !has_password => AccountState::Added,
        (Some(StateWanted::Active), _) => AccountState::Active,
    };
    Ok(Changed::between(&caller.name, before, after, this_year))
}

/// Decides that an operator, called `by` in the letter, stops access to an account, whatever roles it holds. `None` when
/// it is stopped already.
#[must_use]
pub fn stop(by: &str, before: &User, this_year: AdministrationYear) -> Option<Changed> {
    let after = User { state: AccountState::Deactivated, ..before.clone() };
    Changed::between(by, before, after, this_year)
}

/// Adds roles that are not held yet; one that is held for other program instruments is from now on for these. Where there is
/// no room, roles of years gone by make it: they give nothing any more.
fn give(user: &mut User, granted: Vec<Granted>, this_year: AdministrationYear) -> Result<(), Refusal> {
    for Granted(role) in granted {
        let key = RoleKey { role: role.role, organization: role.organization, year: role.year };
        match user.roles.iter_mut().find(|held| key.is(held)) {
            Some(held) => held.instruments = role.instruments,
            None => user.roles.push(role),
        }
    }
    while user.roles.len() > MAX_ROLES {
        let past = user.roles.iter().position(|held| held.year < this_year).ok_or(Refusal::TooManyRoles)?;
        user.roles.remove(past);
    }
    Ok(())
}

/// Somebody to be added.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The id that goes with the user name.
    pub id: UserId,
    /// The e-mail address.
    pub username: Username,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Telephone number.
    pub telephone: Option<String>,
}

/// What adding comes to.
#[derive(Clone, Debug)]
pub enum Added {
    /// A new account.
    Account(Changed),
    /// The address has an account: the roles are added to it.
    Roles(Box<User>, Changed),
    /// It has an account with all these roles.
    Unchanged(Box<User>),
}

/// Decides to add a user with roles, or the roles to the account that the address has. That account's own data stay as
/// they are: they are not the caller's.
///
/// # Errors
/// The reason why nothing is added.
pub fn add(
    caller: &Caller,
    new: NewUser,
    existing: Option<User>,
    granted: Vec<Granted>,
    this_year: AdministrationYear,
) -> Result<Added, Refusal> {
    if let Some(before) = existing {
        if before.id == caller.user {
            return Err(Refusal::OwnAccount);
        }
        let mut after = before.clone();
        give(&mut after, granted, this_year)?;
        return Ok(match Changed::between(&caller.name, &before, after, this_year) {
            Some(changed) => Added::Roles(Box::new(before), changed),
            None => Added::Unchanged(Box::new(before)),
        });
    }
    let mut after = User {
        id: new.id,
        username: new.username,
        first_name: new.first_name,
        last_name: new.last_name,
        telephone: new.telephone,
        state: AccountState::Added,
        epoch: Epoch::default(),
        version: 1,
        roles: Vec::new(),
        affidavits: Vec::new(),
        second_factors: Vec::new(),
        terms_accepted: None,
    };
    give(&mut after, granted, this_year)?;
    let event = Event::UserAdded { given: after.roles.iter().map(RoleAssignment::in_words).collect() };
    Ok(Added::Account(Changed { after, event, letters: vec![Letter::Activation] }))
}

/// What helps a user to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Help {
    /// The activation letter is sent again.
    Activation,
    /// All sessions are ended.
    EndSessions,
}

/// Decides to help a user that `caller` sees.
///
/// # Errors
/// The reason why it cannot be done.
pub fn help(caller: &Caller, seen: &SeenUser, help: Help) -> Result<Changed, Refusal> {
    let before = seen.user();
    if before.id == caller.user {
        return Err(Refusal::OwnAccount);
    }
    match help {
        Help::Activation if before.state == AccountState::Added => {
            let letters = vec![Letter::Activation];
            Ok(Changed { after: before.clone(), event: Event::ActivationSent, letters })
        }
        Help::Activation => Err(Refusal::NotAwaitingActivation),
        Help::EndSessions => {
            let after = User { epoch: before.epoch.next(), version: before.version + 1, ..before.clone() };
            Ok(Changed { after, event: Event::SessionsEnded { all: true }, letters: Vec::new() })
        }
    }
}

#[cfg(test)]
mod tests;
