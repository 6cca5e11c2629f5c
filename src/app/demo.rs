//! A year of village life, told in a second: deeds recorded, reviewed, posted, and points redeemed, through the same actions people use.
//!
//! Used for the demo township on first start and for `jifen simulate`; it is told in parts, month by month (see `tale`).
//! Not here: any rule. What can happen is read off the village's own rulebook.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result};
use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::tale::{Days, Tale};
use super::{clockwork, drawing};
use crate::claims::{self, ClaimState, Deed, Recorded, Ruling};
use crate::entrance::Caller;
use crate::ledger::{self, Account};
use crate::notices;
use crate::roster::{self, Staff};
use crate::rulebook::{self, Evidence, Field, FieldKind, FilledIn, Rule, Rulebook};
use crate::shop::{self, Item, Order, Redeem, ShownBy, Wanted};
use crate::versions::House;
use crate::words::{Act, Actor, Clock, Done, Failure, Moment, OperationId, Outcome, Points, Role};

mod open_ends;

/// What the year shall look like in the end (`demo.yaml` in a village's folder).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// How many accounts have points at the end.
    #[serde(rename = "有积分")]
    pub with_points: usize,
    /// How many of them have redeemed something.
    #[serde(rename = "换过东西")]
    pub redeemed: usize,
    /// How many deeds are recorded besides the one with which each of them begins.
    #[serde(rename = "记录")]
    pub deeds: usize,
    /// For how many of the last months a notice was put up.
    #[serde(rename = "公示", default)]
    pub notices: u32,
}

/// For how many days a notice is up.
const DAYS_UP: u32 = 7;

/// A clock that the story turns, shared with the house it is told in.
#[derive(Clone)]
pub struct StoryClock(Arc<AtomicI64>);

impl StoryClock {
    /// Stands at nine in the morning of a day.
    pub fn at(day: NaiveDate) -> Self {
        Self(Arc::new(AtomicI64::new(Moment::on(day, 9, 0).millis())))
    }

    /// Moves on, or back.
    pub fn turn_to(&self, moment: Moment) {
        self.0.store(moment.millis(), Ordering::Relaxed);
    }

    /// The same clock as others read it.
    pub fn clock(&self) -> Clock {
        let hands = self.0.clone();
        Clock::from(move || Moment::from_millis(hands.load(Ordering::Relaxed)))
    }
}

/// Tells a tale to its end, or from where it was broken off. The village must be settled.
pub async fn tell(house: &House, clock: &StoryClock, tale: &Tale) -> Result<()> {
    let Days { start, end } = tale.days;
    let mut story = Story::begin(house, clock, tale).await?;
    let (people, mut deeds) = story.plan().await?;
    let (mut month, mut number) = (start, 0);
    while month < end {
        let next = (month + Months::new(1)).min(end);
        let later = deeds.split_off(deeds.partition_point(|(day, _)| *day < next));
        let due = std::mem::replace(&mut deeds, later);
        number += 1;
        if story.turn_to(number, &format!("month-{number}")).await? {
            story.month(&people, &due, next).await?;
            if next > end - Months::new(tale.plan.notices) {
                story.put_up(next).await?;
            }
            tale.mark(&story.house, &story.part).await?;
        }
        month = next;
    }
    if story.turn_to(number + 1, "last-days").await? {
        story.make_up(&people).await?;
        story.redeem(&people, tale.plan.redeemed, Moment::on(end, 12, 0)).await?;
        story.leave_something_to_do(&people).await?;
        tale.close(&story.house).await?;
    }
    Ok(())
}

/// What telling needs at hand.
struct Story<'a> {
    tale: &'a Tale,
    /// Whose chance belongs to the part that is being told.
    house: House,
    clock: &'a StoryClock,
    part: String,
    rulebook: Arc<Rulebook>,
    samples: HashMap<String, Vec<FilledIn>>,
    recorder: Staff,
    reviewers: Vec<Staff>,
    keeper: Staff,
    /// Who has been at the shop.
    redeemed: BTreeSet<String>,
    told: usize,
}

impl<'a> Story<'a> {
    async fn begin(house: &House, clock: &'a StoryClock, tale: &'a Tale) -> Result<Self> {
        let village = &tale.village;
        let mut conn = house.books.read().await?;
        let mut of = async |role| roster::staff_of(&mut conn, village, role).await;
        let first = |staff: Vec<Staff>, role: Role| staff.into_iter().next().with_context(|| format!("{village} 没有{}", role.chinese()));
        let recorder = first(of(Role::GridWorker).await?, Role::GridWorker)?;
        let keeper = first(of(Role::Keeper).await?, Role::Keeper)?;
        let mut reviewers = of(Role::Secretary).await?;
        reviewers.extend(of(Role::Supervisor).await?);
        let redeemed = shop::redemptions(&mut conn, village, i64::MAX, i64::MAX).await?.into_iter().map(|slip| slip.account).collect();
        drop(conn);
        let (number, hash) = house.library.number_in_force(village, tale.days.start).await?;
        let rulebook = house.library.version(village, &hash).await?;
        let samples = rulebook::filled_in(&house.library.files(village, number).await?);
        let (house, part) = (tale.house(house, clock, 0), String::new());
        Ok(Self { tale, house, clock, part, rulebook, samples, recorder, reviewers, keeper, redeemed, told: 0 })
    }

