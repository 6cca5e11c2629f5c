//! The committee's page: how reviewers decided in a month, the records that were drawn, declared kin.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::api::{Period, draw, period};
use super::changes;
use super::checking::{Check, Found, Sampled, days_of};
use super::reviewers::{Reviewer, figures};
use super::store;
use crate::adoption;
use crate::claims;
use crate::db::Conn;
use crate::roster::{self, Action, DeclareKin, EndKin, Kinship, Sought, Whom};
use crate::shop::{self, DecideProposal, Item, Proposal};
use crate::versions::{House, Place, Screen};
use crate::web::{Fields, Reply, Shell, Told, expected, page, page_refused, see};
use crate::words::{Moment, Refusal};

/// The pages of this feature.
pub fn pages() -> Router<House> {
    Router::new()
        .route("/desk/{village}/oversight", get(show))
        .route("/desk/{village}/oversight/samples", post(draw_sample))
        .route("/desk/{village}/oversight/changes", get(changes::show).post(changes::seek))
        .route("/desk/{village}/oversight/checks", post(check))
        .route("/desk/{village}/oversight/kin", post(kin))
        .route("/desk/{village}/oversight/shop", post(decide_in_shop))
}

/// Where the committee sits: at the desk.
pub(super) struct Committee;

impl Place for Committee {
    const NAME: &'static str = "desk";
    const RIGHT: Action = Action::Oversee;
}

pub(super) type Desk = Screen<Committee>;

/// How one reviewer decided, in words.
#[derive(Clone, Debug)]
struct ReviewerView {
    who: String,
    approved: i64,
    returned: i64,
    rejected: i64,
    approval_share: String,
    points: String,
    households: i64,
    largest_household_share: String,
    own_attempts: i64,
}

/// A record that was drawn.
#[derive(Clone, Debug)]
struct SampledView {
    claim: i64,
    why: String,
    /// What was found and by whom, in words; none as long as nobody looked.
    found: Option<String>,
    /// This reader recorded it or decided on it: somebody else looks.
    is_own: bool,
    is_doubtful: bool,
    operation: String,
}

/// A household that is kin to somebody who serves.
#[derive(Clone, Debug)]
struct KinView {
    staff: String,
    who: String,
    household: String,
    holds: bool,
    operation: String,
}

/// Something in the shop that nobody does alone.
#[derive(Clone, Debug)]
struct ShopView {
    id: i64,
    /// `报损：香皂 2 件`
    what: String,
    reason: String,
    who: String,
    /// Whether this reader may agree: not to what they proposed themselves.
    may_confirm: bool,
    operation: String,
}

/// Somebody to choose.
#[derive(Clone, Debug)]
struct StaffChoice {
    number: String,
    who: String,
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "oversight/oversight.html")]
struct OversightPage {
    shell: Shell,
    /// `2026-03`
    month: String,
    /// In words: `2026年3月`.
    month_name: String,
    /// None where nobody decided anything before.
    earlier: Option<String>,
    /// None for the month at hand.
    later: Option<String>,
    reviewers: Vec<ReviewerView>,
    sample: Vec<SampledView>,
    /// Whether this reader may draw and check.
    checks: bool,
    is_over: bool,
    kin: Vec<KinView>,
    /// The form for another: who serves, and which household.
    kin_staff: String,
    kin_home: Whom,
    /// What waits in the shop for somebody else.
    shop: Vec<ShopView>,
    /// Rules that somebody brought and that wait for a second person.
    rules: Option<String>,
    staff: Vec<StaffChoice>,
    declares: bool,
    ends: bool,
    /// For drawing, and for declaring kin.
    operation: String,
    kin_operation: String,
    told: Option<Told>,
}

impl OversightPage {
    /// How many of the sample nobody has looked at.
    fn unseen(&self) -> usize {
        self.sample.iter().filter(|one| one.found.is_none()).count()
    }

