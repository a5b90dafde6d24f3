//! The seven criteria of the student search, and which index answers which combination.

use crate::access::Scope;
use crate::names::FoldedName;
use crate::students::{Elas, Grade, Listing, Ssid};

/// What to look for within a scope. Names match from their beginning, folded; everything else exactly; all that is given
/// must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Criteria {
    /// The SSID, all of it.
    pub ssid: Option<Ssid>,
    /// The beginning of the first name.
    pub first_name: Option<FoldedName>,
    /// The beginning of the last name.
    pub last_name: Option<FoldedName>,
    /// The grade.
    pub grade: Option<Grade>,
    /// English language acquisition status.
    pub elas: Option<Elas>,
    /// `true`: with a request for unlisted resources; `false`: without.
    pub unlisted_resources: Option<bool>,
}

impl Criteria {
    /// Whether all that is given holds.
    #[must_use]
    pub fn hold_for(&self, student: &Listing) -> bool {
        let begins = |wanted: &Option<FoldedName>, name: &str| {
            wanted.as_ref().is_none_or(|wanted| FoldedName::of(name).starts_with(wanted))
        };
        self.ssid.is_none_or(|ssid| ssid == student.ssid)
            && self.grade.is_none_or(|grade| grade == student.grade)
            && self.elas.is_none_or(|elas| elas == student.elas)
            && self.unlisted_resources.is_none_or(|wanted| wanted == student.unlisted_resources.is_some())
            && begins(&self.last_name, &student.name.last)
            && begins(&self.first_name, &student.name.first)
    }
}

/// An index of enrolments. Its key holds the LEA or school and the criteria named here, so that one stretch of it holds
/// exactly the students wanted, in the order of last name, first name, id (or first name, last name, id).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the key, in it or not")]
pub struct SearchIndex {
    /// One school's, else an LEA's.
    pub school: bool,
    /// Grade is part of the key.
    pub grade: bool,
    /// ELAS is part of the key.
    pub elas: bool,
    /// Only students with a request for unlisted resources are in it.
    pub unlisted_resources: bool,
    /// Ordered by first name.
    pub by_first_name: bool,
}

impl SearchIndex {
    /// The two by first name, and every combination of the others: 18, of the 20 that DynamoDB allows.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for school in [false, true] {
            for criteria in 0..8_u8 {
                let has = |bit: u8| criteria & bit != 0;
                all.push(Self {
                    school,
                    grade: has(4),
                    elas: has(2),
                    unlisted_resources: has(1),
                    by_first_name: false,
                });
            }
            all.push(Self { school, by_first_name: true, ..Self::default() });
        }
        all
    }

    fn joined(self, separator: &str) -> String {
        let parts = [(self.grade, "grade"), (self.elas, "elas"), (self.unlisted_resources, "ur")];
        let place = if self.school { "school" } else { "lea" };
        let named = parts.iter().filter(|(has, _)| *has).map(|(_, name)| *name);
        std::iter::once(place).chain(named).collect::<Vec<_>>().join(separator)
    }

    /// The index's name, as in `by-lea-grade-elas`.
    #[must_use]
    pub fn name(&self) -> String {
        let order = if self.by_first_name { "-first-name" } else { "" };
        format!("by-{}{order}", self.joined("-"))
    }

    /// The attribute that holds its partition, as in `lea_grade_elas`.
    #[must_use]
    pub fn partition_attribute(&self) -> String {
        self.joined("_")
    }

    /// The attribute that orders it.
    #[must_use]
    pub const fn sort_attribute(&self) -> &'static str {
        if self.by_first_name { "first_name_key" } else { "name_key" }
    }

    /// The partition of `place` (7 or 14 digits) for a grade and status, as in `9900001#11#EL`.
    #[must_use]
    pub fn partition(&self, place: &str, grade: Option<Grade>, elas: Option<Elas>) -> String {
        let grade = grade.filter(|_| self.grade).map(Grade::code);
        let elas = elas.filter(|_| self.elas).map(Elas::code);
        std::iter::once(place).chain(grade).chain(elas).collect::<Vec<_>>().join("#")
    }
}

/// A stretch of an index, from one sort key to another, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRange {
    /// The index.
    pub index: SearchIndex,
    /// The partition.
    pub partition: String,
    /// The first sort key.
    pub from: String,
    /// The last sort key.
    pub to: String,
    /// Whether all in it is wanted, or nearly all (those without unlisted resources); else it is read in bounded stretches
    /// and filtered.
    pub exact: bool,
}

/// The parts of a sort key are joined with this. It sorts before letters and digits, so a shorter name comes first.
const SEPARATOR: char = '#';
/// Sorts after everything that can follow in a sort key.
const LAST: char = '~';

/// The sort key of a name: `alvarez#ana#` and the student's id.
#[must_use]
pub fn name_key(leading: &str, following: &str, id: &str) -> String {
    let (leading, following) = (FoldedName::of(leading), FoldedName::of(following));
    format!("{}{SEPARATOR}{}{SEPARATOR}{id}", leading.as_str(), following.as_str())
}

