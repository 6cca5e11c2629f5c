//! The head of a household (户主) looks at its members: what each has and how it came about, for an elder or a child who looks at no screen. Who is head no
//! longer sees nothing of it any more; whoever is none sees that they are none.
//!
//! Not here: what a member reported or has for it (保密), which is added on that member's own page alone (`own`); nor what is stored of them (`personal`).

use anyhow::Result;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::api::EntryBody;
use super::handling::Handling;
use super::passbook::Passbook;
use crate::db::{Books, Conn};
use crate::entrance::Caller;
use crate::ledger::{self, Account, AccountKind};
use crate::roster::{self, Action, Resident, Subject, masked};
use crate::rulebook::Subject as Unit;
use crate::versions::{House, OnesOwn, Screen};
use crate::web::{Fields, ProblemBody, Reply, Shell, page};
use crate::words::{Points, VillageId};

/// How many of a member's newest lines a program is told.
const LISTED: i64 = 20;

/// The pages of this file.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/v/{village}/family", get(list).post(show))
}

/// A member of the household.
#[derive(Debug, Serialize, ToSchema)]
struct FamilyMemberBody {
    #[schema(example = "3-07-2")]
    number: String,
    name: String,
    /// To the head of the household.
    relation: String,
    /// What their own account has; null where the points are on the household's.
    #[schema(value_type = Option<String>, example = "5.00")]
    available: Option<Points>,
    /// The newest lines of their account, newest first.
    entries: Vec<EntryBody>,
}

/// The other members of the household of which one is the head.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FamilyBody {
    items: Vec<FamilyMemberBody>,
}

/// List the other members of the household of which one is the head, with what each has and how it came about. Nobody for whoever is no head. What a member
/// reported in confidence (保密) is not in it.
#[utoipa::path(get, path = "/api/v1/villages/{village}/family", tag = "accounts", params(("village" = String, Path)),
    responses((status = 200, body = FamilyBody), ProblemBody))]
pub(super) async fn family(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>) -> Reply<Json<FamilyBody>> {
    caller.check(&village, Action::SeeFamily)?;
    let (mut conn, today) = (books.read().await?, books.clock.now().day());
    let mut items = Vec::new();
    for Resident { number, name, relation, .. } in roster::family(&mut conn, &village, &caller.actor.staff).await? {
        let account = holder(&mut conn, &village, &number).await?;
        let wanted = ledger::Wanted { before: i64::MAX, limit: LISTED };
        let lines = ledger::entries_of(&mut conn, &village, &number, wanted).await?;
        let handling = Handling::of(&mut conn, &village, &lines, today).await?;
        let entries = lines.into_iter().map(|line| EntryBody::of(line, &handling)).collect();
        let available = account.map(|account| Points::from_hundredths(account.available()));
        items.push(FamilyMemberBody { number, name, relation, available, entries });
    }
    Ok(Json(FamilyBody { items }))
}

/// Somebody's own account, as long as they have one.
async fn holder(conn: &mut Conn, village: &VillageId, number: &str) -> Result<Option<Account>> {
    let found = ledger::account(conn, village, number).await?;
    Ok(found.filter(|account| account.kind == AccountKind::Holder && account.closed_on.is_none()))
}

/// A member, as the list has them.
struct MemberView {
    number: String,
    name: String,
    relation: String,
    /// What their own account has.
    has: Option<String>,
}

/// My household.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/family.html")]
struct FamilyPage {
    shell: Shell,
    members: Vec<MemberView>,
}

/// A member's points.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/family_member.html")]
struct MemberPage {
    shell: Shell,
    /// Which one of the household, from 1.
    at: usize,
    book: Passbook,
    is_earlier: bool,
}

async fn list(own: Screen<OnesOwn>) -> Reply<Response> {
    own.caller.check(&own.village, Action::SeeFamily)?;
    let mut conn = own.books.read().await?;
    let mut members = Vec::new();
    for Resident { number, name, relation, .. } in roster::family(&mut conn, &own.village, &own.caller.actor.staff).await? {
        let account = holder(&mut conn, &own.village, &number).await?;
        let has = account.map(|account| Points::from_hundredths(account.available()).plain());
        members.push(MemberView { number, name: masked(&name), relation, has });
    }
    page(&FamilyPage { shell: own.shell("我家的人"), members })
}

/// Whose points are wanted. Numbers stand in no address.
#[derive(Deserialize)]
struct Whose {
    number: String,
    /// The entry before which lines are wanted.
    before: Option<i64>,
}

async fn show(own: Screen<OnesOwn>, Fields(whose): Fields<Whose>) -> Reply<Response> {
    own.caller.check(&own.village, Action::SeeFamily)?;
    let mut conn = own.books.read().await?;
    let (at, subject) = member(&own, &mut conn, &whose.number).await?;
    let account = holder(&mut conn, &own.village, &whose.number).await?.ok_or_else(|| ledger::unknown_account(&whose.number))?;
    let book = Passbook::open(&mut conn, &own, &subject, &account, whose.before).await?;
    page(&MemberPage { shell: own.shell("我家的人"), at, book, is_earlier: whose.before.is_some() })
}

/// A member of the household and which one, where each person has an account. Refuses `roster.not_your_household`; where the household has one, `ledger.unknown_account`.
async fn member(own: &Screen<OnesOwn>, conn: &mut Conn, number: &str) -> Reply<(usize, Subject)> {
    let family = roster::family(conn, &own.village, &own.caller.actor.staff).await?;
    let Some(at) = family.iter().position(|member| member.number == number) else {
        return Err(roster::not_your_household().into());
    };
    let subject = roster::subject(conn, &own.village, number).await?;
    let subject = subject.filter(|_| own.rulebook.settings().account_unit == Unit::Person);
    Ok((at + 1, subject.ok_or_else(|| ledger::unknown_account(number))?))
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::statements::kiosk::samples::passbook;
    use crate::statements::pages::samples::shell;

    /// Every page of this file, by name.
    pub(crate) fn samples() -> Vec<(&'static str, String)> {
        let shell = |skin| shell(skin, "/v/xinjiayuan", "我家的人");
        let member = |number: &str, name: &str, relation: &str, has: &str| MemberView {
            number: number.into(),
            name: name.into(),
            relation: relation.into(),
            has: Some(has.to_owned()).filter(|has| !has.is_empty()),
        };
        let members = || vec![member("3-07-2", "李*", "配偶", "48"), member("3-07-3", "张*明", "子", "")];
        vec![
            ("family", FamilyPage { shell: shell("v"), members: members() }.render().unwrap()),
            ("family on the kiosk", FamilyPage { shell: shell("kiosk"), members: members() }.render().unwrap()),
            ("family of nobody's head", FamilyPage { shell: shell("v"), members: Vec::new() }.render().unwrap()),
            ("family member", MemberPage { shell: shell("v"), at: 1, book: passbook(), is_earlier: false }.render().unwrap()),
            (
                "family member on the kiosk",
                MemberPage { shell: shell("kiosk"), at: 1, book: passbook(), is_earlier: true }.render().unwrap(),
            ),
        ]
    }
}
