//! Who may give which role where, held against an oracle that knows the table and the tree of organizations and shares no
//! code with what it judges.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::access::RoleInForce;
use crate::directory::{Organization, OrganizationKind};

/// A place of an invented directory. What lies above it is written down, not told from codes.
struct Place {
    code: String,
    kind: &'static str,
    above: Vec<String>,
    /// What the code under test is given; none for California.
    organization: Option<Organization>,
}

impl Place {
    fn state() -> Self {
        Self { code: "CA".into(), kind: "state", above: Vec::new(), organization: None }
    }

    fn new(code: String, kind: OrganizationKind, lea: Option<String>, above: &[&str]) -> Self {
        let county = code[..2].parse().unwrap();
        let organization = Organization {
            code: code.parse().unwrap(),
            name: code.clone(),
            kind,
            county,
            lea: lea.map(|lea| lea.parse().unwrap()),
            charter: None,
        };
        let above = above.iter().map(|above| (*above).to_owned()).collect();
        Self { code, kind: kind.code(), above, organization: Some(organization) }
    }

    fn seat(&self) -> Seat<'_> {
        self.organization.as_ref().map_or(Seat::State, Seat::Organization)
    }
}

/// How many schools, charters, non-public schools and stand-ins for students without a school a district has.
type Shape = (u8, u8, u8, u8);

fn directory(shapes: &[Shape]) -> Vec<Place> {
    use OrganizationKind::{County, DirectlyFundedCharter, District, DistrictLevelProgram, NonPublicSchool, School};
    let mut places = vec![Place::state(), Place::new("99".into(), County, None, &["CA"])];
    for (number, (schools, charters, non_public, stand_ins)) in (1..).zip(shapes) {
        let lea = format!("99{number:05}");
        let district = format!("{lea}0000000");
        places.push(Place::new(district.clone(), District, Some(lea.clone()), &["CA", "99"]));
        for (kind, count) in [(School, schools), (NonPublicSchool, non_public), (DistrictLevelProgram, stand_ins)] {
            for _ in 0..*count {
                let code = format!("{lea}{:07}", places.len());
                places.push(Place::new(code, kind, Some(lea.clone()), &["CA", "99", &district]));
            }
        }
        for _ in 0..*charters {
            // It carries the digits of the district that authorized it and does not lie under it.
            let own = format!("{:07}", places.len());
            let code = format!("{lea}{own}");
            places.push(Place::new(code, DirectlyFundedCharter, Some(own), &["CA", "99"]));
        }
    }
    places
}

/// The kinds of place that a role is given for, from the widest level to the narrowest, and its level.
fn at_home(role: &str) -> (u8, &'static [&'static str]) {
    match role {
        "superintendent"
        | "lea-caaspp-coordinator"
        | "lea-elpac-coordinator"
        | "lea-review-coordinator"
        | "lea-compliance-contributor" => (1, &["district", "directly-funded-charter"]),
        "site-caaspp-coordinator" | "site-elpac-coordinator" | "test-administrator" | "test-examiner" => {
            (2, &["school", "directly-funded-charter", "non-public-school", "district-level-program"])
        }
        _ => (0, &["state"]),
    }
}

/// The cells of the table that say `yes`.
fn table() -> HashMap<(String, String), bool> {
    let mut rows = include_str!("../../../access/conferral.csv").lines().map(|row| row.split(','));
    let head: Vec<_> = rows.next().unwrap().collect();
    let cells = rows.flat_map(|row| {
        let row: Vec<_> = row.collect();
        let giver = row[0].to_owned();
        let cells: Vec<_> =
            head[1..].iter().zip(&row[1..]).map(|(to, cell)| (to.to_string(), *cell == "yes")).collect();
        cells.into_iter().map(move |(to, yes)| ((giver.clone(), to), yes))
    });
    cells.collect()
}

