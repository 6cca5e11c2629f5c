//! Slips (凭条): one-time codes that let somebody choose what they show from then on. Pure.
//!
//! ```text
//! asked for ──somebody else agrees──▶ open ──▶ used | over | replaced by a newer one
//! ```
//!
//! A member of staff's password, a resident's PIN and a kiosk all begin with a slip. Whoever has a password or PIN already needs two others for the next
//! one: who could do that alone could be two people, or look at anybody's points and spend them. Nobody is shown what is chosen in the end.

use serde::{Deserialize, Serialize};

use super::refusals;
use super::sessions::end;
use super::store::{Password, Pin};
use crate::db::{Book, Grounds, Job, stored_as_text};
use crate::roster::{self, Resident};
use crate::words::{Act, Moment, Refusal, Role};

/// What a slip is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// A member of staff chooses a password.
    Password,
    /// A resident chooses a PIN.
    Pin,
    /// A device becomes a kiosk.
    Kiosk,
}

impl Purpose {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Pin => "pin",
            Self::Kiosk => "kiosk",
        }
    }

    /// What is said of an act that has to do with a slip of this purpose.
    fn grounds(self, subject: &str) -> Grounds {
        let grounds = match self {
            Self::Pin => Grounds { behalf: Some(subject.to_owned()), ..Grounds::default() },
            Self::Password => Grounds::about("staff", subject),
            Self::Kiosk => Grounds::about("kiosk", subject),
        };
        Grounds { way: Some(self.name()), ..grounds }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Password, Self::Pin, Self::Kiosk].into_iter().find(|purpose| purpose.name() == name)
    }

    /// How long a slip is good, in seconds: an invitation is carried home; the rest is typed while both still stand there.
    pub(super) fn lasts(self) -> i64 {
        match self {
            Self::Password => 7 * 24 * 3600,
            Self::Pin => 600,
            Self::Kiosk => 3600,
        }
    }
}

stored_as_text!(Purpose);

/// How long a request waits for somebody to agree, in seconds.
const WAITS: i64 = 24 * 3600;

/// A one-time code, or the request for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    pub purpose: Purpose,
    /// The number of whom it is for.
    pub subject: String,
    pub id: i64,
    /// Of the code; `None` as long as nobody has agreed.
    pub hash: Option<String>,
    pub made_by: String,
    pub made_at: Moment,
    pub agreed_by: Option<String>,
    pub agreed_at: Option<Moment>,
    pub until_at: Moment,
    pub used_at: Option<Moment>,
    /// When whose PIN it began said that it was not they who chose it.
    pub disowned_at: Option<Moment>,
}

impl Slip {
    /// Whether its code may still be used.
    pub fn is_open(&self, now: Moment) -> bool {
        self.hash.is_some() && self.is_alive(now)
    }

    /// Whether it waits for somebody to agree.
    pub fn is_waiting(&self, now: Moment) -> bool {
        self.hash.is_none() && self.is_alive(now)
    }

    fn is_alive(&self, now: Moment) -> bool {
        self.used_at.is_none() && now < self.until_at
    }
}

fn all(book: &Book, purpose: Purpose, subject: &str) -> Vec<Slip> {
    book.under::<Slip>((purpose.name(), subject))
}

/// Puts a new slip in the place of whatever is still alive for the same subject.
fn write(book: &mut Book, act: &Act, purpose: Purpose, subject: &str, hash: Option<String>, seconds: i64) {
    let id = all(book, purpose, subject).last().map_or(1, |last| last.id + 1);
    close(book, act, purpose, subject);
    let until_at = act.at.plus_seconds(seconds);
    let (subject, made_by) = (subject.to_owned(), act.actor.staff.clone());
    let (agreed_by, agreed_at, used_at, disowned_at) = (None, None, None, None);
    book.put(Slip { purpose, subject, id, hash, made_by, made_at: act.at, agreed_by, agreed_at, until_at, used_at, disowned_at });
}

/// Ends whatever is still alive for a subject.
pub(super) fn close(book: &mut Book, act: &Act, purpose: Purpose, subject: &str) {
    for slip in all(book, purpose, subject).into_iter().filter(|slip| slip.is_alive(act.at)) {
        book.put(Slip { until_at: act.at, ..slip });
    }
}

/// Uses a slip up. Refuses `entrance.slip_over`: it is used, over, replaced, or was never there.
pub(super) fn take(book: &mut Book, act: &Act, purpose: Purpose, subject: &str, id: i64) -> Result<(), Refusal> {
    let slip =
        all(book, purpose, subject).into_iter().find(|slip| slip.id == id && slip.is_open(act.at)).ok_or_else(refusals::slip_over)?;
    book.put(Slip { used_at: Some(act.at), ..slip });
    Ok(())
}

/// Whether there is somebody with a PIN to be, for whom this member of staff need not step aside (回避).
/// Refuses, in this order: `roster.unknown_resident`, `entrance.own_household`.
fn check_resident(book: &Book, act: &Act, number: &str) -> Result<(), Refusal> {
    let resident = book.get::<Resident>(number).ok_or_else(|| refusals::unknown_resident(number))?;
    if roster::steps_aside(book, &act.actor, &resident.household) { Err(refusals::own_household()) } else { Ok(()) }
}

