//! The items of the students table.

use domain::Failure;
use domain::students::{Assignments, Enrollment, Listing, SearchIndex, Student, name_key};
use serde::{Deserialize, Serialize};

use crate::item::{Item, item, text};
use crate::keys::{Partition, Sort};

/// `STUDENT#… / PROFILE`, without the keys of the search indexes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StudentItem {
    /// Counts the changes; the first version is 1.
    pub version: u64,
    /// The student.
    pub student: Student,
}

/// `STUDENT#… / ASSIGNMENTS#…`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AssignmentsItem {
    /// Counts the changes; the first version is 1.
    pub version: u64,
    /// The assignments.
    pub assignments: Assignments,
}

/// What the search indexes hold of an item beside its keys.
#[derive(Serialize, Deserialize)]
pub(crate) struct ListingItem {
    pub(crate) listing: Listing,
}

/// The item of a student, with the keys of every index it is found by.
///
/// # Errors
/// When the student cannot be written as an item.
pub fn profile_item(stored: &StudentItem) -> Result<Item, Failure> {
    let student = &stored.student;
    let mut profile = item(&Partition::Student(student.id), &Sort::Profile, stored)?;
    profile.extend(listing_attributes(student, &student.enrollment)?);
    Ok(profile)
}

/// The item by which a student is found at a second enrolment, where there is one.
///
/// # Errors
/// When the student cannot be written as an item.
pub fn second_enrollment_item(student: &Student) -> Result<Option<Item>, Failure> {
    let Some(enrollment) = &student.second_enrollment else { return Ok(None) };
    let mut second = crate::item::key(&Partition::Student(student.id), &Sort::SecondEnrollment);
    second.extend(listing_attributes(student, enrollment)?);
    Ok(Some(second))
}

fn listing_attributes(student: &Student, enrollment: &Enrollment) -> Result<Item, Failure> {
    let listing = ListingItem { listing: student.listed_at(enrollment) };
    let mut attributes: Item = serde_dynamo::to_item(listing).map_err(crate::client::internal)?;
    let (last, first, id) = (&student.name.last, &student.name.first, student.id.code());
    attributes.insert("name_key".into(), text(name_key(last, first, &id)));
    attributes.insert("first_name_key".into(), text(name_key(first, last, &id)));
    for index in SearchIndex::all() {
        if index.unlisted_resources && student.unlisted_resources.is_none() {
            continue;
        }
        let place = if index.school { enrollment.place.school.code() } else { enrollment.place.lea.code() };
        let partition = index.partition(&place, Some(student.grade), Some(student.elas));
        attributes.insert(index.partition_attribute(), text(partition));
    }
    Ok(attributes)
}
