//! Wires `reset-password` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let dynamo = store::connect().await;
    let deps = reset_password::Deps::new(&Settings::from_env(), &dynamo, Clock::system(), Entropy::system())?;
    deps.warm().await;
    edge::serve(reset_password::router(deps).into()).await
}
