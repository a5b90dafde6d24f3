//! The EICAR test file: what stands in for a virus where none may be. Source: EICAR, "Anti-malware testfile".

use std::io::{self, Read};

use memchr::memmem::Finder;

use crate::{Failed, Reason};

/// The 68 characters in two halves, so that no scanner takes this program for the file.
const HALVES: [&[u8]; 2] = [br"X5O!P%@AP[4\PZX54(P^)7CC)7}$", b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];
const LENGTH: usize = HALVES[0].len() + HALVES[1].len();
const CHUNK: usize = 64 * 1024;

/// Looks for it in what passes by in pieces.
pub(crate) struct Watch {
    finder: Finder<'static>,
    /// The end of what passed, in which it may have begun.
    tail: Vec<u8>,
}

impl Watch {
    pub(crate) fn new() -> Self {
        Self { finder: Finder::new(&HALVES.concat()).into_owned(), tail: Vec::new() }
    }

    pub(crate) fn pass(&mut self, piece: &[u8]) -> Result<(), Reason> {
        self.tail.extend_from_slice(piece);
        if self.finder.find(&self.tail).is_some() {
            return Err(Reason::TestVirus);
        }
        let done = self.tail.len().saturating_sub(LENGTH - 1);
        self.tail.drain(..done);
        Ok(())
    }
}

/// Hands what `read` gives on in pieces, until its end or until `each` has seen enough.
pub(crate) fn pieces<E: From<io::Error>>(
    mut read: impl Read,
    mut each: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut piece = vec![0; CHUNK];
    loop {
        match read.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(length) => each(&piece[..length])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// That it is nowhere in `file`.
pub(crate) fn no_test_virus(file: impl Read) -> Result<(), Failed> {
    let mut watch = Watch::new();
    pieces(file, |piece| watch.pass(piece).map_err(Failed::from))
}
