//! Wires `publish-bulletin` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps = publish_bulletin::Deps::new(
        &Settings::from_env(),
        &store::connect().await,
        Clock::system(),
        Entropy::system(),
    )?;
    deps.warm().await;
    edge::serve(publish_bulletin::router(deps).into()).await
}
