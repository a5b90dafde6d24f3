//! The systems behind the one sign-in.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use domain::Malformed;
use domain::access::signed_in;
use domain::accounts::{Session, System, SystemStatus, User};
use domain::bulletins::{StatusNotice, status_of};
use domain::year::AdministrationYear;
use edge::{CurrentRequest, Json, Problem, Refusals, SessionToken};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Deps;

/// The registered address of each system: the only ones anybody is ever directed to. Those of this service's own pages are
/// paths.
#[derive(Clone)]
pub(crate) struct Addresses(Arc<BTreeMap<System, String>>);

impl Addresses {
    /// From a JSON object of system and address.
    ///
    /// # Errors
    /// When it is none, or a system has no address.
    pub(crate) fn read(json: &str) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed::because(
            "must be a JSON object that gives each system of the access table its https address or a path",
        );
        let addresses: BTreeMap<System, String> = serde_json::from_str(json).map_err(|_| WRONG)?;
        let registered = |system: &System| {
            let address = addresses.get(system)?;
            let own_page = address.starts_with('/') && !address.starts_with("//");
            (own_page || address.starts_with("https://")).then_some(())
        };
        let complete = System::ALL.iter().all(|system| registered(system).is_some());
        if complete { Ok(Self(Arc::new(addresses))) } else { Err(WRONG) }
    }

    fn of(&self, system: System) -> String {
        self.0.get(&system).cloned().unwrap_or_default()
    }
}

/// A system this person may launch.
#[derive(Serialize, ToSchema)]
pub(crate) struct LaunchableSystem {
    #[schema(value_type = String, example = "toms")]
    id: &'static str,
    name: &'static str,
    address: String,
    /// `ok`, `known-issue` or `downtime`.
    #[schema(value_type = String)]
    status: SystemStatus,
    /// What a downtime or known issue means for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LaunchableSystems)]
pub(crate) struct SystemsBody {
    systems: Vec<LaunchableSystem>,
}

/// What `user` may launch: by the role in force, or by any of this year's while none is chosen.
pub(crate) fn launchable(
    addresses: &Addresses,
    (notices, now): (&[StatusNotice], Timestamp),
    user: &User,
    session: &Session,
    this_year: AdministrationYear,
) -> Vec<LaunchableSystem> {
    let roles: Vec<_> = match session.role_of(user, this_year) {
        Some(in_force) => vec![in_force.role],
        None => user.roles.iter().filter(|held| held.year == this_year).map(|held| held.role).collect(),
    };
    let may = |system: &&System| system.is_public() || roles.iter().any(|role| system.may_be_launched_in(*role));
    let body = |system: &System| {
        let (status, effect) = status_of(*system, notices, now);
        LaunchableSystem {
            id: system.code(),
            name: system.name(),
            address: addresses.of(*system),
            status,
            effect: effect.map(str::to_owned),
        }
    };
    System::ALL.iter().filter(may).map(body).collect()
}

/// The address of the system selected at sign-in, if it may be launched.
pub(crate) fn redirect_to(selected: Option<System>, systems: &[LaunchableSystem]) -> Option<String> {
    let selected = selected?.code();
    systems.iter().find(|system| system.id == selected).map(|system| system.address.clone())
}

/// List the systems you may launch
#[utoipa::path(
    get,
    path = "/v1/systems",
    operation_id = "list-systems",
    tag = "accounts",
    responses(
        (status = 200, description = "The systems, each with its status", body = SystemsBody),
        Refusals,
    )
)]
pub(crate) async fn list_systems(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<SystemsBody>, Problem> {
    let now = deps.clock.now();
    let (found, notices) = tokio::try_join!(deps.callers.find(token.user, &token.session), deps.notices.open())?;
    let (user, session) = signed_in(found, now)?;
    request.signed_in(user.id);
    let systems = launchable(&deps.addresses, (&notices, now), &user, &session, AdministrationYear::at(now));
    Ok(Json(SystemsBody { systems }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(address: &str) -> String {
        let addresses: BTreeMap<_, _> = System::ALL.iter().map(|system| (system.code(), address)).collect();
        serde_json::to_string(&addresses).unwrap()
    }

    #[test]
    fn only_https_addresses_and_paths_of_our_own_can_be_registered() {
        assert!(Addresses::read(&all("https://cers.example.org/")).is_ok());
        assert!(Addresses::read(&all("/students")).is_ok());
        for wrong in ["http://cers.example.org", "//evil.example.org", "javascript:alert(1)", ""] {
            assert!(Addresses::read(&all(wrong)).is_err(), "{wrong:?}");
        }
        assert!(Addresses::read("{}").is_err() && Addresses::read("[]").is_err());
    }
}
