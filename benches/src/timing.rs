//! Whether the time of an answer tells if an address has an account: requests for known and unknown addresses in random
//! turn, compared as dudect does (Welch's t, without the slowest) and as somebody would who tells them apart by a threshold
//! (AUC). The last row is the control: without the hash that stands in for the one an unknown address does not have, the
//! difference must show.

use std::time::Instant;

use axum::Router;
use axum::http::Method;
use domain::accounts::PasswordHash;
use edge::{Entropy, Settings};
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{Browser, Person, World};

use crate::table::Table;

/// How many of each kind.
const EACH: usize = 5_000;
/// Requests before those that count.
const WARM_UP: usize = 20;
/// What is cut off for the t-test: the slowest tenth, where other work of the machine shows.
const KEPT_PERCENT: usize = 90;

/// One kind of request.
struct Probe {
    name: &'static str,
    path: &'static str,
    body: fn(&str) -> Value,
    status: u16,
    without_stand_in: bool,
}

fn wrong_password(address: &str) -> Value {
    json!({"username": address, "password": "not it at all and never was"})
}

const PROBES: [Probe; 4] = [
    Probe {
        name: "sign-in, wrong password",
        path: "/v1/session",
        body: wrong_password,
        status: 401,
        without_stand_in: false,
    },
    Probe {
        name: "request-password-reset",
        path: "/v1/password-resets",
        body: |address| json!({"identifier": address}),
        status: 202,
        without_stand_in: false,
    },
    Probe {
        name: "request-activation",
        path: "/v1/activations",
        body: |address| json!({"email": address}),
        status: 202,
        without_stand_in: false,
    },
    Probe {
        name: "control: sign-in without the stand-in",
        path: "/v1/session",
        body: wrong_password,
        status: 401,
        without_stand_in: true,
    },
];

/// The table of probes.
pub(crate) async fn measure() -> Table {
    let mut table = Table::new(["request", "known ms", "unknown ms", "Welch's t", "AUC"]);
    for probe in &PROBES {
        let (known, unknown) = times(probe).await;
        let t = welch(&cropped(&known), &cropped(&unknown));
        table.row([
            probe.name.to_owned(),
            format!("{:.3}", middle(&known)),
            format!("{:.3}", middle(&unknown)),
            format!("{:.2}", t.abs()),
            format!("{:.3}", auc(&known, &unknown)),
        ]);
    }
    table
}

fn address(known: bool, number: usize) -> String {
    format!("{}.{number:05}@poppy.test", if known { "somebody" } else { "nobody.." })
}

/// The milliseconds of each request, known and unknown, each address asked for once.
async fn times(probe: &Probe) -> (Vec<f64>, Vec<f64>) {
    let world = World::start().await;
    for number in 0..EACH + WARM_UP {
        Person::named(&address(true, number)).save(&world).await;
    }
    let mut browser = browser(&world, probe.without_stand_in);
    let coin = Entropy::seeded(1);
    let mut times = (Vec::new(), Vec::new());
    for number in 0..EACH + WARM_UP {
        let known_first = coin.bytes::<1>()[0].is_multiple_of(2);
        for known in [known_first, !known_first] {
            // Far enough apart not to reach the limit of a network.
            world.pass(SignedDuration::from_secs(3));
            let body = (probe.body)(&address(known, number));
            let start = Instant::now();
            let answer = browser.send(Method::POST, probe.path, &[], Some(&body)).await;
            let took = start.elapsed().as_secs_f64() * 1_000.0;
            assert_eq!(answer.status.as_u16(), probe.status, "{}: {}", probe.name, answer.text);
            if number >= WARM_UP {
                if known { times.0.push(took) } else { times.1.push(took) }
            }
        }
        let _ = world.calls.take();
    }
    times
}

fn browser(world: &World, without_stand_in: bool) -> Browser {
    if !without_stand_in {
        return workflows::browser(world);
    }
    let settings = Settings::from_pairs(workflows::settings(world));
    let deps = sign_in::Deps::new(&settings, &world.dynamo, world.clock(), Entropy::system());
    // What is no hash is refused at once.
    let deps = deps.expect("the tests' settings are complete").with_stand_in(PasswordHash::from_stored(String::new()));
    Browser::at(edge::app(Router::from(sign_in::router(deps)), Entropy::system()))
}

fn sorted(times: &[f64]) -> Vec<f64> {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times
}

fn middle(times: &[f64]) -> f64 {
    sorted(times)[times.len() / 2]
}

fn cropped(times: &[f64]) -> Vec<f64> {
    let mut times = sorted(times);
    times.truncate(times.len() * KEPT_PERCENT / 100);
    times
}

/// The difference of the means in units of its standard error: beyond 4.5 dudect speaks of a leak.
fn welch(one: &[f64], other: &[f64]) -> f64 {
    let (one, other) = (moments(one), moments(other));
    (one.0 - other.0) / (one.1 + other.1).sqrt()
}

/// The mean, and its variance.
#[expect(clippy::cast_precision_loss, reason = "thousands of values")]
fn moments(times: &[f64]) -> (f64, f64) {
    let count = times.len() as f64;
    let mean = times.iter().sum::<f64>() / count;
    let variance = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, variance / count)
}

/// How often a request for a known address takes longer than one for an unknown one: 0.5 tells nothing, 0 or 1 everything.
#[expect(clippy::cast_precision_loss, reason = "millions of pairs")]
fn auc(known: &[f64], unknown: &[f64]) -> f64 {
    let unknown = sorted(unknown);
    let longer: usize = known.iter().map(|time| unknown.partition_point(|other| other < time)).sum();
    longer as f64 / (known.len() * unknown.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_times_tell_nothing_and_apart_ones_everything() {
        let low: Vec<_> = (0..1_000).map(|number| f64::from(number % 10)).collect();
        let high: Vec<_> = low.iter().map(|time| time + 10.0).collect();
        assert!(welch(&low, &low).abs() < f64::EPSILON);
        assert!(welch(&high, &low) > 4.5);
        assert!((auc(&high, &low) - 1.0).abs() < f64::EPSILON && auc(&low, &high) < f64::EPSILON);
    }
}
