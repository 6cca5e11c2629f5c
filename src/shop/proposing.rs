//! What nobody does alone in the shop: one proposes it with a reason, another one decides. Pure: on a village's book.
//!
//! Refusals, in the order they are checked. Proposing a write-off: `shop.unknown_item`, `shop.wrong_quantity`, `shop.out_of_stock`,
//! `shop.kept_for_others`, `shop.reason_missing`. Deciding: `shop.unknown_proposal`, `shop.already_decided`, `shop.same_proposer` (confirming),
//! `shop.own_household` (confirming a cancellation, or who stands at the counter), then those of the act itself.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::*;
use super::redeeming::{check_reason, is_own, standing, take_back};
use super::reserving::give_back;
use super::stocking::{Goods, WRITTEN_OFF, move_stock, shelve};
use crate::db::{Book, Grounds, Job};
use crate::words::{Act, Kind, Refusal};

/// A proposal as whoever made or decided it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Proposed {
    /// The proposal's number.
    #[schema(example = "2")]
    pub id: String,
    /// `proposed`, `confirmed` or `rejected`.
    #[schema(example = "proposed")]
    pub state: String,
}

/// Writes a proposal down. Refuses `shop.already_proposed` for a redemption somebody proposed already.
pub(super) fn propose(
    book: &mut Book,
    act: &Act,
    kind: ProposalKind,
    subject: &str,
    quantity: i64,
    reason: &str,
) -> Result<Proposal, Refusal> {
    let is_same = |other: &Proposal| kind == ProposalKind::Cancellation && other.kind == kind && other.subject == subject;
    let is_open = |other: &Proposal| other.state == "proposed";
    if book.under::<Proposal>(()).iter().any(|other| is_same(other) && is_open(other)) {
        return Err(Refusal::new("shop.already_proposed", Kind::Conflict, "这次兑换已经有人提出退回。", "等另一个人来定。"));
    }
    let id = book.next_serial("shop_proposal");
    let proposal = Proposal {
        id,
        kind,
        subject: subject.to_owned(),
        quantity,
        reason: reason.trim().to_owned(),
        state: "proposed".to_owned(),
        proposed_by: act.actor.staff.clone(),
        proposed_at: act.at,
        decided_by: None,
        decided_at: None,
    };
    book.put(proposal.clone());
    Ok(proposal)
}

/// Proposes that pieces be written off (报损).
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct WriteOff {
    pub item: String,
    pub quantity: i64,
    pub reason: String,
}

impl Job for WriteOff {
    type Answer = Proposed;
    const VERB: &'static str = "write_off";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Proposed, Refusal> {
        let Some(item) = book.get::<Item>(&self.item) else {
            let sentence = format!("货架上没有 {}。", self.item);
            return Err(Refusal::new("shop.unknown_item", Kind::Invalid, sentence, "请核对商品编号。"));
        };
        if self.quantity < 1 {
            return Err(Refusal::new("shop.wrong_quantity", Kind::Invalid, "数量要大于 0。", "请填坏了或少了几件。"));
        }
        check_stock(&item, self.quantity)?;
        check_reason(&self.reason)?;
        propose(book, act, ProposalKind::WriteOff, &item.number, self.quantity, &self.reason).map(told)
    }

    fn grounds(&self, answer: &Proposed) -> Grounds {
        Grounds::about("shop_proposal", &answer.id).because(&self.reason)
    }
}

/// Refuses `shop.out_of_stock`, and `shop.kept_for_others` where pieces would go that somebody has reserved.
fn check_stock(item: &Item, quantity: i64) -> Result<(), Refusal> {
    if item.stock < quantity {
        let sentence = format!("{}只有 {} 件，报不了 {quantity} 件。", item.name, item.stock);
        return Err(Refusal::new("shop.out_of_stock", Kind::Conflict, sentence, "请先盘点，再填少了几件。"));
    }
    if item.available() < quantity {
        let (name, stock, held) = (&item.name, item.stock, item.held);
        let sentence = format!("{name}有 {stock} 件，其中 {held} 件有人预约，减 {quantity} 件就不够了，库存没有变。");
        return Err(Refusal::new("shop.kept_for_others", Kind::Conflict, sentence, "请先退掉预约（分会还回），再办这一件。"));
    }
    Ok(())
}

/// Decides on a proposal of somebody else; whoever proposed it may only withdraw it, by rejecting.
#[derive(Clone, Serialize, Deserialize)]
pub struct DecideProposal {
    pub id: i64,
    pub confirmed: bool,
}

