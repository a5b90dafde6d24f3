use std::collections::HashMap;

use domain::Failure;
use domain::access::OrganizationCode;
use domain::directory::Organization;

use super::organizations::{OrganizationItem, organization_item};
use crate::batch::{id, put_all, read_all, unhurried};
use crate::client::Dynamo;
use crate::item::{Item, body, key};
use crate::keys::{Partition, Sort};

/// Fills the directory: an operator's work, under the operator's own rights.
#[derive(Clone, Debug)]
pub struct OrganizationImports {
    dynamo: Dynamo,
    table: String,
}

/// What a batch of organizations came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Not there before.
    pub new: u64,
    /// There, and different.
    pub changed: u64,
    /// There, and the same: not written.
    pub unchanged: u64,
}

impl OrganizationImports {
    /// How many organizations are best handed over at once.
    pub const BATCH: usize = crate::batch::READ_AT_ONCE * 8;

    /// On the directory table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, directory_table: String) -> Self {
        Self { dynamo: unhurried(dynamo), table: directory_table }
    }

    /// Those of `codes` that are there.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self, codes: &[OrganizationCode]) -> Result<HashMap<OrganizationCode, Organization>, Failure> {
        let keys = codes.iter().map(|code| organization_key(*code)).collect();
        let mut found = HashMap::with_capacity(codes.len());
        for item in read_all(&self.dynamo, &self.table, keys).await? {
            let organization = body::<OrganizationItem>(item)?.organization;
            found.insert(organization.code, organization);
        }
        Ok(found)
    }

    /// Compares `organizations`, each code once, with what is there, and writes what differs, unless it is a `dry_run`.
    ///
    /// # Errors
    /// When the table cannot be read or written.
    pub async fn import(&self, organizations: &[Organization], dry_run: bool) -> Result<Written, Failure> {
        let keys = organizations.iter().map(|organization| organization_key(organization.code)).collect();
        let stored: HashMap<_, _> =
            read_all(&self.dynamo, &self.table, keys).await?.into_iter().map(|item| (id(&item), item)).collect();
        let mut written = Written::default();
        let mut puts = Vec::new();
        for organization in organizations {
            let item = organization_item(organization)?;
            match stored.get(&id(&item)) {
                Some(same) if *same == item => written.unchanged += 1,
                before => {
                    *(if before.is_some() { &mut written.changed } else { &mut written.new }) += 1;
                    puts.push((self.table.clone(), item));
                }
            }
        }
        if !dry_run {
            put_all(&self.dynamo, puts).await?;
        }
        Ok(written)
    }
}

fn organization_key(code: OrganizationCode) -> Item {
    key(&Partition::Organization(code), &Sort::Organization)
}
