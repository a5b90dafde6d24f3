codes! {
    /// A grade, as CALPADS writes it. Source: CALPADS code set "Grade"; `TK` is counted under kindergarten by the ELPAC.
    pub enum Grade, "a grade" {
        /// Transitional kindergarten.
        Tk = "TK",
        /// Kindergarten.
        Kn = "KN",
        /// Grade one.
        G01 = "01",
        /// Grade two.
        G02 = "02",
        /// Grade three.
        G03 = "03",
        /// Grade four.
        G04 = "04",
        /// Grade five.
        G05 = "05",
        /// Grade six.
        G06 = "06",
        /// Grade seven.
        G07 = "07",
        /// Grade eight.
        G08 = "08",
        /// Grade nine.
        G09 = "09",
        /// Grade ten.
        G10 = "10",
        /// Grade eleven.
        G11 = "11",
        /// Grade twelve.
        G12 = "12",
        /// Ungraded elementary.
        Ue = "UE",
        /// Ungraded secondary.
        Us = "US",
    }
}

codes! {
    /// English language acquisition status. Source: CALPADS.
    pub enum Elas, "an English language acquisition status" {
        /// English (or American Sign Language) only.
        Eo = "EO",
        /// Initially fluent English proficient.
        Ifep = "IFEP",
        /// English learner.
        El = "EL",
        /// Reclassified fluent English proficient.
        Rfep = "RFEP",
        /// To be determined: takes the Initial ELPAC.
        Tbd = "TBD",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_code_is_answered_with_the_right_ones() {
        assert_eq!(
            "G11".parse::<Elas>().unwrap_err().to_string(),
            "an English language acquisition status must be one of EO, IFEP, EL, RFEP, TBD"
        );
        assert_eq!("11".parse(), Ok(Grade::G11));
        assert!("1".parse::<Grade>().is_err());
    }
}
