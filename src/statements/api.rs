//! Accounts, their entries and the chain's head over HTTP.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::grade::earned;
use super::handling::Handling;
use super::model::{Standing, standing};
use super::outlook::{Outlook, outlook};
use crate::awards;
use crate::db::Books;
use crate::entrance::Caller;
use crate::ledger::{self, Account, Line};
use crate::roster::{self, Action};
use crate::rulebook::Settings;
use crate::versions::{House, Library};
use crate::web::{Cursor, Listing, ProblemBody, Reply};
use crate::words::{Moment, Points, VillageId};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(accounts))
        .routes(routes!(account))
        .routes(routes!(entries))
        .routes(routes!(prospects))
        .routes(routes!(super::group::group))
        .routes(routes!(super::family::family))
        .routes(routes!(head))
}

/// List accounts in order of their numbers.
#[utoipa::path(get, path = "/api/v1/villages/{village}/accounts", tag = "accounts", params(("village" = String, Path), Cursor),
    responses((status = 200, body = Listing<Standing>), ProblemBody))]
async fn accounts(
    State(books): State<Books>,
    State(library): State<Library>,
    caller: Caller,
    Path(village): Path<VillageId>,
    cursor: Cursor,
) -> Reply<Listing<Standing>> {
    caller.check(&village, Action::SeeAccounts)?;
    let today = books.clock.now().day();
    let rulebook = library.in_force(&village, today).await?;
    let after = cursor.after.clone().unwrap_or_default();
    let found = ledger::accounts(&mut books.read().await?, &village, &after, cursor.limit() + 1).await?;
    let standings = standings(&books, &library, &village, &found, rulebook.settings()).await?;
    Ok(Listing::of(&cursor, standings, |standing| standing.number.clone()))
}

/// Show what an account has.
///
/// Refused with 404: `ledger.unknown_account`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/accounts/{number}", tag = "accounts",
    params(("village" = String, Path), ("number" = String, Path)),
    responses((status = 200, body = Standing), ProblemBody))]
async fn account(
    State(books): State<Books>,
    State(library): State<Library>,
    caller: Caller,
    Path((village, number)): Path<(VillageId, String)>,
) -> Reply<Json<Standing>> {
    caller.check(&village, Action::SeeAccounts)?;
    let rulebook = library.in_force(&village, books.clock.now().day()).await?;
    let found: Option<ledger::Account> = books.row(&village, &number).await?;
    let holder = found.filter(|account| account.kind == ledger::AccountKind::Holder).ok_or_else(|| ledger::unknown_account(&number))?;
    let only = std::slice::from_ref(&holder);
    let mut found = standings(&books, &library, &village, only, rulebook.settings()).await?;
    found.pop().map(Json).ok_or_else(|| ledger::unknown_account(&number).into())
}

/// The standings of accounts, in order of their numbers. A village that never barred or graded anybody is not asked for it.
async fn standings(
    books: &Books,
    library: &Library,
    village: &VillageId,
    accounts: &[Account],
    settings: &Settings,
) -> Reply<Vec<Standing>> {
    let today = books.clock.now().day();
    let bars = match library.eras(village).await?.iter().any(|(_, rulebook)| rulebook.has_vetoes()) {
        true => awards::all_bars(&mut books.read().await?, village, today).await?,
        false => Vec::new(),
    };
    let mut earnings = BTreeMap::new();
    if let ([first, ..], [.., last], Some(_)) = (accounts, accounts, &settings.grades) {
        earnings = earned(&mut books.read().await?, village, (&first.number, &last.number), settings, today).await?;
    }
    let one = |account: &Account| {
        let barring = bars.iter().filter(|bar| bar.account == account.number).collect();
        standing(account, settings, barring, earnings.get(&account.number).copied().unwrap_or_default(), today)
    };
    Ok(accounts.iter().map(one).collect())
}

