//! 光荣榜: on the village's page, where the village wants it, those who did well in the month before. Only who agreed to be named is on it; it lists what
//! they did and no points, so there is no last one; what protected reports (保密) brought is no award and never counts.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::{Datelike, Days, Months, NaiveDate};

use crate::awards::{self, Honoured};
use crate::db::Conn;
use crate::personal::{self, Board};
use crate::roster::{self, Resident};
use crate::words::{Points, VillageId};

/// The most names on the board.
const MOST: usize = 10;

/// How many kinds of deeds stand beside a name.
const DEEDS: usize = 3;

/// The board of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HonourBoard {
    /// `2026年2月`
    pub month: String,
    pub names: Vec<HonouredName>,
}

/// Somebody who agreed to be named, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HonouredName {
    pub name: String,
    /// `志愿服务 3 次、拾金不昧`
    pub deeds: String,
}

/// The days of the month before a day.
fn month_before(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = today.with_day(1).unwrap_or(today);
    (first.checked_sub_months(Months::new(1)).unwrap_or(first), first.checked_sub_days(Days::new(1)).unwrap_or(first))
}

/// Reads the board as everybody sees it on a day.
pub(super) async fn read(conn: &mut Conn, village: &VillageId, today: NaiveDate) -> Result<HonourBoard> {
    let (from, to) = month_before(today);
    let mut people = Vec::new();
    for number in personal::consenting(conn, village, Board::Honours).await? {
        people.extend(roster::resident(conn, village, &number).await?.filter(|person| person.lives_here() && !person.is_forgotten()));
    }
    let honoured = if people.is_empty() { Vec::new() } else { awards::honoured(conn, village, (from, to)).await? };
    let bars = awards::all_bars(conn, village, today).await?;
    let barred: BTreeSet<&str> = bars.iter().filter(|bar| bar.honours).map(|bar| bar.account.as_str()).collect();
    Ok(HonourBoard { month: format!("{}年{}月", from.year(), from.month()), names: chosen(&people, honoured, &barred) })
}

/// Of those who agreed, those who were given most by name; nobody whose account is barred from honours. The order is that of their names' numbers, not of
/// their points.
fn chosen(people: &[Resident], honoured: Vec<Honoured>, barred: &BTreeSet<&str>) -> Vec<HonouredName> {
    let mut deeds: BTreeMap<String, Vec<Honoured>> = BTreeMap::new();
    for given in honoured.into_iter().filter(|given| !barred.contains(given.account.as_str())) {
        deeds.entry(given.person.clone().unwrap_or_default()).or_default().push(given);
    }
    let of = |person: &Resident| deeds.get(&person.number).map(|deeds| (person.clone(), deeds.clone()));
    let mut found: Vec<_> = people.iter().filter_map(of).collect();
    let sum = |deeds: &[Honoured]| deeds.iter().map(|given| given.points).sum::<Points>();
    found.sort_by(|(one, of_one), (other, of_other)| sum(of_other).cmp(&sum(of_one)).then_with(|| one.number.cmp(&other.number)));
    found.truncate(MOST);
    found.sort_by(|(one, _), (other, _)| one.number.cmp(&other.number));
    found.into_iter().map(|(person, deeds)| HonouredName { name: person.name, deeds: in_words(deeds) }).collect()
}

fn in_words(mut deeds: Vec<Honoured>) -> String {
    deeds.sort_by(|one, other| other.points.cmp(&one.points).then_with(|| one.rule.cmp(&other.rule)));
    let said = |given: Honoured| if given.times > 1 { format!("{} {} 次", given.rule, given.times) } else { given.rule };
    deeds.into_iter().take(DEEDS).map(said).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: usize) -> Resident {
        let [household, relation] = ["1-01", "子"].map(str::to_owned);
        Resident { number: format!("1-{number:02}-1"), household, name: format!("名{number}"), relation }
    }

    fn given(person: Option<usize>, rule: &str, times: i64, points: i64) -> Honoured {
        let person = person.map(|number| format!("1-{number:02}-1"));
        let (account, household) = (person.clone().unwrap_or_else(|| "1-01".to_owned()), "1-01".to_owned());
        Honoured { account, person, household, rule: rule.to_owned(), times, points: Points::whole(points) }
    }

    #[test]
    fn who_agreed_and_did_most_is_named_with_what_they_did() {
        let honoured = vec![
            given(Some(1), "签到", 2, 2),
            given(Some(1), "志愿服务", 3, 30),
            given(Some(2), "拾金不昧", 1, 5),
            given(Some(3), "志愿服务", 9, 90),
            given(None, "庭院整洁", 1, 50),
        ];
        let board = chosen(&[person(1), person(2), person(4)], honoured.clone(), &BTreeSet::new());
        let told: Vec<_> = board.iter().map(|one| (one.name.as_str(), one.deeds.as_str())).collect();
        assert_eq!(told, [("名1", "志愿服务 3 次、签到 2 次"), ("名2", "拾金不昧")], "nobody else is named, and nobody without a deed");
        let barred = BTreeSet::from(["1-01-1"]);
        assert_eq!(chosen(&[person(1)], honoured, &barred), [], "whoever is barred from honours is not on it");
    }

    #[test]
    fn ten_at_most_and_in_no_order_of_points() {
        let people: Vec<_> = (1..=12).map(person).collect();
        let honoured = (1..=12).map(|number| given(Some(number), "签到", 1, number as i64)).collect();
        let names: Vec<_> = chosen(&people, honoured, &BTreeSet::new()).into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["名3", "名4", "名5", "名6", "名7", "名8", "名9", "名10", "名11", "名12"]);
    }

    #[test]
    fn the_month_before_is_told_by_the_calendar() {
        for (today, from, to) in [("2026-03-31", "2026-02-01", "2026-02-28"), ("2027-01-01", "2026-12-01", "2026-12-31")] {
            assert_eq!(month_before(today.parse().unwrap()), (from.parse().unwrap(), to.parse().unwrap()), "{today}");
        }
    }
}
