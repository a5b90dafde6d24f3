//! Reading delimited files of any size with a bounded amount of memory.

mod encoding;
mod lines;
mod rows;
mod seen;
mod sheet;

pub(crate) use encoding::Encoding;
pub(crate) use rows::{Header, Read, Row, Rows};
pub(crate) use seen::Seen;
pub(crate) use sheet::read_sheet;
