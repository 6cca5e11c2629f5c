//! What somebody wants for whose points, priced and checked: the same at the counter and when goods are reserved. Pure, on a village's book.
//!
//! Refusals, in the order they are checked: `ledger.unknown_account`, `shop.barred`, `shop.nothing_wanted`, `shop.unknown_item`, `shop.wrong_quantity`,
//! `shop.below_minimum`, `shop.points_short`, `shop.out_of_stock`, `funds.short`, `shop.price_changed`.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::*;
use super::proof::ShownBy;
use crate::awards;
use crate::db::{Book, Grounds};
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

/// Goods for the points of an account.
#[derive(Clone, Serialize)]
pub struct Order {
    pub account: String,
    pub wanted: Vec<Wanted>,
    /// In force today; it says what may be redeemed.
    #[serde(skip)]
    pub rulebook: Arc<Rulebook>,
    /// The total that somebody has seen and agreed to, where there is a somebody.
    #[serde(skip)]
    pub agreed: Option<Points>,
    /// By what whoever wants it showed that the points are theirs. Once more with a card is no other order.
    #[serde(skip)]
    pub shown: ShownBy,
}

/// An order that can be had.
pub(super) struct Basket {
    pub lines: Vec<RedemptionLine>,
    pub points: Points,
    pub cost: Yuan,
}

impl Order {
    /// Prices the order and checks everything that may stand against it, in the order above.
    pub(super) fn basket(&self, book: &Book, act: &Act) -> Result<Basket, Refusal> {
        let available = ledger::available(book, &self.account).ok_or_else(|| ledger::unknown_account(&self.account))?;
        check_bars(book, &self.account, act.at.day())?;
        let lines = priced_lines(book, &self.wanted)?;
        let points: Points = lines.iter().map(|line| line.points).sum();
        let cost: Yuan = lines.iter().map(|line| line.cost).sum();
        check_points(available, self.rulebook.settings(), points)?;
        check_stock(book, &lines)?;
        funds::check_money(book, cost)?;
        self.check_agreed(points)?;
        Ok(Basket { lines, points, cost })
    }

    /// What the trail says of a redemption of it.
    pub(super) fn grounds(&self, answer: &Redeemed) -> Grounds {
        Grounds {
            way: Some(self.shown.name()),
            rulebook: Some(self.rulebook.hash().to_owned()),
            ..Grounds::about("redemption", &answer.id)
        }
    }

    fn check_agreed(&self, points: Points) -> Result<(), Refusal> {
        let Some(agreed) = self.agreed.filter(|agreed| *agreed != points) else { return Ok(()) };
        let sentence = format!("要的分刚刚变了：核对时 {} 分，现在 {} 分，没有扣分。", agreed.plain(), points.plain());
        Err(Refusal::new("shop.price_changed", Kind::Conflict, sentence, "请看看现在要几分，再核对一次。"))
    }
}

/// What moves when a redemption is handed out: points from the holder, money from the fund to the keeper. What is only reserved is held of the same.
pub(super) fn transfers(redemption: &Redemption) -> Vec<Transfer> {
    let holder = Side::Holder(redemption.account.clone());
    let mut transfers = vec![Transfer::points(holder, Side::Village(AccountKind::Redeemed), redemption.points)];
    if redemption.cost.is_positive() {
        transfers.push(Transfer::yuan(AccountKind::Fund, AccountKind::Keeper, redemption.cost));
    }
    transfers
}

/// The entry of a redemption.
pub(super) fn draft(act: &Act, redemption: &Redemption, lines: &[RedemptionLine], rulebook: &str) -> Draft {
    let goods = lines.iter().map(|line| format!("{} × {}，{} 分", line.name, line.quantity, line.points.plain())).collect();
    let names: Vec<_> = lines.iter().map(|line| line.name.as_str()).collect();
    Draft {
        kind: EntryKind::Redemption,
        occurred_on: act.at.day(),
        rulebook: Some(rulebook.to_owned()),
        reference: Some(reference(redemption.id)),
        title: format!("换了{}", names.join("、")),
        explanation: goods,
        transfers: transfers(redemption),
        expires_on: None,
    }
}

/// `redemption:3`, by which entry, stock moves and holds name it.
pub(super) fn reference(id: i64) -> String {
    format!("redemption:{id}")
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
fn priced_lines(book: &Book, wanted: &[Wanted]) -> Result<Vec<RedemptionLine>, Refusal> {
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
        let (left, held) = book.get::<Item>(&line.item).map_or((0, 0), |item| (item.available(), item.held));
        if left < line.quantity {
            let sentence = match (left, held) {
                (0, 0) => format!("{}刚刚被换完了，没有扣分。", line.name),
                (0, _) => format!("{}剩下的都有人预约了，没有扣分。", line.name),
                _ => format!("{}只剩 {left} 件，没有扣分。", line.name),
            };
            return Err(Refusal::new("shop.out_of_stock", Kind::Conflict, sentence, "请换别的，或等补货。"));
        }
    }
    Ok(())
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
