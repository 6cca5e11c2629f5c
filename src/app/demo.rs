//! A year of village life, told in a second: deeds recorded, reviewed, posted, and points redeemed, through the same actions people use.
//!
//! Used for the demo township on first start and for `jifen simulate`. The same seed, village and day give the same records.
//! Not here: any rule. What can happen is read off the village's own rulebook.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result};
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::clockwork;
use super::house::House;
use crate::claims::{self, ClaimState, Deed, Recorded, Ruling};
use crate::ledger::{self, Account};
use crate::roster::{self, Caller, Staff};
use crate::rulebook::{Field, FieldKind, Rule, Rulebook};
use crate::shop::{self, Item, Redeem, Wanted};
use crate::words::{Act, Actor, Chance, Clock, Done, Failure, Moment, OperationId, Outcome, Points, Role, VillageId};

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
}

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

/// The same house in which the story's time and seeded chance rule.
pub fn story_house(house: &House, clock: &StoryClock, seed: u64) -> House {
    house.told_by(clock.clock(), Chance::seeded(seed))
}

/// Tells the days from `start` to before `end`. The house must be a [`story_house`] of this clock and the village settled in it.
pub async fn tell(house: &House, clock: &StoryClock, village: &VillageId, plan: &Plan, start: NaiveDate, end: NaiveDate) -> Result<()> {
    let mut story = Story::begin(house, clock, village, (start, end)).await?;
    let people = story.choose_people(plan.with_points).await?;
    let days = (end - start).num_days().max(1) as u64;
    let mut deeds: Vec<(NaiveDate, usize)> = (0..people.len()).map(|who| (story.day(start, days), who)).collect();
    deeds.extend((0..plan.deeds).map(|_| (story.day(start, days), story.below(people.len()))));
    deeds.sort_unstable();
    let mut deeds = deeds.into_iter().peekable();
    let mut month = start;
    while month < end {
        let next = (month + chrono::Months::new(1)).min(end);
        let due: Vec<_> = std::iter::from_fn(|| deeds.next_if(|(day, _)| *day < next)).collect();
        let recorded = story.record(&people, &due, next).await?;
        story.review(&recorded, next).await?;
        clockwork::catch_up_with(house, village).await?;
        // The shop opens once a month; by the end everybody who shall have been there was there.
        let passed = (next - start).num_days().max(1) as u64;
        let been_there = plan.redeemed as u64 * passed / days;
        story.redeem(&people, usize::try_from(been_there)?, next).await?;
        month = next;
    }
    story.make_up(&people, end).await?;
    story.redeem(&people, plan.redeemed, end).await?;
    story.leave_something_to_do(&people, end).await
}

/// What telling needs at hand.
struct Story<'a> {
    house: &'a House,
    clock: &'a StoryClock,
    village: &'a VillageId,
    rulebook: Arc<Rulebook>,
    recorder: Staff,
    reviewers: Vec<Staff>,
    keeper: Staff,
    redeemed: BTreeSet<String>,
    end: NaiveDate,
    told: usize,
}

impl<'a> Story<'a> {
    async fn begin(house: &'a House, clock: &'a StoryClock, village: &'a VillageId, (start, end): (NaiveDate, NaiveDate)) -> Result<Self> {
        let mut conn = house.books.read().await?;
        let mut of = async |role| roster::staff_of(&mut conn, village, role).await;
        let first = |staff: Vec<Staff>, role: Role| staff.into_iter().next().with_context(|| format!("{village} 没有{}", role.chinese()));
        let recorder = first(of(Role::GridWorker).await?, Role::GridWorker)?;
        let keeper = first(of(Role::Keeper).await?, Role::Keeper)?;
        let mut reviewers = of(Role::Secretary).await?;
        reviewers.extend(of(Role::Supervisor).await?);
        drop(conn);
        let rulebook = house.library.in_force(village, start).await?;
        Ok(Self { house, clock, village, rulebook, recorder, reviewers, keeper, redeemed: BTreeSet::new(), end, told: 0 })
    }

    fn below(&self, bound: usize) -> usize {
        usize::try_from(self.house.books.chance.below(bound as u64)).unwrap_or_default()
    }

    fn day(&self, start: NaiveDate, days: u64) -> NaiveDate {
        start + Days::new(self.house.books.chance.below(days))
    }

    fn act(&mut self, staff: &Staff, at: Moment) -> Result<Act> {
        self.told += 1;
        self.clock.turn_to(at);
        let actor = Actor { staff: staff.number.clone(), role: staff.role, household: staff.household.clone() };
        let caller = Caller { village: self.village.clone(), actor, name: staff.name.clone() };
        Ok(caller.act(&self.house.books, OperationId::own(&format!("story-{}", self.told)), false))
    }

