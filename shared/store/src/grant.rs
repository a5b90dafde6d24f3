/// The tables, one for each concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Users, sign-ins, sessions.
    Accounts,
    /// Counties, LEAs, schools.
    Directory,
    /// Students and their test assignments.
    Students,
    /// Compliance reviews.
    Compliance,
    /// Letters, from the queue to what became of them.
    Mail,
    /// Who saw and changed what.
    Audit,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 6] =
        [Self::Accounts, Self::Directory, Self::Students, Self::Compliance, Self::Mail, Self::Audit];

    /// As in `accounts`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Directory => "directory",
            Self::Students => "students",
            Self::Compliance => "compliance",
            Self::Mail => "mail",
            Self::Audit => "audit",
        }
    }

    /// The setting that holds its name, as in `ACCOUNTS_TABLE`.
    #[must_use]
    pub const fn setting(self) -> &'static str {
        match self {
            Self::Accounts => "ACCOUNTS_TABLE",
            Self::Directory => "DIRECTORY_TABLE",
            Self::Students => "STUDENTS_TABLE",
            Self::Compliance => "COMPLIANCE_TABLE",
            Self::Mail => "MAIL_TABLE",
            Self::Audit => "AUDIT_TABLE",
        }
    }
}

/// One action on one table, as IAM names it: what a handle needs and a function's role allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// The table.
    pub table: Table,
    /// The action, as in `dynamodb:GetItem`.
    pub action: &'static str,
    /// Whether on the table's indexes instead of the table.
    pub on_indexes: bool,
}

impl Grant {
    pub(crate) const fn new(table: Table, action: &'static str) -> Self {
        Self { table, action, on_indexes: false }
    }

    pub(crate) const fn on_indexes(table: Table, action: &'static str) -> Self {
        Self { table, action, on_indexes: true }
    }
}

pub(crate) const GET: &str = "dynamodb:GetItem";
pub(crate) const BATCH_GET: &str = "dynamodb:BatchGetItem";
pub(crate) const QUERY: &str = "dynamodb:Query";
pub(crate) const PUT: &str = "dynamodb:PutItem";
pub(crate) const UPDATE: &str = "dynamodb:UpdateItem";
pub(crate) const DELETE: &str = "dynamodb:DeleteItem";
pub(crate) const CHECK: &str = "dynamodb:ConditionCheckItem";
