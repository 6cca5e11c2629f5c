//! Settling with the keeper (结算): what the village owes for goods that were handed out is drawn up, signed by both sides, and paid. Pure: on a
//! village's book.
//!
//! ```text
//! drawn ──the other side signs──▶ signed ──▶ paid
//!   └──────────────────────────────┴──────▶ withdrawn
//! ```
//!
//! A settlement names a stretch of the ledger and what is owed at its end; its lines are the entries of that stretch, so a statement can be drawn up again
//! at any time and says the same. One is open at a time; what is redeemed meanwhile belongs to the next.
//!
//! Refusals, in the order they are checked. Drawing: `shop.settlement_open`, `shop.nothing_owed`. Signing, paying, withdrawing:
//! `shop.unknown_settlement`, `shop.settlement_over`, then `shop.same_side` (signing), `shop.not_signed`, `shop.how_paid_missing` (paying),
//! `shop.reason_missing` (withdrawing).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::*;
use super::redeeming::check_reason;
use crate::db::{Book, Grounds, Job};
use crate::ledger::{self, Account, AccountKind, Draft, EntryKind, Side, Transfer};
use crate::words::{Act, Kind, Refusal, Role, Yuan};

/// What whoever does something about a settlement is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Settled {
    /// The settlement's number.
    #[schema(example = "2")]
    pub id: String,
    pub state: SettlementState,
    #[schema(value_type = String, example = "358.50")]
    pub amount: Yuan,
}

impl From<&Settlement> for Settled {
    fn from(settlement: &Settlement) -> Self {
        Self { id: settlement.id.to_string(), state: settlement.state, amount: settlement.amount }
    }
}

/// Draws a settlement up; whoever does signs it for their side.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Draw;

impl Job for Draw {
    type Answer = Settled;
    const VERB: &'static str = "draw_settlement";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Settled, Refusal> {
        let is_open = |one: &Settlement| matches!(one.state, SettlementState::Drawn | SettlementState::Signed);
        if let Some(open) = book.under::<Settlement>(()).into_iter().find(is_open) {
            let sentence = format!("第 {} 号结算单还没有办完，没有另开一张。", open.id);
            return Err(Refusal::new("shop.settlement_open", Kind::Conflict, sentence, "请先把那一张签完、付掉，或者作废。"));
        }
        let owed = book.get::<Account>(&Side::Village(AccountKind::Keeper).number()).map_or(0, |account| account.posted);
        if owed <= 0 {
            let sentence = "现在不欠店主钱，没有开结算单。";
            return Err(Refusal::new("shop.nothing_owed", Kind::Conflict, sentence, "等换出东西以后再结。"));
        }
        let id = book.next_serial("settlement");
        let last_paid = (1..id).rev().filter_map(|id| book.get::<Settlement>(id)).find(|one| one.state == SettlementState::Paid);
        let settlement = Settlement {
            id,
            after_seq: last_paid.map_or(0, |last| last.upto_seq),
            upto_seq: ledger::head(book).seq,
            amount: Yuan::from_hundredths(owed),
            state: SettlementState::Drawn,
            drawn_by: act.actor.staff.clone(),
            drawn_role: act.actor.role,
            drawn_at: act.at,
            signed_by: None,
            signed_role: None,
            signed_at: None,
            paid_by: None,
            paid_at: None,
            paid_how: String::new(),
            entry: None,
        };
        book.put(settlement.clone());
        Ok(Settled::from(&settlement))
    }

    fn grounds(&self, answer: &Settled) -> Grounds {
        Grounds::about("settlement", &answer.id)
    }
}

/// A settlement that is not over. Refuses `shop.unknown_settlement`, `shop.settlement_over`.
fn open(book: &Book, id: i64) -> Result<Settlement, Refusal> {
    let settlement = book.get::<Settlement>(id).ok_or_else(|| unknown_settlement(id))?;
    match settlement.state {
        SettlementState::Drawn | SettlementState::Signed => Ok(settlement),
        state => {
            let sentence = format!("第 {id} 号结算单{}。", state.chinese());
            Err(Refusal::new("shop.settlement_over", Kind::Conflict, sentence, "不用再办。"))
        }
    }
}

