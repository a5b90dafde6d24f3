//! Wires `end-subscription` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps = end_subscription::Deps::new(
        &Settings::from_env(),
        &store::connect().await,
        Clock::system(),
        Entropy::system(),
    )?;
    deps.warm().await;
    edge::serve(end_subscription::router(deps).into()).await
}
