use std::collections::HashMap;

use domain::Failure;
use domain::access::Unchecked;
use domain::compliance::{Comment, CommentTarget, Document, ReviewRecord};
use domain::ids::{CommentId, DocumentId, ReviewId};
use tokio::task::JoinSet;

use super::items::{Found, PlaceItem};
use crate::batch::finished;
use crate::client::{Dynamo, failure};
use crate::grant::{GET, Grant, QUERY, Table};
use crate::item::{Item, PARTITION, SORT, body, get, key, sort_of, text};
use crate::keys::{AFTER_COMMENTS, Partition, Sort, Thread};

/// A page of a thread.
#[derive(Clone, Debug)]
pub struct CommentPage {
    /// The comments, the latest first.
    pub comments: Vec<Comment>,
    /// The place before which the next page begins, if there may be one.
    pub next: Option<String>,
}

/// Where a comment stands in its thread.
#[derive(Clone, Debug)]
pub struct CommentPlace(CommentId, Sort);

/// Reads reviews.
#[derive(Clone, Debug)]
pub struct Reviews {
    dynamo: Dynamo,
    table: String,
}

impl Reviews {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Compliance, QUERY)];
    /// What finding a comment by its id needs.
    pub const GRANTS_TO_FIND_COMMENTS: &[Grant] = &[Grant::new(Table::Compliance, GET)];

    /// On the compliance table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, compliance_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: compliance_table }
    }

    /// The review with all that lies in it but its comments, as last written, for nobody's eyes yet: one call for up to 1 MB.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self, review: ReviewId) -> Result<Unchecked<ReviewRecord>, Failure> {
        let (mut found, mut parts) = (None, Parts::default());
        let mut start: Option<Item> = None;
        loop {
            let answer = self
                .dynamo
                .0
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :review AND sk > :comments")
                .expression_attribute_values(":review", text(Partition::Review(review)))
                .expression_attribute_values(":comments", text(AFTER_COMMENTS))
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(failure)?;
            for item in answer.items.unwrap_or_default() {
                match Found::of(item)? {
                    Found::Review(review) => found = Some(review),
                    Found::Item(item) => parts.items.push(item),
                    Found::EvidenceRequest(request) => parts.requests.push(request),
                    Found::Document(document) => parts.documents.push(document),
                    Found::Finding(finding) => parts.findings.push(*finding),
                    Found::Comment(_) => {}
                }
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        let Parts { items, requests, documents, findings } = parts;
        let record = found.map(|review| ReviewRecord { review, items, requests, documents, findings });
        Ok(Unchecked::new(record.map(ReviewRecord::in_order)))
    }

    /// Where the comment of this id stands, if there is one. What it says, [`Self::comment`] reads, for whom it is known that
    /// they see the review: whoever does not must not even cause another call.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn comment_place(&self, id: CommentId) -> Result<Option<CommentPlace>, Failure> {
        let place = self.one(id, &Sort::CommentPlace(id)).await?.map(body::<PlaceItem>).transpose()?;
        Ok(place.map(|place| CommentPlace(id, place.key(id))))
    }

    /// The comment that stands there. For who wrote it.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn comment(&self, CommentPlace(id, sort): &CommentPlace) -> Result<Option<Comment>, Failure> {
        self.one(*id, sort).await?.map(body).transpose()
    }

    /// As last written: a repeat comes soon after the first time.
    async fn one(&self, id: CommentId, sort: &Sort) -> Result<Option<Item>, Failure> {
        let key = key(&Partition::Review(id.review()), sort);
        let get = self.dynamo.0.get_item().table_name(&self.table).set_key(Some(key)).consistent_read(true);
        Ok(get.send().await.map_err(failure)?.item)
    }

    /// Several reviews as [`Self::read`] reads one, in the order asked for: all at once, so ask for no more than a page.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read_all(&self, reviews: &[ReviewId]) -> Result<Vec<Unchecked<ReviewRecord>>, Failure> {
        let mut running: JoinSet<Result<_, Failure>> = JoinSet::new();
        let mut read = Vec::with_capacity(reviews.len());
        for (place, review) in reviews.iter().copied().enumerate() {
            let this = self.clone();
            running.spawn(async move { Ok((place, this.read(review).await?)) });
        }
        while let Some(done) = running.join_next().await {
            read.extend(finished(Some(done))?);
        }
        read.sort_by_key(|(place, _)| *place);
        Ok(read.into_iter().map(|(_, record)| record).collect())
    }

    /// Up to `limit` comments of the thread about `target` in `review`, the latest first, earlier than the place `before`. The
    /// caller must see the target: read the review beside it.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn comments(
        &self,
        review: ReviewId,
        target: CommentTarget,
        limit: u8,
        before: Option<&str>,
    ) -> Result<CommentPage, Failure> {
        let thread = Thread(target).to_string();
        let start = before.map(|before| {
            let sort = format!("{thread}{before}");
            HashMap::from([(PARTITION.to_owned(), text(Partition::Review(review))), (SORT.to_owned(), text(sort))])
        });
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :review AND begins_with(sk, :thread)")
            .expression_attribute_values(":review", text(Partition::Review(review)))
            .expression_attribute_values(":thread", text(&thread))
            .consistent_read(true)
            .scan_index_forward(false)
            .limit(i32::from(limit))
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(failure)?;
        let next = answer.last_evaluated_key.as_ref();
        let next = next.and_then(|key| sort_of(key).strip_prefix(&thread).map(str::to_owned));
        let comments = answer.items.unwrap_or_default().into_iter().map(body).collect::<Result<_, _>>()?;
        Ok(CommentPage { comments, next })
    }
}

#[derive(Default)]
struct Parts {
    items: Vec<domain::compliance::Item>,
    requests: Vec<domain::compliance::EvidenceRequest>,
    documents: Vec<Document>,
    findings: Vec<domain::compliance::Finding>,
}

/// The document of this id, as the service itself looks for it.
pub(super) async fn document(dynamo: &Dynamo, table: &str, id: DocumentId) -> Result<Option<Document>, Failure> {
    get(dynamo, table, &Partition::Review(id.review()), &Sort::Document(id)).await?.map(body).transpose()
}

/// What [`document`] needs.
pub(super) const DOCUMENT: Grant = Grant::new(Table::Compliance, GET);