/// The ranges that answer `criteria` (but an SSID, which is found by its id) within `scope` and nothing outside it, in
/// the order to read them.
///
/// Grade, status, unlisted resources and the beginning of a last name are exact: a page reads what it shows. With first
/// and last name, those with exactly this last name come first and are exact too. A first name beside grade or status is
/// left to a filter over bounded stretches.
///
/// Empty where the scope is wider than an LEA: no role that sees students has one.
#[must_use]
pub fn plan(criteria: &Criteria, scope: Scope) -> Vec<SearchRange> {
    let (place, school) = match scope {
        Scope::Lea(lea) => (lea.code(), false),
        Scope::School(school) => (school.code(), true),
        Scope::State | Scope::County(_) => return Vec::new(),
    };
    let last = criteria.last_name.as_ref().filter(|name| !name.is_empty()).map(FoldedName::as_str);
    let first = criteria.first_name.as_ref().filter(|name| !name.is_empty()).map(FoldedName::as_str);
    let with_resources = criteria.unlisted_resources == Some(true);
    let by_first_name = last.is_none() && first.is_some() && !with_resources;
    let index = if by_first_name {
        SearchIndex { school, by_first_name, ..SearchIndex::default() }
    } else {
        SearchIndex {
            school,
            grade: criteria.grade.is_some(),
            elas: criteria.elas.is_some(),
            unlisted_resources: with_resources,
            by_first_name,
        }
    };
    let partition = index.partition(&place, criteria.grade, criteria.elas);
    let range = |from: String, to: String, exact: bool| SearchRange {
        index,
        partition: partition.clone(),
        from,
        to: format!("{to}{LAST}"),
        exact,
    };
    match (last, first) {
        (None, None) => vec![range("!".into(), String::new(), true)],
        (Some(last), None) => vec![range(last.into(), last.into(), true)],
        (None, Some(first)) if by_first_name => {
            vec![range(first.into(), first.into(), criteria.grade.is_none() && criteria.elas.is_none())]
        }
        (None, Some(_)) => vec![range("!".into(), String::new(), false)],
        (Some(last), Some(first)) => {
            let whole = format!("{last}{SEPARATOR}{first}");
            vec![range(whole.clone(), whole, true), range(format!("{last}0"), last.into(), false)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lea() -> Scope {
        Scope::Lea("9900001".parse().unwrap())
    }

    fn named(last: Option<&str>, first: Option<&str>) -> Criteria {
        Criteria { last_name: last.map(FoldedName::of), first_name: first.map(FoldedName::of), ..Criteria::default() }
    }

    #[test]
    fn there_are_18_indexes_with_distinct_names() {
        let mut names: Vec<_> = SearchIndex::all().iter().map(SearchIndex::name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 18);
        assert!(
            names.contains(&"by-lea-grade-elas-ur".to_owned()) && names.contains(&"by-school-first-name".to_owned())
        );
    }

    #[test]
    fn every_combination_without_a_first_name_is_one_exact_stretch_of_an_index_that_exists() {
        for bits in 0..16_u8 {
            let criteria = Criteria {
                last_name: (bits & 1 != 0).then(|| FoldedName::of("Álv")),
                grade: (bits & 2 != 0).then_some(Grade::G11),
                elas: (bits & 4 != 0).then_some(Elas::El),
                unlisted_resources: (bits & 8 != 0).then_some(true),
                ..Criteria::default()
            };
            for scope in [lea(), Scope::School("99000010000103".parse().unwrap())] {
                let ranges = plan(&criteria, scope);
                assert_eq!(ranges.len(), 1);
                assert!(ranges[0].exact && SearchIndex::all().contains(&ranges[0].index), "{bits}");
            }
        }
    }

    #[test]
    fn a_grade_and_a_status_are_in_the_partition_and_the_last_name_in_the_range() {
        let criteria = Criteria { grade: Some(Grade::G11), elas: Some(Elas::El), ..named(Some("O'Ne"), None) };
        let range = plan(&criteria, lea()).remove(0);
        assert_eq!(range.index.name(), "by-lea-grade-elas");
        assert_eq!(range.index.partition_attribute(), "lea_grade_elas");
        assert_eq!(
            (range.partition.as_str(), range.from.as_str(), range.to.as_str()),
            ("9900001#11#EL", "one", "one~")
        );
    }

    #[test]
    fn with_both_names_the_exact_last_name_comes_first_and_longer_ones_after_it() {
        let ranges = plan(&named(Some("Garcia"), Some("Mar")), lea());
        let key = |last: &str, first: &str| name_key(last, first, "x");
        let within = |range: &SearchRange, key: &str| range.from.as_str() <= key && key <= range.to.as_str();
        assert!(within(&ranges[0], &key("García", "María")) && !within(&ranges[1], &key("García", "María")));
        assert!(within(&ranges[1], &key("Garcia-Lopez", "Ana")) && !within(&ranges[0], &key("Garcia-Lopez", "Mara")));
        assert!(key("García", "María") < key("Garcia Lopez", "Ana"));
        assert!(ranges[0].exact && !ranges[1].exact);
    }

    #[test]
    fn nobody_searches_a_county_or_the_state() {
        assert!(plan(&Criteria::default(), Scope::State).is_empty());
        assert!(plan(&Criteria::default(), Scope::County("99".parse().unwrap())).is_empty());
    }
}
