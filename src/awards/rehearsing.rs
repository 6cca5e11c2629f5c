//! Deeds judged as if each had just been agreed to, in a village that is only supposed: for trials. Pure.
//!
//! The same judging and counting as in service (`judged`, `covers`, `counted`), and the same promises of 修复 (`promised`, `earned`). Everybody's account is
//! opened when it is first met, and what is given or taken moves its balance at once: no review, no notice, no entry. What a deduction promises begins
//! when its notice would be over, as if everybody agreed on the day itself.
//! Not here: what ends by itself (有效期, 清零日) and what bars from the shop (否决): nothing is redeemed in such a village.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::amends::{Amends, Done, earned, promised};
use super::history::{Holders, Known};
use super::model::{Award, AwardState, Deed, Explanation, Judged, account_of, judged, posting_day};
use super::tallies::Tallies;
use crate::roster::{Household, Resident, Subject};
use crate::rulebook::{Decision, History, Measure, Need, Periods, Rulebook, Step, StepKind, Tally};
use crate::versions::Needs;
use crate::words::{Points, Refusal};

/// What came of a deed.
pub struct Rehearsed<'r> {
    pub account: String,
    /// What its account really gets: a deduction stops at the floor.
    pub points: Points,
    /// What others receive with it, and what is earned back of deductions, by account.
    pub besides: Vec<(String, Points)>,
    pub explanation: Explanation<'r>,
}

/// A village in which only what is rehearsed has happened.
pub struct Rehearsal {
    members: HashMap<String, Vec<Resident>>,
    accounts: HashMap<String, Points>,
    tallies: Tallies,
    /// By account.
    promises: HashMap<String, Vec<Promise>>,
}

/// A deduction that may be earned back.
struct Promise {
    amends: Amends,
    /// The deduction's rule, and the step that says how it can be earned back.
    rule: String,
    step: Step,
}

impl Rehearsal {
    /// Before the first deed; `needs` are the tallies that are kept.
    pub fn new(residents: &[Resident], needs: &Needs) -> Self {
        let mut members: HashMap<String, Vec<Resident>> = HashMap::new();
        residents.iter().for_each(|resident| members.entry(resident.household.clone()).or_default().push(resident.clone()));
        members.values_mut().for_each(|home| home.sort_by(|one, other| one.number.cmp(&other.number)));
        let (accounts, promises) = Default::default();
        Self { members, accounts, tallies: Tallies::new(needs), promises }
    }

    /// Judges the next deed under a number not yet used. Refusals are those of [`propose`](super::propose).
    pub fn next<'r>(&mut self, id: i64, rulebook: &'r Rulebook, deed: &Deed<'_>) -> Result<Rehearsed<'r>, Refusal> {
        let account = account_of(rulebook, deed.subject);
        let balance = self.open(&account, rulebook.settings().base);
        self.open_others(rulebook, deed);
        let holders = Holders::of(deed.subject, &account);
        let scene = Scene { village: self, holders, on: deed.occurred_on, balance, size: deed.household_size() };
        let mut judged = judged(&scene, &account, id, rulebook, deed)?;
        self.count(rulebook, &mut judged);
        let points = judged.award.posted(balance);
        let Judged { award, mut explanation, shares } = judged;
        let mut besides: Vec<_> = shares.into_iter().map(|share| (share.account, share.points)).collect();
        let back = self.give_back(rulebook, &award, points.abs(), &mut explanation);
        besides.extend(back.is_positive().then(|| (account.clone(), back)));
        self.move_by(&account, points);
        besides.iter().for_each(|(account, points)| self.move_by(account, *points));
        Ok(Rehearsed { account, points, besides, explanation })
    }

    /// The balance of an account, which begins with the base score.
    fn open(&mut self, account: &str, base: Points) -> Points {
        self.accounts.get(account).copied().unwrap_or_else(|| {
            self.accounts.insert(account.to_owned(), base);
            base
        })
    }

    /// Opens the accounts of those who may receive, too.
    fn open_others(&mut self, rulebook: &Rulebook, deed: &Deed<'_>) {
        if rulebook.rule(deed.rule).is_some_and(|rule| !rule.also_to().is_empty()) {
            let household = &deed.subject.household;
            let of = |person: &Resident| account_of(rulebook, &Subject { person: Some(person.clone()), household: household.clone() });
            let accounts: Vec<String> = self.members.get(&household.number).into_iter().flatten().map(of).collect();
            for account in accounts {
                self.open(&account, rulebook.settings().base);
            }
        }
    }

    fn move_by(&mut self, account: &str, points: Points) {
        if let Some(balance) = self.accounts.get_mut(account) {
            *balance += points;
        }
    }

    /// Counts a deed in, as posted. What was filled in is written down only where a running total sums it up.
    fn count(&mut self, rulebook: &Rulebook, judged: &mut Judged<'_>) {
        judged.award.state = AwardState::Posted;
        if self.tallies.some(&judged.award, |measure| matches!(measure, Measure::Total { .. } | Measure::Done { .. })) {
            judged.award.amounts = judged.explanation.amounts();
        }
        self.tallies.count(rulebook, &judged.award);
    }

