//! Statements (对账单): what an account has, how it came about, and a village in a few figures. Reads every feature, changes nothing.
//!
//! | file | holds |
//! |---|---|
//! | `model` | an account's standing, a village's figures |
//! | `api` | JSON in, JSON out |
//! | `pages` | what anybody may read |
//! | `kiosk` | the device in the village hall: its first page and the shelf |
//! | `earning` `help` | for whoever passes by: 怎样加分, 叫人帮忙 |
//! | `own` `own_reports` | a resident's own pages |
//! | `family` | what the members of one's household have, for its head |
//! | `honours` | 光荣榜, for those who agreed to be named |
//! | `passbook` | one account as its holder reads it |
//! | `grade` | the title an account has earned |
//! | `handling` | who had to do with a line, when, under which rules |
//! | `expiring` | at the desk: whose points lapse soon |
//! | `group` | a group leader's own group |
//! | `outlook` | what is coming for an account |
//! | `rule_sheet` | the printable 积分细则表: page, text, xlsx |
//! | `store` | a village's figures |

mod api;
mod earning;
mod expiring;
mod family;
mod grade;
mod group;
mod handling;
mod help;
mod honours;
mod kiosk;
mod model;
mod outlook;
mod own;
mod own_reports;
mod pages;
mod passbook;
mod rule_sheet;
mod store;

pub use api::routes;
pub use grade::Grade;
pub use model::{Figures, Standing, standing};
pub use pages::pages;
pub use rule_sheet::RuleSheet;
pub use store::figures;

#[cfg(test)]
pub(crate) use {
    expiring::samples::samples as expiring_samples, family::samples::samples as family_samples, group::samples::samples as group_samples,
    kiosk::samples::samples as kiosk_samples, own::samples::samples as own_samples, pages::samples::samples,
};
