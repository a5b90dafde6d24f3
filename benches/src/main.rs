//! The benchmarks. Prints the tables of `docs/PERFORMANCE.md`: `bench [startup] [round-trips] [search]`, all unless some are
//! named. What an answer is, is checked; how long it took is only told.
#![expect(clippy::expect_used, clippy::panic, reason = "a benchmark stops at what is wrong")]

mod figures;
mod round_trips;
mod search;
mod startup;
mod table;

use std::io::{self, Write};

#[tokio::main]
async fn main() -> io::Result<()> {
    // Set before a test's world sets its own: what that looks for in every line would be measured too.
    edge::log_to("ERROR", io::sink);
    let wanted: Vec<_> = std::env::args().skip(1).collect();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == part);
    let out = &mut io::stdout();
    if is_wanted("startup") {
        writeln!(out, "\n## Start-up and memory\n")?;
        startup::measure().await.write(out)?;
    }
    if is_wanted("round-trips") {
        writeln!(out, "\n## Round trips\n")?;
        round_trips::count().await.write(out)?;
    }
    if is_wanted("search") {
        writeln!(out, "\n## Search\n")?;
        for table in search::measure().await {
            table.write(out)?;
            writeln!(out)?;
        }
    }
    Ok(())
}
