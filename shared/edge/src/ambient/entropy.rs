use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

/// Gives random bytes: for ids, session secrets, salts.
#[derive(Clone)]
pub struct Entropy(Arc<dyn Fn(&mut [u8]) + Send + Sync>);

impl Entropy {
    /// The operating system's generator, fit for secrets.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(|bytes| {
            #[expect(clippy::disallowed_methods, reason = "the one place where randomness enters")]
            let filled = getrandom::fill(bytes);
            #[expect(clippy::expect_used, reason = "without randomness no secret can be made: nothing may go on")]
            filled.expect("the operating system has no randomness to give");
        }))
    }

    /// The same bytes in the same order for the same `seed`: for tests only.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let blocks = AtomicU64::new(0);
        Self(Arc::new(move |bytes| {
            for chunk in bytes.chunks_mut(32) {
                let block = blocks.fetch_add(1, Ordering::Relaxed);
                let digest =
                    Sha256::new().chain_update(seed.to_be_bytes()).chain_update(block.to_be_bytes()).finalize();
                chunk.copy_from_slice(&digest[..chunk.len()]);
            }
        }))
    }

    /// `N` random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }
}

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entropy")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_does_not_repeat_itself() {
        let entropy = Entropy::system();
        assert_ne!(entropy.bytes::<32>(), entropy.bytes::<32>());
    }

    #[test]
    fn a_seed_gives_the_same_bytes_again_and_never_the_same_twice_in_a_row() {
        let (one, again) = (Entropy::seeded(1), Entropy::seeded(1));
        let first = one.bytes::<40>();
        assert_eq!(first, again.bytes::<40>());
        assert_ne!(first, one.bytes::<40>());
        assert_ne!(first, Entropy::seeded(2).bytes::<40>());
    }
}
