use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use store::Dynamo;

use crate::admin::{self, NewAdministrator};
use crate::affidavits::{self, AffidavitsCommand};
use crate::connection::{Ambient, Places, connect_locally};
use crate::console::Console;
use crate::fatal::Fatal;
use crate::mail::{self, MailCommand};
use crate::resources::{self, AnswersCommand, ContactsCommand, SecondScoringCommand};
use crate::trail::{self, TrailCommand};
use crate::users::{self, UsersCommand};
use crate::{demo, directory, students};

/// Looks after an OpenTOMS installation: imports, accounts, mail, demo data.
///
/// Ends with 0 when all is well, 2 when some of it was reported instead of done (rows of a file, letters), 1 when nothing
/// could go on.
#[derive(Parser)]
#[command(name = "coord", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// Answer with one JSON document, for scripts
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(flatten)]
    places: Places,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Counties, LEAs and schools
    #[command(subcommand)]
    Directory(DirectoryCommand),
    /// Students and their test assignments
    #[command(subcommand)]
    Students(StudentsCommand),
    /// Administrators
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Accounts
    #[command(subcommand)]
    Users(UsersCommand),
    /// Security affidavits
    #[command(subcommand)]
    Affidavits(AffidavitsCommand),
    /// Letters that have not left
    #[command(subcommand)]
    Mail(MailCommand),
    /// The audit trail
    #[command(subcommand)]
    Trail(TrailCommand),
    /// The schools of second scoring
    #[command(subcommand)]
    SecondScoring(SecondScoringCommand),
    /// Answers to questions
    #[command(subcommand)]
    Answers(AnswersCommand),
    /// Help desks, offices and success agents
    #[command(subcommand)]
    Contacts(ContactsCommand),
    /// Invented data for a store on this machine
    #[command(subcommand)]
    Demo(DemoCommand),
}

#[derive(Subcommand)]
enum DirectoryCommand {
    /// Import the CALPADS school file or the public directory of the CDE; told apart by the header
    Import(Import),
}

#[derive(Subcommand)]
enum StudentsCommand {
    /// Import the student extract of CALPADS; the directory must hold the schools
    Import(Import),
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Add the first state administrator
    Create {
        /// The e-mail address: the user name
        #[arg(long)]
        email: String,
        #[arg(long)]
        first_name: String,
        #[arg(long)]
        last_name: String,
        /// Read the password from the standard input (15 to 128 characters that are not easily guessed); else the account waits for its activation
        #[arg(long)]
        password_stdin: bool,
    },
}

#[derive(Subcommand)]
enum DemoCommand {
    /// Load the demo's organizations, students and accounts; what is there already is left alone
    Seed {
        /// How many students there are to be
        #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(6..))]
        students: u32,
    },
}

/// A file to be imported.
#[derive(Args, Clone)]
pub(crate) struct Import {
    /// The file; UTF-8, UTF-16 or Windows-1252
    pub(crate) file: PathBuf,
    /// Where rows with problems are written, as CSV [default: beside the file, as in schools.report.csv]
    #[arg(long)]
    pub(crate) report: Option<PathBuf>,
    /// Read and compare, and write nothing but the report
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Runs the command. `true` when something was reported instead of done.
pub(crate) async fn run(cli: Cli, ambient: &Ambient, console: &mut Console) -> Result<bool, Fatal> {
    let places = &cli.places;
    match cli.command {
        Command::Directory(DirectoryCommand::Import(import)) => {
            directory::import(&connect().await, places, &import, console).await
        }
        Command::Students(StudentsCommand::Import(import)) => {
            students::import(&connect().await, places, &import, ambient, console).await
        }
        Command::Admin(AdminCommand::Create { email, first_name, last_name, password_stdin }) => {
            let password = if password_stdin { Some(admin::read_password(std::io::stdin())?) } else { None };
            let new = NewAdministrator { username: email.parse()?, first_name, last_name, password };
            admin::create(&connect().await, places, new, ambient, console).await.map(|()| false)
        }
        Command::Users(command) => {
            users::run(&connect().await, places, command, ambient, console).await.map(|()| false)
        }
        Command::Affidavits(command) => {
            affidavits::run(&connect().await, places, command, ambient, console).await.map(|()| false)
        }
        Command::Mail(command) => mail::run(&connect().await, places, command, ambient, console).await,
        Command::Trail(command) => {
            let (dynamo, files) = tokio::join!(connect(), store::connect_files_as_operator());
            trail::run((&dynamo, &files), places, command, ambient, console).await
        }
        Command::SecondScoring(command) => {
            resources::run::second_scoring(&connect().await, places, command, ambient, console).await
        }
        Command::Answers(command) => resources::run::answers(&connect().await, places, command, console).await,
        Command::Contacts(command) => resources::run::contacts(&connect().await, places, command, console).await,
        Command::Demo(DemoCommand::Seed { students }) => {
            let local = connect_locally(&ambient.settings).await?;
            demo::seed(&local, places, students, ambient, console).await.map(|()| false)
        }
    }
}

async fn connect() -> Dynamo {
    store::connect_as_operator().await
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_demo_has_at_least_its_fixed_students() {
        assert!(Cli::try_parse_from(["coord", "demo", "seed", "--students", "5"]).is_err());
        assert!(Cli::try_parse_from(["coord", "demo", "seed", "--students", "100000"]).is_ok());
    }
}
