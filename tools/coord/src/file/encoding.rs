use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use encoding_rs::{DecoderResult, UTF_8, WINDOWS_1252};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

/// How a file's characters are written. Neither CALPADS nor the CDE says; the whole file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8, with or without a byte order mark; also UTF-16 with one, as spreadsheets export "Unicode text".
    Unicode,
    /// One byte a character: what is not UTF-8.
    Windows1252,
}

impl Encoding {
    /// Reads the whole file once, a stretch at a time.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        Self::sniff(File::open(path)?)
    }

    fn sniff(mut file: impl Read) -> io::Result<Self> {
        let mut decoder = UTF_8.new_decoder_without_bom_handling();
        let mut bytes = vec![0; 64 * 1024];
        let mut text = vec![0; 3 * bytes.len() + 16];
        let mut is_start = true;
        loop {
            let length = file.read(&mut bytes)?;
            let chunk = &bytes[..length];
            if is_start && (chunk.starts_with(&[0xff, 0xfe]) || chunk.starts_with(&[0xfe, 0xff])) {
                return Ok(Self::Unicode);
            }
            is_start = false;
            let (result, ..) = decoder.decode_to_utf8_without_replacement(chunk, &mut text, length == 0);
            if matches!(result, DecoderResult::Malformed(..)) {
                return Ok(Self::Windows1252);
            }
            if length == 0 {
                return Ok(Self::Unicode);
            }
        }
    }

    /// As UTF-8 without a byte order mark.
    pub(crate) fn decode<R: Read>(self, file: R) -> DecodeReaderBytes<R, Vec<u8>> {
        let encoding = match self {
            Self::Unicode => UTF_8,
            Self::Windows1252 => WINDOWS_1252,
        };
        DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).strip_bom(true).build(file)
    }

    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Unicode => "Unicode",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Encoding, String) {
        let encoding = Encoding::sniff(bytes).unwrap();
        let mut text = String::new();
        encoding.decode(bytes).read_to_string(&mut text).unwrap();
        (encoding, text)
    }

    #[test]
    fn accents_come_out_right_in_every_encoding() {
        let right = "Ñuñez’s é";
        assert_eq!(read(right.as_bytes()), (Encoding::Unicode, right.into()));
        assert_eq!(read(format!("\u{feff}{right}").as_bytes()), (Encoding::Unicode, right.into()));
        assert_eq!(read(b"\xd1u\xf1ez\x92s \xe9"), (Encoding::Windows1252, right.into()));
        let utf16: Vec<_> = format!("\u{feff}{right}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf16), (Encoding::Unicode, right.into()));
    }

    #[test]
    fn one_byte_far_into_a_file_is_enough_to_tell() {
        let mut bytes = "ñ".repeat(100_000).into_bytes();
        assert_eq!(Encoding::sniff(&bytes[..]).unwrap(), Encoding::Unicode);
        bytes.extend(b"\xf1\n");
        assert_eq!(Encoding::sniff(&bytes[..]).unwrap(), Encoding::Windows1252);
    }

    #[test]
    fn a_character_cut_by_a_stretch_or_by_the_end_is_noticed() {
        let text = format!("{}ñ", "a".repeat(64 * 1024 - 1));
        assert_eq!(Encoding::sniff(text.as_bytes()).unwrap(), Encoding::Unicode);
        assert_eq!(Encoding::sniff(&text.as_bytes()[..text.len() - 1]).unwrap(), Encoding::Windows1252);
        assert_eq!(Encoding::sniff(&b""[..]).unwrap(), Encoding::Unicode);
    }
}
