//! Wires `remind-trainings` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let dynamo = store::connect().await;
    let deps = remind_trainings::Deps::new(&Settings::from_env(), &dynamo, Clock::system(), Entropy::system())?;
    edge::serve_events("remind-trainings", async |event| deps.handle(event).await).await
}
