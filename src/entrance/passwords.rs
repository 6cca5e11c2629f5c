//! What staff sign in with: what may be a password, and choosing one.
//!
//! After NIST SP 800-63B and OWASP ASVS 6.2: long enough, not among those everybody tries, no forced mix of letters and no forced change.

use serde::{Deserialize, Serialize};

use super::refusals;
use super::sessions::end;
use super::slips::{self, Purpose};
use super::store::Password;
use crate::db::{Book, Grounds, Job};
use crate::roster::Staff;
use crate::words::{Act, Refusal};

/// How many letters a password has: at least, and at most (so that nobody makes the machine hash a book).
const LEAST: usize = 8;
const MOST: usize = 128;

/// Those tried first by whoever guesses, of at least [`LEAST`] letters; one a line.
const COMMON: &str = include_str!("common_passwords.txt");

/// Whether somebody may choose this, typed twice. Refuses, in this order: `entrance.password_short`, `entrance.password_long`,
/// `entrance.password_common`, `entrance.unlike`.
pub(super) fn check(chosen: &str, again: &str, number: &str) -> Result<(), Refusal> {
    let letters = chosen.chars().count();
    if letters < LEAST {
        return Err(refusals::password_short(LEAST));
    }
    if letters > MOST {
        return Err(refusals::password_long(MOST));
    }
    if is_common(chosen, number) {
        return Err(refusals::password_common());
    }
    if chosen == again { Ok(()) } else { Err(refusals::unlike()) }
}

/// Known to be common, one letter over and over, or little more than one's own number.
fn is_common(chosen: &str, number: &str) -> bool {
    let lower = chosen.to_lowercase();
    let first = lower.chars().next();
    let repeats = lower.chars().all(|letter| Some(letter) == first);
    let rest = lower.replace(&number.to_lowercase(), "");
    COMMON.lines().any(|common| common == lower) || repeats || (!number.is_empty() && rest.chars().count() < LEAST / 2)
}

/// Chooses a password: with an invitation, which it uses up, or being signed in. Ends the sessions that were opened with the old one. Refuses, in this
/// order: `roster.unknown_staff`, `entrance.slip_over`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ChoosePassword {
    pub staff: String,
    pub invitation: Option<i64>,
    #[serde(skip)]
    pub hash: String,
    /// The digests of tokens that end with it.
    pub ends: Vec<String>,
}

impl Job for ChoosePassword {
    type Answer = ();
    const VERB: &'static str = "choose_password";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        book.get::<Staff>(&self.staff).filter(Staff::serves).ok_or_else(|| refusals::unknown_staff(&self.staff))?;
        if let Some(id) = self.invitation {
            slips::take(book, act, Purpose::Password, &self.staff, id)?;
        }
        book.put(Password { staff: self.staff.clone(), hash: self.hash.clone(), set_at: act.at });
        end(book, act, &self.ends);
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        Grounds::about("staff", &self.staff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_enough_and_not_what_everybody_tries() {
        let long = "稻".repeat(64);
        let table: [(&str, Result<(), &str>); 13] = [
            ("a b c d", Err("entrance.password_short")),
            ("稻田里的青蛙", Err("entrance.password_short")),
            ("稻田里的青蛙叫了", Ok(())),
            ("correct horse battery", Ok(())),
            (&long, Err("entrance.password_common")),
            (&"ab".repeat(32), Ok(())),
            (&"ab".repeat(65), Err("entrance.password_long")),
            ("12345678", Err("entrance.password_common")),
            ("PassWord1", Err("entrance.password_common")),
            ("zzzzzzzzzz", Err("entrance.password_common")),
            ("S01S01S01", Err("entrance.password_common")),
            ("s01s01ab", Err("entrance.password_common")),
            ("S01 青蛙叫了", Ok(())),
        ];
        for (chosen, expected) in table {
            assert_eq!(check(chosen, chosen, "S01").map_err(|no| no.code), expected, "{chosen}");
        }
        assert_eq!(check("correct horse", "correct horze", "S01").unwrap_err().code, "entrance.unlike");
    }

    #[test]
    fn the_list_holds_only_what_is_long_enough_and_lower_case() {
        assert!(COMMON.lines().count() > 150);
        for common in COMMON.lines() {
            assert!(common.chars().count() >= LEAST && common.to_lowercase() == common, "{common}");
        }
    }
}
