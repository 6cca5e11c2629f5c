//! What a change would do, before anything is written down. Pure: on a village's book.
//!
//! What becomes of everything that belongs to an account: its lots go over with their last day (`ledger::pass`); awards and deductions that wait,
//! are on notice or held up stay with the account, and with whoever takes it over; while points are held, or a rule keeps the account from the shop,
//! nothing goes over (but for a death: what barred somebody ends with them). Tallies of limits stay with person and household they were counted for,
//! and what may be earned back (修复) with the account it was taken from.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::model::{Change, Coming, HouseholdRefusal as R, Mover, Newcomer};
use crate::awards;
use crate::db::Book;
use crate::ledger::{self, Account, Passing};
use crate::roster::{self, EventKind, Group, Household, Resident, masked};
use crate::words::Points;

/// The longest name and relation, in letters.
const LONGEST: usize = 40;

/// What is to be done.
#[derive(Debug)]
pub(super) struct Plan {
    pub event: EventKind,
    /// A household that is new.
    pub opens: Option<Household>,
    /// People as they are afterwards.
    pub people: Vec<Resident>,
    /// Who is head afterwards, by household.
    pub heads: Vec<(String, String)>,
    /// The household's group afterwards.
    pub group: Option<String>,
    /// Those who are new, and may get accounts.
    pub newcomers: Vec<String>,
    /// Whether the household itself is new here, and not a part of another.
    pub is_settled: bool,
    /// Whether those who are new begin with the base score: who was here before had it.
    pub has_base: bool,
    pub passings: Vec<Passing>,
    /// Accounts that close, and who takes over what may still come.
    pub closes: Vec<(String, Option<String>)>,
    /// Every household it concerns.
    pub touched: BTreeSet<String>,
    pub sentence: String,
}

/// Plans a change of a household as of a day.
pub(super) fn plan(book: &Book, household: &Household, change: &Change, today: NaiveDate) -> Result<Plan, R> {
    let home = Home { book, today, members: roster::members(book, household), household };
    match change {
        Change::Split { members, into, points } => home.split(members, into, *points),
        Change::Merger { members, into } => home.merge(members, into),
        Change::Arrival { number, name, relation, coming } => home.arrive(number, name, relation, *coming),
        Change::Settlement { group, members, coming } => home.settle(group, members, *coming),
        Change::Departure { members, heir, head } => home.depart(members, heir.as_deref(), head.as_deref()),
        Change::Death { member, heir, head } => home.die(member, heir.as_deref(), head.as_deref()),
        Change::Head { head, members } => home.put_head(head, members),
        Change::Correction { member: Some(member), name, relation, .. } => home.correct(member, name.as_deref(), relation.as_deref()),
        Change::Correction { group, .. } => home.regroup(group.as_deref()),
    }
}

/// A household that something happens to.
struct Home<'a> {
    book: &'a Book,
    today: NaiveDate,
    household: &'a Household,
    members: Vec<Resident>,
}

