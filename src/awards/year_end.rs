//! The year begins anew (清零日): what is above the base score and 结转上限 lapses, what is missing of the base score is given.
//!
//! When that day is over, and whatever the machine did since: only points that were credited by its end lapse. Held points stay.

use std::sync::Arc;

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;

use crate::db::{Book, Grounds, Job};
use crate::ledger::{self, Account, AccountKind, Carried, Draft, EntryKind, Side, Transfer};
use crate::rulebook::{Rulebook, Settings, YearDay};
use crate::versions::Library;
use crate::words::{Act, Outcome, Points, Refusal, VillageId};

/// Lets the year of a whole village begin anew, for everybody or for nobody; how many accounts it changed. Done once, under an operation id made of
/// the day.
#[derive(Serialize)]
pub struct BeginAnew {
    /// The day that is over.
    pub reset_on: NaiveDate,
    /// In force on that day.
    #[serde(skip)]
    pub rulebook: Arc<Rulebook>,
}

/// The first 清零日 from a day on that was over before another one; `None` where there is none between them.
pub async fn next_reset(library: &Library, village: &VillageId, from: NaiveDate, before: NaiveDate) -> Outcome<Option<NaiveDate>> {
    let eras = library.eras(village).await?;
    let reset = |(at, (first, rulebook)): (usize, &(NaiveDate, Arc<Rulebook>))| {
        let end = eras.get(at + 1).map_or(before, |(next, _)| before.min(*next));
        Some(rulebook.settings().reset_on?.from(from.max(*first))).filter(|reset| *reset < end)
    };
    Ok(eras.iter().enumerate().filter_map(reset).min())
}

/// The latest 清零日 that is over, of the rulebook that was in force on it; `None` where there never was one.
pub async fn reset_due(library: &Library, village: &VillageId, today: NaiveDate) -> Outcome<Option<BeginAnew>> {
    let eras = library.eras(village).await?;
    let reset = |(at, (first, rulebook)): (usize, &(NaiveDate, Arc<Rulebook>))| {
        let end = eras.get(at + 1).map_or(today, |(next, _)| today.min(*next));
        let reset_on = rulebook.settings().reset_on?.before(end);
        (reset_on >= *first).then(|| BeginAnew { reset_on, rulebook: rulebook.clone() })
    };
    Ok(eras.iter().enumerate().filter_map(reset).max_by_key(|reset| reset.reset_on))
}

impl Job for BeginAnew {
    type Answer = i64;
    const VERB: &'static str = "begin_anew";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<i64, Refusal> {
        let Some(day) = self.rulebook.settings().reset_on else { return Ok(0) };
        let settings = self.rulebook.settings();
        let holders =
            book.under::<Account>(()).into_iter().filter(|account| account.kind == AccountKind::Holder && account.closed_on.is_none());
        let mut changed = 0;
        for Account { number, .. } in holders.collect::<Vec<_>>() {
            let Some(carried) = ledger::carried(book, &number, self.reset_on) else { continue };
            let surplus = carried.free - settings.after_reset(carried.free);
            if surplus.is_positive() {
                let draft = self.draft(EntryKind::Expiry, "清零", cleared(day, carried, settings));
                ledger::clear(book, act, &number, self.reset_on, surplus, draft)?;
            } else if surplus.is_negative() {
                let given = Transfer::points(Side::Village(AccountKind::Issued), Side::Holder(number), -surplus);
                let draft = self.draft(EntryKind::Base, "基础分", given_anew(day, carried, settings.base));
                ledger::post(book, act, Draft { transfers: vec![given], ..draft })?;
            }
            changed += i64::from(!surplus.is_zero());
        }
        Ok(changed)
    }

    fn grounds(&self, _: &i64) -> Grounds {
        Grounds { rulebook: Some(self.rulebook.hash().to_owned()), ..Grounds::default() }
    }
}

impl BeginAnew {
    fn draft(&self, kind: EntryKind, title: &str, explanation: Vec<String>) -> Draft {
        Draft {
            kind,
            occurred_on: self.reset_on,
            rulebook: Some(self.rulebook.hash().to_owned()),
            reference: None,
            title: title.to_owned(),
            explanation,
            transfers: Vec::new(),
            expires_on: None,
        }
    }
}

fn cleared(day: YearDay, carried: Carried, settings: &Settings) -> Vec<String> {
    let (base, kept) = (settings.base, settings.after_reset(carried.free));
    let stays = [("基础分", base), ("结转", kept - base)].into_iter().filter(|(_, points)| points.is_positive());
    let stays: Vec<_> = stays.map(|(what, points)| format!("{what} {} 分", points.plain())).collect();
    let cleared = match stays.as_slice() {
        [] => "全部清掉".to_owned(),
        stays => format!("留下{}，清掉 {} 分", stays.join("、"), (carried.free - kept).plain()),
    };
    let mut sentences = vec![format!("每年{day}清零，这天过完有 {} 分，{cleared}", carried.free.plain())];
    if carried.held.is_positive() {
        sentences.push(format!("另有 {} 分正冻结着，不清", carried.held.plain()));
    }
    sentences
}

fn given_anew(day: YearDay, carried: Carried, base: Points) -> Vec<String> {
    let (had, base, missing) = (carried.free.plain(), base.plain(), (base - carried.free).plain());
    vec![format!("每年{day}清零，大家重新从基础分 {base} 分开始；这天过完有 {had} 分，补 {missing} 分")]
}
