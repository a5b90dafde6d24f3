//! Bulletins of the last three months and one to come, a planned downtime and a known issue: all invented.

use std::collections::BTreeSet;

use domain::Malformed;
use domain::access::Role;
use domain::accounts::System;
use domain::bulletins::{
    Audience, Bulletin, Places, PublicationState, Section, SectionKind, StatusNotice, StatusNoticeKind,
};
use domain::ids::{BulletinId, StatusNoticeId};
use domain::students::ProgramFamily;
use domain::year::day_in_california;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::fatal::Fatal;

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// What is planned and what is known of the systems.
pub(super) fn notices(now: Timestamp) -> [StatusNotice; 2] {
    let notice = |own: u8, kind, system, from, to, effect: &str| StatusNotice {
        id: StatusNoticeId::from_bytes([own; 16]),
        version: 1,
        kind,
        systems: BTreeSet::from([system]),
        from,
        to,
        effect: effect.to_owned(),
        closed_at: None,
    };
    let moved = "Completion reports cannot be opened while the system is moved (demo).";
    let late = "Rosters uploaded today may appear tomorrow (demo).";
    let begins = now + days(7);
    let ends = Some(begins + SignedDuration::from_hours(6));
    [
        notice(1, StatusNoticeKind::Downtime, System::CompletionStatus, begins, ends, moved),
        notice(2, StatusNoticeKind::KnownIssue, System::Cers, now, None, late),
    ]
}

/// Three that were published, one a month, and one that is scheduled.
pub(super) fn bulletins(now: Timestamp) -> Result<Vec<Bulletin>, Fatal> {
    let mut all = Vec::new();
    for (own, ago) in [(1, 90), (2, 60), (3, 30)] {
        let published_at = now - days(ago);
        all.push(bulletin(own, day_in_california(published_at), PublicationState::Published { published_at })?);
    }
    let publish_at = now + days(5);
    all.push(bulletin(4, day_in_california(publish_at), PublicationState::Scheduled { publish_at })?);
    Ok(all)
}

fn bulletin(own: u8, dated: Date, state: PublicationState) -> Result<Bulletin, Malformed> {
    let changed_at = match state {
        PublicationState::Published { published_at } => published_at,
        PublicationState::Scheduled { publish_at } => publish_at - days(6),
        PublicationState::Draft => Timestamp::UNIX_EPOCH,
    };
    Ok(Bulletin {
        id: BulletinId::from_bytes([own; 16]),
        version: 1,
        headline: format!("CAASPP Communication: {} (demo)", dated.strftime("%B %Y")).parse()?,
        dated,
        audience: Audience {
            roles: BTreeSet::from([Role::Superintendent, Role::LeaCaasppCoordinator, Role::LeaElpacCoordinator]),
            program: Some(ProgramFamily::Caaspp),
            places: Places::California,
        },
        sections: sections(dated)?,
        state,
        corrections: Vec::new(),
        mailings: Vec::new(),
        changed_by: "Esme Editor".to_owned(),
        changed_at,
    })
}

fn sections(dated: Date) -> Result<Vec<Section>, Malformed> {
    let on = |later: i32| dated.saturating_add(later.days()).strftime("%B %-d").to_string();
    let section = |kind, text: String| Ok::<_, Malformed>(Section { kind, text: text.parse()? });
    Ok(vec![
        section(
            SectionKind::Notice,
            "### Results of last year\n\nThe aggregate results of last year's tests are public. Schools receive theirs in \
             the order in which they finished testing.\n\n### A new carrier for paper tests\n\nPaper tests now come in packs \
             of 5. Return labels are printed from the delivery page, so none are included any more."
                .to_owned(),
        )?,
        section(
            SectionKind::TestSecurity,
            "Everybody who gives a test signs the security affidavit of the year first. Coordinators see who has not on the \
             page [Affidavits](/affidavits).\n\nTest content is never posted anywhere: not on social media, not in a shared \
             folder, not in a chat."
                .to_owned(),
        )?,
        section(
            SectionKind::Reminders,
            "* Check your list of [users](/users): who left the LEA keeps access until it is stopped.\n* Order paper tests \
             four weeks before they are needed."
                .to_owned(),
        )?,
        section(
            SectionKind::UpcomingTrainings,
            format!(
                "**{}:** Coffee Session, 2 to 3 p.m. Questions and answers for LEA coordinators; register once for the whole \
                 series.\n\n**{}:** New Coordinator Training, part 7, 3 to 4 p.m. How to prepare for the first day of testing.",
                on(15),
                on(17)
            ),
        )?,
        section(
            SectionKind::EducatorMeetingOpportunities,
            format!("Teachers of grade eight science can help to review test items. Applications close on **{}**.", on(20)),
        )?,
        section(
            SectionKind::AvailableNow,
            "The recordings of last month's Coffee Session and of parts 5 and 6 of the New Coordinator Training.".to_owned(),
        )?,
        section(SectionKind::Previous, "Earlier communications stand in the [archive](/bulletins).".to_owned())?,
        section(
            SectionKind::AdditionalHelp,
            "Questions about this service: the help desk. Questions about policy: your contact at the department.".to_owned(),
        )?,
    ])
}
