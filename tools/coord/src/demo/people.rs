use domain::Malformed;
use domain::access::{Epoch, Role};
use domain::accounts::{AccountState, Affidavit, RoleAssignment, User, Username};
use domain::compliance::ProgramInstrument;
use domain::keyed::LoginKey;
use edge::Clock;

use super::organizations::{CEDAR, DUNE, ESTUARY, POPPY, Places, REDWOOD};

/// The password of every account of the demo. It is no secret: demo data goes into a store on this machine only.
pub(crate) const PASSWORD: &str = "poppies bloom in april 2026";

/// What the compliance monitor is assigned to.
const MONITORED: &[ProgramInstrument] = &[ProgramInstrument::EnglishLearner];

/// An account: user name, first and last name, state, roles with their organizations.
type Account = (&'static str, (&'static str, &'static str), AccountState, &'static [(Role, &'static str)]);

use AccountState::{Active, Added, Deactivated};

const ACCOUNTS: &[Account] = &[
    ("lea.coordinator@poppy.test", ("Lee", "Romero"), Active, &[(Role::LeaCaasppCoordinator, POPPY)]),
    ("elpac.coordinator@poppy.test", ("Mai", "Xiong"), Active, &[(Role::LeaElpacCoordinator, POPPY)]),
    (
        "site.coordinator@poppy.test",
        ("Tomás", "Núñez"),
        Active,
        &[(Role::SiteCaasppCoordinator, CEDAR), (Role::TestAdministrator, DUNE)],
    ),
    ("test.administrator@poppy.test", ("Priya", "Raman"), Active, &[(Role::TestAdministrator, CEDAR)]),
    ("superintendent@poppy.test", ("Grace", "Okafor"), Active, &[(Role::Superintendent, POPPY)]),
    ("lea.coordinator@estuary.test", ("Sam", "D'Arcy"), Active, &[(Role::LeaCaasppCoordinator, ESTUARY)]),
    ("lea.coordinator@redwood.test", ("Ruth", "Åkesson"), Active, &[(Role::LeaCaasppCoordinator, REDWOOD)]),
    ("review.coordinator@poppy.test", ("Ines", "Moreau"), Active, &[(Role::LeaReviewCoordinator, POPPY)]),
    ("contributor@poppy.test", ("Dev", "Patel-Ruiz"), Active, &[(Role::LeaComplianceContributor, POPPY)]),
    ("monitor@cde.test", ("Hana", "Sato"), Active, &[(Role::ComplianceMonitor, "CA")]),
    ("compliance.admin@cde.test", ("Victor", "Lang"), Active, &[(Role::ComplianceAdministrator, "CA")]),
    ("editor@cde.test", ("Nora", "Quinn"), Active, &[(Role::BulletinEditor, "CA")]),
    ("state.admin@cde.test", ("Alex", "Kim"), Active, &[(Role::StateAdministrator, "CA")]),
    ("help.desk@caltac.test", ("Jo", "Vega"), Active, &[(Role::HelpDesk, "CA")]),
    ("new.user@poppy.test", ("Noor", "Haddad"), Added, &[(Role::TestAdministrator, CEDAR)]),
    ("former.user@poppy.test", ("Frank", "Olsen"), Deactivated, &[(Role::TestAdministrator, CEDAR)]),
];

/// Every account of the demo, with roles for this administration year and the terms yet to be accepted. Affidavits are
/// signed: no page asks for them yet, and an unsigned one would show a test administrator nothing.
pub(crate) fn users(places: &Places, clock: &Clock, key: &LoginKey) -> Result<Vec<User>, Malformed> {
    let mut users = Vec::new();
    for (username, (first_name, last_name), state, given) in ACCOUNTS {
        let (mut roles, mut affidavits) = (Vec::new(), Vec::new());
        for (role, code) in *given {
            let given = RoleAssignment::new(*role, places.seat(code)?, clock.this_year());
            let monitored = if *role == Role::ComplianceMonitor { MONITORED } else { &[] };
            roles.push(given.for_instruments(monitored.to_vec()));
            affidavits.extend(role.affidavits().iter().map(|program| Affidavit {
                program: *program,
                year: clock.this_year(),
                version: "demo".to_owned(),
                signed_at: clock.now(),
            }));
        }
        let username: Username = username.parse()?;
        users.push(User {
            id: key.user(&username),
            username,
            first_name: (*first_name).to_owned(),
            last_name: (*last_name).to_owned(),
            telephone: None,
            state: *state,
            epoch: Epoch::default(),
            version: 1,
            roles,
            affidavits,
            second_factors: Vec::new(),
            terms_accepted: None,
        });
    }
    Ok(users)
}
