//! Whether what was earned back (修复) agrees with the deductions, with what was done, and with the ledger. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::amends::{Amends, Done, REFERENCE, by_day, earned};
use super::history::Holder;
use super::model::{AwardState, Tallied};
use crate::ledger::Trace;
use crate::rulebook::Measure;

/// A deduction whose explanation says that it can be earned back: number, account, where it stands.
pub(super) type Promise = (i64, String, AwardState);

/// What does not agree, one sentence for each.
pub(super) fn disagreements(all: &[Amends], promises: &[Promise], done: &[Tallied], traces: &[Trace]) -> Vec<String> {
    let promised: BTreeMap<(i64, &str), AwardState> =
        promises.iter().map(|(id, account, state)| ((*id, account.as_str()), *state)).collect();
    let kept: BTreeSet<(i64, &str)> = all.iter().map(|amends| (amends.award, amends.account.as_str())).collect();
    let missing = promised.keys().filter(|key| !kept.contains(key)).map(|(id, _)| format!("第 {id} 号扣分的修复不见了。"));
    let astray = kept.iter().filter(|key| !promised.contains_key(key)).map(|(id, _)| format!("第 {id} 号的修复没有依据。"));
    let mut wrong: Vec<String> = missing.chain(astray).collect();
    let stands = |amends: &&Amends| promised.get(&(amends.award, amends.account.as_str())) == Some(&AwardState::Posted);
    let earned = earned_by_account(all.iter().filter(stands), done);
    let is_wrong = |amends: &&Amends| amends.entry.is_some() != earned.contains(&amends.award);
    wrong.extend(all.iter().filter(is_wrong).map(|amends| format!("第 {} 号扣分该不该返还，和做到的对不上。", amends.award)));
    wrong.extend(
        all.iter().filter(|amends| !is_given(amends, traces)).map(|amends| format!("第 {} 号扣分的返还和账上对不上。", amends.award)),
    );
    let known: BTreeSet<String> = all.iter().map(Amends::reference).collect();
    let strangers = traces.iter().filter(|trace| trace.reference.starts_with(REFERENCE) && !known.contains(&trace.reference));
    wrong.extend(strangers.map(|trace| format!("账上的 {} 没有对应的扣分。", trace.reference)));
    wrong
}

fn earned_by_account<'a>(standing: impl Iterator<Item = &'a Amends>, done: &[Tallied]) -> BTreeSet<i64> {
    let mut by_account: BTreeMap<&str, Vec<Amends>> = BTreeMap::new();
    standing.for_each(|amends| by_account.entry(&amends.account).or_default().push(amends.clone()));
    let mut all = BTreeSet::new();
    for (account, standing) in by_account {
        let holder = Holder::Account(account).key();
        let mut so_far = Done::new();
        for Amends { rule, field, .. } in &standing {
            let measure = Measure::Done { rule: rule.as_str().into(), of: field.as_str().into() }.to_string();
            let kept = done.iter().filter(|tally| tally.holder == holder && tally.measure == measure);
            so_far.insert((rule.clone(), field.clone()), by_day(kept));
        }
        all.extend(earned(standing, &so_far));
    }
    all
}

/// Its entries that were not taken back are exactly the one it names, with all of its points.
fn is_given(amends: &Amends, traces: &[Trace]) -> bool {
    let reference = amends.reference();
    let of_it: Vec<&Trace> = traces.iter().filter(|trace| trace.reference == reference).collect();
    let undone = |own: &Trace| of_it.iter().any(|other| other.undoes(own));
    let standing: Vec<&&Trace> = of_it.iter().filter(|trace| trace.reverses.is_none() && !undone(trace)).collect();
    match (standing.as_slice(), amends.entry) {
        ([], None) => true,
        ([only], Some(entry)) => only.seq == entry && only.points == amends.points,
        _ => false,
    }
}
