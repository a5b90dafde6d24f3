use std::collections::BTreeMap;

use serde_json::Value;
use testkit::{Template, World};

/// Which function answers an operation, and with how much memory.
pub(super) struct Functions {
    by_operation: BTreeMap<String, &'static str>,
    memory: BTreeMap<&'static str, f64>,
}

impl Functions {
    /// As the routers and the template have it.
    pub(super) async fn read() -> Self {
        let world = World::start().await;
        let template = Template::read();
        let usual = template.value()["Globals"]["Function"]["MemorySize"].as_f64().expect("a size for all");
        let (mut by_operation, mut memory) = (BTreeMap::new(), BTreeMap::new());
        for function in &workflows::FUNCTIONS {
            let (_, description) = function.router(&world).split_for_parts();
            let description = serde_json::to_value(description).expect("a description in JSON");
            let paths = description["paths"].as_object().expect("a description has paths");
            for operation in paths.values().filter_map(Value::as_object).flat_map(|path| path.values()) {
                if let Some(name) = operation["operationId"].as_str() {
                    by_operation.insert(name.to_owned(), function.name);
                }
            }
            let resource = template.resources("AWS::Serverless::Function").find(|(id, _)| *id == pascal(function.name));
            let own = resource.and_then(|(_, function)| function["MemorySize"].as_f64());
            memory.insert(function.name, own.unwrap_or(usual));
        }
        Self { by_operation, memory }
    }

    /// The function of an operation.
    pub(super) fn of(&self, operation: &str) -> &'static str {
        self.by_operation.get(operation).copied().unwrap_or_else(|| panic!("no function answers {operation}"))
    }

    /// Its memory in MiB.
    pub(super) fn memory(&self, operation: &str) -> f64 {
        self.memory[self.of(operation)]
    }
}

/// As in `ReadStudent`.
fn pascal(kebab: &str) -> String {
    let word = |word: &str| word[..1].to_uppercase() + &word[1..];
    kebab.split('-').map(word).collect()
}
