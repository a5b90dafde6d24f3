//! Whom a function's connections trust: Amazon Trust Services, whose roots sign the certificates of every AWS service, and
//! nobody else (adr 28). Any other authority could otherwise vouch for a false DynamoDB; and to read the system's 140 roots
//! took most of a function's start.

use aws_config::ConfigLoader;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};

/// Amazon Root CA 1 to 4 and Starfield Services Root CA G2, as in Mozilla's list.
const ROOTS: &[u8] = include_bytes!("amazon_roots.pem");

/// The same settings for connections that trust nobody but Amazon.
///
/// # Panics
/// When the TLS library refuses the roots, which a test shows it does not.
#[must_use]
#[expect(clippy::expect_used, reason = "a function that would trust everybody else instead must not start")]
pub fn trusting_amazon(loader: ConfigLoader) -> ConfigLoader {
    let store = TrustStore::empty().with_pem_certificate(ROOTS);
    let context = TlsContext::builder().with_trust_store(store).build().expect("five roots of ours");
    let client = Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).tls_context(context).build_https();
    loader.http_client(client)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use data_encoding::{BASE64, HEXLOWER};
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// SHA-256 of each certificate, as published at www.amazontrust.com/repository.
    const PUBLISHED: [&str; 5] = [
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
    ];

    #[test]
    fn the_tls_library_takes_the_roots() {
        let loader = aws_config::defaults(aws_config::BehaviorVersion::latest());
        assert!(format!("{:?}", trusting_amazon(loader)).contains("http_client: Some"));
    }

    #[test]
    fn the_roots_are_the_five_that_amazon_publishes_and_no_other() {
        let text = std::str::from_utf8(ROOTS).unwrap();
        let certificates = text.split("-----BEGIN CERTIFICATE-----").skip(1);
        let found: BTreeSet<_> = certificates
            .map(|certificate| {
                let lines: String = certificate.split("-----END").next().unwrap().split_whitespace().collect();
                HEXLOWER.encode(&Sha256::digest(BASE64.decode(lines.as_bytes()).unwrap()))
            })
            .collect();
        assert_eq!(found, PUBLISHED.map(str::to_owned).into());
    }
}
