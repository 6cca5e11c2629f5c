//! Correcting a version (勘误): its text is not what the meeting decided, so another text takes its place for its own days, under the same record. Pure:
//! on a village's book.
//!
//! That is no new rule, so it may reach back; whoever asks for it must have shown everybody what it changes (`errata`).

use chrono::NaiveDate;

use super::model::{Version, in_order, next_number, write_down};
use crate::db::Book;
use crate::rulebook::Bundle;
use crate::words::Act;

/// A version with the days on which it holds and the texts that stood in its place before.
#[derive(Clone, Debug)]
pub struct Reign {
    pub version: Version,
    /// The last day; `None` as long as no other version follows.
    pub until: Option<NaiveDate>,
    /// The version that a meeting decided on, and its corrections: awards of these days carry one of their hashes.
    pub hashes: Vec<String>,
    /// The correction that holds in its place already.
    pub corrected_by: Option<i64>,
}

impl Reign {
    /// Of a version among all of them in their order; `None` if there is no such version, or it never holds.
    pub fn of(versions: &[Version], number: i64) -> Option<Self> {
        let version = versions.iter().find(|version| version.version == number)?;
        let root = version.corrects.unwrap_or(number);
        let is_of_root = |other: &&Version| other.corrects.unwrap_or(other.version) == root;
        let later = versions.iter().skip_while(|other| !is_of_root(other)).filter(|other| !is_of_root(other));
        let until = later.map(|other| other.effective_on).min().and_then(|day| day.pred_opt());
        let newest = versions.iter().rfind(is_of_root)?;
        let corrected_by = (newest.version != number).then_some(newest.version);
        let hashes = versions.iter().filter(is_of_root).map(|version| version.hash.clone()).collect();
        let reign = Self { version: version.clone(), until, hashes, corrected_by };
        reign.until.is_none_or(|until| until >= version.effective_on).then_some(reign)
    }

    /// Whether it holds on a day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.version.effective_on <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// The reign of a version on a book; see [`Reign::of`].
pub fn reign(book: &Book, number: i64) -> Option<Reign> {
    Reign::of(&in_order(book), number)
}

/// Lets a text take the place of a version from a day on; its number. `hands` are who proposed it and who agreed.
pub fn correct(book: &mut Book, act: &Act, reign: &Reign, (bundle, from_on): (&Bundle, NaiveDate), hands: (&str, Option<&str>)) -> i64 {
    let number = next_number(&in_order(book));
    let version = Version {
        version: number,
        hash: bundle.digest(),
        effective_on: from_on,
        bundle: bundle.to_json(),
        adopted_at: act.at,
        adopted_by: hands.0.to_owned(),
        confirmed_by: hands.1.map(str::to_owned),
        adoption: reign.version.adoption.clone(),
        corrects: Some(reign.version.corrects.unwrap_or(reign.version.version)),
    };
    write_down(book, version);
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Moment;

    fn version((number, from, corrects): (i64, &str, Option<i64>)) -> Version {
        let [hash, bundle, adopted_by] = [format!("h{number}"), String::new(), String::new()];
        let (effective_on, adopted_at) = (from.parse().unwrap(), Moment::from_millis(0));
        Version { version: number, hash, effective_on, bundle, adopted_at, adopted_by, confirmed_by: None, adoption: None, corrects }
    }

    /// The versions in their order, which one is asked for; its last day, which correction stands in its place, and the texts of its days.
    #[test]
    fn a_correction_holds_for_the_days_of_what_it_corrects() {
        let plain: &[_] = &[(1, "2026-01-01", None), (2, "2026-03-01", None), (3, "2026-05-01", None)];
        let corrected: &[_] = &[
            (1, "2026-01-01", None),
            (2, "2026-03-01", None),
            (4, "2026-03-10", Some(2)),
            (5, "2026-03-01", Some(2)),
            (3, "2026-05-01", None),
        ];
        let replaced: &[_] = &[(1, "2026-01-01", None), (2, "2026-04-01", None), (3, "2026-03-01", None)];
        let table = [
            (plain, 2, Some(("2026-04-30", None, "h2"))),
            (plain, 3, Some(("–", None, "h3"))),
            (plain, 9, None),
            (corrected, 2, Some(("2026-04-30", Some(5), "h2 h4 h5"))),
            (corrected, 5, Some(("2026-04-30", None, "h2 h4 h5"))),
            (replaced, 2, None),
            (replaced, 1, Some(("2026-02-28", None, "h1"))),
        ];
        for (versions, number, expected) in table {
            let versions: Vec<_> = versions.iter().copied().map(version).collect();
            let found = Reign::of(&versions, number);
            let told =
                found.map(|reign| (reign.until.map_or("–".to_owned(), |day| day.to_string()), reign.corrected_by, reign.hashes.join(" ")));
            assert_eq!(told, expected.map(|(until, by, hashes): (&str, _, &str)| (until.to_owned(), by, hashes.to_owned())), "{number}");
        }
    }
}
