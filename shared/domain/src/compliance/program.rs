//! The programs and their instruments. Source: CAIS, "Program Contacts"; FPM overview of August 2014, program instruments.

use serde::{Deserialize, Serialize};

codes! {
    /// A program that is monitored. Source: CAIS, "Program Contacts": seven programs.
    pub enum Program, "a program" {
        /// Charter schools authorized by the State Board of Education.
        CharterSchools = "charter-schools",
        /// Federal categorical and state mandated programs.
        FederalProgramMonitoring = "federal-program-monitoring",
        /// LEAs in corrective action.
        CorrectiveAction = "lea-corrective-action",
        /// LEA plans.
        LeaPlanning = "lea-planning",
        /// School improvement grants.
        SchoolImprovementGrant = "school-improvement-grant",
        /// Non-public schools and agencies.
        NonPublicSchools = "ia-nps-a",
        /// Title III improvement plans.
        TitleIii = "title-iii-improvement-plans",
    }
}

impl Program {
    /// The name, as CAIS lists it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CharterSchools => "Charter Schools",
            Self::FederalProgramMonitoring => "Federal Program Monitoring (FPM)",
            Self::CorrectiveAction => {
                "Local Educational Agencies (LEAs) in Corrective Action – Evidence of LEA Plan Implementation"
            }
            Self::LeaPlanning => "Local Educational Agency (LEA) Planning",
            Self::SchoolImprovementGrant => "School Improvement Grant (SIG)",
            Self::NonPublicSchools => "Special Education, Interagency-Nonpublic Schools and Agencies (IA-NPS/A)",
            Self::TitleIii => "Title III: Year 2 and 4 Improvement Plans",
        }
    }

    /// What the program uses the system for, as CAIS says it.
    #[must_use]
    pub const fn description_of_use(self) -> &'static str {
        match self {
            Self::CharterSchools => {
                "Collect and analyze documentation required by the memoranda of understanding between the CDE and the \
                 State Board of Education authorized charter schools."
            }
            Self::FederalProgramMonitoring => {
                "Monitor federal categorical and state mandated areas of responsibility (representing 19 programs) of LEAs."
            }
            Self::CorrectiveAction => "Submit evidence of LEA Plan implementation to the CDE.",
            Self::LeaPlanning => {
                "Design, implement, and monitor an integrated LEA Plan to increase student learning using the planning \
                 tools."
            }
            Self::SchoolImprovementGrant => {
                "Integrate implementation monitoring, SPSA, and improvement planning for Cohort 2 SIG grantees. Also used \
                 for Cohort 1 fiscal quarterly reporting."
            }
            Self::NonPublicSchools => {
                "Collect and monitor annual NPS/A certification applications and Self-Reviews conducted by the NPSs."
            }
            Self::TitleIii => {
                "Local educational agencies upload their Title III Year 2 and Year 4 Improvement Plans to the California \
                 Accountability and Improvement System (CAIS) to fulfill the requirements of ESEA, Sections 3122(b)(2)(4)."
            }
        }
    }

    /// The office and its telephone number as CAIS lists them. No persons.
    const fn listed_contact(self) -> (&'static str, &'static str) {
        match self {
            Self::CharterSchools => ("Charter Schools Division", "916-322-6029"),
            Self::FederalProgramMonitoring => ("Federal Program Monitoring Office", "916-319-0935"),
            Self::CorrectiveAction => ("District Innovation and Improvement Office", "916-319-0940"),
            Self::LeaPlanning => ("District Innovation and Improvement Office", "916-319-0259"),
            Self::SchoolImprovementGrant => ("School Turnaround Office", "916-319-0833"),
            Self::NonPublicSchools => ("IA-NPS/A", "916-327-0141"),
            Self::TitleIii => ("Language Policy and Leadership Office", "916-319-0265"),
        }
    }

    /// Its instruments: one, but for Federal Program Monitoring.
    pub fn instruments(self) -> impl Iterator<Item = ProgramInstrument> {
        ProgramInstrument::ALL.iter().copied().filter(move |instrument| instrument.program() == self)
    }
}

