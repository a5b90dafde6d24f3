//! All students of an LEA, as many as one wants and the same each time, with what makes a search hard: last names that
//! thousands share, others that hardly anybody has, double names, few grades and statuses.

use domain::directory::OrganizationKind;
use domain::students::{Elas, Grade, Student};
use serde_json::{Value, json};
use store::Table;
use store::students::{StudentItem, profile_item};

use crate::organizations::save_organization;
use crate::students::a_student;
use crate::world::World;

/// How many students a school has.
const SCHOOL: u64 = 500;
/// How many are held in memory while they are written.
const LOADED_AT_ONCE: usize = 2_000;

/// The most frequent last names, from the most frequent on; the rest are made of syllables.
const LAST: &str = "Garcia Hernández López Martínez González Rodríguez Pérez Nguyễn Sánchez Ramírez Lee Smith Kim Flores \
                    Johnson Torres Singh Williams Chen Rivera Brown Wong O'Neil Patel";
/// The most frequent first names, likewise.
const FIRST: &str = "María José Sofía Daniel Isabella Mateo Emma Noah Camila Liam Mia Ethan Mariana Jacob Emily Marcus \
                     Ana Minh Ava Marisol";
const ONSETS: &str = "Al Ber Cor Dun El Fal Gar Har Il Jan Kel Lan Mor Nor Or Per Ros Sal Tal Ver";
const MIDDLES: &str = "a e i o u an en in ar er ol ul ama ede ini oro";
const ENDS: &str = "da field gas ko lin man nez quist ra son tti vic wood";

const GRADES: [Grade; 14] = [
    Grade::Tk,
    Grade::Kn,
    Grade::G01,
    Grade::G02,
    Grade::G03,
    Grade::G04,
    Grade::G05,
    Grade::G06,
    Grade::G07,
    Grade::G08,
    Grade::G09,
    Grade::G10,
    Grade::G11,
    Grade::G12,
];

/// The students of an LEA.
#[derive(Clone, Debug)]
pub struct Population {
    lea: String,
    first_ssid: u64,
    students: u64,
}

impl Population {
    /// So many students of the district with these 7 digits, with the SSIDs from `first_ssid` on.
    #[must_use]
    pub fn of(lea: &str, first_ssid: u64, students: u64) -> Self {
        assert_eq!(lea.len(), 7, "an LEA of {lea}");
        Self { lea: lea.to_owned(), first_ssid, students }
    }

    /// The district's 14 digits.
    #[must_use]
    pub fn district(&self) -> String {
        format!("{}0000000", self.lea)
    }

    /// The 14 digits of the school of the first student, which has 500 where the LEA has as many.
    #[must_use]
    pub fn school(&self) -> String {
        self.school_of(0)
    }

