//! Wires `send-mail` to Lambda.

use edge::{Clock, Settings};
use send_mail::{Post, Sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let clock = Clock::system();
    let sleep = Sleep::system(&clock);
    let deps =
        send_mail::Deps::new(&Settings::from_env(), &store::connect().await, Post::connect().await, clock, sleep)?;
    deps.warm().await;
    edge::serve_events("send-mail", async |event| deps.handle(event).await).await
}
