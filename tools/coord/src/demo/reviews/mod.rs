//! The reviews of Poppy Valley: one that is under way, and one that ended 60 days before with three findings.

mod story;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use domain::Malformed;
use domain::accounts::User;
use domain::compliance::{
    self, CommentTarget, FindingCommand, ItemNumber, NewFinding, NewItem, NewReview, ProgramInstrument, Prose, Refusal,
    ReviewMode,
};
use domain::directory::Organization;
use domain::ids::{CommentId, EvidenceRequestId, FindingId, ItemId, ReviewId};
use domain::year::day_in_california;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::compliance::ReviewProvisions;

use super::organizations::{CEDAR, DUNE, POPPY, Places};
use super::random::Random;
use crate::fatal::Fatal;
use story::{Cast, Story};
use texts::{FINDINGS, REQUESTS, items};

use ProgramInstrument::{EnglishLearner, FiscalMonitoring};

/// The streams of the demo's randomness that no student has.
const STREAMS: [u64; 2] = [u64::MAX, u64::MAX - 1];

/// Adds the reviews that are not there; gives how many those were.
pub(super) async fn add(
    provisions: &ReviewProvisions,
    places: &Places,
    users: &[User],
    now: Timestamp,
) -> Result<u64, Fatal> {
    let cast = Cast::of(users)?;
    let mut added = 0;
    for story in [under_way(places, &cast, now)?, ended(places, &cast, now)?] {
        if !provisions.exists(story.id()).await? {
            let (record, comments, entries) = story.end();
            provisions.add(&record, &comments, &entries).await?;
            added += 1;
        }
    }
    Ok(added)
}

fn in_days(now: Timestamp, days: i64) -> Date {
    day_in_california(now).saturating_add(days.days())
}

/// The items of the story by their numbers.
type Numbered = BTreeMap<String, ItemId>;

fn begin(
    places: &Places,
    cast: &Cast,
    now: Timestamp,
    stream: u64,
    days: i64,
    new: impl FnOnce(ReviewId) -> NewReview,
) -> Result<Story, Fatal> {
    let lea = places.find(POPPY)?;
    let sites: Vec<Organization> =
        [CEDAR, DUNE].iter().map(|code| places.find(code).cloned()).collect::<Result<_, _>>()?;
    Story::begin(now, Random::of(stream), &cast.administrator, days, |caller, id, at| {
        compliance::make(caller, lea, &sites, new(id), at)
    })
}

/// Adds the items of `instruments`, as the administrator, `days` days ago.
fn add_items(story: &mut Story, cast: &Cast, instruments: &[ProgramInstrument], days: i64) -> Result<Numbered, Fatal> {
    for instrument in instruments {
        let mut new = Vec::new();
        for (number, kind, citation, text) in items(*instrument) {
            let id = ItemId::new(story.id(), story.own());
            let number: ItemNumber = number.parse()?;
            new.push(NewItem { id, number, kind: *kind, citation: citation.parse()?, text: text.parse()? });
        }
        story.step(&cast.administrator, days, |caller, seen, at| {
            compliance::add_items(caller, seen, *instrument, new, at)
        })?;
    }
    Ok(story.seen().record().items.iter().map(|item| (item.number.to_string(), item.id)).collect())
}

fn numbered(items: &Numbered, number: &str) -> Result<ItemId, Malformed> {
    items.get(number).copied().ok_or(Malformed::because("the demo has no such item"))
}

fn comment(story: &mut Story, user: &User, days: i64, target: CommentTarget, text: &str) -> Result<(), Fatal> {
    let (id, text) = (CommentId::new(story.id(), story.own()), text.parse::<Prose>()?);
    story.step(user, days, |caller, seen, at| compliance::comment(caller, seen, id, target, text, at))
}

