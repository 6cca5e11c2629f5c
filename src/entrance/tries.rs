//! Wrong tries: how long whoever tries must wait. Pure; the counts are rows, so that a restart forgets none.
//!
//! A try is counted before it is looked at and given back when it was right: however many come at once, no more are looked at than are allowed.

use serde::{Deserialize, Serialize};

use super::refusals;
use crate::db::{Book, Job};
use crate::words::{Act, Moment, Refusal};

/// Wrong tries at one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tries {
    /// [`ACCOUNT`], [`PHONES`], or the device or address somebody tries from or looks people up from.
    pub place: String,
    /// Whose secret is tried.
    pub whom: String,
    pub wrong: i64,
    pub last_at: Moment,
}

/// The place of tries at accounts of staff, from wherever they come.
pub(super) const ACCOUNT: &str = "account";

/// The place of tries at a resident's PIN from all phones together. Addresses are cheap, so six digits need an end that does not count by address.
pub(super) const PHONES: &str = "phones";

/// What the place begins with from which people are looked up by their numbers.
pub(super) const LOOKING: &str = "look-";

/// Seconds for which tries count: a day for accounts and for phones together, ten minutes for a device or address.
const DAY: i64 = 24 * 3600;
const DEVICE_REMEMBERS: i64 = 600;

/// How many wrong ones cost nothing.
const FREE: i64 = 5;

/// How many wrong PINs of one resident may come from phones in a day. At a kiosk, where somebody stands, they do not count: nobody is locked out.
const FREE_ON_PHONES: i64 = 20;

/// How often people may be looked up from an address before it rests: for a family, not for a list of the village.
const FREE_LOOKS: i64 = 60;

/// Where looking people up is counted.
pub(super) fn looking(place: &str) -> String {
    format!("{LOOKING}{place}")
}

/// How long after so many wrong tries an account of staff rests, in seconds: a minute, twice that, and so on, a quarter of an hour at most.
fn rest(wrong: i64) -> i64 {
    match wrong - FREE {
        ..0 => 0,
        further => (60 << further.min(4)).min(900),
    }
}

/// Seconds to wait, in a place with these counts; 0 if one may try.
fn wait(place: &str, tries: &[Tries], whom: &str, now: Moment) -> i64 {
    let left = |last_at: Moment, rest: i64| (last_at.plus_seconds(rest).millis() - now.millis() + 999).div_euclid(1000).max(0);
    if place == ACCOUNT || place == PHONES {
        let rests = |tries: &Tries| match place == ACCOUNT {
            true => rest(tries.wrong),
            false if tries.wrong < FREE_ON_PHONES => 0,
            false => DAY,
        };
        return tries.iter().filter(|tries| tries.whom == whom).map(|tries| left(tries.last_at, rests(tries))).max().unwrap_or(0);
    }
    let free = if place.starts_with(LOOKING) { FREE_LOOKS } else { FREE };
    // A device rests for all it might ask about. A person rests on phones alone, never at a kiosk: else anybody could lock anybody out.
    let counted = tries.iter().filter(|tries| left(tries.last_at, DEVICE_REMEMBERS) > 0);
    let (wrong, last_at) = counted.fold((0, None), |(wrong, last), tries| (wrong + tries.wrong, last.max(Some(tries.last_at))));
    last_at.filter(|_| wrong >= free).map_or(0, |last_at| left(last_at, DEVICE_REMEMBERS))
}

fn remembers(place: &str) -> i64 {
    if [ACCOUNT, PHONES].contains(&place) { DAY } else { DEVICE_REMEMBERS }
}

/// Counts a try that is about to be looked at. Refuses `entrance.too_many_tries`; that one is not counted.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Try {
    pub place: String,
    pub whom: String,
}

