//! The file on a disk of ours, so that it can be looked at from any side while memory holds a piece of it.

use std::fs::File;
use std::io::{self, BufReader, Seek, Write};

use domain::Failure;
use domain::compliance::{Document, FileHash};
use sha2::{Digest, Sha256};
use store::compliance::Arrival;

/// Writes what arrived for `document` to a file without a name, which is gone with its handle, whatever happens. `None` where
/// it is another file than the one that was announced: by its length, its type or its content.
///
/// # Errors
/// When it cannot be read to its end, or the disk is full.
pub(crate) async fn spool(document: &Document, arrival: &mut Arrival) -> Result<Option<BufReader<File>>, Failure> {
    let is_announced =
        arrival.size == document.size && arrival.content_type.as_deref() == Some(document.content_type.code());
    if !is_announced {
        return Ok(None);
    }
    let disk = |error: io::Error| Failure::Internal(Box::new(error));
    let mut file = tempfile::tempfile().map_err(disk)?;
    let mut hash = Sha256::new();
    while let Some(piece) = arrival.next().await? {
        hash.update(piece.as_ref());
        file.write_all(piece.as_ref()).map_err(disk)?;
    }
    if FileHash::from_bytes(hash.finalize().into()) != document.sha256 {
        return Ok(None);
    }
    file.rewind().map_err(disk)?;
    Ok(Some(BufReader::new(file)))
}
