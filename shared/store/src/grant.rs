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
    /// Bulletins, and the notices about the systems.
    Bulletins,
    /// Letters, from the queue to what became of them.
    Mail,
    /// Who saw and changed what.
    Audit,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 7] =
        [Self::Accounts, Self::Directory, Self::Students, Self::Compliance, Self::Bulletins, Self::Mail, Self::Audit];

    /// As in `accounts`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Directory => "directory",
            Self::Students => "students",
            Self::Compliance => "compliance",
            Self::Bulletins => "bulletins",
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
            Self::Bulletins => "BULLETINS_TABLE",
            Self::Mail => "MAIL_TABLE",
            Self::Audit => "AUDIT_TABLE",
        }
    }
}

/// The two places in the bucket of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// What arrived and is not checked. Nobody reads it but the check.
    Quarantine,
    /// What was checked and may be downloaded.
    Clean,
}

impl Shelf {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Quarantine, Self::Clean];

    /// The setting that holds the bucket's name.
    pub const SETTING: &str = "DOCUMENTS_BUCKET";

    /// As in `quarantine`: what the keys there begin with, before a slash.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quarantine => "quarantine",
            Self::Clean => "clean",
        }
    }
}

/// The copy of the status of the systems: one file in the portal's bucket.
#[derive(Clone, Copy, Debug)]
pub struct StatusFile;

impl StatusFile {
    /// The setting that holds the bucket's name.
    pub const SETTING: &str = "PORTAL_BUCKET";

    /// Its key there, and so its address below the portal's.
    pub const KEY: &str = "status.json";
}

/// The bucket of the audit trail's seals.
#[derive(Clone, Copy, Debug)]
pub struct SealBucket;

impl SealBucket {
    /// The setting that holds its name.
    pub const SETTING: &str = "SEALS_BUCKET";
}

/// What an action is taken on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum On {
    /// A table.
    Table(Table),
    /// The indexes of a table.
    Indexes(Table),
    /// The objects of a place in the bucket of documents.
    Objects(Shelf),
    /// The copy of the status.
    StatusFile,
    /// The seals of the audit trail.
    Seals,
}

/// One action on one thing, as IAM names it: what a handle needs and a function's role allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// What it is taken on.
    pub on: On,
    /// The action, as in `dynamodb:GetItem`.
    pub action: &'static str,
}

impl Grant {
    pub(crate) const fn new(table: Table, action: &'static str) -> Self {
        Self { on: On::Table(table), action }
    }

    pub(crate) const fn on_indexes(table: Table, action: &'static str) -> Self {
        Self { on: On::Indexes(table), action }
    }

    pub(crate) const fn on_objects(shelf: Shelf, action: &'static str) -> Self {
        Self { on: On::Objects(shelf), action }
    }

    pub(crate) const fn on_status_file(action: &'static str) -> Self {
        Self { on: On::StatusFile, action }
    }

    pub(crate) const fn on_seals(action: &'static str) -> Self {
        Self { on: On::Seals, action }
    }

    /// The table, where it is on one or on its indexes.
    #[must_use]
    pub const fn table(&self) -> Option<Table> {
        match self.on {
            On::Table(table) | On::Indexes(table) => Some(table),
            On::Objects(_) | On::StatusFile | On::Seals => None,
        }
    }

    /// The setting that holds the name of what it is on.
    #[must_use]
    pub const fn setting(&self) -> &'static str {
        match self.on {
            On::Table(table) | On::Indexes(table) => table.setting(),
            On::Objects(_) => Shelf::SETTING,
            On::StatusFile => StatusFile::SETTING,
            On::Seals => SealBucket::SETTING,
        }
    }
}

pub(crate) const GET: &str = "dynamodb:GetItem";
pub(crate) const BATCH_GET: &str = "dynamodb:BatchGetItem";
pub(crate) const QUERY: &str = "dynamodb:Query";
pub(crate) const PUT: &str = "dynamodb:PutItem";
pub(crate) const UPDATE: &str = "dynamodb:UpdateItem";
pub(crate) const DELETE: &str = "dynamodb:DeleteItem";
pub(crate) const CHECK: &str = "dynamodb:ConditionCheckItem";
pub(crate) const GET_OBJECT: &str = "s3:GetObject";
pub(crate) const PUT_OBJECT: &str = "s3:PutObject";
pub(crate) const DELETE_OBJECT: &str = "s3:DeleteObject";