    fn doubtful(&self) -> usize {
        self.sample.iter().filter(|one| one.is_doubtful).count()
    }
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    month: String,
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Reply<Response> {
    page(&oversight(&desk, &asked.month, None).await?)
}

/// The month of a day, as it is written.
pub fn month_of(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

async fn oversight(desk: &Desk, month: &str, told: Option<Told>) -> Reply<OversightPage> {
    // Without a month, the last one that is over: that is the one to look at.
    let last = month_of(desk.today.with_day(1).and_then(|day| day.pred_opt()).unwrap_or(desk.today));
    let month = if month.is_empty() { last } else { month.to_owned() };
    let (from, until) = days_of(&month)?;
    let mut conn = desk.books.read().await?;
    let staff = roster::staff(&mut conn, &desk.village).await?;
    let names: BTreeMap<_, _> = staff.iter().map(|one| (one.number.clone(), format!("{} {}", one.role.chinese(), one.name))).collect();
    let name = |number: &str| names.get(number).cloned().unwrap_or_else(|| number.to_owned());
    let Period { decided, points, attempts } = period(&mut conn, &desk.village, from, until).await?;
    let was_before = claims::has_decided_before(&mut conn, &desk.village, Moment::on(from, 0, 0)).await?;
    let (sampled, checks) = store::sample(&mut conn, &desk.village, &month).await?;
    let own = had_a_hand_in(desk, &mut conn, &sampled).await?;
    let kin = roster::kinships(&mut conn, &desk.village).await?;
    let (waiting, items) = (shop::proposals(&mut conn, &desk.village).await?, shop::items(&mut conn, &desk.village).await?);
    let rules = adoption::waiting(&mut conn, &desk.village).await?;
    let may = |action| roster::may(desk.caller.actor.role, action);
    let token = || desk.books.chance.token();
    Ok(OversightPage {
        shell: desk.shell("监督"),
        month_name: format!("{}年{}月", from.year(), from.month()),
        earlier: from.checked_sub_months(Months::new(1)).filter(|_| was_before).map(month_of),
        later: (until <= desk.today).then(|| month_of(until)),
        reviewers: figures(&decided, &points, &attempts).into_iter().map(|one| reviewer_view(one, &name)).collect(),
        sample: sampled.into_iter().map(|one| sampled_view(one, &checks, &own, &name, token())).collect(),
        checks: may(Action::Check),
        is_over: until <= desk.today,
        kin: kin.into_iter().map(|one| kin_view(one, &name, token())).collect(),
        kin_staff: String::new(),
        kin_home: Whom::default(),
        shop: waiting.into_iter().map(|one| shop_view(one, &items, desk, &name)).collect(),
        staff: staff
            .into_iter()
            .filter(|one| one.serves() && !one.role.is_device())
            .map(|one| StaffChoice { who: name(&one.number), number: one.number })
            .collect(),
        rules: rules.map(|one| format!("第 {} 份采纳等村务监督委员同意。", one.id)),
        declares: may(Action::DeclareKin),
        ends: may(Action::EndKin),
        operation: token(),
        kin_operation: token(),
        month,
        told,
    })
}

fn reviewer_view(one: Reviewer, name: &impl Fn(&str) -> String) -> ReviewerView {
    let share = |share: Option<Decimal>| share.map_or_else(|| "—".to_owned(), |share| format!("{share}%"));
    ReviewerView {
        who: name(&one.reviewer),
        approved: one.approved,
        returned: one.returned,
        rejected: one.rejected,
        approval_share: share(one.approval_share),
        points: one.points.plain(),
        households: one.households,
        largest_household_share: share(one.largest_household_share),
        own_attempts: one.own_attempts,
    }
}

/// Which of the sample this reader recorded or decided on.
async fn had_a_hand_in(desk: &Desk, conn: &mut Conn, sampled: &[Sampled]) -> Reply<BTreeSet<i64>> {
    let (ids, me): (Vec<i64>, _) = (sampled.iter().map(|one| one.claim).collect(), &desk.caller.actor.staff);
    let found = claims::with_reviews(conn, &desk.village, &ids).await?;
    let own = found.into_iter().filter(|(claim, reviews)| claim.recorded_by == *me || reviews.iter().any(|one| one.reviewer == *me));
    Ok(own.map(|(claim, _)| claim.id).collect())
}

fn sampled_view(one: Sampled, checks: &[Check], own: &BTreeSet<i64>, name: &impl Fn(&str) -> String, operation: String) -> SampledView {
    let check = checks.iter().find(|check| check.claim == one.claim);
    let found = check.map(|check| {
        let verdict = if check.sound { "没有问题" } else { "有疑问" };
        let note = if check.note.is_empty() { String::new() } else { format!("：{}", check.note) };
        format!("{} 看过，{verdict}{note}", name(&check.checked_by))
    });
    let is_own = own.contains(&one.claim);
    SampledView { claim: one.claim, why: one.why, found, is_own, is_doubtful: check.is_some_and(|check| !check.sound), operation }
}

fn kin_view(one: Kinship, name: &impl Fn(&str) -> String, operation: String) -> KinView {
    let holds = one.holds();
    KinView { who: name(&one.staff), staff: one.staff, household: one.household, holds, operation }
}

fn shop_view(one: Proposal, items: &[Item], desk: &Desk, name: &impl Fn(&str) -> String) -> ShopView {
    let what = shop::proposed(&one, items);
    let actor = &desk.caller.actor;
    let may_confirm = roster::may(actor.role, Action::Countersign) && actor.staff != one.proposed_by;
    ShopView { id: one.id, what, who: name(&one.proposed_by), reason: one.reason, may_confirm, operation: desk.books.chance.token() }
}

/// Shows the part of the page where something was done, or the month again with the no above it.
async fn shown_again(desk: &Desk, month: &str, part: &str, outcome: Result<(), Refusal>) -> Reply<Response> {
    match outcome {
        Ok(()) => Ok(see(format!("{}/oversight?month={month}#{part}", desk.home()))),
        Err(refusal) => {
            let month = if days_of(month).is_ok() { month } else { "" };
            page_refused(&refusal, &oversight(desk, month, Some(Told::from(&refusal))).await?)
        }
    }
}

#[derive(Deserialize)]
struct DrawForm {
    operation: String,
    month: String,
}

async fn draw_sample(desk: Desk, Fields(typed): Fields<DrawForm>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::Check)?;
    let act = desk.act(&typed.operation, false)?;
    let outcome = expected(draw(&desk.books, act, typed.month.clone()).await)?;
    shown_again(&desk, &typed.month, "sample", outcome.map(drop)).await
}

#[derive(Deserialize)]
struct CheckForm {
    operation: String,
    month: String,
    claim: i64,
    verdict: Verdict,
    #[serde(default)]
    note: String,
}

/// What was found. Nothing else is taken for a doubt.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Sound,
    Doubtful,
}

