//! How refusals are told.

use axum::http::StatusCode;
use domain::accounts::manage::{Holding, Refusal, SeenUser};
use edge::{ETag, FieldError, Problem};
use jiff::SignedDuration;

use crate::answers::UserAnswer;

/// Why a user was not changed; `taken` points to the roles to be taken away.
pub(crate) fn refused(refusal: Refusal) -> Problem {
    let conflict = |kind, title| Problem::new(StatusCode::CONFLICT, kind, title);
    match refusal {
        Refusal::OwnAccount => conflict("users.own-account", "This is your own account")
            .detail("Nobody changes their own roles, state or sessions here. Your own data are under “My account”."),
        Refusal::AlsoElsewhere => conflict("users.also-elsewhere", "This user also works elsewhere").detail(
            "Name, telephone and state are not yours alone to change. You can still take away the roles that you see.",
        ),
        Refusal::NotHeld(index) => Problem::invalid(vec![FieldError::new(
            format!("/roles/remove/{index}"),
            Refusal::NotHeld(index).to_string(),
        )]),
        Refusal::TooManyRoles => conflict("users.too-many-roles", "An account holds at most 20 roles")
            .detail("Take away roles that are not needed any more, then add this one."),
        Refusal::NotActivated => conflict("users.not-activated", "The account is not activated yet").detail(
            "Its owner activates it with the link of the activation letter. You can have the letter sent again.",
        ),
        Refusal::NotAwaitingActivation => {
            conflict("users.not-awaiting-activation", "The account does not wait for its activation")
                .detail("Who has forgotten the password asks for a link on the sign-in page.")
        }
    }
}

/// The user was changed since the caller read it.
pub(crate) fn stale(seen: &SeenUser) -> Problem {
    let title = "The user was changed after you opened the page";
    Problem::new(StatusCode::PRECONDITION_FAILED, "users.stale", title)
        .detail("Nothing was changed. Look at the current state, then change again with its ETag.")
        .with("etag", format!("\"{}\"", version(seen).as_str()))
        .with("current", UserAnswer::of(seen))
}

/// The tag of what was read.
pub(crate) fn version(seen: &SeenUser) -> ETag {
    ETag::new(seen.user().version)
}

/// Somebody is changing the user at this very moment.
pub(crate) fn busy() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "users.busy", "The user is being changed at this moment")
        .detail("Nothing was changed. Send the same again.")
        .retry_after(SignedDuration::from_secs(1))
}

/// An LEA would be left without a coordinator.
pub(crate) fn last_holder(offices: &[Holding]) -> Problem {
    let office = |holding: &Holding| format!("{}, {}, {}", holding.role.name(), holding.organization, holding.year);
    Problem::new(StatusCode::CONFLICT, "users.last-coordinator", "Nobody else coordinates these tests for the LEA")
        .detail("Nothing was changed. Name a successor first, or send the change with confirm_last_coordinator.")
        .with("offices", offices.iter().map(office).collect::<Vec<_>>())
}
