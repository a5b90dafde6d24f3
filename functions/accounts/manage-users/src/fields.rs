//! What a person types about a user, read and checked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::Malformed;
use domain::access::{AccessError, Caller, OrganizationCode, Right, Role};
use domain::accounts::manage::{GrantRefused, Granted, MAX_ROLES, RoleKey, WantedRole, grant};
use domain::compliance::ProgramInstrument;
use domain::directory::Organization;
use domain::year::AdministrationYear;
use edge::{Field, FieldError, FieldErrors, Problem};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::seat;

/// A role, by what names it.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = RoleOfUser)]
pub(crate) struct RoleBody {
    #[serde(default)]
    #[schema(value_type = String, required, example = "test-administrator")]
    role: Field<Role>,
    /// `CA`, or the 14-digit code of an LEA or school.
    #[serde(default)]
    #[schema(value_type = String, required, example = "99000010000103")]
    organization: Field<OrganizationCode>,
    /// This administration year or the next.
    #[serde(default)]
    #[schema(value_type = String, required, example = "2026-27")]
    year: Field<AdministrationYear>,
    /// The program instruments of a compliance monitor, who sees nothing else; for no other role. Given for a role that is
    /// held, they take the place of those before. Left out where a role is taken away.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, example = json!(["english-learner"]))]
    instruments: Field<BTreeSet<ProgramInstrument>>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// The roles at `pointer`, each checked for its form.
pub(crate) fn roles(pointer: &str, sent: Vec<RoleBody>, errors: &mut FieldErrors) -> Vec<WantedRole> {
    if sent.len() > MAX_ROLES {
        errors.push(pointer, format!("must hold at most {MAX_ROLES} roles"));
    }
    let mut roles: Vec<WantedRole> = Vec::new();
    for (index, body) in sent.into_iter().enumerate() {
        let at = |field: &str| format!("{pointer}/{index}/{field}");
        let role = errors.required(at("role"), body.role);
        let organization = errors.required(at("organization"), body.organization);
        let year = errors.required(at("year"), body.year);
        let instruments = errors.optional(at("instruments"), body.instruments).unwrap_or_default();
        errors.unknown(&format!("{pointer}/{index}"), &body.unknown);
        if let (Some(role), Some(organization), Some(year)) = (role, organization, year) {
            let key = RoleKey { role, organization, year };
            if roles.iter().any(|other| other.key == key) {
                errors.push(format!("{pointer}/{index}"), "is there twice");
            }
            roles.push(WantedRole { key, instruments });
        }
    }
    roles
}

/// The roles at `pointer` that are to be taken away.
pub(crate) fn taken(pointer: &str, sent: Vec<RoleBody>, errors: &mut FieldErrors) -> Vec<RoleKey> {
    let roles = roles(pointer, sent, errors);
    for (index, _) in roles.iter().enumerate().filter(|(_, role)| !role.instruments.is_empty()) {
        let remedy = "must be left out: to take single program instruments away, add the role with those that stay";
        errors.push(format!("{pointer}/{index}/instruments"), remedy);
    }
    roles.into_iter().map(|role| role.key).collect()
}

/// The codes that the directory is asked for.
pub(crate) fn codes(wanted: &[WantedRole]) -> BTreeSet<OrganizationCode> {
    wanted.iter().map(|role| role.key.organization).filter(|code| *code != OrganizationCode::State).collect()
}

/// The roles at `pointer` that the caller may give.
///
/// # Errors
/// All that are not the caller's to give, at once.
pub(crate) fn granted(
    caller: &Caller,
    pointer: &str,
    wanted: &[WantedRole],
    found: &HashMap<OrganizationCode, Organization>,
    this_year: AdministrationYear,
) -> Result<Vec<Granted>, Problem> {
    let (mut granted, mut errors, mut by_role) = (Vec::new(), Vec::new(), true);
    for (index, role) in wanted.iter().enumerate() {
        match grant(caller, role, seat(found, role.key.organization), this_year) {
            Ok(role) => granted.push(role),
            Err(refused) => {
                by_role &= refused == GrantRefused::Role;
                let field = match refused {
                    GrantRefused::Role => "role",
                    GrantRefused::Organization | GrantRefused::Level(_) => "organization",
                    GrantRefused::Year => "year",
                    GrantRefused::NoInstrument | GrantRefused::NotForInstruments => "instruments",
                };
                errors.push(FieldError::new(format!("{pointer}/{index}/{field}"), refused.to_string()));
            }
        }
    }
    if errors.is_empty() {
        Ok(granted)
    } else if by_role {
        Err(Problem::from(AccessError::Forbidden(Right::ChangeUsers)).errors(errors))
    } else {
        Err(Problem::invalid(errors))
    }
}

/// A text, checked by `check`.
pub(crate) fn checked(
    pointer: &str,
    text: Option<String>,
    check: fn(&str) -> Result<String, Malformed>,
    errors: &mut FieldErrors,
) -> Option<String> {
    match check(&text?) {
        Ok(text) => Some(text),
        Err(wrong) => {
            errors.push(pointer, wrong.to_string());
            None
        }
    }
}

/// What tells one request from another under the same key.
pub(crate) fn fingerprint(request: &impl Serialize) -> Result<String, Problem> {
    use sha2::{Digest as _, Sha256};
    let bytes = serde_json::to_vec(request).map_err(Problem::internal)?;
    Ok(data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)))
}
