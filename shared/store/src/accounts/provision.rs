use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::Failure;
use domain::accounts::{PasswordHash, User};
use domain::keyed::LoginHash;

use super::items::{CredentialItem, ProfileItem};
use super::listings::{rehold, relist};
use crate::batch::unhurried;
use crate::client::Dynamo;
use crate::commit::commit;
use crate::item::{create, get, item};
use crate::keys::{Partition, Sort};

/// Adds accounts: an operator's work, under the operator's own rights.
#[derive(Clone, Debug)]
pub struct Provisions {
    dynamo: Dynamo,
    table: String,
}

impl Provisions {
    /// On the accounts table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String) -> Self {
        Self { dynamo: unhurried(dynamo), table: accounts_table }
    }

    /// Whether the user name has an account.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn exists(&self, login: &LoginHash) -> Result<bool, Failure> {
        let found = get(&self.dynamo, &self.table, &Partition::Login(login.clone()), &Sort::Credential).await?;
        Ok(found.is_some())
    }

    /// Adds an account, with a password or to be activated later. `false` when the user name has one: nothing is written.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn add(
        &self,
        login: &LoginHash,
        user: &User,
        password_hash: Option<&PasswordHash>,
    ) -> Result<bool, Failure> {
        let credential = CredentialItem {
            user: user.id,
            password_hash: password_hash.map(|hash| hash.as_str().to_owned()),
            state: user.state,
            epoch: user.epoch,
            second_factors: user.second_factors.clone(),
        };
        let items = [
            item(&Partition::Login(login.clone()), &Sort::Credential, &credential)?,
            item(&Partition::User(user.id), &Sort::Profile, &ProfileItem::from(user))?,
        ];
        let mut writes = Vec::new();
        for item in items {
            writes.push(TransactWriteItem::builder().put(create(&self.table, item)?).build());
        }
        writes.extend(self.enlisting(user)?);
        commit(&self.dynamo, writes).await?.done()
    }

    /// Writes what is kept of `user` beside the account: the entries in lists and the offices held. [`Self::add`] does so
    /// too; this is for an account that was written in another way.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub async fn enlist(&self, user: &User) -> Result<(), Failure> {
        let writes = self.enlisting(user)?;
        if !writes.is_empty() {
            commit(&self.dynamo, writes).await?.done()?;
        }
        Ok(())
    }

    fn enlisting(&self, user: &User) -> Result<Vec<TransactWriteItem>, Failure> {
        let mut writes = relist(&self.table, None, user)?;
        writes.extend(rehold(&self.table, None, user, true)?.0);
        Ok(writes)
    }
}