    /// Keeps what a deduction promises, and gives what its account has earned back by now, with a step for each.
    fn give_back(&mut self, rulebook: &Rulebook, award: &Award, taken: Points, explanation: &mut Explanation<'_>) -> Points {
        let promise = Promise::made(rulebook, award, taken, &explanation.decision);
        let is_new = promise.is_some();
        if let Some(promise) = promise {
            self.promises.entry(award.account.clone()).or_default().push(promise);
        }
        let Self { tallies, promises, .. } = self;
        let Some(all) = promises.get_mut(&award.account) else { return Points::ZERO };
        if !is_new && !tallies.some(award, |measure| matches!(measure, Measure::Done { .. })) {
            return Points::ZERO;
        }
        let kept = kept(all, tallies, award);
        explanation.also.extend(kept.iter().map(|promise| promise.told()));
        kept.iter().map(|promise| promise.amends.points).sum()
    }
}

/// Of an account's promises those that have been earned by this award and were not before.
fn kept<'a>(all: &'a mut [Promise], tallies: &Tallies, award: &Award) -> Vec<&'a Promise> {
    let done_for = |Amends { rule, field, .. }: &Amends| ((rule.clone(), field.clone()), tallies.done(&award.account, rule, field));
    let done: Done = all.iter().map(|promise| done_for(&promise.amends)).collect();
    let earned = earned(all.iter().map(|promise| promise.amends.clone()).collect(), &done);
    let fresh = all.iter_mut().filter(|promise| promise.amends.entry.is_none() && earned.contains(&promise.amends.award));
    let keep = |promise: &'a mut Promise| {
        promise.amends.entry = Some(award.id);
        &*promise
    };
    fresh.map(keep).collect()
}

impl Promise {
    /// What a deduction of so many points promises, by the step of its explanation that says so.
    fn made(rulebook: &Rulebook, award: &Award, taken: Points, decision: &Decision<'_>) -> Option<Self> {
        let posted_on = posting_day(rulebook, award, award.occurred_on)?;
        let amends = promised(rulebook, award, taken, posted_on)?;
        let step = decision.steps().into_iter().find(|step| step.step == StepKind::Repair)?;
        Some(Self { amends, rule: award.rule.clone(), step })
    }

    /// Where the promise is written, and that it was kept.
    fn told(&self) -> Step {
        let Amends { task, points, .. } = &self.amends;
        Step { text: format!("{task}，做到了，“{}”返还 {} 分", self.rule, points.plain()), ..self.step.clone() }
    }
}

/// What one deed is judged with.
struct Scene<'a> {
    village: &'a Rehearsal,
    holders: Holders<'a>,
    on: NaiveDate,
    balance: Points,
    size: u32,
}

impl History for Scene<'_> {
    fn tally(&self, need: &Need) -> Tally {
        let periods = self.village.tallies.of(need, self.holders);
        periods.and_then(|periods| periods.get(&need.span.of(self.on))).copied().unwrap_or_default()
    }

    fn periods(&self, need: &Need) -> Periods {
        self.village.tallies.of(need, self.holders).cloned().unwrap_or_default()
    }

    fn balance(&self) -> Points {
        self.balance
    }

    fn household_size(&self) -> u32 {
        self.size
    }
}

