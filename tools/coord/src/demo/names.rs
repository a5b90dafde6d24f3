use domain::names::PersonName;

use super::random::Random;

const FIRST: &[&str] = &[
    "Ana",
    "José",
    "María",
    "Zoë",
    "Nguyệt",
    "Thảo",
    "Minh",
    "An",
    "Xóchitl",
    "Itzel",
    "Joaquín",
    "Iñaki",
    "Renée",
    "Chloë",
    "Siân",
    "Seán",
    "Aoife",
    "Mei-Ling",
    "Jia",
    "Wei",
    "Yu",
    "Hiroshi",
    "Sakura",
    "Ji-woo",
    "Seo-yeon",
    "Arjun",
    "Priya",
    "Gurpreet",
    "Harleen",
    "Aarav",
    "Amina",
    "Omar",
    "Fátima",
    "Yusuf",
    "Zahra",
    "Arman",
    "Ani",
    "Sevan",
    "Dmitri",
    "Olena",
    "Łucja",
    "Zofia",
    "Jürgen",
    "Käthe",
    "Søren",
    "Åsa",
    "Élise",
    "François",
    "Giulia",
    "Niccolò",
    "Tupou",
    "Sione",
    "Leilani",
    "Kawikaʻohu",
    "Malia",
    "D’Andre",
    "Ja'Marcus",
    "Keisha",
    "Malik",
    "Liam",
    "Emma",
    "Noah",
    "Olivia",
    "Mason",
    "Ava",
    "Ethan",
    "Mia",
    "Lucas",
    "Isabella",
    "Mary Ann",
    "Jean-Luc",
    "Pa",
    "Mai",
    "Kou",
    "Nou",
    "Tou",
    "E",
    "J",
    "Ó",
];

const LAST: &[&str] = &[
    "García",
    "Hernández",
    "López",
    "Martínez",
    "Rodríguez",
    "González",
    "Pérez",
    "Sánchez",
    "Ramírez",
    "Núñez",
    "Peña",
    "Muñoz",
    "Ibáñez-Soto",
    "de la Cruz",
    "De León",
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Đặng",
    "Huỳnh",
    "Chen",
    "Wang",
    "Liu",
    "Wong",
    "Kim",
    "Park",
    "Lee",
    "Choi",
    "Tanaka",
    "Satō",
    "Ōta",
    "Singh",
    "Kaur",
    "Patel",
    "Sharma",
    "Khan",
    "Ahmed",
    "al-Hassan",
    "Haddad",
    "Petrosyan",
    "Sargsyan",
    "Ivanov",
    "Шевченко",
    "Kowalski",
    "Wójcik",
    "Müller",
    "Groß",
    "Sørensen",
    "Åberg",
    "Lefèvre",
    "O'Brien",
    "O'Neil",
    "Mc Carthy",
    "D'Angelo",
    "D’Amico-Rossi",
    "Smith",
    "Smith-Jones",
    "Johnson",
    "Williams",
    "Brown",
    "Davis",
    "Wilson",
    "Robinson",
    "Washington",
    "Kealoha",
    "Kaʻahumanu",
    "Tuʻipulotu",
    "Santos",
    "Reyes",
    "Bautista",
    "dela Peña",
    "Yang",
    "Vang",
    "Xiong",
    "Lor",
    "Moua",
    "Çelik",
    "Öztürk",
    "Łukasik",
    "Ng",
    "Wu",
    "O",
    "Y",
];

const MIDDLE: &[&str] = &["A", "J", "Marie", "José", "Lynn", "Văn", "Thị", "de Jesús", "Ray", "Jo"];

/// Every 97th student has the name of the one before.
const NAMESAKES: u64 = 97;

/// The name of the `index`-th student.
pub(crate) fn name(index: u64) -> PersonName {
    let of = if index % NAMESAKES == 1 { index - 1 } else { index };
    let mut random = Random::of(of ^ (1 << 40));
    let last = (*random.one_of(LAST)).to_owned();
    let first = (*random.one_of(FIRST)).to_owned();
    let middle = random.chance(30).then(|| (*random.one_of(MIDDLE)).to_owned());
    PersonName { last, first, middle }
}

#[cfg(test)]
mod tests {
    use domain::names::{FoldedName, GIVEN_NAME_MAX, name_part};

    use super::*;

    #[test]
    fn every_name_is_one_that_an_import_takes_and_a_search_finds() {
        for name in FIRST.iter().chain(LAST).chain(MIDDLE) {
            assert_eq!(name_part(name, GIVEN_NAME_MAX).as_deref(), Ok(*name));
            assert!(!FoldedName::of(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn there_are_namesakes() {
        assert_eq!(name(98), name(97));
    }
}
