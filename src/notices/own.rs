//! A resident's own: what they and their household were given lately, as its head also what its members were given, 我有意见 beside each, and where their
//! objections stand.

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::actions;
use super::model::*;
use super::objecting::{Raise, may_appeal};
use super::refusals::ObjectionRefusal;
use super::rulings_desk::{answer_by, says, verdict};
use super::store;
use crate::awards::{self, Award, AwardState};
use crate::claims::{self, ClaimState};
use crate::db::Conn;
use crate::entrance::MINE;
use crate::errata;
use crate::roster::{self, Action, Resident, masked};
use crate::versions::{House, Numbered, Place, Screen};
use crate::web::{Fields, Reply, Shell, Told, after_name, expected, page, page_refused, plain_day, see};
use crate::words::{Kind, Refusal, VillageId};

/// How many lines the list shows.
const LISTED: i64 = 30;

/// The pages of somebody's own.
pub(super) fn pages() -> Router<House> {
    Router::new()
        .route("/v/{village}/objections", get(mine).post(object))
        .route("/v/{village}/objections/new", get(blank))
        .route("/v/{village}/objections/{id}/appeal", post(appeal))
}

/// Where a resident looks at what is theirs.
struct OnesOwn;

impl Place for OnesOwn {
    const NAME: &'static str = "v";
    const RIGHT: Action = Action::Object;
    const COOKIE: &'static str = MINE;
}

type Own = Screen<OnesOwn>;

/// An award somebody may object to.
#[derive(Clone, Debug)]
pub(super) struct OwnLine {
    pub award: i64,
    /// Who else of the household it is about: a masked name.
    pub whose: Option<String>,
    pub rule: String,
    pub day: String,
    pub points: String,
    pub is_plus: bool,
    pub why: Vec<String>,
    /// `公示中，3月13日（周五）起算数`
    pub outlook: String,
    /// Whether they have objected to it already.
    pub is_objected: bool,
}

impl OwnLine {
    fn of(award: &Award, own: &Own, family: &[Resident], is_objected: bool) -> Self {
        let whose = family.iter().find(|person| award.person.as_ref() == Some(&person.number));
        let sign = if award.points.is_negative() { "−" } else { "+" };
        let from = award.post_on.map_or_else(String::new, |day| format!("，{}起算数", plain_day(day, own.today)));
        let outlook = match award.state {
            AwardState::OnNotice => format!("公示中{from}"),
            AwardState::Contested => "有人有意见，定下来以前不算".to_owned(),
            _ => "已经算数".to_owned(),
        };
        Self {
            award: award.id,
            whose: whose.map(|person| masked(&person.name)),
            rule: award.rule.clone(),
            day: plain_day(award.occurred_on, own.today),
            points: format!("{sign}{}", award.points.abs().plain()),
            is_plus: !award.points.is_negative(),
            why: award.sentences().iter().map(|step| after_name(step, &award.rule).to_owned()).collect(),
            outlook,
            is_objected,
        }
    }
}

/// An objection of one's own.
#[derive(Clone, Debug)]
pub(super) struct OwnObjection {
    pub id: i64,
    pub rule: String,
    pub says: String,
    pub state: &'static str,
    /// When the answer comes, or what becomes of the award.
    pub outlook: String,
    /// What was decided, by roles.
    pub steps: Vec<String>,
    pub may_appeal: bool,
    pub operation: String,
    pub sentence: String,
    pub told: Option<Told>,
}

/// One's awards and objections.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "notices/mine.html")]
pub(super) struct MinePage {
    pub shell: Shell,
    /// The number on the receipt of what was just handed in.
    pub done: Option<i64>,
    pub mine: Vec<OwnObjection>,
    pub lines: Vec<OwnLine>,
    /// Whether a rule that was written down wrongly has changed something of theirs, or is about to.
    pub has_errata: bool,
}

/// What is wrong with one of them.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "notices/object.html")]
pub(super) struct ObjectPage {
    pub shell: Shell,
    pub line: OwnLine,
    pub sentence: String,
    pub operation: String,
    pub told: Option<Told>,
}

