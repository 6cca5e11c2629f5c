//! The end of a day at the shop (日结): what is on the shelf is counted, compared with the books and signed. Pure: on a village's book.
//!
//! A day goes from where the last one ended to now, whenever that is, so nothing falls between two days and the shop need not close for it. What was
//! redeemed in it is read off the ledger between two entries; it cannot be told wrong. Where the count differs the day is signed all the same and says
//! so, and somebody else decides whether the books follow the count (`proposing`).
//!
//! Refusals, in the order they are checked: `shop.nothing_counted`, `shop.unknown_item`, `shop.counted_twice`, `shop.wrong_count`,
//! `shop.reason_missing` (only where something differs).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::*;
use super::proposing::propose;
use super::redeeming::check_reason;
use crate::db::{Book, Grounds, Job};
use crate::ledger;
use crate::words::{Act, Kind, Refusal};

/// The most pieces of one item that anybody counts.
const MOST: i64 = 1_000_000;

/// How many pieces of an item are on the shelf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    #[schema(example = "A01")]
    pub item: String,
    #[schema(example = 12, minimum = 0, maximum = 1_000_000)]
    pub counted: i64,
}

/// Ends a day.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct EndDay {
    pub counted: Vec<Count>,
    /// Why something may differ; needed only then.
    pub reason: String,
}

/// A day that was ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ended {
    /// The number of the day's end.
    #[schema(example = "7")]
    pub id: String,
    /// How many kinds of goods differ from the books.
    pub differing: i64,
    /// What somebody else has to decide about that.
    pub proposal: Option<String>,
}

impl Job for EndDay {
    type Answer = Ended;
    const VERB: &'static str = "end_day";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Ended, Refusal> {
        let counted = self.compared(book)?;
        let differing: Vec<_> = counted.iter().filter(|line| line.difference() != 0).collect();
        let id = book.next_serial("day_end");
        let proposal = match differing.is_empty() {
            true => None,
            false => {
                check_reason(&self.reason).map_err(|refusal| unexplained(refusal, &differing))?;
                let pieces = differing.iter().map(|line| line.difference().abs()).sum();
                let said = format!("{}。{}", said(&differing), self.reason.trim());
                Some(propose(book, act, ProposalKind::Count, &id.to_string(), pieces, &said)?.id)
            }
        };
        let differing = differing.len() as i64;
        let after_seq = book.get::<DayEnd>(id - 1).map_or(0, |last| last.upto_seq);
        let (upto_seq, counted) = (ledger::head(book).seq, serde_json::to_string(&counted).unwrap_or_default());
        let (signed_by, signed_role, signed_at) = (act.actor.staff.clone(), act.actor.role, act.at);
        book.put(DayEnd { id, after_seq, upto_seq, counted, proposal, signed_by, signed_role, signed_at });
        Ok(Ended { id: id.to_string(), differing, proposal: proposal.map(|id| id.to_string()) })
    }

    fn grounds(&self, answer: &Ended) -> Grounds {
        Grounds::about("day_end", &answer.id).because(&self.reason)
    }
}

impl EndDay {
    /// Each counted item beside what the books say.
    fn compared(&self, book: &Book) -> Result<Vec<Counted>, Refusal> {
        let is_empty_shop = book.under::<Item>(()).is_empty();
        if self.counted.is_empty() && !is_empty_shop {
            return Err(Refusal::new("shop.nothing_counted", Kind::Invalid, "一样也没有点，没有日结。", "请点一点货架，填上件数。"));
        }
        let mut seen = BTreeSet::new();
        let compare = |count: &Count| {
            let Some(item) = book.get::<Item>(&count.item) else {
                let sentence = format!("货架上没有“{}”。", count.item);
                return Err(Refusal::new("shop.unknown_item", Kind::Invalid, sentence, "请核对商品编号。"));
            };
            if !seen.insert(item.number.clone()) {
                let sentence = format!("{}填了两遍，没有日结。", item.name);
                return Err(Refusal::new("shop.counted_twice", Kind::Invalid, sentence, "请只填一个数。"));
            }
            if !(0..=MOST).contains(&count.counted) {
                let sentence = format!("{}的件数没有写对，没有日结。", item.name);
                return Err(Refusal::new("shop.wrong_count", Kind::Invalid, sentence, format!("请写 0 到 {MOST} 的整数。")));
            }
            Ok(Counted { item: item.number, name: item.name, stock: item.stock, counted: count.counted })
        };
        self.counted.iter().map(compare).collect()
    }
}

/// The same no, with what it is about: whoever counted wants to know what to count again.
fn unexplained(refusal: Refusal, differing: &[&Counted]) -> Refusal {
    let sentence = format!("{}，还没有写是怎么回事。", said(differing));
    Refusal { sentence, next_step: "请再数一遍；数没错，就写一句怎么回事，最多 500 个字。".to_owned(), ..refusal }
}

/// `香皂少 2 件、毛巾多 1 件`
fn said(differing: &[&Counted]) -> String {
    let way = |line: &&Counted| {
        let (word, pieces) = if line.difference() < 0 { ("少", -line.difference()) } else { ("多", line.difference()) };
        format!("{}{word} {pieces} 件", line.name)
    };
    differing.iter().map(way).collect::<Vec<_>>().join("、")
}
