//! One durable award through the books: the least that is an award, posted with `ledger::post`.

use chrono::Datelike;
use jifen::db::{Book, Job};
use jifen::ledger::{self, AccountKind, Draft, EntryKind, Side, Transfer};
use jifen::words::{Act, Points, Refusal};
use serde::Serialize;

/// Five points for one account.
#[derive(Serialize)]
pub struct Award {
    pub account: String,
}

impl Job for Award {
    /// The entry's number.
    type Answer = i64;
    const VERB: &'static str = "bench_award";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<i64, Refusal> {
        let draft = Draft {
            kind: EntryKind::Award,
            occurred_on: act.at.day(),
            rulebook: Some("6f1ed002ab5595859014ebf0951522d96f1ed002ab5595859014ebf0951522d9".to_owned()),
            reference: Some(format!("award:{}", act.at.day().ordinal())),
            title: "义务劳动".to_owned(),
            explanation: vec!["义务劳动 记 5 分".to_owned()],
            transfers: vec![Transfer::points(Side::Village(AccountKind::Issued), Side::Holder(self.account.clone()), Points::whole(5))],
            expires_on: None,
        };
        ledger::post(book, act, draft)
    }
}