    /// Every criterion of a search by itself and some together that an index answers: what to call it, and its body.
    #[must_use]
    pub fn searches(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("everybody", json!({})),
            ("SSID", json!({"ssid": format!("{:010}", self.first_ssid)})),
            ("first name", json!({"first_name": "mar"})),
            ("last name", json!({"last_name": "gar"})),
            ("school", json!({"organization": self.school()})),
            ("grade", json!({"grade": "11"})),
            ("ELAS", json!({"elas": "EL"})),
            ("unlisted resources", json!({"unlisted_resources": true})),
            ("last name, grade", json!({"last_name": "gar", "grade": "11"})),
            ("grade, ELAS", json!({"grade": "11", "elas": "EL"})),
            ("school, grade", json!({"organization": self.school(), "grade": "11"})),
        ]
    }

    /// Searches that are left to a filter in part, likewise.
    #[must_use]
    pub fn filtered_searches(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("last name, first name", json!({"last_name": "garcia", "first_name": "mar"})),
            ("first name, grade", json!({"first_name": "mar", "grade": "11"})),
            ("first name, ELAS", json!({"first_name": "mar", "elas": "EL"})),
        ]
    }

    /// Writes them all, found by every index, with the district and that school; not the tests assigned to them.
    pub async fn save(&self, world: &World) {
        save_organization(world, &self.district(), OrganizationKind::District).await;
        save_organization(world, &self.school(), OrganizationKind::School).await;
        let mut items =
            self.students(world).map(|student| profile_item(&StudentItem { version: 1, student })).peekable();
        while items.peek().is_some() {
            let some = items.by_ref().take(LOADED_AT_ONCE).collect::<Result<_, _>>();
            world.load(Table::Students, some.expect("items"));
        }
    }

    fn school_of(&self, student: u64) -> String {
        let schools = self.students.div_ceil(SCHOOL);
        format!("{}{:07}", self.lea, 101 + student % schools)
    }

    fn students(&self, world: &World) -> impl Iterator<Item = Student> {
        let (last, first) = (Names::of(LAST, 4_000), Names::of(FIRST, 1_200));
        (0..self.students).map(move |number| {
            let ssid = self.first_ssid + number;
            let draw = |what: u64| scattered(ssid * 16 + what);
            let mut last_name = last.draw(draw(0)).to_owned();
            if draw(1) % 100 < 8 {
                last_name = format!("{last_name}-{}", last.draw(draw(2)));
            }
            let student = a_student(&format!("{ssid:010}"))
                .named(&last_name, first.draw(draw(3)))
                .at(&self.school_of(number))
                .in_grade(GRADES[index(draw(4) % 14)])
                .with_elas(elas(draw(5) % 100));
            let student = if draw(6) % 100 < 2 { student.with_unlisted_resources() } else { student };
            student.build(world)
        })
    }
}

/// Names by rank, drawn as names are: the second half as often as the first, the tenth a tenth as often, a little flattened.
struct Names {
    by_rank: Vec<String>,
    sums: Vec<u64>,
}

impl Names {
    fn of(frequent: &str, count: usize) -> Self {
        let (onsets, middles, ends) = (words(ONSETS), words(MIDDLES), words(ENDS));
        // Distinct, and neighbours begin differently.
        let made_up = (0..).map(|rank: usize| {
            let (onset, rest) = (rank % onsets.len(), rank / onsets.len());
            format!("{}{}{}", onsets[onset], middles[rest % middles.len()], ends[rest / middles.len() % ends.len()])
        });
        let by_rank = words(frequent).into_iter().map(str::to_owned).chain(made_up).take(count).collect();
        let weights = (0..count as u64).map(|rank| 1_000_000_000 / (rank + 12));
        let sums = weights.scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { by_rank, sums: sums.collect() }
    }

    fn draw(&self, random: u64) -> &str {
        let all = self.sums.last().copied().unwrap_or(1);
        &self.by_rank[self.sums.partition_point(|sum| *sum <= random % all)]
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

const fn elas(percent: u64) -> Elas {
    match percent {
        0..57 => Elas::Eo,
        57..61 => Elas::Ifep,
        61..79 => Elas::El,
        79..99 => Elas::Rfep,
        _ => Elas::Tbd,
    }
}

fn index(small: u64) -> usize {
    usize::try_from(small).expect("a small number")
}

/// The finishing step of `SplitMix64`: neighbours become as good as random.
const fn scattered(number: u64) -> u64 {
    let number = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    #[test]
    fn names_are_distinct_some_are_frequent_and_most_are_not() {
        let names = Names::of(LAST, 4_000);
        assert_eq!(names.by_rank.iter().collect::<HashSet<_>>().len(), 4_000);
        let mut counts: HashMap<&str, u64> = HashMap::new();
        for number in 0..100_000 {
            *counts.entry(names.draw(scattered(number))).or_default() += 1;
        }
        assert!((1_000..3_000).contains(&counts["Garcia"]), "{}", counts["Garcia"]);
        assert!(counts.len() > 3_000);
    }
}
