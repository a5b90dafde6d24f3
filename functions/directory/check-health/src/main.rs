//! Wires `check-health` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps =
        check_health::Deps::new(&Settings::from_env(), &store::connect().await, Clock::system(), Entropy::system())?;
    deps.warm().await;
    edge::serve(check_health::router(deps).into()).await
}
