//! Wires `request-document-upload` to Lambda.

use edge::{Clock, Entropy, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Stopped> {
    let (dynamo, files) = tokio::join!(store::connect(), store::connect_files());
    let (settings, clock, entropy) = (Settings::from_env(), Clock::system(), Entropy::system());
    let deps = request_document_upload::Deps::new(&settings, &dynamo, &files, clock, entropy)?;
    deps.warm().await;
    edge::serve(request_document_upload::router(deps).into()).await
}
