//! The hash chain: canonical bytes of an entry and the hash that binds it to everything before it.
//!
//! `hash = SHA-256(canonical JSON array)`; the array begins with the format's name and holds village, seq and the previous hash, so an entry can be
//! neither changed, moved, dropped nor carried to another village unnoticed. Personal text enters only as a salted commitment.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::model::{Entry, Posting};
use crate::words::VillageId;

/// What stands before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of an entry. The entry's own `hash` is not looked at.
pub(super) fn link(village: &VillageId, previous: &str, entry: &Entry, postings: &[Posting]) -> String {
    let lines: Vec<_> = postings.iter().map(|posting| json!([posting.account, posting.lot, posting.amount])).collect();
    let canonical = json!([
        "jifen-1",
        village.as_str(),
        entry.seq,
        previous,
        entry.kind.name(),
        entry.at.millis(),
        entry.occurred_on.to_string(),
        entry.operation,
        entry.actor,
        entry.role.name(),
        entry.rulebook,
        entry.reference,
        entry.reverses,
        entry.commitment,
        lines
    ]);
    hex(Sha256::digest(canonical.to_string()))
}

/// The salt of one entry of an act.
pub(super) fn salt(act: &[u8; 16], seq: i64) -> String {
    hex(Sha256::new().chain_update(act).chain_update(seq.to_le_bytes()).finalize())
}

/// What the chain knows of the particulars: nothing, without the salt.
pub(super) fn commitment(salt: &str, title: &str, explanation: &str) -> String {
    hex(Sha256::digest(json!([salt, title, explanation]).to_string()))
}

fn hex(digest: impl AsRef<[u8]>) -> String {
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
