use domain::accounts::{Link, LinkKey, LinkPurpose, LinkToken};
use domain::ids::UserId;
use store::accounts::LinkItem;
use store::{Partition, Sort, Table};

use crate::world::World;

/// Mails `user` a link, as far as the tables see it: in place of the one before. Gives what stands in it after `#`, which
/// from then on must not be logged.
pub async fn mail_link(world: &World, user: UserId, purpose: LinkPurpose, letter: &str) -> String {
    let key = LinkKey::new("link-key-of-the-tests-and-of-nothing-else").expect("a long key");
    let token = LinkToken { user, secret: key.secret(purpose, letter) };
    let link = Link::mailed(purpose, &token.secret, world.now(), world.now());
    let item = store::item(&Partition::User(user), &Sort::Link(purpose), &LinkItem::from(&link));
    world.put(Table::Accounts, item.expect("an item")).await;
    let token = token.reveal();
    crate::logs::keep_secret(token.split('.').next_back().expect("a secret"));
    token
}
