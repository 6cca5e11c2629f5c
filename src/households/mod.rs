//! Households (户) as the village lives with them: who lives there, and what becomes of one over the years.
//!
//! ```text
//! change asked for ──no points move──▶ done
//!       └──points move or are given, or a resident asks──▶ waiting ──a second person──▶ done | rejected
//! ```
//!
//! Changes: settlement (新立户), split (分户), merger (并户), arrival (迁入), departure (迁出), death (去世), a new head (换户主), correction (更正). Nobody changes their own
//! household. Going back is the opposite change: no entry that moved points is ever undone behind anybody's back.
//!
//! | file | holds |
//! |---|---|
//! | `model` | what can become of a household, what may be refused |
//! | `planning` | what a change would do: people, accounts, a sentence |
//! | `changing` | asking for a change, deciding on one, carrying it out |
//! | `card` | a household as it stands: members, account, history |
//! | `actions` | the verbs as doors call them |
//! | `audit` | what was decided and what the books say agree |
//! | `api`, `acts` | JSON in, JSON out |
//! | `pages`, `new_pages`, `form`, `to_do` | a household at the desk, one that is new, and what waits there |
//!
//! Not here: who there is, and the rows of what happened (`roster`); how points go over (`ledger::pass`).

mod actions;
mod acts;
mod api;
mod audit;
mod card;
mod changing;
mod form;
mod model;
mod new_pages;
mod pages;
mod planning;
#[cfg(test)]
mod tests;
mod to_do;

pub use actions::{Wanted, decide, propose};
pub use api::routes;
pub use audit::audit;
pub use changing::{Decide, Propose, tells};
pub use model::{Change, Changed, Coming, Mover, Newcomer, tag};
pub use pages::pages;
pub use to_do::to_do;

#[cfg(test)]
pub(crate) use pages::samples::samples;
