//! Settling with the keeper on pages: what is owed, drawing up, the statement that both sides sign, paying.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::accounting::{Stretch, stretch};
use super::back_pages::Back;
use super::counter::{when, who};
use super::model::*;
use super::settling::{Draw, Pay, Sign, Withdraw, unknown_settlement};
use super::store;
use crate::db::{Conn, Job};
use crate::ledger::{self, AccountKind, Side};
use crate::roster::Action;
use crate::versions::{House, Numbered};
use crate::web::{Fields, Reply, Shell, Told, expected, page, page_refused, see};
use crate::words::{Moment, Refusal, Role, Yuan};

/// The pages of settlements.
pub(super) fn pages() -> Router<House> {
    Router::new()
        .route("/shop/{village}/settlements", get(list).post(draw))
        .route("/shop/{village}/settlements/{id}", get(show))
        .route("/shop/{village}/settlements/{id}/signature", post(sign))
        .route("/shop/{village}/settlements/{id}/payment", post(pay))
        .route("/shop/{village}/settlements/{id}/withdrawal", post(withdraw))
}

/// A settlement in words.
#[derive(Clone, Debug)]
pub(super) struct SettlementView {
    pub id: i64,
    pub amount: String,
    pub state: SettlementState,
    pub drawn: String,
    pub signed: Option<String>,
    /// When and by whom it was paid or withdrawn, and how or why.
    pub ended: Option<String>,
}

impl SettlementView {
    /// What stands above it.
    pub fn state_name(&self) -> &'static str {
        self.state.chinese()
    }
}

async fn view(back: &Back, conn: &mut Conn, one: &Settlement) -> Reply<SettlementView> {
    let mut said = async |by: &Option<String>, at: Option<Moment>| -> Reply<Option<String>> {
        let (Some(by), Some(at)) = (by, at) else { return Ok(None) };
        Ok(Some(format!("{}，{}", who(conn, &back.village, by).await?, when(at, back.today))))
    };
    let drawn = said(&Some(one.drawn_by.clone()), Some(one.drawn_at)).await?.unwrap_or_default();
    let signed = said(&one.signed_by, one.signed_at).await?;
    let ended = said(&one.paid_by, one.paid_at).await?.map(|said| format!("{said}：{}", one.paid_how));
    Ok(SettlementView { id: one.id, amount: one.amount.plain(), state: one.state, drawn, signed, ended })
}

/// What is owed now, and what was settled.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/settlements.html")]
pub(super) struct SettlementsPage {
    pub shell: Shell,
    pub base: String,
    pub owed: String,
    pub settlements: Vec<SettlementView>,
    /// Whether this reader may draw one up.
    pub settles: bool,
    pub operation: String,
    pub told: Option<Told>,
}

async fn list_page(back: &Back, told: Option<Told>) -> Reply<SettlementsPage> {
    let mut conn = back.books.read().await?;
    let keeper = ledger::account(&mut conn, &back.village, &Side::Village(AccountKind::Keeper).number()).await?;
    let mut settlements = Vec::new();
    for one in store::settlements(&mut conn, &back.village, i64::MAX, 24).await? {
        settlements.push(view(back, &mut conn, &one).await?);
    }
    Ok(SettlementsPage {
        shell: back.frame("结算"),
        base: back.home(),
        owed: Yuan::from_hundredths(keeper.map_or(0, |keeper| keeper.posted)).plain(),
        settlements,
        settles: back.may(Action::Settle),
        operation: back.books.chance.token(),
        told,
    })
}

async fn list(back: Back) -> Reply<Response> {
    page(&list_page(&back, None).await?)
}

#[derive(Deserialize)]
struct Signing {
    operation: String,
}

async fn draw(back: Back, Fields(typed): Fields<Signing>) -> Reply<Response> {
    back.caller.check(&back.village, Action::Settle)?;
    let act = back.act(&typed.operation, false)?;
    match expected(back.books.perform(act, Draw).await)? {
        Ok(done) => Ok(see(format!("{}/settlements/{}", back.home(), done.answer.id))),
        Err(refusal) => page_refused(&refusal, &list_page(&back, Some(Told::from(&refusal))).await?),
    }
}

/// The statement of a settlement, to be printed and signed.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/settlement.html")]
pub(super) struct SettlementPage {
    pub shell: Shell,
    pub base: String,
    pub one: SettlementView,
    pub over: Stretch,
    /// The entries of the ledger that it is for.
    pub entries: String,
    /// Whether this reader signs for the side that is missing.
    pub signs: bool,
    pub pays: bool,
    pub withdraws: bool,
    pub operation: String,
    /// How it was paid, or why it is withdrawn, as typed.
    pub typed: String,
    pub told: Option<Told>,
}

async fn show_page(back: &Back, id: i64, typed: String, told: Option<Told>) -> Reply<SettlementPage> {
    let mut conn = back.books.read().await?;
    let one = store::settlement(&mut conn, &back.village, id).await?.ok_or_else(|| unknown_settlement(id))?;
    let is_open = matches!(one.state, SettlementState::Drawn | SettlementState::Signed);
    let is_other_side = (one.drawn_role == Role::Keeper) != (back.caller.actor.role == Role::Keeper);
    Ok(SettlementPage {
        shell: back.frame("结算单"),
        base: back.home(),
        over: stretch(&mut conn, &back.village, (one.after_seq, one.upto_seq)).await?,
        entries: format!("第 {} 笔到第 {} 笔", one.after_seq + 1, one.upto_seq),
        signs: one.state == SettlementState::Drawn && is_other_side && back.may(Action::Settle),
        pays: one.state == SettlementState::Signed && back.may(Action::PayKeeper),
        withdraws: is_open && back.may(Action::Settle),
        one: view(back, &mut conn, &one).await?,
        operation: back.books.chance.token(),
        typed,
        told,
    })
}

async fn show(back: Back, Path(Numbered { id }): Path<Numbered>) -> Reply<Response> {
    page(&show_page(&back, id, String::new(), None).await?)
}

/// Does something about a settlement and shows it again, or the no beside it.
async fn done<J: Job>(back: &Back, id: i64, operation: &str, typed: String, job: J) -> Reply<Response> {
    let act = back.act(operation, false)?;
    match expected(back.books.perform(act, job).await)? {
        Ok(_) => Ok(see(format!("{}/settlements/{id}", back.home()))),
        Err(refusal) => refused(back, id, typed, &refusal).await,
    }
}

async fn refused(back: &Back, id: i64, typed: String, refusal: &Refusal) -> Reply<Response> {
    page_refused(refusal, &show_page(back, id, typed, Some(Told::from(refusal))).await?)
}

async fn sign(back: Back, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Signing>) -> Reply<Response> {
    back.caller.check(&back.village, Action::Settle)?;
    done(&back, id, &typed.operation, String::new(), Sign { settlement: id }).await
}

#[derive(Deserialize)]
struct Saying {
    operation: String,
    /// How it was paid, or why it is withdrawn.
    #[serde(default)]
    said: String,
}

async fn pay(back: Back, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Saying>) -> Reply<Response> {
    back.caller.check(&back.village, Action::PayKeeper)?;
    done(&back, id, &typed.operation, typed.said.clone(), Pay { settlement: id, how: typed.said }).await
}

async fn withdraw(back: Back, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Saying>) -> Reply<Response> {
    back.caller.check(&back.village, Action::Settle)?;
    done(&back, id, &typed.operation, typed.said.clone(), Withdraw { settlement: id, reason: typed.said }).await
}