    /// Whom the story is about, and on which day something happens to whom of them, in order.
    async fn plan(&self) -> Result<(Vec<String>, Vec<(NaiveDate, usize)>)> {
        let people = self.choose_people(self.tale.plan.with_points).await?;
        let mut deeds: Vec<(NaiveDate, usize)> = (0..people.len()).map(|who| (self.day(), who)).collect();
        deeds.extend((0..self.tale.plan.deeds).map(|_| (self.day(), self.below(people.len()))));
        deeds.sort_unstable();
        Ok((people, deeds))
    }

    /// Goes on to another part; `false` if it has been told.
    async fn turn_to(&mut self, number: u64, part: &str) -> Result<bool> {
        self.house = self.tale.house(&self.house, self.clock, number);
        part.clone_into(&mut self.part);
        self.told = 0;
        Ok(!self.tale.has_told(&self.house, part).await?)
    }

    async fn month(&mut self, people: &[String], due: &[(NaiveDate, usize)], next: NaiveDate) -> Result<()> {
        let recorded = self.record(people, due, Moment::on(next, 0, 0)).await?;
        self.review(&recorded, Moment::on(next, 9, 0)).await?;
        clockwork::catch_up_with(&self.house, &self.tale.village).await?;
        // The shop opens once a month; by the end everybody who shall have been there was there.
        let passed = (next - self.tale.days.start).num_days().max(1) as u64;
        let been_there = self.tale.plan.redeemed as u64 * passed / self.days();
        self.redeem(people, usize::try_from(been_there)?, Moment::on(next, 10, 0)).await
    }

    /// The notice of the last whole month: one drafts it, another signs.
    async fn put_up(&mut self, day: NaiveDate) -> Result<()> {
        let of = |role| self.reviewers.iter().find(|staff| staff.role == role).cloned();
        let (Some(drafter), Some(signer)) = (of(Role::Secretary), of(Role::Supervisor)) else { return Ok(()) };
        let Some(until) = day.with_day(1).and_then(|first| first.pred_opt()) else { return Ok(()) };
        let period = (until.with_day(1).unwrap_or(until), until);
        let act = self.act(&drafter, Moment::on(day, 11, 0));
        let drafted = outcome(notices::draft(&self.house.books, &self.house.library, act, period, Some(DAYS_UP)).await)?;
        let Some(drafted) = drafted else { return Ok(()) };
        let act = self.act(&signer, Moment::on(day, 12, 0));
        outcome(notices::decide(&self.house.books, act, drafted.answer.id.parse()?, None).await).map(drop)
    }

    fn below(&self, bound: usize) -> usize {
        usize::try_from(self.house.books.chance.below(bound as u64)).unwrap_or_default()
    }

    /// How many days are told.
    fn days(&self) -> u64 {
        (self.tale.days.end - self.tale.days.start).num_days().max(1) as u64
    }

    fn day(&self) -> NaiveDate {
        self.tale.days.start + chrono::Days::new(self.house.books.chance.below(self.days()))
    }

    /// The next act of this part.
    fn act(&mut self, staff: &Staff, at: Moment) -> Act {
        self.told += 1;
        self.act_named(staff, at, &format!("story-{}-{}", self.part, self.told))
    }

    /// The story's time never goes back.
    fn act_named(&self, staff: &Staff, at: Moment, name: &str) -> Act {
        self.clock.turn_to(at.max(self.house.books.clock.now()));
        let actor = Actor { staff: staff.number.clone(), role: staff.role, household: staff.household.clone() };
        let caller = Caller { village: self.tale.village.clone(), actor, name: staff.name.clone(), device: None };
        caller.act(&self.house.books, OperationId::own(name), false)
    }

