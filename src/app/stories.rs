//! Stories (算例) played: a village's `cases/*.yaml` on a blank book, by the same decisions as in service. Nothing is kept.
//!
//! What waits on public notice is posted on its day; at the end everything is. Not here: what a story may say (`rulebook`), and who reviews.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use super::beginning::{self, Beginning};
use super::files;
use crate::awards::{self, Award, AwardState, PostDue};
use crate::db::{Book, Job};
use crate::ledger;
use crate::roster::{self, Member};
use crate::rulebook::{self, Doing, Finding, Home, Mend, Outcome, Place, Rulebook, Said, Scene, Source, Story, Subject};
use crate::shop::{Goods, Order, Redeem, ShownBy, Wanted};
use crate::versions::Needs;
use crate::words::{Act, Actor, Moment, OperationId, Points, Refusal, VillageId};

/// How a story came out.
#[derive(Clone, Debug)]
pub struct Played {
    /// Its file.
    pub source: Source,
    /// What it tells.
    pub title: String,
    /// How many results it names.
    pub results: usize,
    /// How many of them come out as written.
    pub right: usize,
    /// How often each rule is recorded in it.
    pub recorded: BTreeMap<String, usize>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// Plays every story of a village's folder.
pub fn play_all(folder: &Path, village: &VillageId, rulebook: &Arc<Rulebook>) -> anyhow::Result<Vec<Played>> {
    let sources = files::cases(folder)?;
    let goods = if sources.is_empty() { Vec::new() } else { beginning::shelf(folder)? };
    Ok(sources.into_iter().map(|source| play(source, village, rulebook, &goods)).collect())
}

/// Plays one story.
pub fn play(source: Source, village: &VillageId, rulebook: &Arc<Rulebook>, goods: &[Goods]) -> Played {
    let (story, findings) = rulebook::story(&source);
    let title = story.as_ref().map_or_else(|| source.path.clone(), |story| story.title.clone());
    let mut played = Played { source, title, results: 0, right: 0, recorded: BTreeMap::new(), findings };
    if let Some(story) = story {
        Stage::new(village, rulebook, story.is_whole, &mut played).play(&story, goods);
    }
    played
}

/// Somebody in a story, and the account their points go to.
#[derive(Clone)]
struct Player {
    subject: roster::Subject,
    account: String,
}

/// A blank book with the people of a story in it.
struct Stage<'a> {
    rulebook: &'a Arc<Rulebook>,
    needs: Needs,
    village: &'a VillageId,
    book: Book,
    players: BTreeMap<String, Player>,
    /// Awards on public notice, by the day they are posted.
    waiting: BTreeMap<(NaiveDate, i64), String>,
    /// What has moved each account, in words.
    told: BTreeMap<String, Vec<String>>,
    played: &'a mut Played,
    /// The whole story could be read; of a part of one only what cannot be recorded is told.
    is_whole: bool,
}

impl<'a> Stage<'a> {
    fn new(village: &'a VillageId, rulebook: &'a Arc<Rulebook>, is_whole: bool, played: &'a mut Played) -> Self {
        let needs = Arc::new(rulebook.all_needs().iter().cloned().collect());
        let (players, waiting, told) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { rulebook, needs, village, book: Book::blank(village.clone()), players, waiting, told, played, is_whole }
    }

    fn act(&self, day: NaiveDate) -> Act {
        let (village, operation) = (self.village.clone(), OperationId::own("story"));
        Act { village, actor: Actor::clockwork(), at: Moment::on(day, 9, 0), operation, salt: [0; 16], device: None, dry_run: false }
    }

    fn play(mut self, story: &Story, goods: &[Goods]) {
        let Some(first) = story.scenes.first() else { return };
        let homes = homes(story);
        let beginning = Beginning { goods: goods.to_vec(), members: members(&homes), ..Beginning::default() };
        if let Err(refusal) = beginning.take_in(&self.act(first.on), &mut self.book, self.rulebook) {
            return self.wrong("story.refused", &first.who.place, format!("这个算例开不了头：{refusal}"), None);
        }
        self.cast(&homes);
        let accounts: BTreeSet<String> = self.players.values().map(|player| player.account.clone()).collect();
        accounts.iter().for_each(|account| self.moved(account, Points::ZERO, "一开始"));
        for scene in &story.scenes {
            self.post_until(scene.on);
            self.scene(scene);
        }
        self.post_until(NaiveDate::MAX);
        if self.is_whole {
            story.outcomes.iter().for_each(|outcome| self.compare(outcome));
        }
    }

