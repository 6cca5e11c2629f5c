//! The hash chain: canonical bytes of an entry and the hash that binds it to everything before it.
//!
//! `hash = SHA-256(canonical JSON array)`; the array begins with the format's name and holds village, seq and the previous hash, so an entry can be
//! neither changed, moved, dropped nor carried to another village unnoticed. Personal text enters only as a salted commitment.

use sha2::{Digest, Sha256};

use super::model::{Entry, Posting};
use crate::words::{VillageId, hex};

/// What stands before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of an entry. The entry's own `hash` is not looked at. `trail` is the link of the act that the entry names; entries of before there was a trail
/// name none.
pub(super) fn link(village: &VillageId, previous: &str, entry: &Entry, postings: &[Posting], trail: Option<&str>) -> String {
    let lines: Vec<_> = postings.iter().map(|posting| (&posting.account, posting.lot, posting.amount)).collect();
    let format = if entry.trail.is_some() { "jifen-2" } else { "jifen-1" };
    let mut canonical = canonical(&(
        format,
        village.as_str(),
        entry.seq,
        previous,
        entry.kind.name(),
        entry.at.millis(),
        entry.occurred_on.to_string(),
        &entry.operation,
        &entry.actor,
        entry.role.name(),
        &entry.rulebook,
        &entry.reference,
        entry.reverses,
        &entry.commitment,
        lines,
    ));
    if let Some(number) = entry.trail {
        canonical.extend(self::canonical(&(number, trail)));
    }
    hex(Sha256::digest(canonical))
}

/// The salt of one entry of an act.
pub(super) fn salt(act: &[u8; 16], seq: i64) -> String {
    hex(Sha256::new().chain_update(act).chain_update(seq.to_le_bytes()).finalize())
}

/// What the chain knows of the particulars: nothing, without the salt.
pub(super) fn commitment(salt: &str, title: &str, explanation: &str) -> String {
    hex(Sha256::digest(canonical(&(salt, title, explanation))))
}

/// A tuple of plain values as a JSON array without spaces.
fn canonical(values: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(values).expect("texts and whole numbers are JSON")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::canonical;

    #[test]
    fn the_canonical_bytes_are_those_of_a_json_array() {
        let tuple =
            canonical(&("引号\"与\n换行", 1_i64, None::<String>, Some(2_i64), [("@issued", None, -500_i64), ("1-01", Some(7_i64), 500)]));
        let array = json!(["引号\"与\n换行", 1, null, 2, [["@issued", null, -500], ["1-01", 7, 500]]]);
        assert_eq!(String::from_utf8(tuple).unwrap(), array.to_string());
    }
}
