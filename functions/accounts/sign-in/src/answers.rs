//! What a session looks like from outside.

use domain::accounts::{FactorKind, RoleAssignment, Session, TERMS, User};
use domain::compliance::ProgramInstrument;
use domain::year::AdministrationYear;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::systems::LaunchableSystem;

/// Who is signed in, and what they can do next.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionBody {
    user: UserBody,
    /// The role in force; none while there are several to choose from.
    role: Option<RoleBody>,
    /// The roles held.
    roles: Vec<RoleBody>,
    /// The systems this person may launch.
    systems: Vec<LaunchableSystem>,
    terms: TermsBody,
    /// The kinds of second factor this person has.
    #[schema(value_type = Vec<String>)]
    second_factors: Vec<FactorKind>,
    /// Whether roles that see student data may work: a second factor was used, or none is asked for.
    second_factor_settled: bool,
    /// When to warn that the session ends soon.
    #[schema(value_type = String, format = DateTime)]
    warn_at: Timestamp,
    /// When the session ends if it is not extended.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// When the session ends however often it is extended.
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    /// The address of the system selected at sign-in, where this person may launch it.
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_to: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SignedInUser)]
struct UserBody {
    id: String,
    username: String,
    name: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Role)]
struct RoleBody {
    #[schema(value_type = String, example = "lea-caaspp-coordinator")]
    role: &'static str,
    /// The role as people say it.
    name: &'static str,
    /// `CA`, 2 or 14 digits.
    organization: String,
    organization_name: String,
    /// As in `2026-27`.
    #[schema(value_type = String, example = "2026-27")]
    year: AdministrationYear,
    /// The program instruments that a compliance monitor is assigned to; of no other role.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(value_type = Option<Vec<InstrumentBody>>)]
    instruments: Vec<InstrumentBody>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = AssignedInstrument)]
struct InstrumentBody {
    #[schema(value_type = String, example = "english-learner")]
    instrument: &'static str,
    /// The instrument as people say it.
    name: &'static str,
}

#[derive(Serialize, ToSchema)]
#[schema(as = TermsState)]
struct TermsBody {
    /// The version in force.
    version: &'static str,
    accepted: bool,
}

impl SessionBody {
    pub(crate) fn of(
        user: &User,
        session: &Session,
        systems: Vec<LaunchableSystem>,
        redirect_to: Option<String>,
        this_year: AdministrationYear,
    ) -> Self {
        let in_force = session.role_of(user, this_year);
        let held = in_force.and_then(|role| user.role(role.role, role.organization, role.year));
        Self {
            role: held.map(role_body),
            roles: user.roles.iter().map(role_body).collect(),
            systems,
            terms: TermsBody { version: TERMS.version, accepted: user.has_accepted_terms() },
            second_factors: user.second_factors.clone(),
            second_factor_settled: session.factor_settled,
            warn_at: session.warn_at(),
            expires_at: session.expires_at(),
            ends_at: session.ends_at(),
            redirect_to,
            user: UserBody { id: user.id.to_string(), username: user.username.as_str().to_owned(), name: user.name() },
        }
    }
}

/// The password was right; the second factor is awaited.
#[derive(Serialize, ToSchema)]
#[schema(as = SecondFactorAwaited)]
pub(crate) struct AwaitedBody {
    second_factor: AwaitedFactor,
}

#[derive(Serialize, ToSchema)]
struct AwaitedFactor {
    /// Any of these: `totp`, `passkey`, `recovery-code`.
    #[schema(value_type = Vec<String>)]
    methods: Vec<FactorKind>,
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl AwaitedBody {
    pub(crate) fn of(methods: Vec<FactorKind>, session: &Session) -> Self {
        Self { second_factor: AwaitedFactor { methods, expires_at: session.expires_at() } }
    }
}

fn role_body(held: &RoleAssignment) -> RoleBody {
    RoleBody {
        role: held.role.code(),
        name: held.role.name(),
        organization: held.organization.to_string(),
        organization_name: held.organization_name.clone(),
        year: held.year,
        instruments: held.instruments.iter().copied().map(instrument_body).collect(),
    }
}

const fn instrument_body(instrument: ProgramInstrument) -> InstrumentBody {
    InstrumentBody { instrument: instrument.code(), name: instrument.name() }
}
