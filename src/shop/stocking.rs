//! Goods coming onto the shelf. Whoever receives a delivery writes it down, and it counts when a second one has signed (`proposing`); what the
//! service itself takes in from the village's files, and `jifen import`, count at once. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::*;
use super::proposing::propose;
use crate::db::{Book, Grounds, Job};
use crate::sums::{self, Figure};
use crate::words::{Act, Kind, Points, Problem, Refusal, Yuan};

/// Why pieces go that are broken, spoilt or missing.
pub(super) const WRITTEN_OFF: &str = "written_off";

const MOST_POINTS: Points = Points::whole(1_000_000);
const MOST_COST: Yuan = Yuan::whole(1_000_000);

/// Goods as they are delivered: a new item, or more pieces of one that is there, at the price named now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    pub number: String,
    pub name: String,
    pub spec: String,
    pub points: Points,
    pub cost: Yuan,
    /// Pieces that come in; 0 only changes the label.
    pub quantity: i64,
}

/// Puts a delivery on the shelf, all or nothing. Refuses `shop.wrong_rows` with every row that is wrong.
#[derive(Clone, Serialize, Deserialize)]
pub struct Shelve {
    pub goods: Vec<Goods>,
}

impl Job for Shelve {
    /// How many kinds of goods.
    type Answer = i64;
    const VERB: &'static str = "shelve";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<i64, Refusal> {
        check_goods(&self.goods, |index, part| in_row(index + 2, part))?;
        shelve(book, act, &self.goods, None);
        Ok(self.goods.len() as i64)
    }
}

/// Puts goods that were looked at on the shelf, each at the price named.
pub(super) fn shelve(book: &mut Book, act: &Act, goods: &[Goods], reference: Option<&str>) {
    for goods in goods {
        let Goods { number, name, spec, points, cost, quantity } = goods.clone();
        let (stock, held) = book.get::<Item>(&number).map_or((0, 0), |item| (item.stock, item.held));
        book.put(Item { number: number.clone(), name, spec, points, cost, stock, held });
        move_stock(book, act, &number, quantity, "stocked", reference.map(str::to_owned));
    }
}

/// What whoever brings a delivery is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delivered {
    /// How many kinds of goods.
    pub kinds: i64,
    /// The proposal that somebody else has to agree to; null where no piece came in and only labels changed: that is done at once.
    #[schema(example = "5")]
    pub proposal: Option<String>,
}

/// Writes a delivery down. Refuses `shop.wrong_rows` with every row that is wrong.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Deliver {
    pub goods: Vec<Goods>,
}

impl Job for Deliver {
    type Answer = Delivered;
    const VERB: &'static str = "deliver";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Delivered, Refusal> {
        check_goods(&self.goods, pointer)?;
        let (kinds, pieces) = (self.goods.len() as i64, self.goods.iter().map(|goods| goods.quantity).sum());
        if pieces == 0 {
            shelve(book, act, &self.goods, None);
            return Ok(Delivered { kinds, proposal: None });
        }
        let id = book.next_serial("delivery");
        book.put(Delivery { id, goods: serde_json::to_string(&self.goods).unwrap_or_default() });
        let proposal = propose(book, act, ProposalKind::Delivery, &id.to_string(), pieces, &said(&self.goods))?;
        Ok(Delivered { kinds, proposal: Some(proposal.id.to_string()) })
    }

    fn grounds(&self, answer: &Delivered) -> Grounds {
        answer.proposal.as_ref().map_or_else(Grounds::default, |id| Grounds::about("shop_proposal", id))
    }
}

/// `香皂 20 件、洗衣液 5 件`: what whoever signs reads.
fn said(goods: &[Goods]) -> String {
    let pieces = goods.iter().filter(|goods| goods.quantity > 0);
    pieces
        .map(|goods| format!("{} {} 件（每件 {} 分、{} 元）", goods.name, goods.quantity, goods.points.plain(), goods.cost.plain()))
        .collect::<Vec<_>>()
        .join("、")
}

