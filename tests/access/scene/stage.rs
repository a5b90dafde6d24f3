//! The world of one relation: who is signed in how, and what the tables hold.

use jiff::SignedDuration;
use store::{Item, Table};

use super::{BTreeMap, Browser, Copied, Person, Relation, Scene, json, seat};
use crate::people::{in_year, sign_in, signed_in};

/// A relation, ready to be tried.
pub(crate) struct Stage {
    /// All tables as they are when nothing of it was tried.
    pub(crate) kept: Copied,
    browsers: BTreeMap<&'static str, Browser>,
    /// What the callers' accounts are stored as once their roles are taken away.
    revoked: BTreeMap<&'static str, Vec<Item>>,
    /// How far the time is ahead of the other stages'.
    ahead: SignedDuration,
}

impl Stage {
    pub(crate) fn browser(&self, role: &str) -> Browser {
        self.browsers[role].clone()
    }

    /// Takes the role away from the caller of `role` when it is called.
    pub(crate) fn revocation(&self, scene: &Scene, role: &str) -> impl FnOnce() + Send + use<> {
        scene.world.loading(Table::Accounts, self.revoked[role].clone())
    }

    /// Lets the next relation have its time.
    pub(crate) fn end(self, scene: &Scene) {
        scene.world.pass(-self.ahead);
        scene.world.put_back(scene.base());
    }
}

impl Scene {
    /// Makes everybody ready for `relation`.
    pub(crate) async fn stage(&self, relation: Relation) -> Stage {
        self.world.put_back(self.base());
        let mut browsers = BTreeMap::new();
        for (role, caller) in &self.callers {
            let person = caller.person.clone();
            let browser = match relation {
                Relation::TooOld => caller.old.clone(),
                Relation::CallerMoved => caller.moved.clone(),
                Relation::SignedOut => workflows::browser(&self.world),
                Relation::Deactivated => {
                    person.in_state(domain::accounts::AccountState::Deactivated).save(&self.world).await;
                    caller.browser.clone()
                }
                Relation::Revoked => {
                    person.without_roles().save(&self.world).await;
                    caller.browser.clone()
                }
                Relation::NoTerms => self.anew(person.without_terms()).await,
                Relation::NoAffidavit => self.anew(person.without_affidavit()).await,
                Relation::NoSecondFactor => {
                    let mut browser = workflows::browser_where_a_second_factor_is_asked_for(&self.world);
                    sign_in(&mut browser, &person).await;
                    browser
                }
                Relation::OtherYear => self.of_another_year(role).await,
                _ => caller.browser.clone(),
            };
            browsers.insert(*role, browser);
        }
        let ahead = SignedDuration::from_mins(if relation == Relation::Idle { 30 } else { 0 });
        self.world.pass(ahead);
        let kept = self.world.copy();
        let mut revoked = BTreeMap::new();
        if relation == Relation::RevokedMeanwhile {
            for (role, caller) in &self.callers {
                let mut person = caller.person.clone().without_roles();
                let id = person.save(&self.world).await.id;
                revoked.insert(*role, self.world.account(id).await);
            }
            self.world.put_back(&kept);
        }
        let _ = self.world.calls.take();
        Stage { kept, browsers, revoked, ahead }
    }

    /// Signs in who has just been changed.
    async fn anew(&self, mut person: Person) -> Browser {
        person.save(&self.world).await;
        signed_in(&self.world, &person).await
    }

    async fn of_another_year(&self, role: &'static str) -> Browser {
        let (level, year) = (self.oracle.level(role), "2025-26");
        let person = Person::named(&format!("last.year.{role}@poppy.test"));
        let mut browser = self.anew(in_year(person, role, level, seat(level), year)).await;
        let choice = json!({"role": role, "organization": seat(level).code, "year": year});
        let _ = browser.put("/v1/session/role", choice).await.expect(200);
        browser
    }
}
