//! Everything that is stored about one resident, in sections: one shape for the page, for JSON and for a spreadsheet. Nothing about others is in it, and
//! nothing of what somebody reported in confidence.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::fields::Section;
use super::refusals::PersonalRefusal;
use super::store;
use crate::awards;
use crate::db::Conn;
use crate::entrance::Caller;
use crate::ledger::{self, Line, Wanted};
use crate::roster::{self, Resident};
use crate::rulebook::{Rulebook, Subject as Unit};
use crate::sheets::writing::{self, Table};
use crate::words::{Failure, Moment, Outcome, Points, VillageId};
use crate::{claims, entrance, notices, shop};

/// How many entries are read at once.
const PAGE: i64 = 500;

/// Everything about somebody.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Dossier {
    /// The day it was put together.
    pub on: NaiveDate,
    pub sections: Vec<SectionBody>,
}

/// What is stored for one use.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct SectionBody {
    /// `person`, `points`, `deeds`, `objections`, `redemptions`, `consents`, `keys` or `requests`.
    pub name: &'static str,
    pub title: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// On what ground it may be kept.
    pub ground: &'static str,
    /// How long it is kept.
    pub kept: &'static str,
    /// The columns of the database it stands in.
    pub stored_in: &'static [&'static str],
    pub rows: Vec<RowBody>,
}

/// One thing that is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct RowBody {
    /// The day it happened; null for what has none.
    pub on: Option<NaiveDate>,
    pub what: String,
    #[schema(value_type = Option<String>, example = "5.00")]
    pub points: Option<Points>,
    /// The rest, in sentences.
    pub detail: Vec<String>,
    /// The pictures that show it, by their ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<String>,
}

impl RowBody {
    fn of(on: impl Into<Option<NaiveDate>>, what: impl Into<String>, detail: Vec<String>) -> Self {
        Self { on: on.into(), what: what.into(), points: None, detail, photos: Vec::new() }
    }

    /// With its sign, for people.
    pub fn signed(&self) -> String {
        self.points.map_or_else(String::new, |points| {
            let sign = if points.is_negative() { "−" } else { "+" };
            format!("{sign}{}", points.abs().plain())
        })
    }
}

impl Dossier {
    /// What there is about whoever is signed in. Refuses `personal.unknown_resident`.
    pub async fn of(conn: &mut Conn, caller: &Caller, rulebook: &Rulebook, on: NaiveDate) -> Outcome<Self> {
        let number = &caller.actor.staff;
        let me = roster::resident(conn, &caller.village, number).await?.filter(|me| !me.is_forgotten());
        let me = me.ok_or_else(|| Failure::Refused(PersonalRefusal::UnknownResident(number.clone()).into()))?;
        let account = if rulebook.settings().account_unit == Unit::Person { &me.number } else { &me.household };
        Ok(Self::read(conn, &caller.village, &me, account, on).await?)
    }

    /// Reads what there is about a resident; `account` is where their points are.
    async fn read(conn: &mut Conn, village: &VillageId, me: &Resident, account: &str, on: NaiveDate) -> Result<Self> {
        let mut sections = Vec::new();
        for section in Section::ALL {
            let rows = match section {
                Section::Person => person(conn, village, me).await?,
                Section::Points => points(conn, village, me, account).await?,
                Section::Deeds => deeds(conn, village, me).await?,
                Section::Objections => objections(conn, village, me).await?,
                Section::Redemptions => redemptions(conn, village, account).await?,
                Section::Consents => consents(conn, village, me).await?,
                Section::Keys => keys(conn, village, me).await?,
                Section::Requests => requests(conn, village, me).await?,
            };
            sections.push(SectionBody::of(section, rows));
        }
        Ok(Self { on, sections })
    }

