//! Roles and their rights.

use crate::students::ProgramFamily;

codes! {
    /// What a person does in an organization. The names are those of TOMS and of the CDE's monitoring system.
    pub enum Role, "a role" {
        /// From the California School Directory; designates the LEA coordinators.
        Superintendent = "superintendent",
        /// Coordinates the CAASPP tests of an LEA.
        LeaCaasppCoordinator = "lea-caaspp-coordinator",
        /// Coordinates the ELPAC of an LEA.
        LeaElpacCoordinator = "lea-elpac-coordinator",
        /// Coordinates the CAASPP tests of a school.
        SiteCaasppCoordinator = "site-caaspp-coordinator",
        /// Coordinates the ELPAC of a school.
        SiteElpacCoordinator = "site-elpac-coordinator",
        /// Gives the standard tests.
        TestAdministrator = "test-administrator",
        /// Gives the alternate tests and the ELPAC.
        TestExaminer = "test-examiner",
        /// Answers compliance reviews for an LEA.
        LeaReviewCoordinator = "lea-review-coordinator",
        /// Uploads evidence to a review.
        LeaComplianceContributor = "lea-compliance-contributor",
        /// Reviews LEAs for the CDE in assigned programs.
        ComplianceMonitor = "compliance-monitor",
        /// Opens reviews and assigns monitors for the CDE.
        ComplianceAdministrator = "compliance-administrator",
        /// Writes bulletins for the CDE.
        BulletinEditor = "bulletin-editor",
        /// Runs the service for the CDE; sees no student data.
        StateAdministrator = "state-administrator",
        /// Helps people to sign in.
        HelpDesk = "help-desk",
    }
}

codes! {
    /// What a role may allow.
    pub enum Right, "a right" {
        /// Search, and open a student's record.
        FindStudents = "find-students",
        /// See who saw and changed a student.
        ReadStudentHistory = "read-student-history",
        /// Set or remove a condition code of a CAASPP test.
        SetConditionCode = "set-condition-code",
        /// Add or remove a CAASPP test assignment.
        ChangeCaasppAssignments = "change-caaspp-assignments",
        /// Add or remove an ELPAC test assignment.
        ChangeElpacAssignments = "change-elpac-assignments",
        /// See the users whose roles one may confer.
        SeeUsers = "see-users",
        /// Add them, change them, give and take roles, stop and restore access.
        ChangeUsers = "change-users",
        /// Send the activation again, end sessions.
        HelpUsers = "help-users",
        /// See who has signed a security affidavit and who has not.
        SeeAffidavits = "see-affidavits",
        /// See compliance reviews: those of the LEA, those assigned, those of the programs assigned, or all.
        ReadReviews = "read-reviews",
        /// Let an LEA's compliance contributors into a review.
        AssignContributors = "assign-contributors",
        /// Upload documents to items, evidence requests and findings.
        UploadEvidence = "upload-evidence",
        /// Write comments in a review.
        Comment = "comment",
        /// Submit resolutions and ask for resolution agreements.
        AnswerFindings = "answer-findings",
        /// Open a review, ask for evidence, issue findings, decide resolutions and agreements.
        DecideReviews = "decide-reviews",
        /// Change whom an LEA asks about a program.
        ChangeProgramContacts = "change-program-contacts",
        /// Write, schedule, publish and correct bulletins.
        WriteBulletins = "write-bulletins",
        /// Keep up the calendar, and see who registered for a training.
        KeepCalendar = "keep-calendar",
        /// Post planned downtimes and known issues.
        PostStatus = "post-status",
        /// Post notifications to the people of an LEA.
        PostNotifications = "post-notifications",
    }
}