    /// A number of accounts, drawn without favour. Nobody who serves is among them: they review.
    async fn choose_people(&self, count: usize) -> Result<Vec<String>> {
        let mut conn = self.house.books.read().await?;
        let mut numbers: Vec<String> = Vec::new();
        loop {
            let after = numbers.last().cloned().unwrap_or_default();
            let page = ledger::accounts(&mut conn, &self.tale.village, &after, 1_000).await?;
            if page.is_empty() {
                break;
            }
            numbers.extend(page.into_iter().map(|account| account.number));
        }
        let serve: Vec<_> =
            self.reviewers.iter().chain([&self.recorder, &self.keeper]).filter_map(|staff| staff.household.clone()).collect();
        numbers.retain(|number| !serve.iter().any(|home| number == home || number.starts_with(&format!("{home}-"))));
        let mut chosen = Vec::new();
        while chosen.len() < count && !numbers.is_empty() {
            let at = self.below(numbers.len());
            chosen.push(numbers.swap_remove(at));
        }
        Ok(chosen)
    }

    /// Something that may have happened: mostly good, rarely not, told by the rulebook's own forms.
    fn deed(&self, subject: &str, day: NaiveDate, good_only: bool) -> Deed {
        let bad = !good_only && self.below(40) == 0;
        let fits = |rule: &&Rule| rule.is_in_force(day) && !rule.is_confidential() && rule.is_deduction() == bad;
        let possible: Vec<&Rule> = self.rulebook.rules().filter(fits).collect();
        let rule = self.likely(&possible);
        let facts = rule.map_or_else(BTreeMap::new, |rule| self.facts(rule, day));
        let has_paper = rule.is_some_and(|rule| matches!(rule.evidence(), Evidence::Paper | Evidence::Either));
        let note = if has_paper { "登记表上有".to_owned() } else { String::new() };
        let rule = rule.map_or_else(String::new, |rule| rule.name().to_owned());
        Deed { rule, subject: subject.to_owned(), occurred_on: day, facts, note, photos: Vec::new() }
    }

    /// The same with a picture, where its rule asks for one.
    async fn shown(&mut self, deed: Deed, at: Moment) -> Result<Deed> {
        if self.rulebook.rule(&deed.rule).is_none_or(|rule| rule.evidence() != Evidence::Photo) {
            return Ok(deed);
        }
        let (picture, act) = (drawing::courtyard(&self.house.books.chance)?, self.act(&self.recorder.clone(), at));
        let brought = outcome(claims::bring(&self.house.books, act, picture.into()).await)?;
        Ok(Deed { photos: brought.into_iter().map(|done| done.answer.id).collect(), ..deed })
    }