/// On-site in three weeks: evidence is asked for, one answer is late, some are due soon.
fn under_way(places: &Places, cast: &Cast, now: Timestamp) -> Result<Story, Fatal> {
    let mut story = begin(places, cast, now, STREAMS[0], 40, |id| NewReview {
        id,
        instruments: BTreeSet::from([EnglishLearner, FiscalMonitoring]),
        mode: ReviewMode::OnSite,
        first_day: in_days(now, 21),
        last_day: in_days(now, 25),
        open: true,
    })?;
    let items = add_items(&mut story, cast, &[EnglishLearner, FiscalMonitoring], 39)?;
    let mut requests = BTreeMap::new();
    for (number, text, days) in REQUESTS {
        let (id, item) = (EvidenceRequestId::new(story.id(), story.own()), numbered(&items, number)?);
        let asked: (Prose, Date) = (text.parse()?, in_days(now, *days));
        // The monitor asks about the own program, the administrator about the other.
        let user = if number.contains("EL") { &cast.monitor } else { &cast.administrator };
        story.step(user, 30, |caller, seen, at| compliance::request_evidence(caller, seen, id, item, asked, at))?;
        requests.insert(*number, CommentTarget::EvidenceRequest(id));
    }
    let let_in = [cast.contributor.clone()];
    story.step(&cast.coordinator, 28, |caller, seen, at| {
        compliance::assign(caller, seen, &let_in, &BTreeSet::new(), at)
            .and_then(|change| change.ok_or(Refusal::Nothing))
    })?;
    let letters = requests.get("I-EL 01").copied().ok_or(Malformed::because("the letters are asked for"))?;
    for (user, days, target, text) in [
        (
            &cast.monitor,
            27,
            CommentTarget::Instrument(EnglishLearner),
            "Please name one person for each site whom we may ask during the visit.",
        ),
        (
            &cast.coordinator,
            25,
            CommentTarget::Instrument(EnglishLearner),
            "For Cedar High and Dune High that is the assistant principal in charge of English learners.",
        ),
        (
            &cast.contributor,
            9,
            letters,
            "We have the letters in English, Spanish and Hmong. Do you need Mixteco as well?",
        ),
        (&cast.monitor, 8, letters, "Yes, if it is spoken by 15 percent or more of the pupils of a school (EC 48985)."),
        (&cast.contributor, 2, letters, "It is, at Dune High. The translation comes on Thursday."),
        (
            &cast.coordinator,
            1,
            CommentTarget::Item(numbered(&items, "I-FM 01")?),
            "The certifications of the first half of the year are with payroll.",
        ),
    ] {
        comment(&mut story, user, days, target, text)?;
    }
    Ok(story)
}

/// Ended 60 days ago: a finding that is late, one that was answered, one with an agreement.
fn ended(places: &Places, cast: &Cast, now: Timestamp) -> Result<Story, Fatal> {
    let mut story = begin(places, cast, now, STREAMS[1], 150, |id| NewReview {
        id,
        instruments: BTreeSet::from([EnglishLearner]),
        mode: ReviewMode::Online,
        first_day: in_days(now, -64),
        last_day: in_days(now, -60),
        open: true,
    })?;
    let items = add_items(&mut story, cast, &[EnglishLearner], 149)?;
    let mut new = Vec::new();
    for (number, text) in FINDINGS {
        let id = FindingId::new(story.id(), story.own());
        new.push(NewFinding { id, item: numbered(&items, number)?, text: text.parse()? });
    }
    let [_, committee, progress] = [new[0].id, new[1].id, new[2].id];
    story.step(&cast.monitor, 55, |caller, seen, at| {
        compliance::issue_findings(caller, seen, day_in_california(at), new, at)
    })?;
    let until = in_days(now, 140);
    let ask = FindingCommand::RequestAgreement {
        until,
        actions:
            "The student information system gets a page that follows reclassified pupils; two terms of records are \
                  entered by hand until then."
                .parse()?,
        justification: "The vendor delivers the page in the spring.".parse()?,
    };
    let submit = FindingCommand::Submit {
        text: "The committee has met twice since, on the needs assessment and on the plan. The minutes are with the district \
               office."
            .parse()?,
    };
    for (user, days, finding, command) in [
        (&cast.coordinator, 40, progress, ask),
        (&cast.monitor, 33, progress, FindingCommand::ApproveAgreement { until }),
        (&cast.coordinator, 12, committee, submit),
    ] {
        story.step(user, days, |caller, seen, at| compliance::decide(caller, seen, finding, command, at))?;
    }
    comment(
        &mut story,
        &cast.monitor,
        5,
        CommentTarget::Item(numbered(&items, "I-EL 01")?),
        "This finding is overdue. Tell us what keeps you, or ask for a resolution agreement.",
    )?;
    Ok(story)
}
