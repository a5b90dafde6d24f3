//! A device that keeps passkeys, and the browser it is used through: an implementation by others than those of the server's.

use async_trait::async_trait;
use passkey::authenticator::{Authenticator, MemoryStore, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData};
use passkey::crypto::rust_crypto::RustCryptoBackend;
use passkey_types::Passkey;
use passkey_types::ctap2::{Aaguid, Ctap2Error};
use public_suffix::PublicSuffixList;
use serde_json::{Value, json};
use url::Url;

/// A device.
pub(crate) struct Device {
    client: Client<MemoryStore, Holder, RustCryptoBackend, PublicSuffixList, ()>,
    /// The page that the browser shows.
    page: Url,
}

/// Whoever holds it touches it; whether they also have the finger or the PIN that it knows.
struct Holder {
    is_verified: bool,
}

#[async_trait]
impl UserValidationMethod for Holder {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(&self, _: UiHint<'a, Passkey>, _: bool, _: bool) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence: true, verification: self.is_verified })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

impl Device {
    /// One held by its owner, who looks at the portal.
    pub(crate) fn new() -> Self {
        Self::held_by(Holder { is_verified: true })
    }

    /// One that does not know whoever holds it.
    pub(crate) fn held_by_a_stranger() -> Self {
        Self::held_by(Holder { is_verified: false })
    }

    /// Another one with the same keys.
    pub(crate) fn copy(&self) -> Self {
        let mut copy = Self::new();
        copy.client.authenticator_mut().store_mut().clone_from(self.client.authenticator().store());
        copy
    }

    fn held_by(holder: Holder) -> Self {
        let mut keys = Authenticator::new(Aaguid::new_empty(), MemoryStore::new(), holder, RustCryptoBackend);
        keys.set_make_credentials_with_signature_counter(true);
        Self { client: Client::new(keys), page: workflows::PORTAL_ADDRESS.parse().unwrap() }
    }

    /// Another page is looked at from now on.
    pub(crate) fn open(&mut self, page: &str) {
        self.page = page.parse().unwrap();
    }

    /// What `navigator.credentials.create` answers to what `parseCreationOptionsFromJSON` takes, by `toJSON`.
    pub(crate) async fn create(&mut self, options: &Value) -> Value {
        let options = serde_json::from_value(json!({"publicKey": options})).unwrap();
        let created = self.client.register(&self.page, options, DefaultClientData).await.unwrap();
        serde_json::to_value(created).unwrap()
    }

    /// What `navigator.credentials.get` answers to what `parseRequestOptionsFromJSON` takes, by `toJSON`.
    pub(crate) async fn get(&mut self, options: &Value) -> Value {
        let options = serde_json::from_value(json!({"publicKey": options})).unwrap();
        let proof = self.client.authenticate(&self.page, options, DefaultClientData).await.unwrap();
        serde_json::to_value(proof).unwrap()
    }
}
