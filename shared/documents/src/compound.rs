//! Word and Excel before 2007: a compound file with streams of known names. An installer or a message is one as well.
//! Source: [MS-DOC] 2.1, [MS-XLS] 2.1.2.

use std::io::{Read, Seek};

use cfb::CompoundFile;
use domain::compliance::ContentType;

use crate::{Failed, Reason};

/// That `file` is a compound file of the type `said`, without macros and without a password.
pub(crate) fn check(said: ContentType, file: impl Read + Seek) -> Result<(), Failed> {
    let damaged = |_| Reason::Damaged(said.name());
    let compound = CompoundFile::open(file).map_err(damaged)?;
    let has = |name: &str| compound.exists(name);
    if has("/EncryptionInfo") || has("/EncryptedPackage") {
        return Err(Reason::Encrypted.into());
    }
    let is = if has("/WordDocument") {
        ContentType::Doc
    } else if has("/Workbook") || has("/Book") {
        ContentType::Xls
    } else {
        return Err(Reason::OtherType { said: said.name(), is: "a file of another program" }.into());
    };
    if is != said {
        let is = if is == ContentType::Doc { "a Word document" } else { "an Excel workbook" };
        return Err(Reason::OtherType { said: said.name(), is }.into());
    }
    for entry in compound.walk() {
        let name = entry.name();
        if ["Macros", "_VBA_PROJECT_CUR", "VBA", "_VBA_PROJECT"].iter().any(|macros| name.eq_ignore_ascii_case(macros))
        {
            return Err(Reason::Macros.into());
        }
        // Where Word keeps embedded files, and what Windows wraps them in.
        if name.eq_ignore_ascii_case("ObjectPool") && entry.is_storage() && holds_something(&compound, entry.path()) {
            return Err(Reason::Nested.into());
        }
        if name == "\u{1}Ole10Native" {
            return Err(Reason::Nested.into());
        }
    }
    Ok(())
}

fn holds_something<F>(compound: &CompoundFile<F>, path: &std::path::Path) -> bool {
    compound.read_storage(path).is_ok_and(|mut entries| entries.next().is_some())
}
