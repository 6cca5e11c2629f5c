//! The act at the counter. Pure: on a village's book.
//!
//! Refusals, in the order they are checked: `ledger.unknown_account`, `shop.barred`, `shop.nothing_wanted`, `shop.unknown_item`, `shop.wrong_quantity`,
//! `shop.below_minimum`, `shop.points_short`, `shop.out_of_stock`, `funds.short`, `shop.price_changed`.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::*;
use super::proposing::propose;
use super::stocking::move_stock;
use crate::awards;
use crate::db::{Book, Grounds, Job};
use crate::funds;
use crate::ledger::{self, AccountKind, Draft, EntryKind, Side, Transfer};
use crate::rulebook::{Rulebook, Settings};
use crate::words::{Act, Kind, Points, Refusal, Yuan};

/// The most pieces of one item in one redemption.
const MOST_PIECES: i64 = 1_000;

/// How many pieces of what, by the item's number or name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[schema(example = "A01")]
    pub item: String,
    #[schema(example = 1, minimum = 1, maximum = 1000)]
    pub quantity: i64,
}

/// Hands out goods for points.
#[derive(Clone, Serialize)]
pub struct Redeem {
    pub account: String,
    pub wanted: Vec<Wanted>,
    /// In force today; it says what may be redeemed.
    #[serde(skip)]
    pub rulebook: Arc<Rulebook>,
}

impl Job for Redeem {
    type Answer = Redeemed;
    const VERB: &'static str = "redeem";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Redeemed, Refusal> {
        let available = ledger::available(book, &self.account).ok_or_else(|| ledger::unknown_account(&self.account))?;
        check_bars(book, &self.account, act.at.day())?;
        let lines = basket(book, &self.wanted)?;
        let points: Points = lines.iter().map(|line| line.points).sum();
        let cost: Yuan = lines.iter().map(|line| line.cost).sum();
        check_points(available, self.rulebook.settings(), points)?;
        check_stock(book, &lines)?;
        funds::check_money(book, cost)?;
        let id = book.next_serial("redemption");
        let entry = ledger::post(book, act, self.draft(act, id, &lines, points, cost))?;
        self.hand_out(book, act, id, lines);
        let state = "collected".to_owned();
        let keeper = act.actor.staff.clone();
        book.put(Redemption { id, account: self.account.clone(), state: state.clone(), points, cost, keeper, at: act.at, entry });
        Ok(Redeemed { id: id.to_string(), state, account: self.account.clone(), points, available: available - points })
    }

    fn grounds(&self, answer: &Redeemed) -> Grounds {
        Grounds { rulebook: Some(self.rulebook.hash().to_owned()), ..Grounds::about("redemption", &answer.id) }
    }
}

/// The same for somebody who has agreed to a total: refuses `shop.price_changed` where the goods take another one by now.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub(super) struct RedeemAgreed {
    pub redeem: Redeem,
    #[serde(skip)]
    pub agreed: Points,
}

impl Job for RedeemAgreed {
    type Answer = Redeemed;
    const VERB: &'static str = Redeem::VERB;

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Redeemed, Refusal> {
        let redeemed = self.redeem.decide(act, book)?;
        if redeemed.points == self.agreed {
            return Ok(redeemed);
        }
        let sentence = format!("要的分刚刚变了：核对时 {} 分，现在 {} 分，没有扣分。", self.agreed.plain(), redeemed.points.plain());
        Err(Refusal::new("shop.price_changed", Kind::Conflict, sentence, "请看看现在要几分，再核对一次。"))
    }

    fn grounds(&self, answer: &Redeemed) -> Grounds {
        self.redeem.grounds(answer)
    }
}

/// What can be redeemed of what is available: the part above the base score where the village says so, nothing below the least amount.
pub fn redeemable(available: Points, settings: &Settings) -> Points {
    let base = if settings.redeem_above_base { settings.base } else { Points::ZERO };
    let above = (available - base).max(Points::ZERO);
    if above < settings.redeem_min { Points::ZERO } else { above }
}

/// Refuses `shop.barred` while a rule keeps the account from the shop (否决).
fn check_bars(book: &Book, account: &str, today: NaiveDate) -> Result<(), Refusal> {
    let Some(bar) = awards::kept_from_shop(book, account, today) else { return Ok(()) };
    let sentence = format!("{}，没有扣分。", bar.sentence("不能换东西"));
    Err(Refusal::new("shop.barred", Kind::Conflict, sentence, "过了这一天就能换。觉得不对，请找村务监督委员。"))
}

