//! Wires `post-notification` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps = post_notification::Deps::new(
        &Settings::from_env(),
        &store::connect().await,
        Clock::system(),
        Entropy::system(),
    )?;
    deps.warm().await;
    edge::serve(post_notification::router(deps).into()).await
}
