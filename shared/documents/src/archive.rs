//! Word and Excel since 2007: a ZIP archive of parts (ECMA-376, part 2). Nothing that the archive says of itself is believed.
//! A chart has its workbook embedded, so documents of today's Office may lie in one another, one level deep, by the same rules.

use std::collections::HashSet;
use std::io::{Cursor, Read, Seek, SeekFrom};

use domain::compliance::ContentType;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::scan::{Watch, pieces};
use crate::{Failed, Reason, magic};

/// The most parts, with those of embedded documents. Our choice; a workbook of a thousand sheets has some three thousand.
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

/// The largest document embedded in another, in bytes unpacked: it is looked into in memory. Our choice; the workbooks behind
/// charts have some tens of KB.
pub const EMBEDDED_MAX: usize = 32 * 1024 * 1024;
/// What an embedded document may end in: Word, Excel, `PowerPoint`.
const EMBEDDED: [&str; 3] = [".docx", ".xlsx", ".pptx"];
/// The content types of their main parts.
const MAIN_PARTS: [&str; 3] =
    ["wordprocessingml.document.main+xml", "spreadsheetml.sheet.main+xml", "presentationml.presentation.main+xml"];

/// That `file` of `size` bytes is a document of the type `said`.
pub(crate) fn check(said: ContentType, file: impl Read + Seek, size: u64) -> Result<(), Failed> {
    let content_types = Walk { said, size, parts: 0, unpacked: 0 }.through(file, size, Level::Document)?;
    is(said, &content_types)
}

/// Where in a document an archive is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The document itself.
    Document,
    /// A document embedded in it, as the workbook behind a chart. Nothing may be embedded in that one.
    Embedded,
}

/// A walk through all that is in a document. Both levels are counted together.
struct Walk {
    said: ContentType,
    /// The bytes of the whole document.
    size: u64,
    parts: usize,
    unpacked: u64,
}

impl Walk {
    /// Looks at each part of `file` of `size` bytes, and gives the part that says what the others are.
    fn through(&mut self, mut file: impl Read + Seek, size: u64, level: Level) -> Result<Vec<u8>, Failed> {
        let said = self.said;
        let entries = entries(said, &mut file, size)?;
        self.parts += entries;
        if self.parts > ENTRIES_MAX {
            return Err(Reason::TooManyParts.into());
        }
        let mut archive = ZipArchive::new(file).map_err(|error| unreadable(said, &error))?;
        if archive.len() != entries {
            return Err(Reason::Damaged(said.name()).into());
        }
        let mut names = HashSet::with_capacity(entries);
        let mut content_types = Vec::new();
        for place in 0..entries {
            let name = allowed_name(said, &mut archive, place)?;
            if !names.insert(name.to_lowercase()) {
                return Err(Reason::PartName.into());
            }
            let part = archive.by_index(place).map_err(|error| unreadable(said, &error))?;
            let kept = if name == CONTENT_TYPES {
                CONTENT_TYPES_MAX
            } else if level == Level::Document && is_embedding(&name) {
                EMBEDDED_MAX + 1
            } else {
                usize::try_from(magic::HEAD).unwrap_or(usize::MAX)
            };
            let content = self.unpack(part, kept)?;
            if name == CONTENT_TYPES {
                content_types = content;
            } else if level == Level::Document && is_embedding(&name) && magic::is_zip(&content) {
                self.check_embedded(content)?;
            } else {
                magic::nested(&content)?;
            }
        }
        Ok(content_types)
    }

    fn check_embedded(&mut self, content: Vec<u8>) -> Result<(), Failed> {
        if content.len() > EMBEDDED_MAX {
            return Err(Reason::EmbeddedTooLarge.into());
        }
        let size = content.len() as u64;
        let content_types = self.through(Cursor::new(content), size, Level::Embedded)?;
        no_macros(&content_types)?;
        let is_office = MAIN_PARTS.iter().any(|part| holds(&content_types, part));
        if is_office { Ok(()) } else { Err(Reason::Nested.into()) }
    }

    /// Unpacks a part to its end, counting, and gives the first `kept` bytes of it.
    fn unpack(&mut self, part: impl Read, kept: usize) -> Result<Vec<u8>, Failed> {
        let mut watch = Watch::new();
        let mut content = Vec::new();
        let walked = pieces(part, |piece| {
            self.unpacked += piece.len() as u64;
            if self.unpacked > UNPACKED_MAX || (self.unpacked > RATIO_FROM && self.unpacked / self.size > RATIO_MAX) {
                return Err(Stopped::Failed(Reason::Bomb.into()));
            }
            let missing = kept.saturating_sub(content.len());
            content.extend_from_slice(&piece[..missing.min(piece.len())]);
            watch.pass(piece).map_err(|reason| Stopped::Failed(reason.into()))
        });
        match walked {
            Ok(()) => Ok(content),
            Err(Stopped::Failed(failed)) => Err(failed),
            Err(Stopped::Broken) => Err(Reason::Damaged(self.said.name()).into()),
        }
    }
}

/// The name of the part at `place`, whose header allows it to be looked at.
fn allowed_name<R: Read + Seek>(
    said: ContentType,
    archive: &mut ZipArchive<R>,
    place: usize,
) -> Result<String, Failed> {
    let raw = archive.by_index_raw(place).map_err(|error| unreadable(said, &error))?;
    if raw.encrypted() {
        return Err(Reason::Encrypted.into());
    }
    if !matches!(raw.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        return Err(Reason::Damaged(said.name()).into());
    }
    let name = name_of(&raw)?;
    if raw.is_symlink() {
        return Err(Reason::PartName.into());
    }
    if name.to_lowercase().ends_with("vbaproject.bin") {
        return Err(Reason::Macros.into());
    }
    Ok(name)
}

/// Whether a part is where Office keeps embedded documents, and is called like one of today's.
fn is_embedding(name: &str) -> bool {
    let name = name.to_lowercase();
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder.ends_with("/embeddings") && EMBEDDED.iter().any(|end| name.ends_with(end))
}

/// Why a walk through a part stopped. What cannot be unpacked is damaged: the storage gave the whole file before.
enum Stopped {
    Failed(Failed),
    Broken,
}

impl From<std::io::Error> for Stopped {
    fn from(_: std::io::Error) -> Self {
        Self::Broken
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

/// Whether something stands in the part that says what the others are.
fn holds(content_types: &[u8], text: &str) -> bool {
    memchr::memmem::find(content_types, text.as_bytes()).is_some()
}

fn no_macros(content_types: &[u8]) -> Result<(), Failed> {
    let found = holds(content_types, "vbaProject") || holds(content_types, "macroEnabled");
    if found { Err(Reason::Macros.into()) } else { Ok(()) }
}

/// That the content types of the parts are those of a document of the type `said`, without macros.
fn is(said: ContentType, content_types: &[u8]) -> Result<(), Failed> {
    no_macros(content_types)?;
    let [word, excel, _] = MAIN_PARTS.map(|part| holds(content_types, part));
    let is = match (word, excel) {
        (true, false) if said == ContentType::Docx => return Ok(()),
        (false, true) if said == ContentType::Xlsx => return Ok(()),
        (true, false) => "a Word document",
        (false, true) => "an Excel workbook",
        _ => "an archive",
    };
    Err(Reason::OtherType { said: said.name(), is }.into())
}