    /// A number of accounts, drawn without favour. Nobody who serves is among them: they review.
    async fn choose_people(&mut self, count: usize) -> Result<Vec<String>> {
        let mut conn = self.house.books.read().await?;
        let mut numbers: Vec<String> = Vec::new();
        loop {
            let after = numbers.last().cloned().unwrap_or_default();
            let page = ledger::accounts(&mut conn, self.village, &after, 1_000).await?;
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
        let rule = possible.get(self.below(possible.len())).or(possible.first());
        let fields = rule.map_or(&[][..], |rule| rule.fields());
        let facts = fields.iter().map(|field| (field.name().to_owned(), self.fact(field, day))).collect::<BTreeMap<_, _>>();
        let rule = rule.map_or_else(String::new, |rule| rule.name().to_owned());
        Deed { rule, subject: subject.to_owned(), occurred_on: day, facts, note: String::new() }
    }

    fn fact(&self, field: &Field, day: NaiveDate) -> String {
        match field.kind() {
            FieldKind::Number { min, max, .. } => {
                let least = (*min).max(1.into()).min(*max);
                let most = (*max).min(least + rust_decimal::Decimal::from(5)).max(least);
                let steps = u64::try_from((most - least).trunc()).unwrap_or_default();
                (least + rust_decimal::Decimal::from(self.house.books.chance.below(steps + 1))).normalize().to_string()
            }
            FieldKind::YesNo => "是".to_owned(),
            FieldKind::Date => day.to_string(),
            FieldKind::Text => "演示".to_owned(),
            FieldKind::Options(options) => options.get(self.below(options.len())).map_or_else(String::new, ToString::to_string),
        }
    }

    /// Records what is due, many at once; what the village refuses did not happen.
    async fn record(&mut self, people: &[String], due: &[(NaiveDate, usize)], by: NaiveDate) -> Result<Vec<Recorded>> {
        let recorder = self.recorder.clone();
        let mut jobs = Vec::new();
        for (day, who) in due {
            // Nothing that is still on notice when the story ends may take away what it shows.
            let deed = self.deed(&people[*who], *day, *day + Days::new(60) > self.end);
            let act = self.act(&recorder, Moment::on(*day, 18, 0).min(Moment::on(by, 0, 0)))?;
            let job = claims::to_record(&self.house.library, &act, deed).await?;
            jobs.push((act, job));
        }
        answers(self.house.books.perform_all(jobs).await?)
    }

    async fn review(&mut self, recorded: &[Recorded], on: NaiveDate) -> Result<()> {
        let mut jobs = Vec::new();
        for claim in recorded.iter().filter(|claim| claim.state == ClaimState::Submitted) {
            let number: i64 = claim.id.parse()?;
            for reviewer in self.reviewers.clone().into_iter().take(usize::try_from(claim.reviews_missing)?) {
                let act = self.act(&reviewer, Moment::on(on, 9, 0))?;
                let (books, library) = (&self.house.books, &self.house.library);
                let job = claims::to_review(books, library, &act, number, Ruling::Approve, String::new()).await?;
                jobs.push((act, job));
            }
        }
        answers(self.house.books.perform_all(jobs).await?).map(drop)
    }

    /// Whoever has nothing at the end did one more good thing.
    async fn make_up(&mut self, people: &[String], end: NaiveDate) -> Result<()> {
        for number in people {
            let mut tries = 0;
            while self.available(number).await?.is_zero() && tries < 40 {
                tries += 1;
                let deed = self.deed(number, end - Days::new(1), true);
                self.approved(deed, end).await?;
            }
        }
        Ok(())
    }

    async fn approved(&mut self, deed: Deed, on: NaiveDate) -> Result<()> {
        let act = self.act(&self.recorder.clone(), Moment::on(on, 8, 0))?;
        let done = outcome(claims::record(&self.house.books, &self.house.library, act, deed).await)?;
        let recorded: Vec<Recorded> = done.into_iter().map(|done| done.answer).collect();
        self.review(&recorded, on).await?;
        Ok(())
    }

    async fn available(&self, number: &str) -> Result<Points> {
        let account: Option<Account> = ledger::account(&mut self.house.books.read().await?, self.village, number).await?;
        Ok(Points::from_hundredths(account.map_or(0, |account| account.available())))
    }

    /// Until so many have been at the shop: whoever can afford something and keep a point fetches it, each once.
    async fn redeem(&mut self, people: &[String], count: usize, on: NaiveDate) -> Result<()> {
        let shelf = shop::items(&mut self.house.books.read().await?, self.village).await?;
        let first = self.below(people.len());
        for number in people.iter().cycle().skip(first).take(people.len()) {
            if self.redeemed.len() >= count {
                break;
            }
            if !self.redeemed.contains(number) && self.fetch(&shelf, number, on).await? {
                self.redeemed.insert(number.clone());
            }
        }
        Ok(())
    }

    async fn fetch(&mut self, shelf: &[Item], number: &str, on: NaiveDate) -> Result<bool> {
        let usable = shop::redeemable(self.available(number).await?, self.rulebook.settings());
        let affordable: Vec<_> = shelf.iter().filter(|item| item.points < usable && item.stock > 0).collect();
        let Some(item) = affordable.get(self.below(affordable.len())) else { return Ok(false) };
        let wanted = vec![Wanted { item: item.number.clone(), quantity: 1 }];
        let act = self.act(&self.keeper.clone(), Moment::on(on, 10, 0))?;
        let job = Redeem { account: number.to_owned(), wanted, rulebook: self.rulebook.clone() };
        Ok(outcome(self.house.books.perform(act, job).await)?.is_some())
    }

    /// A few fresh records wait for the secretary.
    async fn leave_something_to_do(&mut self, people: &[String], on: NaiveDate) -> Result<()> {
        let due: Vec<_> = (0..5.min(people.len())).map(|_| (on - Days::new(1), self.below(people.len()))).collect();
        self.record(people, &due, on).await.map(drop)
    }
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
