//! The act at the counter, and taking it back. Pure: on a village's book.

use serde::{Deserialize, Serialize};

use super::basket::{Basket, Order, draft, reference};
use super::model::*;
use super::proof::check_shown;
use super::proposing::propose;
use super::reserving::give_back;
use super::stocking::move_stock;
use crate::db::{Book, Grounds, Job};
use crate::words::{Act, Kind, Refusal};
use crate::{ledger, roster};

/// Hands out goods for points, in one act. Refuses what [`Order::basket`] does, then `shop.card_needed`.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct Redeem(pub Order);

impl Job for Redeem {
    type Answer = Redeemed;
    const VERB: &'static str = "redeem";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Redeemed, Refusal> {
        let Basket { lines, points, cost } = self.0.basket(book, act)?;
        check_shown(book, act, &self.0.account, points, (self.0.shown, &self.0.rulebook))?;
        let redemption = Redemption {
            id: book.next_serial("redemption"),
            account: self.0.account.clone(),
            state: RedemptionState::Held,
            points,
            cost,
            keeper: act.actor.staff.clone(),
            at: act.at,
            entry: None,
        };
        for line in &lines {
            book.put(RedemptionLine { redemption: redemption.id, ..line.clone() });
        }
        let redemption = hand_out(book, act, redemption, &lines, self.0.rulebook.hash())?;
        Ok(told(book, redemption))
    }

    fn grounds(&self, answer: &Redeemed) -> Grounds {
        self.0.grounds(answer)
    }
}

/// Lets goods go over the counter: the entry, the stock, and the redemption that says so.
pub(super) fn hand_out(
    book: &mut Book,
    act: &Act,
    redemption: Redemption,
    lines: &[RedemptionLine],
    rulebook: &str,
) -> Result<Redemption, Refusal> {
    let entry = ledger::post(book, act, draft(act, &redemption, lines, rulebook))?;
    for line in lines {
        move_stock(book, act, &line.item, -line.quantity, "redeemed", Some(reference(redemption.id)));
    }
    let keeper = act.actor.staff.clone();
    let redemption = Redemption { state: RedemptionState::Collected, keeper, at: act.at, entry: Some(entry), ..redemption };
    book.put(redemption.clone());
    Ok(redemption)
}

/// Refuses `shop.reason_missing`: whoever reads the books later must see why.
pub(super) fn check_reason(reason: &str) -> Result<(), Refusal> {
    if (1..=500).contains(&reason.trim().chars().count()) {
        return Ok(());
    }
    Err(Refusal::new("shop.reason_missing", Kind::Invalid, "没有写原因，或者太长。", "请写一句原因，最多 500 个字。"))
}

/// Takes a redemption back: the goods return to the shelf, points and money to where they came from. What was only reserved is given up. What was
/// handed out on the day itself the keeper takes back alone; later, and where it is their own household's or their kin's, it is a proposal that somebody
/// else agrees to (`proposing`).
///
/// Refuses `shop.unknown_redemption`, `shop.already_cancelled`, `shop.reservation_expired`, `shop.already_proposed`, then those of the ledger.
#[derive(Clone, Serialize, Deserialize)]
pub struct Cancel {
    pub redemption: i64,
    pub reason: String,
}

impl Job for Cancel {
    type Answer = Redeemed;
    const VERB: &'static str = "cancel";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Redeemed, Refusal> {
        let redemption = standing(book, self.redemption)?;
        if redemption.state == RedemptionState::Held {
            let redemption = give_back(book, act, redemption, RedemptionState::Cancelled, &self.reason)?;
            return Ok(told(book, redemption));
        }
        if redemption.at.day() == act.at.day() && !is_own(book, act, &redemption) {
            return take_back(book, act, redemption, &self.reason);
        }
        propose(book, act, ProposalKind::Cancellation, &redemption.id.to_string(), 0, &self.reason)?;
        Ok(Redeemed { state: "cancellation_proposed".to_owned(), ..told(book, redemption) })
    }

    fn grounds(&self, answer: &Redeemed) -> Grounds {
        let way = (answer.state == "cancellation_proposed").then_some("propose");
        Grounds { way, ..Grounds::about("redemption", &answer.id).because(&self.reason) }
    }
}

/// Whether it is that of their own household or their kin's (回避).
pub(super) fn is_own(book: &Book, act: &Act, redemption: &Redemption) -> bool {
    let holder = roster::find(book, &redemption.account);
    holder.is_some_and(|holder| roster::steps_aside(book, &act.actor, &holder.household.number))
}

/// Refuses `shop.unknown_redemption`.
pub(super) fn unknown_redemption(id: i64) -> Refusal {
    Refusal::new("shop.unknown_redemption", Kind::Missing, format!("没有第 {id} 号兑换。"), "请核对小票上的编号。")
}

/// A redemption that is kept or handed out. Refuses `shop.unknown_redemption`, `shop.already_cancelled`, `shop.reservation_expired`.
pub(super) fn standing(book: &Book, id: i64) -> Result<Redemption, Refusal> {
    let redemption = book.get::<Redemption>(id).ok_or_else(|| unknown_redemption(id))?;
    match redemption.state {
        RedemptionState::Cancelled => {
            Err(Refusal::new("shop.already_cancelled", Kind::Conflict, "这一张已经退过了，分已经还回。", "不用再办。"))
        }
        RedemptionState::Expired => Err(super::reserving::expired()),
        RedemptionState::Held | RedemptionState::Collected => Ok(redemption),
    }
}

/// Takes a redemption that was handed out back.
pub(super) fn take_back(book: &mut Book, act: &Act, redemption: Redemption, reason: &str) -> Result<Redeemed, Refusal> {
    let title = format!("退回第 {} 号兑换", redemption.id);
    ledger::reverse(book, act, redemption.entry.unwrap_or_default(), title, vec![reason.to_owned()])?;
    for line in book.under::<RedemptionLine>(redemption.id) {
        move_stock(book, act, &line.item, line.quantity, "cancelled", Some(reference(redemption.id)));
    }
    let redemption = Redemption { state: RedemptionState::Cancelled, ..redemption };
    book.put(redemption.clone());
    Ok(told(book, redemption))
}

pub(super) fn told(book: &Book, redemption: Redemption) -> Redeemed {
    let available = ledger::available(book, &redemption.account).unwrap_or_default();
    let Redemption { id, account, state, points, .. } = redemption;
    Redeemed { id: id.to_string(), state: state.name().to_owned(), account, points, available }
}
