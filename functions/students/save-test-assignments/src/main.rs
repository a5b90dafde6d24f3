//! Wires `save-test-assignments` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps = save_test_assignments::Deps::new(
        &Settings::from_env(),
        &store::connect().await,
        Clock::system(),
        Entropy::system(),
    )?;
    deps.warm().await;
    edge::serve(save_test_assignments::router(deps).into()).await
}
