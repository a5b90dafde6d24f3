//! The API's description, as data.

use serde_json::Value;
use testkit::World;
use utoipa::openapi::OpenApi;
use workflows::Function;

/// One method of one path.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    /// As in `POST /v1/session`.
    pub(crate) route: String,
    pub(crate) body: Value,
}

/// Every operation of a description.
pub(crate) fn operations(description: &Value) -> Vec<Operation> {
    let paths = description["paths"].as_object().expect("a description has paths");
    let of_path = |(path, methods): (&String, &Value)| {
        let methods = methods.as_object().expect("a path has methods").clone();
        let path = path.clone();
        methods.into_iter().map(move |(method, body)| Operation {
            id: body["operationId"].as_str().expect("an operation has an id").to_owned(),
            route: format!("{} {path}", method.to_uppercase()),
            body,
        })
    };
    paths.iter().flat_map(of_path).collect()
}

/// A description as JSON.
pub(crate) fn json(description: &OpenApi) -> Value {
    serde_json::to_value(description).expect("a description is JSON")
}

/// What `function` says of itself.
pub(crate) fn description_of(function: &Function, world: &World) -> Value {
    json(&function.router(world).into_openapi())
}
