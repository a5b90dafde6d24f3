use domain::directory::{Organization, OrganizationKind};
use store::Table;
use store::directory::organization_item;

use crate::world::World;

/// Writes a district, or a school of one, into the directory, by its 14 digits.
pub async fn save_organization(world: &World, code: &str, kind: OrganizationKind) {
    let organization = Organization {
        code: code.parse().expect("a CDS code"),
        name: format!("Organization {code}"),
        kind,
        county: code[..2].parse().expect("a county code"),
        lea: Some(code[..7].parse().expect("an LEA code")),
        charter: None,
    };
    world.put(Table::Directory, organization_item(&organization).expect("an item")).await;
}
