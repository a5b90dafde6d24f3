use super::Grade;

codes! {
    /// A test program: what a student is assigned to, one for each content area. Source: caaspp.org, "About the
    /// assessments"; the codes are ours.
    pub enum TestProgram, "a test program" {
        /// Smarter Balanced, English language arts.
        SbEla = "sb-ela",
        /// Smarter Balanced, mathematics.
        SbMath = "sb-math",
        /// California Science Test.
        Cast = "cast",
        /// California Spanish Assessment.
        Csa = "csa",
        /// California Alternate Assessment, English language arts.
        CaaEla = "caa-ela",
        /// California Alternate Assessment, mathematics.
        CaaMath = "caa-math",
        /// California Alternate Assessment, science.
        CaaScience = "caa-science",
        /// Initial ELPAC.
        ElpacInitial = "elpac-initial",
        /// Summative ELPAC.
        ElpacSummative = "elpac-summative",
        /// Initial Alternate ELPAC.
        ElpacAltInitial = "elpac-alt-initial",
        /// Summative Alternate ELPAC.
        ElpacAltSummative = "elpac-alt-summative",
    }
}

codes! {
    /// Which law and which coordinator a test belongs to.
    pub enum ProgramFamily, "a program" {
        /// California Assessment of Student Performance and Progress: EC 60640; a parent may excuse a child (EC 60615).
        Caaspp = "caaspp",
        /// English Language Proficiency Assessments for California: not under EC 60640, so no parent exemption.
        Elpac = "elpac",
    }
}

impl ProgramFamily {
    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Caaspp => "CAASPP",
            Self::Elpac => "ELPAC",
        }
    }
}

impl TestProgram {
    /// The name as TOMS shows it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SbEla => "Smarter Balanced for English Language Arts/Literacy",
            Self::SbMath => "Smarter Balanced for Mathematics",
            Self::Cast => "California Science Test",
            Self::Csa => "California Spanish Assessment",
            Self::CaaEla => "California Alternate Assessment for English Language Arts/Literacy",
            Self::CaaMath => "California Alternate Assessment for Mathematics",
            Self::CaaScience => "California Alternate Assessment for Science",
            Self::ElpacInitial => "Initial ELPAC",
            Self::ElpacSummative => "Summative ELPAC",
            Self::ElpacAltInitial => "Initial Alternate ELPAC",
            Self::ElpacAltSummative => "Summative Alternate ELPAC",
        }
    }

    /// CAASPP or ELPAC.
    #[must_use]
    pub const fn family(self) -> ProgramFamily {
        match self {
            Self::ElpacInitial | Self::ElpacSummative | Self::ElpacAltInitial | Self::ElpacAltSummative => {
                ProgramFamily::Elpac
            }
            _ => ProgramFamily::Caaspp,
        }
    }

    /// Whether students of `grade` take it. Source: caaspp.org, "About the assessments"; CSA: CDE, "grades 3–8 and high
    /// school"; CAST and CAA for Science: 5 CCR 851.5 (grades 5, 8, once in 10–12).
    #[must_use]
    pub fn is_for(self, grade: Grade) -> bool {
        match self {
            Self::SbEla | Self::SbMath | Self::CaaEla | Self::CaaMath => {
                (Grade::G03..=Grade::G08).contains(&grade) || grade == Grade::G11
            }
            Self::Cast | Self::CaaScience => {
                matches!(grade, Grade::G05 | Grade::G08 | Grade::G10 | Grade::G11 | Grade::G12)
            }
            Self::Csa => (Grade::G03..=Grade::G12).contains(&grade),
            Self::ElpacInitial | Self::ElpacSummative | Self::ElpacAltInitial | Self::ElpacAltSummative => true,
        }
    }

    /// The grades it is for, in words, for a refusal.
    #[must_use]
    pub const fn grades(self) -> &'static str {
        match self {
            Self::SbEla | Self::SbMath | Self::CaaEla | Self::CaaMath => "grades 3 to 8 and 11",
            Self::Cast | Self::CaaScience => "grades 5 and 8 and once in grades 10 to 12",
            Self::Csa => "grades 3 to 12",
            _ => "every grade",
        }
    }

    /// The alternate assessment of the same content, or the general one of an alternate: a student takes one of the two.
    #[must_use]
    pub const fn counterpart(self) -> Option<Self> {
        match self {
            Self::SbEla => Some(Self::CaaEla),
            Self::SbMath => Some(Self::CaaMath),
            Self::Cast => Some(Self::CaaScience),
            Self::CaaEla => Some(Self::SbEla),
            Self::CaaMath => Some(Self::SbMath),
            Self::CaaScience => Some(Self::Cast),
            Self::ElpacInitial => Some(Self::ElpacAltInitial),
            Self::ElpacSummative => Some(Self::ElpacAltSummative),
            Self::ElpacAltInitial => Some(Self::ElpacInitial),
            Self::ElpacAltSummative => Some(Self::ElpacSummative),
            Self::Csa => None,
        }
    }

    /// Whether this is an alternate assessment.
    #[must_use]
    pub const fn is_alternate(self) -> bool {
        matches!(
            self,
            Self::CaaEla | Self::CaaMath | Self::CaaScience | Self::ElpacAltInitial | Self::ElpacAltSummative
        )
    }
}
