//! A resident says who they are, on the kiosk or on a phone: a number or a card, then their PIN.
//!
//! A number, a card or the last four digits of a phone open nothing: they lead to a choice of masked names, and from there to the PIN. Wrong PINs are counted for the device or address
//! they come from and, a little further, for all phones together; never for the person at a kiosk: else anybody could keep their neighbour out.

use serde::{Deserialize, Serialize};

use super::doorkeeper::{Doorkeeper, MintToken, token_text, village_of};
use super::pins::{self, ChoosePin, GivePin};
use super::slips::{Purpose, Slip};
use super::spot::Spot;
use super::store::{self, Pin};
use super::tries::{Forgive, PHONES, Try, forgive, looking};
use super::{hashing, refusals};
use crate::db::{Book, Conn, Job};
use crate::roster::{self, Resident};
use crate::words::{Act, Actor, Outcome, Refusal, Role, VillageId};

/// The most people a household's number lets choose from.
pub(super) const CHOICE: usize = 3;

/// Whom a number, a card or the last four digits of a phone mean, [`CHOICE`] people at most. What is a number here is never taken for a phone's. Refuses, in this order: `entrance.unknown_number`, `entrance.too_many_people`.
pub(super) async fn meant(conn: &mut Conn, village: &VillageId, typed: &str) -> Outcome<Vec<Resident>> {
    // Some scanners write capitals. Another village's card has another digest, so it is no card here.
    let typed = &roster::plain(typed);
    let card = typed.to_ascii_lowercase();
    let number = match village_of(&card) {
        Some(_) => store::card(conn, village, hashing::digest(&card)).await?.map(|card| card.resident).unwrap_or_default(),
        None => typed.to_owned(),
    };
    let mut people: Vec<_> = roster::meant(conn, village, &number, true).await?.into_iter().filter_map(|subject| subject.person).collect();
    if people.is_empty() && number.len() == roster::DIGITS && number.bytes().all(|digit| digit.is_ascii_digit()) {
        people = roster::ending_in(conn, village, &number, CHOICE as i64 + 1).await?;
    }
    match people.len() {
        0 => Err(refusals::unknown_number(typed).into()),
        1..=CHOICE => Ok(people),
        _ => Err(refusals::too_many_people().into()),
    }
}

/// What a scanned text is to the counter: a card of this village, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// No card at all: a number, a label, whatever it is.
    Other,
    /// A card of another village.
    ForeignCard,
    /// A card that was never given out here, or counts no more.
    UnknownCard,
    /// The card of the resident of this number.
    CardOf(String),
}

/// Reads a card at the counter. It says whose points are meant; what becomes of them the keeper decides with whoever stands there.
pub async fn scanned(conn: &mut Conn, village: &VillageId, typed: &str) -> anyhow::Result<Scanned> {
    let card = typed.to_ascii_lowercase();
    let Some(of) = village_of(&card).filter(|_| card.starts_with("jf.")) else { return Ok(Scanned::Other) };
    if of != *village {
        return Ok(Scanned::ForeignCard);
    }
    let card = store::card(conn, village, hashing::digest(&card)).await?;
    Ok(card.map_or(Scanned::UnknownCard, |card| Scanned::CardOf(card.resident)))
}

/// Opens a session for whoever's PIN was right.
#[derive(Clone, Serialize, Deserialize)]
struct Enter {
    place: String,
    session: MintToken,
}

impl Job for Enter {
    type Answer = ();
    const VERB: &'static str = "show_pin";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        forgive(book, &self.place, &self.session.staff);
        self.session.decide(act, book)
    }
}

/// How a resident goes on once they have said who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// With the PIN they have.
    Pin,
    /// With the six digits from the desk, for choosing one.
    Choose,
}

impl Doorkeeper {
    /// How a resident goes on. Refuses, in this order: `service.read_only`, because a try that cannot be counted is none; `entrance.no_pin`, where they
    /// have none and nobody at the desk has begun one.
    pub(super) async fn next_for(&self, village: &VillageId, resident: &str) -> Outcome<Next> {
        if self.books.halted(Some(village)).is_some() {
            return Err(refusals::read_only().into());
        }
        let open = self.open_pin_slip(village, resident).await?;
        let has_pin = self.books.row::<Pin>(village, resident).await?.is_some();
        match (open, has_pin) {
            (Some(_), _) => Ok(Next::Choose),
            (None, true) => Ok(Next::Pin),
            (None, false) => Err(refusals::no_pin().into()),
        }
    }

    async fn open_pin_slip(&self, village: &VillageId, resident: &str) -> Outcome<Option<Slip>> {
        let open = store::open_slips(&mut self.books.read().await?, village, Purpose::Pin, self.now()).await?;
        Ok(open.into_iter().find(|slip| slip.subject == resident && slip.is_open(self.now())))
    }

