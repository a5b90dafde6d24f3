use std::collections::HashMap;

use domain::Failure;
use domain::bulletins::calendar::{CalendarEvent, Registration, Roll};
use domain::ids::UserId;
use domain::year::AdministrationYear;

use super::items::{OnRollItem, SessionItem};
use crate::client::{Dynamo, failure};
use crate::grant::{Grant, QUERY, Table};
use crate::item::{Item, PARTITION, SORT, body, sort_of, text};
use crate::keys::Partition;

/// How many rolls of a person are shown, and how many trainings of a series.
const SHOWN: i32 = 100;

/// Reads who registered for what.
#[derive(Clone, Debug)]
pub struct Rolls {
    dynamo: Dynamo,
    table: String,
}

impl Rolls {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Bulletins, QUERY)];

    /// On the bulletins table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, bulletins_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: bulletins_table }
    }

    /// Up to `limit` of those on `roll`, in no order, from just after the place `after` on; and where the next page begins, if
    /// there is one.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn page(
        &self,
        roll: &Roll,
        limit: i32,
        after: Option<&str>,
    ) -> Result<(Vec<Registration>, Option<String>), Failure> {
        let partition = Partition::Roll(roll.clone());
        let start = after
            .map(|after| HashMap::from([(PARTITION.to_owned(), text(&partition)), (SORT.to_owned(), text(after))]));
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :roll AND begins_with(sk, :people)")
            .expression_attribute_values(":roll", text(&partition))
            .expression_attribute_values(":people", text("USER#"))
            .consistent_read(true)
            .limit(limit)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(failure)?;
        let next = answer.last_evaluated_key.as_ref().map(|last| sort_of(last).to_owned());
        let people = answer.items.unwrap_or_default().into_iter().map(body).collect::<Result<_, Failure>>()?;
        Ok((people, next))
    }

    /// The rolls that `user` is on in `year` and later, a bounded number.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn of_user(&self, user: UserId, year: AdministrationYear) -> Result<Vec<Roll>, Failure> {
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :user AND sk >= :year")
            .expression_attribute_values(":user", text(Partition::Registrations(user)))
            .expression_attribute_values(":year", text(year))
            .consistent_read(true)
            .limit(SHOWN)
            .send()
            .await
            .map_err(failure)?;
        let items = answer.items.unwrap_or_default().into_iter();
        let rolls: Vec<_> = items.map(body::<OnRollItem>).collect::<Result<_, Failure>>()?;
        Ok(rolls.iter().filter_map(OnRollItem::roll).collect())
    }

    /// The trainings of a series in their order, a bounded number.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn sessions(&self, roll: &Roll) -> Result<Vec<CalendarEvent>, Failure> {
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :roll AND begins_with(sk, :sessions)")
            .expression_attribute_values(":roll", text(Partition::Roll(roll.clone())))
            .expression_attribute_values(":sessions", text("SESSION#"))
            .consistent_read(true)
            .limit(SHOWN)
            .send()
            .await
            .map_err(failure)?;
        let items = answer.items.unwrap_or_default().into_iter();
        items.map(|item: Item| Ok(body::<SessionItem>(item)?.event)).collect()
    }
}
