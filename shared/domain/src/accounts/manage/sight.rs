use super::{ListedUser, UserClass};
use crate::access::{AccessError, Caller, Right, Role, Unchecked};
use crate::accounts::{RoleAssignment, User};
use crate::year::AdministrationYear;

/// A user as one caller sees them.
#[derive(Clone, Debug)]
pub struct SeenUser {
    pub(super) user: User,
    roles: Vec<RoleAssignment>,
    whole: bool,
}

impl Caller {
    /// Whether this caller sees `held`: a role of this year or a later one, at the own organization or below, that the
    /// caller's role may give. Roles of years gone by give nothing and show nobody.
    #[must_use]
    pub fn sees(&self, held: &RoleAssignment, this_year: AdministrationYear) -> bool {
        held.year >= this_year && self.role.role.sees(held.role) && held.is_in(self.role.scope)
    }

    /// The classes of users in whose lists this caller finds somebody.
    #[must_use]
    pub fn classes(&self) -> Vec<UserClass> {
        let seen = |class: &UserClass| {
            Role::ALL.iter().any(|role| UserClass::of(*role) == *class && self.role.role.sees(*role))
        };
        UserClass::ALL.iter().copied().filter(seen).collect()
    }

    /// What this caller may see of somebody in a list; nothing of those without a role that is seen.
    #[must_use]
    pub fn narrowed(&self, mut listed: ListedUser, this_year: AdministrationYear) -> Option<ListedUser> {
        listed.roles.retain(|held| self.sees(held, this_year));
        (!listed.roles.is_empty()).then_some(listed)
    }
}

/// Looks at `record` with `right`. A user without a role that the caller sees answers like one that does not exist.
///
/// # Errors
/// The right is missing, or there is nobody to be seen.
pub fn see(
    caller: &Caller,
    right: Right,
    record: Unchecked<User>,
    this_year: AdministrationYear,
) -> Result<SeenUser, AccessError> {
    caller.has(right, this_year)?;
    let user = record.into_inner().ok_or(AccessError::NotFound)?;
    SeenUser::of(caller, user, this_year).ok_or(AccessError::NotFound)
}

impl SeenUser {
    /// `user` as `caller` sees them, if at all.
    #[must_use]
    pub fn of(caller: &Caller, user: User, this_year: AdministrationYear) -> Option<Self> {
        let roles: Vec<_> = user.roles.iter().filter(|held| caller.sees(held, this_year)).cloned().collect();
        let in_force = user.roles.iter().filter(|held| held.year >= this_year).count();
        let whole = roles.len() == in_force;
        (!roles.is_empty()).then_some(Self { user, roles, whole })
    }

    /// The whole account. What is shown of it are the roles of [`Self::roles`] and nothing of others.
    #[must_use]
    pub const fn user(&self) -> &User {
        &self.user
    }

    /// The roles that the caller sees.
    #[must_use]
    pub fn roles(&self) -> &[RoleAssignment] {
        &self.roles
    }

    /// Whether these are all that the user holds this year and later. Only then the user's own data and state are the
    /// caller's to change.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.whole
    }
}