/// Where a part of the goods stands in the request.
fn pointer(index: usize, part: Part) -> String {
    let field = if matches!(part, Part::Number) { "item" } else { part.name() };
    format!("/goods/{index}/{field}")
}

/// What of the goods can be wrong.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Number,
    Name,
    Points,
    Cost,
    Quantity,
}

impl Part {
    /// How its field in a form is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Name => "name",
            Self::Points => "points",
            Self::Cost => "cost",
            Self::Quantity => "quantity",
        }
    }
}

/// Where a part of the goods stands in a delivery's sheet.
fn in_row(row: usize, part: Part) -> String {
    let column = match part {
        Part::Number => "编号",
        Part::Name => "名称",
        Part::Points => "积分",
        Part::Cost => "成本",
        Part::Quantity => "库存",
    };
    format!("第 {row} 行 {column}")
}

/// What is wrong with the goods in a row of a sheet, the first thing only.
pub(super) fn problem(row: usize, goods: &Goods) -> Option<Problem> {
    wrong(goods).map(|(part, message)| Problem { pointer: in_row(row, part), message: message.to_owned(), fix: None })
}

/// Refuses `shop.wrong_rows`, each part by the name that whoever sent it knows it by.
fn check_goods(goods: &[Goods], place: impl Fn(usize, Part) -> String) -> Result<(), Refusal> {
    let wrong = goods.iter().enumerate().filter_map(|(index, goods)| wrong(goods).map(|(part, message)| (index, part, message)));
    let problem =
        |(index, part, message): (usize, Part, &str)| Problem { pointer: place(index, part), message: message.to_owned(), fix: None };
    let problems: Vec<_> = wrong.map(problem).collect();
    if problems.is_empty() {
        return Ok(());
    }
    Err(wrong_rows(problems.len()).with(problems))
}

/// Refuses `shop.wrong_rows`: so many places of a delivery are wrong.
pub(super) fn wrong_rows(places: usize) -> Refusal {
    let sentence = format!("货单里有 {places} 处不对，一件也没有入库。");
    Refusal::new("shop.wrong_rows", Kind::Invalid, sentence, "请把说到的地方改好，再交一次。")
}

/// What is wrong with goods, the first thing only.
pub(super) fn wrong(goods: &Goods) -> Option<(Part, &'static str)> {
    match goods {
        goods if goods.number.is_empty() || goods.number.len() > 20 => Some((Part::Number, "编号要有 1 到 20 个字符。")),
        goods if goods.name.trim().is_empty() => Some((Part::Name, "名称没有填。")),
        goods if !goods.points.is_positive() || goods.points > MOST_POINTS => Some((Part::Points, "要换的积分必须大于 0，最多一百万。")),
        goods if goods.cost.is_negative() || goods.cost > MOST_COST => Some((Part::Cost, "成本不能小于 0，最多一百万元。")),
        goods if !(0..=1_000_000).contains(&goods.quantity) => Some((Part::Quantity, "数量要在 0 到一百万之间。")),
        _ => None,
    }
}

/// Changes the stock of an item by a move that is kept. The caller has checked that it does not fall below zero.
pub(super) fn move_stock(book: &mut Book, act: &Act, number: &str, quantity: i64, reason: &str, reference: Option<String>) {
    let Some(mut item) = book.get::<Item>(number).filter(|_| quantity != 0) else { return };
    item.stock += quantity;
    if reason == WRITTEN_OFF {
        sums::add(book, Figure::WrittenOff, act.at.day(), "", (1, -quantity));
    }
    book.put(item);
    let id = book.next_serial("stock_move");
    let (item, reason, staff) = (number.to_owned(), reason.to_owned(), act.actor.staff.clone());
    book.put(StockMove { id, item, quantity, reason, reference, staff, at: act.at });
}
