//! Wires `accept-document` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let (dynamo, files) = tokio::join!(store::connect(), store::connect_files());
    let (settings, clock, entropy) = (Settings::from_env(), Clock::system(), Entropy::system());
    let deps = accept_document::Deps::new(&settings, &dynamo, &files, clock, entropy)?;
    edge::serve_events("accept-document", async |event| deps.handle(event).await).await
}