    /// As a spreadsheet that opens anywhere.
    pub fn xlsx(&self, place: &str) -> Result<Vec<u8>> {
        let columns = [("哪一天", 14), ("是什么", 30), ("分", 10), ("说明", 60)];
        let mut lines = Vec::new();
        for section in &self.sections {
            lines.push(writing::Line::Heading(section.title.to_owned()));
            lines.push(writing::Line::Wide(format!("用来：{}。依据：{}。留多久：{}。", section.purpose, section.ground, section.kept)));
            for row in &section.rows {
                let day = row.on.map_or_else(String::new, |day| day.to_string());
                lines.push(writing::Line::of([day, row.what.clone(), row.signed(), row.detail.join("；")]));
            }
        }
        writing::xlsx(&Table {
            name: "我的信息".to_owned(),
            above: vec![format!("{place}积分：我的信息"), "只给本人，请收好，不要转给别人。".to_owned()],
            columns: columns.map(|(name, width)| (name.to_owned(), width)).into(),
            lines,
            below: Vec::new(),
            made_on: self.on,
        })
    }
}

impl SectionBody {
    pub(super) fn of(section: Section, rows: Vec<RowBody>) -> Self {
        let ((name, title), told) = (section.names(), section.told());
        Self { name, title, purpose: told.purpose, ground: told.ground.chinese(), kept: told.kept, stored_in: told.columns, rows }
    }
}

async fn person(conn: &mut Conn, village: &VillageId, me: &Resident) -> Result<Vec<RowBody>> {
    let home = roster::household(conn, village, &me.household).await?;
    let group = home.map_or_else(String::new, |home| home.group_name);
    let who = [("姓名", &me.name), ("编号", &me.number), ("户号", &me.household), ("小组", &group), ("和户主的关系", &me.relation)];
    let mut rows: Vec<_> = who.map(|(what, value)| RowBody::of(None, what, vec![value.clone()])).into();
    let phone = roster::phone_of(conn, village, &me.number).await?;
    rows.extend(phone.map(|digits| RowBody::of(None, "手机后四位", vec![digits])));
    for event in roster::events_of(conn, village, &me.number).await? {
        let way = match (event.origin.as_str(), event.destination.as_str()) {
            (from, to) if from == to => Vec::new(),
            ("", to) => vec![format!("到 {to} 户")],
            (from, "") => vec![format!("离开 {from} 户")],
            (from, to) => vec![format!("从 {from} 户到 {to} 户")],
        };
        rows.push(RowBody::of(event.occurred_on, event.kind.chinese(), way));
    }
    Ok(rows)
}

/// All lines of the account, newest first, but what others of the household were given by name.
async fn points(conn: &mut Conn, village: &VillageId, me: &Resident, account: &str) -> Result<Vec<RowBody>> {
    let mut others = BTreeSet::new();
    for person in roster::people_of(conn, village, &me.household).await?.into_iter().filter(|person| person.number != me.number) {
        others.extend(claims::about(conn, village, &person.number).await?.into_iter().map(|claim| claim.id));
    }
    let (mut rows, mut before) = (Vec::new(), i64::MAX);
    if let Some(account) = ledger::account(conn, village, account).await? {
        let left = Points::from_hundredths(account.available());
        rows.push(RowBody::of(None, format!("{} 的积分", account.number), vec![format!("还剩 {} 分", left.plain())]));
    }
    loop {
        let lines = ledger::entries_of(conn, village, account, Wanted { before, limit: PAGE }).await?;
        let Some(last) = lines.last().map(|line| line.seq) else { return Ok(rows) };
        let is_ours = |line: &Line| line.reference.as_deref().and_then(awards::award_of).is_none_or(|award| !others.contains(&award));
        rows.extend(lines.into_iter().filter(is_ours).map(entry));
        before = last;
    }
}

fn entry(line: Line) -> RowBody {
    let title = line.title.unwrap_or_else(|| format!("{}（本人已要求删除）", line.kind.chinese()));
    RowBody { points: Some(line.points), ..RowBody::of(line.occurred_on, title, line.explanation) }
}

async fn deeds(conn: &mut Conn, village: &VillageId, me: &Resident) -> Result<Vec<RowBody>> {
    let mut rows = Vec::new();
    for claim in claims::about(conn, village, &me.number).await?.into_iter().rev() {
        let facts: BTreeMap<String, String> = serde_json::from_str(&claim.facts).unwrap_or_default();
        let mut detail: Vec<_> = facts.into_iter().map(|(name, value)| format!("{name}：{value}")).collect();
        detail.extend((!claim.note.is_empty()).then(|| format!("说明：{}", claim.note)));
        detail.push(format!("{}记的，{}", claim.recorded_role.chinese(), claim.state.chinese()));
        for review in claims::reviews(conn, village, claim.id).await? {
            let reason = if review.reason.is_empty() { String::new() } else { format!("，{}", review.reason) };
            detail.push(format!("{}：{}{reason}", review.role.chinese(), review.ruling.chinese()));
        }
        let photos = claims::photos_of(conn, village, claim.id).await?;
        rows.push(RowBody { photos, ..RowBody::of(claim.occurred_on, claim.rule, detail) });
    }
    Ok(rows)
}

