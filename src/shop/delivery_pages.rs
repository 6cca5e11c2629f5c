//! A delivery behind the counter: kind after kind is scanned onto one list, and the list is handed over whole, for a second one to sign.

use axum::Router;
use axum::response::Response;
use axum::routing::post;

use super::back_pages::{Back, stock_again, stock_page};
use super::choosing::{Typed, field};
use super::stocking::{Deliver, Delivered, Goods, wrong, wrong_rows};
use super::store;
use crate::roster::{self, Action};
use crate::versions::House;
use crate::web::{Fields, Reply, Told, expected, page, page_refused};
use crate::words::{Done, Kind, Points, Refusal, Yuan};

/// The pages of this file.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/shop/{village}/deliveries", post(deliver))
}

/// Goods as they are typed in.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedGoods {
    pub number: String,
    pub name: String,
    pub spec: String,
    pub points: String,
    pub cost: String,
    pub quantity: String,
}

impl TypedGoods {
    fn read(typed: &Typed, before: &str) -> Self {
        let get = |name: &str| field(typed, &format!("{before}{name}")).to_owned();
        let [name, spec, points, cost, quantity] = ["name", "spec", "points", "cost", "quantity"].map(get);
        let [number, points, cost, quantity] = [get("number"), points, cost, quantity].map(|typed| roster::plain(&typed));
        Self { number, name, spec, points, cost, quantity }
    }

    fn goods(&self) -> Goods {
        Goods {
            number: self.number.clone(),
            name: self.name.clone(),
            spec: self.spec.clone(),
            points: Points::parse(&self.points).unwrap_or_default(),
            cost: Yuan::parse(&self.cost).unwrap_or(Yuan::from_hundredths(-1)),
            quantity: self.quantity.parse().unwrap_or(-1),
        }
    }

    /// What stands in each field, by its name.
    pub fn fields(&self) -> [(&'static str, &str); 6] {
        let Self { number, name, spec, points, cost, quantity } = self;
        [("number", number), ("name", name), ("spec", spec), ("points", points), ("cost", cost), ("quantity", quantity)]
    }
}

/// What is wrong in the list: in which row, from 0 (the one behind the last is what is being typed), and in which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub row: usize,
    pub field: &'static str,
    pub message: String,
}

/// A box in which something is typed.
pub(super) struct InputView<'f> {
    pub name: &'static str,
    pub label: &'static str,
    pub value: &'f str,
    pub mode: &'static str,
    pub most: usize,
    pub wrong: Option<&'f str>,
    /// The cursor begins there.
    pub is_first: bool,
    pub is_required: bool,
}

/// The list so far, and what is being typed.
#[derive(Clone, Debug, Default)]
pub(super) struct DeliveryForm {
    pub operation: String,
    pub rows: Vec<TypedGoods>,
    pub goods: TypedGoods,
    pub wrong: Vec<Wrong>,
    /// It was just handed over: what the browser kept of it can go.
    pub is_brought: bool,
}

impl DeliveryForm {
    fn read(typed: &Typed) -> Self {
        let row = |at: usize| Some(TypedGoods::read(typed, &format!("row:{at}:"))).filter(|row| !row.number.is_empty());
        let rows = (0..).map_while(row).collect();
        let operation = field(typed, "operation").to_owned();
        Self { operation, rows, goods: TypedGoods::read(typed, ""), ..Self::default() }
    }

    /// All of it, what is being typed last, if anything is.
    fn all(&self) -> impl Iterator<Item = &TypedGoods> {
        self.rows.iter().chain(Some(&self.goods).filter(|goods| !goods.number.is_empty()))
    }

    /// Looks from a row on for what is wrong. Refuses `shop.wrong_rows`, and marks each place.
    fn look(&mut self, from: usize) -> Result<(), Refusal> {
        let all: Vec<Goods> = self.all().map(TypedGoods::goods).collect();
        self.wrong = (from..all.len()).filter_map(|row| wrong_in(&all, row)).collect();
        if self.wrong.is_empty() {
            return Ok(());
        }
        Err(wrong_rows(self.wrong.len()))
    }

    /// Takes what was typed onto the list. Refuses `shop.wrong_rows`.
    fn add(&mut self) -> Result<(), Refusal> {
        self.look(self.rows.len())?;
        self.rows.push(std::mem::take(&mut self.goods));
        Ok(())
    }

