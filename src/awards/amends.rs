//! Deductions that are earned back (修复): what was promised when one was posted, how far an account has come, what is given back. Pure: on a
//! village's book.
//!
//! How much was done is read from tallies of single days that count only what was credited. What one deduction has used up is gone for the next; the
//! oldest comes first. Whoever takes a deed back, or the deduction itself, takes back what it earned.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::correcting::{check_in_force, check_unspent};
use super::counting::count_credited;
use super::history::Holder;
use super::model::{Award, AwardState, Tallied};
use crate::db::Book;
use crate::ledger::{self, AccountKind, Draft, EntryKind, Side, Transfer};
use crate::rulebook::{Measure, Rulebook};
use crate::versions::Needs;
use crate::words::{Act, Period, Points, Refusal};

/// A deduction that may be earned back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amends {
    pub account: String,
    /// The deduction.
    pub award: i64,
    /// The rule whose deeds count, and its field; no field counts records.
    pub rule: String,
    pub field: String,
    /// How much must be done, in hundredths.
    pub goal: i64,
    /// `志愿服务满 4 小时`
    pub task: String,
    /// What comes back.
    pub points: Points,
    /// The day the deduction was posted.
    pub from_on: NaiveDate,
    /// The last day; none if there is no end.
    pub until_on: Option<NaiveDate>,
    /// The entry that gave it back.
    pub entry: Option<i64>,
}

impl Amends {
    /// How its entries refer to it.
    pub(super) fn reference(&self) -> String {
        format!("{REFERENCE}{}", self.award)
    }

    /// `2027-03-10 以前（含当天）志愿服务满 4 小时，返还 2 分`
    pub(super) fn sentence(&self) -> String {
        let until = self.until_on.map_or_else(String::new, |last| format!("{last} 以前（含当天）"));
        format!("{until}{}，返还 {} 分", self.task, self.points.plain())
    }

    fn covers(&self, day: NaiveDate) -> bool {
        self.from_on <= day && self.until_on.is_none_or(|last| day <= last)
    }
}

/// What the reference of an entry begins with that gives a deduction back.
pub(super) const REFERENCE: &str = "repair:";

/// How much was done on each day, in hundredths, by rule and field.
pub(super) type Done = BTreeMap<(String, String), BTreeMap<NaiveDate, i64>>;

/// What a deduction promises on the day it is posted, where so much is really taken; `None` if it cannot be earned back.
pub(super) fn promised(rulebook: &Rulebook, award: &Award, taken: Points, today: NaiveDate) -> Option<Amends> {
    let repair = rulebook.rule(&award.rule)?.repair().filter(|_| award.points.is_negative() && taken.is_positive())?;
    Some(Amends {
        account: award.account.clone(),
        award: award.id,
        rule: repair.rule.to_string(),
        field: repair.field.to_string(),
        goal: i64::try_from((repair.goal * Decimal::ONE_HUNDRED).trunc()).unwrap_or(i64::MAX),
        task: repair.task.to_string(),
        points: repair.back.of(taken),
        from_on: today,
        until_on: repair.term.last_day(today),
        entry: None,
    })
}

/// Of an account's deductions that stand, those that have been earned back by now. One that was given back keeps what it used before others.
pub(super) fn earned(mut standing: Vec<Amends>, done: &Done) -> Vec<i64> {
    let mut left = done.clone();
    standing.sort_by_key(|amends| (amends.entry.is_none(), amends.from_on, amends.award));
    let mut is_earned =
        |amends: &Amends| left.get_mut(&(amends.rule.clone(), amends.field.clone())).is_some_and(|days| uses_up(amends, days));
    standing.iter().filter(|amends| is_earned(amends)).map(|amends| amends.award).collect()
}

/// Takes what it needs from the days it covers, if there is enough.
fn uses_up(amends: &Amends, days: &mut BTreeMap<NaiveDate, i64>) -> bool {
    let mut missing = amends.goal;
    if days.iter().filter(|(day, _)| amends.covers(**day)).map(|(_, done)| *done).sum::<i64>() < missing {
        return false;
    }
    for (_, done) in days.iter_mut().filter(|(day, _)| amends.covers(**day)) {
        let used = missing.min(*done);
        (missing, *done) = (missing - used, *done - used);
    }
    true
}