async fn objections(conn: &mut Conn, village: &VillageId, me: &Resident) -> Result<Vec<RowBody>> {
    let raised = notices::raised_by(conn, village, &me.number).await?;
    let row = |raised: notices::Raised| {
        let detail = [raised.says].into_iter().chain(raised.steps).chain([raised.state.chinese().to_owned()]).collect();
        RowBody::of(raised.on, format!("第 {} 号意见", raised.id), detail)
    };
    Ok(raised.into_iter().map(row).collect())
}

async fn redemptions(conn: &mut Conn, village: &VillageId, account: &str) -> Result<Vec<RowBody>> {
    let redeemed = shop::redeemed_by(conn, village, account).await?;
    let row = |(redemption, lines): (shop::Redemption, Vec<shop::RedemptionLine>)| {
        let goods = lines.iter().map(|line| format!("{} {} 件", line.name, line.quantity)).collect::<Vec<_>>().join("、");
        // What was only kept for them has taken nothing.
        let (points, detail) = (redemption.entry.map(|_| -redemption.points), vec![redemption.state.chinese().to_owned()]);
        RowBody { points, ..RowBody::of(redemption.at.day(), goods, detail) }
    };
    Ok(redeemed.into_iter().map(row).collect())
}

async fn consents(conn: &mut Conn, village: &VillageId, me: &Resident) -> Result<Vec<RowBody>> {
    let said = store::consents_of(conn, village, &me.number).await?;
    let row = |consent: super::model::Consent| {
        let word = if consent.given { "可以写我的名字" } else { "不写我的名字" };
        RowBody::of(consent.at.day(), format!("{}：{word}", consent.board.chinese()), vec![format!("{}说的", consent.told_role.chinese())])
    };
    Ok(said.into_iter().rev().map(row).collect())
}

async fn keys(conn: &mut Conn, village: &VillageId, me: &Resident) -> Result<Vec<RowBody>> {
    let keys = entrance::OwnKeys::read(conn, village, &me.number).await?;
    let until = |until: Option<Moment>| until.map(|at| vec![format!("到 {at}")]).unwrap_or_default();
    let mut rows: Vec<_> = keys.pin_set_at.map(|at| RowBody::of(at.day(), "设了 6 位密码", Vec::new())).into_iter().collect();
    rows.extend(keys.begun.into_iter().map(|begun| RowBody::of(begun.at.day(), "开了设密码的凭条", begun.told())));
    rows.extend(keys.cards.into_iter().map(|(at, ended)| RowBody::of(at.day(), "积分卡", until(ended))));
    rows.extend(keys.sessions.into_iter().map(|(at, ended)| RowBody::of(at.day(), "登录", until(ended))));
    Ok(rows)
}

async fn requests(conn: &mut Conn, village: &VillageId, me: &Resident) -> Result<Vec<RowBody>> {
    let mut rows = Vec::new();
    for change in roster::changes_about(conn, village, &me.number).await?.into_iter().rev() {
        if change.proposed_by == me.number {
            let ruling = roster::household_ruling(conn, village, change.id).await?;
            let why = ruling.map(|ruling| ruling.reason).filter(|reason| !reason.is_empty());
            let detail = [Some(format!("原因：{}", change.basis)), Some(change.state.chinese().to_owned()), why].into_iter().flatten();
            rows.push(RowBody::of(change.proposed_at.day(), change.sentence, detail.collect()));
        }
    }
    for erasure in store::erasures_of(conn, village, &me.number).await? {
        let why = erasure.reason.map(|reason| format!("没有同意：{reason}"));
        let detail = [Some(erasure.ground.chinese().to_owned()), Some(erasure.state.chinese().to_owned()), why].into_iter().flatten();
        rows.push(RowBody::of(erasure.asked_at.day(), "要求删除", detail.collect()));
    }
    Ok(rows)
}
