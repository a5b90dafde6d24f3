//! Wires `register-for-training` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps = register_for_training::Deps::new(
        &Settings::from_env(),
        &store::connect().await,
        Clock::system(),
        Entropy::system(),
    )?;
    deps.warm().await;
    edge::serve(register_for_training::router(deps).into()).await
}
