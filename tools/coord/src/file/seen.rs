use std::collections::HashSet;

/// Tells what came before in a file: a row that comes twice would undo and redo a change at every import. Keeps 64 bits of
/// each key, so a million rows take some 20 MB.
#[derive(Default)]
pub(crate) struct Seen(HashSet<u64>);

impl Seen {
    /// Whether `key` is new. Keys are codes of up to 14 digits or hashes, of which the first 8 bytes are told apart.
    pub(crate) fn is_new(&mut self, key: u64) -> bool {
        self.0.insert(key)
    }
}
