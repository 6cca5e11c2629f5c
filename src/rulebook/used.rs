//! The values a step used, as they were filled in or counted.
//!
//! A handful, in the order of their names, each name shared with the rule: a map would be larger than all that is in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Names with values, for readers; an object in JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used(Vec<(Arc<str>, String)>);

impl Used {
    /// Nothing was used.
    pub const NOTHING: Self = Self(Vec::new());

    /// Whether nothing was used.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N: Into<Arc<str>>> FromIterator<(N, String)> for Used {
    fn from_iter<T: IntoIterator<Item = (N, String)>>(values: T) -> Self {
        let mut values: Vec<_> = values.into_iter().map(|(name, value)| (name.into(), value)).collect();
        values.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        values.dedup_by(|(one, _), (other, _)| one == other);
        Self(values)
    }
}

impl<N: Into<Arc<str>>, const LENGTH: usize> From<[(N, String); LENGTH]> for Used {
    fn from(values: [(N, String); LENGTH]) -> Self {
        values.into_iter().collect()
    }
}

impl Serialize for Used {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (&**name, value)))
    }
}

impl<'de> Deserialize<'de> for Used {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(BTreeMap::<String, String>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_an_object_in_the_order_of_their_names_and_are_read_back() {
        let used = Used::from([("桌数", "8".to_owned()), ("彩礼", "20000".to_owned())]);
        let json = serde_json::to_string(&used).unwrap();
        assert_eq!(json, r#"{"彩礼":"20000","桌数":"8"}"#);
        assert_eq!(serde_json::from_str::<Used>(&json).unwrap(), used);
    }
}
