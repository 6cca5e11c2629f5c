//! What is known of many villages, read from kept sums and balances: a handful of statements for all, however much has happened in them.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{Datelike, NaiveDate};

use super::basket::{BASKET, Worth};
use super::indicator::Indicator;
use super::model::{Figures, Known, Shown};
use crate::db::{Books, Conn};
use crate::ledger;
use crate::notices::NOTICE_BY;
use crate::roster::{self, Village};
use crate::rulebook::Subject;
use crate::shop;
use crate::sums::{self, Figure, Total, month};
use crate::versions::Library;
use crate::words::division::Level;
use crate::words::{Division, Failure, Outcome, Period, Span, VillageId};

/// A village with its figures.
pub type Row = (VillageId, Village, Figures);

/// The villages of a township with their figures, in the order of their codes.
pub type Villages = Vec<Row>;

/// Where a village stands among the others: unique, and in their order.
pub fn place((id, village, _): &Row) -> String {
    format!("{}-{id}", village.code)
}

/// At most so many villages behind a place.
pub fn behind<'a>(villages: &'a Villages, after: &str, limit: usize) -> &'a [Row] {
    let from = villages.partition_point(|row| place(row).as_str() <= after);
    &villages[from..villages.len().min(from + limit)]
}

/// For which days figures are wanted.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// The month that is shown.
    pub month: Period,
    pub today: NaiveDate,
}

impl When {
    /// The first day of the month.
    pub fn first_day(self) -> NaiveDate {
        self.month.first_day().unwrap_or(self.today)
    }

    /// The month in which the latest notice was to be expected.
    fn of_notice(self) -> Period {
        month(self.today).later(if self.today.day() > NOTICE_BY { 0 } else { -1 })
    }
}

/// The townships in which villages lie, in the order of their codes: each with its name and its villages.
pub fn townships(villages: &Villages) -> Vec<(Division, String, Vec<&Row>)> {
    let mut townships: Vec<(Division, String, Vec<&Row>)> = Vec::new();
    for row in villages {
        let Some(code) = Division::parse(&row.1.code).map(|code| code.at(Level::Township)) else { continue };
        match townships.last_mut().filter(|(last, ..)| *last == code) {
            Some((.., rows)) => rows.push(row),
            None => townships.push((code, row.1.township.clone(), vec![row])),
        }
    }
    townships
}

/// Everything that is kept of all villages of a township or county.
pub async fn figures(conn: &mut Conn, division: &Division, when: When) -> Result<Villages> {
    let villages = roster::villages_in(conn, division).await?;
    let ids: Vec<VillageId> = villages.iter().map(|(id, _)| id.clone()).collect();
    let read = Read::all(conn, &ids, when).await?;
    Ok(villages.into_iter().map(|(id, village)| (id.clone(), village.clone(), read.of(&id, &village, when))).collect())
}

/// Sums by village and figure.
type Totals = BTreeMap<(VillageId, Figure), Total>;

/// What was read for all villages.
struct Read {
    of_month: Totals,
    of_year: Totals,
    first: BTreeMap<VillageId, Period>,
    chapters: BTreeMap<VillageId, Vec<(String, i64, i64)>>,
    spent: Totals,
    notices: Totals,
    accounts: Totals,
    empty: BTreeMap<VillageId, i64>,
    overdue: BTreeMap<VillageId, i64>,
    funds: BTreeMap<VillageId, i64>,
}

impl Read {
    async fn all(conn: &mut Conn, ids: &[VillageId], When { month, today }: When) -> Result<Self> {
        use Figure::{Accounts, Approved, Awarded, Earners, Holders, Notices, Objected, Redeemed, Redeemers, Spent, Waiting, WrittenOff};
        // The fund is today's, so it is laid beside the last whole months, whatever month is looked at.
        let last = sums::month(today).later(-1);
        let (year, quarter, ever) = ((month.later(-11), month), (last.later(-2), last), Span::Ever.of(today));
        let notice = When { month, today }.of_notice();
        let in_month = [Earners, Redeemers, Redeemed, Approved, WrittenOff];
        Ok(Self {
            of_month: sums::totals(conn, ids, &in_month, (month, month)).await?,
            of_year: sums::totals(conn, ids, &[Notices, Objected], year).await?,
            first: sums::first(conn, ids, Earners).await?,
            chapters: sums::by_part(conn, ids, Awarded, month).await?,
            spent: sums::totals(conn, ids, &[Spent], quarter).await?,
            notices: sums::totals(conn, ids, &[Notices], (notice, notice)).await?,
            accounts: sums::totals(conn, ids, &[Accounts], (ever, ever)).await?,
            empty: sums::past(conn, ids, Holders, ledger::SOMETHING).await?,
            overdue: sums::past(conn, ids, Waiting, &today.to_string()).await?,
            funds: ledger::funds(conn, ids).await?,
        })
    }