/// Makes a slip. For a PIN it refuses, in this order: `roster.unknown_resident`, `entrance.own_household`, `entrance.has_pin`; for a password
/// `entrance.has_password`, but not at the command line: whoever sits at the machine has everything in their hands anyhow.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct HandOut {
    pub purpose: Purpose,
    pub subject: String,
    #[serde(skip)]
    pub hash: String,
    pub seconds: i64,
}

impl Job for HandOut {
    type Answer = ();
    const VERB: &'static str = "hand_out_slip";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        match self.purpose {
            Purpose::Pin => {
                check_resident(book, act, &self.subject)?;
                // Where one alone began a PIN that was not chosen by whose it is, the next takes two.
                let was_disowned = all(book, Purpose::Pin, &self.subject).iter().any(|slip| slip.disowned_at.is_some());
                if was_disowned || book.get::<Pin>(&self.subject).is_some() {
                    return Err(refusals::has_pin());
                }
            }
            Purpose::Password if act.actor.role != Role::Clockwork && book.get::<Password>(&self.subject).is_some() => {
                return Err(refusals::has_password());
            }
            Purpose::Password | Purpose::Kiosk => {}
        }
        write(book, act, self.purpose, &self.subject, Some(self.hash.clone()), self.seconds);
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        self.purpose.grounds(&self.subject)
    }
}

/// Asks that somebody may choose a new PIN or password. For a PIN it refuses, in this order: `roster.unknown_resident`, `entrance.own_household`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct AskForReset {
    pub purpose: Purpose,
    pub subject: String,
}

impl Job for AskForReset {
    type Answer = ();
    const VERB: &'static str = "ask_for_reset";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        if self.purpose == Purpose::Pin {
            check_resident(book, act, &self.subject)?;
        }
        write(book, act, self.purpose, &self.subject, None, WAITS);
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        self.purpose.grounds(&self.subject)
    }
}

/// Agrees to it: the slip's code is good from now on. Refuses, in this order: `entrance.slip_over`, `entrance.same_person` (who asked for it, or whose
/// password it is), `entrance.own_household`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct AgreeToReset {
    pub purpose: Purpose,
    pub subject: String,
    pub id: i64,
    #[serde(skip)]
    pub hash: String,
}

impl Job for AgreeToReset {
    type Answer = ();
    const VERB: &'static str = "agree_to_reset";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let slips = all(book, self.purpose, &self.subject);
        let slip = slips.into_iter().find(|slip| slip.id == self.id && slip.is_waiting(act.at)).ok_or_else(refusals::slip_over)?;
        let is_theirs = self.purpose == Purpose::Password && self.subject == act.actor.staff;
        if slip.made_by == act.actor.staff || is_theirs {
            return Err(refusals::same_person());
        }
        if self.purpose == Purpose::Pin {
            check_resident(book, act, &self.subject)?;
        }
        let (agreed_by, agreed_at) = (Some(act.actor.staff.clone()), Some(act.at));
        let until_at = act.at.plus_seconds(self.purpose.lasts());
        book.put(Slip { hash: Some(self.hash.clone()), agreed_by, agreed_at, until_at, ..slip });
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        self.purpose.grounds(&self.subject)
    }
}

/// Somebody says that it was not they who chose their PIN: it opens nothing any more, every session of theirs ends, and the next one takes two
/// members of staff. Who began it stands in the trail, for the committee to ask.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Disown {
    pub resident: String,
    /// The digests of tokens that end with it.
    pub ends: Vec<String>,
}

