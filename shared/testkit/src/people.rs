use std::sync::OnceLock;

use domain::access::{Epoch, OrganizationCode, Role, Scope};
use domain::accounts::{
    AccountState, Affidavit, NewPassword, Password, PasswordHash, RoleAssignment, SALT_BYTES, TERMS, User, Username,
    Words,
};
use domain::cds::{CdsCode, LeaCode};
use domain::compliance::ProgramInstrument;
use domain::ids::UserId;
use domain::keyed::LoginKey;
use domain::year::AdministrationYear;
use serde::Serialize;
use store::accounts::{CredentialItem, ProfileItem, Provisions};
use store::{Partition, Sort, Table};

use crate::places::{CHARTERS, POPPY};
use crate::world::World;

/// A person with an account. Everybody's password is [`Person::PASSWORD`].
#[derive(Clone, Debug)]
pub struct Person {
    /// The id.
    pub id: UserId,
    /// The user name.
    pub username: String,
    first_name: String,
    last_name: String,
    state: AccountState,
    roles: Vec<RoleAssignment>,
    affidavits: Vec<Affidavit>,
    terms: bool,
    epoch: u64,
}

/// The LEA that an organization lies in or is: a district's by its digits, a charter by its own.
pub(crate) fn lea_of(code: CdsCode) -> LeaCode {
    let is_charter = CHARTERS.iter().any(|charter| code.code() == *charter);
    if is_charter { code.school_part() } else { code.county_district() }
}

/// What an LEA's role covers: a district by its digits, the charter by its own.
#[must_use]
pub fn at_lea(code: &str) -> (OrganizationCode, Scope) {
    let cds: CdsCode = code.parse().expect("a CDS code");
    (OrganizationCode::Cds(cds), Scope::Lea(lea_of(cds)))
}

/// What a school's role covers.
#[must_use]
pub fn at_school(code: &str) -> (OrganizationCode, Scope) {
    let cds: CdsCode = code.parse().expect("a CDS code");
    (OrganizationCode::Cds(cds), Scope::School(cds))
}

/// What a role for all of California covers.
#[must_use]
pub const fn at_state() -> (OrganizationCode, Scope) {
    (OrganizationCode::State, Scope::State)
}

/// What a county's role covers.
#[must_use]
pub fn at_county(code: &str) -> (OrganizationCode, Scope) {
    let county = code.parse().expect("a county code");
    (OrganizationCode::County(county), Scope::County(county))
}

impl Person {
    /// The password of the demo.
    pub const PASSWORD: &str = "poppies bloom in april 2026";

    /// Somebody active, who has accepted the terms and has no role yet.
    #[must_use]
    pub fn named(username: &str) -> Self {
        let login_key = LoginKey::new(crate::secrets::LOGIN_KEY).expect("a long key");
        Self {
            id: login_key.user(&username.parse().expect("an address")),
            username: username.to_owned(),
            first_name: "Person".to_owned(),
            last_name: username.to_owned(),
            state: AccountState::Active,
            roles: Vec::new(),
            affidavits: Vec::new(),
            terms: true,
            epoch: 1,
        }
    }

    /// The LEA CAASPP coordinator of Poppy Valley.
    #[must_use]
    pub fn coordinator() -> Self {
        Self::named("lea.coordinator@poppy.test").with(Role::LeaCaasppCoordinator, at_lea(POPPY))
    }

    /// Gives a role for this administration year, the affidavit signed where one is needed.
    #[must_use]
    pub fn with(self, role: Role, place: (OrganizationCode, Scope)) -> Self {
        self.with_in(role, place, "2026-27".parse().expect("a year"))
    }

    /// Gives a role for an administration year.
    #[must_use]
    pub fn with_in(
        mut self,
        role: Role,
        (organization, scope): (OrganizationCode, Scope),
        year: AdministrationYear,
    ) -> Self {
        let signed_at = crate::NOW.parse().expect("a time");
        let sign = |program: &_| Affidavit { program: *program, year, version: "1".to_owned(), signed_at };
        self.affidavits.extend(role.affidavits().iter().map(sign));
        self.roles.push(RoleAssignment {
            role,
            organization,
            organization_name: format!("Organization {organization}"),
            scope,
            lea: match scope {
                Scope::Lea(lea) => Some(lea),
                Scope::School(school) => Some(lea_of(school)),
                Scope::State | Scope::County(_) => None,
            },
            year,
            instruments: Vec::new(),
        });
        self
    }

    /// Has the role given last for these program instruments.
    #[must_use]
    pub fn for_instruments(mut self, instruments: &[ProgramInstrument]) -> Self {
        let role = self.roles.last_mut().expect("a role was given");
        role.instruments = instruments.to_vec();
        self
    }

    /// Holds no role any more.
    #[must_use]
    pub fn without_roles(mut self) -> Self {
        self.roles.clear();
        self
    }

    /// Has not signed any affidavit.
    #[must_use]
    pub fn without_affidavit(mut self) -> Self {
        self.affidavits.clear();
        self
    }

    /// Has not accepted the terms.
    #[must_use]
    pub const fn without_terms(mut self) -> Self {
        self.terms = false;
        self
    }

    /// Has this name.
    #[must_use]
    pub fn called(mut self, first_name: &str, last_name: &str) -> Self {
        (self.first_name, self.last_name) = (first_name.to_owned(), last_name.to_owned());
        self
    }

    /// In another state; only an active account has a password here, but for a deactivated one.
    #[must_use]
    pub const fn in_state(mut self, state: AccountState) -> Self {
        self.state = state;
        self
    }

    /// Writes the account, in place of what was there: a second time, with a higher epoch, as a change of rights does.
    pub async fn save(&mut self, world: &World) -> &Self {
        let username: Username = self.username.parse().expect("an address");
        let hash = (self.state != AccountState::Added).then(|| password_hash().to_owned());
        let login = Partition::Login(world.login_key().hash(&username));
        let epoch = Epoch(self.epoch);
        let credential =
            CredentialItem { user: self.id, password_hash: hash, state: self.state, epoch, second_factors: Vec::new() };
        let user = User {
            id: self.id,
            username,
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            telephone: None,
            state: self.state,
            epoch,
            version: self.epoch,
            roles: self.roles.clone(),
            affidavits: self.affidavits.clone(),
            second_factors: Vec::new(),
            terms_accepted: self.terms.then(|| TERMS.version.to_owned()),
        };
        let profile = ProfileItem::from(&user);
        put(world, &login, &Sort::Credential, &credential).await;
        put(world, &Partition::User(self.id), &Sort::Profile, &profile).await;
        let provisions = Provisions::new(&world.operator, world.table(Table::Accounts));
        provisions.enlist(&user).await.expect("the lists can be written");
        self.epoch += 1;
        self
    }
}

async fn put(world: &World, partition: &Partition, sort: &Sort, body: &impl Serialize) {
    let item = store::item(partition, sort, body).expect("an item");
    world.put(Table::Accounts, item).await;
}

/// Hashed once for all tests: it takes tens of milliseconds.
fn password_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let password = Password::new(Person::PASSWORD.to_owned()).expect("a password");
        let password = NewPassword::choose(password, &Words::of_the_service()).expect("one that keeps the rules");
        PasswordHash::of(&password, [7; SALT_BYTES]).expect("a hash").as_str().to_owned()
    })
}
