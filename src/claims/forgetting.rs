//! What becomes of a claim whose subject asked to be forgotten: numbers and choices stay, for limits and for judging again; what was written is gone.
//! Pure: on a village's book.

use std::collections::BTreeMap;

use super::evidence;
use super::model::{Claim, Review};
use super::recording::{Record, RecordMany};
use super::reviewing::Decide;
use crate::db::{Book, Job};
use crate::rulebook::{FieldKind, Rulebook};

/// Whether an operation of this verb told of a claim: its answer holds the claim's number and why it is worth what it is.
pub fn tells(verb: &str) -> bool {
    [Record::VERB, RecordMany::VERB, Decide::VERB].contains(&verb)
}

/// Takes note, free texts, pictures and the reasons of reviews out of a claim. Which of its fields take any text says the rulebook that judged it; without one, all do
/// that hold no number.
pub fn forget(book: &mut Book, id: i64, rulebook: Option<&Rulebook>) {
    let Some(claim) = book.get::<Claim>(id) else { return };
    let rule = rulebook.and_then(|rulebook| rulebook.rule(&claim.rule));
    let mut facts: BTreeMap<String, String> = serde_json::from_str(&claim.facts).unwrap_or_default();
    facts.retain(|name, text| match rule.and_then(|rule| rule.fields().iter().find(|field| field.name() == name)) {
        Some(field) => !matches!(field.kind(), FieldKind::Text),
        None => text.parse::<rust_decimal::Decimal>().is_ok(),
    });
    evidence::forget(book, id);
    for review in book.under::<Review>(id) {
        book.strike(Review { reason: String::new(), ..review });
    }
    book.put(Claim { facts: serde_json::to_string(&facts).unwrap_or_default(), note: String::new(), ..claim });
}
