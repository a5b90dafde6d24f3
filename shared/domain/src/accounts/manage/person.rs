use crate::Malformed;
use crate::names::{GIVEN_NAME_MAX, LAST_NAME_MAX, name_part};

/// What a spreadsheet takes for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// The most characters of a telephone number with its extension. Our choice.
const TELEPHONE_MAX: usize = 40;
/// The fewest digits: a local number. Our choice.
const TELEPHONE_DIGITS: usize = 7;

/// A user's first name, checked. Nothing that a spreadsheet would run: lists of users are exported.
///
/// # Errors
/// What is wrong with it.
pub fn given_name(text: &str) -> Result<String, Malformed> {
    name(text, GIVEN_NAME_MAX)
}

/// A user's last name, checked likewise.
///
/// # Errors
/// What is wrong with it.
pub fn family_name(text: &str) -> Result<String, Malformed> {
    name(text, LAST_NAME_MAX)
}

fn name(text: &str, max: usize) -> Result<String, Malformed> {
    if text.starts_with(FORMULA) || text.trim_start().starts_with(FORMULA) {
        return Err(Malformed::because("a name must not begin like a formula, with =, +, - or @"));
    }
    name_part(text, max)
}

/// A telephone number with extension, as people write it: `(415) 555-0100 x 12`.
///
/// # Errors
/// What is wrong with it.
pub fn telephone(text: &str) -> Result<String, Malformed> {
    const WRONG: Malformed =
        Malformed::because("a telephone number must have 7 digits or more, as in (415) 555-0100 x 12");
    let text = text.trim();
    let written = |c: char| c.is_ascii_digit() || " +-().,/#".contains(c) || "extEXT".contains(c);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if text.chars().all(written) && digits >= TELEPHONE_DIGITS && text.len() <= TELEPHONE_MAX {
        Ok(text.to_owned())
    } else {
        Err(WRONG)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_spreadsheet_would_run_is_refused() {
        for wrong in ["=cmd", "+1", "-1", "@SUM(A1)", "\t=1", " =1", ""] {
            assert!(given_name(wrong).is_err() && family_name(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(family_name(" D'Angelo-Smith ").as_deref(), Ok("D'Angelo-Smith"));
    }

    #[test]
    fn a_telephone_number_is_kept_as_written() {
        for number in ["(415) 555-0100 x 12", "+1 415.555.0100", "5550100", "415-555-0100, ext. 7"] {
            assert_eq!(telephone(number).as_deref(), Ok(number));
        }
        for wrong in ["", "call me", "555", "=415555010012", "41555501004155550100415555010041555501001"] {
            assert!(telephone(wrong).is_err(), "{wrong:?}");
        }
    }
}
