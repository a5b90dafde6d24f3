//! Wires `manage-account` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let dynamo = store::connect().await;
    let deps = manage_account::Deps::new(&Settings::from_env(), &dynamo, Clock::system(), Entropy::system())?;
    deps.warm().await;
    edge::serve(manage_account::router(deps).into()).await
}
