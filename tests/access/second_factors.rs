//! A right taken away while its owner adds, uses or removes a second factor. In the matrix nobody has one, so that
//! [`crate::revocation`] meets nothing but the refusals of these operations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use store::Item;
use testkit::{Answer, Browser, Copied};
use totp_rs::{Builder, Secret, Totp};

use crate::device::Device;
use crate::matrix::share;
use crate::relation::Relation;
use crate::revocation::{KINDS, Kind, Writer};
use crate::rows::Request;
use crate::scene::{Scene, on_stage, send};

/// What came out.
#[derive(Default)]
struct Report {
    operations: BTreeSet<&'static str>,
    requests: usize,
    run: usize,
    stopped: usize,
}

/// Somebody on the way from no second factor to two and back.
struct Owner<'a> {
    scene: &'a Scene,
    role: &'static str,
    browser: Browser,
    /// What each way to take the right away leaves of the account as it is now.
    revoked: BTreeMap<Kind, Vec<Item>>,
    report: &'a mut Report,
}

impl Owner<'_> {
    fn request(&self, operation: &str, id: &str, body: Option<Value>) -> Request {
        let (method, path) = &self.scene.operations[operation];
        Request { method: method.clone(), path: path.replace("{id}", id), headers: Vec::new(), body }
    }

    /// The request as one that changes something.
    async fn writer<'k>(&self, kept: &'k Copied, operation: &'static str, request: Request) -> Writer<'k> {
        let (caller, named) = ((self.role, self.browser.clone()), (operation, operation.to_owned()));
        let writer = Writer::found(self.scene, kept, caller, named, request).await;
        writer.unwrap_or_else(|| panic!("{operation}, {}: changes nothing", self.role))
    }

    async fn revoked(&mut self, writer: &Writer<'_>, kind: Kind) -> Vec<Item> {
        if !self.revoked.contains_key(&kind) {
            let account = writer.revoked(self.scene, kind).await;
            self.revoked.insert(kind, account);
        }
        self.revoked[&kind].clone()
    }

    /// Takes the right away in every way before every call of a request. Then everything is as it was.
    async fn is_stopped(&mut self, operation: &'static str, id: &str, body: Option<Value>) {
        let (scene, kept) = (self.scene, self.scene.world.copy());
        let writer = self.writer(&kept, operation, self.request(operation, id, body)).await;
        for kind in KINDS {
            let account = self.revoked(&writer, kind).await;
            for call in 0..writer.calls {
                self.report.stopped += usize::from(writer.interleaved(scene, account.clone(), kind, call).await);
                self.report.run += 1;
            }
        }
        self.report.operations.insert(operation);
        self.report.requests += 1;
    }

    /// The same, and then it is done.
    async fn is_stopped_then_does(&mut self, operation: &'static str, id: &str, body: Option<Value>) -> Answer {
        self.is_stopped(operation, id, body.clone()).await;
        self.revoked.clear();
        let request = self.request(operation, id, body);
        let answer = send(&mut self.browser, &request).await;
        assert!(answer.status.is_success(), "{operation}, {}: {}", self.role, answer.text);
        answer
    }

    /// Asks for a challenge, which is kept without a check of the account, and loses the right just before: the session that
    /// alone could answer it is closed.
    async fn asks_in_vain(&mut self, operation: &'static str) {
        let (scene, kept) = (self.scene, self.scene.world.copy());
        let writer = self.writer(&kept, operation, self.request(operation, "", Some(json!({})))).await;
        for kind in KINDS {
            let (account, mut browser) = (self.revoked(&writer, kind).await, self.browser.clone());
            let _ = writer.sent(scene, &mut browser, account, writer.calls - 1).await.expect(200);
            let _ = browser.get("/v1/session").await.expect(401);
            scene.world.put_back(&kept);
        }
    }

    async fn begins_an_app(&mut self) -> Totp {
        let offer = self.browser.post("/v1/account/totp", json!({})).await.expect(200).json();
        let secret = Secret::try_from_base32(offer["secret"].as_str().unwrap()).unwrap();
        Builder::new().with_secret(secret).build().unwrap()
    }

    /// What the app shows in so many seconds.
    fn shown(&self, app: &Totp, seconds: u64) -> String {
        app.generate(u64::try_from(self.scene.world.now().as_second()).unwrap() + seconds).to_string()
    }

    /// A device, and what it answers.
    async fn begins_a_passkey(&mut self) -> (Device, Value) {
        let offer = self.browser.post("/v1/account/passkeys/challenge", json!({})).await.expect(200).json();
        let mut device = Device::new();
        let credential = device.create(&offer["options"]).await;
        (device, json!({"name": "telephone", "credential": credential}))
    }

    /// The id of the one passkey.
    async fn passkey(&mut self) -> String {
        let account = self.browser.get("/v1/account").await.expect(200).json();
        account["second_factors"]["passkeys"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Adds and removes each factor as the only one and as one of two: recovery codes come with the first and end with the
    /// last, so that it is another transaction.
    async fn comes_and_goes(&mut self) {
        let app = self.begins_an_app().await;
        let code = json!({"code": self.shown(&app, 0)});
        let added = self.is_stopped_then_does("confirm-totp", "", Some(code)).await.json();
        self.is_stopped("renew-recovery-codes", "", None).await;
        self.is_stopped("remove-totp", "", None).await;

        let (mut device, answer) = self.begins_a_passkey().await;
        let _ = self.is_stopped_then_does("add-passkey", "", Some(answer)).await;
        // A code is good once, and the next one is taken already.
        let code = json!({"totp": self.shown(&app, 30)});
        self.is_stopped("verify-session", "", Some(code)).await;
        let code = json!({"recovery_code": added["recovery_codes"][0]});
        self.is_stopped("verify-session", "", Some(code)).await;
        self.asks_in_vain("challenge-passkey").await;
        let offer = self.browser.post("/v1/session/passkey-challenge", json!({})).await.expect(200).json();
        let proof = json!({"passkey": device.get(&offer["options"]).await});
        self.is_stopped("verify-session", "", Some(proof)).await;
        let passkey = self.passkey().await;
        self.is_stopped("remove-passkey", &passkey, None).await;
        let _ = self.is_stopped_then_does("remove-totp", "", None).await;

        self.is_stopped("renew-recovery-codes", "", None).await;
        let app = self.begins_an_app().await;
        let code = json!({"code": self.shown(&app, 0)});
        self.is_stopped("confirm-totp", "", Some(code)).await;
        let _ = self.is_stopped_then_does("remove-passkey", &passkey, None).await;
        let (_, answer) = self.begins_a_passkey().await;
        self.is_stopped("add-passkey", "", Some(answer)).await;
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
fn of_a_second_factor_whose_owner_loses_the_right_meanwhile_nothing_is_committed_afterwards() {
    on_stage(async |scene, _| {
        let mut report = Report::default();
        // A session is asked for, and no right of a role: one role stands for the others, unless all are asked for.
        for role in scene.oracle.roles.iter().copied().step_by(share()) {
            let stage = scene.stage(Relation::OwnSchool).await;
            let (browser, revoked) = (stage.browser(role), BTreeMap::new());
            Owner { scene, role, browser, revoked, report: &mut report }.comes_and_goes().await;
            stage.end(scene);
        }
        let Report { operations, requests, run, stopped } = report;
        println!(
            "{} operations on second factors, {requests} requests by what is there and who asks: {run} interleavings with {} kinds \
             of revocation",
            operations.len(),
            KINDS.len()
        );
        println!(
            "{run} run: {stopped} stopped with nothing stored, {} had committed before; 0 committed after",
            run - stopped
        );
        let every =
            ["add-passkey", "confirm-totp", "remove-passkey", "remove-totp", "renew-recovery-codes", "verify-session"];
        assert_eq!(operations, BTreeSet::from(every));
    });
}