impl Home<'_> {
    fn number(&self) -> &str {
        &self.household.number
    }

    fn plan(&self, event: EventKind, sentence: String) -> Plan {
        Plan {
            event,
            sentence,
            opens: None,
            people: Vec::new(),
            heads: Vec::new(),
            group: None,
            newcomers: Vec::new(),
            is_settled: false,
            has_base: true,
            passings: Vec::new(),
            closes: Vec::new(),
            touched: BTreeSet::from([self.number().to_owned()]),
        }
    }

    fn member(&self, number: &str) -> Result<&Resident, R> {
        self.members.iter().find(|person| person.number == number).ok_or_else(|| R::UnknownMember(number.to_owned()))
    }

    /// Those named, each once, and those who stay.
    fn parted<'b>(&'b self, numbers: impl Iterator<Item = &'b str>) -> Result<(Vec<&'b Resident>, Vec<&'b Resident>), R> {
        let named: BTreeSet<&str> = numbers.collect();
        if named.is_empty() {
            return Err(R::NobodyNamed);
        }
        let go: Result<Vec<_>, R> = named.iter().map(|number| self.member(number)).collect();
        Ok((go?, self.members.iter().filter(|person| !named.contains(person.number.as_str())).collect()))
    }

    fn split(&self, movers: &[Mover], into: &str, points: Points) -> Result<Plan, R> {
        let (go, stay) = self.parted(movers.iter().map(|mover| mover.number.as_str()))?;
        let there = self.destination(into)?;
        if stay.is_empty() {
            return Err(R::NobodyStays);
        }
        let passing = self.share(into, points, there.is_some())?;
        let left = passing.as_ref().map(|passing| self.balance().unwrap_or_default() - passing.amount);
        let told = match (&passing, left, self.balance()) {
            (Some(passing), Some(left), _) => format!("带走 {} 分，还剩 {} 分", passing.amount.plain(), left.plain()),
            (None, _, Some(balance)) => format!("不带走分，这一户还是 {} 分", balance.plain()),
            _ => "分跟着各人走".to_owned(),
        };
        let (who, verb) = (several(&go), if there.is_some() { "有人迁到" } else { "分出" });
        let mut plan = self.plan(EventKind::Split, format!("{} 户{verb} {into} 户：{who}，{told}", self.number()));
        plan.people = go.iter().map(|person| moved(person, into, movers)).collect();
        if there.is_none() {
            let head = movers.iter().find(|mover| mover.relation == "户主").map_or(&go[0].number, |mover| &mover.number).clone();
            let (number, group_name) = (into.to_owned(), self.household.group_name.clone());
            plan.opens = Some(Household { number, group_name, head: String::new(), members: 0 });
            plan.people.iter_mut().filter(|person| person.number == head).for_each(|person| "户主".clone_into(&mut person.relation));
            plan.heads.push((into.to_owned(), head));
        }
        self.settle_head(&mut plan, &stay, None)?;
        plan.passings.extend(passing);
        plan.touched.insert(into.to_owned());
        Ok(plan)
    }

    fn merge(&self, movers: &[Mover], into: &str) -> Result<Plan, R> {
        let there = self.destination(into)?.ok_or_else(|| R::Unknown(into.to_owned()))?;
        movers.iter().try_for_each(|mover| self.member(&mover.number).map(drop))?;
        let told = self.balance().map_or_else(String::new, |points| format!("，{} 分一起过去", points.plain()));
        let (from, count) = (self.number(), self.members.len());
        let mut plan = self.plan(EventKind::Merged, format!("{from} 户并入 {into} 户：{count} 人{told}，{from} 这个户号不再用"));
        plan.people = self.members.iter().map(|person| moved(person, into, movers)).collect();
        if self.balance().is_some() {
            self.hand_over(&mut plan, from, Some(into), false)?;
        }
        plan.touched.insert(there.number);
        Ok(plan)
    }

    fn arrive(&self, number: &str, name: &str, relation: &str, coming: Coming) -> Result<Plan, R> {
        self.check_free(number)?;
        let (name, relation) = (named(name)?, relation.trim());
        let (event, verb) = match coming {
            Coming::Born => (EventKind::Born, "添了"),
            Coming::MarriedIn => (EventKind::MarriedIn, "迁入（结婚）"),
            Coming::MovedIn => (EventKind::MovedIn, "迁入"),
            Coming::Returned => (EventKind::MovedIn, "迁回"),
        };
        let said = if relation.is_empty() { String::new() } else { format!("，{relation}") };
        let mut plan = self.plan(event, format!("{} 户{verb} {number} {}{said}", self.number(), masked(name)));
        let [number, household, name, relation] = [number, self.number(), name, relation].map(str::to_owned);
        plan.newcomers.push(number.clone());
        plan.has_base = coming != Coming::Returned;
        plan.people.push(Resident { number, household, name, relation });
        Ok(plan)
    }

    /// The household is not there yet: it and everybody in it are new.
    fn settle(&self, group: &str, members: &[Newcomer], coming: Coming) -> Result<Plan, R> {
        let number = self.number();
        self.check_free(number)?;
        if self.book.get::<Group>(group).is_none_or(|known| known.households == 0) {
            return Err(R::UnknownGroup(group.to_owned()));
        }
        let Some(first) = members.first() else { return Err(R::NobodyNamed) };
        let mut people = Vec::new();
        for one in members {
            self.check_free(&one.number)?;
            if one.number == number || people.iter().any(|other: &Resident| other.number == one.number) {
                return Err(R::NumberTaken(one.number.clone()));
            }
            let (name, relation) = (named(&one.name)?.to_owned(), one.relation.trim().chars().take(LONGEST).collect());
            people.push(Resident { number: one.number.clone(), household: number.to_owned(), name, relation });
        }
        let head = people.iter().position(|person| person.relation == "户主").unwrap_or_default();
        "户主".clone_into(&mut people[head].relation);
        people.swap(0, head);
        let verb = if coming == Coming::Returned { "迁回" } else { "迁入" };
        let who = if members.len() > 1 { format!("{}等 {} 人", masked(&first.name), members.len()) } else { masked(&first.name) };
        let mut plan = self.plan(EventKind::MovedIn, format!("新立 {number} 户（{group}）：{who}{verb}"));
        plan.opens = Some(Household { number: number.to_owned(), group_name: group.to_owned(), head: String::new(), members: 0 });
        plan.newcomers = people.iter().map(|person| person.number.clone()).collect();
        (plan.people, plan.is_settled, plan.has_base) = (people, true, coming != Coming::Returned);
        Ok(plan)
    }

    fn depart(&self, members: &[String], heir: Option<&str>, head: Option<&str>) -> Result<Plan, R> {
        let (go, stay) = self.parted(members.iter().map(String::as_str))?;
        self.go(EventKind::MovedAway, (&go, &stay), heir, head)
    }

    fn die(&self, member: &str, heir: Option<&str>, head: Option<&str>) -> Result<Plan, R> {
        let (go, stay) = self.parted([member].into_iter())?;
        self.go(EventKind::Died, (&go, &stay), heir, head)
    }

    /// Some leave the village for good. What is on their accounts goes to the heir, else to the head of those who stay.
    fn go(&self, event: EventKind, (go, stay): (&[&Resident], &[&Resident]), heir: Option<&str>, head: Option<&str>) -> Result<Plan, R> {
        let mut plan = self.plan(event, String::new());
        plan.people = go.iter().map(|person| moved(person, "", &[])).collect();
        self.settle_head(&mut plan, stay, head)?;
        let head = plan.heads.first().map(|(_, head)| head.clone()).unwrap_or_else(|| self.household.head.clone());
        let near = heir.or((!stay.is_empty()).then_some(head.as_str()));
        for account in go.iter().map(|person| person.number.as_str()).chain(stay.is_empty().then_some(self.number())) {
            if ledger::available(self.book, account).is_some() {
                self.hand_over(&mut plan, account, near, event == EventKind::Died)?;
            }
        }
        let leaving = |heir: &str| go.iter().any(|person| person.number == heir) || (stay.is_empty() && heir == self.number());
        if let Some(heir) = heir.filter(|heir| leaving(heir)) {
            return Err(R::UnknownHeir(heir.to_owned()));
        }
        let over: Vec<_> = plan.passings.iter().map(|passing| format!("，{} 分转给 {}", passing.amount.plain(), passing.to)).collect();
        let ends = if stay.is_empty() { format!("，{} 这个户号不再用", self.number()) } else { String::new() };
        plan.sentence = format!("{} 户{}：{}{}{ends}", self.number(), event.chinese(), several(go), over.concat());
        plan.touched.extend(heir.and_then(|heir| roster::find(self.book, heir)).map(|subject| subject.household.number));
        Ok(plan)
    }

    fn put_head(&self, head: &str, movers: &[Mover]) -> Result<Plan, R> {
        let person = self.member(head)?;
        movers.iter().try_for_each(|mover| self.member(&mover.number).map(drop))?;
        if head == self.household.head {
            return Err(R::WrongHead(head.to_owned()));
        }
        let mut plan = self.plan(EventKind::NewHead, format!("{} 户的户主换成 {head} {}", self.number(), masked(&person.name)));
        plan.people = self.members.iter().map(|person| moved(person, self.number(), movers)).collect();
        crown(&mut plan, self.number(), head);
        Ok(plan)
    }

    fn correct(&self, number: &str, name: Option<&str>, relation: Option<&str>) -> Result<Plan, R> {
        let before = self.member(number)?;
        let name = name.map_or(Ok(before.name.as_str()), named)?.to_owned();
        let relation = relation.unwrap_or(&before.relation).trim().to_owned();
        if relation.chars().count() > LONGEST {
            return Err(R::WrongName);
        }
        let after = Resident { name, relation, ..before.clone() };
        if after == *before {
            return Err(R::NothingChanged);
        }
        // Who is head is another act.
        if (after.relation == "户主") != (before.number == self.household.head) {
            return Err(R::WrongHead(number.to_owned()));
        }
        let mut plan = self.plan(EventKind::Corrected, format!("更正 {number}：{}，{}", masked(&after.name), after.relation));
        plan.people.push(after);
        Ok(plan)
    }

    fn regroup(&self, group: Option<&str>) -> Result<Plan, R> {
        let group = group.map_or(Err(R::NothingChanged), named)?;
        if group == self.household.group_name {
            return Err(R::NothingChanged);
        }
        let mut plan = self.plan(EventKind::Corrected, format!("{} 户改到{group}", self.number()));
        plan.group = Some(group.to_owned());
        Ok(plan)
    }

    /// The household some move to; none if the number was never used.
    fn destination(&self, into: &str) -> Result<Option<Household>, R> {
        if into == self.number() {
            return Err(R::SameHousehold);
        }
        match self.book.get::<Household>(into).filter(|home| home.members > 0) {
            Some(there) => Ok(Some(there)),
            None => self.check_free(into).map(|()| None),
        }
    }

    /// Whether nobody and no household ever had this number.
    fn check_free(&self, number: &str) -> Result<(), R> {
        if !roster::fits(number) {
            return Err(R::WrongNumber(number.to_owned()));
        }
        let book = self.book;
        let is_used =
            book.get::<Household>(number).is_some() || book.get::<Resident>(number).is_some() || book.get::<Account>(number).is_some();
        if is_used { Err(R::NumberTaken(number.to_owned())) } else { Ok(()) }
    }

    /// What the household's own account has; none where each person has one.
    fn balance(&self) -> Option<Points> {
        ledger::available(self.book, self.number())
    }

    /// What goes over to the household some move to.
    fn share(&self, into: &str, points: Points, is_there: bool) -> Result<Option<Passing>, R> {
        let Some(available) = self.balance() else {
            return if points.is_zero() { Ok(None) } else { Err(R::PointsPersonal) };
        };
        if points.is_negative() || points > available {
            return Err(R::WrongPoints);
        }
        if points.is_zero() {
            return Ok(None);
        }
        if is_there && ledger::available(self.book, into).is_none() {
            return Err(R::UnknownHeir(into.to_owned()));
        }
        self.check_bars(self.number())?;
        Ok(Some(Passing { from: self.number().to_owned(), to: into.to_owned(), amount: points }))
    }

    /// All of an account goes over, and it closes.
    fn hand_over(&self, plan: &mut Plan, account: &str, heir: Option<&str>, is_lifted: bool) -> Result<(), R> {
        let Some(row) = self.book.get::<Account>(account) else { return Ok(()) };
        let points = Points::from_hundredths(row.posted);
        if row.held != 0 {
            return Err(R::PointsHeld(account.to_owned()));
        }
        let open = heir.filter(|heir| ledger::available(self.book, heir).is_some());
        if points.is_positive() {
            let Some(heir) = heir else { return Err(R::HeirMissing(points)) };
            let Some(open) = open else { return Err(R::UnknownHeir(heir.to_owned())) };
            if !is_lifted {
                self.check_bars(account)?;
            }
            plan.passings.push(Passing { from: account.to_owned(), to: open.to_owned(), amount: points });
        }
        plan.closes.push((account.to_owned(), open.map(str::to_owned)));
        Ok(())
    }

    fn check_bars(&self, account: &str) -> Result<(), R> {
        let bar = awards::kept_from_shop(self.book, account, self.today);
        bar.map_or(Ok(()), |bar| Err(R::Barred(bar.sentence("不能换东西"))))
    }

    /// Where the head goes, somebody of those who stay becomes it: whoever is named, else the first by number. Nobody's relation to the old one holds
    /// any longer.
    fn settle_head(&self, plan: &mut Plan, stay: &[&Resident], named: Option<&str>) -> Result<(), R> {
        let stays = |number: &str| stay.iter().any(|person| person.number == number);
        let is_here = stays(&self.household.head);
        if let Some(named) = named.filter(|named| is_here || !stays(named)) {
            return Err(R::WrongHead(named.to_owned()));
        }
        let Some(first) = stay.first().filter(|_| !is_here) else { return Ok(()) };
        let head = named.unwrap_or(&first.number).to_owned();
        plan.people.extend(stay.iter().map(|person| moved(person, self.number(), &[])));
        crown(plan, self.number(), &head);
        Ok(())
    }
}

/// The same person in another household; what they are to its head only as far as it is said.
fn moved(person: &Resident, household: &str, movers: &[Mover]) -> Resident {
    let relation = movers.iter().find(|mover| mover.number == person.number).map_or("", |mover| mover.relation.trim());
    let relation = if relation == "户主" { "" } else { relation };
    Resident { household: household.to_owned(), relation: relation.chars().take(LONGEST).collect(), ..person.clone() }
}

fn crown(plan: &mut Plan, household: &str, head: &str) {
    plan.people.iter_mut().filter(|person| person.number == head).for_each(|person| "户主".clone_into(&mut person.relation));
    plan.heads.insert(0, (household.to_owned(), head.to_owned()));
}

fn named(name: &str) -> Result<&str, R> {
    let name = name.trim();
    if (1..=LONGEST).contains(&name.chars().count()) { Ok(name) } else { Err(R::WrongName) }
}

/// `张*明`, `张*明等 2 人`
fn several(people: &[&Resident]) -> String {
    let first = people.first().map_or_else(String::new, |person| masked(&person.name));
    if people.len() > 1 { format!("{first}等 {} 人", people.len()) } else { first }
}
