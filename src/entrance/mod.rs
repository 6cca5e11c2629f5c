//! The entrance (入口): who stands at the door, and how they show it.
//!
//! | file | holds |
//! |---|---|
//! | `doorkeeper` | tokens and sessions, and who stands behind one |
//! | `door` `cookies` | the caller of an HTTP request |
//! | `spot` | where a resident stands: at a kiosk or with a phone |
//! | `at_desk` | the frame of pages for those who serve |
//! | `bell` | somebody at a kiosk asks for help |
//! | `signing_in` | staff: password, then perhaps a second factor |
//! | `identifying` | residents: number or card, then PIN |
//! | `passwords` `pins` `second_factor` `cards` `devices` `phones` | what each of them is: pure |
//! | `pad` | the number pad where no script runs: pure |
//! | `slips` | one-time codes with which somebody begins; two members of staff for a new PIN: pure |
//! | `waiting` | what waits for a second member of staff |
//! | `tries` | how long whoever guesses must wait: pure |
//! | `sessions` | how long one stays signed in, and ending it: pure |
//! | `appointments` `appointing` | who begins to serve, does something else or ends: what may be refused, and the verbs; pure |
//! | `audit` | what was decided about that and what the trail says agree |
//! | `keeping` | how long all this is kept, and taking it away |
//! | `hashing` | slow hashes |
//! | `refusals` | every no in its words |
//! | `store` | the tables |
//! | `pages` `*_pages` | signing in and out; my own; who serves; kiosks and programs; cards and PINs; a resident at the door, and while they are there |
//!
//! Staff and devices are recognised by a token or cookie of their own; a resident by a session that ends by itself. Both are [`Caller`]s: what they may
//! do says the one table in `roster::rights`. Secrets reach no `operations` row: jobs leave them out of what is serialized.

mod appointing;
mod appointment_pages;
mod appointments;
mod at_desk;
mod audit;
mod bell;
mod card_pages;
mod cards;
mod cookies;
mod device_pages;
mod devices;
mod door;
mod doorkeeper;
mod hashing;
mod identifying;
mod keeping;
mod me_pages;
mod pad;
mod pages;
mod passwords;
mod phones;
mod pins;
mod refusals;
mod second_factor;
mod sessions;
mod signing_in;
mod slips;
mod spot;
mod staff_pages;
mod staying_pages;
mod store;
mod tries;
mod waiting;
mod who_pages;

pub use appointing::{DecideAppointment, ProposeAppointment};
pub use appointments::{Appointed, Appointment, Service, Step};
pub use at_desk::{AtDesk, page_of};
pub use audit::audit;
pub use cards::qr;
pub use cookies::{COOKIE, MINE, presented, with_cookie};
pub use devices::devices_once_held;
pub use door::Acting;
pub use doorkeeper::{Caller, Doorkeeper, MintToken};
pub use identifying::{Scanned, scanned};
pub use keeping::{Begun, Discard, Kept, OwnKeys, forget, pin_begun};
pub use pages::pages;
pub use pins::is_pin;
pub use sessions::Stay;
pub use spot::{Leaving, Spot, standing_notice};
pub use store::appointments_waiting;
pub use waiting::{Reset, passwords, pins};

#[cfg(test)]
pub(crate) use pages::samples::samples;
#[cfg(test)]
pub(crate) use pages::samples::who as who_samples;
#[cfg(test)]
pub(crate) use spot::dressed;
