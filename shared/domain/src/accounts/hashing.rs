//! Argon2id in memory that a thread keeps from one hash to the next. Asked for anew each time, 19 MiB aligned as it wants them
//! do not fit where they lay before once anything small was put beside them (glibc before 2.38, bug 14581): the process grew by
//! them with every sign-in, until Lambda stopped it.

use std::cell::RefCell;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{CustomizedPasswordHasher, Result};
use argon2::{Algorithm, Argon2, Block, Params, Version};

thread_local! {
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

/// Hashes and, by what it is a hasher of, verifies.
pub(super) struct Argon2id;

impl CustomizedPasswordHasher<PasswordHash> for Argon2id {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> Result<PasswordHash> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?.unwrap_or_default();
        let version = version.map(Version::try_from).transpose()?.unwrap_or_default();
        let mut bytes = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
        let told = ParamsString::try_from(&params)?;
        MEMORY.with_borrow_mut(|memory| {
            memory.resize(params.block_count(), Block::new());
            Argon2::new(algorithm, version, params).hash_password_into_with_memory(password, salt, &mut bytes, memory)
        })?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: told,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(&bytes)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher as _, PasswordVerifier as _};

    use super::*;

    fn params() -> Params {
        Params::new(19 * 1024, 2, 1, None).unwrap()
    }

    #[test]
    fn a_hash_is_the_one_that_argon2_makes_and_matches_its_password_alone() {
        let theirs = Argon2::new(Algorithm::Argon2id, Version::V0x13, params());
        let theirs = theirs.hash_password_with_salt(b"poppies bloom in april 2026", &[3; 16]).unwrap();
        let ours = Argon2id.hash_password_customized(b"poppies bloom in april 2026", &[3; 16], None, None, params());
        assert_eq!(ours.unwrap(), theirs);
        for (password, matches) in [("poppies bloom in april 2026", true), ("poppies bloom in april 202", false)] {
            assert_eq!(Argon2id.verify_password(password.as_bytes(), &theirs).is_ok(), matches);
        }
    }

    #[test]
    fn a_hash_after_the_first_asks_for_no_memory() {
        let kept = || MEMORY.with_borrow(|memory| (memory.as_ptr(), memory.len()));
        let hash = || Argon2id.hash_password_customized(b"one", &[3; 16], None, None, params()).unwrap();
        let first = hash();
        let memory = kept();
        assert_eq!(memory.1, params().block_count());
        assert_eq!((hash(), Argon2id.verify_password(b"one", &first)), (first, Ok(())));
        assert_eq!(kept(), memory);
    }
}