    fn of(&self, id: &VillageId, village: &Village, when: When) -> Figures {
        let of = |totals: &Totals, figure| totals.get(&(id.clone(), figure)).copied().unwrap_or_default();
        let month = |figure| of(&self.of_month, figure);
        let year = |figure| of(&self.of_year, figure);
        let approved = month(Figure::Approved);
        Figures {
            households: village.households,
            accounts: of(&self.accounts, Figure::Accounts).times,
            empty: self.empty.get(id).copied().unwrap_or_default(),
            earners: month(Figure::Earners).times,
            redeemers: month(Figure::Redeemers).times,
            chapters: self.chapters.get(id).cloned().unwrap_or_default(),
            redeemed: month(Figure::Redeemed).amount,
            approvals: approved.times,
            most_approvals: approved.most,
            written_off: month(Figure::WrittenOff).amount,
            months_with_notice: year(Figure::Notices).rows,
            months_alive: self.first.get(id).map_or(0, |first| months(*first, when.month)),
            objected: year(Figure::Objected).times,
            spent: of(&self.spent, Figure::Spent).amount,
            fund: self.funds.get(id).copied().unwrap_or_default(),
            overdue: self.overdue.get(id).copied().unwrap_or_default(),
            has_notice: of(&self.notices, Figure::Notices).times > 0,
        }
    }
}

/// How many of the twelve months up to the last there have been since the first, both included.
fn months(first: Period, last: Period) -> i64 {
    (0..12).map(|back| i64::from(last.later(-back) >= first)).sum()
}

/// What is shown of some villages: besides their figures what their holders, chapters, rules and shelves say.
pub async fn shown(books: &Books, library: &Library, villages: &[Row], when: When) -> Outcome<Vec<Shown>> {
    let ids: Vec<VillageId> = villages.iter().map(|(id, ..)| id.clone()).collect();
    let mut conn = books.read().await?;
    let mut holders = sums::by_part(&mut conn, &ids, Figure::Holders, Span::Ever.of(when.today)).await?;
    let shelves = shop::goods_of(&mut conn, &ids).await?;
    // The library reads by a connection of its own.
    drop(conn);
    let mut shown = Vec::new();
    for (id, village, figures) in villages {
        let (by_household, worth) = ruled(library, id, when.today, shelves.get(id).map_or(&[], Vec::as_slice)).await?;
        let holders = holders.remove(id).unwrap_or_default().into_iter().map(|(_, count, sum)| (count, sum)).collect();
        let known = Known { holders, by_household, worth };
        shown.push(Shown::of((id.clone(), village.code.clone(), village.name.clone()), figures, known));
    }
    Ok(shown)
}

/// What a village's rules in force say; a village without any keeps no points for anybody.
async fn ruled(library: &Library, id: &VillageId, today: NaiveDate, shelf: &[(String, crate::words::Points)]) -> Outcome<(bool, Worth)> {
    match library.in_force(id, today).await {
        Ok(rulebook) => {
            let by_household = rulebook.settings().account_unit == Subject::Household;
            Ok((by_household, BASKET.worth(&rulebook, today, shelf)))
        }
        Err(Failure::Refused(_)) => Ok((true, Worth::default())),
        Err(fault) => Err(fault),
    }
}

/// Points of the month by chapter in all villages together that may be shown by themselves: name, entries, hundredths.
pub fn chapters(villages: &Villages) -> Vec<(String, i64, i64)> {
    let is_shown = |(.., figures): &&Row| figures.cell(Indicator::Issued).number().is_some();
    let mut all: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for (chapter, times, amount) in villages.iter().filter(is_shown).flat_map(|(.., figures)| &figures.chapters) {
        let sum = all.entry(chapter).or_default();
        *sum = (sum.0 + times, sum.1 + amount);
    }
    all.into_iter().map(|(chapter, (times, amount))| (chapter.to_owned(), times, amount)).collect()
}
