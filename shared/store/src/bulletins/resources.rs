use std::collections::HashMap;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use domain::Failure;
use domain::bulletins::{Answer, HelpContact, SecondScoringSchool};
use domain::year::AdministrationYear;
use serde::de::DeserializeOwned;

use crate::batch::{id, put_all, unhurried};
use crate::client::{Dynamo, failure};
use crate::grant::{Grant, QUERY, Table};
use crate::item::{Item, PARTITION, SORT, body, item, key, text};
use crate::keys::{Partition, Sort};

/// Reads what is kept for coordinators: the lists of second scoring, answers, contacts. Everybody may.
#[derive(Clone, Debug)]
pub struct Resources {
    dynamo: Dynamo,
    table: String,
}

impl Resources {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Bulletins, QUERY)];

    /// On the bulletins table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, bulletins_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: bulletins_table }
    }

    /// The list of a year, by code; nothing where none was imported.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn second_scoring(&self, year: AdministrationYear) -> Result<Vec<SecondScoringSchool>, Failure> {
        self.bodies(&Partition::SecondScoring(year)).await
    }

    /// All answers, by id.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn answers(&self) -> Result<Vec<Answer>, Failure> {
        self.bodies(&Partition::Answers).await
    }

    /// All contacts, in their order.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn contacts(&self) -> Result<Vec<HelpContact>, Failure> {
        self.bodies(&Partition::Contacts).await
    }

    async fn bodies<T: DeserializeOwned>(&self, partition: &Partition) -> Result<Vec<T>, Failure> {
        let items = whole(&self.dynamo, &self.table, partition, false).await?;
        items.into_iter().map(body).collect()
    }
}

/// All items of a partition that an operator keeps within bounds: one call for each megabyte.
async fn whole(
    dynamo: &Dynamo,
    table: &str,
    partition: &Partition,
    as_last_written: bool,
) -> Result<Vec<Item>, Failure> {
    let (mut items, mut start) = (Vec::new(), None);
    loop {
        let query = dynamo.0.query().table_name(table).consistent_read(as_last_written).set_exclusive_start_key(start);
        let answer = query
            .key_condition_expression("pk = :all")
            .expression_attribute_values(":all", text(partition))
            .send()
            .await
            .map_err(failure)?;
        items.extend(answer.items.unwrap_or_default());
        start = answer.last_evaluated_key;
        if start.is_none() {
            return Ok(items);
        }
    }
}

/// Keeps the lists of second scoring, answers and contacts: an operator's work, under the operator's own rights. A file is the
/// whole of a list: what it does not name goes.
#[derive(Clone, Debug)]
pub struct ResourceImports {
    dynamo: Dynamo,
    table: String,
}

/// What the import of a list came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Not there before.
    pub new: u64,
    /// There, and different.
    pub changed: u64,
    /// There, and the same: not written.
    pub unchanged: u64,
    /// There, and not in the file.
    pub removed: u64,
    /// There, not in the file, and left all the same.
    pub kept: u64,
}

/// How a list is imported.
#[derive(Clone, Copy, Debug)]
pub struct Replacing {
    /// Whether what the file does not name goes.
    pub whole: bool,
    /// Whether to compare only.
    pub dry_run: bool,
}

impl ResourceImports {
    /// On the bulletins table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, bulletins_table: String) -> Self {
        Self { dynamo: unhurried(dynamo), table: bulletins_table }
    }

    /// The list of second scoring of a year, as last written.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn listed(&self, year: AdministrationYear) -> Result<Vec<SecondScoringSchool>, Failure> {
        let items = whole(&self.dynamo, &self.table, &Partition::SecondScoring(year), true).await?;
        items.into_iter().map(body).collect()
    }

    /// Makes `schools`, each once, the list of a year.
    ///
    /// # Errors
    /// When the table cannot be read or written.
    pub async fn list(
        &self,
        year: AdministrationYear,
        schools: &[SecondScoringSchool],
        how: Replacing,
    ) -> Result<Replaced, Failure> {
        let partition = Partition::SecondScoring(year);
        let items = schools.iter().map(|school| item(&partition, &Sort::ListedSchool(school.school), school));
        self.replace(&partition, items.collect::<Result<_, _>>()?, how).await
    }

    /// Makes `answers`, each id once, the answers.
    ///
    /// # Errors
    /// When the table cannot be read or written.
    pub async fn answers(&self, answers: &[Answer], how: Replacing) -> Result<Replaced, Failure> {
        let items = answers.iter().map(|answer| item(&Partition::Answers, &Sort::Answer(answer.id.clone()), answer));
        self.replace(&Partition::Answers, items.collect::<Result<_, _>>()?, how).await
    }

    /// Makes `contacts`, each place once, the contacts.
    ///
    /// # Errors
    /// When the table cannot be read or written.
    pub async fn contacts(&self, contacts: &[HelpContact], how: Replacing) -> Result<Replaced, Failure> {
        let items =
            contacts.iter().map(|contact| item(&Partition::Contacts, &Sort::HelpContact(contact.place), contact));
        self.replace(&Partition::Contacts, items.collect::<Result<_, _>>()?, how).await
    }

    async fn replace(&self, partition: &Partition, items: Vec<Item>, how: Replacing) -> Result<Replaced, Failure> {
        let stored = whole(&self.dynamo, &self.table, partition, true).await?;
        let mut stored: HashMap<_, _> = stored.into_iter().map(|item| (id(&item), item)).collect();
        let (mut replaced, mut puts) = (Replaced::default(), Vec::new());
        for item in items {
            match stored.remove(&id(&item)) {
                Some(same) if same == item => replaced.unchanged += 1,
                before => {
                    *(if before.is_some() { &mut replaced.changed } else { &mut replaced.new }) += 1;
                    puts.push((self.table.clone(), item));
                }
            }
        }
        if !how.dry_run {
            put_all(&self.dynamo, puts).await?;
        }
        if !how.whole {
            replaced.kept = stored.len() as u64;
            return Ok(replaced);
        }
        for gone in stored.into_values() {
            replaced.removed += 1;
            if !how.dry_run {
                let place = [PARTITION, SORT].map(|name| (name.to_owned(), gone.get(name).cloned()));
                let place = place.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))).collect();
                let delete = self.dynamo.0.delete_item().table_name(&self.table).set_key(Some(place));
                delete.send().await.map_err(failure)?;
            }
        }
        Ok(replaced)
    }

    /// Remembers that the coordinators of `school` were told of the form it has, if it has it still.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn told(&self, year: AdministrationYear, school: &SecondScoringSchool) -> Result<(), Failure> {
        let update = self
            .dynamo
            .0
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(&Partition::SecondScoring(year), &Sort::ListedSchool(school.school))))
            .update_expression("SET told_of = :form")
            .condition_expression("form = :form")
            .expression_attribute_values(":form", text(&school.form));
        match update.send().await {
            Ok(_) => Ok(()),
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(())
            }
            Err(error) => Err(failure(error)),
        }
    }
}