codes! {
    /// A program instrument: what a review asks about, and what a monitor is assigned to. Those of Federal Program
    /// Monitoring are the fourteen of 2014-15; each other program has one, of its own name.
    pub enum ProgramInstrument, "a program instrument" {
        /// FPM.
        AdultEducation = "adult-education",
        /// FPM.
        BeforeAndAfterSchool = "before-and-after-school",
        /// FPM.
        CareerTechnicalEducation = "career-technical-education",
        /// FPM.
        CompensatoryEducation = "compensatory-education",
        /// FPM.
        EarlyEducationServices = "early-education-services",
        /// FPM.
        EducationEquity = "education-equity",
        /// FPM.
        EnglishLearner = "english-learner",
        /// FPM.
        FiscalMonitoring = "fiscal-monitoring",
        /// FPM.
        HomelessEducation = "homeless-education",
        /// FPM.
        ImprovingTeacherQuality = "improving-teacher-quality",
        /// FPM.
        MigrantEducation = "migrant-education",
        /// FPM.
        NeglectedOrDelinquent = "neglected-or-delinquent",
        /// FPM.
        PhysicalEducation = "physical-education",
        /// FPM.
        UniformComplaintProcedures = "uniform-complaint-procedures",
        /// Of the program of this name.
        CharterSchools = "charter-schools",
        /// Of the program of this name.
        CorrectiveAction = "lea-corrective-action",
        /// Of the program of this name.
        LeaPlanning = "lea-planning",
        /// Of the program of this name.
        SchoolImprovementGrant = "school-improvement-grant",
        /// Of the program of this name.
        NonPublicSchools = "ia-nps-a",
        /// Of the program of this name.
        TitleIii = "title-iii-improvement-plans",
    }
}

impl ProgramInstrument {
    /// The program it belongs to.
    #[must_use]
    pub const fn program(self) -> Program {
        match self {
            Self::CharterSchools => Program::CharterSchools,
            Self::CorrectiveAction => Program::CorrectiveAction,
            Self::LeaPlanning => Program::LeaPlanning,
            Self::SchoolImprovementGrant => Program::SchoolImprovementGrant,
            Self::NonPublicSchools => Program::NonPublicSchools,
            Self::TitleIii => Program::TitleIii,
            _ => Program::FederalProgramMonitoring,
        }
    }

    /// The name as people say it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AdultEducation => "Adult Education",
            Self::BeforeAndAfterSchool => "Before and After School",
            Self::CareerTechnicalEducation => "Career Technical Education",
            Self::CompensatoryEducation => "Compensatory Education",
            Self::EarlyEducationServices => "Early Education Services",
            Self::EducationEquity => "Education Equity",
            Self::EnglishLearner => "English Learner",
            Self::FiscalMonitoring => "Fiscal Monitoring",
            Self::HomelessEducation => "Homeless Education",
            Self::ImprovingTeacherQuality => "Improving Teacher Quality",
            Self::MigrantEducation => "Migrant Education",
            Self::NeglectedOrDelinquent => "Neglected or Delinquent",
            Self::PhysicalEducation => "Physical Education",
            Self::UniformComplaintProcedures => "Uniform Complaint Procedures",
            _ => self.program().name(),
        }
    }
}

/// Where an LEA asks about a program. Kept up by the compliance administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramContact {
    /// The program.
    pub program: Program,
    /// The office's name.
    pub office: String,
    /// Its telephone number.
    pub telephone: String,
    /// Counts the changes; 0 is what CAIS lists.
    pub version: u64,
}

impl ProgramContact {
    /// What CAIS lists.
    #[must_use]
    pub fn listed(program: Program) -> Self {
        let (office, telephone) = program.listed_contact();
        Self { program, office: office.to_owned(), telephone: telephone.to_owned(), version: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_seven_programs_and_federal_program_monitoring_has_fourteen_instruments() {
        assert_eq!(Program::ALL.len(), 7);
        for program in Program::ALL {
            let instruments = program.instruments().count();
            assert_eq!(instruments, if *program == Program::FederalProgramMonitoring { 14 } else { 1 }, "{program}");
        }
    }

    #[test]
    fn every_program_lists_an_office_with_a_number_that_can_be_called() {
        for program in Program::ALL {
            let contact = ProgramContact::listed(*program);
            assert!(!contact.office.is_empty() && !program.description_of_use().is_empty(), "{program}");
            assert!(crate::accounts::manage::telephone(&contact.telephone).is_ok(), "{program}");
        }
    }
}