    /// Finds everybody by the name the story gives them. Somebody alone is a household where households have accounts.
    fn cast(&mut self, homes: &[Home]) {
        let by_person = self.rulebook.settings().account_unit == Subject::Person;
        for (nth, home) in homes.iter().enumerate() {
            let household = number(nth);
            let account = |at: usize| if by_person { person_number(nth, at) } else { household.clone() };
            let people = home.people.iter().enumerate().map(|(at, name)| (name, person_number(nth, at), account(at)));
            let whole = std::iter::once((&home.name, household.clone(), account(0)));
            let named: Vec<_> = if by_person { whole.chain(people).collect() } else { people.chain(whole).collect() };
            for (name, number, account) in named {
                if let Some(subject) = roster::find(&self.book, &number) {
                    self.players.insert(name.clone(), Player { subject, account });
                }
            }
        }
    }

    fn scene(&mut self, scene: &Scene) {
        let Some(Player { subject, account }) = self.players.get(&scene.who.text).cloned() else { return };
        match &scene.doing {
            Doing::Deed { rule, facts, rejected, expected } => {
                *self.played.recorded.entry(rule.text.clone()).or_default() += 1;
                match self.record(scene.on, rule, &subject, facts, *rejected) {
                    Ok(award) => self.compare_award(&award, *rejected, expected.as_ref()),
                    Err(refusal) => self.refused(&refusal, rule, facts),
                }
            }
            Doing::Redemption { goods, succeeds, place } => self.redeem(scene.on, account, goods, *succeeds, place),
        }
    }

    fn record(
        &mut self,
        day: NaiveDate,
        rule: &Said,
        subject: &roster::Subject,
        facts: &BTreeMap<String, Said>,
        rejected: bool,
    ) -> Result<Award, Refusal> {
        let facts = facts.iter().map(|(name, said)| (name.clone(), said.text.clone())).collect();
        let deed = awards::Deed { rule: &rule.text, subject, occurred_on: day, facts: &facts, recorded: None };
        let (act, id) = (self.act(day), self.book.next_serial("claim"));
        let award = awards::propose(&mut self.book, id, (self.rulebook, &self.needs), &deed)?;
        if rejected {
            awards::withdraw(&mut self.book, (self.rulebook, &self.needs), award.clone());
            return Ok(award);
        }
        let before = self.balance(&award.account);
        let agreed = awards::agree(&mut self.book, &act, (self.rulebook, &self.needs), award)?;
        match agreed.post_on.filter(|_| agreed.state == AwardState::OnNotice) {
            Some(post_on) => drop(self.waiting.insert((post_on, id), dated(day, &rule.text))),
            None => self.moved(&agreed.account, before, &dated(day, &rule.text)),
        }
        Ok(agreed)
    }

    /// Posts whatever has been on notice long enough by this day.
    fn post_until(&mut self, day: NaiveDate) {
        while let Some(((post_on, id), what)) = self.waiting.pop_first() {
            if post_on > day {
                self.waiting.insert((post_on, id), what);
                return;
            }
            let Some(award) = self.book.get::<Award>(id) else { continue };
            let before = self.balance(&award.account);
            let act = self.act(post_on);
            if (PostDue { award: id, rulebook: self.rulebook.clone(), needs: self.needs.clone() }).decide(&act, &mut self.book).is_ok() {
                self.moved(&award.account, before, &what);
            }
        }
    }

    fn redeem(&mut self, day: NaiveDate, account: String, goods: &[(String, i64)], succeeds: bool, place: &Place) {
        let wanted = goods.iter().map(|(item, quantity)| Wanted { item: item.clone(), quantity: *quantity }).collect();
        let names: Vec<&str> = goods.iter().map(|(name, _)| name.as_str()).collect();
        let (before, act) = (self.balance(&account), self.act(day));
        let done = Redeem(Order { account: account.clone(), wanted, rulebook: self.rulebook.clone(), agreed: None, shown: ShownBy::Card })
            .decide(&act, &mut self.book);
        self.moved(&account, before, &dated(day, &format!("换{}", names.join("、"))));
        match done {
            Ok(redeemed) if !succeeds && self.is_whole => {
                let message = format!("这一条写的是换不成，实际换成了，用了 {} 分。", redeemed.points.plain());
                self.result(Some(("story.failed", place, message)));
            }
            // With records missing there may be too few points, but goods that are not there are not.
            Err(refusal) if !self.is_whole && refusal.code != "shop.unknown_item" => {}
            Err(refusal) if succeeds => self.result(Some(("story.refused", place, format!("这一条换不成：{}", refusal.sentence)))),
            _ => self.result(None),
        }
    }

