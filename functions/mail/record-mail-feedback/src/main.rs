//! Wires `record-mail-feedback` to Lambda.

use edge::{Clock, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps = record_mail_feedback::Deps::new(&Settings::from_env(), &store::connect().await, Clock::system())?;
    edge::serve_events("record-mail-feedback", async |event| deps.handle(event).await).await
}
