//! What a resident types on the kiosk or phone: six digits they have chosen themselves.
//!
//! Six digits are few: they open nothing without being typed at a door that counts (`tries`), and they are never the only thing between somebody and
//! another person's points for longer than five tries at a kiosk, or twenty a day from all phones together.

use serde::{Deserialize, Serialize};

use super::doorkeeper::MintToken;
use super::refusals;
use super::sessions::end;
use super::slips::{self, Purpose};
use super::store::Pin;
use super::tries::forgive;
use crate::db::{Book, Grounds, Job};
use crate::words::{Act, Refusal};

const DIGITS: usize = 6;

/// Whether somebody may choose this.
pub fn is_pin(chosen: &str) -> bool {
    check(chosen, chosen).is_ok()
}

/// Whether somebody may choose this, typed twice. Refuses, in this order: `entrance.pin_weak`, `entrance.unlike`.
pub(super) fn check(chosen: &str, again: &str) -> Result<(), Refusal> {
    let digits: Vec<u8> = chosen.bytes().collect();
    if digits.len() != DIGITS || !digits.iter().all(u8::is_ascii_digit) || is_easy(&digits) {
        return Err(refusals::pin_weak());
    }
    if chosen == again { Ok(()) } else { Err(refusals::unlike()) }
}

/// Steps of one (123456, 654321, 890123), one part over and over (111111, 121212, 123123), the same forwards and backwards (123321), or three pairs.
fn is_easy(digits: &[u8]) -> bool {
    let steps = |by: u8| digits.windows(2).all(|two| (two[0] - b'0' + by) % 10 == two[1] - b'0');
    let repeats = |part: usize| digits.windows(part + 1).all(|some| some[0] == some[part]);
    let is_mirrored = digits.iter().eq(digits.iter().rev());
    let is_pairs = digits.chunks(2).all(|pair| pair[0] == pair[1]);
    steps(1) || steps(9) || repeats(1) || repeats(2) || repeats(3) || is_mirrored || is_pairs
}

/// Chooses a PIN with a slip, which it uses up, and opens a session. Sessions opened with an older one end. Refuses `entrance.slip_over`, then what
/// [`MintToken`] refuses.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ChoosePin {
    pub slip: i64,
    #[serde(skip)]
    pub hash: String,
    /// The digests of tokens that end with it.
    pub ends: Vec<String>,
    /// Where it was typed.
    pub place: String,
    /// For the resident whose PIN it is.
    pub session: MintToken,
}

impl Job for ChoosePin {
    type Answer = ();
    const VERB: &'static str = "choose_pin";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let resident = &self.session.staff;
        slips::take(book, act, Purpose::Pin, resident, self.slip)?;
        book.put(Pin { resident: resident.clone(), hash: self.hash.clone(), set_at: act.at });
        end(book, act, &self.ends);
        forgive(book, &self.place, resident);
        self.session.decide(act, book)
    }
}

/// Gives somebody a PIN that nobody has chosen: for the demonstration only, whose people nobody is.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct GivePin {
    pub resident: String,
    #[serde(skip)]
    pub hash: String,
}

impl Job for GivePin {
    type Answer = ();
    const VERB: &'static str = "give_pin";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        book.put(Pin { resident: self.resident.clone(), hash: self.hash.clone(), set_at: act.at });
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        Grounds { behalf: Some(self.resident.clone()), ..Grounds::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_six_digits_that_are_not_the_first_to_be_guessed() {
        let easy = "123456 654321 012345 890123 210987 111111 000000 121212 123123 123321 112233 887766 12345 1234567 12345a 一二三四五六";
        for pin in easy.split(' ').chain([""]) {
            assert_eq!(check(pin, pin).unwrap_err().code, "entrance.pin_weak", "{pin}");
        }
        for pin in ["271828", "314159", "805307", "135791", "112358"] {
            assert_eq!(check(pin, pin), Ok(()), "{pin}");
        }
        assert_eq!(check("271828", "271829").unwrap_err().code, "entrance.unlike");
    }
}
