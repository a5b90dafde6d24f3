use crate::access::Role;

codes! {
    /// A system behind the one sign-in. Source: the system links of the coordinator communication and the sign-in page.
    pub enum System, "a system" {
        /// Test Operations Management System: this service's own pages.
        Toms = "toms",
        /// California Accountability & Improvement System: this service's own pages.
        Cais = "cais",
        /// California Educator Reporting System.
        Cers = "cers",
        /// Completion Status System.
        CompletionStatus = "completion-status",
        /// Data Entry Interface.
        Dei = "dei",
        /// Interim Assessment Viewing System.
        InterimViewing = "interim-viewing",
        /// Test Administrator Interface.
        TaInterface = "ta-interface",
        /// Teacher Hand Scoring System.
        Thss = "thss",
        /// Tools for Teachers.
        ToolsForTeachers = "tools-for-teachers",
        /// Web-based Student Testing Interface.
        StudentTesting = "student-testing",
        /// Smarter Balanced Content Explorer.
        ContentExplorer = "content-explorer",
        /// Practice and Training Tests.
        PracticeTests = "practice-tests",
        /// Moodle Training Site.
        Moodle = "moodle",
    }
}

codes! {
    /// Whether a system can be used. Source: "System Status OK, System Downtime, Known Issues" of the communication page.
    pub enum SystemStatus, "a system status" {
        /// In order.
        Ok = "ok",
        /// Usable, with a known issue.
        KnownIssue = "known-issue",
        /// Down as planned.
        Downtime = "downtime",
    }
}

impl System {
    /// The name on its link.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Toms => "Test Operations Management System",
            Self::Cais => "California Accountability & Improvement System",
            Self::Cers => "California Educator Reporting System",
            Self::CompletionStatus => "Completion Status System",
            Self::Dei => "Data Entry Interface",
            Self::InterimViewing => "Interim Assessment Viewing System",
            Self::TaInterface => "Test Administrator Interface",
            Self::Thss => "Teacher Hand Scoring System",
            Self::ToolsForTeachers => "Tools for Teachers",
            Self::StudentTesting => "Web-based Student Testing Interface",
            Self::ContentExplorer => "Smarter Balanced Content Explorer",
            Self::PracticeTests => "Practice and Training Tests",
            Self::Moodle => "Moodle Training Site",
        }
    }

    /// Whether a person in `role` may launch it; public links need no role. Source: the table of systems; which roles may
    /// launch what is our reading.
    #[must_use]
    pub const fn may_be_launched_in(self, role: Role) -> bool {
        use Role as R;
        let lea_coordinator = matches!(role, R::LeaCaasppCoordinator | R::LeaElpacCoordinator);
        let coordinator = lea_coordinator || matches!(role, R::SiteCaasppCoordinator | R::SiteElpacCoordinator);
        let test_administrator = matches!(role, R::TestAdministrator);
        let test_examiner = matches!(role, R::TestExaminer);
        let superintendent = matches!(role, R::Superintendent);
        match self {
            Self::Toms => coordinator || test_administrator || test_examiner || superintendent,
            Self::Cais => matches!(
                role,
                R::LeaReviewCoordinator
                    | R::LeaComplianceContributor
                    | R::ComplianceMonitor
                    | R::ComplianceAdministrator
            ),
            Self::Cers => coordinator,
            Self::CompletionStatus => coordinator || superintendent,
            Self::Dei => coordinator || test_examiner,
            Self::InterimViewing => coordinator || test_administrator,
            Self::TaInterface | Self::Thss => coordinator || test_administrator || test_examiner,
            Self::ToolsForTeachers
            | Self::StudentTesting
            | Self::ContentExplorer
            | Self::PracticeTests
            | Self::Moodle => true,
        }
    }

    /// Whether anybody may follow the link, signed in or not.
    #[must_use]
    pub const fn is_public(self) -> bool {
        matches!(self, Self::StudentTesting | Self::ContentExplorer | Self::PracticeTests)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launchable(role: Role) -> Vec<&'static str> {
        System::ALL.iter().filter(|system| system.may_be_launched_in(role)).map(|system| system.code()).collect()
    }

    #[test]
    fn a_monitor_launches_cais_and_no_testing_system() {
        assert_eq!(
            launchable(Role::ComplianceMonitor),
            ["cais", "tools-for-teachers", "student-testing", "content-explorer", "practice-tests", "moodle"]
        );
    }

    #[test]
    fn a_coordinator_launches_all_but_cais_and_a_superintendent_toms_and_completion_status() {
        assert_eq!(launchable(Role::LeaCaasppCoordinator).len(), System::ALL.len() - 1);
        assert_eq!(launchable(Role::Superintendent)[..2], ["toms", "completion-status"]);
        assert!(!launchable(Role::TestAdministrator).contains(&"dei"));
        assert!(launchable(Role::TestExaminer).contains(&"dei"));
    }
}
