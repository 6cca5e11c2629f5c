//! What the desk shows: claims with names and reasons, who may decide on them, and the rules to choose from. Plain data and how it is read.

use std::collections::HashMap;

use anyhow::Result;
use chrono::NaiveDate;

use super::model::*;
use super::store;
use crate::awards;
use crate::db::Conn;
use crate::roster::{self, Action, Caller};
use crate::rulebook::{Rule, Rulebook};
use crate::web::{Told, after_name, plain_day};
use crate::words::{Chance, Points, VillageId};

/// A claim as the desk shows it.
#[derive(Clone, Debug)]
pub(super) struct ClaimView {
    pub id: i64,
    pub rule: String,
    /// Full name and number; the desk works with people it knows.
    pub who: String,
    pub day: String,
    /// With its sign.
    pub points: String,
    pub is_plus: bool,
    /// What was filled in, `时长：3`.
    pub facts: Vec<String>,
    pub why: Vec<String>,
    pub note: String,
    pub recorder: String,
    pub state: &'static str,
    /// What happens next, in a sentence.
    pub outlook: String,
    /// Decisions so far, `村书记 张明：同意`.
    pub reviews: Vec<String>,
    pub may_decide: bool,
    pub may_withdraw: bool,
    /// Why this reader decides nothing here.
    pub barred: Option<&'static str>,
    /// For the form that decides on it.
    pub operation: String,
    /// As typed, when the form comes back with a no.
    pub reason: String,
    /// A no to the decision about it.
    pub told: Option<Told>,
}

/// Reads claims as one reader at the desk sees them.
pub(super) struct Reader<'a> {
    pub conn: &'a mut Conn,
    pub village: &'a VillageId,
    pub caller: &'a Caller,
    pub chance: &'a Chance,
    pub today: NaiveDate,
    /// Names of staff by number.
    pub staff: HashMap<String, String>,
}

impl<'a> Reader<'a> {
    /// A reader of a village's claims.
    pub async fn new(conn: &'a mut Conn, village: &'a VillageId, caller: &'a Caller, chance: &'a Chance, today: NaiveDate) -> Result<Self> {
        let staff = roster::staff(conn, village).await?.into_iter().map(|staff| (staff.number, staff.name)).collect();
        Ok(Self { conn, village, caller, chance, today, staff })
    }

    /// The claims that wait, oldest first, and how many there are.
    pub async fn waiting(&mut self, limit: i64) -> Result<(Vec<ClaimView>, i64)> {
        let only_of = (!roster::may(self.caller.actor.role, Action::Review)).then_some(self.caller.actor.staff.as_str());
        let count = store::waiting(self.conn, self.village, only_of).await?;
        let claims = store::queue(self.conn, self.village, ClaimState::Submitted, only_of, 0, limit).await?;
        let mut views = Vec::new();
        for claim in claims {
            views.push(self.view(claim).await?);
        }
        Ok((views, count))
    }

    /// One claim; `None` if there is none or this reader may not see it.
    pub async fn one(&mut self, id: i64) -> Result<Option<ClaimView>> {
        match store::claim(self.conn, self.village, id).await?.filter(|claim| claim.is_seen_by(self.caller)) {
            Some(claim) => Ok(Some(self.view(claim).await?)),
            None => Ok(None),
        }
    }

    async fn view(&mut self, claim: Claim) -> Result<ClaimView> {
        let award = awards::award(self.conn, self.village, claim.id).await?;
        let reviews = store::reviews(self.conn, self.village, claim.id).await?;
        let who = who(self.conn, self.village, &claim.subject).await?.unwrap_or_else(|| claim.subject.clone());
        let points = award.as_ref().map_or(Points::ZERO, |award| award.points);
        let barred = barred(&claim, &reviews, self.caller);
        let is_open = claim.state == ClaimState::Submitted;
        let facts: std::collections::BTreeMap<String, String> = serde_json::from_str(&claim.facts).unwrap_or_default();
        Ok(ClaimView {
            id: claim.id,
            who,
            day: plain_day(claim.occurred_on, self.today),
            points: signed(points),
            is_plus: !points.is_negative(),
            facts: facts.into_iter().map(|(name, value)| format!("{name}：{value}")).collect(),
            why: award.as_ref().map_or_else(Vec::new, |award| told_under(&award.sentences(), &claim.rule)),
            recorder: format!("{} {}", claim.recorded_role.chinese(), self.name(&claim.recorded_by)),
            state: claim.state.chinese(),
            outlook: self.outlook(&claim, award.as_ref(), reviews.len() as i64),
            reviews: reviews.iter().map(|review| self.review(review)).collect(),
            may_decide: is_open && barred.is_none(),
            may_withdraw: is_open && claim.recorded_by == self.caller.actor.staff,
            barred: barred.filter(|_| is_open),
            operation: self.chance.token(),
            reason: String::new(),
            told: None,
            rule: claim.rule,
            note: claim.note,
        })
    }

