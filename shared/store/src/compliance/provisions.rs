use domain::Failure;
use domain::audit::Entry;
use domain::compliance::{Comment, Part, ReviewRecord};
use domain::ids::ReviewId;

use super::items::{entries, stored};
use crate::audit::row;
use crate::batch::{put_all, unhurried};
use crate::client::{Dynamo, failure};
use crate::item::{Item, create, get};
use crate::keys::{Partition, Sort};

/// Puts whole reviews in, for an operator: demo data.
#[derive(Clone, Debug)]
pub struct ReviewProvisions {
    dynamo: Dynamo,
    compliance: String,
    audit: String,
}

impl ReviewProvisions {
    /// On the compliance and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, compliance_table: String, audit_table: String) -> Self {
        Self { dynamo: unhurried(dynamo), compliance: compliance_table, audit: audit_table }
    }

    /// Whether there is this review.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn exists(&self, review: ReviewId) -> Result<bool, Failure> {
        Ok(get(&self.dynamo, &self.compliance, &Partition::Review(review), &Sort::Review).await?.is_some())
    }

    /// Puts the review with all that lies in it, its comments, the lists it stands in and what is recorded of it. The review
    /// itself comes last: until then it is not there, and what was cut off is put in again.
    ///
    /// # Errors
    /// When the tables cannot be written, or the review is there.
    pub async fn add(&self, record: &ReviewRecord, comments: &[Comment], trail: &[Entry]) -> Result<(), Failure> {
        let items = record.items.iter().cloned().map(Part::Item);
        let requests = record.requests.iter().cloned().map(Part::EvidenceRequest);
        let documents = record.documents.iter().cloned().map(Part::Document);
        let comments = comments.iter().cloned().map(Part::Comment);
        let findings = record.findings.iter().cloned().map(Part::Finding);
        let mut puts = Vec::new();
        for part in items.chain(requests).chain(documents).chain(comments).chain(findings) {
            puts.push((self.compliance.clone(), stored(&part)?));
        }
        puts.extend(entries(&record.review)?.into_values().map(|(_, entry)| (self.compliance.clone(), entry)));
        for entry in trail {
            puts.push((self.audit.clone(), row(&self.audit, entry)?.item));
        }
        put_all(&self.dynamo, puts).await?;
        let review: Item = stored(&Part::Review(record.review.clone()))?;
        let put = create(&self.compliance, review)?;
        let created = self
            .dynamo
            .0
            .put_item()
            .table_name(put.table_name)
            .set_item(Some(put.item))
            .set_condition_expression(put.condition_expression);
        created.send().await.map(drop).map_err(failure)
    }
}
