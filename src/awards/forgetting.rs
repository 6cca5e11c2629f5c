//! What becomes of an award whose person asked to be forgotten: which steps it took stays, for what they promise and bar; their words and values are gone.
//! Pure: on a village's book.

use super::adjusting::Adjustment;
use super::model::Award;
use crate::db::Book;
use crate::rulebook::{Step, Used};

/// Takes the words out of an award's explanation, also of those it had before an erratum.
pub fn forget(book: &mut Book, id: i64) {
    let Some(award) = book.get::<Award>(id) else { return };
    let mute = |step: Step| Step { text: String::new(), values: Used::NOTHING, ..step };
    let steps: Vec<_> = award.read_steps().into_iter().map(mute).collect();
    book.put(Award { steps: serde_json::to_string(&steps).unwrap_or_default(), ..award });
    for adjustment in book.under::<Adjustment>(id) {
        book.strike(Adjustment { steps_before: String::new(), ..adjustment });
    }
}
