//! What the desk shows: claims with names and reasons, what this reader may decide about them, and the rules to choose from. Plain data and how it is read.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use chrono::NaiveDate;

use super::model::*;
use super::reviewing::{Ties, check};
use super::store;
use crate::awards::{self, Award};
use crate::db::Conn;
use crate::entrance::{self, Caller};
use crate::roster::{self, Household, Resident};
use crate::rulebook::{Rule, Rulebook};
use crate::web::{Told, after_name, plain_day};
use crate::words::{Chance, Points, Refusal, Role, VillageId};

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
    /// Hash of the rulebook that judged it.
    pub rulebook: String,
    pub occurred_on: NaiveDate,
    /// What was filled in, `时长：3`.
    pub facts: Vec<String>,
    pub why: Vec<String>,
    pub note: String,
    /// What was shown for it, for whoever may see that.
    pub photos: Vec<String>,
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

    /// Whether it waits for this reader.
    pub fn is_mine(&self) -> bool {
        self.may("approve") || self.may("confirm_reversal")
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
    /// The devices as which they could have acted; looked up where a device recorded something.
    devices: Option<Vec<String>>,
}

impl<'a> Reader<'a> {
    /// A reader of a village's claims.
    pub async fn new(conn: &'a mut Conn, village: &'a VillageId, caller: &'a Caller, chance: &'a Chance, today: NaiveDate) -> Result<Self> {
        let staff = roster::staff(conn, village).await?.into_iter().map(|staff| (staff.number, staff.name)).collect();
        let kin = roster::kin_of(conn, village, &caller.actor.staff).await?;
        Ok(Self { conn, village, caller, chance, today, staff, kin, devices: None })
    }

    /// How many claims wait in a state.
    pub async fn count(&mut self, state: ClaimState) -> Result<i64> {
        store::count(self.conn, self.village, state).await
    }

    /// The claims that wait in a state behind a number, oldest first.
    pub async fn waiting(&mut self, state: ClaimState, after: i64, limit: i64) -> Result<Vec<ClaimView>> {
        let claims = store::queue(self.conn, self.village, state, after, limit).await?;
        self.views(claims).await
    }

    /// The newest claims of a household or of somebody in it.
    pub async fn of(&mut self, number: &str, limit: i64) -> Result<Vec<ClaimView>> {
        let claims = store::of(self.conn, self.village, number, limit).await?;
        let mut views = self.views(claims).await?;
        for view in &mut views {
            self.add_photos(view).await?;
        }
        Ok(views)
    }

    /// What else the household of a claim was recorded for under its rule, newest first.
    pub async fn similar(&mut self, id: i64, limit: i64) -> Result<Vec<ClaimView>> {
        let Some(claim) = store::claim(self.conn, self.village, id).await? else { return Ok(Vec::new()) };
        let claims = store::similar(self.conn, self.village, &claim, limit).await?;
        self.views(claims).await
    }

    /// Claims with all that belongs to them, read together.
    async fn views(&mut self, claims: Vec<Claim>) -> Result<Vec<ClaimView>> {
        let ids: Vec<i64> = claims.iter().map(|claim| claim.id).collect();
        let awards = awards::awards_of(self.conn, self.village, &ids).await?;
        let awards: BTreeMap<i64, Award> = awards.into_iter().map(|award| (award.id, award)).collect();
        let mut reviews: BTreeMap<i64, Vec<Review>> = BTreeMap::new();
        for review in store::reviews_of(self.conn, self.village, &ids).await? {
            reviews.entry(review.claim).or_default().push(review);
        }
        if self.devices.is_none() && claims.iter().any(|claim| claim.recorded_role.is_device()) {
            self.devices = Some(entrance::devices_once_held(self.conn, self.village, &self.caller.actor.staff).await?);
        }
        let names = names(self.conn, self.village, &claims).await?;
        let view = |claim: Claim| {
            let reviews = reviews.remove(&claim.id).unwrap_or_default();
            self.view(claim, &awards, &reviews, &names)
        };
        Ok(claims.into_iter().map(view).collect())
    }

    /// One claim; `None` if there is none.
    pub async fn one(&mut self, id: i64) -> Result<Option<ClaimView>> {
        let found = store::claim(self.conn, self.village, id).await?;
        let mut view = self.views(found.into_iter().collect()).await?.into_iter().next();
        if let Some(view) = &mut view {
            self.add_photos(view).await?;
        }
        Ok(view)
    }

    fn view(&self, claim: Claim, awards: &BTreeMap<i64, Award>, reviews: &[Review], names: &BTreeMap<String, String>) -> ClaimView {
        let award = awards.get(&claim.id);
        let points = award.map_or(Points::ZERO, |award| award.points);
        let facts: BTreeMap<String, String> = serde_json::from_str(&claim.facts).unwrap_or_default();
        ClaimView {
            id: claim.id,
            who: names.get(&claim.subject).unwrap_or(&claim.subject).clone(),
            rulebook: award.map_or_else(String::new, |award| award.rulebook.clone()),
            occurred_on: claim.occurred_on,
            day: plain_day(claim.occurred_on, self.today),
            points: signed(points),
            is_plus: !points.is_negative(),
            facts: facts.into_iter().map(|(name, value)| format!("{name}：{value}")).collect(),
            why: award.map_or_else(Vec::new, |award| told_under(&award.sentences(), &claim.rule)),
            photos: Vec::new(),
            recorder: self.recorder(&claim),
            state: claim.state.chinese(),
            outlook: outlook(&claim, award, reviews.len() as i64, self.today),
            reviews: reviews.iter().map(|review| self.review(review)).collect(),
            rulings: Ruling::TAKEN_HERE.into_iter().filter(|ruling| self.barred(&claim, reviews, *ruling).is_none()).collect(),
            barred: claim.state.waits_for().and_then(|ruling| self.barred(&claim, reviews, ruling)),
            operation: self.chance.token(),
            reason: String::new(),
            told: None,
            rule: claim.rule,
            note: claim.note,
        }
    }

