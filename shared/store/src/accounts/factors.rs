//! The items of second factors, and the parts of transactions that change them.

use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem, Update};
use domain::Failure;
use domain::accounts::{Challenge, ChallengePurpose, KeptPasskey, RecoveryCodes, SealedSecret, SessionHash, TotpStep};
use domain::ids::{PasskeyId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::client::internal;
use crate::expiry::ttl;
use crate::item::{Item, body, create, item, key, number, sort_of, text};
use crate::keys::{Partition, Sort};

/// An authenticator app of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTotp {
    /// What it shares with this service.
    pub secret: SealedSecret,
    /// The step of the code that was taken last.
    pub last_step: TotpStep,
    /// When it was added.
    pub added_at: Timestamp,
}

/// `USER#… / FACTOR#TOTP`.
#[derive(Serialize, Deserialize)]
struct TotpItem {
    sealed: SealedSecret,
    last_step: TotpStep,
    added_at: Timestamp,
}

/// `USER#… / FACTOR#RECOVERY-CODES`.
#[derive(Serialize, Deserialize)]
struct RecoveryCodesItem {
    hashes: RecoveryCodes,
}

/// `USER#… / FACTOR#PASSKEY#…`.
#[derive(Serialize, Deserialize)]
struct PasskeyItem {
    id: PasskeyId,
    name: String,
    added_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_used_at: Option<Timestamp>,
    credential: String,
}

/// `USER#… / CHALLENGE#…`.
#[derive(Serialize, Deserialize)]
struct ChallengeItem {
    purpose: ChallengePurpose,
    state: String,
    expires_at: Timestamp,
    ttl: i64,
}

impl From<PasskeyItem> for KeptPasskey {
    fn from(item: PasskeyItem) -> Self {
        let PasskeyItem { id, name, added_at, last_used_at, credential } = item;
        Self { id, name, added_at, last_used_at, credential }
    }
}

/// What becomes of a second factor.
#[derive(Clone, Debug)]
pub enum FactorWrite {
    /// An authenticator app is added.
    AddTotp(KeptTotp),
    /// Its code for a step was used, the first since the one read.
    UseTotp {
        /// The step used last as read.
        seen: TotpStep,
        /// The step used now.
        used: TotpStep,
    },
    /// It is removed.
    RemoveTotp,
    /// There is a new set of recovery codes, or one fewer than were read.
    SetRecoveryCodes {
        /// As read.
        seen: Option<RecoveryCodes>,
        /// From now on.
        left: RecoveryCodes,
    },
    /// The recovery codes end with the last factor they stood in for.
    RemoveRecoveryCodes,
    /// A passkey is added.
    AddPasskey(KeptPasskey),
    /// A passkey was used.
    UsePasskey {
        /// As read.
        seen: KeptPasskey,
        /// From now on.
        used: KeptPasskey,
    },
    /// A passkey is removed.
    RemovePasskey(PasskeyId),
    /// The challenge of a session was answered: it must still be there.
    AnswerChallenge(SessionHash),
}

