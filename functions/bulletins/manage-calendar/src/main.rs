//! Wires `manage-calendar` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps =
        manage_calendar::Deps::new(&Settings::from_env(), &store::connect().await, Clock::system(), Entropy::system())?;
    deps.warm().await;
    edge::serve(manage_calendar::router(deps).into()).await
}
