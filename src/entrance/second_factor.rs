//! One-time codes from a phone (动态码, TOTP: RFC 6238 with SHA-1, 30 seconds, 6 digits, which every such app knows).

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha1::Sha1;

use super::refusals;
use super::store::SecondFactor;
use crate::db::{Book, Grounds, Job};
use crate::roster::Staff;
use crate::words::{Act, Moment, Refusal};

/// How long one code shows, in seconds.
const STEP_SECONDS: i64 = 30;

/// The step an instant lies in.
pub(super) fn step_at(now: Moment) -> i64 {
    now.millis().div_euclid(1000 * STEP_SECONDS)
}

/// The code of a step: RFC 4226's truncation, of six digits.
fn code(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let bytes = mac.finalize().into_bytes();
    let at = usize::from(bytes[19] & 0x0f);
    let [a, b, c, d] = *bytes.get(at..at + 4)?.first_chunk()?;
    Some(format!("{:06}", (u32::from_be_bytes([a, b, c, d]) & 0x7fff_ffff) % 1_000_000))
}

/// The step whose code this is: now's, or a neighbour's, for clocks that differ. `None` for a wrong one, and for one of a step already used.
pub(super) fn step_of(typed: &str, secret: &str, used_step: i64, now: Moment) -> Option<i64> {
    let (secret, now) = (bytes_of(secret)?, step_at(now));
    let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
    [now, now - 1, now + 1].into_iter().find(|step| *step > used_step && code(&secret, *step).as_ref() == Some(&typed))
}

fn bytes_of(secret: &str) -> Option<Vec<u8>> {
    (0..secret.len() / 2).map(|at| u8::from_str_radix(secret.get(2 * at..2 * at + 2)?, 16).ok()).collect()
}

/// The secret as apps take it (RFC 4648 base 32, without padding).
pub(super) fn base32(secret: &str) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = bytes_of(secret).unwrap_or_default().into_iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1));
    let bits: Vec<u8> = bits.collect();
    bits.chunks(5).map(|five| char::from(LETTERS[usize::from((0..5).fold(0, |sum, at| sum << 1 | five.get(at).unwrap_or(&0)))])).collect()
}

/// What an app scans. It names the village and the number, no person.
pub(super) fn address(village: &str, staff: &str, secret: &str) -> String {
    format!("otpauth://totp/jifen:{village}-{staff}?secret={}&issuer=jifen", base32(secret))
}

/// Begins anew with a secret; it counts once a first code was right. Refuses `roster.unknown_staff`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Begin {
    pub staff: String,
    #[serde(skip)]
    pub secret: String,
}

impl Job for Begin {
    type Answer = ();
    const VERB: &'static str = "begin_second_factor";

    fn decide(&self, _: &Act, book: &mut Book) -> Result<(), Refusal> {
        book.get::<Staff>(&self.staff).filter(Staff::serves).ok_or_else(|| refusals::unknown_staff(&self.staff))?;
        if book.get::<SecondFactor>(&self.staff).is_some_and(|factor| factor.confirmed_at.is_some()) {
            return Err(refusals::has_second_factor());
        }
        book.put(SecondFactor { staff: self.staff.clone(), secret: self.secret.clone(), confirmed_at: None, used_step: 0 });
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        Grounds::about("staff", &self.staff)
    }
}

/// Shows a code: the first one confirms the secret. Refuses, in this order: `entrance.no_second_factor`, `entrance.wrong_code`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Confirm {
    pub staff: String,
    #[serde(skip)]
    pub code: String,
}

impl Job for Confirm {
    type Answer = ();
    const VERB: &'static str = "confirm_second_factor";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let factor = book.get::<SecondFactor>(&self.staff).ok_or_else(refusals::no_second_factor)?;
        let used_step = step_of(&self.code, &factor.secret, factor.used_step, act.at).ok_or_else(refusals::wrong_code)?;
        book.put(SecondFactor { confirmed_at: factor.confirmed_at.or(Some(act.at)), used_step, ..factor });
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        Grounds::about("staff", &self.staff)
    }
}

/// Takes it away again: by somebody else where the phone is lost. Refuses, in this order: `entrance.no_second_factor`, `entrance.own_factor`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Reset {
    pub staff: String,
}

impl Job for Reset {
    type Answer = ();
    const VERB: &'static str = "reset_second_factor";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let factor = book.get::<SecondFactor>(&self.staff).ok_or_else(refusals::no_second_factor)?;
        if act.actor.staff == self.staff {
            return Err(refusals::own_factor());
        }
        book.put(SecondFactor { secret: String::new(), confirmed_at: None, ..factor });
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        Grounds::about("staff", &self.staff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B: `12345678901234567890`.
    const SECRET: &str = "3132333435363738393031323334353637383930";

    #[test]
    fn codes_are_those_of_the_standard() {
        // The standard's eight digits without their first two.
        let table = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (second, expected) in table {
            let now = Moment::from_millis(second * 1000);
            assert_eq!(code(&bytes_of(SECRET).unwrap(), step_at(now)).as_deref(), Some(expected), "{second}");
            assert_eq!(step_of(expected, SECRET, 0, now), Some(step_at(now)));
        }
    }

    #[test]
    fn a_code_counts_once_and_not_for_long() {
        let at = |second: i64| Moment::from_millis(second * 1000);
        let of_59 = step_at(at(59));
        for second in [0, 30, 59, 60, 89] {
            assert_eq!(step_of("287 082", SECRET, 0, at(second)), Some(of_59), "{second}");
        }
        for second in [-1, 90, 1000] {
            assert_eq!(step_of("287082", SECRET, 0, at(second)), None, "{second}");
        }
        assert_eq!(step_of("287082", SECRET, of_59, at(59)), None, "used");
        assert_eq!(step_of("", SECRET, 0, at(59)), None);
    }

    #[test]
    fn apps_take_the_secret_in_base_32() {
        assert_eq!(base32(SECRET), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(address("jianghe", "S01", "00"), "otpauth://totp/jifen:jianghe-S01?secret=AA&issuer=jifen");
    }

    #[test]
    fn nobody_takes_their_own_codes_away() {
        let village = crate::words::VillageId::draft();
        let mut book = Book::blank(village.clone());
        book.put(SecondFactor { staff: "T01".into(), secret: SECRET.into(), confirmed_at: Some(Moment::from_millis(0)), used_step: 0 });
        let mut reset = |by: &str| {
            let actor = crate::words::Actor { staff: by.to_owned(), role: crate::words::Role::Township, household: None };
            let (at, operation) = (Moment::from_millis(1), crate::words::OperationId::own("test"));
            let act = Act { village: village.clone(), actor, at, operation, salt: [0; 16], device: None, dry_run: false };
            Reset { staff: "T01".into() }.decide(&act, &mut book).map_err(|no| no.code)
        };
        assert_eq!(reset("T01"), Err("entrance.own_factor"));
        assert_eq!(reset("T02"), Ok(()));
    }
}
