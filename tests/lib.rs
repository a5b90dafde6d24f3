//! The whole application as tests run it: every function's router under one roof, on a world of one's own.

use std::collections::BTreeSet;

use axum::Router;
use domain::accounts::System;
use edge::{Entropy, Settings, SettingsError};
use send_mail::{Post, Sleep};
use store::{Grant, SealBucket, Shelf, StatusFile, Table};
use testkit::{Browser, World, secrets};
use utoipa_axum::router::OpenApiRouter;

/// The address that the tests' letters come from.
pub const MAIL_FROM: &str = "no-reply@opentoms.example";

/// A function, as the tests of the whole see it.
pub struct Function {
    /// Its one name.
    pub name: &'static str,
    /// The actions its role allows.
    pub grants: &'static [&'static [Grant]],
    router: fn(&World, &Settings) -> Result<OpenApiRouter, SettingsError>,
}

macro_rules! function {
    ($name:literal, $module:ident $(, $files:ident)?) => {
        Function {
            name: $name,
            grants: $module::Deps::GRANTS,
            router: |world, settings| {
                let (clock, entropy) = (world.clock(), Entropy::system());
                let deps = $module::Deps::new(settings, &world.dynamo, $(&world.$files,)? clock, entropy)?;
                Ok($module::router(deps))
            },
        }
    };
}

/// Every function that answers HTTP.
pub const FUNCTIONS: [Function; 24] = [
    function!("activate-account", activate_account),
    function!("check-health", check_health),
    function!("end-subscription", end_subscription),
    function!("find-answers", find_answers),
    function!("find-students", find_students),
    function!("manage-account", manage_account),
    function!("manage-calendar", manage_calendar),
    function!("manage-reviews", manage_reviews),
    function!("manage-users", manage_users),
    function!("post-notification", post_notification),
    function!("post-status-notice", post_status_notice),
    function!("publish-bulletin", publish_bulletin),
    function!("read-bulletins", read_bulletins),
    function!("read-notifications", read_notifications),
    function!("read-calendar", read_calendar),
    function!("read-organizations", read_organizations),
    function!("read-reviews", read_reviews, files),
    function!("read-student", read_student),
    function!("register-for-training", register_for_training),
    function!("request-document-upload", request_document_upload, files),
    function!("reset-password", reset_password),
    function!("resolve-finding", resolve_finding),
    function!("save-test-assignments", save_test_assignments),
    function!("sign-in", sign_in),
];

/// A function that no request calls, as the tests of the whole see it.
pub struct EventFunction {
    /// Its one name.
    pub name: &'static str,
    /// The actions on tables and buckets that its role allows.
    pub grants: &'static [&'static [Grant]],
    starts: fn(&World, &Settings, Post) -> Result<(), SettingsError>,
}

/// Every function that a stream, a topic, the storage or a schedule hands events to.
pub const EVENT_FUNCTIONS: [EventFunction; 9] = [
    EventFunction {
        name: "accept-document",
        grants: accept_document::Deps::GRANTS,
        starts: |world, settings, _| {
            let (clock, entropy) = (world.clock(), Entropy::system());
            accept_document::Deps::new(settings, &world.dynamo, &world.files, clock, entropy).map(|_| ())
        },
    },
    EventFunction {
        name: "address-circulars",
        grants: address_circulars::Deps::GRANTS,
        starts: |world, settings, _| address_circulars::Deps::new(settings, &world.dynamo, world.clock()).map(|_| ()),
    },
    EventFunction {
        name: "copy-status",
        grants: copy_status::Deps::GRANTS,
        starts: |world, settings, _| {
            copy_status::Deps::new(settings, &world.dynamo, &world.files, world.clock()).map(|_| ())
        },
    },
    EventFunction {
        name: "publish-due-bulletins",
        grants: publish_due_bulletins::Deps::GRANTS,
        starts: |world, settings, _| {
            publish_due_bulletins::Deps::new(settings, &world.dynamo, world.clock(), Entropy::system()).map(|_| ())
        },
    },
    EventFunction {
        name: "record-mail-feedback",
        grants: record_mail_feedback::Deps::GRANTS,
        starts: |world, settings, _| {
            record_mail_feedback::Deps::new(settings, &world.dynamo, world.clock()).map(|_| ())
        },
    },
    EventFunction {
        name: "remind-reviews",
        grants: remind_reviews::Deps::GRANTS,
        starts: |world, settings, _| {
            remind_reviews::Deps::new(settings, &world.dynamo, world.clock(), Entropy::system()).map(|_| ())
        },
    },
    EventFunction {
        name: "remind-trainings",
        grants: remind_trainings::Deps::GRANTS,
        starts: |world, settings, _| {
            remind_trainings::Deps::new(settings, &world.dynamo, world.clock(), Entropy::system()).map(|_| ())
        },
    },
    EventFunction {
        name: "seal-trail",
        grants: seal_trail::Deps::GRANTS,
        starts: |world, settings, _| seal_trail::Deps::new(settings, &world.files, world.clock()).map(|_| ()),
    },
    EventFunction {
        name: "send-mail",
        grants: send_mail::Deps::GRANTS,
        starts: |world, settings, post| {
            let sleep = Sleep::system(&world.clock());
            send_mail::Deps::new(settings, &world.dynamo, post, world.clock(), sleep).map(|_| ())
        },
    },
];

