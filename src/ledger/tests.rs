//! The ledger against a tiny reference model, after every one of many random acts; and the cases worth naming.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::db::trail::NO_TRAIL;
use crate::db::{Book, Job};
use crate::words::{Act, Actor, Moment, OperationId, Points, Refusal, VillageId, Yuan};

fn village() -> VillageId {
    VillageId::parse("test").unwrap()
}

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(offset)
}

fn act() -> Act {
    Act {
        village: village(),
        actor: Actor::clockwork(),
        at: Moment::on(day(0), 9, 0),
        operation: OperationId::parse("test").unwrap(),
        device: None,
        salt: [7; 16],
        dry_run: false,
    }
}

fn draft(kind: EntryKind, transfers: Vec<Transfer>, expires_on: Option<NaiveDate>) -> Draft {
    Draft {
        kind,
        occurred_on: day(0),
        rulebook: None,
        reference: None,
        title: "算例".to_owned(),
        explanation: Vec::new(),
        transfers,
        expires_on,
    }
}

fn holder(number: &str) -> Side {
    Side::Holder(number.to_owned())
}

fn award(book: &mut Book, number: &str, hundredths: i64, expires_on: Option<NaiveDate>) -> Result<i64, Refusal> {
    let transfer = Transfer::points(Side::Village(AccountKind::Issued), holder(number), Points::from_hundredths(hundredths));
    post(book, &act(), draft(EntryKind::Award, vec![transfer], expires_on))
}

fn spend(book: &mut Book, number: &str, hundredths: i64) -> Result<i64, Refusal> {
    let transfer = Transfer::points(holder(number), Side::Village(AccountKind::Redeemed), Points::from_hundredths(hundredths));
    post(book, &act(), draft(EntryKind::Redemption, vec![transfer], None))
}

fn opened() -> Book {
    let mut book = Book::blank(village());
    ["1", "2", "3"].iter().for_each(|number| open_account(&mut book, number));
    book
}

fn remaining(book: &Book, number: &str) -> Vec<(i64, i64)> {
    book.under::<Lot>(number).into_iter().map(|lot| (lot.seq, lot.remaining)).collect()
}

#[test]
fn spending_takes_the_earliest_expiring_lot_first_and_a_reversal_restores_exactly_those() {
    let mut book = opened();
    award(&mut book, "1", 500, None).unwrap(); // entry 1 never expires
    award(&mut book, "1", 300, Some(day(20))).unwrap();
    award(&mut book, "1", 200, Some(day(10))).unwrap();
    let spent = spend(&mut book, "1", 400).unwrap();
    assert_eq!(remaining(&book, "1"), [(1, 500), (2, 100), (3, 0)]);
    reverse(&mut book, &act(), spent, "退".to_owned(), Vec::new()).unwrap();
    assert_eq!(remaining(&book, "1"), [(1, 500), (2, 300), (3, 200)]);
    assert_eq!(reverse(&mut book, &act(), spent, "退".to_owned(), Vec::new()).unwrap_err().code, "ledger.already_reversed");
}

#[test]
fn an_award_that_was_spent_is_reversed_from_what_else_there_is_or_not_at_all() {
    let mut book = opened();
    let first = award(&mut book, "1", 500, None).unwrap();
    spend(&mut book, "1", 400).unwrap();
    book.mark();
    assert_eq!(reverse(&mut book, &act(), first, "冲".to_owned(), Vec::new()).unwrap_err().code, "ledger.insufficient");
    book.undo();
    award(&mut book, "1", 450, None).unwrap();
    reverse(&mut book, &act(), first, "冲".to_owned(), Vec::new()).unwrap();
    assert_eq!(available(&book, "1"), Some(Points::from_hundredths(50)));
}

fn adjusted(book: &mut Book, number: &str, of: &[i64], hundredths: i64, expires_on: Option<NaiveDate>) -> Result<i64, Refusal> {
    let changes = [(number.to_owned(), Points::from_hundredths(hundredths))];
    adjust(book, &act(), draft(EntryKind::Adjustment, Vec::new(), expires_on), of, &changes)
}