/// Whether deeds like this one earn deductions back under any version, or this one may be earned back.
fn concerns(rulebook: &Rulebook, needs: &Needs, award: &Award) -> bool {
    let promises = rulebook.rule(&award.rule).is_some_and(|rule| rule.repair().is_some());
    promises || needs.iter().any(|need| matches!(&need.measure, Measure::Done { rule, .. } if **rule == *award.rule))
}

/// The deductions of an account whose state is not what has been done: those earned back now, and those that are not any more.
pub(super) fn unsettled(book: &Book, account: &str) -> Vec<(Amends, bool)> {
    let all = book.under::<Amends>(account);
    if all.is_empty() {
        return Vec::new();
    }
    let stands = |amends: &Amends| book.get::<Award>(amends.award).is_some_and(|award| award.state == AwardState::Posted);
    let standing: Vec<Amends> = all.iter().filter(|amends| stands(amends)).cloned().collect();
    let earned = earned(standing, &done_so_far(book, account, &all));
    let turned = all.into_iter().map(|amends| (earned.contains(&amends.award), amends));
    turned.filter(|(is_earned, amends)| *is_earned != amends.entry.is_some()).map(|(is_earned, amends)| (amends, is_earned)).collect()
}

fn done_so_far(book: &Book, account: &str, all: &[Amends]) -> Done {
    let mut done = Done::new();
    for Amends { rule, field, .. } in all {
        let measure = Measure::Done { rule: rule.as_str().into(), of: field.as_str().into() }.to_string();
        let kept = book.under::<Tallied>((Holder::Account(account).key().as_str(), measure.as_str()));
        done.insert((rule.clone(), field.clone()), by_day(kept.iter()));
    }
    done
}

/// By day how much was done, in hundredths.
pub(super) fn by_day<'a>(kept: impl Iterator<Item = &'a Tallied>) -> BTreeMap<NaiveDate, i64> {
    kept.filter_map(|tally| Some((Period::parse(&tally.period)?.day()?, tally.total))).collect()
}

/// Counts an award that is posted, and keeps what it promises. What it earns back is looked at by [`give_back`].
pub(super) fn credited(book: &mut Book, (rulebook, needs): (&Rulebook, &Needs), award: &Award, promised: Option<Amends>) {
    count_credited(book, needs, rulebook, award);
    promised.into_iter().for_each(|amends| book.put(amends));
}

/// Gives back what an account has earned once this award is posted.
pub(super) fn give_back(book: &mut Book, act: &Act, (rulebook, needs): (&Rulebook, &Needs), award: &Award) -> Result<(), Refusal> {
    if !concerns(rulebook, needs, award) {
        return Ok(());
    }
    for (mut amends, _) in unsettled(book, &award.account).into_iter().filter(|(_, is_earned)| *is_earned) {
        let draft = draft(book, rulebook, act, &amends);
        amends.entry = Some(ledger::post(book, act, draft)?);
        book.put(amends);
    }
    Ok(())
}

/// Takes back what an account has not earned any more, once this award is taken back. Refusals as for the award itself.
pub(super) fn take_back(
    book: &mut Book,
    act: &Act,
    (rulebook, needs): (&Rulebook, &Needs),
    award: &Award,
    reset_on: Option<NaiveDate>,
) -> Result<(), Refusal> {
    if !concerns(rulebook, needs, award) {
        return Ok(());
    }
    for (mut amends, _) in unsettled(book, &award.account).into_iter().filter(|(_, is_earned)| !*is_earned) {
        let Some(entry) = amends.entry.take() else { continue };
        check_in_force(book, act, &amends.account, (entry, amends.points), reset_on)?;
        check_unspent(book, &amends.account, amends.points)?;
        let why = format!("“{}”{}的那一次不算了，{}没有做到", award.rule, award.occurred_on.format("%Y年%-m月%-d日"), amends.task);
        let why = if award.id == amends.award { format!("“{}”这次扣分不算了，返还的也收回", award.rule) } else { why };
        ledger::reverse(book, act, entry, format!("更正：{}", title(book, &amends)), vec![why])?;
        book.put(amends);
    }
    Ok(())
}

