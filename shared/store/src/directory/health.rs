use domain::Failure;

use crate::client::Dynamo;
use crate::grant::{GET, Grant, Table};
use crate::item::get;
use crate::keys::{Partition, Sort};

/// Finds out whether a table answers, by reading a key where nothing is ever stored; the role allows no other key.
#[derive(Clone, Debug)]
pub struct Health {
    dynamo: Dynamo,
    tables: Vec<(Table, String)>,
}

impl Health {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, GET),
        Grant::new(Table::Directory, GET),
        Grant::new(Table::Students, GET),
        Grant::new(Table::Compliance, GET),
        Grant::new(Table::Bulletins, GET),
        Grant::new(Table::Mail, GET),
        Grant::new(Table::Audit, GET),
    ];

    /// On these tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, tables: Vec<(Table, String)>) -> Self {
        Self { dynamo: dynamo.clone(), tables }
    }

    /// Asks every table, side by side.
    pub async fn ask(&self) -> Vec<(Table, Result<(), Failure>)> {
        let mut asked = Vec::new();
        for (table, name) in self.tables.clone() {
            let dynamo = self.dynamo.clone();
            let ask = async move { get(&dynamo, &name, &Partition::Health, &Sort::Health).await };
            asked.push((table, tokio::spawn(ask)));
        }
        let mut answers = Vec::new();
        for (table, answer) in asked {
            let answer = answer.await.map_err(crate::client::internal).and_then(|answer| answer.map(|_| ()));
            answers.push((table, answer));
        }
        answers
    }
}
