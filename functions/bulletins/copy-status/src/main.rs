//! Wires `copy-status` to Lambda.

use edge::{Clock, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let (dynamo, files) = tokio::join!(store::connect(), store::connect_files());
    let deps = copy_status::Deps::new(&Settings::from_env(), &dynamo, &files, Clock::system())?;
    edge::serve_events("copy-status", async |event| deps.handle(event).await).await
}
