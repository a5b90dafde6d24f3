//! What a file may be called and be. Source: CAIS fact sheets 2 and 3 (documents of offices); ASVS 5.0.0, 5.2.1, 5.2.2; the
//! lists and limits are our choice.

use std::borrow::Cow;

use data_encoding::HEXLOWER;

use crate::Malformed;

/// The largest file, in bytes.
pub const FILE_MAX: u64 = 100 * 1024 * 1024;
/// The longest file name, in characters.
const FILE_NAME_MAX: usize = 255;

codes! {
    /// What may be uploaded, by its media type.
    pub enum ContentType, "a content type" {
        /// PDF.
        Pdf = "application/pdf",
        /// Word before 2007.
        Doc = "application/msword",
        /// Word.
        Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        /// Excel before 2007.
        Xls = "application/vnd.ms-excel",
        /// Excel.
        Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        /// PNG.
        Png = "image/png",
        /// JPEG.
        Jpeg = "image/jpeg",
        /// GIF.
        Gif = "image/gif",
        /// TIFF, as scanners make it.
        Tiff = "image/tiff",
        /// HEIC, as telephones make it.
        Heic = "image/heic",
        /// CSV.
        Csv = "text/csv",
        /// Plain text.
        Text = "text/plain",
    }
}

impl ContentType {
    /// The extensions that a file of this type may have.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Doc => &["doc"],
            Self::Docx => &["docx"],
            Self::Xls => &["xls"],
            Self::Xlsx => &["xlsx"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Gif => &["gif"],
            Self::Tiff => &["tif", "tiff"],
            Self::Heic => &["heic"],
            Self::Csv => &["csv"],
            Self::Text => &["txt"],
        }
    }

    /// As people say it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF document",
            Self::Doc | Self::Docx => "Word document",
            Self::Xls | Self::Xlsx => "Excel workbook",
            Self::Png => "PNG image",
            Self::Jpeg => "JPEG image",
            Self::Gif => "GIF image",
            Self::Tiff => "TIFF image",
            Self::Heic => "HEIC image",
            Self::Csv => "CSV file",
            Self::Text => "text file",
        }
    }
}

/// A file's own name: 1 to 255 characters, no path, nothing invisible that would show it as another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn code(&self) -> &str {
        &self.0
    }

    /// What stands after the last full stop, in lower case.
    #[must_use]
    pub fn extension(&self) -> Option<String> {
        let (stem, extension) = self.0.rsplit_once('.')?;
        (!stem.is_empty() && !extension.is_empty()).then(|| extension.to_lowercase())
    }

    /// Whether a file of this name may be of `content_type`.
    #[must_use]
    pub fn agrees_with(&self, content_type: ContentType) -> bool {
        self.extension().is_some_and(|extension| content_type.extensions().contains(&extension.as_str()))
    }
}

/// Characters that make a name look like another one: they turn the direction of writing or have no width.
fn deceives(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

impl std::str::FromStr for FileName {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.is_empty() || text.chars().count() > FILE_NAME_MAX {
            return Err(Malformed::because("a file name must have 1 to 255 characters"));
        }
        // A drive or a stream of Windows is a path as well.
        if text.contains(['/', '\\', ':']) || matches!(text, "." | "..") {
            return Err(Malformed::because("a file name must not be a path"));
        }
        if text.chars().any(|c| c.is_control() || deceives(c)) {
            return Err(Malformed::because("a file name must not hold control characters or invisible ones"));
        }
        if text.trim() != text || text.ends_with('.') {
            return Err(Malformed::because("a file name must not begin or end with a space or end with a full stop"));
        }
        Ok(Self(text.to_owned()))
    }
}

text_form!(FileName);

/// The SHA-256 of a file, written as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileHash([u8; 32]);

impl FileHash {
    /// Of these 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The 64 digits.
    #[must_use]
    pub fn code(&self) -> Cow<'static, str> {
        HEXLOWER.encode(&self.0).into()
    }
}

impl std::str::FromStr for FileHash {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed::because("a SHA-256 must be 64 hexadecimal digits in lower case");
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| WRONG)?;
        bytes.try_into().map(Self).map_err(|_| WRONG)
    }
}

text_form!(FileHash);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_no_path_and_shows_what_it_is() {
        for name in ["Board minutes 2026.pdf", "año-2026.xlsx", "a.tar.gz", "..pdf", "noextension"] {
            assert_eq!(name.parse::<FileName>().unwrap().as_str(), name);
        }
        for wrong in [
            "",
            ".",
            "..",
            "../x.pdf",
            "a/b.pdf",
            "a\\b.pdf",
            "C:x.pdf",
            "x.pdf:stream",
            "a\nb.pdf",
            "a\u{0}.pdf",
            "fdp\u{202e}exe.pdf",
            "x\u{200b}.pdf",
            " x.pdf",
            "x.pdf ",
            "x.pdf.",
            &format!("{}.pdf", "x".repeat(252)),
        ] {
            assert!(wrong.parse::<FileName>().is_err(), "{wrong:?}");
        }
        assert!(format!("{}.pdf", "é".repeat(251)).parse::<FileName>().is_ok());
    }

    #[test]
    fn the_extension_agrees_with_the_type_in_any_case_of_letters_and_only_the_last_one_counts() {
        let agrees = |name: &str, kind| name.parse::<FileName>().unwrap().agrees_with(kind);
        assert!(agrees("X.PDF", ContentType::Pdf) && agrees("x.Jpeg", ContentType::Jpeg));
        assert!(!agrees("x.pdf.exe", ContentType::Pdf) && !agrees("x.docx", ContentType::Doc));
        assert!(!agrees("pdf", ContentType::Pdf) && !agrees(".pdf", ContentType::Pdf));
    }

    #[test]
    fn no_extension_belongs_to_two_types() {
        let mut extensions: Vec<_> = ContentType::ALL.iter().flat_map(|kind| kind.extensions()).collect();
        let all = extensions.len();
        extensions.sort();
        extensions.dedup();
        assert_eq!(extensions.len(), all);
    }

    #[test]
    fn a_hash_has_one_spelling() {
        let hash = FileHash::from_bytes([0xab; 32]);
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for wrong in ["", "ab", &"AB".repeat(32), &"ab".repeat(33)] {
            assert!(wrong.parse::<FileHash>().is_err(), "{wrong:?}");
        }
    }
}
