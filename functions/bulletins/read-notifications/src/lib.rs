//! Reads the notifications that somebody sees at home: the live ones for the role they work in, at its LEA or school.

use axum::extract::State;
use domain::access::Caller;
use domain::bulletins::Notification;
use domain::year::day_in_california;
use edge::{Clock, CurrentRequest, Entropy, Json, Problem, Refusals, SessionToken, Settings, SettingsError};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::accounts::Callers;
use store::bulletins::Notifications;
use store::{Dynamo, Grant, Table};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    notifications: Notifications,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Callers::GRANTS, Notifications::GRANTS_TO_LIST];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, _: Entropy) -> Result<Self, SettingsError> {
        Ok(Self {
            callers: Callers::new(dynamo, settings.required(Table::Accounts.setting())?),
            notifications: Notifications::new(dynamo, settings.required(Table::Bulletins.setting())?),
            clock,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(read_notifications)).with_state(deps)
}

/// What shows at home.
#[derive(Serialize, ToSchema)]
#[schema(as = Notifications)]
struct NotificationsBody {
    notifications: Vec<NotificationBody>,
}

/// A notification, as its readers see it.
#[derive(Serialize, ToSchema)]
#[schema(as = Notification)]
struct NotificationBody {
    id: String,
    version: u64,
    subject: String,
    text: String,
    /// The LEA or school that it is for.
    organization_name: String,
    /// The first day on which it shows, in California.
    #[schema(value_type = String, format = Date)]
    starts: Date,
    /// The last one.
    #[schema(value_type = String, format = Date)]
    ends: Date,
    /// Who wrote it, as they sign.
    by: String,
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
}

impl From<Notification> for NotificationBody {
    fn from(notification: Notification) -> Self {
        Self {
            id: notification.id.to_string(),
            version: notification.version,
            subject: notification.subject.as_str().to_owned(),
            text: notification.text.as_str().to_owned(),
            organization_name: notification.organization_name,
            starts: notification.starts,
            ends: notification.ends,
            by: notification.changed_by,
            changed_at: notification.changed_at,
        }
    }
}

/// Read the notifications of today
///
/// Those for the role in which one works, at its LEA or school, the latest first. A role of the state has none.
#[utoipa::path(
    get,
    path = "/v1/notifications",
    operation_id = "read-notifications",
    tag = "bulletins",
    responses((status = 200, description = "What shows today", body = NotificationsBody), Refusals)
)]
async fn read_notifications(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<NotificationsBody>, Problem> {
    let now = deps.clock.now();
    let caller = Caller::at_work(deps.callers.find(token.user, &token.session).await?, now)?;
    request.signed_in(caller.user);
    let today = day_in_california(now);
    let mut found = match caller.role.lea {
        Some(lea) => deps.notifications.open(lea, today).await?,
        None => Vec::new(),
    };
    found.retain(|notification| notification.is_seen_in(&caller.role, today));
    found.sort_by_key(|notification| std::cmp::Reverse((notification.starts, notification.posted_at, notification.id)));
    Ok(Json(NotificationsBody { notifications: found.into_iter().map(Into::into).collect() }))
}