impl Role {
    /// Whether this role gives `right`, in its organization and below.
    #[must_use]
    pub const fn gives(self, right: Right) -> bool {
        use Role::{
            BulletinEditor, ComplianceAdministrator, ComplianceMonitor, HelpDesk, LeaCaasppCoordinator,
            LeaComplianceContributor, LeaElpacCoordinator, LeaReviewCoordinator, SiteCaasppCoordinator,
            SiteElpacCoordinator, StateAdministrator, Superintendent, TestAdministrator, TestExaminer,
        };
        match right {
            Right::FindStudents => matches!(
                self,
                LeaCaasppCoordinator
                    | LeaElpacCoordinator
                    | SiteCaasppCoordinator
                    | SiteElpacCoordinator
                    | TestAdministrator
                    | TestExaminer
            ),
            Right::ReadStudentHistory => matches!(self, LeaCaasppCoordinator | LeaElpacCoordinator),
            Right::SetConditionCode | Right::ChangeCaasppAssignments => {
                matches!(self, LeaCaasppCoordinator | SiteCaasppCoordinator)
            }
            Right::ChangeElpacAssignments => matches!(self, LeaElpacCoordinator | SiteElpacCoordinator),
            Right::SeeUsers | Right::HelpUsers => matches!(self, HelpDesk) || self.gives(Right::ChangeUsers),
            Right::ChangeUsers => {
                matches!(self, LeaReviewCoordinator | ComplianceAdministrator) || self.gives(Right::SeeAffidavits)
            }
            Right::SeeAffidavits => matches!(
                self,
                Superintendent
                    | LeaCaasppCoordinator
                    | LeaElpacCoordinator
                    | SiteCaasppCoordinator
                    | SiteElpacCoordinator
                    | StateAdministrator
            ),
            Right::ReadReviews => matches!(self, Superintendent) || self.gives(Right::Comment),
            Right::AssignContributors | Right::AnswerFindings => matches!(self, LeaReviewCoordinator),
            Right::UploadEvidence => matches!(self, LeaReviewCoordinator | LeaComplianceContributor),
            Right::Comment => self.gives(Right::UploadEvidence) || self.gives(Right::DecideReviews),
            Right::DecideReviews => matches!(self, ComplianceMonitor | ComplianceAdministrator),
            Right::ChangeProgramContacts => matches!(self, ComplianceAdministrator),
            Right::WriteBulletins | Right::KeepCalendar => matches!(self, BulletinEditor),
            Right::PostStatus => matches!(self, BulletinEditor | StateAdministrator),
            Right::PostNotifications => matches!(self, LeaCaasppCoordinator | LeaElpacCoordinator | StateAdministrator),
        }
    }

    /// The name as people say it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Superintendent => "superintendent",
            Self::LeaCaasppCoordinator => "LEA CAASPP coordinator",
            Self::LeaElpacCoordinator => "LEA ELPAC coordinator",
            Self::SiteCaasppCoordinator => "site CAASPP coordinator",
            Self::SiteElpacCoordinator => "site ELPAC coordinator",
            Self::TestAdministrator => "test administrator",
            Self::TestExaminer => "test examiner",
            Self::LeaReviewCoordinator => "LEA review coordinator",
            Self::LeaComplianceContributor => "LEA compliance contributor",
            Self::ComplianceMonitor => "compliance monitor",
            Self::ComplianceAdministrator => "compliance administrator",
            Self::BulletinEditor => "bulletin editor",
            Self::StateAdministrator => "state administrator",
            Self::HelpDesk => "help desk",
        }
    }

    /// The programs of which one's security affidavit must be signed in the year before student data is shown; none for
    /// most roles. A test administrator gives the standard CAASPP tests, a test examiner the alternate ones and the
    /// ELPAC. Source: 5 CCR 859; access table, note 1; which program goes with which role is our reading.
    #[must_use]
    pub const fn affidavits(self) -> &'static [ProgramFamily] {
        match self {
            Self::TestAdministrator => &[ProgramFamily::Caaspp],
            Self::TestExaminer => &[ProgramFamily::Caaspp, ProgramFamily::Elpac],
            _ => &[],
        }
    }
}

impl Right {
    /// The right to add and remove assignments of this family.
    #[must_use]
    pub const fn to_change_assignments(family: ProgramFamily) -> Self {
        match family {
            ProgramFamily::Caaspp => Self::ChangeCaasppAssignments,
            ProgramFamily::Elpac => Self::ChangeElpacAssignments,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One row a right, one column a role: `yes` or `-`.
    const TABLE: &str = include_str!("rights.csv");

    /// 5 CCR 859; access table, note 1.
    #[test]
    fn whoever_gives_tests_signs_the_affidavits_of_these_programs_and_nobody_else_does() {
        let all = Role::ALL.iter().map(|role| (*role, role.affidavits()));
        let signers: Vec<_> = all.filter(|(_, programs)| !programs.is_empty()).collect();
        let both: &[_] = &[ProgramFamily::Caaspp, ProgramFamily::Elpac];
        assert_eq!(signers, [(Role::TestAdministrator, &both[..1]), (Role::TestExaminer, both)]);
    }

    #[test]
    fn every_cell_of_the_table_is_what_the_code_does() {
        let mut rows = TABLE.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let head = rows.next().unwrap();
        let roles: Vec<Role> = head[1..].iter().map(|code| code.parse().unwrap()).collect();
        assert_eq!(roles, Role::ALL);
        let mut rights = Vec::new();
        for row in rows {
            let right: Right = row[0].parse().unwrap();
            assert_eq!(row.len(), head.len(), "{right}");
            for (role, cell) in roles.iter().zip(&row[1..]) {
                let expected = match *cell {
                    "yes" => true,
                    "-" => false,
                    other => panic!("{right} {role}: {other:?}"),
                };
                assert_eq!(role.gives(right), expected, "{role} {right}");
            }
            rights.push(right);
        }
        assert_eq!(rights, Right::ALL);
    }
}