    fn balance(&self, account: &str) -> Points {
        ledger::available(&self.book, account).unwrap_or_default()
    }

    /// Keeps in words what an account has got since it had `before`.
    fn moved(&mut self, account: &str, before: Points, what: &str) {
        let change = self.balance(account) - before;
        if !change.is_zero() {
            let sign = if change.is_negative() { "减" } else { "加" };
            self.told.entry(account.to_owned()).or_default().push(format!("{what} {sign} {} 分", change.abs().plain()));
        }
    }

    fn compare_award(&mut self, award: &Award, rejected: bool, expected: Option<&(Points, Place)>) {
        let Some((expected, place)) = expected.filter(|_| self.is_whole) else { return };
        let got = if rejected { Points::ZERO } else { award.points };
        let why = if rejected { "审核没有通过".to_owned() } else { award.sentences().join("；") };
        let message = format!("这一条写的是得 {} 分，算出来是 {} 分：{why}。", expected.plain(), got.plain());
        self.result((got != *expected).then_some(("story.failed", place, message)));
    }

    fn compare(&mut self, outcome: &Outcome) {
        let Some(account) = self.players.get(&outcome.who.text).map(|player| player.account.clone()) else { return };
        let (got, expected) = (self.balance(&account), outcome.points);
        let told = self.told.get(&account).map_or_else(|| "没有记过分".to_owned(), |told| told.join("；"));
        let message = format!("{}最后写的是 {} 分，算出来是 {} 分：{told}。", outcome.who.text, expected.plain(), got.plain());
        self.result((got != expected).then_some(("story.failed", &outcome.place, message)));
    }

    /// Counts a result that is named, and what is wrong with it.
    fn result(&mut self, wrong: Option<(&'static str, &Place, String)>) {
        self.played.results += 1;
        match wrong {
            None => self.played.right += 1,
            Some((code, place, message)) => self.wrong(code, place, message, None),
        }
    }

    /// A record the village would not take: each part that is wrong at its own place.
    fn refused(&mut self, refusal: &Refusal, rule: &Said, facts: &BTreeMap<String, Said>) {
        if refusal.problems.is_empty() {
            return self.wrong("story.refused", &rule.place, format!("这一条记不上：{refusal}"), None);
        }
        for problem in &refusal.problems {
            let place = facts.get(problem.pointer.trim_start_matches("/facts/")).map_or(&rule.place, |said| &said.place);
            self.wrong("story.refused", place, format!("这一条记不上：{}。", problem.message), problem.fix.clone().map(Mend::Guess));
        }
    }

    fn wrong(&mut self, code: &'static str, place: &Place, message: String, mend: Option<Mend>) {
        self.played.findings.push(place.error(code, message, mend));
    }
}

/// The households of a story. Whoever stands in none lives alone.
fn homes(story: &Story) -> Vec<Home> {
    let mut homes = story.homes.clone();
    for Scene { who: Said { text: name, .. }, .. } in &story.scenes {
        if !homes.iter().any(|home| home.name == *name || home.people.contains(name)) {
            homes.push(Home { name: name.clone(), group: String::new(), people: vec![name.clone()] });
        }
    }
    homes
}

fn members(homes: &[Home]) -> Vec<Member> {
    let of_home = |(nth, home): (usize, &Home)| {
        let member = |(at, name): (usize, &String)| Member {
            row: 0,
            group: home.group.clone(),
            household: number(nth),
            number: person_number(nth, at),
            name: name.clone(),
            relation: if at == 0 { "户主" } else { "家人" }.to_owned(),
            phone: String::new(),
        };
        home.people.iter().enumerate().map(member).collect::<Vec<_>>()
    };
    homes.iter().enumerate().flat_map(of_home).collect()
}

fn number(home: usize) -> String {
    (home + 1).to_string()
}

fn person_number(home: usize, person: usize) -> String {
    format!("{}-{}", home + 1, person + 1)
}

/// `3 月 2 日 拾金不昧`
fn dated(day: NaiveDate, what: &str) -> String {
    format!("{} {what}", day.format("%-m 月 %-d 日"))
}
