//! Whether an uploaded file is the document it is said to be, and nothing that harms whoever opens it. Pure: over anything that
//! can be read and sought in. Source: ASVS 5.0.0, 5.2.2 and 5.2.3.
//!
//! It is no malware scanner: it tells real types from names, looks into archives without believing what they say of
//! themselves, and knows the EICAR test file. The scanner's verdict comes on top.

mod archive;
mod compound;
mod magic;
mod plain;
mod scan;

use std::io::{self, Read, Seek};

use domain::compliance::{ContentType, FILE_MAX, FileName};

pub use archive::{EMBEDDED_MAX, ENTRIES_MAX, RATIO_FROM, RATIO_MAX, UNPACKED_MAX};

/// Why a file is refused, in words for whoever uploaded it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// No bytes.
    #[error("The file is empty.")]
    Empty,
    /// Too many bytes.
    #[error("The file is larger than 100 MB. Split it, or save scans at a lower resolution.")]
    TooLarge,
    /// The extension says another type.
    #[error("The name of the file does not end as that of a {0} does.")]
    Extension(&'static str),
    /// The content is another type.
    #[error(
        "The file says that it is a {said}, but it is {is}. Open it, save it as one of the accepted types and upload that."
    )]
    OtherType {
        /// What it was declared as.
        said: &'static str,
        /// What it is.
        is: &'static str,
    },
    /// A program.
    #[error("The file is a program. Programs are not accepted, whatever they are called.")]
    Program,
    /// A script or page that runs when opened.
    #[error("The file is a script, a web page or an SVG image, which can run when it is opened. Upload a PDF of it.")]
    Script,
    /// Macros.
    #[error("The document holds macros. Save it without them, as a plain Word document or Excel workbook, or as PDF.")]
    Macros,
    /// The EICAR test file.
    #[error("The file holds the EICAR test virus, so it was not accepted.")]
    TestVirus,
    /// Not readable as its type.
    #[error("The file is damaged: it cannot be read as a {0}. Save it again and upload the new one.")]
    Damaged(&'static str),
    /// A password on it.
    #[error("The document is encrypted or protected by a password. Remove the password and upload it again.")]
    Encrypted,
    /// Unpacks to too much.
    #[error("The document unpacks to far more than it should. Save it again, or upload it as PDF.")]
    Bomb,
    /// Too many parts.
    #[error("The document has more than 10,000 parts. Save it as PDF and upload that.")]
    TooManyParts,
    /// Another file in it.
    #[error(
        "The document has another file embedded in it. Upload that file by itself and take it out of the document, or save the document as PDF."
    )]
    Nested,
    /// A large one, of today's Office.
    #[error("The document has another one of more than 32 MB embedded in it. Upload that one by itself.")]
    EmbeddedTooLarge,
    /// Names of parts that no office program writes.
    #[error(
        "The document was put together by no office program: its parts have names that are not allowed. Save it again."
    )]
    PartName,
    /// Not text.
    #[error("The file is not text in UTF-8 or Windows-1252. In Excel, save it as \u{201c}CSV UTF-8\u{201d}.")]
    NotText,
}

/// What came of a check that found something.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The file is refused.
    #[error(transparent)]
    Refused(#[from] Reason),
    /// The file could not be read: no word about the file.
    #[error("the file could not be read")]
    Unreadable(#[from] io::Error),
}

/// Checks that `file`, called `name` and said to be of type `said`, is that and harmless as far as can be told from its bytes.
///
/// # Errors
/// The first reason why it is refused, or that it could not be read.
pub fn check(said: ContentType, name: &FileName, mut file: impl Read + Seek) -> Result<(), Failed> {
    let size = file.seek(io::SeekFrom::End(0))?;
    if size == 0 {
        return Err(Reason::Empty.into());
    }
    if size > FILE_MAX {
        return Err(Reason::TooLarge.into());
    }
    if !name.agrees_with(said) {
        return Err(Reason::Extension(said.name()).into());
    }
    file.rewind()?;
    let mut head = Vec::new();
    file.by_ref().take(magic::HEAD).read_to_end(&mut head)?;
    file.rewind()?;
    scan::no_test_virus(&mut file)?;
    file.rewind()?;
    match said {
        ContentType::Csv | ContentType::Text => {
            magic::not_binary(said, &head)?;
            plain::check(file)
        }
        ContentType::Docx | ContentType::Xlsx => {
            magic::is(said, &head)?;
            archive::check(said, file, size)
        }
        ContentType::Doc | ContentType::Xls => {
            magic::is(said, &head)?;
            compound::check(said, file)
        }
        _ => magic::is(said, &head).map_err(Failed::from),
    }
}

#[cfg(test)]
mod tests;
