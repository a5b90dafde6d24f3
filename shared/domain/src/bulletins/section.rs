codes! {
    /// A section of a bulletin. Source: "CAASPP Communication: November 2025", its headings.
    pub enum SectionKind, "a section" {
        /// What is new.
        Notice = "notice",
        /// Trainings that are required, and what must not be done with test content.
        TestSecurity = "test-security",
        /// What is to be remembered.
        Reminders = "reminders",
        /// Trainings to come.
        UpcomingTrainings = "upcoming-trainings",
        /// Meetings that educators may apply for.
        EducatorMeetingOpportunities = "educator-meeting-opportunities",
        /// Recordings and materials that can be had from now on.
        AvailableNow = "available-now",
        /// Where earlier bulletins are.
        Previous = "previous",
        /// Whom to ask.
        AdditionalHelp = "additional-help",
    }
}

impl SectionKind {
    /// The heading, as the communication has it.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Notice => "Notice",
            Self::TestSecurity => "Test Security",
            Self::Reminders => "Reminders",
            Self::UpcomingTrainings => "Upcoming Trainings",
            Self::EducatorMeetingOpportunities => "Educator Meeting Opportunities",
            Self::AvailableNow => "Available Now!",
            Self::Previous => "Previous Communications",
            Self::AdditionalHelp => "Additional Help",
        }
    }
}
