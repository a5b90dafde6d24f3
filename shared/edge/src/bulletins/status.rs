use domain::accounts::{System, SystemStatus};
use domain::bulletins::{StatusNotice, StatusNoticeKind, StatusNoticeState, overall};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A system, by the name people know.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NoticedSystem)]
struct SystemBody {
    #[schema(value_type = String, example = "cers")]
    id: &'static str,
    name: &'static str,
}

/// A planned downtime or a known issue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StatusNotice)]
struct NoticeBody {
    id: String,
    version: u64,
    systems: Vec<SystemBody>,
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// What it means for people.
    effect: String,
    /// `planned` or `active`.
    #[schema(value_type = String)]
    state: StatusNoticeState,
}

/// How all systems are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Status)]
pub struct StatusBody {
    /// `ok`, `known-issue` or `downtime`: the worst of any system.
    #[schema(value_type = String)]
    state: SystemStatus,
    /// Planned and present, what begins first first.
    downtimes: Vec<NoticeBody>,
    known_issues: Vec<NoticeBody>,
    /// When this was so.
    #[schema(value_type = String, format = DateTime)]
    as_of: Timestamp,
}

impl StatusBody {
    /// Out of the notices that nobody closed, as it is at `now`.
    #[must_use]
    pub fn of(mut notices: Vec<StatusNotice>, now: Timestamp) -> Self {
        notices.retain(|notice| notice.state_at(now) != StatusNoticeState::Resolved);
        notices.sort_by_key(|notice| (notice.from, notice.id));
        let of = |kind: StatusNoticeKind| {
            let notices = notices.iter().filter(|notice| notice.kind == kind);
            notices.map(|notice| NoticeBody::of(notice, now)).collect()
        };
        Self {
            state: overall(&notices, now),
            downtimes: of(StatusNoticeKind::Downtime),
            known_issues: of(StatusNoticeKind::KnownIssue),
            as_of: now,
        }
    }
}

impl NoticeBody {
    fn of(notice: &StatusNotice, now: Timestamp) -> Self {
        let system = |system: &System| SystemBody { id: system.code(), name: system.name() };
        Self {
            id: notice.id.to_string(),
            version: notice.version,
            systems: notice.systems.iter().map(system).collect(),
            from: notice.from,
            to: notice.to,
            effect: notice.effect.clone(),
            state: notice.state_at(now),
        }
    }
}
