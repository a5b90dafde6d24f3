//! `coord mail`: letters and circulars that have not left, and addresses that take none.

use std::collections::{BTreeMap, BTreeSet};

use clap::Subcommand;
use domain::Malformed;
use domain::accounts::Username;
use domain::mail::{CircularId, CircularState, LetterId, LetterState};
use jiff::Timestamp;
use serde_json::json;
use store::Dynamo;
use store::mail::{Desk, Unsent};

use crate::connection::{Ambient, Places};
use crate::console::Console;
use crate::fatal::Fatal;
use crate::list::List;

#[derive(Subcommand)]
pub(crate) enum MailCommand {
    /// List the letters that have not left, the oldest first of each state, and the circulars whose readers do not all have one
    List {
        /// Only letters in this state: queued, sending or failed
        #[arg(long, value_parser = unsent_state)]
        state: Option<LetterState>,
    },
    /// Hand letters to be sent once more; one that SES may have is still sent only when that is settled
    Replay {
        /// The letters or circulars, by the ids that the list shows
        #[arg(required_unless_present = "all_failed", value_name = "ID")]
        ids: Vec<LetterId>,
        /// All letters that failed
        #[arg(long, conflicts_with = "ids")]
        all_failed: bool,
        /// Only say which would be
        #[arg(long)]
        dry_run: bool,
    },
    /// Let letters go again to an address that bounced or complained
    Allow {
        /// The e-mail address
        address: Username,
    },
}

/// Which letters to hand on.
pub(crate) enum Which {
    /// These.
    Ids(BTreeSet<LetterId>),
    /// All that failed.
    Failed,
}

/// How a circular stands in the list whose readers do not all have a letter yet.
const UNADDRESSED: &str = "unaddressed";
const REPLAYED: &str = "replayed";
const WOULD_BE: &str = "would be replayed";
const NOT_UNSENT: &str = "left already, or never was";

fn unsent_state(text: &str) -> Result<LetterState, Malformed> {
    let wrong = Malformed::because("must be queued, sending or failed: letters in other states have left");
    text.parse().ok().filter(|state: &LetterState| state.is_unsent()).ok_or(wrong)
}

/// Runs the command. `true` when a letter could not be handed on.
pub(crate) async fn run(
    dynamo: &Dynamo,
    places: &Places,
    command: MailCommand,
    ambient: &Ambient,
    console: &mut Console,
) -> Result<bool, Fatal> {
    let desk = Desk::new(dynamo, places.mail()?);
    match command {
        MailCommand::List { state } => list(&desk, state, console).await.map(|()| false),
        MailCommand::Replay { ids, all_failed, dry_run } => {
            let which = if all_failed { Which::Failed } else { Which::Ids(ids.into_iter().collect()) };
            replay(&desk, which, dry_run, ambient, console).await
        }
        MailCommand::Allow { address } => allow(&desk, places, &address, console).await.map(|()| false),
    }
}

async fn unsent(desk: &Desk, states: impl Iterator<Item = LetterState>) -> Result<Vec<Unsent>, Fatal> {
    let mut found = Vec::new();
    for state in states {
        found.extend(desk.list(state).await?);
    }
    Ok(found)
}

fn unsent_states() -> impl Iterator<Item = LetterState> {
    LetterState::ALL.iter().copied().filter(|state| state.is_unsent())
}

async fn list(desk: &Desk, state: Option<LetterState>, console: &mut Console) -> Result<(), Fatal> {
    let letters = unsent(desk, unsent_states().filter(|one| state.is_none_or(|state| state == *one))).await?;
    let circulars = if state.is_none() { desk.unaddressed().await? } else { Vec::new() };
    let title = match circulars.len() {
        0 => format!("Letters that have not left: {}", letters.len()),
        some => format!("Letters that have not left: {}; circulars that not every reader has: {some}", letters.len()),
    };
    let mut list = List::new("letters", title, &["id", "letter", "state", "queued at", "attempts", "reason"]);
    for letter in letters {
        let queued_at = json!(letter.queued_at);
        let reason = json!(letter.reason);
        list.add([
            json!(letter.id),
            json!(letter.kind),
            json!(letter.state),
            queued_at,
            json!(letter.attempts),
            reason,
        ]);
    }
    for circular in circulars {
        let reason = (circular.state == CircularState::Failed).then_some("unreadable");
        let queued_at = json!(circular.queued_at);
        list.add([json!(circular.id), json!(circular.kind), json!(UNADDRESSED), queued_at, json!(null), json!(reason)]);
    }
    list.say(console);
    Ok(())
}

async fn replay(
    desk: &Desk,
    which: Which,
    dry_run: bool,
    ambient: &Ambient,
    console: &mut Console,
) -> Result<bool, Fatal> {
    let mut outcomes = BTreeMap::new();
    let ids = match which {
        Which::Ids(ids) if dry_run => {
            let letters = unsent(desk, unsent_states()).await?;
            let circulars = desk.unaddressed().await?;
            let known = letters.iter().map(|letter| letter.id);
            let known: BTreeSet<_> = known.chain(circulars.iter().map(|circular| as_letter(circular.id))).collect();
            outcomes.extend(ids.difference(&known).map(|id| (*id, NOT_UNSENT)));
            &ids & &known
        }
        Which::Ids(ids) => ids,
        Which::Failed => desk.list(LetterState::Failed).await?.iter().map(|letter| letter.id).collect(),
    };
    for id in ids {
        let outcome = if dry_run {
            WOULD_BE
        } else if replay_one(desk, id, ambient.clock.now()).await? {
            REPLAYED
        } else {
            NOT_UNSENT
        };
        outcomes.insert(id, outcome);
    }
    let count = |wanted: &str| outcomes.values().filter(|outcome| **outcome == wanted).count();
    let missed = count(NOT_UNSENT);
    let title = match (dry_run, missed) {
        (true, _) => format!("Letters that would be replayed: {}; nothing written", count(WOULD_BE)),
        (false, 0) => format!("Letters replayed: {}", count(REPLAYED)),
        (false, missed) => format!("Letters replayed: {}; not to be sent any more: {missed}", count(REPLAYED)),
    };
    let mut list = List::new("letters", title, &["id", "outcome"]);
    list.fact("dry_run", dry_run);
    for (id, outcome) in outcomes {
        list.add([json!(id), json!(outcome)]);
    }
    list.say(console);
    Ok(missed > 0)
}

/// The ids of letters and circulars look alike; no circular has a letter's.
fn as_letter(circular: CircularId) -> LetterId {
    LetterId::from_bytes(*circular.bytes())
}

async fn replay_one(desk: &Desk, id: LetterId, now: Timestamp) -> Result<bool, Fatal> {
    Ok(desk.replay(id, now).await? || desk.replay_circular(CircularId::from_bytes(*id.bytes()), now).await?)
}

async fn allow(desk: &Desk, places: &Places, address: &Username, console: &mut Console) -> Result<(), Fatal> {
    let allowed = desk.allow(&places.login_key()?.address(address)).await?;
    if console.json {
        console.say(&json!({ "was_suppressed": allowed }).to_string());
    } else if allowed {
        console.say("The address gets letters again");
    } else {
        console.say("The address was not suppressed: nothing changed");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
