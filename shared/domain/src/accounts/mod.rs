//! Accounts: user names, passwords, the delay after failed sign-ins, sessions, terms, roles held, systems to launch.

pub mod manage;
pub mod upload;

mod affidavit;
mod hashing;
mod link;
mod link_throttle;
mod network;
mod passkey;
mod password;
mod password_rules;
mod recovery_codes;
mod redemption;
mod second_factor;
mod session;
mod systems;
mod terms;
mod throttle;
mod totp;
mod user;
mod username;

pub use affidavit::{AFFIDAVITS, AffidavitText};
pub use link::{Link, LinkHash, LinkKey, LinkPurpose, LinkSecret, LinkToken};
pub use link_throttle::LinkThrottle;
pub use network::{NetworkHash, NetworkKey, NetworkThrottle, NetworkWindow};
pub use passkey::{Challenge, ChallengePurpose, KeptPasskey, PASSKEYS_MAX, PasskeyName};
pub use password::{Password, PasswordHash, SALT_BYTES};
pub use password_rules::{Assessment, NewPassword, PASSWORD_MAX, PASSWORD_MIN, Reason, Words, assess};
pub use recovery_codes::{RECOVERY_CODE_BYTES, RECOVERY_CODES, RecoveryCode, RecoveryCodes};
pub use redemption::opened_by;
pub use second_factor::{FactorKey, SEAL_NONCE_BYTES, SealedSecret, factor_kinds};
pub use session::{ChosenRole, Session, SessionClock, SessionHash};
pub use systems::{System, SystemStatus};
pub use terms::{TERMS, Terms};
pub use throttle::Throttle;
pub use totp::{TOTP_SECRET_BYTES, TotpCode, TotpSecret, TotpStep};
pub use user::{AccountState, Affidavit, FactorKind, RoleAssignment, User};
pub use username::Username;
