//! What the printed sheet of a notice says: put together once, when it is drafted, from a period that is over. Without names.
//!
//! What a deduction took stands together with everything else that went out, so that nobody can tell whose it was; deductions are counted by item. What
//! protected reports gave is in no figure: where somebody has spent of it, the row shows no less than nothing left.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::later;
use super::store;
use crate::awards::Award;
use crate::db::Conn;
use crate::ledger::{self, AccountKind, Movement, Side};
use crate::roster;
use crate::rulebook::Rulebook;
use crate::shop;
use crate::words::{Moment, Points, VillageId, Yuan, short_code};

/// An item that was given for: its name, how often, and how much in all.
pub(super) type Added = (String, i64, String);

/// An item that was deducted for: its name and how often, nothing more.
pub(super) type Deducted = (String, i64);

/// The sheet as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sheet {
    pub village: String,
    /// Under which rules, in a sentence.
    pub rules: String,
    /// All households of the village, and those of them with points in the period.
    pub households: i64,
    pub taking_part: i64,
    pub rows: Vec<Row>,
    pub added: Vec<Added>,
    pub deducted: Vec<Deducted>,
    /// In yuan: before, in, out, left.
    pub fund: [String; 4],
    /// Name, pieces in, out, left.
    pub goods: Vec<(String, i64, i64, i64)>,
    /// How many objections were raised in the period, and how many of them are upheld.
    pub objections: (i64, i64),
}

/// What the people of a household have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    pub household: String,
    pub before: String,
    pub gained: String,
    /// Redeemed, lapsed and deducted together.
    pub spent: String,
    pub after: String,
}

/// Puts the sheet of a period together.
pub(super) async fn gather(
    conn: &mut Conn,
    village: &VillageId,
    rulebook: &Rulebook,
    (from, until): (NaiveDate, NaiveDate),
    awards: &[Award],
) -> Result<Sheet> {
    let span = (Moment::on(from, 0, 0), Moment::on(later(until, 1), 0, 0));
    let movements = ledger::movements(conn, village, span).await?;
    let homes = roster::residents(conn, village).await?.into_iter().map(|resident| (resident.number, resident.household)).collect();
    let rows = rows(&movements, &homes);
    let (added, deducted) = counted(awards);
    Ok(Sheet {
        village: rulebook.settings().name.clone(),
        rules: rules(rulebook),
        households: roster::village(conn, village).await?.map_or(0, |village| village.households),
        taking_part: rows.len() as i64,
        rows,
        added,
        deducted,
        fund: fund(movements.get(&Side::Village(AccountKind::Fund).number()).copied().unwrap_or_default()),
        goods: shop::stock_movements(conn, village, span).await?,
        objections: store::raised_between(conn, village, span).await?,
    })
}

fn rules(rulebook: &Rulebook) -> String {
    let settings = rulebook.settings();
    let since = settings.effective_on.map_or_else(String::new, |day| format!("{}起生效", day.format("%Y 年 %-m 月 %-d 日")));
    format!("{since}{}，全文短码 {}", if settings.on_trial { "（试行）" } else { "" }, short_code(rulebook.hash()))
}

/// A row for each household that had something, in order of their numbers. `homes` says who lives where; any other holder is a household.
fn rows(movements: &BTreeMap<String, Movement>, homes: &BTreeMap<String, String>) -> Vec<Row> {
    let mut by_household: BTreeMap<&str, Movement> = BTreeMap::new();
    for (account, movement) in movements.iter().filter(|(account, _)| !account.starts_with('@')) {
        let seen = seen(*movement);
        let row = by_household.entry(homes.get(account).unwrap_or(account)).or_default();
        *row = Movement { before: row.before + seen.before, gained: row.gained + seen.gained, spent: row.spent + seen.spent };
    }
    let plain = |amount: i64| Points::from_hundredths(amount).plain();
    let row = |(household, movement): (&str, Movement)| Row {
        household: household.to_owned(),
        before: plain(movement.before),
        gained: plain(movement.gained),
        spent: plain(movement.spent),
        after: plain(movement.after()),
    };
    by_household.into_iter().filter(|(_, movement)| *movement != Movement::default()).map(row).collect()
}

/// A movement as everybody may see it: never below nothing, and adding up.
fn seen(movement: Movement) -> Movement {
    let before = movement.before.max(0);
    Movement { before, gained: movement.gained, spent: before + movement.gained - movement.after().max(0) }
}

/// Awards by item, and deductions by item, in order of their names.
fn counted(awards: &[Award]) -> (Vec<Added>, Vec<Deducted>) {
    let mut items: BTreeMap<(bool, &str), (i64, Points)> = BTreeMap::new();
    for award in awards {
        let (times, points) = items.entry((award.points.is_negative(), &award.rule)).or_default();
        (*times, *points) = (*times + 1, *points + award.points + award.shared);
    }
    let (deducted, added): (Vec<_>, Vec<_>) = items.into_iter().partition(|((is_deduction, _), _)| *is_deduction);
    let added = added.into_iter().map(|((_, rule), (times, points))| (rule.to_owned(), times, points.plain()));
    (added.collect(), deducted.into_iter().map(|((_, rule), (times, _))| (rule.to_owned(), times)).collect())
}

fn fund(movement: Movement) -> [String; 4] {
    [movement.before, movement.gained, movement.spent, movement.after()].map(|amount| Yuan::from_hundredths(amount).plain())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an account had, got and spent without what a protected report gave, and what the sheet shows of it.
    #[test]
    fn a_row_adds_up_and_shows_nothing_of_protected_points() {
        let table = [
            ((500, 1000, 300), (500, 1000, 300)),
            ((500, 0, 1200), (500, 0, 500)), // spent what a protected report gave
            ((-700, 1000, 0), (0, 1000, 700)),
            ((-700, 200, 0), (0, 200, 200)),
        ];
        let movement = |(before, gained, spent)| Movement { before, gained, spent };
        for (of, expected) in table {
            let shown = seen(movement(of));
            assert_eq!(shown, movement(expected));
            assert!(shown.spent >= 0 && shown.after() >= 0);
        }
    }

    #[test]
    fn the_accounts_of_a_household_are_one_row() {
        let moved = |before, gained, spent| Movement { before, gained, spent };
        let homes = [("1-01-1", "1-01"), ("1-01-2", "1-01"), ("1-02-1", "1-02")];
        let homes = homes.into_iter().map(|(person, home)| (person.to_owned(), home.to_owned())).collect();
        let accounts = [("1-01-1", moved(100, 0, 50)), ("1-01-2", moved(0, 250, 0)), ("1-02-1", moved(0, 0, 0)), ("@fund", moved(9, 9, 9))];
        let movements = accounts.into_iter().map(|(account, movement)| (account.to_owned(), movement)).collect();
        let row = Row { household: "1-01".into(), before: "1".into(), gained: "2.5".into(), spent: "0.5".into(), after: "3".into() };
        assert_eq!(rows(&movements, &homes), [row]);
    }
}
