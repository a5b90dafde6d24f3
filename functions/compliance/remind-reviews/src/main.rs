//! Wires `remind-reviews` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let dynamo = store::connect().await;
    let deps = remind_reviews::Deps::new(&Settings::from_env(), &dynamo, Clock::system(), Entropy::system())?;
    edge::serve_events("remind-reviews", async |event| deps.handle(event).await).await
}
