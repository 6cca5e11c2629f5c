//! A delivery behind the counter: kind after kind is scanned onto one list, and the list is handed over whole, for a second one to sign.

use axum::Router;
use axum::response::Response;
use axum::routing::post;

use super::back_pages::{Back, stock_again, stock_page};
use super::choosing::{Typed, field};
use super::stocking::{Deliver, Goods, check_goods, pointer};
use super::store;
use crate::roster::{self, Action};
use crate::versions::House;
use crate::web::{Fields, Reply, Told, expected, page, page_refused};
use crate::words::{Kind, Points, Refusal, Yuan};

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
        Self { number: roster::plain(&get("number")), name, spec, points, cost, quantity }
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

/// The list so far, and what is being typed.
#[derive(Clone, Debug, Default)]
pub(super) struct DeliveryForm {
    pub operation: String,
    pub rows: Vec<TypedGoods>,
    pub goods: TypedGoods,
}

impl DeliveryForm {
    fn read(typed: &Typed) -> Self {
        let row = |at: usize| Some(TypedGoods::read(typed, &format!("row:{at}:"))).filter(|row| !row.number.is_empty());
        let rows = (0..).map_while(row).collect();
        Self { operation: field(typed, "operation").to_owned(), rows, goods: TypedGoods::read(typed, "") }
    }

    /// Takes what was typed onto the list. Refuses `shop.wrong_rows`.
    fn add(&mut self) -> Result<(), Refusal> {
        check_goods(&[self.goods.goods()], pointer)?;
        self.rows.push(std::mem::take(&mut self.goods));
        Ok(())
    }
}

/// A label that was scanned fills the form in first; when it says how many, it comes onto the list. `bring` hands over the list and what is being typed.
async fn deliver(back: Back, Fields(typed): Fields<Typed>) -> Reply<Response> {
    back.caller.check(&back.village, Action::ManageStock)?;
    let (mut form, wish) = (DeliveryForm::read(&typed), field(&typed, "do"));
    if let Some(row) = wish.strip_prefix("drop:").and_then(|row| row.parse().ok()).filter(|row| *row < form.rows.len()) {
        form.rows.remove(row);
        return page(&stock_page(&back, form, None).await?);
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

async fn bring(back: &Back, form: DeliveryForm) -> Reply<Response> {
    let last = Some(&form.goods).filter(|goods| !goods.number.is_empty());
    let goods: Vec<Goods> = form.rows.iter().chain(last).map(TypedGoods::goods).collect();
    if goods.is_empty() {
        let empty = Refusal::new("shop.wrong_rows", Kind::Invalid, "货单是空的，一件也没有入库。", "请先扫一样东西，写上来了几件。");
        return stock_again(back, form, Err(empty)).await;
    }
    let act = back.act(&form.operation, false)?;
    let outcome = expected(back.books.perform(act, Deliver { goods }).await)?;
    stock_again(back, form, outcome.map(drop)).await
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
