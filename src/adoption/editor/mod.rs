//! The rule editor (`/desk/{village}/rules`): a secretary changes the village's rules without touching what is in force.
//!
//! ```text
//! list | one rule | text ──change──▶ draft ──▶ 改了什么 · 试算 ──▶ adoption ──▶ in force from a day
//! ```
//!
//! Every page stands on a [`Bench`]: the draft with everything that was found in it. Every form names the text it was made from; who saves second sees
//! both changes and chooses (`saving`).
//!
//! | file | holds |
//! |---|---|
//! | `bench` | what every page shows first: what is in force, what the draft changes |
//! | `saving` | writing the draft; two people at once |
//! | `findings` | findings with their line and their mend |
//! | `list` | the village's own table, cells edited in place |
//! | `rule`, `fields` | the form of one rule; a field a key, there and in the list, and what it changes in the file |
//! | `examples` | what examples come to, and keeping a new result |
//! | `adding` | a new rule from a template |
//! | `text` | a whole file as text |
//! | `changes`, `adopting`, `history` | 改了什么, 采纳, all versions |
//! | `waiting` | what was brought to be adopted, for the one who agrees |
//!
//! Not here: the trial's page (`trial`), which changes nothing, and how files are changed (`rulebook::editing`).

mod adding;
mod adopting;
mod bench;
mod changes;
mod examples;
mod fields;
mod findings;
mod history;
mod list;
mod rule;
mod saving;
mod text;
mod waiting;

pub use bench::{AtRules, Bench, Head, Rules, told};

use axum::Router;
use axum::routing::{get, post};

use crate::versions::House;

/// The pages of this feature.
pub fn pages() -> Router<House> {
    Router::new()
        .route("/desk/{village}/rules", get(list::show).post(list::save))
        .route("/desk/{village}/rules/rule", get(rule::show).post(rule::save))
        .route("/desk/{village}/rules/new", get(adding::show).post(adding::save))
        .route("/desk/{village}/rules/text", get(text::show).post(text::save))
        .route("/desk/{village}/rules/changes", get(changes::show))
        .route("/desk/{village}/rules/adoption", get(adopting::show).post(adopting::adopt))
        .route("/desk/{village}/rules/adoption/confirmation", post(waiting::confirm))
        .route("/desk/{village}/rules/adoption/rejection", post(waiting::reject))
        .route("/desk/{village}/rules/versions", get(history::all))
        .route("/desk/{village}/rules/versions/{id}", get(history::one))
}

#[cfg(test)]
pub(crate) mod samples;