/// Lets a deduction that now takes so much promise its part of that, and gives anew what was given back for it; where that is spent, has lapsed or was cleared
/// it is left as it was.
pub(super) fn retake(
    book: &mut Book,
    act: &Act,
    with: (&Rulebook, &Needs),
    (award, taken): (&Award, Points),
    reset_on: Option<NaiveDate>,
) -> Result<(), Refusal> {
    let Some(amends) = book.get::<Amends>((award.account.as_str(), award.id)) else { return Ok(()) };
    let points = with.0.rule(&award.rule).and_then(|rule| rule.repair()).map_or(amends.points, |repair| repair.back.of(taken));
    if points == amends.points {
        return Ok(());
    }
    if let Some(entry) = amends.entry {
        let is_gone = check_in_force(book, act, &amends.account, (entry, amends.points), reset_on).is_err();
        if is_gone || check_unspent(book, &amends.account, amends.points).is_err() {
            return Ok(());
        }
        let why = format!("“{}”扣的分按改正后的规则是另一个数，返还的重新算", award.rule);
        ledger::reverse(book, act, entry, format!("改正：{}", title(book, &amends)), vec![why])?;
    }
    book.put(Amends { points, entry: None, ..amends });
    give_back(book, act, with, award)
}

/// `修复：乱倒垃圾`
fn title(book: &Book, amends: &Amends) -> String {
    format!("修复：{}", book.get::<Award>(amends.award).map_or_else(String::new, |deduction| deduction.rule))
}

fn draft(book: &Book, rulebook: &Rulebook, act: &Act, amends: &Amends) -> Draft {
    let deduction = book.get::<Award>(amends.award);
    let of = deduction.as_ref().map_or_else(String::new, |d| format!("{}的“{}”", d.occurred_on.format("%Y年%-m月%-d日"), d.rule));
    let explanation = vec![format!("{}从 {} 起{}，做到了", of, amends.from_on, amends.task), format!("返还 {} 分", amends.points.plain())];
    Draft {
        kind: EntryKind::Repair,
        occurred_on: act.at.day(),
        rulebook: deduction.map(|deduction| deduction.rulebook),
        reference: Some(amends.reference()),
        title: title(book, amends),
        explanation,
        transfers: vec![Transfer::points(Side::Village(AccountKind::Issued), Side::Holder(amends.account.clone()), amends.points)],
        expires_on: rulebook.settings().valid_for.last_day(act.at.day()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn amends(award: i64, goal: i64, from: &str, until: &str, given: bool) -> Amends {
        Amends {
            account: "1".into(),
            award,
            rule: "志愿服务".into(),
            field: "时长".into(),
            goal: goal * 100,
            task: "志愿服务满".into(),
            points: Points::whole(2),
            from_on: day(from),
            until_on: Some(day(until)),
            entry: given.then_some(9),
        }
    }

    /// Deductions, hours by day, and which of them are earned back.
    #[test]
    fn hours_are_used_once_the_oldest_first_and_what_is_given_stays() {
        let (early, late) = (amends(1, 4, "2026-03-01", "2027-03-01", false), amends(2, 4, "2026-03-10", "2027-03-10", false));
        let short = amends(3, 2, "2026-03-05", "2027-03-05", true);
        let table = [
            (vec![early.clone()], vec![("2026-03-01", 4)], vec![1]), // the day it was posted counts
            (vec![early.clone()], vec![("2026-02-28", 4)], vec![]),
            (vec![early.clone()], vec![("2027-03-01", 4)], vec![1]), // and so does the last
            (vec![early.clone()], vec![("2027-03-02", 4)], vec![]),
            (vec![early.clone()], vec![("2026-04-01", 3), ("2026-05-01", 1)], vec![1]),
            (vec![early.clone(), late.clone()], vec![("2026-04-01", 7)], vec![1]),
            (vec![early.clone(), late.clone()], vec![("2026-04-01", 8)], vec![1, 2]),
            (vec![late.clone(), early.clone()], vec![("2026-03-02", 4), ("2026-04-01", 4)], vec![1, 2]),
            (vec![early.clone(), short.clone()], vec![("2026-04-01", 5)], vec![3]), // what it used is gone
            (vec![early, short], vec![("2026-04-01", 6)], vec![3, 1]),
        ];
        for (standing, hours, expected) in table {
            let days = hours.iter().map(|(on, hours)| (day(on), hours * 100)).collect();
            let done = Done::from([(("志愿服务".to_owned(), "时长".to_owned()), days)]);
            assert_eq!(earned(standing, &done), expected, "{hours:?}");
        }
    }
}