impl MinePage {
    /// What is said in most appeals, to be tapped where there is no keyboard.
    fn sentences(&self) -> [&'static str; 3] {
        ["答复得不对，请乡镇再看", "没有当面听我说", "我有证据，请来看"]
    }
}

impl ObjectPage {
    /// What is said most, to be tapped where there is no keyboard.
    fn sentences(&self) -> [&'static str; 4] {
        ["日期不对", "同一件事记了两次", "别人做的，记到我家了", "请来当面听我说"]
    }

    /// Stored and spoken names of the reasons.
    pub fn reasons(&self) -> [(&'static str, &'static str); 4] {
        Reason::ALL.map(|reason| (reason.name(), reason.chinese()))
    }
}

#[derive(Default, Deserialize)]
struct Asked {
    done: Option<i64>,
    award: Option<i64>,
}

async fn mine(own: Own, Query(asked): Query<Asked>) -> Reply<Response> {
    page(&mine_page(&own, asked.done).await?)
}

async fn mine_page(own: &Own, done: Option<i64>) -> Reply<MinePage> {
    let mut conn = own.books.read().await?;
    let objections = store::objections_of(&mut conn, &own.village, &own.caller.actor.staff).await?;
    let family = roster::family(&mut conn, &own.village, &own.caller.actor.staff).await?;
    let lines = awards_of(own, &mut conn, &family).await?;
    let is_objected = |award: &Award| objections.iter().any(|objection| objection.award == award.id);
    let lines = lines.iter().map(|award| OwnLine::of(award, own, &family, is_objected(award))).collect();
    let done = done.filter(|id| objections.iter().any(|objection| objection.id == *id));
    let mut mine = Vec::new();
    for objection in objections {
        mine.extend(view(own, &mut conn, objection).await?);
    }
    let actor = &own.caller.actor;
    let has_errata = match &actor.household {
        Some(household) => errata::told_to(&mut conn, &own.village, household, &actor.staff).await?,
        None => false,
    };
    Ok(MinePage { shell: own.shell("公示和意见"), done, mine, lines, has_errata })
}

/// What the household was given lately or is to be given, and what stands on an erratum that is announced; what is another person's own, for its head alone.
async fn awards_of(own: &Own, conn: &mut Conn, family: &[Resident]) -> anyhow::Result<Vec<Award>> {
    let actor = &own.caller.actor;
    let Some(household) = &actor.household else { return Ok(Vec::new()) };
    let since = own.today.checked_sub_days(Days::new(TIME_TO_OBJECT)).unwrap_or(own.today);
    let mut found = awards::lately(conn, &own.village, household, since, LISTED).await?;
    let mut announced = errata::announced_awards(conn, &own.village, household).await?;
    announced.retain(|id| found.iter().all(|award| award.id != *id));
    found.extend(awards::awards_of(conn, &own.village, &announced).await?);
    found.retain(|award| is_theirs(award, own, family));
    // What happened last comes first, whenever it was recorded.
    found.sort_by_key(|award| std::cmp::Reverse((award.occurred_on, award.id)));
    Ok(found)
}

/// Which of a household's awards are on the wall, on a notice or on an erratum that is announced: one may object to them as long as they are.
pub async fn on_the_wall_for(
    conn: &mut Conn,
    village: &VillageId,
    (household, awards): (&str, &[i64]),
    today: NaiveDate,
) -> anyhow::Result<BTreeSet<i64>> {
    let mut found = store::shown_on(conn, village, awards, today).await?;
    found.extend(errata::announced_awards(conn, village, household).await?);
    Ok(found)
}

/// Whether an award of their household is about all of it, about them, or about somebody whose head they are.
fn is_theirs(award: &Award, own: &Own, family: &[Resident]) -> bool {
    let is_mine = |person: &String| *person == own.caller.actor.staff || family.iter().any(|member| member.number == *person);
    award.account == award.household || award.person.as_ref().is_none_or(is_mine)
}

