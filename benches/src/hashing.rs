//! What a sign-in computes beside the hash of its password: the function's own process, and by turns Argon2id alone with the
//! same parameters, in memory that it is given as ours is.

use std::time::Duration;

use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::figures::{median, processor, ratio};
use crate::startup::{Program, Scene};
use crate::table::Table;

/// How often each, one after the other in turn. Odd, so that a median is one that was measured.
const TURNS: usize = 301;
/// Turns before those that count.
const WARM_UP: usize = 10;

/// The table of the two.
pub(crate) async fn measure() -> Table {
    let mut scene = Scene::set().await;
    let mut started = Program::new("sign-in", "sign-in", &scene).start().await;
    let mut memory = vec![Block::new(); params().block_count()];
    let (mut hashes, mut sign_ins, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..WARM_UP + TURNS {
        let given = std::mem::take(&mut memory);
        let (hash, back) = tokio::task::spawn_blocking(|| hashed(given)).await.expect("the hash is made");
        memory = back;
        let before = started.process.processor();
        let _ = started.answer(&mut scene).await;
        started.ready().await;
        let sign_in = started.process.processor().saturating_sub(before);
        if turn >= WARM_UP {
            hashes.push(hash);
            sign_ins.push(sign_in);
            ratios.push(sign_in.as_nanos() * 10_000 / hash.as_nanos());
        }
    }
    let (hash, sign_in) = (median(hashes), median(sign_ins));
    let mut table = Table::new(["processor time of", "ms", "× the hash"]);
    table.row(["Argon2id alone".to_owned(), milliseconds(hash), "1.000".to_owned()]);
    table.row(["a sign-in".to_owned(), milliseconds(sign_in), ratio(sign_in.as_secs_f64(), hash.as_secs_f64())]);
    let of_a_turn = u32::try_from(median(ratios)).expect("a small number");
    table.row([
        "… the median of each turn's ratio".to_owned(),
        String::new(),
        format!("{:.3}", f64::from(of_a_turn) / 10_000.0),
    ]);
    table
}

/// Those of `domain::accounts::PasswordHash`.
fn params() -> Params {
    Params::new(19 * 1024, 2, 1, None).expect("parameters of OWASP's list")
}

/// The processor time of one hash in this memory, which is given back.
fn hashed(mut memory: Vec<Block>) -> (Duration, Vec<Block>) {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params());
    let mut out = [0; 32];
    let before = processor();
    argon2
        .hash_password_into_with_memory(b"poppies bloom in april 2026", &[7; 16], &mut out, &mut memory)
        .expect("a hash");
    (processor().saturating_sub(before), memory)
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1_000.0)
}
