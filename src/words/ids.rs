//! Names of things: villages by their folder, operations by the client that made them.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A village, by the name of its folder under `villages/`: lower-case letters, digits and `-`, at most 40. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VillageId(Arc<str>);

impl VillageId {
    /// `None` if the text is not such a name.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let fits = (1..=40).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with('-');
        fits.then(|| Self(text.into()))
    }

    /// The name of a draft that stands in no village's folder.
    pub fn draft() -> Self {
        Self("draft".into())
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for VillageId {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("村的代号只能用小写字母、数字和短横线")
    }
}

impl From<VillageId> for String {
    fn from(village: VillageId) -> Self {
        village.0.as_ref().to_owned()
    }
}

impl fmt::Display for VillageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An operation id, kept for ever: a client's (`Idempotency-Key`, 1 to 128 visible ASCII characters) or one of the service's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(String);

impl OperationId {
    /// `None` if the text is empty, too long, holds anything but visible ASCII, or begins with `@`, which is kept for the service's own acts.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()) && !text.starts_with('@');
        fits.then(|| Self(text.to_owned()))
    }

    /// The id of one of the service's own acts. No client can use it up beforehand.
    pub fn own(text: &str) -> Self {
        Self(format!("@{text}"))
    }

    /// The id itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_be_unsafe_in_a_path_are_refused() {
        assert!(VillageId::parse("jianghe").is_some());
        for wrong in ["", "..", "a/b", "-a", "Jianghe", "蒋河", &"a".repeat(41)] {
            assert_eq!(VillageId::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn operation_ids_are_visible_ascii() {
        assert!(OperationId::parse("0192f1c4-aaaa").is_some());
        for wrong in ["", "a b", "键", "@post-award-1", &"a".repeat(129)] {
            assert_eq!(OperationId::parse(wrong), None, "{wrong}");
        }
    }
}
