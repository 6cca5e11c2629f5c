//! Changing an item's label: name, size, points, cost. Whoever changes it must have seen what it says now.
//!
//! Refusals, in the order they are checked: `shop.no_such_item`, `shop.label_changed`, `shop.wrong_label`.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::model::Item;
use super::stocking::{Goods, wrong};
use super::store;
use crate::db::{Book, Books, Grounds, Job};
use crate::entrance::{Acting, Caller};
use crate::roster::Action;
use crate::web::{Body, Operation, ProblemBody, Reply, Seen, replayed, tagged};
use crate::words::{Act, Kind, Points, Refusal, VillageId, Yuan, hex};

/// What stands on a label.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Label {
    #[schema(example = "香皂")]
    name: String,
    #[serde(default)]
    spec: String,
    #[schema(value_type = String, example = "5.00")]
    points: Points,
    #[schema(value_type = String, example = "4.50")]
    cost: Yuan,
}

impl Label {
    fn of(item: &Item) -> Self {
        Self { name: item.name.clone(), spec: item.spec.clone(), points: item.points, cost: item.cost }
    }

    /// Another label, another tag. Goods that come and go do not change it.
    fn tag(&self) -> String {
        let said = serde_json::to_vec(self).unwrap_or_default();
        hex(Sha256::digest(said))[..16].to_owned()
    }

    /// With its tag.
    fn answer(self) -> Response {
        tagged(&self.tag(), Json(self))
    }
}

/// Refuses `shop.no_such_item`.
fn no_such_item(number: &str) -> Refusal {
    Refusal::new("shop.no_such_item", Kind::Missing, format!("货架上没有编号 {number}。"), "请核对商品编号。")
}

/// Writes an item's label anew, for somebody who has seen it as it is.
#[derive(Serialize)]
struct Relabel {
    item: String,
    label: Label,
    seen: Seen,
}

impl Job for Relabel {
    type Answer = Label;
    const VERB: &'static str = "relabel";

    fn decide(&self, _: &Act, book: &mut Book) -> Result<Label, Refusal> {
        let item = book.get::<Item>(&self.item).ok_or_else(|| no_such_item(&self.item))?;
        if !self.seen.is(&Label::of(&item).tag()) {
            let sentence = "这件商品的标签刚刚被别人改过，这次没有改。";
            return Err(Refusal::new("shop.label_changed", Kind::Stale, sentence, "请先看看现在写的是什么，再改。"));
        }
        let Label { name, spec, points, cost } = self.label.clone();
        let goods = Goods { number: item.number, name, spec, points, cost, quantity: 0 };
        if let Some((_, message)) = wrong(&goods) {
            return Err(Refusal::new("shop.wrong_label", Kind::Invalid, message, "请改好再交。"));
        }
        let Goods { number, name, spec, points, cost, .. } = goods;
        book.put(Item { number, name, spec, points, cost, stock: item.stock, held: item.held });
        Ok(self.label.clone())
    }

    fn grounds(&self, _: &Label) -> Grounds {
        Grounds::about("item", &self.item)
    }
}

/// Show an item's label, with an `ETag` that stands for it.
///
/// Refused with 404: `shop.no_such_item`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/items/{item}/label", tag = "shop",
    params(("village" = String, Path), ("item" = String, Path)), responses((status = 200, body = Label), ProblemBody))]
pub(super) async fn label(
    State(books): State<Books>,
    caller: Caller,
    Path((village, number)): Path<(VillageId, String)>,
) -> Reply<Response> {
    caller.check(&village, Action::SeeShop)?;
    let item = store::item(&mut books.read().await?, &village, &number).await?.ok_or_else(|| no_such_item(&number))?;
    Ok(Label::of(&item).answer())
}

/// Change an item's label. `If-Match` holds the `ETag` of the label that was seen.
///
/// Refused with 428: `request.unseen`; 404: `shop.no_such_item`; 412: `shop.label_changed`; 422: `shop.wrong_label`.
#[utoipa::path(put, path = "/api/v1/villages/{village}/items/{item}/label", tag = "shop", request_body = Label,
    params(("village" = String, Path), ("item" = String, Path), ("If-Match" = String, Header), Operation),
    responses((status = 200, body = Label), ProblemBody))]
pub(super) async fn relabel(
    acting: Acting,
    Path((village, item)): Path<(VillageId, String)>,
    seen: Seen,
    Body(label): Body<Label>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::ManageStock)?;
    let done = acting.books.perform(act, Relabel { item, label, seen }).await?;
    Ok((replayed(done.replayed), done.answer.answer()).into_response())
}
