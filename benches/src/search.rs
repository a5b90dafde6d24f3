//! What a page of a search costs, in LEAs of 2,000, 20,000 and 400,000 students of one table: the largest of California's is as
//! large as that. In the same table there are as many others as make a million.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use domain::access::Role;
use edge::Settings;
use serde_json::Value;
use store::Table as Stored;
use testkit::{Browser, Person, Population, World, at_lea};

use crate::capacity::Capacity;
use crate::figures::{median, milliseconds, ratio};
use crate::table::Table;

/// The LEAs: so many students each.
const SIZES: [u64; 3] = [2_000, 20_000, 400_000];
/// How many students the table has with those of other LEAs, unless `OPENTOMS_STUDENTS` says otherwise: 14 GB of memory.
const ALL: u64 = 1_000_000;
/// How many students an other LEA has.
const OTHER: u64 = 17_000;
/// How often each is timed, one LEA after the other in turn.
const RUNS: usize = 21;

/// An LEA and its coordinator's browser.
struct Lea {
    population: Population,
    browser: Browser,
}

/// The cost of one page.
struct Page {
    shown: usize,
    read: usize,
    /// Key ranges, and the levels at which they were read.
    ranges: usize,
    levels: usize,
    units: f64,
    time: Duration,
}

/// The tables: what is read, and how long it takes.
pub(crate) async fn measure() -> [Table; 2] {
    let capacity = Capacity::default();
    let mut world = World::start().await;
    world.dynamo = world.dynamo.listened_to_by(capacity.clone());
    let mut leas = Vec::new();
    for (number, size) in (1..).zip(SIZES) {
        leas.push(lea(&world, number, size).await);
    }
    let all = Settings::from_env().optional("OPENTOMS_STUDENTS").map_or(ALL, |all| all.parse().expect("a number"));
    for number in 0..all.saturating_sub(SIZES.iter().sum()) / OTHER {
        Population::of(&format!("99002{number:02}"), 9_500_000_000 + number * 1_000_000, OTHER).save(&world).await;
    }
    let mut reading = Table::new(reading_columns());
    let mut timing = Table::new(timing_columns());
    for (at, (name, _)) in leas[0].searches().into_iter().enumerate() {
        let pages = pages(&world, &capacity, &mut leas, at).await;
        reading.row(std::iter::once(name.to_owned()).chain(reading_cells(&pages)));
        timing.row(std::iter::once(name.to_owned()).chain(pages.iter().map(|page| milliseconds(page.time))));
    }
    [reading, timing]
}

async fn lea(world: &World, number: u64, size: u64) -> Lea {
    let population = Population::of(&format!("99001{number:02}"), 9_000_000_000 + number * 100_000_000, size);
    population.save(world).await;
    let mut person = Person::named(&format!("lea{number}@poppy.test"));
    person = person.with(Role::LeaCaasppCoordinator, at_lea(&population.district()));
    person.save(world).await;
    let mut browser = workflows::browser(world);
    let credentials = serde_json::json!({"username": person.username, "password": Person::PASSWORD});
    let _ = browser.post("/v1/session", credentials).await.expect(200);
    Lea { population, browser }
}

/// The first page of a search in each LEA.
async fn pages(world: &World, capacity: &Capacity, leas: &mut [Lea], search: usize) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for lea in &mut *leas {
        let body = lea.body(search);
        let _ = (world.calls.take(), capacity.take());
        let answer = lea.browser.post("/v1/students/search", body).await.expect(200).json();
        let shown = answer["students"].as_array().expect("a page of students").len();
        let calls = world.calls.take();
        let of_students = || calls.iter().filter(|call| call.used[0].table() == Some(Stored::Students));
        let read = of_students().map(|call| call.read).sum();
        let levels: BTreeSet<_> = of_students().map(|call| call.level).collect();
        let (ranges, levels) = (of_students().count(), levels.len());
        pages.push(Page { shown, read, ranges, levels, units: capacity.take().of_students, time: Duration::ZERO });
    }
    let mut times = vec![Vec::new(); leas.len()];
    for _ in 0..RUNS {
        for (lea, times) in leas.iter_mut().zip(&mut times) {
            let body = lea.body(search);
            let start = Instant::now();
            let _ = lea.browser.post("/v1/students/search", body).await.expect(200);
            times.push(start.elapsed());
            let _ = world.calls.take();
        }
    }
    for (page, times) in pages.iter_mut().zip(times) {
        page.time = median(times);
    }
    pages
}

impl Lea {
    fn searches(&self) -> Vec<(&'static str, Value)> {
        [self.population.searches(), self.population.filtered_searches()].concat()
    }

    fn body(&self, search: usize) -> Value {
        self.searches().swap_remove(search).1
    }
}

impl Page {
    /// Items read for one shown.
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    fn amplification(&self) -> f64 {
        self.read as f64 / self.shown.max(1) as f64
    }
}

fn reading_columns() -> Vec<String> {
    let of_size = |size| [format!("{size}: read/shown"), "read for one".to_owned()];
    let last = ["ranges, at levels", "units at the largest", "largest : smallest"].map(str::to_owned);
    std::iter::once("search".to_owned()).chain(SIZES.into_iter().flat_map(of_size)).chain(last).collect()
}

fn timing_columns() -> Vec<String> {
    std::iter::once("search".to_owned()).chain(SIZES.map(|size| format!("{size}: ms"))).collect()
}

fn reading_cells(pages: &[Page]) -> Vec<String> {
    let of_page = |page: &Page| [format!("{}/{}", page.read, page.shown), format!("{:.2}", page.amplification())];
    let (small, large) = (&pages[0], &pages[pages.len() - 1]);
    let last = [
        format!("{}, {}", large.ranges, large.levels),
        format!("{:.1}", large.units),
        ratio(large.amplification(), small.amplification()),
    ];
    pages.iter().flat_map(of_page).chain(last).collect()
}
