//! What OpenTOMS costs on AWS, computed: units that the embedded DynamoDB charges, processor time and levels as measured, memory,
//! alarms and secrets of the template, times the prices of `prices.csv`. Nothing of it comes from an invoice.

mod memory;
mod prices;
mod storage;

use std::collections::BTreeMap;

use testkit::Template;

use crate::round_trips::Taken;
use crate::table::Table;
use memory::Functions;
use prices::Prices;

/// What a level waits for DynamoDB. Assumed: AWS speaks of single-digit milliseconds, and here it is on the same machine.
const LEVEL_MS: f64 = 5.0;
/// The memory in MiB with which a function has one whole processor.
const WHOLE_PROCESSOR: f64 = 1_769.0;
/// What one request writes into logs: our line, three of Lambda and one of the API. Assumed.
const LOGGED_BYTES: f64 = 1_500.0;
/// Requests a year, all in so many hours: when schools work. Assumed.
const YEAR: f64 = 60e6;
const BUSY_HOURS: f64 = 2_000.0;
/// Shards of the audit table's stream, and what sealing a batch is billed. Assumed.
const SHARDS: f64 = 4.0;
const SEALING_MS: f64 = 100.0;

/// A coordinator's visit of 20 minutes: which operations, how often. Assumed.
const VISIT: [(&str, f64); 14] = [
    ("sign-in", 1.0),
    ("read-session", 12.0),
    ("list-systems", 1.0),
    ("read-notifications", 1.0),
    ("read-bulletins", 1.0),
    ("read-status", 40.0),
    ("extend-session", 4.0),
    ("find-students by SSID", 2.0),
    ("find-students by last name and grade", 3.0),
    ("find-students of a school", 1.0),
    ("read-student", 8.0),
    ("save-test-assignments", 2.0),
    ("read-student-history", 1.0),
    ("end-session", 1.0),
];

/// The price of a million requests, in parts.
#[derive(Clone, Copy, Default)]
struct Million {
    reads: f64,
    writes: f64,
    lambda: f64,
    api: f64,
    logs: f64,
}

impl Million {
    /// What the design's model counts.
    fn modelled(self) -> f64 {
        self.reads + self.writes + self.lambda + self.api
    }

    fn add(&mut self, other: Self, share: f64) {
        self.reads += other.reads * share;
        self.writes += other.writes * share;
        self.lambda += other.lambda * share;
        self.api += other.api * share;
        self.logs += other.logs * share;
    }
}

/// The tables: each endpoint, a year, a month in which nobody comes.
pub(crate) async fn measure(taken: &[Taken]) -> [Table; 3] {
    let prices = Prices::read();
    let functions = Functions::read().await;
    let by_name: BTreeMap<String, Million> =
        taken.iter().map(|taken| (taken.name(), million(taken, &prices, &functions))).collect();
    [endpoints(taken, &by_name, &functions), year(&by_name, &prices, &functions), idle(&prices).await]
}

/// What is billed of one request, in milliseconds.
fn billed(taken: &Taken, memory: f64) -> f64 {
    let processor = taken.processor.as_secs_f64() * 1_000.0;
    #[expect(clippy::cast_precision_loss, reason = "three at most")]
    let waited = taken.levels as f64 * LEVEL_MS;
    (processor * (WHOLE_PROCESSOR / memory).max(1.0) + waited).ceil()
}

fn million(taken: &Taken, prices: &Prices, functions: &Functions) -> Million {
    let memory = functions.memory(&taken.operation);
    let seconds = billed(taken, memory) / 1_000.0 * 1e6;
    Million {
        reads: taken.units.read * prices.of("dynamodb-read"),
        writes: taken.units.written * prices.of("dynamodb-write"),
        lambda: seconds * memory / 1_024.0 * prices.of("lambda-second") + prices.of("lambda-request"),
        api: prices.of("api-request"),
        logs: LOGGED_BYTES * 1e6 / 1e9 * prices.of("logs"),
    }
}

fn endpoints(taken: &[Taken], by_name: &BTreeMap<String, Million>, functions: &Functions) -> Table {
    let mut table = Table::new([
        "a million of",
        "read units",
        "write units",
        "billed ms",
        "MiB",
        "reads $",
        "writes $",
        "Lambda $",
        "API $",
        "total $",
    ]);
    for taken in taken {
        let (price, memory) = (by_name[&taken.name()], functions.memory(&taken.operation));
        let cells = [taken.units.read, taken.units.written].map(|units| format!("{units:.1}"));
        let parts = [price.reads, price.writes, price.lambda, price.api, price.modelled()].map(dollars);
        let middle = [format!("{:.0}", billed(taken, memory)), format!("{memory:.0}")];
        table.row(std::iter::once(taken.name()).chain(cells).chain(middle).chain(parts));
    }
    table
}

