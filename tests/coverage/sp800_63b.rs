//! What NIST SP 800-63B-4 says shall be done about passwords, throttling and sessions has its entry in `docs/sp800-63b.toml`, and
//! whatever an entry names exists.

use crate::evidence::{self, Standard};

fn standard() -> Standard {
    Standard::read("docs/sp800-63b.toml")
}

#[test]
fn every_demand_is_shown_by_tests_that_exist_or_says_why_not() {
    assert_eq!(evidence::faults(&standard(), |_| false), Vec::<String>::new());
}

#[test]
fn the_page_on_trust_gives_the_counts_of_that_list() {
    let standard = standard();
    let (all, met) = (standard.entries.len(), standard.entries.values().filter(|entry| entry.is_met()).count());
    let said = format!("{met} of {all} demands of NIST SP 800-63B-4");
    assert!(crate::read("docs/TRUST.md").contains(&said), "docs/TRUST.md does not say {said:?}");
}