/// The wanted goods at today's prices, one line an item.
fn basket(book: &Book, wanted: &[Wanted]) -> Result<Vec<RedemptionLine>, Refusal> {
    if wanted.is_empty() {
        return Err(Refusal::new("shop.nothing_wanted", Kind::Invalid, "还没有选东西。", "请先选要换的东西。"));
    }
    let mut lines: Vec<RedemptionLine> = Vec::new();
    for want in wanted {
        let item = find(book, &want.item)?;
        let at = lines.iter().position(|line| line.item == item.number);
        let before = at.map_or(0, |at| lines[at].quantity);
        let line = priced(&item, at.unwrap_or(lines.len()) as i64 + 1, before, want.quantity)?;
        match at {
            Some(at) => lines[at] = line,
            None => lines.push(line),
        }
    }
    Ok(lines)
}

fn find(book: &Book, wanted: &str) -> Result<Item, Refusal> {
    let by_name = || book.under::<Item>(()).into_iter().find(|item| item.name == wanted);
    book.get::<Item>(wanted).or_else(by_name).ok_or_else(|| {
        let sentence = format!("货架上没有“{wanted}”。");
        Refusal::new("shop.unknown_item", Kind::Invalid, sentence, "请核对商品编号。")
    })
}

/// `quantity` more pieces of an item of which `before` are wanted already.
fn priced(item: &Item, line: i64, before: i64, quantity: i64) -> Result<RedemptionLine, Refusal> {
    let pieces = before.saturating_add(quantity);
    let priced = item.points.times(pieces).zip(item.cost.times(pieces));
    let Some((points, cost)) = priced.filter(|_| quantity >= 1 && pieces <= MOST_PIECES) else {
        let sentence = format!("{}的数量要在 1 到 {MOST_PIECES} 之间。", item.name);
        return Err(Refusal::new("shop.wrong_quantity", Kind::Invalid, sentence, "请改好数量。"));
    };
    Ok(RedemptionLine { redemption: 0, line, item: item.number.clone(), name: item.name.clone(), quantity: pieces, points, cost })
}

fn check_points(available: Points, settings: &Settings, points: Points) -> Result<(), Refusal> {
    let usable = redeemable(available, settings);
    if points <= usable {
        return Ok(());
    }
    if usable.is_zero() && available.is_positive() && settings.redeem_min.is_positive() {
        let above = if settings.redeem_above_base { format!("{} 分以上的部分", settings.base.plain()) } else { String::new() };
        let sentence = format!("{above}满 {} 分才能换东西，现在一共有 {} 分，没有扣分。", settings.redeem_min.plain(), available.plain());
        return Err(Refusal::new("shop.below_minimum", Kind::Conflict, sentence, "请再攒一攒。"));
    }
    let sentence =
        format!("还差 {} 分：能换的有 {} 分，这些要 {} 分，没有扣分。", (points - usable).plain(), usable.plain(), points.plain());
    Err(Refusal::new("shop.points_short", Kind::Conflict, sentence, "请少换一些，或再攒一攒。"))
}

fn check_stock(book: &Book, lines: &[RedemptionLine]) -> Result<(), Refusal> {
    for line in lines {
        let stock = book.get::<Item>(&line.item).map_or(0, |item| item.stock);
        if stock < line.quantity {
            let sentence = match stock {
                0 => format!("{}刚刚被换完了，没有扣分。", line.name),
                left => format!("{}只剩 {left} 件，没有扣分。", line.name),
            };
            return Err(Refusal::new("shop.out_of_stock", Kind::Conflict, sentence, "请换别的，或等补货。"));
        }
    }
    Ok(())
}

impl Redeem {
    fn hand_out(&self, book: &mut Book, act: &Act, id: i64, lines: Vec<RedemptionLine>) {
        for line in lines {
            move_stock(book, act, &line.item, -line.quantity, "redeemed", Some(format!("redemption:{id}")));
            book.put(RedemptionLine { redemption: id, ..line });
        }
    }

