//! Random changes of households and jumps in time: nothing is lost, nothing is made, everybody lives somewhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::awards::{BeginAnew, Enrol};
use crate::db::{Book, Job};
use crate::ledger::{self, Account, AccountKind, Draft, EntryKind, Expire, Lot, Side, Transfer};
use crate::roster::{self, Group, Household, HouseholdEvent, Member, Resident, Village, lived_in};
use crate::rulebook::{Bundle, Rulebook, Source, check};
use crate::web::Seen;
use crate::words::{Act, Actor, Moment, OperationId, Points, Role, VillageId};

const START: &str = "2027-06-01";

/// One random thing to happen. Numbers pick among what there is.
#[derive(Clone, Debug)]
enum Step {
    Award { account: usize, hundredths: i64, lasts: Option<u64> },
    Spend { account: usize, hundredths: i64 },
    Split { household: usize, members: usize, into: usize, percent: i64 },
    Merge { household: usize, into: usize },
    Arrive { household: usize },
    Go { household: usize, members: usize, dies: bool, heir: Option<usize> },
    Head { household: usize, member: usize },
    Reverse { seq: i64 },
    Sleep { days: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    let (one, amount) = (0..40usize, 1..3_000i64);
    prop_oneof![
        3 => (one.clone(), amount.clone(), proptest::option::of(1..500u64))
            .prop_map(|(account, hundredths, lasts)| Step::Award { account, hundredths, lasts }),
        1 => (one.clone(), amount).prop_map(|(account, hundredths)| Step::Spend { account, hundredths }),
        3 => (one.clone(), 1..3usize, 0..12usize, 0..101i64)
            .prop_map(|(household, members, into, percent)| Step::Split { household, members, into, percent }),
        2 => (one.clone(), one.clone()).prop_map(|(household, into)| Step::Merge { household, into }),
        1 => one.clone().prop_map(|household| Step::Arrive { household }),
        2 => (one.clone(), 1..4usize, any::<bool>(), proptest::option::of(one.clone()))
            .prop_map(|(household, members, dies, heir)| Step::Go { household, members, dies, heir }),
        1 => (one, 0..4usize).prop_map(|(household, member)| Step::Head { household, member }),
        1 => (1..60i64).prop_map(|seq| Step::Reverse { seq }),
        2 => (1..420u64).prop_map(|days| Step::Sleep { days }),
    ]
}

/// A village on a book that nobody keeps.
struct Told {
    book: Book,
    rulebook: Arc<Rulebook>,
    today: NaiveDate,
    fresh: usize,
}

impl Told {
    fn begin(unit: &str) -> Self {
        let village = VillageId::parse("test").unwrap();
        let file = |path: &str, text: String| Source { path: path.to_owned(), text };
        let settings = format!("名称: 甲\n试行: 是\n记账单位: {unit}\n基础分: 10\n清零日: 12-31\n结转上限: 5\n");
        let files = vec![file("village.yaml", settings), file("rules.yaml", "规则: {甲: {一: 1}}\n".to_owned())];
        let rulebook = Arc::new(check(&Bundle { village: village.clone(), files, packs: Vec::new() }).rulebook.unwrap());
        let mut told = Self { book: Book::blank(village), rulebook, today: START.parse().unwrap(), fresh: 0 };
        let text = String::new;
        told.book.put(Village { key: "village".to_owned(), code: text(), name: text(), township: text(), households: 0, residents: 0 });
        let member = |(household, at): (usize, usize)| Member {
            row: 2,
            group: format!("{}组", household % 2),
            household: format!("{household}"),
            number: format!("{household}-{at}"),
            name: "某".to_owned(),
            relation: if at == 1 { "户主" } else { "子" }.to_owned(),
            phone: String::new(),
        };
        let members: Vec<_> = (1..4).flat_map(|household| (1..4).map(move |at| (household, at))).map(member).collect();
        let act = told.act("S01");
        Enrol { members, rulebook: told.rulebook.clone() }.decide(&act, &mut told.book).unwrap();
        told
    }

    fn act(&self, staff: &str) -> Act {
        let actor = Actor { staff: staff.to_owned(), role: Role::Secretary, household: None };
        let operation = OperationId::parse("test").unwrap();
        Act {
            village: self.book.village().clone(),
            actor,
            at: Moment::on(self.today, 9, 0),
            operation,
            salt: [7; 16],
            device: None,
            dry_run: false,
        }
    }

