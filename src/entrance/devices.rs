//! Devices: kiosks, and programs of others (a platform of the township, a card reader). Each is a staff number in that role, with one token at a time: a kiosk's
//! goes to the machine that shows a code, a program's is shown once to whoever runs it. Pure, but for a look at the trail.
//!
//! Whoever asked for a device's token or code had it on their screen and could act as the device. The trail names them for good: they decide on nothing that the
//! device recorded (`claims.own_device`), and rule on no objection to it (`objections.own_device`).

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::appointing::next_number;
use super::doorkeeper::MintToken;
use super::refusals;
use super::sessions::end;
use super::slips::{self, HandOut, Purpose};
use super::tries::forgive;
use crate::db::{Book, Conn, Grounds, Job, done_about};
use crate::roster::Staff;
use crate::words::{Act, Refusal, Role, VillageId};

/// As whose tries wrong codes of devices count: nobody says beforehand which kiosk a device will be.
pub(super) const KIOSK: &str = "kiosk";

/// The longest name, in letters.
const LONGEST: usize = 20;

/// The numbers of the devices as which somebody could have acted, by what the trail says.
pub async fn devices_once_held(conn: &mut Conn, village: &VillageId, staff: &str) -> Result<Vec<String>> {
    let found = done_about(conn, village, staff, [GiveToken::VERB, HandOut::VERB]).await?;
    let number = |about: String| about.split_once(':').filter(|(kind, _)| *kind != "staff").map(|(_, number)| number.to_owned());
    Ok(found.into_iter().filter_map(number).collect())
}

/// Enters a device under the next free number of its kind, which it answers. Refuses, in this order: `entrance.name_missing`, `entrance.device_name_taken`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct AddDevice {
    pub kind: Role,
    pub name: String,
}

impl Job for AddDevice {
    type Answer = String;
    const VERB: &'static str = "add_device";

    fn decide(&self, _: &Act, book: &mut Book) -> Result<String, Refusal> {
        let name: String = self.name.trim().chars().take(LONGEST).collect();
        if name.is_empty() {
            return Err(refusals::name_missing());
        }
        // A statement names a program by this name alone.
        if book.under::<Staff>(()).iter().any(|staff| staff.name == name) {
            return Err(refusals::device_name_taken(&name));
        }
        let letter = if self.kind == Role::Kiosk { 'K' } else { 'P' };
        let number = next_number(book, letter);
        book.put(Staff { number: number.clone(), name, role: self.kind, household: None, ended_at: None });
        Ok(number)
    }

    fn grounds(&self, answer: &String) -> Grounds {
        Grounds { way: Some(self.kind.name()), ..Grounds::about(self.kind.name(), answer) }
    }
}

/// A machine becomes the kiosk whose code it showed; whichever was it before is it no more. Refuses `entrance.slip_over`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct RegisterKiosk {
    pub slip: i64,
    /// The digests of tokens that end with it.
    pub ends: Vec<String>,
    /// Where the code was typed.
    pub place: String,
    pub device: MintToken,
}

impl Job for RegisterKiosk {
    type Answer = ();
    const VERB: &'static str = "register_kiosk";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        slips::take(book, act, Purpose::Kiosk, &self.device.staff, self.slip)?;
        end(book, act, &self.ends);
        forgive(book, &self.place, KIOSK);
        self.device.decide(act, book)
    }
}

/// A program gets a token, which is shown once; the one it had before ends. Refuses `entrance.unknown_device`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct GiveToken {
    /// The digests of tokens that end with it.
    pub ends: Vec<String>,
    pub device: MintToken,
}

impl Job for GiveToken {
    type Answer = ();
    const VERB: &'static str = "give_token";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let number = &self.device.staff;
        book.get::<Staff>(number).filter(|staff| staff.role == Role::Program).ok_or_else(refusals::unknown_device)?;
        end(book, act, &self.ends);
        self.device.decide(act, book)
    }

    fn grounds(&self, _: &()) -> Grounds {
        Grounds::about(Role::Program.name(), &self.device.staff)
    }
}