impl Known for Scene<'_> {
    fn members(&self, household: &Household) -> Vec<Resident> {
        self.village.members.get(&household.number).cloned().unwrap_or_default()
    }

    fn is_open(&self, account: &str) -> bool {
        self.village.accounts.contains_key(account)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::Arc;

    use chrono::Days;

    use super::*;
    use crate::awards::posting::post;
    use crate::awards::propose;
    use crate::db::Book;
    use crate::ledger;
    use crate::roster;
    use crate::rulebook::{Bundle, Source, check};
    use crate::words::{Act, Actor, Moment, OperationId, VillageId};

    const SETTINGS: &str = "名称: 甲\n试行: 是\n记账单位: 个人\n全村每月上限: 200\n";

    /// Every kind of tally: limits of all reaches and spans, 取高, 连续, 再犯, 累计达标, 同时记给, 修复.
    const RULES: &str = "\
规则:
  公益:
    上限: 每户每年 60 分
    服务: {填报: {时长: 小时}, 分值: 时长 * 2, 上限: [每人每天 1 次, 每人每月 20 分]}
    献血: {填报: {毫升: 整数}, 累计达标: {统计: 毫升, 周期: 每年, 档: {400: 5, 800: 20}}}
    清扫: {对象: 户, 分值: 2, 上限: 每户每周 2 次, 连续: 连续3月 加 5 分}
    帮工: {分值: 3, 上限: 每组每季 9 分, 同时记给: [{给: 户内每人, 分值: 1}]}
    老手: {分值: '累计次数 + 1', 上限: 每人累计 30 分}
  移风易俗:
    省级: {分值: 10, 取高: 表彰}
    县级: {分值: 4, 取高: 表彰}
    脏话: {分值: -2, 再犯: {期限: 半年, 倍数: 2, 最多: 4}, 修复: 三个月内服务满20小时返还一半}
    乱倒: {分值: -3, 修复: 一年内帮工满2次}
";

    /// Everybody by twos in four households of two groups, each with an account.
    fn village() -> (Book, Rulebook, Vec<Resident>) {
        let id = VillageId::draft();
        let file = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
        let files = vec![file("village.yaml", SETTINGS), file("rules.yaml", RULES)];
        let checked = check(&Bundle { village: id.clone(), files, packs: Vec::new() });
        let rulebook = checked.rulebook.unwrap_or_else(|| panic!("{:?}", checked.findings));
        let (mut book, mut residents) = (Book::blank(id), Vec::new());
        for home in 1..=4 {
            let (household, group_name) = (home.to_string(), if home < 3 { "东" } else { "西" }.to_owned());
            book.put(Household { number: household.clone(), group_name, head: format!("{home}-1"), members: 2 });
            for relation in ["户主", "配偶"] {
                let number = format!("{home}-{}", if relation == "户主" { 1 } else { 2 });
                let resident = Resident { number, household: household.clone(), name: "某".into(), relation: relation.into() };
                ledger::open_account(&mut book, &resident.number);
                book.put(resident.clone());
                residents.push(resident);
            }
        }
        (book, rulebook, residents)
    }

    /// Judged and posted as in service, when its notice is over; the next deed does not wait for that.
    fn serve(book: &mut Book, with: (&Rulebook, &Needs), id: i64, deed: &Deed<'_>) -> Award {
        let (village, operation) = (VillageId::draft(), OperationId::own("post_due"));
        let award = propose(book, id, with, deed).unwrap_or_else(|refusal| panic!("{refusal:?}"));
        let at = Moment::on(posting_day(with.0, &award, deed.occurred_on).unwrap(), 9, 0);
        let act = Act { village, actor: Actor::clockwork(), at, operation, salt: [0; 16], device: None, dry_run: false };
        post(book, &act, with, award).unwrap_or_else(|refusal| panic!("{refusal:?}"))
    }

    struct Random(u64);

    impl Random {
        fn below(&mut self, below: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % below
        }

        /// A household or somebody in it.
        fn number(&mut self) -> String {
            let (home, who) = (self.below(4) + 1, self.below(3));
            if who == 0 { home.to_string() } else { format!("{home}-{who}") }
        }

        fn facts(&mut self, rule: &str) -> BTreeMap<String, String> {
            match rule {
                "服务" => BTreeMap::from([("时长".to_owned(), (self.below(16) + 1).to_string())]),
                "献血" => BTreeMap::from([("毫升".to_owned(), (self.below(3) * 100 + 100).to_string())]),
                _ => BTreeMap::new(),
            }
        }
    }

    /// Deeds at random, each judged and posted once on a book as in service and once in rehearsal: explanations, what others receive and everybody's
    /// balance are the same.
    #[test]
    fn a_rehearsal_judges_counts_and_gives_back_as_the_books_do() {
        let (mut book, rulebook, residents) = village();
        let needs: Needs = Arc::new(rulebook.all_needs().iter().cloned().collect::<BTreeSet<_>>());
        let mut rehearsal = Rehearsal::new(&residents, &needs);
        let rules: Vec<&str> = rulebook.rules().map(|rule| rule.name()).collect();
        let (mut random, mut kinds, mut given_back) = (Random(7), BTreeSet::new(), BTreeSet::new());
        let first: NaiveDate = "2025-01-01".parse().unwrap();
        for id in 1..=800 {
            let rule = rules[random.below(rules.len() as u64) as usize];
            let (number, facts) = (random.number(), random.facts(rule));
            let Some(subject) = roster::find(&book, &number) else { panic!("{number}") };
            let deed = Deed { rule, subject: &subject, occurred_on: first + Days::new(id / 2), facts: &facts, recorded: None };
            let award = serve(&mut book, (&rulebook, &needs), id as i64, &deed);
            let rehearsed = rehearsal.next(id as i64, &rulebook, &deed).unwrap_or_else(|refusal| panic!("{refusal:?}"));
            let mut sentences: Vec<String> = rehearsed.explanation.steps().iter().map(|step| step.text.clone()).collect();
            // In service what is earned back has an entry of its own.
            given_back.extend(sentences.extract_if(.., |sentence| sentence.contains("做到了")).map(|_| rule));
            assert_eq!((award.sentences(), &award.account), (sentences, &rehearsed.account), "{id} {rule} {number}");
            for resident in &residents {
                let rehearsed = rehearsal.accounts.get(&resident.number).copied().unwrap_or_default();
                assert_eq!(ledger::available(&book, &resident.number), Some(rehearsed), "{id} {rule} {number}: {}", resident.number);
            }
            kinds.extend(rehearsed.explanation.steps().iter().map(|step| format!("{:?}", step.step)));
        }
        for kind in ["Limit", "HighestOf", "Streak", "Repeat", "AlsoTo", "Repair"] {
            assert!(kinds.contains(kind), "{kind} never came up: {kinds:?}");
        }
        assert_eq!(given_back, BTreeSet::from(["帮工", "服务"]));
    }
}
