//! Registers people for trainings: for one, or once for all of a series in an administration year. Whoever works in any role may.

use axum::extract::State;
use axum::http::StatusCode;
use domain::access::{Caller, NotReady};
use domain::audit::{Actor, Entry, Event, Subject};
use domain::bulletins::calendar::{CalendarEvent, NoticeKind, RegistrationRefusal, Roll, register};
use domain::ids::{CalendarEventId, LetterId};
use domain::mail::{Letter, QueuedLetter, Recipient};
use domain::year::AdministrationYear;
use edge::calendar::{EventBody, Viewer};
use edge::{Clock, CurrentRequest, Entropy, Json, Path, Problem, Refusals, SessionToken, Settings, SettingsError};
use jiff::Timestamp;
use serde::Serialize;
use store::accounts::Callers;
use store::bulletins::{Calendar, RegistrationCommits, RegistrationOutcome, Rolls};
use store::{Dynamo, Grant, Table};
use tokio::task::JoinSet;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How often a training is looked at again that changed while somebody registered.
const TRIES: u8 = 3;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    calendar: Calendar,
    rolls: Rolls,
    commits: RegistrationCommits,
    clock: Clock,
    entropy: Entropy,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] =
        &[Callers::GRANTS, Calendar::GRANTS_TO_READ_BY_ID, Rolls::GRANTS, RegistrationCommits::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        let table = |table: Table| settings.required(table.setting());
        let (accounts, bulletins) = (table(Table::Accounts)?, table(Table::Bulletins)?);
        let (mail, audit) = (table(Table::Mail)?, table(Table::Audit)?);
        Ok(Self {
            callers: Callers::new(dynamo, accounts.clone()),
            calendar: Calendar::new(dynamo, bulletins.clone()),
            rolls: Rolls::new(dynamo, bulletins.clone()),
            commits: RegistrationCommits::new(dynamo, accounts, bulletins, mail, audit),
            clock,
            entropy,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }

    async fn at_work(&self, request: &CurrentRequest, token: &SessionToken, now: Timestamp) -> Result<Caller, Problem> {
        let caller = Caller::at_work(self.callers.find(token.user, &token.session).await?, now)?;
        request.signed_in(caller.user);
        Ok(caller)
    }

    fn entry(
        caller: &Caller,
        request: &CurrentRequest,
        event: &CalendarEvent,
        registered: bool,
        at: Timestamp,
    ) -> Entry {
        Entry {
            subject: Subject::CalendarEvent(event.id),
            at,
            actor: Actor::from(caller),
            event: Event::RegistrationChanged { registered },
            allowed_by: None,
            request: request.id,
        }
    }

    /// What the caller is told when the registration is there.
    fn confirmation(&self, caller: &Caller, event: &CalendarEvent, now: Timestamp) -> Option<QueuedLetter> {
        Some(QueuedLetter {
            id: LetterId::from_bytes(self.entropy.bytes()),
            to: Recipient::User(caller.user),
            letter: Letter::of_training(NoticeKind::Registered, event)?,
            queued_at: now,
        })
    }
}

fn refused(refusal: RegistrationRefusal) -> Problem {
    let (kind, title) = match refusal {
        RegistrationRefusal::NothingToRegister => ("calendar.no-registration", "Nobody registers for this event"),
        RegistrationRefusal::Withdrawn => ("calendar.withdrawn", "This training was withdrawn"),
        RegistrationRefusal::Closed => ("calendar.closed", "Registration is closed"),
        RegistrationRefusal::Full => ("calendar.full", "Every place is taken"),
    };
    let mut detail = refusal.to_string();
    if let Some(first) = detail.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Problem::new(StatusCode::CONFLICT, kind, title).detail(format!("{detail}."))
}

fn busy() -> Problem {
    let title = "The training was being changed at the same moment";
    Problem::new(StatusCode::CONFLICT, "calendar.busy", title).detail("You are not registered. Try again.")
}

/// Register for a training
///
/// For a training of a series: once for all of the series in that administration year, those to come too. A letter confirms it and
/// says where to join. To register again does no harm.
#[utoipa::path(
    put,
    path = "/v1/calendar/{id}/registration",
    operation_id = "register-for-training",
    tag = "bulletins",
    params(("id" = String, Path, description = "The id of the training", pattern = "^[a-z2-7]{26}$")),
    responses((status = 200, description = "You are registered; with where to join", body = EventBody), Refusals)
)]
async fn register_for_training(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<CalendarEventId>,
) -> Result<Json<EventBody>, Problem> {
    let now = deps.clock.now();
    let found = async { Ok(deps.commits.find(id, token.user).await?) };
    let (caller, mut found) = tokio::try_join!(deps.at_work(&request, &token, now), found)?;
    for _ in 0..TRIES {
        let (kept, is_registered) = found.ok_or_else(Problem::not_found)?;
        let shown = |registered| Json(EventBody::of(&kept.event, registered, Viewer::Inside, now));
        if is_registered && kept.event.withdrawn_at.is_none() {
            return Ok(shown(kept.registered));
        }
        let (roll, registration) = register(&caller, &kept.event, kept.registered, now).map_err(refused)?;
        let letter = deps.confirmation(&caller, &kept.event, now).ok_or_else(Problem::not_found)?;
        let entry = Deps::entry(&caller, &request, &kept.event, true, now);
        match deps.commits.register(&caller, &kept.event, (&roll, &registration), &letter, &entry).await? {
            RegistrationOutcome::Done => return Ok(shown(kept.registered.saturating_add(1))),
            RegistrationOutcome::Already => return Ok(shown(kept.registered)),
            RegistrationOutcome::Revoked => return Err(NotReady::NotSignedIn.into()),
            // The last place was taken, or the training changed: what is so now decides.
            RegistrationOutcome::Stale => found = deps.commits.find(id, token.user).await?,
        }
    }
    Err(busy())
}

