//! Reads the lists of users.

use std::collections::BTreeMap;

use domain::Failure;
use domain::accounts::manage::{ListedUser, ListingPlace, UserClass};
use domain::names::FoldedName;

use crate::client::{Dynamo, failure};
use crate::grant::{Grant, QUERY, Table};
use crate::item::{Item, body, sort_of, text};
use crate::keys::Partition;

/// How many entries of a list a page reads at most where most may be left out. Our choice.
const STRETCH: i32 = 400;

/// Which users are wanted.
#[derive(Clone, Copy, Debug)]
pub struct ListQuery<'a> {
    /// Of which place.
    pub place: ListingPlace,
    /// Of which classes.
    pub classes: &'a [UserClass],
    /// The beginning of the last name.
    pub last_name: Option<&'a FoldedName>,
    /// Whether few of those read may be wanted, so that a page reads further.
    pub sparse: bool,
    /// How many at most.
    pub limit: u8,
    /// The place just after which to begin.
    pub after: Option<&'a str>,
}

/// A page of users.
#[derive(Clone, Debug)]
pub struct ListPage {
    /// The users, by last name, first name.
    pub users: Vec<ListedUser>,
    /// Just after which place the next page begins, if there may be one.
    pub next: Option<String>,
}

/// Reads lists of users, each as last written: somebody just added is in them.
#[derive(Clone, Debug)]
pub struct Lists {
    dynamo: Dynamo,
    table: String,
}

struct Stretch {
    items: Vec<Item>,
    more: bool,
}

impl Lists {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Accounts, QUERY)];

    /// On the accounts table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: accounts_table }
    }

    /// Up to a page of those users of whom `shown` leaves something. One call a class, side by side; what they read is
    /// bounded, so a page may be short and still have a next one.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn page(
        &self,
        query: ListQuery<'_>,
        shown: impl Fn(ListedUser) -> Option<ListedUser>,
    ) -> Result<ListPage, Failure> {
        let class = |at: usize| query.classes.get(at).copied();
        let (one, two, three, four) = tokio::try_join!(
            self.stretch(query, class(0)),
            self.stretch(query, class(1)),
            self.stretch(query, class(2)),
            self.stretch(query, class(3))
        )?;
        let mut horizon: Option<String> = None;
        let mut merged: BTreeMap<String, ListedUser> = BTreeMap::new();
        for stretch in [one, two, three, four].into_iter().flatten() {
            let last = stretch.items.last().map(|item| sort_of(item).to_owned());
            if let (true, Some(last)) = (stretch.more, last) {
                // What lies beyond has not been read of this class, so nothing beyond is in order yet.
                horizon = Some(horizon.map_or(last.clone(), |before| before.min(last)));
            }
            for item in stretch.items {
                let place = sort_of(&item).to_owned();
                let listed: ListedUser = body(item)?;
                match merged.get_mut(&place) {
                    Some(known) => {
                        known.roles.extend(listed.roles);
                        known.affidavits.extend(listed.affidavits);
                    }
                    None => {
                        merged.insert(place, listed);
                    }
                }
            }
        }
        let mut users = Vec::new();
        let mut last = None;
        for (place, listed) in merged {
            if horizon.as_ref().is_some_and(|horizon| place > *horizon) {
                break;
            }
            if users.len() == usize::from(query.limit) {
                return Ok(ListPage { users, next: last });
            }
            users.extend(shown(listed));
            last = Some(place);
        }
        Ok(ListPage { users, next: horizon })
    }

    async fn stretch(&self, query: ListQuery<'_>, class: Option<UserClass>) -> Result<Option<Stretch>, Failure> {
        let Some(class) = class else { return Ok(None) };
        let name = query.last_name.map_or("", FoldedName::as_str);
        // Letters, digits and `#` lie between `!` and `~`.
        let from = query.after.map_or_else(|| name.to_owned(), |after| format!("{after}!"));
        let bound = if query.sparse { STRETCH } else { i32::from(query.limit) + 1 };
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :list AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":list", text(Partition::Listing(query.place, class)))
            .expression_attribute_values(":from", text(if from.is_empty() { "!".to_owned() } else { from }))
            .expression_attribute_values(":to", text(format!("{name}~")))
            .consistent_read(true)
            .limit(bound)
            .send()
            .await
            .map_err(failure)?;
        Ok(Some(Stretch { items: answer.items.unwrap_or_default(), more: answer.last_evaluated_key.is_some() }))
    }
}
