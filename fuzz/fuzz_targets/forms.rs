//! Any text as any of the forms that come from outside: codes, ids, tokens, texts that people write. What is read says the
//! same when it is written and read again.
#![no_main]

use std::fmt::Debug;
use std::str::FromStr;

use domain::access::{OrganizationCode, Right, Role};
use domain::accounts::{PasskeyName, RecoveryCode, SessionHash, TotpCode, Username};
use domain::keyed::LoginHash;
use libfuzzer_sys::fuzz_target;

/// Of a form that is written as it is read.
fn written<T: FromStr + ToString + PartialEq + Debug>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let again = value.to_string().parse::<T>().ok().expect("what was written can be read");
        assert_eq!(again, value);
    }
}

/// Of a form that is only read.
fn read<T: FromStr>(text: &str) {
    let _ = text.parse::<T>();
}

fuzz_target!(|text: &str| {
    written::<domain::students::Ssid>(text);
    written::<domain::students::Grade>(text);
    written::<domain::students::TestProgram>(text);
    written::<domain::cds::CdsCode>(text);
    written::<domain::cds::LeaCode>(text);
    written::<domain::cds::CountyCode>(text);
    written::<domain::year::AdministrationYear>(text);
    written::<domain::ids::StudentId>(text);
    written::<domain::ids::DocumentId>(text);
    written::<OrganizationCode>(text);
    written::<Role>(text);
    written::<Right>(text);
    written::<domain::compliance::FileName>(text);
    written::<domain::compliance::FileHash>(text);
    written::<domain::compliance::ItemNumber>(text);
    read::<Username>(text);
    read::<domain::mail::Rate>(text);
    read::<TotpCode>(text);
    read::<RecoveryCode>(text);
    read::<SessionHash>(text);
    read::<LoginHash>(text);
    read::<PasskeyName>(text);
    read::<domain::accounts::LinkToken>(text);
    read::<domain::compliance::Prose>(text);
    read::<domain::bulletins::Headline>(text);
    read::<domain::bulletins::WordQuery>(text);
    read::<domain::bulletins::SchoolQuery>(text);
    read::<domain::bulletins::LeaName>(text);
    read::<domain::bulletins::calendar::WebAddress>(text);
});
