use std::collections::{BTreeSet, HashMap};

use domain::Failure;
use domain::access::OrganizationCode;
use domain::directory::{Organization, OrganizationKind};
use domain::names::FoldedName;
use serde::{Deserialize, Serialize};

use crate::client::{Dynamo, failure};
use crate::grant::{BATCH_GET, GET, Grant, QUERY, Table};
use crate::item::{Item, batch_get, body, get, item, key, text};
use crate::keys::{Partition, Sort};

/// `ORGANIZATION#… / ORGANIZATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationItem {
    /// The organization.
    #[serde(flatten)]
    pub organization: Organization,
    parent: OrganizationCode,
    level: String,
    name_key: String,
}

/// The item of an organization, with the keys by which it is listed.
///
/// # Errors
/// When it cannot be written as an item.
pub fn organization_item(organization: &Organization) -> Result<Item, Failure> {
    let stored = OrganizationItem {
        parent: organization.parent(),
        level: level(organization.kind).to_owned(),
        name_key: format!("{}#{}", FoldedName::of(&organization.name).as_str(), organization.code),
        organization: organization.clone(),
    };
    item(&Partition::Organization(organization.code), &Sort::Organization, &stored)
}

const LEVELS: [&str; 3] = ["county", "lea", "school"];

const fn level(kind: OrganizationKind) -> &'static str {
    match kind {
        OrganizationKind::County => LEVELS[0],
        OrganizationKind::District | OrganizationKind::DirectlyFundedCharter => LEVELS[1],
        OrganizationKind::School | OrganizationKind::NonPublicSchool | OrganizationKind::DistrictLevelProgram => {
            LEVELS[2]
        }
    }
}

/// Reads the directory.
#[derive(Clone, Debug)]
pub struct Organizations {
    dynamo: Dynamo,
    table: String,
}

impl Organizations {
    /// What reading one by its code needs.
    pub const GRANTS_TO_READ: &[Grant] = &[Grant::new(Table::Directory, GET)];
    /// What reading several by their codes needs.
    pub const GRANTS_TO_READ_MANY: &[Grant] = &[Grant::new(Table::Directory, BATCH_GET)];
    /// What listing needs.
    pub const GRANTS_TO_LIST: &[Grant] = &[Grant::on_indexes(Table::Directory, QUERY)];

    /// On the directory table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, directory_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: directory_table }
    }

    /// The organization with this code.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self, code: OrganizationCode) -> Result<Option<Organization>, Failure> {
        let found = get(&self.dynamo, &self.table, &Partition::Organization(code), &Sort::Organization).await?;
        Ok(found.map(body::<OrganizationItem>).transpose()?.map(|item| item.organization))
    }

    /// Those of `codes` that are there, each code once.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read_many(
        &self,
        codes: &BTreeSet<OrganizationCode>,
    ) -> Result<HashMap<OrganizationCode, Organization>, Failure> {
        let keys: Vec<_> = codes.iter().map(|code| key(&Partition::Organization(*code), &Sort::Organization)).collect();
        let mut found = HashMap::with_capacity(keys.len());
        for keys in keys.chunks(crate::batch::READ_AT_ONCE) {
            for item in batch_get(&self.dynamo, &self.table, keys.to_vec()).await? {
                let organization = body::<OrganizationItem>(item)?.organization;
                found.insert(organization.code, organization);
            }
        }
        Ok(found)
    }

    /// Everything directly under `parent`, by name: an LEA's schools (at most some 1,500), a county's LEAs.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn under(&self, parent: OrganizationCode) -> Result<Vec<Organization>, Failure> {
        let mut found = Vec::new();
        let mut start = None;
        loop {
            let answer = self
                .dynamo
                .0
                .query()
                .table_name(&self.table)
                .index_name("by-parent")
                .key_condition_expression("parent = :parent")
                .expression_attribute_values(":parent", text(parent))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(failure)?;
            for item in answer.items.unwrap_or_default() {
                found.push(body::<OrganizationItem>(item)?.organization);
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(found);
            }
        }
    }

    /// Up to `limit` organizations of each level whose names begin with `name`: counties, LEAs, schools.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn named(&self, name: &FoldedName, limit: u8) -> Result<Vec<Organization>, Failure> {
        let (counties, leas, schools) = tokio::try_join!(
            self.named_at(LEVELS[0], name, limit),
            self.named_at(LEVELS[1], name, limit),
            self.named_at(LEVELS[2], name, limit)
        )?;
        Ok([counties, leas, schools].concat())
    }

    async fn named_at(&self, level: &str, name: &FoldedName, limit: u8) -> Result<Vec<Organization>, Failure> {
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .index_name("by-level")
            .key_condition_expression("#level = :level AND begins_with(name_key, :name)")
            .expression_attribute_names("#level", "level")
            .expression_attribute_values(":level", text(level))
            .expression_attribute_values(":name", text(name.as_str()))
            .limit(i32::from(limit))
            .send()
            .await
            .map_err(failure)?;
        answer
            .items
            .unwrap_or_default()
            .into_iter()
            .map(|item| Ok(body::<OrganizationItem>(item)?.organization))
            .collect()
    }
}
