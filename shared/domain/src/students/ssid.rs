use std::fmt;

digits! {
    /// A statewide student identifier: 10 digits, unique, no check digit documented. Source: ELPAC LST layout 2018-19,
    /// field 4. Student data: never in a URL or a log, so its `Debug` hides it.
    pub struct Ssid(10), "an SSID"
}

impl fmt::Debug for Ssid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ssid(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ten_digits_are_an_ssid_and_a_leading_zero_counts() {
        assert_eq!("0123456789".parse::<Ssid>().unwrap().to_string(), "0123456789");
        for wrong in ["", "123456789", "12345678901", "2.66E+09", "12345 6789", "１234567890"] {
            assert_eq!(wrong.parse::<Ssid>().unwrap_err().to_string(), "an SSID must be 10 digits", "{wrong:?}");
        }
    }

    #[test]
    fn an_ssid_never_stands_in_a_debug_text() {
        assert_eq!(format!("{:?}", "9000000001".parse::<Ssid>()), "Ok(Ssid(..))");
    }
}
