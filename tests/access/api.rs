//! The operations of `openapi.json`.

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::Value;

/// Method and path of each operation, by its id.
pub(crate) fn operations() -> BTreeMap<String, (Method, String)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi.json");
    let api: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut found = BTreeMap::new();
    for (path, methods) in api["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let method: Method = method.to_uppercase().parse().unwrap();
            assert_eq!(found.insert(id, (method, path.clone())), None);
        }
    }
    found
}
