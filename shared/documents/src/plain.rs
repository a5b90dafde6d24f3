//! CSV and text: UTF-8 or Windows-1252.

use std::io::Read;

use crate::scan::pieces;
use crate::{Failed, Reason};

/// That `file` is text in UTF-8 or in Windows-1252.
pub(crate) fn check(file: impl Read) -> Result<(), Failed> {
    let mut utf8 = true;
    let mut windows = true;
    // The bytes of a character that the last piece ended in.
    let mut begun: Vec<u8> = Vec::new();
    pieces(file, |piece| {
        if !piece.iter().copied().all(in_text) {
            return Err(Failed::from(Reason::NotText));
        }
        windows = windows && piece.iter().copied().all(in_windows_1252);
        if utf8 {
            begun.extend_from_slice(piece);
            match std::str::from_utf8(&begun) {
                Ok(_) => begun.clear(),
                Err(error) if error.error_len().is_none() => drop(begun.drain(..error.valid_up_to())),
                Err(_) => utf8 = false,
            }
        }
        if utf8 || windows { Ok(()) } else { Err(Reason::NotText.into()) }
    })?;
    if (utf8 && begun.is_empty()) || windows { Ok(()) } else { Err(Reason::NotText.into()) }
}

/// No control characters but tab, line feed, carriage return and form feed.
const fn in_text(byte: u8) -> bool {
    !matches!(byte, 0x00..=0x08 | 0x0b | 0x0e..=0x1f | 0x7f)
}

/// Five bytes are no characters of Windows-1252.
const fn in_windows_1252(byte: u8) -> bool {
    !matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)
}
