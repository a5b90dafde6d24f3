//! `coord affidavits list`: who has signed the security affidavit and who has not.

use clap::{Args, Subcommand};
use domain::access::{OrganizationCode, Seat};
use domain::accounts::RoleAssignment;
use domain::accounts::manage::{ListedUser, ListingPlace, UserClass};
use domain::students::ProgramFamily;
use domain::year::AdministrationYear;
use serde_json::json;
use store::Dynamo;
use store::accounts::{ListQuery, Lists};
use store::directory::Organizations;

use crate::connection::{Ambient, Places};
use crate::console::Console;
use crate::fatal::Fatal;
use crate::list::List;

/// How many users are read at once.
const PAGE: u8 = 100;

#[derive(Subcommand)]
pub(crate) enum AffidavitsCommand {
    /// List those whose roles ask for the affidavit, by last name, first name
    List(Asked),
}

/// Whose signatures are asked for.
#[derive(Args)]
pub(crate) struct Asked {
    /// caaspp or elpac
    #[arg(long)]
    program: ProgramFamily,
    /// The administration year, as in 2026-27 [default: this one]
    #[arg(long)]
    year: Option<AdministrationYear>,
    /// CA, or the 14-digit code of an LEA or school of the directory
    #[arg(long)]
    organization: OrganizationCode,
    /// Only those who have not signed
    #[arg(long)]
    unsigned: bool,
}

/// Runs the command.
pub(crate) async fn run(
    dynamo: &Dynamo,
    places: &Places,
    command: AffidavitsCommand,
    ambient: &Ambient,
    console: &mut Console,
) -> Result<(), Fatal> {
    let AffidavitsCommand::List(asked) = command;
    let year = asked.year.unwrap_or_else(|| ambient.clock.this_year());
    let place = place(dynamo, places, asked.organization).await?;
    let people = signatories(&Lists::new(dynamo, places.accounts()?), place, &asked, year).await?;
    let signed = people.iter().filter(|one| !one.affidavits.is_empty()).count();
    let (program, unsigned) = (asked.program, people.len() - signed);
    let title = if asked.unsigned {
        format!("Have not signed the {program} affidavit of {year}: {unsigned}")
    } else {
        format!("Asked to sign the {program} affidavit of {year}: {signed} signed, {unsigned} not")
    };
    let columns = &["id", "last name", "first name", "email", "state", "roles", "signed at"];
    let mut list = List::new("signatories", title, columns);
    list.fact("program", program.code());
    list.fact("year", year.to_string());
    list.fact("organization", asked.organization.to_string());
    for one in people {
        let roles: Vec<_> = one.roles.iter().map(RoleAssignment::in_words).collect();
        let signed_at = one.affidavits.first().map(|signed| signed.signed_at);
        let (family, given, email) = (json!(one.last_name), json!(one.first_name), json!(one.username));
        list.add([json!(one.id), family, given, email, json!(one.state), json!(roles), json!(signed_at)]);
    }
    list.say(console);
    Ok(())
}

async fn place(dynamo: &Dynamo, places: &Places, code: OrganizationCode) -> Result<ListingPlace, Fatal> {
    let found = match code {
        OrganizationCode::State => None,
        _ => Organizations::new(dynamo, places.directory()?).read(code).await?,
    };
    let seat = match (code, &found) {
        (OrganizationCode::State, _) => Some(Seat::State),
        (_, found) => found.as_ref().map(Seat::Organization),
    };
    let seat = seat.ok_or_else(|| Fatal::Refused(format!("the directory has no organization {code}")))?;
    ListingPlace::of(seat.scope()).ok_or_else(|| {
        Fatal::Refused("nobody has a role for a county: give CA, or the 14 digits of an LEA or school".to_owned())
    })
}

