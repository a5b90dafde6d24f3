//! The operator's command line: imports of the directory and of students, accounts, mail, demo data.

mod admin;
mod affidavits;
mod cli;
mod connection;
mod console;
mod demo;
mod directory;
mod fatal;
mod file;
mod list;
mod mail;
mod progress;
mod report;
mod resources;
mod students;
mod summary;
mod trail;
mod users;

#[cfg(test)]
mod testing;

use std::process::ExitCode;

use clap::Parser as _;
use console::Console;
use edge::{Clock, Entropy, Settings};

/// What the program ends with. Scripts rely on it: usage errors are fatal too.
const GOOD: u8 = 0;
const FATAL: u8 = 1;
const SOME_REPORTED: u8 = 2;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(shown) => {
            let code = if shown.use_stderr() { FATAL } else { GOOD };
            return if shown.print().is_ok() { ExitCode::from(code) } else { ExitCode::from(FATAL) };
        }
    };
    let mut console = Console::standard(cli.json);
    let ambient =
        connection::Ambient { clock: Clock::system(), entropy: Entropy::system(), settings: Settings::from_env() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(cli::run(cli, &ambient, &mut console)),
        Err(error) => Err(fatal::Fatal::Runtime(error)),
    };
    match done {
        Ok(true) => ExitCode::from(SOME_REPORTED),
        Ok(false) => ExitCode::from(GOOD),
        Err(fatal) => {
            console.fatal(&fatal);
            ExitCode::from(FATAL)
        }
    }
}
