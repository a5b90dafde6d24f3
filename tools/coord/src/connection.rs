use aws_config::BehaviorVersion;
use clap::Args;
use domain::keyed::{LoginKey, StudentKey};
use edge::{Clock, Entropy, Settings};
use store::Dynamo;

use crate::fatal::Fatal;

/// What the program takes from its surroundings.
pub(crate) struct Ambient {
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
    pub(crate) settings: Settings,
}

/// Where the data is. `AWS_ENDPOINT_URL`, region and credentials are those of the AWS SDK.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Where the data is")]
pub(crate) struct Places {
    /// The accounts table
    #[arg(long, env = "ACCOUNTS_TABLE", global = true)]
    accounts_table: Option<String>,
    /// The directory table
    #[arg(long, env = "DIRECTORY_TABLE", global = true)]
    directory_table: Option<String>,
    /// The students table
    #[arg(long, env = "STUDENTS_TABLE", global = true)]
    students_table: Option<String>,
    /// The compliance table
    #[arg(long, env = "COMPLIANCE_TABLE", global = true)]
    compliance_table: Option<String>,
    /// The bulletins table
    #[arg(long, env = "BULLETINS_TABLE", global = true)]
    bulletins_table: Option<String>,
    /// The mail table
    #[arg(long, env = "MAIL_TABLE", global = true)]
    mail_table: Option<String>,
    /// The audit table
    #[arg(long, env = "AUDIT_TABLE", global = true)]
    audit_table: Option<String>,
    /// The bucket of the audit trail's seals
    #[arg(long, env = "SEALS_BUCKET", global = true)]
    seals_bucket: Option<String>,
    /// The secret behind student ids
    #[arg(long, env = "STUDENT_KEY", hide_env_values = true, global = true)]
    student_key: Option<String>,
    /// The secret behind sign-ins
    #[arg(long, env = "LOGIN_KEY", hide_env_values = true, global = true)]
    login_key: Option<String>,
}

impl Places {
    pub(crate) fn accounts(&self) -> Result<String, Fatal> {
        required(self.accounts_table.as_ref(), "ACCOUNTS_TABLE", "--accounts-table")
    }

    pub(crate) fn directory(&self) -> Result<String, Fatal> {
        required(self.directory_table.as_ref(), "DIRECTORY_TABLE", "--directory-table")
    }

    pub(crate) fn students(&self) -> Result<String, Fatal> {
        required(self.students_table.as_ref(), "STUDENTS_TABLE", "--students-table")
    }

    pub(crate) fn compliance(&self) -> Result<String, Fatal> {
        required(self.compliance_table.as_ref(), "COMPLIANCE_TABLE", "--compliance-table")
    }

    pub(crate) fn bulletins(&self) -> Result<String, Fatal> {
        required(self.bulletins_table.as_ref(), "BULLETINS_TABLE", "--bulletins-table")
    }

    pub(crate) fn mail(&self) -> Result<String, Fatal> {
        required(self.mail_table.as_ref(), "MAIL_TABLE", "--mail-table")
    }

    pub(crate) fn audit(&self) -> Result<String, Fatal> {
        required(self.audit_table.as_ref(), "AUDIT_TABLE", "--audit-table")
    }

    pub(crate) fn seals(&self) -> Result<String, Fatal> {
        required(self.seals_bucket.as_ref(), "SEALS_BUCKET", "--seals-bucket")
    }

    pub(crate) fn student_key(&self) -> Result<StudentKey, Fatal> {
        let secret = required(self.student_key.as_ref(), "STUDENT_KEY", "--student-key")?;
        StudentKey::new(&secret).map_err(|wrong| Fatal::WrongSetting("STUDENT_KEY", wrong))
    }

    pub(crate) fn login_key(&self) -> Result<LoginKey, Fatal> {
        let secret = required(self.login_key.as_ref(), "LOGIN_KEY", "--login-key")?;
        LoginKey::new(&secret).map_err(|wrong| Fatal::WrongSetting("LOGIN_KEY", wrong))
    }

    /// Those of a test's world.
    #[cfg(test)]
    pub(crate) fn of(world: &testkit::World) -> Self {
        Self {
            accounts_table: Some(world.table(store::Table::Accounts)),
            directory_table: Some(world.table(store::Table::Directory)),
            students_table: Some(world.table(store::Table::Students)),
            compliance_table: Some(world.table(store::Table::Compliance)),
            bulletins_table: Some(world.table(store::Table::Bulletins)),
            mail_table: Some(world.table(store::Table::Mail)),
            audit_table: Some(world.table(store::Table::Audit)),
            seals_bucket: None,
            student_key: Some(testkit::secrets::STUDENT_KEY.to_owned()),
            login_key: Some(testkit::secrets::LOGIN_KEY.to_owned()),
        }
    }
}

fn required(value: Option<&String>, name: &'static str, flag: &'static str) -> Result<String, Fatal> {
    value.filter(|value| !value.is_empty()).cloned().ok_or(Fatal::Setting(name, flag))
}

/// Connects to this machine and to nothing else, whatever other settings the SDK would find.
///
/// # Errors
/// When `AWS_ENDPOINT_URL` is not an address of this machine.
pub(crate) async fn connect_locally(settings: &Settings) -> Result<Dynamo, Fatal> {
    let endpoint = settings.optional("AWS_ENDPOINT_URL").filter(|endpoint| is_loopback(endpoint)).ok_or_else(|| {
        Fatal::Refused(
            "demo data is invented and goes into a store on this machine only: set AWS_ENDPOINT_URL to its address, as \
             in http://localhost:4566"
                .to_owned(),
        )
    })?;
    Ok(store::connect_with(aws_config::defaults(BehaviorVersion::latest()).endpoint_url(endpoint)).await)
}

fn is_loopback(endpoint: &str) -> bool {
    let Some((_, rest)) = endpoint.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    if authority.contains('@') {
        return false;
    }
    let host = match authority.strip_prefix('[').and_then(|address| address.split_once(']')) {
        Some((address, _)) => address,
        None => authority.split(':').next().unwrap_or_default(),
    };
    let host = host.to_ascii_lowercase();
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_are_local() {
        for local in ["http://localhost:4566", "http://127.0.0.1:8000/", "http://[::1]:4566", "https://LOCALHOST"] {
            assert!(is_loopback(local), "{local}");
        }
        for elsewhere in [
            "https://dynamodb.us-west-2.amazonaws.com",
            "http://localhost@example.org",
            "http://localhost.example.org:4566",
            "http://127.0.0.1.example.org",
            "http://0.0.0.0:4566",
            "http://example.org/localhost",
            "http://example.org\\@localhost",
            "localhost:4566",
            "",
        ] {
            assert!(!is_loopback(elsewhere), "{elsewhere}");
        }
    }

    #[tokio::test]
    async fn demo_data_is_refused_without_a_local_address() {
        for pairs in [vec![], vec![("AWS_ENDPOINT_URL", "https://dynamodb.us-west-2.amazonaws.com")]] {
            assert!(connect_locally(&Settings::from_pairs(pairs)).await.is_err());
        }
    }

    #[test]
    fn a_missing_setting_is_named() {
        let error = Places::default().student_key().err().map(|error| error.to_string());
        assert_eq!(
            error.as_deref(),
            Some("STUDENT_KEY is not set: give it as an environment variable or with --student-key")
        );
    }
}