impl FactorWrite {
    /// As part of a transaction about `user`.
    pub(super) fn part(&self, table: &str, user: UserId) -> Result<TransactWriteItem, Failure> {
        let partition = Partition::User(user);
        let there = "attribute_exists(pk)";
        match self {
            Self::AddTotp(totp) => {
                let stored =
                    TotpItem { sealed: totp.secret.clone(), last_step: totp.last_step, added_at: totp.added_at };
                Ok(put(create(table, item(&partition, &Sort::Totp, &stored)?)?))
            }
            Self::UseTotp { seen, used } => {
                let update = Update::builder()
                    .table_name(table)
                    .set_key(Some(key(&partition, &Sort::Totp)))
                    .update_expression("SET last_step = :used")
                    .condition_expression("last_step = :seen")
                    .expression_attribute_values(":used", number(used))
                    .expression_attribute_values(":seen", number(seen));
                Ok(TransactWriteItem::builder().update(update.build().map_err(internal)?).build())
            }
            Self::RemoveTotp => delete(table, &partition, &Sort::Totp, there),
            Self::SetRecoveryCodes { seen, left } => {
                let stored = item(&partition, &Sort::RecoveryCodes, &RecoveryCodesItem { hashes: left.clone() })?;
                let Some(seen) = seen else { return Ok(put(create(table, stored)?)) };
                let seen = serde_dynamo::to_attribute_value(seen).map_err(internal)?;
                Ok(put(Put::builder()
                    .table_name(table)
                    .set_item(Some(stored))
                    .condition_expression("hashes = :seen")
                    .expression_attribute_values(":seen", seen)
                    .build()
                    .map_err(internal)?))
            }
            Self::RemoveRecoveryCodes => delete(table, &partition, &Sort::RecoveryCodes, there),
            Self::AddPasskey(passkey) => Ok(put(create(table, passkey_item(&partition, passkey)?)?)),
            Self::UsePasskey { seen, used } => Ok(put(Put::builder()
                .table_name(table)
                .set_item(Some(passkey_item(&partition, used)?))
                .condition_expression("credential = :seen")
                .expression_attribute_values(":seen", text(&seen.credential))
                .build()
                .map_err(internal)?)),
            Self::RemovePasskey(id) => delete(table, &partition, &Sort::Passkey(*id), there),
            Self::AnswerChallenge(session) => delete(table, &partition, &Sort::Challenge(session.clone()), there),
        }
    }
}

fn put(put: Put) -> TransactWriteItem {
    TransactWriteItem::builder().put(put).build()
}

fn delete(table: &str, partition: &Partition, sort: &Sort, condition: &str) -> Result<TransactWriteItem, Failure> {
    let delete =
        Delete::builder().table_name(table).set_key(Some(key(partition, sort))).condition_expression(condition);
    Ok(TransactWriteItem::builder().delete(delete.build().map_err(internal)?).build())
}

fn passkey_item(partition: &Partition, passkey: &KeptPasskey) -> Result<Item, Failure> {
    let KeptPasskey { id, name, added_at, last_used_at, credential } = passkey.clone();
    item(partition, &Sort::Passkey(id), &PasskeyItem { id, name, added_at, last_used_at, credential })
}

pub(super) fn challenge_item(user: UserId, session: &SessionHash, challenge: &Challenge) -> Result<Item, Failure> {
    let Challenge { purpose, state, expires_at } = challenge.clone();
    let stored = ChallengeItem { purpose, state, expires_at, ttl: ttl(expires_at) };
    item(&Partition::User(user), &Sort::Challenge(session.clone()), &stored)
}

pub(super) fn passkey(item: Item) -> Result<KeptPasskey, Failure> {
    body::<PasskeyItem>(item).map(Into::into)
}

/// The second factors among the items of a user's partition.
#[derive(Clone, Debug, Default)]
pub struct Factors {
    /// The authenticator app.
    pub totp: Option<KeptTotp>,
    /// The recovery codes left.
    pub recovery_codes: Option<RecoveryCodes>,
    /// The passkey that was asked for.
    pub passkey: Option<KeptPasskey>,
    /// What the session was asked and has not answered.
    pub challenge: Option<Challenge>,
}

impl Factors {
    /// Takes `item` if it belongs here; gives it back if not.
    pub(super) fn take(&mut self, item: Item) -> Result<Option<Item>, Failure> {
        let sort = sort_of(&item);
        if sort == Sort::Totp.to_string() {
            let TotpItem { sealed, last_step, added_at } = body(item)?;
            self.totp = Some(KeptTotp { secret: sealed, last_step, added_at });
        } else if sort == Sort::RecoveryCodes.to_string() {
            self.recovery_codes = Some(body::<RecoveryCodesItem>(item)?.hashes);
        } else if sort.starts_with(PASSKEYS) {
            self.passkey = Some(passkey(item)?);
        } else if sort.starts_with("CHALLENGE#") {
            let ChallengeItem { purpose, state, expires_at, .. } = body(item)?;
            self.challenge = Some(Challenge { purpose, state, expires_at });
        } else {
            return Ok(Some(item));
        }
        Ok(None)
    }
}

/// What the sort key of every passkey begins with.
pub(super) const PASSKEYS: &str = "FACTOR#PASSKEY#";

/// What the sort key of every session begins with.
pub(super) const SESSIONS: &str = "SESSION#";
