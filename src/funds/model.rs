//! What the fund has, and putting money into it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::{Book, Grounds, Job};
use crate::ledger::{self, Account, AccountKind, Draft, EntryKind, Side, Transfer};
use crate::words::{Act, Kind, Refusal, Yuan};

/// The most that one allocation may be.
const MOST: Yuan = Yuan::whole(100_000_000);

/// The fund in yuan. `budget = spent + committed + available`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fund {
    /// All that was put in.
    #[schema(value_type = String, example = "15000.00")]
    pub budget: Yuan,
    /// Charged for goods that were handed out.
    #[schema(value_type = String, example = "1790.00")]
    pub spent: Yuan,
    /// Reserved for goods that are not yet handed out.
    #[schema(value_type = String, example = "0.00")]
    pub committed: Yuan,
    /// What is left.
    #[schema(value_type = String, example = "13210.00")]
    pub available: Yuan,
}

/// Reads the fund off its two accounts.
pub(super) fn fund(collective: Option<Account>, fund: Option<Account>) -> Fund {
    let budget = Yuan::from_hundredths(collective.map_or(0, |account| -account.posted));
    let (posted, held) = fund.map_or((0, 0), |account| (account.posted, account.held));
    Fund {
        budget,
        spent: budget - Yuan::from_hundredths(posted),
        committed: Yuan::from_hundredths(held),
        available: Yuan::from_hundredths(posted - held),
    }
}

/// Refuses `funds.short` if the fund cannot pay this much.
pub fn check_money(book: &Book, cost: Yuan) -> Result<(), Refusal> {
    let account = book.get::<Account>(Side::Village(AccountKind::Fund).number().as_str());
    let available = Yuan::from_hundredths(account.map_or(0, |account| account.available()));
    if cost <= available {
        return Ok(());
    }
    let sentence = format!("村里的基金只剩 {} 元，这次要 {} 元，没有换成，没有扣分。", available.plain(), cost.plain());
    Err(Refusal::new("funds.short", Kind::Conflict, sentence, "请少换一些，或请村书记补充基金。"))
}

/// Puts money from the collective into the fund. Refuses `funds.wrong_amount`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Allocate {
    pub amount: Yuan,
    /// Where it comes from and who decided it.
    pub note: String,
}

impl Job for Allocate {
    type Answer = i64;
    const VERB: &'static str = "allocate";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<i64, Refusal> {
        if !self.amount.is_positive() || self.amount > MOST {
            return Err(Refusal::new("funds.wrong_amount", Kind::Invalid, "拨款要大于 0 元，一次最多一亿元。", "请改好金额再提交。"));
        }
        let draft = Draft {
            kind: EntryKind::Allocation,
            occurred_on: act.at.day(),
            rulebook: None,
            reference: None,
            title: "基金拨款".to_owned(),
            explanation: vec![self.note.clone()],
            transfers: vec![Transfer::yuan(AccountKind::Collective, AccountKind::Fund, self.amount)],
            expires_on: None,
        };
        ledger::post(book, act, draft)
    }

    fn grounds(&self, answer: &i64) -> Grounds {
        Grounds::about("entry", answer).because(&self.note)
    }
}
