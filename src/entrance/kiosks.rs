//! Kiosks as registered devices: staff numbers in the role of a kiosk, each with the token of the one device that showed its code.

use serde::{Deserialize, Serialize};

use super::doorkeeper::MintToken;
use super::refusals;
use super::sessions::end;
use super::slips::{self, Purpose};
use super::tries::forgive;
use crate::db::{Book, Grounds, Job};
use crate::roster::Staff;
use crate::words::{Act, Refusal, Role};

/// As whose tries wrong codes of devices count: nobody says beforehand which kiosk a device will be.
pub(super) const KIOSK: &str = "kiosk";

/// The longest name, in letters.
const LONGEST: usize = 20;

/// Enters a kiosk under the next free number, which it answers. Refuses `entrance.name_missing`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct AddKiosk {
    pub name: String,
}

impl Job for AddKiosk {
    type Answer = String;
    const VERB: &'static str = "add_kiosk";

    fn decide(&self, _: &Act, book: &mut Book) -> Result<String, Refusal> {
        let name: String = self.name.trim().chars().take(LONGEST).collect();
        if name.is_empty() {
            return Err(refusals::name_missing());
        }
        let taken: Vec<String> = book.under::<Staff>(()).into_iter().map(|staff| staff.number).collect();
        let number = (1..).map(|count| format!("K{count:02}")).find(|number| !taken.contains(number)).unwrap_or_default();
        book.put(Staff { number: number.clone(), name, role: Role::Kiosk, household: None });
        Ok(number)
    }

    fn grounds(&self, answer: &String) -> Grounds {
        Grounds::about("kiosk", answer)
    }
}

/// A device becomes the kiosk whose code it showed; whichever was it before is it no more. Refuses `entrance.slip_over`.
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