fn caller(role: Role, place: &Place, year: AdministrationYear) -> Caller {
    Caller {
        user: UserId::from_bytes([1; 16]),
        name: "Lee".into(),
        role: RoleInForce {
            role,
            organization: place.seat().organization(),
            organization_name: String::new(),
            scope: place.seat().scope(),
            lea: place.seat().lea(),
            year,
            instruments: Vec::new(),
            affidavit_signed: true,
        },
        epoch: Epoch(1),
    }
}

fn with_what_it_needs(key: RoleKey) -> WantedRole {
    let monitor = key.role.code() == "compliance-monitor";
    let instruments = monitor.then_some(ProgramInstrument::EnglishLearner).into_iter().collect();
    WantedRole { key, instruments }
}

#[test]
fn a_monitor_is_given_program_instruments_and_nobody_else_is() {
    let state = Place::state();
    let this_year: AdministrationYear = "2026-27".parse().unwrap();
    for giver in [Role::ComplianceAdministrator, Role::StateAdministrator] {
        let caller = caller(giver, &state, this_year);
        let wanted = |role: Role, instruments: &[ProgramInstrument]| {
            let key = RoleKey { role, organization: OrganizationCode::State, year: this_year };
            let wanted = WantedRole { key, instruments: instruments.iter().copied().collect() };
            grant(&caller, &wanted, Some(Seat::State), this_year)
        };
        let two = [ProgramInstrument::MigrantEducation, ProgramInstrument::EnglishLearner];
        let granted = wanted(Role::ComplianceMonitor, &two).unwrap();
        let in_order = [ProgramInstrument::EnglishLearner, ProgramInstrument::MigrantEducation];
        assert_eq!(granted.assignment().instruments, in_order);
        assert_eq!(wanted(Role::ComplianceMonitor, &[]), Err(GrantRefused::NoInstrument));
        assert_eq!(wanted(Role::ComplianceAdministrator, &two), Err(GrantRefused::NotForInstruments));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_role_is_given_where_the_table_the_tree_the_level_and_the_year_say_so_and_nowhere_else(
        shapes in prop::collection::vec((0..3_u8, 0..3_u8, 0..2_u8, 0..2_u8), 1..4),
    ) {
        let (places, table) = (directory(&shapes), table());
        let this_year: AdministrationYear = "2026-27".parse().unwrap();
        let years = ["2025-26", "2026-27", "2027-28", "2028-29"];
        let mut given = 0;
        for role in Role::ALL {
            let (own_level, homes) = at_home(role.code());
            for home in places.iter().filter(|place| homes.contains(&place.kind)) {
                let caller = caller(*role, home, this_year);
                for wanted in Role::ALL {
                    let (level, kinds) = at_home(wanted.code());
                    let conferred = table[&(role.code().to_owned(), wanted.code().to_owned())];
                    for place in &places {
                        let below = place.code == home.code || place.above.contains(&home.code);
                        for year in years {
                            let expected = conferred
                                && below
                                && kinds.contains(&place.kind)
                                && ["2026-27", "2027-28"].contains(&year);
                            let key = RoleKey {
                                role: *wanted,
                                organization: place.seat().organization(),
                                year: year.parse().unwrap(),
                            };
                            let granted = grant(&caller, &with_what_it_needs(key), Some(place.seat()), this_year);
                            let case = format!("{role} of {} gives {wanted} at {} in {year}", home.code, place.code);
                            prop_assert_eq!(granted.is_ok(), expected, "{}", case);
                            let Ok(granted) = granted else { continue };
                            given += 1;
                            prop_assert!(own_level <= level, "above the own level: {}", case);
                            let RoleAssignment { role, organization, year, .. } = *granted.assignment();
                            prop_assert_eq!(RoleKey { role, organization, year }, key, "{}", case);
                        }
                    }
                    let key = RoleKey { role: *wanted, organization: home.seat().organization(), year: this_year };
                    prop_assert!(grant(&caller, &with_what_it_needs(key), None, this_year).is_err(), "a place that is not there");
                }
            }
        }
        prop_assert!(given > 0, "an administrator of the state gives every role of the state at least");
    }
}