/// End a registration
///
/// For a training of a series: for all of the series in that administration year. Where there is none it does no harm.
#[utoipa::path(
    delete,
    path = "/v1/calendar/{id}/registration",
    operation_id = "end-registration",
    tag = "bulletins",
    params(("id" = String, Path, description = "The id of the training", pattern = "^[a-z2-7]{26}$")),
    responses((status = 204, description = "You are not registered"), Refusals)
)]
async fn end_registration(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<CalendarEventId>,
) -> Result<StatusCode, Problem> {
    let now = deps.clock.now();
    let found = async { Ok(deps.calendar.read(id).await?) };
    let (caller, found) = tokio::try_join!(deps.at_work(&request, &token, now), found)?;
    let event = found.ok_or_else(Problem::not_found)?.event;
    let Some(roll) = event.roll() else { return Ok(StatusCode::NO_CONTENT) };
    let entry = Deps::entry(&caller, &request, &event, false, now);
    match deps.commits.unregister(&caller, &event, &roll, &entry).await? {
        RegistrationOutcome::Done | RegistrationOutcome::Already => Ok(StatusCode::NO_CONTENT),
        RegistrationOutcome::Revoked => Err(NotReady::NotSignedIn.into()),
        RegistrationOutcome::Stale => Err(busy()),
    }
}

/// The trainings that somebody registered for.
#[derive(Serialize, ToSchema)]
#[schema(as = RegisteredTrainings)]
struct TrainingsBody {
    /// Of this administration year and later, what is first first; of a series all of its trainings.
    trainings: Vec<EventBody>,
}

/// List the trainings you registered for
#[utoipa::path(
    get,
    path = "/v1/training-registrations",
    operation_id = "list-own-registrations",
    tag = "bulletins",
    responses((status = 200, description = "With where to join", body = TrainingsBody), Refusals)
)]
async fn list_own_registrations(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<TrainingsBody>, Problem> {
    let now = deps.clock.now();
    let rolls = async { Ok(deps.rolls.of_user(token.user, AdministrationYear::at(now)).await?) };
    let (_, rolls) = tokio::try_join!(deps.at_work(&request, &token, now), rolls)?;
    let (mut alone, mut series) = (Vec::new(), JoinSet::new());
    for roll in rolls {
        match roll {
            Roll::Event(event) => alone.push(event),
            roll @ Roll::Series(..) => {
                let rolls = deps.rolls.clone();
                series.spawn(async move { rolls.sessions(&roll).await });
            }
        }
    }
    let alone = deps.calendar.read_many(&alone);
    let (alone, series) = tokio::join!(alone, series.join_all());
    let mut trainings: Vec<_> = alone?.into_iter().map(|kept| (kept.event, kept.registered)).collect();
    for sessions in series {
        trainings.extend(sessions?.into_iter().map(|event| (event, 0)));
    }
    trainings.retain(|(event, _)| event.withdrawn_at.is_none());
    trainings.sort_by_key(|(event, _)| (event.training().map(|training| training.starts), event.id));
    let shown = |(event, registered): &(CalendarEvent, u32)| EventBody::of(event, *registered, Viewer::Inside, now);
    Ok(Json(TrainingsBody { trainings: trainings.iter().map(shown).collect() }))
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(register_for_training, end_registration))
        .routes(routes!(list_own_registrations))
        .with_state(deps)
}
