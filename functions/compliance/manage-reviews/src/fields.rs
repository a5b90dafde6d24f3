//! What a person types about a review, read and checked.

use std::collections::{BTreeSet, HashMap};

use domain::access::OrganizationCode;
use domain::cds::CdsCode;
use domain::compliance::{MAX_SITES, Refusal};
use domain::directory::Organization;
use edge::compliance::refused;
use edge::{Field, FieldErrors, Problem};

/// Each of a list at `pointer`, checked for its form.
pub(crate) fn each<T: PartialEq>(pointer: &str, sent: Vec<Field<T>>, errors: &mut FieldErrors) -> Vec<T> {
    let mut read = Vec::with_capacity(sent.len());
    for (place, one) in sent.into_iter().enumerate() {
        let at = format!("{pointer}/{place}");
        if let Some(one) = errors.required(&at, one) {
            if read.contains(&one) {
                errors.push(at, "is there twice");
            }
            read.push(one);
        }
    }
    read
}

/// The codes of the sites, checked for their form.
pub(crate) fn sites(sent: Vec<Field<CdsCode>>, errors: &mut FieldErrors) -> Vec<CdsCode> {
    if sent.len() > MAX_SITES {
        errors.push("/sites", format!("must hold at most {MAX_SITES} sites"));
    }
    each("/sites", sent, errors)
}

/// The codes that the directory is asked for.
pub(crate) fn codes<'a>(codes: impl IntoIterator<Item = &'a CdsCode>) -> BTreeSet<OrganizationCode> {
    codes.into_iter().copied().map(OrganizationCode::Cds).collect()
}

/// The sites as the directory has them.
///
/// # Errors
/// One is not there.
pub(crate) fn found(
    sites: &[CdsCode],
    directory: &HashMap<OrganizationCode, Organization>,
) -> Result<Vec<Organization>, Problem> {
    let site = |(place, code): (usize, &CdsCode)| {
        directory.get(&OrganizationCode::Cds(*code)).cloned().ok_or_else(|| refused(Refusal::SiteElsewhere(place)))
    };
    sites.iter().enumerate().map(site).collect()
}
