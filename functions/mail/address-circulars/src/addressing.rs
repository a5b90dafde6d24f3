//! One circular, page by page of the list in which its readers stand.

use domain::Failure;
use domain::mail::{CircularId, CircularState};
use jiff::{SignedDuration, Timestamp};
use store::accounts::ListQuery;
use store::mail::{Page, StoredCircular};

use crate::Deps;

/// How long an event is worked at, within the function's time-out. What is left comes again, from the place it came to.
pub(crate) const PATIENCE: SignedDuration = SignedDuration::from_secs(60);
/// The most readers of a page: their letters are written before the place is remembered.
const PAGE: u8 = 200;

/// How a circular ended, as far as this event goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// There was nothing to do any more: addressed before, or gone.
    Before,
    /// Every reader has a letter.
    Addressed,
    /// There is no reader.
    Nobody,
    /// It cannot be read. An operator will see.
    Failed,
    /// It is to come again: the list is longer than there is time.
    Unfinished,
    /// It is to come again: a table did not answer.
    Unavailable,
}

impl End {
    /// Whether the record that told of it is to come again.
    pub(crate) const fn comes_again(self) -> bool {
        matches!(self, Self::Unfinished | Self::Unavailable)
    }

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Addressed => "addressed",
            Self::Nobody => "nobody",
            Self::Failed => "failed",
            Self::Unfinished => "unfinished",
            Self::Unavailable => "unavailable",
        }
    }
}

/// Addresses a circular, or goes on where somebody stopped, until `until`.
pub(crate) async fn address(deps: &Deps, id: CircularId, until: Timestamp) -> End {
    // Nothing is lost: what was written is there, and the place is the one before it.
    try_to_address(deps, id, until).await.unwrap_or(End::Unavailable)
}

async fn try_to_address(deps: &Deps, id: CircularId, until: Timestamp) -> Result<End, Failure> {
    loop {
        let stored = match deps.circulars.read(id).await? {
            None => return Ok(End::Before),
            // It will not become readable: it must not hold up those behind it.
            Some(Err(_)) => {
                deps.circulars.failed(id).await?;
                return Ok(End::Failed);
            }
            Some(Ok(stored)) => stored,
        };
        if stored.state != CircularState::Queued {
            return Ok(End::Before);
        }
        if deps.clock.now() > until {
            return Ok(End::Unfinished);
        }
        let page = one_page(deps, &stored).await?;
        let advanced = deps.circulars.advance(&stored, &page, deps.clock.now()).await?;
        // Where somebody else is at it beside, the circular is further on, and is read again from there.
        match advanced {
            Some(CircularState::Addressed) => return Ok(End::Addressed),
            Some(CircularState::Nobody) => return Ok(End::Nobody),
            _ => {}
        }
    }
}

/// Writes the letters of the readers on the next page of the list.
async fn one_page(deps: &Deps, stored: &StoredCircular) -> Result<Page, Failure> {
    let circular = &stored.circular;
    let (place, classes) = circular.to.list();
    let query =
        ListQuery { place, classes, last_name: None, sparse: true, limit: PAGE, after: stored.place.as_deref() };
    // Boxed: four queries side by side are large to hold in place.
    let listed = Box::pin(deps.lists.page(query, |listed| circular.is_for(&listed).then_some(listed))).await?;
    let letters: Vec<_> = listed.users.iter().map(|reader| circular.letter_to(reader.id)).collect();
    let readers = u32::try_from(letters.len()).unwrap_or(u32::MAX);
    deps.circulars.write(circular.id, letters).await?;
    Ok(Page { readers, next: listed.next })
}