async fn check(desk: Desk, Fields(typed): Fields<CheckForm>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::Check)?;
    let act = desk.act(&typed.operation, false)?;
    let found = Found { month: typed.month.clone(), claim: typed.claim, sound: typed.verdict == Verdict::Sound, note: typed.note };
    let outcome = expected(desk.books.perform(act, found).await)?;
    shown_again(&desk, &typed.month, "sample", outcome.map(drop)).await
}

#[derive(Deserialize)]
struct KinForm {
    operation: String,
    month: String,
    staff: String,
    household: String,
    /// Of which may have been meant.
    pick: Option<String>,
    /// `declare`, `end` or `find`.
    #[serde(default, rename = "do")]
    wish: String,
}

async fn kin(desk: Desk, Fields(typed): Fields<KinForm>) -> Reply<Response> {
    let ends = typed.wish == "end";
    desk.caller.check(&desk.village, if ends { Action::EndKin } else { Action::DeclareKin })?;
    let act = desk.act(&typed.operation, false)?;
    let home = desk.whom(Sought::Household, typed.pick.as_deref().unwrap_or(&typed.household)).await?;
    if !ends && (typed.wish != "declare" || home.is_open()) {
        let view = oversight(&desk, &typed.month, None).await?;
        return page(&OversightPage { kin_staff: typed.staff, kin_home: home, ..view });
    }
    let (staff, household) = (typed.staff, home.household().to_owned());
    let outcome = match ends {
        true => expected(desk.books.perform(act, EndKin { staff, household }).await)?,
        false => expected(desk.books.perform(act, DeclareKin { staff, household }).await)?,
    };
    shown_again(&desk, &typed.month, "kin", outcome.map(drop)).await
}

#[derive(Deserialize)]
struct ShopForm {
    operation: String,
    month: String,
    id: i64,
    /// `confirm` or `reject`.
    #[serde(rename = "do")]
    wish: String,
}

async fn decide_in_shop(desk: Desk, Fields(typed): Fields<ShopForm>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::Countersign)?;
    let act = desk.act(&typed.operation, false)?;
    let job = DecideProposal { id: typed.id, confirmed: typed.wish == "confirm" };
    let outcome = expected(desk.books.perform(act, job).await)?;
    shown_again(&desk, &typed.month, "shop", outcome.map(drop)).await
}

#[cfg(test)]
#[path = "page_samples.rs"]
pub(crate) mod samples;
