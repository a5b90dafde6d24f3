//! Passkeys: the two ceremonies of `WebAuthn`, adding a passkey and proving with one. A crate of its own, because it draws
//! the challenges' randomness itself and brings much cryptography that only two functions need.
//!
//! A passkey must have verified its owner (by a fingerprint, a face or a PIN); which make it is, nobody asks. Challenges
//! are kept by the server, for one session and one use.

use domain::Malformed;
use domain::ids::UserId;
use serde_json::Value;
use webauthn_rs::prelude::{
    CreationChallengeResponse, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, RequestChallengeResponse, Url, Uuid, Webauthn, WebauthnBuilder,
};

/// The site that passkeys are for.
#[derive(Clone, Debug)]
pub struct RelyingParty(Webauthn);

/// What a browser is asked, and what the server must remember until it answers.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// What `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON` takes.
    pub options: Value,
    /// To be kept by the server.
    pub state: String,
}

/// A proof that was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The credential as it is to be kept from now on, where it changed: passkeys that count their uses do each time.
    pub credential: Option<String>,
}

/// Something that is stored is not as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored passkey or challenge cannot be read or used")]
pub struct Unreadable;

impl RelyingParty {
    /// The site at this address; its host name is what passkeys are bound to.
    ///
    /// # Errors
    /// No address, or one whose host is an IP address.
    pub fn at(address: &str) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed::because("must be an address with a host name");
        let origin = Url::parse(address).map_err(|_| WRONG)?;
        let id = origin.domain().ok_or(WRONG)?.to_owned();
        let builder = WebauthnBuilder::new(&id, &origin).map_err(|_| WRONG)?;
        builder.rp_name("OpenTOMS").build().map(Self).map_err(|_| WRONG)
    }

    /// Begins to add a passkey for `user`; those registered already are not offered again.
    ///
    /// # Errors
    /// A registered credential that cannot be read.
    pub fn begin_registration(
        &self,
        user: UserId,
        username: &str,
        name: &str,
        registered: &[String],
    ) -> Result<Ceremony, Unreadable> {
        let registered = read_all(registered)?.iter().map(|passkey| passkey.cred_id().clone()).collect();
        let handle = Uuid::from_bytes(*user.bytes());
        let begun = self.0.start_passkey_registration(handle, username, name, Some(registered));
        let (options, state): (CreationChallengeResponse, PasskeyRegistration) = begun.map_err(|_| Unreadable)?;
        ceremony(&options, &state)
    }

    /// Ends it with the browser's answer: the credential's id and the credential, to be kept. `None` if the answer is not
    /// one to this challenge from this site.
    ///
    /// # Errors
    /// A state that cannot be read.
    pub fn finish_registration(&self, answer: Value, state: &str) -> Result<Option<(Vec<u8>, String)>, Unreadable> {
        let state: PasskeyRegistration = serde_json::from_str(state).map_err(|_| Unreadable)?;
        let Ok(answer) = serde_json::from_value::<RegisterPublicKeyCredential>(answer) else { return Ok(None) };
        let Ok(passkey) = self.0.finish_passkey_registration(&answer, &state) else { return Ok(None) };
        let credential = serde_json::to_string(&passkey).map_err(|_| Unreadable)?;
        Ok(Some((passkey.cred_id().as_slice().to_vec(), credential)))
    }

    /// Begins a proof with any of `registered`.
    ///
    /// # Errors
    /// A credential that cannot be read.
    pub fn begin_proof(&self, registered: &[String]) -> Result<Ceremony, Unreadable> {
        let begun = self.0.start_passkey_authentication(&read_all(registered)?);
        let (options, state): (RequestChallengeResponse, PasskeyAuthentication) = begun.map_err(|_| Unreadable)?;
        ceremony(&options, &state)
    }

    /// Ends it with the browser's answer, for `credential` as it is kept. `None` if the answer is not one to this challenge
    /// by this passkey on this site, or if the passkey counted backwards, as a copy of it would.
    ///
    /// # Errors
    /// A state or credential that cannot be read.
    pub fn finish_proof(&self, answer: Value, state: &str, credential: &str) -> Result<Option<Proven>, Unreadable> {
        let state: PasskeyAuthentication = serde_json::from_str(state).map_err(|_| Unreadable)?;
        let mut passkey: Passkey = serde_json::from_str(credential).map_err(|_| Unreadable)?;
        let Ok(answer) = serde_json::from_value::<PublicKeyCredential>(answer) else { return Ok(None) };
        let Ok(result) = self.0.finish_passkey_authentication(&answer, &state) else { return Ok(None) };
        if !result.user_verified() {
            return Ok(None);
        }
        let Some(changed) = passkey.update_credential(&result) else { return Ok(None) };
        let credential = serde_json::to_string(&passkey).map_err(|_| Unreadable)?;
        Ok(Some(Proven { credential: changed.then_some(credential) }))
    }

    /// The id of the credential that an answer claims to be from.
    #[must_use]
    pub fn claimed_credential(answer: &Value) -> Option<Vec<u8>> {
        let answer: PublicKeyCredential = serde_json::from_value(answer.clone()).ok()?;
        Some(answer.get_credential_id().to_vec())
    }
}

fn ceremony(options: &impl serde::Serialize, state: &impl serde::Serialize) -> Result<Ceremony, Unreadable> {
    let mut options = serde_json::to_value(options).map_err(|_| Unreadable)?;
    let options = options.get_mut("publicKey").map(Value::take).ok_or(Unreadable)?;
    Ok(Ceremony { options, state: serde_json::to_string(state).map_err(|_| Unreadable)? })
}

fn read_all(credentials: &[String]) -> Result<Vec<Passkey>, Unreadable> {
    credentials.iter().map(|text| serde_json::from_str(text).map_err(|_| Unreadable)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_a_host_name() {
        assert!(RelyingParty::at("https://opentoms.example").is_ok());
        assert!(RelyingParty::at("http://localhost:8080").is_ok());
        for wrong in ["", "opentoms.example", "http://127.0.0.1:8080", "https://"] {
            assert!(RelyingParty::at(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_challenge_asks_for_a_verified_owner_and_for_no_attestation_and_never_repeats_itself() {
        let site = RelyingParty::at("https://opentoms.example").unwrap();
        let begin =
            || site.begin_registration(UserId::from_bytes([1; 16]), "lee@poppy.test", "Lee Romero", &[]).unwrap();
        let asked = begin().options;
        assert_eq!(asked["rp"]["id"], "opentoms.example");
        assert_eq!(asked["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(asked["attestation"], "none");
        assert_ne!(asked["challenge"], begin().options["challenge"]);
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let site = RelyingParty::at("https://opentoms.example").unwrap();
        let begun = site.begin_registration(UserId::from_bytes([1; 16]), "lee@poppy.test", "Lee Romero", &[]).unwrap();
        assert_eq!(site.finish_registration(Value::Null, &begun.state), Ok(None));
        assert_eq!(site.finish_registration(Value::Null, "{}"), Err(Unreadable));
        assert_eq!(RelyingParty::claimed_credential(&serde_json::json!({"id": "x"})), None);
    }
}
