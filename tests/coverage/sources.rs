//! What must not stand in what is shipped: programs that start others, clients that call elsewhere, text that is run, cryptography
//! and randomness of one's own.

use std::collections::BTreeSet;
use std::path::Path;

use cargo_metadata::{DependencyKind, Package};

use crate::{at, dependencies};

/// The files below a folder whose name ends like this, by path in the workspace.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, ending: &str, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !["node_modules", "dist", "target", "tests"].contains(&name.as_str()) {
                walk(&path, ending, found);
            } else if name.ends_with(ending) {
                found.push((path.to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&at(folder), ending, &mut found);
    found
}

/// What the shipped programs are made of, without their tests.
fn shipped() -> Vec<(String, String)> {
    let all = ["shared", "functions", "tools"].into_iter().flat_map(|folder| files(folder, ".rs"));
    let own = all.filter(|(path, _)| !path.contains("/testkit/") && !path.ends_with("/tests.rs"));
    let without_tests = own.map(|(path, text)| {
        let program = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
        (path, program)
    });
    let found: Vec<_> = without_tests.collect();
    assert!(found.len() > 200, "{}", found.len());
    found
}

/// The portal's pages, without their tests.
fn pages() -> Vec<(String, String)> {
    let beside = |path: &str| {
        ["/e2e/", "/bench/", "/tools/", ".test.ts", ".d.ts", "config.ts"].iter().any(|it| path.contains(it))
    };
    let found: Vec<_> = files("portal", ".ts").into_iter().filter(|(path, _)| !beside(path)).collect();
    assert!(found.len() > 100, "{}", found.len());
    found
}

/// Where any of these words stands, but for the files that end like this.
fn holding<'a>(sources: &'a [(String, String)], words: &[&str], but: &[&str]) -> Vec<(&'a str, String)> {
    let searched = sources.iter().filter(|(path, _)| !but.iter().any(|ending| path.ends_with(ending)));
    let hits = searched.flat_map(|(path, text)| {
        let said = words.iter().filter(|word| text.contains(**word)).map(|word| (path.as_str(), (*word).to_owned()));
        said.collect::<Vec<_>>()
    });
    hits.collect()
}

/// The packages that what is shipped names itself.
fn named_dependencies() -> BTreeSet<String> {
    let metadata = dependencies::metadata();
    let packages = metadata.workspace_packages();
    let is_shipped = |package: &&&Package| !["benches", "testkit", "workflows"].contains(&package.name.as_str());
    let built_in = packages.iter().filter(is_shipped).flat_map(|package| {
        package.dependencies.iter().filter(|it| it.kind == DependencyKind::Normal).map(|it| it.name.clone())
    });
    built_in.collect()
}

#[test]
fn no_shipped_program_starts_another() {
    assert_eq!(holding(&shipped(), &["process::Command", "libc::exec", "libc::system"], &[]), []);
}