/// One line of a statement.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EntryBody {
    seq: i64,
    /// `award`, `deduction`, `base`, `redemption`, `expiry`, `reversal` or `repair`.
    kind: &'static str,
    #[schema(value_type = String, example = "5.00")]
    points: Points,
    occurred_on: NaiveDate,
    #[schema(value_type = String)]
    at: Moment,
    title: Option<String>,
    /// 为什么, in sentences.
    explanation: Vec<String>,
    rulebook: Option<String>,
    reference: Option<String>,
    reverses: Option<i64>,
    /// 经手: who recorded it, who agreed, when, and under which version of the rules; by role, in one sentence.
    #[schema(example = "网格员3月2日（周一）9:05记，村书记3月3日（周二）9:05同意；按第 2 版规则。")]
    handled: String,
    hash: String,
}

impl EntryBody {
    pub(super) fn of(line: Line, handling: &Handling) -> Self {
        let handled = handling.sentence(&line);
        Self {
            handled,
            seq: line.seq,
            kind: line.kind.name(),
            points: line.points,
            occurred_on: line.occurred_on,
            at: line.at,
            title: line.title,
            explanation: line.explanation,
            rulebook: line.rulebook,
            reference: line.reference,
            reverses: line.reverses,
            hash: line.hash,
        }
    }
}

/// List an account's entries, newest first. What somebody had moved to it from protected reports (保密) is no line of it.
///
/// Refused with 404: `ledger.unknown_account`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/accounts/{number}/entries", tag = "accounts",
    params(("village" = String, Path), ("number" = String, Path), Cursor),
    responses((status = 200, body = Listing<EntryBody>), ProblemBody))]
async fn entries(
    State(books): State<Books>,
    caller: Caller,
    Path((village, number)): Path<(VillageId, String)>,
    cursor: Cursor,
) -> Reply<Listing<EntryBody>> {
    caller.check(&village, Action::SeeAccounts)?;
    let mut conn = books.read().await?;
    let found = ledger::account(&mut conn, &village, &number).await?;
    found.filter(|account| account.kind == ledger::AccountKind::Holder).ok_or_else(|| ledger::unknown_account(&number))?;
    let wanted = ledger::Wanted { before: cursor.number(i64::MAX)?, limit: cursor.limit() + 1 };
    let lines = ledger::entries_of(&mut conn, &village, &number, wanted).await?;
    let handling = Handling::of(&mut conn, &village, &lines, books.clock.now().day()).await?;
    Ok(Listing::of(&cursor, lines.into_iter().map(|line| EntryBody::of(line, &handling)).collect(), |entry| entry.seq.to_string()))
}

/// Show what is coming for an account: what lapses next, what it is barred from.
///
/// Refused with 404: `ledger.unknown_account`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/accounts/{number}/outlook", tag = "accounts",
    params(("village" = String, Path), ("number" = String, Path)),
    responses((status = 200, body = Outlook), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn prospects(
    State(books): State<Books>,
    State(library): State<Library>,
    caller: Caller,
    Path((village, number)): Path<(VillageId, String)>,
) -> Reply<Json<Outlook>> {
    caller.check(&village, Action::SeeAccounts)?;
    let today = books.clock.now().day();
    let rulebook = library.in_force(&village, today).await?;
    let found: Option<ledger::Account> = books.row(&village, &number).await?;
    let holder = found.filter(|account| account.kind == ledger::AccountKind::Holder).ok_or_else(|| ledger::unknown_account(&number))?;
    Ok(Json(outlook(&mut books.read().await?, &village, &holder, rulebook.settings(), today).await?))
}

/// The newest link of a village's chain.
#[derive(Debug, Serialize, ToSchema)]
struct HeadBody {
    seq: i64,
    hash: String,
}

/// Show the head of the village's hash chain. Public: it is printed on every notice.
///
/// Refused with 404: `roster.unknown_village`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/chain/head", tag = "chain", params(("village" = String, Path)),
    responses((status = 200, body = HeadBody), ProblemBody))]
async fn head(State(books): State<Books>, Path(village): Path<VillageId>) -> Reply<Json<HeadBody>> {
    let mut conn = books.read().await?;
    if roster::village(&mut conn, &village).await?.is_none() {
        return Err(roster::unknown_village().into());
    }
    let head = ledger::head_on_disk(&mut conn, &village).await?;
    Ok(Json(head.map_or(HeadBody { seq: 0, hash: ledger::GENESIS.to_owned() }, |head| HeadBody { seq: head.seq, hash: head.hash })))
}
