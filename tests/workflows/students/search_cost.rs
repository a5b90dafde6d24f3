//! What a page of a search reads: no more in a large LEA than in a small one. `make bench` tells it of 200,000 students.

use domain::access::Role;
use serde_json::Value;
use store::Table;
use testkit::{Browser, Person, Population, World, at_lea};

use crate::people::signed_in;

const PAGE: usize = 50;
/// How many items of a range are read at once where a filter is needed.
const STRETCH: usize = 400;

async fn coordinator(world: &World, population: &Population) -> Browser {
    population.save(world).await;
    let place = at_lea(&population.district());
    signed_in(world, Person::named(&format!("{}@poppy.test", place.0)).with(Role::LeaCaasppCoordinator, place)).await
}

/// How many students the first page of a search shows, and how many items were read for it.
async fn page(world: &World, browser: &mut Browser, body: Value) -> (usize, usize) {
    let page = browser.post("/v1/students/search", body).await.expect(200).json();
    let of_students = |used: &[store::Grant]| used.iter().all(|grant| grant.table() == Some(Table::Students));
    let calls = world.calls.take();
    let read = calls.iter().filter(|call| of_students(&call.used)).map(|call| call.read).sum();
    (page["students"].as_array().unwrap().len(), read)
}

#[tokio::test]
async fn a_page_reads_what_it_shows_whatever_the_size_of_the_lea() {
    let world = World::start().await;
    let (small, large) =
        (Population::of("9900101", 9_100_000_000, 300), Population::of("9900102", 9_200_000_000, 3_000));
    let mut in_small = coordinator(&world, &small).await;
    let mut in_large = coordinator(&world, &large).await;
    let mut shown_in_large = 0;
    for ((search, body), (_, same)) in small.searches().into_iter().zip(large.searches()) {
        let small = page(&world, &mut in_small, body).await;
        let large = page(&world, &mut in_large, same).await;
        for (shown, read) in [small, large] {
            assert!(shown > 0, "{search} finds somebody");
            // One item more tells whether there is a next page.
            let needed = shown..=shown + usize::from(shown == PAGE);
            assert!(needed.contains(&read), "{search}: {read} read for {shown}");
        }
        shown_in_large += large.0;
    }
    assert!(shown_in_large > 6 * PAGE, "most of these pages are full: {shown_in_large}");
    for (search, body) in large.filtered_searches() {
        let (shown, read) = page(&world, &mut in_large, body).await;
        assert!(shown > 0, "{search} finds somebody");
        assert!((shown..=STRETCH + PAGE + 1).contains(&read), "{search}: {read} read for {shown}");
    }
}