#[test]
fn an_adjustment_takes_from_what_was_given_and_gives_back_into_what_was_taken() {
    let mut book = opened();
    award(&mut book, "1", 500, Some(day(5))).unwrap();
    let too_much = award(&mut book, "1", 2000, Some(day(20))).unwrap();
    let less = adjusted(&mut book, "1", &[too_much], -1800, None).unwrap();
    assert_eq!(remaining(&book, "1"), [(1, 500), (2, 200)], "not from what lapses first");
    // Once it was spent, what else there is stands in for it; more than there is nobody takes.
    let spent = spend(&mut book, "1", 600).unwrap();
    assert_eq!(remaining(&book, "1"), [(1, 0), (2, 100)]);
    assert_eq!(adjusted(&mut book, "1", &[too_much], -101, None).unwrap_err().code, "ledger.insufficient");
    // What was taken goes back into the lots it came out of, the one that lapses last first; only more than that is a new one.
    let first = adjusted(&mut book, "1", &[spent], 300, None).unwrap();
    assert_eq!(remaining(&book, "1"), [(1, 200), (2, 200)]);
    let beyond = adjusted(&mut book, "1", &[spent, first], 450, Some(day(30))).unwrap();
    assert_eq!(remaining(&book, "1"), [(1, 500), (2, 200), (beyond, 150)]);
    // It can be reversed like any entry, and then what it adjusted can.
    reverse(&mut book, &act(), spent, "退".to_owned(), Vec::new()).unwrap();
    reverse(&mut book, &act(), less, "冲".to_owned(), Vec::new()).unwrap();
    reverse(&mut book, &act(), too_much, "冲".to_owned(), Vec::new()).unwrap();
    assert_eq!(available(&book, "1"), Some(Points::from_hundredths(500 + 300 + 450)));
}

#[test]
fn the_fund_cannot_be_overspent_by_a_hundredth() {
    let mut book = opened();
    let yuan = |from, to, hundredths| draft(EntryKind::Allocation, vec![Transfer::yuan(from, to, Yuan::from_hundredths(hundredths))], None);
    post(&mut book, &act(), yuan(AccountKind::Collective, AccountKind::Fund, 1000)).unwrap();
    assert_eq!(post(&mut book, &act(), yuan(AccountKind::Fund, AccountKind::Keeper, 1001)).unwrap_err().code, "ledger.insufficient");
    post(&mut book, &act(), yuan(AccountKind::Fund, AccountKind::Keeper, 1000)).unwrap();
}

#[test]
fn held_money_cannot_be_spent() {
    let mut book = opened();
    let yuan = |from, to, hundredths| draft(EntryKind::Allocation, vec![Transfer::yuan(from, to, Yuan::from_hundredths(hundredths))], None);
    post(&mut book, &act(), yuan(AccountKind::Collective, AccountKind::Fund, 1000)).unwrap();
    let goods = Transfer::yuan(AccountKind::Fund, AccountKind::Keeper, Yuan::from_hundredths(400));
    hold(&mut book, "m", &goods, Moment::on(day(40), 9, 0)).unwrap();
    assert_eq!(post(&mut book, &act(), yuan(AccountKind::Fund, AccountKind::Keeper, 601)).unwrap_err().code, "ledger.insufficient");
    assert_eq!(
        hold(&mut book, "n", &Transfer { amount: 601, ..goods.clone() }, Moment::on(day(40), 9, 0)).unwrap_err().code,
        "ledger.insufficient"
    );
    capture(&mut book, "m").unwrap();
    post(&mut book, &act(), draft(EntryKind::Redemption, vec![goods], None)).unwrap();
    post(&mut book, &act(), yuan(AccountKind::Fund, AccountKind::Keeper, 600)).unwrap();
}

/// Holds points for a redemption, for a long time.
fn reserve(book: &mut Book, id: &str, number: &str, points: Points) -> Result<(), Refusal> {
    let transfer = Transfer::points(holder(number), Side::Village(AccountKind::Redeemed), points);
    hold(book, id, &transfer, Moment::on(day(40), 9, 0))
}

