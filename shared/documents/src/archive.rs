//! Word and Excel since 2007: a ZIP archive of parts (ECMA-376, part 2). Nothing that the archive says of itself is believed.

use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom};

use domain::compliance::ContentType;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::scan::{Watch, pieces};
use crate::{Failed, Reason, magic};

/// The most parts. Our choice; a workbook of a thousand sheets has some three thousand.
pub const ENTRIES_MAX: usize = 10_000;
/// The most bytes that all parts come to, counted as they are unpacked. Our choice.
pub const UNPACKED_MAX: u64 = 500 * 1024 * 1024;
/// The most bytes unpacked for one packed, once [`RATIO_FROM`] bytes are reached. Sheets of numbers come to 20. Our choice.
pub const RATIO_MAX: u64 = 100;
/// From how many bytes unpacked the ratio counts.
pub const RATIO_FROM: u64 = 10 * 1024 * 1024;
/// The longest name of a part. Our choice.
const NAME_MAX: usize = 255;
/// The part that says what the others are, and how much of it is read.
const CONTENT_TYPES: &str = "[Content_Types].xml";
const CONTENT_TYPES_MAX: usize = 4 * 1024 * 1024;
/// The end of the archive's directory, and its size without a comment, which no office program writes.
const END: &[u8] = b"PK\x05\x06";
const END_SIZE: u64 = 22;

/// That `file` of `size` bytes is a document of the type `said`.
pub(crate) fn check(said: ContentType, mut file: impl Read + Seek, size: u64) -> Result<(), Failed> {
    let entries = entries(said, &mut file, size)?;
    let mut archive = ZipArchive::new(file).map_err(|error| unreadable(said, &error))?;
    if archive.len() != entries {
        return Err(Reason::Damaged(said.name()).into());
    }
    let mut names = HashSet::with_capacity(entries);
    let mut unpacked = 0;
    let mut content_types = Vec::new();
    for place in 0..entries {
        let raw = archive.by_index_raw(place).map_err(|error| unreadable(said, &error))?;
        if raw.encrypted() {
            return Err(Reason::Encrypted.into());
        }
        if !matches!(raw.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(Reason::Damaged(said.name()).into());
        }
        let name = name_of(&raw)?;
        if raw.is_symlink() || !names.insert(name.to_lowercase()) {
            return Err(Reason::PartName.into());
        }
        if name.to_lowercase().ends_with("vbaproject.bin") {
            return Err(Reason::Macros.into());
        }
        drop(raw);
        let part = archive.by_index(place).map_err(|error| unreadable(said, &error))?;
        let mut watch = Watch::new();
        let mut head = Vec::new();
        let broken = |_| Failed::from(Reason::Damaged(said.name()));
        let walked = pieces(part, |piece| {
            unpacked += piece.len() as u64;
            if unpacked > UNPACKED_MAX || (unpacked > RATIO_FROM && unpacked / size > RATIO_MAX) {
                return Err(Walk::Failed(Reason::Bomb.into()));
            }
            if name == CONTENT_TYPES && content_types.len() < CONTENT_TYPES_MAX {
                content_types.extend_from_slice(piece);
            }
            let missing = usize::try_from(magic::HEAD).unwrap_or(usize::MAX).saturating_sub(head.len());
            head.extend_from_slice(&piece[..missing.min(piece.len())]);
            watch.pass(piece).map_err(|reason| Walk::Failed(reason.into()))
        });
        match walked {
            Ok(()) => magic::nested(&head)?,
            Err(Walk::Failed(failed)) => return Err(failed),
            Err(Walk::Broken(error)) => return Err(broken(error)),
        }
    }
    is(said, &content_types)
}

/// Why a walk through a part stopped. What cannot be unpacked is damaged: the storage gave the whole file before.
enum Walk {
    Failed(Failed),
    Broken(std::io::Error),
}

impl From<std::io::Error> for Walk {
    fn from(error: std::io::Error) -> Self {
        Self::Broken(error)
    }
}

/// How many parts the archive says it has, so that a directory of millions is not read.
fn entries(said: ContentType, file: &mut (impl Read + Seek), size: u64) -> Result<usize, Failed> {
    let damaged = || Failed::from(Reason::Damaged(said.name()));
    let start = size.checked_sub(END_SIZE).ok_or_else(damaged)?;
    file.seek(SeekFrom::Start(start))?;
    let mut end = [0; 22];
    file.read_exact(&mut end)?;
    file.rewind()?;
    if !end.starts_with(END) || end[20..] != [0, 0] {
        return Err(damaged());
    }
    let entries = usize::from(u16::from_le_bytes([end[10], end[11]]));
    if entries > ENTRIES_MAX { Err(Reason::TooManyParts.into()) } else { Ok(entries) }
}

fn unreadable(said: ContentType, error: &ZipError) -> Failed {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Reason::Encrypted.into()
        }
        _ => Reason::Damaged(said.name()).into(),
    }
}

/// The name of a part: a path below the root of the archive, in printable ASCII as ECMA-376 has it.
fn name_of<R: Read + ?Sized>(part: &zip::read::ZipFile<'_, R>) -> Result<String, Failed> {
    let name = std::str::from_utf8(part.name_raw()).map_err(|_| Reason::PartName)?;
    let path = name.strip_suffix('/').unwrap_or(name);
    let segment = |segment: &str| !segment.is_empty() && !segment.chars().all(|c| c == '.');
    let printable = name.chars().all(|c| !c.is_control() && !matches!(c, '\\' | ':'));
    let fits = name.len() <= NAME_MAX && printable && path.split('/').all(segment);
    if fits { Ok(name.to_owned()) } else { Err(Reason::PartName.into()) }
}

/// That the content types of the parts are those of a document of the type `said`, without macros.
fn is(said: ContentType, content_types: &[u8]) -> Result<(), Failed> {
    let holds = |text: &str| memchr::memmem::find(content_types, text.as_bytes()).is_some();
    if holds("vbaProject") || holds("macroEnabled") {
        return Err(Reason::Macros.into());
    }
    let (word, excel) = (holds("wordprocessingml.document.main+xml"), holds("spreadsheetml.sheet.main+xml"));
    let is = match (word, excel) {
        (true, false) if said == ContentType::Docx => return Ok(()),
        (false, true) if said == ContentType::Xlsx => return Ok(()),
        (true, false) => "a Word document",
        (false, true) => "an Excel workbook",
        _ => "an archive",
    };
    Err(Reason::OtherType { said: said.name(), is }.into())
}