    /// Opens a session for a resident who types their PIN; the text of its token. Refuses, in this order: `entrance.no_pin`,
    /// `entrance.too_many_tries`, `entrance.wrong_pin`.
    pub(super) async fn show_pin(&self, village: &VillageId, resident: &str, pin: &str, spot: &Spot) -> Outcome<String> {
        let row = self.books.row::<Pin>(village, resident).await?.ok_or_else(refusals::no_pin)?;
        self.count_pin_try(village, resident, spot).await?;
        if !hashing::verify(pin, Some(row.hash)).await? {
            return Err(refusals::wrong_pin().into());
        }
        let session = self.token_for(Role::Resident, resident.to_owned(), Some(spot.stay()));
        let token = token_text(village, &session.secret);
        self.perform(village, Actor::clockwork(), Enter { place: spot.place.clone(), session }).await?;
        Ok(token)
    }

    /// Chooses a PIN with the six digits from the desk and opens a session; the text of its token. Refuses, in this order: what [`pins::check`] does,
    /// `entrance.slip_over`, `entrance.too_many_tries`, `entrance.wrong_pin`.
    pub(super) async fn choose_pin(&self, village: &VillageId, resident: &str, chosen: &Chosen, spot: &Spot) -> Outcome<String> {
        pins::check(&chosen.pin, &chosen.again)?;
        let slip = self.open_pin_slip(village, resident).await?.ok_or_else(refusals::slip_over)?;
        self.count_pin_try(village, resident, spot).await?;
        if !hashing::verify(&chosen.code, slip.hash).await? {
            return Err(refusals::wrong_desk_code().into());
        }
        let hash = hashing::hash(&chosen.pin, self.books.chance.bytes()).await?;
        let session = self.token_for(Role::Resident, resident.to_owned(), Some(spot.stay()));
        let (token, ends) = (token_text(village, &session.secret), self.sessions_of(village, resident).await?);
        self.perform(village, Actor::clockwork(), ChoosePin { slip: slip.id, hash, ends, place: spot.place.clone(), session }).await?;
        self.forget();
        Ok(token)
    }

    /// Makes sure that somebody at a counter knows the PIN of one of an account's people. A wrong one counts for the counter.
    /// Refuses, in this order: `entrance.no_pin`, `entrance.too_many_tries`, `entrance.wrong_pin`.
    pub async fn knows_pin(&self, village: &VillageId, account: &str, people: &[String], pin: &str, place: &str) -> Outcome<()> {
        let mut hashes = Vec::new();
        for person in people {
            hashes.extend(self.books.row::<Pin>(village, person.as_str()).await?.map(|row| row.hash));
        }
        if hashes.is_empty() {
            return Err(refusals::no_pin().into());
        }
        let (place, whom) = (place.to_owned(), account.to_owned());
        self.perform(village, Actor::clockwork(), Try { place: place.clone(), whom: whom.clone() }).await?;
        for hash in hashes {
            if hashing::verify(pin, Some(hash)).await? {
                return self.perform(village, Actor::clockwork(), Forgive { place, whom }).await;
            }
        }
        Err(refusals::wrong_pin().into())
    }

    pub(super) async fn count_try(&self, village: &VillageId, whom: &str, spot: &Spot) -> Outcome<()> {
        self.perform(village, Actor::clockwork(), Try { place: spot.place.clone(), whom: whom.to_owned() }).await
    }

    /// Counts a try at a resident's PIN: at the device or address and, if it is no kiosk, among those from all phones.
    async fn count_pin_try(&self, village: &VillageId, resident: &str, spot: &Spot) -> Outcome<()> {
        self.count_try(village, resident, spot).await?;
        if spot.is_kiosk {
            return Ok(());
        }
        self.perform(village, Actor::clockwork(), Try { place: PHONES.to_owned(), whom: resident.to_owned() }).await
    }

    /// Counts that somebody is looked up by their number, but at a kiosk, where somebody stands. Refuses `entrance.too_many_tries`.
    pub(super) async fn count_look(&self, spot: &Spot) -> Outcome<()> {
        if spot.is_kiosk {
            return Ok(());
        }
        self.perform(&spot.village, Actor::clockwork(), Try { place: looking(&spot.place), whom: String::new() }).await
    }

    /// A code of so many digits, and its hash. It is short, so it is hashed like a PIN.
    pub(super) async fn short_code(&self, digits: u32) -> anyhow::Result<(String, String)> {
        let number = self.books.chance.below(10_u64.pow(digits));
        let code = format!("{number:0width$}", width = digits as usize);
        let hash = hashing::hash(&code, self.books.chance.bytes()).await?;
        Ok((code, hash))
    }

    /// Gives a resident a PIN that nobody has chosen: for the demonstration only.
    pub async fn give_pin(&self, village: &VillageId, resident: &str, pin: &str) -> Outcome<()> {
        pins::check(pin, pin)?;
        let hash = hashing::hash(pin, self.books.chance.bytes()).await?;
        self.perform(village, Actor::clockwork(), GivePin { resident: resident.to_owned(), hash }).await
    }
}

/// What somebody types who chooses a PIN.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    pub code: String,
    pub pin: String,
    pub again: String,
}
