//! The places of the matrix and what lies in what, written down here and not taken from the code under test.

use domain::directory::{CharterFunding, Organization, OrganizationKind};
use store::Table;
use store::directory::organization_item;
use testkit::World;
use testkit::places::{ALDER, CEDAR, DUNE, GROVE, HERON, POPPY, REDWOOD};

/// A place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// As it is called here and in marks.
    pub(crate) name: &'static str,
    /// Its code.
    pub(crate) code: &'static str,
    /// The code of the LEA it lies in or is.
    pub(crate) lea: &'static str,
    /// Whether it is a school, an LEA.
    pub(crate) is: (bool, bool),
}

const fn school(name: &'static str, code: &'static str, lea: &'static str) -> Place {
    Place { name, code, lea, is: (true, false) }
}

const fn district(name: &'static str, code: &'static str) -> Place {
    Place { name, code, lea: code, is: (false, true) }
}

/// Another county's LEA and its school.
const BAY: &str = "98000010000000";
const BLUFF: &str = "98000010000101";
/// Where those worked who work here now.
const LAKE: &str = "99000030000000";
const TEAL: &str = "99000030000101";

/// California, for which the roles of the state are given.
pub(crate) const STATE: Place = Place { name: "state", code: "CA", lea: "", is: (false, false) };

/// All but the state. The charter's digits are Poppy Valley's, which authorized it; it is an LEA of its own all the same.
pub(crate) const PLACES: [Place; 11] = [
    school("cedar", CEDAR, POPPY),
    school("alder", ALDER, POPPY),
    school("dune", DUNE, POPPY),
    district("poppy", POPPY),
    school("grove", GROVE, REDWOOD),
    district("redwood", REDWOOD),
    school("bluff", BLUFF, BAY),
    district("bay", BAY),
    school("teal", TEAL, LAKE),
    district("lake", LAKE),
    Place { name: "heron", code: HERON, lea: HERON, is: (true, true) },
];

/// The place of this name.
pub(crate) fn place(name: &str) -> Place {
    PLACES.into_iter().chain([STATE]).find(|place| place.name == name).unwrap_or_else(|| panic!("no place {name}"))
}

impl Place {
    /// Whether a role of `level` can be given for it.
    pub(crate) fn seats(self, level: &str) -> bool {
        match level {
            "school" => self.is.0,
            "lea" => self.is.1,
            _ => self == STATE,
        }
    }
}

/// Writes all of them into the directory, with their counties.
pub(crate) async fn save(world: &World) {
    for (code, name) in [("99", "Poppy"), ("98", "Bay")] {
        put(world, code, name.to_owned(), OrganizationKind::County, None).await;
    }
    for place in PLACES {
        let kind = match place.is {
            (true, true) => OrganizationKind::DirectlyFundedCharter,
            (true, false) => OrganizationKind::School,
            _ => OrganizationKind::District,
        };
        let lea = if place.is.0 && place.is.1 { &place.code[7..] } else { &place.lea[..7] };
        put(world, place.code, crate::marks::word(place, "place"), kind, Some(lea)).await;
    }
}

async fn put(world: &World, code: &str, name: String, kind: OrganizationKind, lea: Option<&str>) {
    let charter = (kind == OrganizationKind::DirectlyFundedCharter).then_some(CharterFunding::Direct);
    let (lea, county) = (lea.map(|lea| lea.parse().unwrap()), code[..2].parse().unwrap());
    let organization = Organization { code: code.parse().unwrap(), name, kind, county, lea, charter };
    world.put(Table::Directory, organization_item(&organization).unwrap()).await;
}
