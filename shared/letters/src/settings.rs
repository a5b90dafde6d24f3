use domain::Malformed;
use domain::accounts::Username;

/// Where people open the service, without a slash at the end: what every link in a letter begins with. Never taken from a
/// request, whose sender could write what they like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalAddress(String);

impl PortalAddress {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for PortalAddress {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let address = text.trim_end_matches('/');
        let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://localhost"));
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '/' | '_');
        match host {
            Some(rest) if address != "https://" && rest.chars().all(plain) => Ok(Self(address.to_owned())),
            _ => Err(Malformed::because("must be an https address, or http://localhost and a port")),
        }
    }
}

/// The address that letters come from: one that SES knows as ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender(Address);

impl Sender {
    /// The name beside it.
    pub(crate) const NAME: &'static str = "OpenTOMS";

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn domain(&self) -> &str {
        self.0.as_str().rsplit('@').next().unwrap_or_default()
    }
}

impl std::str::FromStr for Sender {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Address::new(text).map(Self).ok_or(Malformed::because("must be a plain e-mail address"))
    }
}

/// An address that may stand in a header: ASCII without anything that has a meaning there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address(String);

impl Address {
    pub(crate) fn new(text: &str) -> Option<Self> {
        let (local, domain) = text.rsplit_once('@')?;
        let in_local = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
        let in_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let fits = |part: &str, within: &dyn Fn(char) -> bool| !part.is_empty() && part.chars().all(within);
        (fits(local, &in_local) && fits(domain, &in_domain)).then(|| Self(text.to_owned()))
    }

    pub(crate) fn of(username: &Username) -> Option<Self> {
        Self::new(username.as_str())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_begin_with_an_address_of_ours_and_nothing_else_can_be_set() {
        for (text, address) in [
            ("https://portal.example/", "https://portal.example"),
            ("https://portal.example/toms", "https://portal.example/toms"),
            ("http://localhost:8080", "http://localhost:8080"),
        ] {
            assert_eq!(text.parse::<PortalAddress>().unwrap().as_str(), address);
        }
        for wrong in
            ["", "https://", "http://portal.example", "https://portal.example/#x", "https://a b", "javascript:x"]
        {
            assert!(wrong.parse::<PortalAddress>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_has_a_meaning_in_a_header_is_no_address() {
        assert!("no-reply@opentoms.example".parse::<Sender>().is_ok());
        for wrong in [
            "",
            "a",
            "@b",
            "a@",
            "a,b@poppy.test",
            "a>,<b@poppy.test",
            "a@poppy.test\r\nBcc: b@poppy.test",
            "ä@poppy.test",
        ] {
            assert!(Address::new(wrong).is_none(), "{wrong:?}");
        }
    }
}