impl Job for Disown {
    /// The number of whoever began it, if that is known.
    type Answer = Option<String>;
    const VERB: &'static str = "disown_pin";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Option<String>, Refusal> {
        let begun = all(book, Purpose::Pin, &self.resident).into_iter().rev().find(|slip| slip.used_at.is_some());
        if let Some(slip) = begun.clone() {
            book.put(Slip { disowned_at: Some(act.at), ..slip });
        }
        book.remove::<Pin>(&self.resident);
        end(book, act, &self.ends);
        Ok(begun.map(|slip| slip.made_by))
    }

    fn grounds(&self, by: &Option<String>) -> Grounds {
        by.as_ref().map_or_else(Grounds::default, |by| Grounds::about("staff", by))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Actor, OperationId, Role, VillageId};

    fn act(staff: &str, second: i64) -> Act {
        let actor = Actor { staff: staff.to_owned(), role: Role::Secretary, household: Some("2-01".to_owned()) };
        let (at, operation) = (Moment::from_millis(0).plus_seconds(second), OperationId::own("test"));
        Act { village: VillageId::draft(), actor, at, operation, salt: [0; 16], device: None, dry_run: false }
    }

    fn book() -> Book {
        let mut book = Book::blank(VillageId::draft());
        for (number, household) in [("1-01-1", "1-01"), ("2-01-1", "2-01")] {
            let [number, household, name, relation] = [number, household, "马某0001", "户主"].map(str::to_owned);
            book.put(Resident { number, household, name, relation });
        }
        book
    }

    fn handed_out(book: &mut Book, second: i64) -> Result<(), Refusal> {
        let job = HandOut { purpose: Purpose::Pin, subject: "1-01-1".into(), hash: "h".into(), seconds: Purpose::Pin.lasts() };
        job.decide(&act("S01", second), book)
    }

    #[test]
    fn a_slip_is_good_once_for_a_while_and_until_the_next() {
        let mut book = book();
        let take = |book: &mut Book, id, second| take(book, &act("S01", second), Purpose::Pin, "1-01-1", id).map_err(|no| no.code);
        handed_out(&mut book, 0).unwrap();
        assert_eq!(take(&mut book, 1, 600), Err("entrance.slip_over"), "over");
        assert_eq!(take(&mut book, 2, 599), Err("entrance.slip_over"), "never there");
        assert_eq!(take(&mut book, 1, 599), Ok(()));
        assert_eq!(take(&mut book, 1, 599), Err("entrance.slip_over"), "used");
        handed_out(&mut book, 700).unwrap();
        handed_out(&mut book, 701).unwrap();
        assert_eq!(take(&mut book, 2, 702), Err("entrance.slip_over"), "replaced");
        assert_eq!(take(&mut book, 3, 702), Ok(()));
    }

    #[test]
    fn a_second_pin_needs_two_of_whom_neither_lives_there() {
        let mut book = book();
        book.put(Pin { resident: "1-01-1".into(), hash: String::new(), set_at: Moment::from_millis(0) });
        assert_eq!(handed_out(&mut book, 0).unwrap_err().code, "entrance.has_pin");
        let agree = |resident: &str, id| AgreeToReset { purpose: Purpose::Pin, subject: resident.to_owned(), id, hash: "h".to_owned() };
        let ask = |resident: &str| AskForReset { purpose: Purpose::Pin, subject: resident.to_owned() };
        ask("1-01-1").decide(&act("S01", 0), &mut book).unwrap();
        assert_eq!(ask("2-01-1").decide(&act("S01", 0), &mut book).unwrap_err().code, "entrance.own_household");
        let elsewhere = Actor { household: None, ..act("S03", 0).actor };
        ask("2-01-1").decide(&Act { actor: elsewhere, ..act("S03", 0) }, &mut book).unwrap();
        let table = [
            ("1-01-1", 2, "S02", 1, "entrance.slip_over"),
            ("1-01-1", 1, "S01", 1, "entrance.same_person"),
            ("2-01-1", 1, "S02", 1, "entrance.own_household"),
            ("1-01-1", 1, "S02", WAITS, "entrance.slip_over"),
        ];
        for (resident, id, staff, second, code) in table {
            assert_eq!(agree(resident, id).decide(&act(staff, second), &mut book).unwrap_err().code, code, "{staff} {resident}");
        }
        assert!(take(&mut book, &act("S01", 2), Purpose::Pin, "1-01-1", 1).is_err(), "nobody has agreed yet");
        agree("1-01-1", 1).decide(&act("S02", 3), &mut book).unwrap();
        take(&mut book, &act("S01", 4), Purpose::Pin, "1-01-1", 1).unwrap();
        let slip = all(&book, Purpose::Pin, "1-01-1").pop().unwrap();
        assert_eq!((slip.made_by.as_str(), slip.agreed_by.as_deref(), slip.used_at.is_some()), ("S01", Some("S02"), true));
    }

    #[test]
    fn a_second_password_needs_two_of_whom_neither_is_whose_it_is() {
        let mut book = book();
        let invite = |book: &mut Book, role| {
            let actor = Actor { role, ..act("S01", 0).actor };
            let job = HandOut { purpose: Purpose::Password, subject: "S05".into(), hash: "h".into(), seconds: Purpose::Password.lasts() };
            job.decide(&Act { actor, ..act("S01", 0) }, book).map_err(|no| no.code)
        };
        assert_eq!(invite(&mut book, Role::Secretary), Ok(()), "a first one needs nobody else");
        book.put(Password { staff: "S05".into(), hash: String::new(), set_at: Moment::from_millis(0) });
        assert_eq!(invite(&mut book, Role::Secretary), Err("entrance.has_password"));
        assert_eq!(invite(&mut book, Role::Clockwork), Ok(()), "at the command line");
        AskForReset { purpose: Purpose::Password, subject: "S05".into() }.decide(&act("S01", 1), &mut book).unwrap();
        let id = all(&book, Purpose::Password, "S05").pop().unwrap().id;
        let agree = |book: &mut Book, staff: &str| {
            let job = AgreeToReset { purpose: Purpose::Password, subject: "S05".into(), id, hash: "h".to_owned() };
            job.decide(&act(staff, 2), book).map_err(|no| no.code)
        };
        for barred in ["S01", "S05"] {
            assert_eq!(agree(&mut book, barred), Err("entrance.same_person"), "{barred}");
        }
        assert_eq!(agree(&mut book, "S02"), Ok(()));
        take(&mut book, &act("S05", 3), Purpose::Password, "S05", id).unwrap();
    }
}