fn year(by_name: &BTreeMap<String, Million>, prices: &Prices, functions: &Functions) -> Table {
    let requests: f64 = VISIT.iter().map(|(_, times)| times).sum();
    let mut sum = Million::default();
    let mut by_function: BTreeMap<&str, f64> = BTreeMap::new();
    for (name, times) in VISIT {
        let price = *by_name.get(name).unwrap_or_else(|| panic!("a visit has {name}, which was not measured"));
        sum.add(price, times / requests);
        let operation = name.split(' ').next().unwrap_or(name);
        *by_function.entry(functions.of(operation)).or_default() += times / requests;
    }
    // X-Ray records of each function one request a second and 5 % of those beyond, which cannot be set for Lambda.
    let seconds = BUSY_HOURS * 3_600.0;
    let traced: f64 = by_function
        .values()
        .map(|share| {
            let rate = YEAR * share / seconds;
            share * if rate > 1.0 { (1.0 + 0.05 * (rate - 1.0)) / rate } else { 1.0 }
        })
        .sum();
    let tracing = traced * prices.of("trace");
    let seals = seals(prices) / (YEAR / 1e6);
    let mut table = Table::new(["of a visit's requests", "a million $", "a year of 60 million $"]);
    for (name, dollars_) in [
        ("reads of DynamoDB", sum.reads),
        ("writes of DynamoDB", sum.writes),
        ("Lambda", sum.lambda),
        ("HTTP API", sum.api),
        ("together: what the design counts", sum.modelled()),
        ("logs", sum.logs),
        ("traces", tracing),
        ("seals of the audit trail", seals),
        ("together with these", sum.modelled() + sum.logs + tracing + seals),
    ] {
        table.row([name.to_owned(), dollars(dollars_), format!("{:.0}", dollars_ * YEAR / 1e6)]);
    }
    table
}

/// What sealing the audit trail costs in a year: in each busy minute a run and a put for each shard of the stream.
fn seals(prices: &Prices) -> f64 {
    let runs = BUSY_HOURS * 60.0 * SHARDS;
    let run = SEALING_MS / 1_000.0 * 0.5 * prices.of("lambda-second") + prices.of("lambda-request") / 1e6;
    runs * (run + prices.of("s3-put") / 1e3)
}

/// Nobody comes for a month, and everything of the state is there.
async fn idle(prices: &Prices) -> Table {
    let template = Template::read();
    #[expect(clippy::cast_precision_loss, reason = "a few")]
    let count = |kind: &str| template.resources(kind).count() as f64;
    let stored = storage::gigabytes_of_the_state().await;
    let (alarms, secrets) = (count("AWS::CloudWatch::Alarm"), count("AWS::SecretsManager::Secret"));
    let minutes = 30.0 * 24.0 * 60.0;
    // Two jobs every minute and one every quarter of an hour; each reads little for one level or two.
    let jobs = minutes * (2.0 + 1.0 / 15.0);
    let job = 2.0 * LEVEL_MS / 1_000.0 * 0.5 * prices.of("lambda-second") + prices.of("lambda-request") / 1e6;
    let rows = [
        (
            format!("{:.1} GB of students, of them {:.1} in indexes", stored.all, stored.indexes),
            stored.all * prices.of("dynamodb-storage"),
        ),
        ("their backup by the second".to_owned(), stored.table * prices.of("dynamodb-backup")),
        (format!("{secrets:.0} secrets"), secrets * prices.of("secret")),
        (format!("{alarms:.0} alarms"), alarms * prices.of("alarm")),
        (format!("{jobs:.0} runs of scheduled jobs"), jobs * (job + prices.of("dynamodb-read") / 1e6)),
        ("the copy of the status, each minute".to_owned(), minutes / 1e3 * prices.of("s3-put")),
        ("their traces, one a second and function at most".to_owned(), jobs * prices.of("trace") / 1e6),
    ];
    let mut table = Table::new(["a month in which nobody comes", "$"]);
    let sum: f64 = rows.iter().map(|(_, price)| price).sum();
    for (what, price) in rows {
        table.row([what, dollars(price)]);
    }
    table.row(["together".to_owned(), dollars(sum)]);
    table
}

fn dollars(dollars: f64) -> String {
    format!("{dollars:.2}")
}