/// Refuses `shop.unknown_settlement`.
pub(super) fn unknown_settlement(id: i64) -> Refusal {
    Refusal::new("shop.unknown_settlement", Kind::Missing, format!("没有第 {id} 号结算单。"), "请核对编号。")
}

/// The other side signs.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Sign {
    pub settlement: i64,
}

impl Job for Sign {
    type Answer = Settled;
    const VERB: &'static str = "sign_settlement";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Settled, Refusal> {
        let settlement = open(book, self.settlement)?;
        let (drawn, now) = (settlement.drawn_role == Role::Keeper, act.actor.role == Role::Keeper);
        if settlement.state == SettlementState::Signed || drawn == now {
            let sentence = "这一边已经签过了，没有再签。";
            return Err(Refusal::new("shop.same_side", Kind::Conflict, sentence, "两边各签一个：店员一个，村里一个。"));
        }
        let (signed_by, signed_role, signed_at) = (Some(act.actor.staff.clone()), Some(act.actor.role), Some(act.at));
        let settlement = Settlement { state: SettlementState::Signed, signed_by, signed_role, signed_at, ..settlement };
        book.put(settlement.clone());
        Ok(Settled::from(&settlement))
    }

    fn grounds(&self, answer: &Settled) -> Grounds {
        Grounds::about("settlement", &answer.id)
    }
}

/// The money is handed over: the entry that says so.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Pay {
    pub settlement: i64,
    /// Such as the number of the transfer.
    pub how: String,
}

impl Job for Pay {
    type Answer = Settled;
    const VERB: &'static str = "pay_settlement";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Settled, Refusal> {
        let settlement = open(book, self.settlement)?;
        if settlement.state != SettlementState::Signed {
            let sentence = "还没有两边都签字，没有记付款。";
            return Err(Refusal::new("shop.not_signed", Kind::Conflict, sentence, "请另一边先看、先签。"));
        }
        let how = self.how.trim();
        if !(1..=200).contains(&how.chars().count()) {
            let sentence = "没有写怎么付的，没有记付款。";
            return Err(Refusal::new("shop.how_paid_missing", Kind::Invalid, sentence, "请写转账单号或收条号，最多 200 个字。"));
        }
        let draft = Draft {
            kind: EntryKind::Settlement,
            occurred_on: act.at.day(),
            rulebook: None,
            reference: Some(format!("settlement:{}", settlement.id)),
            title: format!("付店主第 {} 号结算单", settlement.id),
            explanation: vec![how.to_owned()],
            transfers: vec![Transfer::yuan(AccountKind::Keeper, AccountKind::Paid, settlement.amount)],
            expires_on: None,
        };
        let entry = Some(ledger::post(book, act, draft)?);
        let settlement = Settlement { state: SettlementState::Paid, paid_how: how.to_owned(), entry, ..over(act, settlement) };
        book.put(settlement.clone());
        Ok(Settled::from(&settlement))
    }

    fn grounds(&self, answer: &Settled) -> Grounds {
        Grounds::about("settlement", &answer.id).because(&self.how)
    }
}

/// It is wrong, or nobody wants it any more.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Withdraw {
    pub settlement: i64,
    pub reason: String,
}

impl Job for Withdraw {
    type Answer = Settled;
    const VERB: &'static str = "withdraw_settlement";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Settled, Refusal> {
        let settlement = open(book, self.settlement)?;
        check_reason(&self.reason)?;
        let paid_how = self.reason.trim().to_owned();
        let settlement = Settlement { state: SettlementState::Withdrawn, paid_how, ..over(act, settlement) };
        book.put(settlement.clone());
        Ok(Settled::from(&settlement))
    }

    fn grounds(&self, answer: &Settled) -> Grounds {
        Grounds::about("settlement", &answer.id).because(&self.reason)
    }
}

fn over(act: &Act, settlement: Settlement) -> Settlement {
    Settlement { paid_by: Some(act.actor.staff.clone()), paid_at: Some(act.at), ..settlement }
}
