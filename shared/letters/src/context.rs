use jiff::civil::Date;
use serde::Serialize;

/// The files of a letter, as they were when this was built.
pub(crate) struct Files {
    /// The folder.
    pub(crate) name: &'static str,
    pub(crate) subject: &'static str,
    pub(crate) text: &'static str,
    pub(crate) html: &'static str,
}

/// The files beside the one that says this.
macro_rules! files {
    ($name:literal) => {
        Files {
            name: $name,
            subject: include_str!("subject.txt"),
            text: include_str!("body.txt"),
            html: include_str!("body.html"),
        }
    };
}

pub(crate) use files;

/// As people write it: `January 6, 2027`.
pub(crate) fn day(day: Date) -> String {
    day.strftime("%B %-d, %Y").to_string()
}

/// What a letter's files are filled in with. A field that a file names and that is not here is an error.
pub(crate) trait Context: Serialize {
    /// The files.
    const FILES: Files;

    /// One as it may be, for tests that look at every letter.
    #[cfg_attr(not(test), expect(dead_code, reason = "for tests"))]
    fn sample() -> Self;
}
