//! Wires `sign-in` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps = sign_in::Deps::new(&Settings::from_env(), &store::connect().await, Clock::system(), Entropy::system())?;
    deps.warm().await;
    edge::serve(sign_in::router(deps).into()).await
}
