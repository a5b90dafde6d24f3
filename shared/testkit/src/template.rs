use std::path::Path;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType,
};
use serde_yaml_ng::Value;

/// The SAM template, read as data.
pub struct Template(Value);

impl Template {
    /// The template of this workspace.
    #[must_use]
    pub fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../template.yaml");
        let text = std::fs::read_to_string(path).expect("template.yaml is in the root of the workspace");
        Self(serde_yaml_ng::from_str(&text).expect("template.yaml is YAML"))
    }

    /// The resources of a type, as in `AWS::DynamoDB::Table`: logical id and properties.
    pub fn resources<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let resources = self.0["Resources"].as_mapping().expect("the template has resources");
        resources
            .iter()
            .filter(move |(_, resource)| resource["Type"] == kind)
            .map(|(id, resource)| (id.as_str().expect("a logical id is text"), &resource["Properties"]))
    }

    /// The whole of it.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.0
    }

    /// Makes every table of the template, under its logical id.
    pub async fn create_tables(&self, client: &aws_sdk_dynamodb::Client) {
        for (name, table) in self.resources("AWS::DynamoDB::Table") {
            let attributes = sequence(&table["AttributeDefinitions"]).map(|attribute| {
                AttributeDefinition::builder()
                    .attribute_name(text(&attribute["AttributeName"]))
                    .attribute_type(ScalarAttributeType::from(text(&attribute["AttributeType"])))
                    .build()
                    .unwrap()
            });
            let indexes: Vec<_> = sequence(&table["GlobalSecondaryIndexes"]).map(index).collect();
            client
                .create_table()
                .table_name(name)
                .billing_mode(BillingMode::PayPerRequest)
                .set_attribute_definitions(Some(attributes.collect()))
                .set_key_schema(Some(key_schema(&table["KeySchema"])))
                .set_global_secondary_indexes(Some(indexes).filter(|indexes| !indexes.is_empty()))
                .send()
                .await
                .expect("the template's table can be created");
        }
    }
}

fn index(index: &Value) -> GlobalSecondaryIndex {
    let projection = &index["Projection"];
    let attributes: Vec<_> = sequence(&projection["NonKeyAttributes"]).map(|name| text(name).to_owned()).collect();
    let projection = Projection::builder()
        .projection_type(ProjectionType::from(text(&projection["ProjectionType"])))
        .set_non_key_attributes(Some(attributes).filter(|attributes| !attributes.is_empty()))
        .build();
    GlobalSecondaryIndex::builder()
        .index_name(text(&index["IndexName"]))
        .set_key_schema(Some(key_schema(&index["KeySchema"])))
        .projection(projection)
        .build()
        .unwrap()
}

fn key_schema(schema: &Value) -> Vec<KeySchemaElement> {
    let element = |element: &Value| {
        KeySchemaElement::builder()
            .attribute_name(text(&element["AttributeName"]))
            .key_type(KeyType::from(text(&element["KeyType"])))
            .build()
            .unwrap()
    };
    sequence(schema).map(element).collect()
}

fn sequence(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_sequence().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text in the template")
}
