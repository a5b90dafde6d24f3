/// The terms that are accepted before any personal data is shown.
pub struct Terms {
    /// Which text this is: the date it came into force, `YYYY-MM-DD`.
    pub version: &'static str,
    /// The text, in Markdown.
    pub text: &'static str,
}

/// The terms in force. Law and duties are those of the two sign-in documents this service is built after; the sentences
/// around them are ours. A changed text needs a new version, and everybody accepts again.
pub const TERMS: Terms = Terms { version: "2026-11-22", text: include_str!("terms.md") };
