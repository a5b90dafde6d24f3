use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

/// Gives random bytes: for ids, session secrets, salts.
#[derive(Clone, Debug)]
pub struct Entropy(Arc<Source>);

#[derive(Debug)]
enum Source {
    System,
    Seeded { seed: u64, blocks: AtomicU64 },
}

impl Entropy {
    /// The operating system's generator, fit for secrets.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(Source::System))
    }

    /// The same bytes in the same order for the same `seed`: for tests only.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Source::Seeded { seed, blocks: AtomicU64::new(0) }))
    }

    /// `N` random bytes.
    ///
    /// # Panics
    /// The operating system has none to give.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &*self.0 {
            Source::System => {
                #[expect(clippy::disallowed_methods, reason = "the one place where randomness enters")]
                let filled = getrandom::fill(&mut bytes);
                #[expect(clippy::expect_used, reason = "without randomness no secret can be made: nothing may go on")]
                filled.expect("the operating system has randomness to give");
            }
            Source::Seeded { seed, blocks } => {
                for chunk in bytes.chunks_mut(32) {
                    let block = blocks.fetch_add(1, Ordering::Relaxed);
                    let digest = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(block.to_be_bytes());
                    chunk.copy_from_slice(&digest.finalize()[..chunk.len()]);
                }
            }
        }
        bytes
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