#[test]
fn held_points_cannot_be_spent_and_a_hold_ends_once() {
    let mut book = opened();
    award(&mut book, "1", 500, None).unwrap();
    reserve(&mut book, "h", "1", Points::whole(3)).unwrap();
    assert_eq!(spend(&mut book, "1", 201).unwrap_err().code, "ledger.insufficient");
    capture(&mut book, "h").unwrap();
    spend(&mut book, "1", 300).unwrap();
    assert_eq!(release(&mut book, "h").unwrap_err().code, "ledger.hold_ended");
    assert_eq!(available(&book, "1"), Some(Points::whole(2)));
}

/// The act of the timed job on a later day.
fn expire(book: &mut Book, number: &str, on: NaiveDate) -> Result<i64, Refusal> {
    Expire { account: number.to_owned() }.decide(&Act { at: Moment::on(on, 0, 1), ..act() }, book)
}

fn lines(book: &Book, seq: i64) -> Vec<(String, Option<i64>, i64)> {
    book.under::<Posting>(seq).into_iter().map(|line| (line.account, line.lot, line.amount)).collect()
}

#[test]
fn what_is_left_of_a_lot_lapses_on_the_day_after_its_last() {
    let mut book = opened();
    award(&mut book, "1", 500, None).unwrap();
    award(&mut book, "1", 300, Some(day(10))).unwrap();
    award(&mut book, "1", 200, Some(day(12))).unwrap();
    spend(&mut book, "1", 100).unwrap();
    assert_eq!(expire(&mut book, "1", day(10)).unwrap_err().code, "ledger.nothing_lapsed");
    let expiry = expire(&mut book, "1", day(11)).unwrap();
    assert_eq!(lines(&book, expiry), [("1".to_owned(), Some(2), -200), ("@lapsed".to_owned(), None, 200)]);
    assert_eq!(remaining(&book, "1"), [(1, 500), (2, 0), (3, 200)]);
    assert_eq!(expire(&mut book, "1", day(11)).unwrap_err().code, "ledger.nothing_lapsed");
    let entry = book.get::<Entry>(expiry).unwrap();
    assert_eq!((entry.kind, entry.occurred_on), (EntryKind::Expiry, day(10)));
    assert_eq!(book.get::<Particulars>(expiry).unwrap().explanation, r#"["有效期到 2026-01-11，还有 2 分没有用，到期了"]"#);
}

#[test]
fn a_hold_keeps_what_would_be_spent_first_until_it_ends() {
    let mut book = opened();
    award(&mut book, "1", 300, Some(day(10))).unwrap();
    award(&mut book, "1", 200, Some(day(11))).unwrap();
    award(&mut book, "1", 500, None).unwrap();
    reserve(&mut book, "h", "1", Points::whole(4)).unwrap();
    let expiry = expire(&mut book, "1", day(30)).unwrap();
    assert_eq!(remaining(&book, "1"), [(1, 300), (2, 100), (3, 500)]);
    let told = book.get::<Particulars>(expiry).unwrap().explanation;
    assert!(told.contains("有效期到 2026-01-12，还有 1 分没有用") && told.contains("另有 4 分到期时正冻结着"), "{told}");
    assert_eq!(expire(&mut book, "1", day(31)).unwrap_err().code, "ledger.nothing_lapsed");
    release(&mut book, "h").unwrap();
    expire(&mut book, "1", day(32)).unwrap();
    assert_eq!(available(&book, "1"), Some(Points::whole(5)));
}

#[test]
fn clearing_takes_what_expires_first_and_nothing_held_or_credited_later() {
    let mut book = opened();
    award(&mut book, "1", 300, Some(day(20))).unwrap();
    award(&mut book, "1", 500, None).unwrap();
    reserve(&mut book, "h", "1", Points::whole(1)).unwrap();
    assert_eq!(carried(&book, "1", day(0)), Some(Carried { free: Points::whole(7), held: Points::whole(1) }));
    let transfers = vec![Transfer::points(Side::Village(AccountKind::Issued), holder("1"), Points::whole(9))];
    post(&mut book, &Act { at: Moment::on(day(1), 0, 0), ..act() }, draft(EntryKind::Award, transfers, None)).unwrap();
    assert_eq!(carried(&book, "1", day(0)), Some(Carried { free: Points::whole(7), held: Points::whole(1) }));
    clear(&mut book, &act(), "1", day(0), Points::whole(3), draft(EntryKind::Expiry, Vec::new(), None)).unwrap();
    assert_eq!(remaining(&book, "1"), [(1, 100), (2, 400), (3, 900)]);
}

#[test]
fn an_unknown_account_is_refused_and_so_is_one_of_the_villages_own() {
    let mut book = opened();
    award(&mut book, "1", 500, None).unwrap();
    for number in ["9", "@issued", "@redeemed", "@fund"] {
        assert_eq!(available(&book, number), None, "{number}");
        assert_eq!(award(&mut book, number, 1, None).unwrap_err().code, "ledger.unknown_account", "{number}");
        assert_eq!(spend(&mut book, number, 1).unwrap_err().code, "ledger.unknown_account", "{number}");
    }
}

/// One random thing to do.
#[derive(Clone, Debug)]
enum Step {
    Award { number: usize, amount: i64, lasts: Option<u64> },
    Spend { number: usize, amount: i64 },
    Hold { number: usize, amount: i64 },
    End { hold: usize, captured: bool },
    Reverse { seq: i64 },
    Expire { number: usize, on: u64 },
    Adjust { number: usize, of: i64, amount: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let (number, amount) = (0..3usize, 1..2_000i64);
    prop_oneof![
        (number.clone(), amount.clone(), proptest::option::of(1..9u64)).prop_map(|(number, amount, lasts)| Step::Award {
            number,
            amount,
            lasts
        }),
        (number.clone(), 1..12u64).prop_map(|(number, on)| Step::Expire { number, on }),
        (number.clone(), amount.clone()).prop_map(|(number, amount)| Step::Spend { number, amount }),
        (number.clone(), 1..40i64, -900..900i64).prop_map(|(number, of, amount)| Step::Adjust {
            number,
            of,
            amount: if amount == 0 { 1 } else { amount }
        }),
        (number, amount).prop_map(|(number, amount)| Step::Hold { number, amount }),
        (0..8usize, any::<bool>()).prop_map(|(hold, captured)| Step::End { hold, captured }),
        (1..40i64).prop_map(|seq| Step::Reverse { seq }),
    ]
}

/// What a ledger is, in its smallest form: who has how much, and what each entry moved.
#[derive(Clone, Default)]
struct Model {
    posted: BTreeMap<String, i64>,
    held: BTreeMap<String, i64>,
    holds: Vec<(String, i64, bool)>,
    entries: Vec<(String, i64, bool)>,
}

impl Model {
    fn available(&self, number: &str) -> i64 {
        self.posted.get(number).copied().unwrap_or_default() - self.held.get(number).copied().unwrap_or_default()
    }

    fn moves(&mut self, number: &str, amount: i64) -> bool {
        let possible = amount > 0 || self.available(number) >= -amount;
        if possible {
            *self.posted.entry(number.to_owned()).or_default() += amount;
            self.entries.push((number.to_owned(), amount, false));
        }
        possible
    }

    fn reverses(&mut self, seq: i64) -> bool {
        let Some((number, amount, reversed)) = usize::try_from(seq - 1).ok().and_then(|at| self.entries.get(at).cloned()) else {
            return false;
        };
        let done = !reversed && self.moves(&number, -amount);
        if done {
            self.entries[(seq - 1) as usize].2 = true;
        }
        done
    }

    /// Does the step and tells whether it could be done; `lapsing` is what an expiry would take.
    fn apply(&mut self, step: &Step, numbers: [&str; 3], lapsing: i64) -> bool {
        match *step {
            Step::Award { number, amount, .. } => self.moves(numbers[number], amount),
            Step::Spend { number, amount } => self.moves(numbers[number], -amount),
            Step::Hold { number, amount } => {
                let possible = self.available(numbers[number]) >= amount;
                if possible {
                    *self.held.entry(numbers[number].to_owned()).or_default() += amount;
                    self.holds.push((numbers[number].to_owned(), amount, true));
                }
                possible
            }
            Step::End { hold, .. } => match self.holds.get_mut(hold) {
                Some((number, amount, standing @ true)) => {
                    *self.held.get_mut(number).unwrap() -= *amount;
                    *standing = false;
                    true
                }
                _ => false,
            },
            Step::Reverse { seq } => self.reverses(seq),
            Step::Expire { number, .. } => lapsing > 0 && self.moves(numbers[number], -lapsing),
            Step::Adjust { number, amount, .. } => self.moves(numbers[number], amount),
        }
    }
}

/// What is over before a day and under no hold.
fn lapsing(book: &Book, step: &Step, numbers: [&str; 3]) -> i64 {
    let Step::Expire { number, on } = *step else { return 0 };
    let over = book.under::<Lot>(numbers[number]).into_iter().filter(|lot| lot.expires_on.is_some_and(|last| last < day(on)));
    let over = over.map(|lot| lot.remaining).sum::<i64>();
    over - over.min(book.get::<Account>(numbers[number]).unwrap().held)
}

fn apply(book: &mut Book, step: &Step, numbers: [&str; 3], holds: usize) -> Result<(), Refusal> {
    match *step {
        Step::Award { number, amount, lasts } => award(book, numbers[number], amount, lasts.map(day)).map(drop),
        Step::Spend { number, amount } => spend(book, numbers[number], amount).map(drop),
        Step::Hold { number, amount } => reserve(book, &holds.to_string(), numbers[number], Points::from_hundredths(amount)),
        Step::End { hold, captured: true } => capture(book, &hold.to_string()).map(drop),
        Step::End { hold, captured: false } => release(book, &hold.to_string()).map(drop),
        Step::Reverse { seq } => reverse(book, &act(), seq, "冲正".to_owned(), Vec::new()).map(drop),
        Step::Expire { number, on } => expire(book, numbers[number], day(on)).map(drop),
        Step::Adjust { number, of, amount } => adjusted(book, numbers[number], &[of], amount, None).map(drop),
    }
}

/// The invariants of safety.md §2 that concern the ledger alone.
fn check_invariants(book: &Book, model: &Model, numbers: [&str; 3]) {
    for number in numbers {
        let account = book.get::<Account>(number).unwrap();
        assert_eq!((account.posted, account.available()), (model.posted.get(number).copied().unwrap_or_default(), model.available(number)));
        assert!(account.available() >= 0);
        assert_eq!(book.under::<Lot>(number).iter().map(|lot| lot.remaining).sum::<i64>(), account.posted, "lots of {number}");
        assert!(book.under::<Lot>(number).iter().all(|lot| (0..=lot.amount).contains(&lot.remaining)));
    }
    let mut previous = GENESIS.to_owned();
    for (index, entry) in book.under::<Entry>(()).iter().enumerate() {
        let postings = book.under::<Posting>(entry.seq);
        assert_eq!(entry.seq, index as i64 + 1);
        assert_eq!(postings.iter().map(|posting| posting.amount).sum::<i64>(), 0);
        assert_eq!(super::chain::link(book.village(), &previous, entry, &postings, Some(NO_TRAIL)), entry.hash);
        previous.clone_from(&entry.hash);
    }
    assert_eq!(head(book).hash, previous);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn after_every_act_the_ledger_agrees_with_the_model(steps in proptest::collection::vec(step(), 1..40)) {
        let (mut book, mut model, numbers) = (opened(), Model::default(), ["1", "2", "3"]);
        for step in &steps {
            let (before, lapsing) = (model.clone(), lapsing(&book, step, numbers));
            book.mark();
            let done = apply(&mut book, step, numbers, model.holds.len()).is_ok();
            if !done {
                book.undo();
            }
            prop_assert_eq!(model.apply(step, numbers, lapsing), done, "{:?}", step);
            if !done {
                model = before;
            }
            check_invariants(&book, &model, numbers);
        }
    }
}