    /// Why this reader may not take a decision.
    fn barred(&self, claim: &Claim, reviews: &[Review], ruling: Ruling) -> Option<String> {
        let actor = &self.caller.actor;
        if !roster::may(actor.role, ruling.action()) {
            return Some(format!("等{}来定。", roster::whom_to_ask(ruling.action())));
        }
        let ties = Ties { is_kin: self.kin.contains(&claim.household), devices: self.devices.as_deref().unwrap_or_default() };
        check(actor, &ties, claim, reviews, ruling).err().map(|refusal| Refusal::from(refusal).sentence)
    }

    /// Adds the pictures of a claim, for whoever may see those. A queue lists claims without them.
    pub async fn add_photos(&mut self, view: &mut ClaimView) -> Result<()> {
        if roster::may(self.caller.actor.role, roster::Action::SeePhotos) {
            view.photos = store::photos_of(self.conn, self.village, view.id).await?;
        }
        Ok(())
    }

    fn recorder(&self, claim: &Claim) -> String {
        match claim.recorded_role {
            Role::Resident if claim.is_by_head() => format!("户主 {} 替他申报", claim.recorded_by),
            Role::Resident => "本人申报".to_owned(),
            role => format!("{} {} 记", role.chinese(), self.name(&claim.recorded_by)),
        }
    }

    fn name<'b>(&'b self, staff: &'b str) -> &'b str {
        self.staff.get(staff).map_or(staff, String::as_str)
    }

    fn review(&self, review: &Review) -> String {
        let ruling = review.ruling.chinese();
        let reason = if review.reason.is_empty() { String::new() } else { format!("，{}", review.reason) };
        format!("{} {}：{ruling}{reason}", review.role.chinese(), self.name(&review.reviewer))
    }
}

/// What happens next with a claim, in a sentence; so many have decided on it.
pub(super) fn outlook(claim: &Claim, award: Option<&awards::Award>, reviews: i64, today: NaiveDate) -> String {
    use awards::AwardState as A;
    let post_on = award.and_then(|award| award.post_on).map(|day| plain_day(day, today));
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

/// The steps of an explanation where the rule's name stands above them.
pub(super) fn told_under(steps: &[String], rule: &str) -> Vec<String> {
    steps.iter().map(|step| after_name(step, rule).to_owned()).collect()
}

/// Points with their sign: `+5`, `−2`.
pub(super) fn signed(points: Points) -> String {
    let sign = if points.is_negative() { "−" } else { "+" };
    format!("{sign}{}", points.abs().plain())
}

/// Whom claims are about, by number: `张明 3-07-2`, `3-07 张大山家`; all of them in three looks.
async fn names(conn: &mut Conn, village: &VillageId, claims: &[Claim]) -> Result<BTreeMap<String, String>> {
    let mut numbers: Vec<&str> = claims.iter().map(|claim| claim.subject.as_str()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let people = roster::people(conn, village, &numbers).await?;
    let homes = roster::homes(conn, village, &numbers).await?;
    let heads: Vec<&str> = homes.iter().map(|home| home.head.as_str()).collect();
    let heads = roster::people(conn, village, &heads).await?;
    let person = |one: Resident| (one.number.clone(), format!("{} {}", one.name, one.number));
    let home = |home: Household| {
        let head = heads.iter().find(|head| head.number == home.head);
        (home.number.clone(), head.map_or_else(|| home.number.clone(), |head| format!("{} {}家", home.number, head.name)))
    };
    Ok(people.into_iter().map(person).chain(homes.into_iter().map(home)).collect())
}

/// A chapter's rules to choose from.
#[derive(Clone, Debug)]
pub struct ChapterChoice {
    pub name: String,
    pub rules: Vec<RuleChoice>,
}

/// A rule to choose.
#[derive(Clone, Debug)]
pub struct RuleChoice {
    pub name: String,
    pub is_deduction: bool,
}

/// The rules that apply on a day, by chapter; with a text, only those whose name holds it. None with 保密: those are not for the village to record.
pub fn choices(rulebook: &Rulebook, day: NaiveDate, text: &str) -> Vec<ChapterChoice> {
    let choice = |rule: &Rule| RuleChoice { name: rule.name().to_owned(), is_deduction: rule.is_deduction() };
    let chapter = |(name, rules): (&str, Vec<&Rule>)| {
        let rules = rules.into_iter().filter(|rule| rule.name().contains(text) && !rule.is_confidential()).map(choice).collect();
        ChapterChoice { name: name.to_owned(), rules }
    };
    rulebook.chapters(day).into_iter().map(chapter).filter(|chapter| !chapter.rules.is_empty()).collect()
}
