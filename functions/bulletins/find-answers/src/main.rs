//! Wires `find-answers` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let deps =
        find_answers::Deps::new(&Settings::from_env(), &store::connect().await, Clock::system(), Entropy::system())?;
    deps.warm().await;
    edge::serve(find_answers::router(deps).into()).await
}