impl Job for Try {
    type Answer = ();
    const VERB: &'static str = "try_secret";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let tries = match [ACCOUNT, PHONES].contains(&self.place.as_str()) {
            true => book.get::<Tries>((self.place.as_str(), self.whom.as_str())).into_iter().collect(),
            false => book.under::<Tries>(self.place.as_str()),
        };
        match wait(&self.place, &tries, &self.whom, act.at) {
            0 => {}
            seconds => return Err(refusals::too_many_tries(seconds, &self.place)),
        }
        let earlier = tries.into_iter().find(|tries| tries.whom == self.whom);
        let wrong = earlier.filter(|tries| act.at < tries.last_at.plus_seconds(remembers(&self.place))).map_or(0, |tries| tries.wrong);
        book.put(Tries { place: self.place.clone(), whom: self.whom.clone(), wrong: wrong + 1, last_at: act.at });
        Ok(())
    }
}

/// After a right try: what was tried at this person from this place, and from phones, is forgiven, and nothing else. Whoever knows their own PIN gets no more tries at
/// their neighbours'.
pub(super) fn forgive(book: &mut Book, place: &str, whom: &str) {
    for place in [place, PHONES] {
        if let Some(tries) = book.get::<Tries>((place, whom)) {
            book.put(Tries { wrong: 0, ..tries });
        }
    }
}

/// Forgives them where no session is opened.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Forgive {
    pub place: String,
    pub whom: String,
}

impl Job for Forgive {
    type Answer = ();
    const VERB: &'static str = "forgive_tries";

    fn decide(&self, _: &Act, book: &mut Book) -> Result<(), Refusal> {
        forgive(book, &self.place, &self.whom);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_millis(0).plus_seconds(seconds)
    }

    fn tried(place: &str, whom: &str, wrong: i64, last: i64) -> Tries {
        Tries { place: place.to_owned(), whom: whom.to_owned(), wrong, last_at: at(last) }
    }

    #[test]
    fn an_account_rests_longer_and_longer() {
        let table = [(0, 0), (4, 0), (5, 60), (6, 120), (7, 240), (8, 480), (9, 900), (10, 900), (1_000, 900)];
        for (wrong, seconds) in table {
            assert_eq!(rest(wrong), seconds, "{wrong}");
            let tries = [tried(ACCOUNT, "S01", wrong, 100), tried(ACCOUNT, "S02", 0, 100)];
            assert_eq!(wait(ACCOUNT, &tries, "S01", at(100)), seconds);
            assert_eq!(wait(ACCOUNT, &tries, "S01", at(100 + seconds)), 0);
            assert_eq!(wait(ACCOUNT, &tries, "S02", at(100)), 0, "another account does not rest");
        }
    }

    #[test]
    fn a_pin_rests_on_all_phones_together_and_nobody_elses_does() {
        for (wrong, now, seconds) in [(19, 0, 0), (20, 0, DAY), (20, DAY - 1, 1), (20, DAY, 0)] {
            let tries = [tried(PHONES, "1-01-1", wrong, 0)];
            assert_eq!(wait(PHONES, &tries, "1-01-1", at(now)), seconds, "{wrong} at {now}");
            assert_eq!(wait(PHONES, &tries, "1-01-2", at(now)), 0);
        }
    }

    #[test]
    fn an_address_that_looks_many_people_up_rests() {
        let place = looking("address-0");
        for (looks, seconds) in [(59, 0), (60, 600)] {
            assert_eq!(wait(&place, &[tried(&place, "", looks, 0)], "", at(0)), seconds, "{looks}");
        }
    }

    #[test]
    fn a_device_rests_after_five_for_everybody() {
        type Row = (&'static [(&'static str, i64, i64)], i64, i64);
        let table: [Row; 6] = [
            (&[("1-01-1", 4, 0)], 0, 0),
            (&[("1-01-1", 5, 0)], 0, 600),
            (&[("1-01-1", 5, 0)], 599, 1),
            (&[("1-01-1", 5, 0)], 600, 0),
            (&[("1-01-1", 3, 0), ("1-02-1", 2, 300)], 301, 599),
            (&[("1-01-1", 3, 0), ("1-02-1", 2, 700)], 701, 0),
        ];
        for (rows, now, seconds) in table {
            let tries: Vec<_> = rows.iter().map(|(whom, wrong, last)| tried("kiosk-K01", whom, *wrong, *last)).collect();
            assert_eq!(wait("kiosk-K01", &tries, "2-01-1", at(now)), seconds, "{rows:?} at {now}");
        }
    }
}
