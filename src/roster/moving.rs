//! Somebody begins to live somewhere, or does no more: the counts of households, groups and the village follow, and it is written down. Pure: on a
//! village's book.
//!
//! A resident without a household is no longer of the village; a household with nobody in it has ended. Neither's number is used again.

use chrono::NaiveDate;

use super::history::{EventKind, HouseholdEvent};
use super::model::{Group, Household, Resident, Village};
use crate::db::Book;
use crate::words::Moment;

/// What brings a move about.
#[derive(Clone, Copy, Debug)]
pub struct Happening {
    pub kind: EventKind,
    pub occurred_on: NaiveDate,
    pub recorded_at: Moment,
    /// The change it belongs to; none for what a list says.
    pub change: Option<i64>,
}

/// Writes a resident down as they are from now on. Whoever moves is counted where they live; with no household, nowhere.
pub fn place(book: &mut Book, person: Resident, happening: Happening) {
    let origin = book.get::<Resident>(&person.number).map_or_else(String::new, |known| known.household);
    if origin != person.household {
        leave(book, &origin, &person.number);
        arrive(book, &person.household, &person.number);
        let [before, after] = [&origin, &person.household].map(|household| i64::from(!household.is_empty()));
        count(book, 0, after - before);
    }
    // Whom a list brings for the first time, it found here.
    let is_news = origin != person.household && (happening.kind != EventKind::Listed || !origin.is_empty());
    if is_news {
        note(book, &person.number, (&origin, &person.household), happening);
    }
    book.put(person);
}

/// Writes down what happened to a resident.
pub fn note(book: &mut Book, resident: &str, (origin, destination): (&str, &str), happening: Happening) {
    let Happening { kind, occurred_on, recorded_at, change } = happening;
    let id = book.next_serial("household_event");
    let [resident, origin, destination] = [resident, origin, destination].map(str::to_owned);
    book.put(HouseholdEvent { id, kind, occurred_on, recorded_at, resident, origin, destination, change });
}

/// Somebody new at home. The first one is its head until somebody says otherwise, and with them it begins to count.
fn arrive(book: &mut Book, household: &str, number: &str) {
    let Some(mut home) = book.get::<Household>(household) else { return };
    home.members += 1;
    if home.head.is_empty() {
        number.clone_into(&mut home.head);
    }
    if home.members == 1 {
        count(book, 1, 0);
        count_in_group(book, &home.group_name, 1);
    }
    book.put(home);
}

/// Whoever leaves is counted no more. If it was the head, the first of those who stay, by number, is head until somebody says otherwise.
fn leave(book: &mut Book, household: &str, number: &str) {
    let Some(mut home) = book.get::<Household>(household) else { return };
    home.members -= 1;
    if home.head == number {
        let stays = |other: &Resident| other.household == home.number && other.number != number;
        home.head = book.under::<Resident>(()).into_iter().find(stays).map_or_else(String::new, |other| other.number);
    }
    if home.members == 0 {
        count(book, -1, 0);
        count_in_group(book, &home.group_name, -1);
    }
    book.put(home);
}

/// A household belongs to another group from now on.
pub fn regroup(book: &mut Book, mut household: Household, group: &str) {
    if household.members > 0 {
        count_in_group(book, &household.group_name, -1);
        count_in_group(book, group, 1);
    }
    group.clone_into(&mut household.group_name);
    book.put(household);
}

fn count(book: &mut Book, households: i64, residents: i64) {
    if let Some(village) = book.get::<Village>("village").filter(|_| (households, residents) != (0, 0)) {
        let (households, residents) = (village.households + households, village.residents + residents);
        book.put(Village { households, residents, ..village });
    }
}

fn count_in_group(book: &mut Book, group: &str, change: i64) {
    if !group.is_empty() {
        let known = book.get::<Group>(group).unwrap_or(Group { name: group.to_owned(), households: 0 });
        book.put(Group { households: known.households + change, ..known });
    }
}