impl Job for DecideProposal {
    type Answer = Proposed;
    const VERB: &'static str = "decide_proposal";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Proposed, Refusal> {
        let Some(proposal) = book.get::<Proposal>(self.id) else {
            let sentence = format!("小店没有第 {} 号要两个人定的事。", self.id);
            return Err(Refusal::new("shop.unknown_proposal", Kind::Missing, sentence, "请核对编号。"));
        };
        if proposal.state != "proposed" {
            return Err(Refusal::new("shop.already_decided", Kind::Conflict, "这一件已经定过了。", "不用再定。"));
        }
        if self.confirmed && proposal.proposed_by == act.actor.staff {
            return Err(Refusal::new("shop.same_proposer", Kind::Aside, "这是您自己提出的，要另一个人同意。", "请换一个人来定。"));
        }
        if self.confirmed {
            carry_out(book, act, &proposal)?;
        } else if proposal.kind == ProposalKind::Witness {
            turn_away(book, act, &proposal)?;
        }
        let state = if self.confirmed { "confirmed" } else { "rejected" };
        let (decided_by, decided_at) = (Some(act.actor.staff.clone()), Some(act.at));
        let decided = Proposal { state: state.to_owned(), decided_by, decided_at, ..proposal };
        book.put(decided.clone());
        Ok(told(decided))
    }

    fn aim(&self) -> Option<(&'static str, i64)> {
        Some(("shop_proposal", self.id))
    }

    fn grounds(&self, answer: &Proposed) -> Grounds {
        let way = Some(if self.confirmed { "confirm" } else { "reject" });
        Grounds { way, ..Grounds::about("shop_proposal", &answer.id) }
    }
}

fn carry_out(book: &mut Book, act: &Act, proposal: &Proposal) -> Result<(), Refusal> {
    let subject = proposal.subject.parse().unwrap_or_default();
    let reference = format!("proposal:{}", proposal.id);
    match proposal.kind {
        ProposalKind::Cancellation => {
            let redemption = standing(book, subject)?;
            if is_own(book, act, &redemption) {
                return Err(own_household());
            }
            take_back(book, act, redemption, &proposal.reason)?;
        }
        // The goods are there for them from now on; the keeper hands them out.
        ProposalKind::Witness => {
            if is_own(book, act, &standing(book, subject)?) {
                return Err(own_household());
            }
        }
        ProposalKind::WriteOff => take_out(book, act, &proposal.subject, proposal.quantity, WRITTEN_OFF, &reference)?,
        ProposalKind::Delivery => {
            let goods: Vec<Goods> = book.get::<Delivery>(subject).and_then(|row| serde_json::from_str(&row.goods).ok()).unwrap_or_default();
            shelve(book, act, &goods, Some(&reference));
        }
        ProposalKind::Count => {
            // The difference stays what it was, whatever was handed out since the count.
            let counted: Vec<Counted> =
                book.get::<DayEnd>(subject).and_then(|row| serde_json::from_str(&row.counted).ok()).unwrap_or_default();
            // What a later count has looked at again is in its own difference.
            let later = (subject + 1..).map_while(|id| book.get::<DayEnd>(id));
            let again = later.flat_map(|day| serde_json::from_str::<Vec<Counted>>(&day.counted).unwrap_or_default());
            let again: BTreeSet<String> = again.map(|line| line.item).collect();
            for line in counted.into_iter().filter(|line| !again.contains(&line.item)) {
                take_out(book, act, &line.item, -line.difference(), "counted", &reference)?;
            }
        }
    }
    Ok(())
}

/// Nobody knows who it was for: what was kept is free again. What has ended by itself meanwhile stays so.
fn turn_away(book: &mut Book, act: &Act, proposal: &Proposal) -> Result<(), Refusal> {
    let redemption = book.get::<Redemption>(proposal.subject.parse::<i64>().unwrap_or_default());
    match redemption.filter(|redemption| redemption.state == RedemptionState::Held) {
        Some(redemption) => give_back(book, act, redemption, RedemptionState::Cancelled, "没有人作证是本人").map(drop),
        None => Ok(()),
    }
}

fn own_household() -> Refusal {
    Refusal::new("shop.own_household", Kind::Aside, "这是您自己家或亲属家的兑换，您要回避。", "请换一个人来定。")
}

/// Takes pieces off the shelf, or (negative) adds what was found.
fn take_out(book: &mut Book, act: &Act, item: &str, quantity: i64, why: &str, reference: &str) -> Result<(), Refusal> {
    if let Some(item) = book.get::<Item>(item).filter(|_| quantity > 0) {
        check_stock(&item, quantity)?;
    }
    move_stock(book, act, item, -quantity, why, Some(reference.to_owned()));
    Ok(())
}

/// Whether a proposal still waits for somebody else.
pub fn is_open(book: &Book, id: i64) -> bool {
    book.get::<Proposal>(id).is_some_and(|proposal| proposal.state == "proposed")
}

/// Takes the reason out of a proposal, for somebody who asked to be forgotten.
pub fn forget(book: &mut Book, id: i64) {
    if let Some(proposal) = book.get::<Proposal>(id) {
        book.put(Proposal { reason: String::new(), ..proposal });
    }
}

fn told(proposal: Proposal) -> Proposed {
    Proposed { id: proposal.id.to_string(), state: proposal.state }
}