    fn households(&self) -> Vec<Household> {
        self.book.under::<Household>(()).into_iter().filter(|home| home.members > 0).collect()
    }

    fn accounts(&self) -> Vec<Account> {
        let open = |account: &Account| account.kind == AccountKind::Holder && account.closed_on.is_none();
        self.book.under::<Account>(()).into_iter().filter(open).collect()
    }

    fn total(&self) -> i64 {
        self.book.under::<Account>(()).iter().filter(|account| account.kind == AccountKind::Holder).map(|account| account.posted).sum()
    }

    /// Does a job or takes it back; whether it was done.
    fn tries<T>(&mut self, job: impl FnOnce(&mut Book) -> Result<T, crate::words::Refusal>) -> bool {
        self.book.mark();
        let done = job(&mut self.book).is_ok();
        if !done {
            self.book.undo();
        }
        done
    }

    /// Asks for a change and agrees to it; whether it was done.
    fn change(&mut self, household: &str, change: Change) -> bool {
        let (household, basis, seen, rulebook) = (household.to_owned(), "会".to_owned(), Seen::of("*"), self.rulebook.clone());
        let propose = Propose { household, change, occurred_on: self.today, basis, seen, rulebook: rulebook.clone() };
        let (first, second) = (self.act("S01"), self.act("S02"));
        self.tries(|book| {
            let asked = propose.decide(&first, book)?;
            if asked.state == "waiting" {
                Decide { change: asked.id.parse().unwrap(), confirmed: true, reason: String::new(), rulebook }.decide(&second, book)?;
            }
            Ok(())
        })
    }

    fn move_points(&mut self, kind: EntryKind, transfer: Transfer, lasts: Option<u64>) -> bool {
        let (act, occurred_on) = (self.act("S01"), self.today);
        let expires_on = lasts.map(|days| occurred_on + Days::new(days));
        let (title, explanation, transfers) = ("算例".to_owned(), Vec::new(), vec![transfer]);
        let draft = Draft { kind, occurred_on, rulebook: None, reference: None, title, explanation, transfers, expires_on };
        self.tries(|book| ledger::post(book, &act, draft))
    }

    /// The days pass, and what is due on each is done.
    fn sleep(&mut self, days: u64) {
        for _ in 0..days {
            self.today = self.today + Days::new(1);
            let act = Act { actor: Actor::clockwork(), ..self.act("") };
            for account in self.accounts() {
                self.tries(|book| Expire { account: account.number }.decide(&act, book));
            }
            let yesterday = self.today - Days::new(1);
            if yesterday.format("%m-%d").to_string() == "12-31" {
                BeginAnew { reset_on: yesterday, rulebook: self.rulebook.clone() }.decide(&act, &mut self.book).unwrap();
            }
        }
    }

    /// Lets it happen; whether anything did.
    fn apply(&mut self, step: &Step) -> bool {
        let (households, accounts) = (self.households(), self.accounts());
        if households.is_empty() || accounts.is_empty() {
            return false;
        }
        let home = |at: usize| &households[at % households.len()];
        let holder = |at: usize| Side::Holder(accounts[at % accounts.len()].number.clone());
        let people = |at: usize| roster::members(&self.book, home(at));
        match *step {
            Step::Award { account, hundredths, lasts } => {
                let transfer = Transfer::points(Side::Village(AccountKind::Issued), holder(account), Points::from_hundredths(hundredths));
                self.move_points(EntryKind::Award, transfer, lasts)
            }
            Step::Spend { account, hundredths } => {
                let transfer = Transfer::points(holder(account), Side::Village(AccountKind::Redeemed), Points::from_hundredths(hundredths));
                self.move_points(EntryKind::Redemption, transfer, None)
            }
            Step::Split { household, members, into, percent } => {
                let number = home(household).number.clone();
                let members = people(household).into_iter().take(members);
                let members = members.map(|person| Mover { number: person.number, relation: String::new() }).collect();
                let points = ledger::available(&self.book, &number).map_or(0, |points| points.hundredths() * percent / 100);
                self.fresh += 1;
                let into = if into < 6 { home(into).number.clone() } else { format!("n{}", self.fresh) };
                self.change(&number, Change::Split { members, into, points: Points::from_hundredths(points) })
            }
            Step::Merge { household, into } => {
                let (number, into) = (home(household).number.clone(), home(into).number.clone());
                self.change(&number, Change::Merger { members: Vec::new(), into })
            }
            Step::Arrive { household } => {
                self.fresh += 1;
                let (number, name, relation) = (format!("p{}", self.fresh), "某".to_owned(), "孙".to_owned());
                self.change(&home(household).number.clone(), Change::Arrival { number, name, relation, coming: Coming::Born })
            }
            Step::Go { household, members, dies, heir } => {
                let (number, people) = (home(household).number.clone(), people(household));
                let (heir, head) = (heir.map(|at| accounts[at % accounts.len()].number.clone()), None);
                let members = people.into_iter().take(members).map(|person| person.number);
                let members: Vec<_> = members.collect();
                let change = match members.first().filter(|_| dies).cloned() {
                    Some(member) => Change::Death { member, heir, head },
                    None => Change::Departure { members, heir, head },
                };
                self.change(&number, change)
            }
            Step::Head { household, member } => {
                let (number, people) = (home(household).number.clone(), people(household));
                let head = people[member % people.len()].number.clone();
                self.change(&number, Change::Head { head, members: Vec::new() })
            }
            Step::Reverse { seq } => {
                let act = self.act("S01");
                self.tries(|book| ledger::reverse(book, &act, seq, "更正".to_owned(), Vec::new()))
            }
            Step::Sleep { days } => {
                self.sleep(days);
                true
            }
        }
    }