#[test]
fn no_shipped_program_has_an_http_client_but_that_of_aws() {
    let clients = ["attohttpc", "awc", "curl", "hyper", "hyper-util", "isahc", "minreq", "reqwest", "surf", "ureq"];
    let named = named_dependencies();
    assert_eq!(clients.into_iter().filter(|client| named.contains(*client)).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn nothing_switches_the_checking_of_certificates_off() {
    let words = ["dangerous()", "danger_accept", "accept_invalid", "ServerCertVerifier", "SSL_VERIFY_NONE"];
    assert_eq!(holding(&shipped(), &words, &[]), []);
    let words = ["NODE_TLS_REJECT_UNAUTHORIZED", "rejectUnauthorized", "verify=False", "--no-verify-ssl"];
    let mut others = files("infra", ".py");
    others.extend(pages());
    assert_eq!(holding(&others, &words, &[]), []);
}

#[test]
fn randomness_comes_from_the_operating_system_at_one_place() {
    assert_eq!(holding(&shipped(), &["getrandom::"], &["/edge/src/ambient/entropy.rs"]), []);
    let others = ["fastrand", "nanorand", "oorandom", "rand", "rand_chacha", "rand_core", "uuid"];
    let named = named_dependencies();
    assert_eq!(others.into_iter().filter(|other| named.contains(*other)).collect::<Vec<_>>(), Vec::<&str>::new());
}

/// By which cryptography is known: the crates of the `RustCrypto` project, and what stands beside them.
const CRYPTOGRAPHY: [&str; 34] = [
    "aes",
    "aes-gcm",
    "argon2",
    "aws-lc-rs",
    "bcrypt",
    "blake2",
    "blake3",
    "chacha20",
    "chacha20poly1305",
    "crypto-glue",
    "des",
    "ecdsa",
    "ed25519-dalek",
    "hkdf",
    "hmac",
    "jsonwebtoken",
    "md-5",
    "md5",
    "openssl",
    "orion",
    "p256",
    "pbkdf2",
    "rc4",
    "ring",
    "rsa",
    "rustls",
    "scrypt",
    "sha1",
    "sha2",
    "sha3",
    "sodiumoxide",
    "subtle",
    "totp-rs",
    "webauthn-rs",
];

#[test]
fn cryptography_is_that_of_the_named_libraries() {
    let named = named_dependencies();
    let used: Vec<_> = CRYPTOGRAPHY.into_iter().filter(|library| named.contains(*library)).collect();
    assert_eq!(used, ["argon2", "chacha20poly1305", "hmac", "sha2", "subtle", "totp-rs", "webauthn-rs"]);
    let inventory = crate::read("docs/SECURITY-MODEL.md");
    for library in used {
        assert!(inventory.contains(&format!("`{library}`")), "the inventory does not name {library}");
    }
}

#[test]
fn the_portal_runs_no_text_as_code_and_keeps_nothing_but_what_was_dismissed() {
    let pages = pages();
    let run =
        ["eval(", "new Function(", "new RegExp(", "document.write", "unsafeHTML", "unsafeSVG", "insertAdjacentHTML"];
    assert_eq!(holding(&pages, &run, &[]), []);
    assert_eq!(holding(&pages, &["innerHTML", "outerHTML"], &[]), []);
    assert_eq!(holding(&pages, &["localStorage", "indexedDB", "document.cookie"], &[]), []);
    assert_eq!(holding(&pages, &["sessionStorage"], &["/home/notifications.ts"]), []);
    // Messages of other windows: there is a channel between pages of the same origin, and nothing else.
    assert_eq!(holding(&pages, &["window.addEventListener(\"message\"", "window.onmessage", "window.opener"], &[]), []);
}

#[test]
fn the_portal_sets_no_property_by_a_name_that_came_from_outside() {
    let pages = pages();
    assert_eq!(holding(&pages, &["__proto__", "setPrototypeOf", "defineProperty("], &[]), []);
    // There it is names of the form's own fields.
    assert_eq!(holding(&pages, &["Object.assign("], &["/edit-calendar/entry-form.ts"]), []);
    // As in `record[name] = value`; a list and a pattern have nothing before their bracket.
    let sets = |line: &&str| {
        line.match_indices("] = ").any(|(end, _)| {
            let Some(begin) = line[..end].rfind('[') else { return false };
            begin + 1 < end && line[..begin].ends_with(|before: char| before.is_alphanumeric() || before == ')')
        })
    };
    let found: Vec<_> =
        pages.iter().flat_map(|(path, text)| text.lines().filter(sets).map(move |line| (path, line))).collect();
    // Names of a constant list.
    let found: Vec<_> = found.into_iter().filter(|(path, _)| !path.ends_with("/review-reports/counts.ts")).collect();
    assert_eq!(found, []);
}

#[test]
fn every_package_of_the_portal_is_locked_with_its_hash() {
    let lock: serde_json::Value = serde_json::from_str(&crate::read("portal/package-lock.json")).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    assert!(packages.len() > 100);
    for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
        let hash = package["integrity"].as_str().unwrap_or_else(|| panic!("{name} has no hash"));
        assert!(hash.starts_with("sha512-"), "{name}: {hash}");
    }
}

#[test]
fn what_is_published_is_the_build_of_the_portal_and_no_file_that_begins_with_a_dot() {
    let publish = crate::read("infra/publish.py");
    assert!(publish.contains("_DIST = Path(__file__).resolve().parents[1] / \"portal\" / \"dist\"\n"));
    assert!(
        publish.contains("documents = sorted(_DIST.glob(\"*.html\"))")
            && publish.contains("(_DIST / \"assets\").iterdir()")
    );
    assert_eq!(publish.matches("put_object").count(), 1);
}