    fn draft(&self, act: &Act, id: i64, lines: &[RedemptionLine], points: Points, cost: Yuan) -> Draft {
        let goods: Vec<_> = lines.iter().map(|line| format!("{} × {}，{} 分", line.name, line.quantity, line.points.plain())).collect();
        let names: Vec<_> = lines.iter().map(|line| line.name.as_str()).collect();
        let holder = Side::Holder(self.account.clone());
        let mut transfers = vec![Transfer::points(holder, Side::Village(AccountKind::Redeemed), points)];
        if cost.is_positive() {
            transfers.push(Transfer::yuan(AccountKind::Fund, AccountKind::Keeper, cost));
        }
        Draft {
            kind: EntryKind::Redemption,
            occurred_on: act.at.day(),
            rulebook: Some(self.rulebook.hash().to_owned()),
            reference: Some(format!("redemption:{id}")),
            title: format!("换了{}", names.join("、")),
            explanation: goods,
            transfers,
            expires_on: None,
        }
    }
}

/// Refuses `shop.reason_missing`: whoever reads the books later must see why.
pub(super) fn check_reason(reason: &str) -> Result<(), Refusal> {
    if (1..=500).contains(&reason.trim().chars().count()) {
        return Ok(());
    }
    Err(Refusal::new("shop.reason_missing", Kind::Invalid, "没有写退回的原因，或者太长。", "请写一句原因，最多 500 个字。"))
}

/// Takes a redemption back: the goods return to the shelf, points and money to where they came from. On the day itself the keeper does it alone;
/// later it is a proposal that somebody else agrees to (`proposing`).
///
/// Refuses `shop.unknown_redemption`, `shop.already_cancelled`, `shop.already_proposed`, then those of the ledger.
#[derive(Clone, Serialize, Deserialize)]
pub struct Cancel {
    pub redemption: i64,
    pub reason: String,
}

impl Job for Cancel {
    type Answer = Redeemed;
    const VERB: &'static str = "cancel";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Redeemed, Refusal> {
        let redemption = collected(book, self.redemption)?;
        if redemption.at.day() == act.at.day() {
            return take_back(book, act, redemption, &self.reason);
        }
        propose(book, act, ProposalKind::Cancellation, &redemption.id.to_string(), 0, &self.reason)?;
        Ok(told(book, Redemption { state: "cancellation_proposed".to_owned(), ..redemption }))
    }

    fn grounds(&self, answer: &Redeemed) -> Grounds {
        let way = (answer.state == "cancellation_proposed").then_some("propose");
        Grounds { way, ..Grounds::about("redemption", &answer.id).because(&self.reason) }
    }
}

/// A redemption that stands. Refuses `shop.unknown_redemption`, `shop.already_cancelled`.
pub(super) fn collected(book: &Book, id: i64) -> Result<Redemption, Refusal> {
    let Some(redemption) = book.get::<Redemption>(id) else {
        let sentence = format!("没有第 {id} 号兑换。");
        return Err(Refusal::new("shop.unknown_redemption", Kind::Missing, sentence, "请核对小票上的编号。"));
    };
    if redemption.state != "collected" {
        return Err(Refusal::new("shop.already_cancelled", Kind::Conflict, "这次兑换已经退过了。", "不用再退。"));
    }
    Ok(redemption)
}

/// Takes a redemption that stands back.
pub(super) fn take_back(book: &mut Book, act: &Act, redemption: Redemption, reason: &str) -> Result<Redeemed, Refusal> {
    let title = format!("退回第 {} 号兑换", redemption.id);
    ledger::reverse(book, act, redemption.entry, title, vec![reason.to_owned()])?;
    for line in book.under::<RedemptionLine>(redemption.id) {
        move_stock(book, act, &line.item, line.quantity, "cancelled", Some(format!("redemption:{}", redemption.id)));
    }
    let redemption = Redemption { state: "cancelled".to_owned(), ..redemption };
    book.put(redemption.clone());
    Ok(told(book, redemption))
}

fn told(book: &Book, redemption: Redemption) -> Redeemed {
    let available = ledger::available(book, &redemption.account).unwrap_or_default();
    let Redemption { id, account, state, points, .. } = redemption;
    Redeemed { id: id.to_string(), state, account, points, available }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_too_little_above_the_base_is_told_where_counting_begins() {
        let settings = Settings { base: Points::whole(100), redeem_above_base: true, redeem_min: Points::whole(10), ..Settings::default() };
        let refusal = check_points(Points::whole(105), &settings, Points::whole(5)).unwrap_err();
        assert_eq!(refusal.code, "shop.below_minimum");
        assert_eq!(refusal.sentence, "100 分以上的部分满 10 分才能换东西，现在一共有 105 分，没有扣分。");
    }
}