    fn name<'b>(&'b self, staff: &'b str) -> &'b str {
        self.staff.get(staff).map_or(staff, String::as_str)
    }

    fn review(&self, review: &Review) -> String {
        let ruling = match review.ruling {
            Ruling::Approve => "同意",
            Ruling::Return => "退回",
            Ruling::Reject => "不通过",
            Ruling::Withdraw => "撤回",
        };
        let reason = if review.reason.is_empty() { String::new() } else { format!("，{}", review.reason) };
        format!("{} {}：{ruling}{reason}", review.role.chinese(), self.name(&review.reviewer))
    }

    fn outlook(&self, claim: &Claim, award: Option<&awards::Award>, reviews: i64) -> String {
        use awards::AwardState as A;
        let post_on = award.and_then(|award| award.post_on).map(|day| plain_day(day, self.today));
        match (claim.state, award.map(|award| award.state)) {
            (ClaimState::Submitted, _) => format!("还要 {} 个人同意。", (claim.reviews_needed - reviews).max(1)),
            (ClaimState::Approved, Some(A::OnNotice)) => format!("正在公示，{}起算数。", post_on.unwrap_or_default()),
            (ClaimState::Approved, _) => "已经算数。".to_owned(),
            (state, _) => format!("{}，不算分。", state.chinese()),
        }
    }
}

/// Why a reader decides nothing about a claim; the same order as in `reviewing`.
fn barred(claim: &Claim, reviews: &[Review], caller: &Caller) -> Option<&'static str> {
    let actor = &caller.actor;
    if !roster::may(actor.role, Action::Review) {
        return Some("等村书记或监督委员审核。");
    }
    if claim.recorded_by == actor.staff {
        return Some("您自己记的，要由别人审核。");
    }
    if actor.household.as_ref() == Some(&claim.household) {
        return Some("您自己家的，您要回避。");
    }
    reviews.iter().any(|review| review.reviewer == actor.staff).then_some("您已经同意，还要另一位同意。")
}

/// The steps of an explanation where the rule's name stands above them.
pub(super) fn told_under(steps: &[String], rule: &str) -> Vec<String> {
    steps.iter().map(|step| after_name(step, rule).to_owned()).collect()
}

/// Points with their sign: `+5`, `−2`.
pub(super) fn signed(points: Points) -> String {
    let sign = if points.is_negative() { "−" } else { "+" };
    format!("{sign}{}", points.abs().plain())
}

/// Whom a number means: `张明 3-07-2`, `3-07 张大山家`. `None` for an unknown one.
pub(super) async fn who(conn: &mut Conn, village: &VillageId, number: &str) -> Result<Option<String>> {
    let Some(subject) = roster::subject(conn, village, number).await? else { return Ok(None) };
    if let Some(person) = subject.person {
        return Ok(Some(format!("{} {}", person.name, person.number)));
    }
    let head = roster::resident(conn, village, &subject.household.head).await?;
    Ok(Some(head.map_or_else(|| number.to_owned(), |head| format!("{number} {}家", head.name))))
}

/// A chapter's rules to choose from.
#[derive(Clone, Debug)]
pub(super) struct ChapterChoice {
    pub name: String,
    pub rules: Vec<RuleChoice>,
}

/// A rule to choose.
#[derive(Clone, Debug)]
pub(super) struct RuleChoice {
    pub name: String,
    pub is_deduction: bool,
}

/// The rules that apply on a day, by chapter; with a text, only those whose name holds it.
pub(super) fn choices(rulebook: &Rulebook, day: NaiveDate, text: &str) -> Vec<ChapterChoice> {
    let choice = |rule: &Rule| RuleChoice { name: rule.name().to_owned(), is_deduction: rule.is_deduction() };
    let chapter = |(name, rules): (&str, Vec<&Rule>)| {
        let rules = rules.into_iter().filter(|rule| rule.name().contains(text)).map(choice).collect();
        ChapterChoice { name: name.to_owned(), rules }
    };
    rulebook.chapters(day).into_iter().map(chapter).filter(|chapter| !chapter.rules.is_empty()).collect()
}
