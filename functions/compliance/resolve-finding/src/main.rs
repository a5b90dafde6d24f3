//! Wires `resolve-finding` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps =
        resolve_finding::Deps::new(&Settings::from_env(), &store::connect().await, Clock::system(), Entropy::system())?;
    deps.warm().await;
    edge::serve(resolve_finding::router(deps).into()).await
}