    /// What the browser is told of it (`web/page.js`).
    pub fn shows(&self) -> &'static str {
        match self.all().next() {
            _ if self.is_brought => "saved",
            Some(_) => "typed",
            None => "stored",
        }
    }

    /// What is wrong in a row of the list.
    pub fn wrong_in(&self, row: &usize) -> Option<&str> {
        self.wrong.iter().find(|wrong| wrong.row == *row).map(|wrong| wrong.message.as_str())
    }

    /// Where each thing that is wrong stands, and how that place is called: `第 2 行 香皂`.
    pub fn places(&self) -> Vec<(String, String, &str)> {
        let place = |wrong: &Wrong| match self.rows.get(wrong.row) {
            Some(row) => (format!("row-{}", wrong.row), format!("第 {} 行 {}", wrong.row + 1, row.name)),
            None => (format!("goods-{}", wrong.field), "正在写的这一样".to_owned()),
        };
        let told = |wrong| {
            let (anchor, place) = place(wrong);
            (anchor, place, wrong.message.as_str())
        };
        self.wrong.iter().map(told).collect()
    }

    /// The boxes for what is being typed.
    pub fn inputs(&self) -> Vec<InputView<'_>> {
        let table = [
            ("number", "编号（扫条码）", "text", 20),
            ("name", "名称", "text", 60),
            ("spec", "规格", "text", 60),
            ("points", "一件几分", "decimal", 12),
            ("cost", "一件几元", "decimal", 12),
            ("quantity", "来了几件", "numeric", 7),
        ];
        let typed = self.wrong.iter().find(|wrong| wrong.row == self.rows.len());
        let first = match typed {
            Some(wrong) => wrong.field,
            None if self.goods.number.is_empty() => "number",
            None => "quantity",
        };
        let input = |((name, label, mode, most), (_, value))| InputView {
            name,
            label,
            value,
            mode,
            most,
            wrong: typed.filter(|wrong| wrong.field == name).map(|wrong| wrong.message.as_str()),
            is_first: name == first,
            is_required: name == "number" && self.rows.is_empty(),
        };
        table.into_iter().zip(self.goods.fields()).map(input).collect()
    }
}

/// What is wrong with a row, the first thing only. The same goods twice would be two prices for one label.
fn wrong_in(all: &[Goods], row: usize) -> Option<Wrong> {
    if let Some((part, message)) = wrong(&all[row]) {
        return Some(Wrong { row, field: part.name(), message: message.to_owned() });
    }
    let earlier = all[..row].iter().position(|earlier| earlier.number == all[row].number)?;
    let Goods { name, quantity, .. } = &all[earlier];
    let message = format!("{name}已经写在第 {} 行，{quantity} 件。要改件数，请在那一行按“改”。", earlier + 1);
    Some(Wrong { row, field: "number", message })
}

/// A label that was scanned fills the form in first; when it says how many, it comes onto the list. `bring` hands over the list and what is being typed.
async fn deliver(back: Back, Fields(typed): Fields<Typed>) -> Reply<Response> {
    back.caller.check(&back.village, Action::ManageStock)?;
    let (mut form, wish) = (DeliveryForm::read(&typed), field(&typed, "do"));
    let row = |wish: &str| wish.parse().ok().filter(|row: &usize| *row < form.rows.len());
    match wish.split_once(':').and_then(|(wish, at)| Some((wish, row(at)?))) {
        Some(("drop", row)) => {
            form.rows.remove(row);
            return page(&stock_page(&back, form, None).await?);
        }
        // It changes places with what is being typed, so that neither is lost.
        Some(("edit", row)) => {
            let typed = std::mem::take(&mut form.goods);
            form.goods = form.rows.remove(row);
            if !typed.number.is_empty() {
                form.rows.insert(row, typed);
            }
            return page(&stock_page(&back, form, None).await?);
        }
        _ if wish == "look" => return page(&stock_page(&back, form, None).await?),
        _ => {}
    }
    fill_in(&back, &mut form.goods).await?;
    if wish == "bring" {
        return bring(&back, form).await;
    }
    let is_whole = !form.goods.number.is_empty() && !form.goods.quantity.is_empty();
    match if is_whole { form.add() } else { Ok(()) } {
        Ok(()) => page(&stock_page(&back, form, None).await?),
        Err(refusal) => page_refused(&refusal, &stock_page(&back, form, Some(Told::from(&refusal))).await?),
    }
}

async fn bring(back: &Back, mut form: DeliveryForm) -> Reply<Response> {
    let goods: Vec<Goods> = form.all().map(TypedGoods::goods).collect();
    if goods.is_empty() {
        let empty = Refusal::new("shop.wrong_rows", Kind::Invalid, "货单是空的，一件也没有入库。", "请先扫一样东西，写上来了几件。");
        return stock_again(back, form, Err(empty)).await;
    }
    if let Err(refusal) = form.look(0) {
        return stock_again(back, form, Err(refusal)).await;
    }
    let act = back.act(&form.operation, false)?;
    let outcome = expected(back.books.perform(act, Deliver { goods }).await)?;
    let done = |brought: Done<Delivered>| if brought.answer.proposal.is_some() { "brought" } else { "labelled" };
    stock_again(back, form, outcome.map(done)).await
}

/// What a label that is known says, where nothing else was typed.
async fn fill_in(back: &Back, goods: &mut TypedGoods) -> Reply<()> {
    let known = store::item(&mut back.books.read().await?, &back.village, &goods.number).await?;
    if let Some(item) = known.filter(|_| goods.name.is_empty()) {
        (goods.name, goods.spec) = (item.name, item.spec);
        (goods.points, goods.cost) = (item.points.plain(), item.cost.plain());
    }
    Ok(())
}