async fn view(own: &Own, conn: &mut Conn, objection: Objection) -> anyhow::Result<Option<OwnObjection>> {
    let Some(award) = awards::award(conn, &own.village, objection.award).await? else { return Ok(None) };
    let claim = claims::claim(conn, &own.village, objection.award).await?.map_or(ClaimState::Approved, |claim| claim.state);
    let steps = store::steps(conn, &own.village, &objection).await?;
    Ok(Some(OwnObjection {
        id: objection.id,
        rule: award.rule.clone(),
        says: says(&objection),
        state: objection.state.chinese(),
        outlook: answer_by(&objection, own.today).unwrap_or_else(|| outcome(objection.state, claim).to_owned()),
        steps: steps.iter().map(|step| format!("{}：{}", step.role.chinese(), verdict(step))).collect(),
        may_appeal: may_appeal(&objection, claim, &steps),
        operation: own.books.chance.token(),
        sentence: String::new(),
        told: None,
    }))
}

/// What becomes of an award once there is a ruling.
fn outcome(state: ObjectionState, claim: ClaimState) -> &'static str {
    match (state, claim) {
        (ObjectionState::Upheld, ClaimState::Contested) => "等另一个人同意，就改过来",
        (ObjectionState::Upheld, ClaimState::Reversed) => "已经改过来了",
        (ObjectionState::Upheld, _) => "另一个人没有同意改，可以申诉",
        _ => "这一笔照样算数",
    }
}

/// One's own award of that number. Refuses `objections.unknown_award`.
async fn own_line(own: &Own, id: i64) -> Reply<OwnLine> {
    let (mut conn, actor) = (own.books.read().await?, &own.caller.actor);
    let family = roster::family(&mut conn, &own.village, &actor.staff).await?;
    let found = awards::award(&mut conn, &own.village, id).await?;
    let found = found.filter(|award| actor.household.as_ref() == Some(&award.household) && is_theirs(award, own, &family));
    let award = found.ok_or_else(|| Refusal::from(ObjectionRefusal::UnknownAward(id)))?;
    Ok(OwnLine::of(&award, own, &family, false))
}

async fn blank(own: Own, Query(asked): Query<Asked>) -> Reply<Response> {
    let line = own_line(&own, asked.award.unwrap_or_default()).await?;
    let operation = own.books.chance.token();
    page(&ObjectPage { shell: own.shell("我有意见"), line, sentence: String::new(), operation, told: None })
}

#[derive(Deserialize)]
struct TypedObjection {
    operation: String,
    award: i64,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    sentence: String,
}

async fn object(own: Own, Fields(typed): Fields<TypedObjection>) -> Reply<Response> {
    match submit(&own, &typed).await? {
        Ok(id) => Ok(see(format!("{}/objections?done={id}", own.home()))),
        Err(refusal) => {
            let (line, told) = (own_line(&own, typed.award).await?, Some(Told::from(&refusal)));
            let TypedObjection { operation, sentence, .. } = typed;
            page_refused(&refusal, &ObjectPage { shell: own.shell("我有意见"), line, sentence, operation, told })
        }
    }
}

async fn submit(own: &Own, typed: &TypedObjection) -> Reply<Result<String, Refusal>> {
    let Some(reason) = Reason::parse(&typed.reason) else {
        return Ok(Err(Refusal::new(
            "request.wrong_form",
            Kind::Malformed,
            "没有选哪里不对。",
            "请按一个大按钮：不是我家、分数不对、没做过或其他。",
        )));
    };
    let act = own.act(&typed.operation, false)?;
    let job = Raise { award: typed.award, reason, sentence: typed.sentence.clone(), resident: None };
    Ok(expected(actions::object(&own.books, act, job).await)?.map(|done| done.answer.id))
}

#[derive(Deserialize)]
struct TypedAppeal {
    operation: String,
    #[serde(default)]
    sentence: String,
}

async fn appeal(own: Own, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<TypedAppeal>) -> Reply<Response> {
    let act = own.act(&typed.operation, false)?;
    let outcome = expected(actions::appeal(&own.books, act, id, typed.sentence.clone()).await)?;
    let Err(refusal) = outcome else { return Ok(see(format!("{}/objections?done={id}", own.home()))) };
    let mut view = mine_page(&own, None).await?;
    let Some(mine) = view.mine.iter_mut().find(|mine| mine.id == id) else { return Err(refusal.into()) };
    (mine.sentence, mine.told) = (typed.sentence, Some(Told::from(&refusal)));
    page_refused(&refusal, &view)
}