    /// Small things happen every day, great ones seldom: what is worth ten times as much happens a tenth as often.
    fn likely<'r>(&self, possible: &[&'r Rule]) -> Option<&'r Rule> {
        let weights: Vec<usize> = possible.iter().map(|rule| weight(rule)).collect();
        let mut drawn = self.below(weights.iter().sum());
        let at = weights.iter().position(|weight| {
            let is_it = drawn < *weight;
            drawn = drawn.saturating_sub(*weight);
            is_it
        });
        possible.get(at?).copied()
    }

    /// What was filled in: as in one of the rule's own examples, that it may look like life.
    fn facts(&self, rule: &Rule, day: NaiveDate) -> BTreeMap<String, String> {
        let samples = self.samples.get(rule.name()).map(Vec::as_slice).unwrap_or_default();
        let sample = samples.get(self.below(samples.len()));
        let known = |field: &Field| sample.and_then(|sample| sample.get(field.name())).filter(|_| *field.kind() != FieldKind::Date);
        let fact = |field: &Field| (field.name().to_owned(), known(field).cloned().unwrap_or_else(|| self.fact(field, day)));
        rule.fields().iter().map(fact).collect()
    }

    fn fact(&self, field: &Field, day: NaiveDate) -> String {
        match field.kind() {
            FieldKind::Number { min, max, unit, .. } => {
                let step = Decimal::from(if **unit == *"元" { 1_000 } else { 1 });
                let least = (*min).max(step).min(*max);
                let value = least + step * Decimal::from(self.house.books.chance.below(6));
                value.min(*max).normalize().to_string()
            }
            FieldKind::YesNo => "是".to_owned(),
            FieldKind::Date => day.to_string(),
            FieldKind::Text => "演示".to_owned(),
            FieldKind::Options(options) => options.get(self.below(options.len())).map_or_else(String::new, ToString::to_string),
        }
    }

    /// Records what is due, many at once; what the village refuses did not happen.
    async fn record(&mut self, people: &[String], due: &[(NaiveDate, usize)], by: Moment) -> Result<Vec<Recorded>> {
        let recorder = self.recorder.clone();
        let (mut jobs, mut shown, mut recorded) = (Vec::new(), 0, Vec::new());
        for (day, who) in due {
            let at = Moment::on(*day, 18, 0).min(by);
            // Nothing that is still on notice when the story ends may take away what it shows.
            let deed = self.deed(&people[*who], *day, *day + chrono::Days::new(60) > self.tale.days.end);
            let deed = self.shown(deed, at).await?;
            shown += deed.photos.len();
            let act = self.act(&recorder, at);
            let job = claims::to_record(&self.house.library, &act, deed).await?;
            jobs.push((act, job));
            // Nobody carries more pictures about than a few.
            if shown == 10 {
                recorded.extend(answers(self.house.books.perform_all(std::mem::take(&mut jobs)).await?)?);
                shown = 0;
            }
        }
        recorded.extend(answers(self.house.books.perform_all(jobs).await?)?);
        Ok(recorded)
    }

    async fn review(&mut self, recorded: &[Recorded], at: Moment) -> Result<()> {
        let mut jobs = Vec::new();
        for claim in recorded.iter().filter(|claim| claim.state == ClaimState::Submitted) {
            let number: i64 = claim.id.parse()?;
            // Now one of them agrees, now another.
            let first = self.below(self.reviewers.len());
            let reviewers: Vec<Staff> = self.reviewers.iter().cycle().skip(first).take(self.reviewers.len()).cloned().collect();
            for reviewer in reviewers.into_iter().take(usize::try_from(claim.reviews_missing)?) {
                let act = self.act(&reviewer, at);
                let (books, library) = (&self.house.books, &self.house.library);
                let job = claims::to_review(books, library, &act, number, Ruling::Approve, String::new()).await?;
                jobs.push((act, job));
            }
        }
        answers(self.house.books.perform_all(jobs).await?).map(drop)
    }

    /// Whoever has nothing at the end did one more good thing.
    async fn make_up(&mut self, people: &[String]) -> Result<()> {
        let end = self.tale.days.end;
        for number in people {
            let mut tries = 0;
            while self.available(number).await?.is_zero() && tries < 40 {
                tries += 1;
                let deed = self.deed(number, end - chrono::Days::new(1), true);
                self.approved(deed, Moment::on(end, 11, 0)).await?;
            }
        }
        Ok(())
    }

    async fn approved(&mut self, deed: Deed, at: Moment) -> Result<()> {
        let deed = self.shown(deed, at).await?;
        let act = self.act(&self.recorder.clone(), at);
        let done = outcome(claims::record(&self.house.books, &self.house.library, act, deed).await)?;
        let recorded: Vec<Recorded> = done.into_iter().map(|done| done.answer).collect();
        self.review(&recorded, at).await
    }

    async fn available(&self, number: &str) -> Result<Points> {
        let account: Option<Account> = ledger::account(&mut self.house.books.read().await?, &self.tale.village, number).await?;
        Ok(Points::from_hundredths(account.map_or(0, |account| account.available())))
    }

    /// Until so many have been at the shop: whoever can afford something and keep a point fetches it, each once.
    async fn redeem(&mut self, people: &[String], count: usize, at: Moment) -> Result<()> {
        let shelf = shop::items(&mut self.house.books.read().await?, &self.tale.village).await?;
        let first = self.below(people.len());
        for number in people.iter().cycle().skip(first).take(people.len()) {
            if self.redeemed.len() >= count {
                break;
            }
            if !self.redeemed.contains(number) && self.fetch(&shelf, number, at).await? {
                self.redeemed.insert(number.clone());
            }
        }
        Ok(())
    }

    async fn fetch(&mut self, shelf: &[Item], number: &str, at: Moment) -> Result<bool> {
        let usable = shop::redeemable(self.available(number).await?, self.rulebook.settings());
        let affordable: Vec<_> = shelf.iter().filter(|item| item.points < usable && item.available() > 0).collect();
        let Some(item) = affordable.get(self.below(affordable.len())) else { return Ok(false) };
        let wanted = vec![Wanted { item: item.number.clone(), quantity: 1 }];
        let act = self.act_named(&self.keeper, at, &format!("story-redeem-{number}"));
        let job = Redeem(Order { account: number.to_owned(), wanted, rulebook: self.rulebook.clone(), agreed: None, shown: ShownBy::Card });
        Ok(outcome(self.house.books.perform(act, job).await)?.is_some())
    }
}

/// How often something happens, told from what it is worth; what nobody knows the worth of is great.
fn weight(rule: &Rule) -> usize {
    let size = rule.largest().unwrap_or(Decimal::from(500)).max(Decimal::ONE);
    usize::try_from((Decimal::from(1_000) / size).trunc()).unwrap_or_default().max(1)
}

/// A refusal is part of the story; a fault ends it.
fn outcome<T>(outcome: Outcome<T>) -> Result<Option<T>> {
    match outcome {
        Ok(done) => Ok(Some(done)),
        Err(Failure::Refused(_)) => Ok(None),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}

fn answers(outcomes: Vec<Outcome<Done<Recorded>>>) -> Result<Vec<Recorded>> {
    let answers = outcomes.into_iter().map(|done| Ok(outcome(done)?.map(|done| done.answer)));
    Ok(answers.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}
