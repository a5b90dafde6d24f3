//! Wires `address-circulars` to Lambda.

use edge::{Clock, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps = address_circulars::Deps::new(&Settings::from_env(), &store::connect().await, Clock::system())?;
    deps.warm().await;
    edge::serve_events("address-circulars", async |event| deps.handle(event).await).await
}
