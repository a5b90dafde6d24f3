//! Wires `seal-trail` to Lambda.

use edge::{Clock, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps = seal_trail::Deps::new(&Settings::from_env(), &store::connect_files().await, Clock::system())?;
    edge::serve_events("seal-trail", async |event| deps.handle(event).await).await
}
