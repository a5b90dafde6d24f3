use std::io::{self, BufRead, BufReader, Read};

/// The longest line, in bytes; a row of the student extract has some 500.
const LINE_MAX: usize = 64 * 1024;

/// A file's lines with their numbers. Comments (`#`), blank lines and lines of nothing but delimiters are passed over, and
/// counted in the numbers.
pub(crate) struct Lines<R> {
    reader: BufReader<R>,
    bytes: Vec<u8>,
    number: u64,
}

/// A line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// Without its end.
    Text(&'a str),
    /// Longer than any row is; not kept.
    TooLong,
}

impl<R: Read> Lines<R> {
    /// Lines of UTF-8.
    pub(crate) fn new(reader: R) -> Self {
        Self { reader: BufReader::with_capacity(LINE_MAX, reader), bytes: Vec::new(), number: 0 }
    }

    /// The number of the line given last, from 1.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// The next line with something in it.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        loop {
            self.bytes.clear();
            let limit = u64::try_from(LINE_MAX).unwrap_or(u64::MAX);
            if (&mut self.reader).take(limit).read_until(b'\n', &mut self.bytes)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            if self.bytes.len() == LINE_MAX && self.bytes.last() != Some(&b'\n') {
                self.pass_over_the_rest()?;
                return Ok(Some(Line::TooLong));
            }
            let is_comment = self.bytes.first() == Some(&b'#');
            let is_blank = self.bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'^' | b'\r' | b'\n'));
            if !is_comment && !is_blank {
                break;
            }
        }
        let text =
            std::str::from_utf8(&self.bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok(Some(Line::Text(text.trim_end_matches(['\r', '\n']))))
    }

    fn pass_over_the_rest(&mut self) -> io::Result<()> {
        loop {
            let buffered = self.reader.fill_buf()?;
            if buffered.is_empty() {
                return Ok(());
            }
            let end = buffered.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(buffered.len(), |end| end + 1);
            self.reader.consume(length);
            if end.is_some() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u64, String)> {
        let mut lines = Lines::new(text.as_bytes());
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            let text = match line {
                Line::Text(text) => text.to_owned(),
                Line::TooLong => "too long".to_owned(),
            };
            all.push((lines.number(), text));
        }
        all
    }

    #[test]
    fn comments_blank_lines_and_lines_of_delimiters_are_passed_over_and_counted() {
        let text = "a^b\n# comment\n\n^^^^\n \t \r\nc^d\r\n\t\t\n#\ne";
        assert_eq!(lines(text), [(1, "a^b".into()), (6, "c^d".into()), (9, "e".into())]);
    }

    #[test]
    fn an_endless_line_is_not_kept_and_the_next_one_is_read() {
        let text = format!("a\n{}\nb\n", "x".repeat(10 * LINE_MAX));
        assert_eq!(lines(&text), [(1, "a".into()), (2, "too long".into()), (3, "b".into())]);
        assert_eq!(lines(&"x".repeat(2 * LINE_MAX)), [(1, "too long".into())]);
    }
}
