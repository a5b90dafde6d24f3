use serde::Deserialize;

/// What the storage tells: objects that were put.
#[derive(Clone, Debug, Deserialize)]
pub struct StorageEvent {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Clone, Debug, Deserialize)]
struct Record {
    s3: Storage,
}

#[derive(Clone, Debug, Deserialize)]
struct Storage {
    object: Object,
}

#[derive(Clone, Debug, Deserialize)]
struct Object {
    key: String,
}

impl StorageEvent {
    /// The objects' keys. They come in the encoding of URLs, which is the same text for every key that a ticket is for.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(|record| record.s3.object.key.as_str())
    }
}
