//! What the desk shows: claims with names and reasons, what this reader may decide about them, and the rules to choose from. Plain data and how it is read.

use std::collections::HashMap;

use anyhow::Result;
use chrono::NaiveDate;

use super::model::*;
use super::reviewing::check;
use super::store;
use crate::awards;
use crate::db::Conn;
use crate::entrance::Caller;
use crate::roster;
use crate::rulebook::{Rule, Rulebook};
use crate::web::{Told, after_name, plain_day};
use crate::words::{Chance, Points, Refusal, VillageId};

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
    /// What this reader may decide about it now.
    pub rulings: Vec<Ruling>,
    /// Why this reader cannot agree to what waits for somebody.
    pub barred: Option<String>,
    /// For the form that decides on it.
    pub operation: String,
    /// As typed, when the form comes back with a no.
    pub reason: String,
    /// A no to the decision about it.
    pub told: Option<Told>,
}

impl ClaimView {
    /// Whether this reader may take a decision, by its stored name.
    pub fn may(&self, ruling: &str) -> bool {
        self.rulings.iter().any(|may| may.name() == ruling)
    }
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
    /// Households this reader steps aside for, besides their own.
    pub kin: Vec<String>,
}

impl<'a> Reader<'a> {
    /// A reader of a village's claims.
    pub async fn new(conn: &'a mut Conn, village: &'a VillageId, caller: &'a Caller, chance: &'a Chance, today: NaiveDate) -> Result<Self> {
        let staff = roster::staff(conn, village).await?.into_iter().map(|staff| (staff.number, staff.name)).collect();
        let kin = roster::kin_of(conn, village, &caller.actor.staff).await?;
        Ok(Self { conn, village, caller, chance, today, staff, kin })
    }

    /// The claims that wait in a state, oldest first, and how many there are.
    pub async fn waiting(&mut self, state: ClaimState, limit: i64) -> Result<(Vec<ClaimView>, i64)> {
        let count = store::count(self.conn, self.village, state).await?;
        let claims = store::queue(self.conn, self.village, state, 0, limit).await?;
        Ok((self.views(claims).await?, count))
    }

    /// The newest claims of a household or of somebody in it.
    pub async fn of(&mut self, number: &str, limit: i64) -> Result<Vec<ClaimView>> {
        let claims = store::of(self.conn, self.village, number, limit).await?;
        self.views(claims).await
    }

    async fn views(&mut self, claims: Vec<Claim>) -> Result<Vec<ClaimView>> {
        let mut views = Vec::new();
        for claim in claims {
            views.push(self.view(claim).await?);
        }
        Ok(views)
    }

    /// One claim; `None` if there is none.
    pub async fn one(&mut self, id: i64) -> Result<Option<ClaimView>> {
        match store::claim(self.conn, self.village, id).await? {
            Some(claim) => Ok(Some(self.view(claim).await?)),
            None => Ok(None),
        }
    }

    async fn view(&mut self, claim: Claim) -> Result<ClaimView> {
        let award = awards::award(self.conn, self.village, claim.id).await?;
        let reviews = store::reviews(self.conn, self.village, claim.id).await?;
        let who = who(self.conn, self.village, &claim.subject).await?.unwrap_or_else(|| claim.subject.clone());
        let points = award.as_ref().map_or(Points::ZERO, |award| award.points);
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
            rulings: Ruling::TAKEN_HERE.into_iter().filter(|ruling| self.barred(&claim, &reviews, *ruling).is_none()).collect(),
            barred: claim.state.waits_for().and_then(|ruling| self.barred(&claim, &reviews, ruling)),
            operation: self.chance.token(),
            reason: String::new(),
            told: None,
            rule: claim.rule,
            note: claim.note,
        })
    }

    /// Why this reader may not take a decision.
    fn barred(&self, claim: &Claim, reviews: &[Review], ruling: Ruling) -> Option<String> {
        let actor = &self.caller.actor;
        if !roster::may(actor.role, ruling.action()) {
            return Some(format!("等{}来定。", roster::whom_to_ask(ruling.action())));
        }
        check(actor, self.kin.contains(&claim.household), claim, reviews, ruling).err().map(|refusal| Refusal::from(refusal).sentence)
    }

    fn name<'b>(&'b self, staff: &'b str) -> &'b str {
        self.staff.get(staff).map_or(staff, String::as_str)
    }

    fn review(&self, review: &Review) -> String {
        let ruling = review.ruling.chinese();
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
            (ClaimState::Objected, Some(A::Contested)) => "有人有意见，裁定以前不入账。".to_owned(),
            (ClaimState::Objected, _) => "有人有意见，裁定以前照样算数。".to_owned(),
            (ClaimState::Contested, Some(A::Contested)) => "等另一个人定，定下来以前不入账。".to_owned(),
            (ClaimState::Contested, _) => "等另一个人定，定下来以前照样算数。".to_owned(),
            (ClaimState::Reversed, Some(A::Reversed)) if !award.is_some_and(|award| award.points.is_negative()) => {
                "已更正，分已经收回。".to_owned()
            }
            (ClaimState::Reversed, Some(A::Reversed)) => "已更正，扣的分已经还回。".to_owned(),
            (state, _) => format!("{}，不算分。", state.chinese()),
        }
    }
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

/// The rules that apply on a day, by chapter; with a text, only those whose name holds it. None with 保密: those are not for the village to record.
pub(super) fn choices(rulebook: &Rulebook, day: NaiveDate, text: &str) -> Vec<ChapterChoice> {
    let choice = |rule: &Rule| RuleChoice { name: rule.name().to_owned(), is_deduction: rule.is_deduction() };
    let chapter = |(name, rules): (&str, Vec<&Rule>)| {
        let rules = rules.into_iter().filter(|rule| rule.name().contains(text) && !rule.is_confidential()).map(choice).collect();
        ChapterChoice { name: name.to_owned(), rules }
    };
    rulebook.chapters(day).into_iter().map(chapter).filter(|chapter| !chapter.rules.is_empty()).collect()
}
