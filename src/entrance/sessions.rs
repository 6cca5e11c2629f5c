//! How long whoever signed in stays so, and ending it. Pure.
//!
//! | who | ends after | and without work after |
//! |---|---|---|
//! | staff in a browser | 12 hours | 25 to 30 minutes (work is noted every five) |
//! | a resident on a phone | 12 hours | – |
//! | a resident on a kiosk | half an hour | 80 seconds in the browser (`aids.js`), 100 to 120 here, if that is switched off or cut off |
//! | a kiosk, a program | when it is revoked | – |

use serde::{Deserialize, Serialize};

use super::refusals;
use super::store::Token;
use crate::db::{Book, Grounds, Job, Part};
use crate::words::{Act, Moment, Refusal};

/// For how long a session is opened, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    pub most: i64,
    pub idle: Option<i64>,
}

impl Stay {
    /// Staff in a browser.
    pub const STAFF: Self = Self { most: 12 * 3600, idle: Some(30 * 60) };
    /// A resident on their own phone.
    pub const PHONE: Self = Self { most: 12 * 3600, idle: None };
    /// A resident on the kiosk: longer than the browser waits before it forgets them (80 seconds), by the sixth in which nothing is noted anew and
    /// the 20 seconds in which the browser does not tell again.
    pub const KIOSK: Self = Self { most: 1800, idle: Some(120) };
}

impl Token {
    /// Whether it signs its holder in at an instant.
    pub fn is_good(&self, now: Moment) -> bool {
        let last = self.seen_at.unwrap_or(self.made_at);
        let is_idle = self.idle_seconds.is_some_and(|idle| last.plus_seconds(idle) <= now);
        self.revoked_at.is_none() && self.until_at.is_none_or(|until_at| now < until_at) && !is_idle
    }

    /// Whether it is time to write down that its holder is still there: a sixth of what they may be idle; for a device an hour. Others are not watched.
    pub fn is_seen_anew(&self, now: Moment) -> bool {
        let every = match self.role {
            role if role.is_device() => 3600,
            _ => match self.idle_seconds {
                Some(idle) => idle / 6,
                None => return false,
            },
        };
        self.seen_at.is_none_or(|seen_at| seen_at.plus_seconds(every) <= now)
    }
}

/// Ends what these digests signed in.
pub(super) fn end(book: &mut Book, act: &Act, digests: &[String]) {
    for token in digests.iter().filter_map(|digest| book.get::<Token>(digest)).collect::<Vec<_>>() {
        let revoked_at = token.revoked_at.or(Some(act.at));
        book.put(Token { revoked_at, ..token });
    }
}

/// Ends sessions, or takes devices and programs their token, for ever; once more does nothing. Refuses `roster.unknown_token` where none is named.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct End {
    pub digests: Vec<String>,
    /// Whose they are, if somebody else ends them.
    pub of_staff: Option<String>,
}

impl Job for End {
    type Answer = ();
    const VERB: &'static str = "end_sessions";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        if self.digests.iter().all(|digest| book.get::<Token>(digest).is_none()) {
            return Err(refusals::not_a_token());
        }
        end(book, act, &self.digests);
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        match &self.of_staff {
            Some(staff) => Grounds { way: Some("staff"), ..Grounds::about("staff", staff) },
            None => Grounds::default(),
        }
    }
}

/// Notes that a token's holder is still there.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Seen {
    pub digest: String,
}

impl Job for Seen {
    type Answer = ();
    const VERB: &'static str = "see_holder";
    const PART: Part = Part::Apart;

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        if let Some(token) = book.get::<Token>(&self.digest) {
            book.put(Token { seen_at: Some(act.at), ..token });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Role;

    #[test]
    fn a_session_ends_by_itself_sooner_without_work() {
        let at = |seconds: i64| Moment::from_millis(0).plus_seconds(seconds);
        let Stay { most, idle } = Stay::STAFF;
        let [digest, staff] = ["d", "S01"].map(str::to_owned);
        let (until_at, idle_seconds) = (Some(at(most)), idle);
        let token = Token { digest, staff, role: Role::Secretary, made_at: at(0), revoked_at: None, until_at, idle_seconds, seen_at: None };
        assert!(token.is_good(at(1799)) && !token.is_good(at(1800)));
        let seen = Token { seen_at: Some(at(43_000)), ..token.clone() };
        assert!(seen.is_good(at(43_199)) && !seen.is_good(at(43_200)), "twelve hours, however busy");
        assert!(!Token { revoked_at: Some(at(1)), ..token.clone() }.is_good(at(2)));
        let program = Token { until_at: None, idle_seconds: None, ..token };
        assert!(program.is_good(at(1 << 40)) && !program.is_seen_anew(at(5)));
        assert!(seen.is_seen_anew(at(43_300)) && !seen.is_seen_anew(at(43_299)));
    }
}
