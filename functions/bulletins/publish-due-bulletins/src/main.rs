//! Wires `publish-due-bulletins` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let dynamo = store::connect().await;
    let deps = publish_due_bulletins::Deps::new(&Settings::from_env(), &dynamo, Clock::system(), Entropy::system())?;
    edge::serve_events("publish-due-bulletins", async |event| deps.handle(event).await).await
}