async fn signatories(
    lists: &Lists,
    place: ListingPlace,
    asked: &Asked,
    year: AdministrationYear,
) -> Result<Vec<ListedUser>, Fatal> {
    let shown = |listed: ListedUser| {
        listed.asked_to_sign(asked.program, year).filter(|one| !asked.unsigned || one.affidavits.is_empty())
    };
    let mut people = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let (classes, after_that) = ([UserClass::Site], after.as_deref());
        let query =
            ListQuery { place, classes: &classes, last_name: None, sparse: true, limit: PAGE, after: after_that };
        let page = Box::pin(lists.page(query, shown)).await?;
        people.extend(page.users);
        after = page.next;
        if after.is_none() {
            return Ok(people);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::access::Role;
    use domain::directory::OrganizationKind;
    use serde_json::Value;
    use testkit::places::{CEDAR, DUNE, GROVE, POPPY, REDWOOD};
    use testkit::{Person, World, at_lea, at_school, save_organization};

    use super::*;
    use crate::testing::{Said, ambient};

    async fn people(world: &World) {
        for (code, kind) in [
            (POPPY, OrganizationKind::District),
            (CEDAR, OrganizationKind::School),
            (GROVE, OrganizationKind::School),
            (REDWOOD, OrganizationKind::District),
        ] {
            save_organization(world, code, kind).await;
        }
        let at =
            |name: &str, role, place| Person::named(&format!("{name}@x.test")).called("Ana", name).with(role, place);
        at("Diaz", Role::TestAdministrator, at_school(CEDAR)).save(world).await;
        at("Chen", Role::TestExaminer, at_school(DUNE)).without_affidavit().save(world).await;
        at("Baker", Role::TestAdministrator, at_school(CEDAR)).without_affidavit().save(world).await;
        at("Adams", Role::SiteCaasppCoordinator, at_school(CEDAR)).save(world).await;
        at("Evans", Role::TestAdministrator, at_school(GROVE)).without_affidavit().save(world).await;
        at("Frost", Role::LeaCaasppCoordinator, at_lea(POPPY)).save(world).await;
    }

    fn asked(program: ProgramFamily, organization: &str) -> Asked {
        Asked { program, year: None, organization: organization.parse().unwrap(), unsigned: false }
    }

    async fn coord(world: &World, said: &Said, json: bool, asked: Asked) -> Result<(), Fatal> {
        let (places, command) = (Places::of(world), AffidavitsCommand::List(asked));
        run(&world.operator, &places, command, &ambient(world), &mut said.console(json)).await
    }

    async fn listed(world: &World, asked: Asked) -> Vec<(String, bool)> {
        let mut said = Said::default();
        coord(world, &said, true, asked).await.unwrap();
        let one = |one: &Value| (one["last_name"].as_str().unwrap().to_owned(), !one["signed_at"].is_null());
        said.json()["signatories"].as_array().unwrap().iter().map(one).collect()
    }

    fn of(rows: &[(&str, bool)]) -> Vec<(String, bool)> {
        rows.iter().map(|(name, signed)| ((*name).to_owned(), *signed)).collect()
    }

    #[tokio::test]
    async fn those_who_must_sign_are_listed_by_program_organization_and_year() {
        let world = World::start().await;
        people(&world).await;
        let caaspp = ProgramFamily::Caaspp;
        let poppy = of(&[("Baker", false), ("Chen", false), ("Diaz", true)]);
        assert_eq!(listed(&world, asked(caaspp, POPPY)).await, poppy);
        assert_eq!(listed(&world, asked(caaspp, CEDAR)).await, of(&[("Baker", false), ("Diaz", true)]));
        assert_eq!(listed(&world, asked(caaspp, REDWOOD)).await, of(&[("Evans", false)]));
        assert_eq!(listed(&world, asked(caaspp, "CA")).await.len(), 4);
        assert_eq!(listed(&world, asked(ProgramFamily::Elpac, "CA")).await, of(&[("Chen", false)]));
        let unsigned = Asked { unsigned: true, ..asked(caaspp, POPPY) };
        assert_eq!(listed(&world, unsigned).await, of(&[("Baker", false), ("Chen", false)]));
        let next_year = Asked { year: Some("2027-28".parse().unwrap()), ..asked(caaspp, "CA") };
        assert_eq!(listed(&world, next_year).await, of(&[]));
    }

    #[tokio::test]
    async fn what_is_said_of_each_is_who_in_which_roles_and_since_when() {
        let world = World::start().await;
        people(&world).await;
        let mut said = Said::default();
        coord(&world, &said, true, asked(ProgramFamily::Caaspp, CEDAR)).await.unwrap();
        let json = said.json();
        assert_eq!((&json["program"], &json["year"]), (&json!("caaspp"), &json!("2026-27")));
        assert_eq!(json["organization"], CEDAR);
        let diaz = &json["signatories"][1];
        assert_eq!(diaz["email"], "Diaz@x.test");
        assert_eq!(diaz["roles"], json!([format!("test administrator, Organization {CEDAR}, 2026-27")]));
        assert_eq!((&diaz["signed_at"], &diaz["state"]), (&json!("2026-11-22T20:00:00Z"), &json!("active")));
        coord(&world, &said, false, asked(ProgramFamily::Caaspp, CEDAR)).await.unwrap();
        let text = said.text();
        assert!(text.starts_with("Asked to sign the caaspp affidavit of 2026-27: 1 signed, 1 not\n"), "{text}");
        let unsigned = Asked { unsigned: true, ..asked(ProgramFamily::Caaspp, CEDAR) };
        coord(&world, &said, false, unsigned).await.unwrap();
        let text = said.text();
        assert!(text.starts_with("Have not signed the caaspp affidavit of 2026-27: 1\n"), "{text}");
        assert!(text.contains("Baker") && !text.contains("Diaz"), "{text}");
    }

    #[tokio::test]
    async fn a_list_longer_than_a_page_is_whole_and_in_order() {
        let world = World::start().await;
        save_organization(&world, CEDAR, OrganizationKind::School).await;
        let names: Vec<_> = (0..250).map(|number| format!("n{number:03}")).collect();
        for name in &names {
            let person = Person::named(&format!("{name}@x.test")).called("Ana", name);
            person.with(Role::TestAdministrator, at_school(CEDAR)).without_affidavit().save(&world).await;
        }
        let rows: Vec<_> = names.into_iter().map(|name| (name, false)).collect();
        assert_eq!(listed(&world, asked(ProgramFamily::Caaspp, CEDAR)).await, rows);
    }

    #[tokio::test]
    async fn an_organization_that_the_directory_does_not_have_and_a_county_are_refused() {
        let world = World::start().await;
        let county = domain::directory::county("99".parse().unwrap(), "Poppy".to_owned());
        world.put(store::Table::Directory, store::directory::organization_item(&county).unwrap()).await;
        for (code, because) in [(CEDAR, "the directory has no organization"), ("99", "nobody has a role for a county")]
        {
            let refused = coord(&world, &Said::default(), true, asked(ProgramFamily::Caaspp, code)).await.unwrap_err();
            assert!(refused.to_string().starts_with(because), "{refused}");
        }
    }
}
