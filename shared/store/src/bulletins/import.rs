use domain::Failure;
use domain::bulletins::{Bulletin, Notification, StatusNotice};

use super::items::bulletin_items;
use super::notifications::notification_items;
use super::status::notice_item;
use crate::batch::put_all;
use crate::client::Dynamo;
use crate::item::get;
use crate::keys::{Partition, Sort};

/// Puts bulletins, notices and notifications in, for an operator.
#[derive(Clone, Debug)]
pub struct BulletinImports {
    dynamo: Dynamo,
    table: String,
}

impl BulletinImports {
    /// On the bulletins table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, bulletins_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: bulletins_table }
    }

    /// Puts in those of `bulletins` that are not there, and where none of them was, `notices`. How many were put in.
    ///
    /// # Errors
    /// When the table cannot be read or written.
    pub async fn add(&self, bulletins: &[Bulletin], notices: &[StatusNotice]) -> Result<u64, Failure> {
        let (mut items, mut added) = (Vec::new(), 0);
        for bulletin in bulletins {
            if get(&self.dynamo, &self.table, &Partition::Bulletin(bulletin.id), &Sort::Bulletin).await?.is_none() {
                items.extend(bulletin_items(bulletin)?);
                added += 1;
            }
        }
        // One that somebody closed does not come back.
        if added == bulletins.len() {
            for notice in notices {
                items.push(notice_item(notice)?);
                added += 1;
            }
        }
        put_all(&self.dynamo, items.into_iter().map(|item| (self.table.clone(), item)).collect()).await?;
        Ok(u64::try_from(added).unwrap_or(u64::MAX))
    }
    /// Puts in those of `notifications` that are not there; one that somebody withdrew is. How many were put in.
    ///
    /// # Errors
    /// When the table cannot be read or written.
    pub async fn notify(&self, notifications: &[Notification]) -> Result<u64, Failure> {
        let (mut items, mut added) = (Vec::new(), 0);
        for notification in notifications {
            let own = (Partition::Notification(notification.id), Sort::Notification);
            if get(&self.dynamo, &self.table, &own.0, &own.1).await?.is_none() {
                items.extend(notification_items(notification)?);
                added += 1;
            }
        }
        put_all(&self.dynamo, items.into_iter().map(|item| (self.table.clone(), item)).collect()).await?;
        Ok(added)
    }
}