    fn check_invariants(&self) {
        for account in self.book.under::<Account>(()).iter().filter(|account| account.kind == AccountKind::Holder) {
            let lots = self.book.under::<Lot>(account.number.as_str());
            assert_eq!(lots.iter().map(|lot| lot.remaining).sum::<i64>(), account.posted, "lots of {}", account.number);
            assert!(lots.iter().all(|lot| (0..=lot.amount).contains(&lot.remaining)), "{lots:?}");
            assert!(account.posted >= 0 && (account.closed_on.is_none() || account.posted == 0), "{account:?}");
        }
        let (mut members, mut groups, mut living): (BTreeMap<String, i64>, BTreeMap<String, i64>, i64) = Default::default();
        let events = self.book.under::<HouseholdEvent>(());
        for person in self.book.under::<Resident>(()) {
            let own: Vec<_> = events.iter().filter(|event| event.resident == person.number).cloned().collect();
            assert_eq!(lived_in(&own, &person.household, self.today), person.household, "{}", person.number);
            if person.lives_here() {
                *members.entry(person.household.clone()).or_default() += 1;
                living += 1;
            }
        }
        let households = self.households();
        for home in &households {
            assert_eq!(members.remove(&home.number), Some(home.members), "{home:?}");
            assert_eq!(
                self.book.get::<Resident>(&home.head).map(|head| (head.household, head.relation)),
                Some((home.number.clone(), "户主".to_owned()))
            );
            *groups.entry(home.group_name.clone()).or_default() += 1;
        }
        assert!(members.is_empty(), "somebody lives nowhere: {members:?}");
        let village = self.book.get::<Village>("village").unwrap();
        assert_eq!((village.households, village.residents), (households.len() as i64, living));
        for group in self.book.under::<Group>(()) {
            assert_eq!(group.households, groups.remove(&group.name).unwrap_or_default(), "{}", group.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn whatever_becomes_of_households_no_point_is_lost_or_made(
        by_household in any::<bool>(),
        steps in proptest::collection::vec(step(), 1..30),
    ) {
        let mut told = Told::begin(if by_household { "户" } else { "个人" });
        for step in &steps {
            let (before, village) = (told.total(), told.book.get::<Account>("@issued"));
            told.apply(step);
            told.check_invariants();
            // Only what is given, used, lapses or is taken back moves the sum; somebody new gets the base score.
            if matches!(step, Step::Split { .. } | Step::Merge { .. } | Step::Go { .. } | Step::Head { .. }) {
                prop_assert_eq!((told.total(), told.book.get::<Account>("@issued")), (before, village), "{:?}", step);
            }
        }
    }
}

/// What the random steps try can be done: otherwise they would keep every invariant by doing nothing.
#[test]
fn every_change_is_done() {
    for unit in ["户", "个人"] {
        let mut told = Told::begin(unit);
        for step in [
            Step::Arrive { household: 0 },
            Step::Head { household: 0, member: 1 },
            Step::Split { household: 0, members: 1, into: 11, percent: 0 },
            Step::Go { household: 1, members: 1, dies: true, heir: Some(0) },
            Step::Go { household: 1, members: 1, dies: false, heir: Some(0) },
            Step::Merge { household: 2, into: 0 },
        ] {
            assert!(told.apply(&step), "{unit}: {step:?}");
            told.check_invariants();
        }
    }
}

/// Whoever has taken over a closed account gets no second base score for it when the year begins anew.
#[test]
fn a_closed_account_begins_no_year() {
    let mut told = Told::begin("户");
    told.change("2", Change::Merger { members: Vec::new(), into: "1".to_owned() });
    assert_eq!(ledger::available(&told.book, "1"), Some(Points::whole(20)));
    told.sleep(365);
    let (one, three) = (ledger::available(&told.book, "1"), ledger::available(&told.book, "3"));
    assert_eq!((one, three), (Some(Points::whole(15)), Some(Points::whole(10))), "the base score, and at most five carried over");
}

/// Of each lot the same share goes over, and a reversal brings back exactly that.
#[test]
fn lots_go_over_with_their_last_day_and_come_back() {
    let mut told = Told::begin("户");
    let day = |offset| Some(told.today + Days::new(offset));
    let (soon, later) = (day(30), day(300));
    for (hundredths, lasts) in [(1_000, 30), (500, 300)] {
        let transfer =
            Transfer::points(Side::Village(AccountKind::Issued), Side::Holder("1".to_owned()), Points::from_hundredths(hundredths));
        told.move_points(EntryKind::Award, transfer, Some(lasts));
    }
    let movers = vec![Mover { number: "1-2".to_owned(), relation: "户主".to_owned() }];
    told.change("1", Change::Split { members: movers, into: "9".to_owned(), points: Points::whole(10) });
    let remaining = |told: &Told, account: &str| {
        let lots = told.book.under::<Lot>(account).into_iter().filter(|lot| lot.remaining > 0);
        lots.map(|lot| (lot.remaining, lot.expires_on)).collect::<Vec<_>>()
    };
    assert_eq!(remaining(&told, "9"), [(400, None), (400, soon), (200, later)], "two fifths of the base score and of both awards");
    assert_eq!(remaining(&told, "1"), [(600, None), (600, soon), (300, later)]);
    let act = told.act("S01");
    let entry = ledger::head(&told.book).seq;
    ledger::reverse(&mut told.book, &act, entry, "更正".to_owned(), Vec::new()).unwrap();
    assert_eq!((remaining(&told, "9"), remaining(&told, "1")), (Vec::new(), vec![(1_000, None), (1_000, soon), (500, later)]));
}

#[test]
fn who_serves_the_village_steps_aside_for_the_household_they_live_in() {
    let mut told = Told::begin("户");
    let staff = |number: &str, name: &str, home: &str| crate::roster::Staff {
        number: number.to_owned(),
        name: name.to_owned(),
        role: Role::Keeper,
        household: Some(home.to_owned()),
        ended_at: None,
    };
    told.book.put(Resident { name: "王书记".to_owned(), ..told.book.get("2-2").unwrap() });
    told.book.put(staff("S07", "王书记", "2"));
    told.book.put(staff("S08", "别人", "2"));
    let home = |told: &Told, number: &str| told.book.get::<crate::roster::Staff>(number).unwrap().household;
    let movers = vec![Mover { number: "2-2".to_owned(), relation: String::new() }];
    told.change("2", Change::Split { members: movers, into: "9".to_owned(), points: Points::ZERO });
    assert_eq!((home(&told, "S07").as_deref(), home(&told, "S08").as_deref()), (Some("9"), Some("2")));
    let aside = |told: &Told, number: &str, household: &str| {
        let crate::roster::Staff { number: staff, role, household: home, .. } = told.book.get(number).unwrap();
        crate::roster::steps_aside(&told.book, &crate::words::Actor { staff, role, household: home }, household)
    };
    for (number, household) in [("S07", "9"), ("S07", "2"), ("S08", "2"), ("S08", "9")] {
        assert!(aside(&told, number, household), "{number} {household}: where one lives, where one came from, where one's own went");
    }
    assert!(!aside(&told, "S07", "3"));
    told.change("2", Change::Merger { members: Vec::new(), into: "3".to_owned() });
    assert_eq!((home(&told, "S07").as_deref(), home(&told, "S08").as_deref()), (Some("9"), Some("3")));
    assert!(aside(&told, "S08", "2"), "what was recorded for the household that is merged");
}