impl EventFunction {
    /// The settings without any one of which it does not start.
    pub async fn needs(&self, world: &World) -> BTreeSet<&'static str> {
        let all = settings(world);
        let post = Post::connect().await;
        let without = |name| Settings::from_pairs(all.iter().filter(|(other, _)| *other != name).cloned());
        let starts = |name| (self.starts)(world, &without(name), post.clone()).is_ok();
        all.iter().map(|(name, _)| *name).filter(|name| !starts(*name)).collect()
    }

    /// Each action once, in order.
    #[must_use]
    pub fn granted(&self) -> Vec<Grant> {
        each_once(self.grants)
    }
}

fn each_once(grants: &[&[Grant]]) -> Vec<Grant> {
    let mut granted = grants.concat();
    granted.sort();
    granted.dedup();
    granted
}

/// The bucket of documents in tests.
pub const DOCUMENTS_BUCKET: &str = "documents";

/// The bucket of the portal's files in tests.
pub const PORTAL_BUCKET: &str = "portal";

/// The bucket of the audit trail's seals in tests.
pub const SEALS_BUCKET: &str = "seals";

/// Where people open the service in tests.
pub const PORTAL_ADDRESS: &str = "https://opentoms.example";

impl Function {
    /// Its router on `world`, with its part of the API's description.
    #[must_use]
    pub fn router(&self, world: &World) -> OpenApiRouter {
        self.router_with(world, &[])
    }

    /// Its router on `world` with some settings other than usual.
    #[must_use]
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a test stops at what is wrong")]
    pub fn router_with(&self, world: &World, other: &[(&'static str, &str)]) -> OpenApiRouter {
        let other = other.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let settings = Settings::from_pairs(settings(world).into_iter().chain(other));
        (self.router)(world, &settings).expect("the tests' settings are complete")
    }

    /// The settings without any one of which it does not start.
    #[must_use]
    pub fn needs(&self, world: &World) -> BTreeSet<&'static str> {
        let all = settings(world);
        let without = |name| Settings::from_pairs(all.iter().filter(|(other, _)| *other != name).cloned());
        all.iter().map(|(name, _)| *name).filter(|name| (self.router)(world, &without(*name)).is_err()).collect()
    }

    /// Each action once, in order.
    #[must_use]
    pub fn granted(&self) -> Vec<Grant> {
        each_once(self.grants)
    }
}

/// What the functions' environment says: every setting that any of them reads.
#[must_use]
pub fn settings(world: &World) -> Vec<(&'static str, String)> {
    let addresses: serde_json::Map<_, _> = System::ALL
        .iter()
        .map(|system| (system.code().to_owned(), format!("https://{system}.example.org/").into()))
        .chain([("toms".to_owned(), "/students".into()), ("cais".to_owned(), "/compliance".into())])
        .collect();
    let tables = Table::ALL.into_iter().map(|table| (table.setting(), world.table(table)));
    let secrets = [
        ("LOGIN_KEY", secrets::LOGIN_KEY.to_owned()),
        ("NETWORK_KEY", secrets::NETWORK_KEY.to_owned()),
        ("STUDENT_KEY", secrets::STUDENT_KEY.to_owned()),
        ("FACTOR_KEY", secrets::FACTOR_KEY.to_owned()),
        ("CURSOR_KEY", secrets::CURSOR_KEY.to_owned()),
        ("LINK_KEY", secrets::LINK_KEY.to_owned()),
        (Shelf::SETTING, DOCUMENTS_BUCKET.to_owned()),
        (StatusFile::SETTING, PORTAL_BUCKET.to_owned()),
        (SealBucket::SETTING, SEALS_BUCKET.to_owned()),
        ("STAGE", "prod".to_owned()),
        ("MAIL_FROM", MAIL_FROM.to_owned()),
        ("MAIL_RATE", "100".to_owned()),
        ("MAIL_CONFIGURATION_SET", "letters".to_owned()),
        ("PORTAL_ADDRESS", PORTAL_ADDRESS.to_owned()),
        // As on the local stack; what asks for a second factor has tests of its own.
        ("SECOND_FACTOR_REQUIRED", "false".to_owned()),
        ("SYSTEM_ADDRESSES", serde_json::Value::Object(addresses).to_string()),
    ];
    tables.chain(secrets).collect()
}

/// All functions under one roof, with the API's description.
#[must_use]
pub fn router(world: &World) -> OpenApiRouter {
    FUNCTIONS.iter().fold(OpenApiRouter::new(), |all, function| all.merge(function.router(world)))
}

/// A browser at the whole application.
#[must_use]
pub fn browser(world: &World) -> Browser {
    Browser::at(edge::app(Router::from(router(world)), Entropy::system()))
}

/// A browser at the whole application where a second factor is asked for.
#[must_use]
pub fn browser_where_a_second_factor_is_asked_for(world: &World) -> Browser {
    let settings = [("SECOND_FACTOR_REQUIRED", "true")];
    let all = FUNCTIONS.iter().map(|function| function.router_with(world, &settings));
    let router = all.fold(OpenApiRouter::new(), OpenApiRouter::merge);
    Browser::at(edge::app(Router::from(router), Entropy::system()))
}
