//! The benchmarks. Prints the tables of `docs/PERFORMANCE.md`: `bench [startup] [hashing] [compare] [round-trips] [cost] [search]
//! [timing]`, all but `compare` and `cost` unless some are named. What an answer is, is checked; how long it took is only told.
#![expect(clippy::expect_used, clippy::panic, reason = "a benchmark stops at what is wrong")]

mod capacity;
mod compare;
mod cost;
mod figures;
mod hashing;
mod round_trips;
mod search;
mod startup;
mod table;
mod timing;

use std::io::{self, Write};

use tokio::runtime::{Builder, Runtime};

fn main() -> io::Result<()> {
    // Set before a test's world sets its own: what that looks for in every line would be measured too.
    edge::log_to("ERROR", io::sink);
    let wanted: Vec<_> = std::env::args().skip(1).collect();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == part);
    let out = &mut io::stdout();
    if is_wanted("startup") {
        writeln!(out, "\n## Start-up and memory\n")?;
        runtime(&mut Builder::new_multi_thread()).block_on(startup::measure()).write(out)?;
    }
    if is_wanted("hashing") {
        writeln!(out, "\n## Sign-in and its hash\n")?;
        runtime(&mut Builder::new_multi_thread()).block_on(hashing::measure()).write(out)?;
    }
    // Only when named: it takes Node.js and Python with what the others are made of.
    if wanted.iter().any(|wanted| wanted == "compare") {
        writeln!(out, "\n## Beside Node.js and Python\n")?;
        for table in runtime(&mut Builder::new_multi_thread()).block_on(compare::measure()) {
            table.write(out)?;
            writeln!(out)?;
        }
    }
    let cost = wanted.iter().any(|wanted| wanted == "cost");
    if is_wanted("round-trips") || cost {
        // In one thread, where an answer never comes before what goes out beside it has gone.
        let one_thread = runtime(&mut Builder::new_current_thread());
        let taken = one_thread.block_on(round_trips::count());
        if cost {
            writeln!(out, "\n## Cost\n")?;
            for table in one_thread.block_on(cost::measure(&taken)) {
                table.write(out)?;
                writeln!(out)?;
            }
        } else {
            writeln!(out, "\n## Round trips\n")?;
            round_trips::table(&taken).write(out)?;
        }
    }
    if is_wanted("search") {
        writeln!(out, "\n## Search\n")?;
        for table in runtime(&mut Builder::new_multi_thread()).block_on(search::measure()) {
            table.write(out)?;
            writeln!(out)?;
        }
    }
    if is_wanted("timing") {
        writeln!(out, "\n## What time tells\n")?;
        runtime(&mut Builder::new_multi_thread()).block_on(timing::measure()).write(out)?;
    }
    Ok(())
}

fn runtime(builder: &mut Builder) -> Runtime {
    builder.enable_all().build().expect("a runtime")
}
