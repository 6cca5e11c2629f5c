//! What is coming for an account, told while there is still time: what lapses next.

use anyhow::Result;
use chrono::{Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Conn;
use crate::ledger;
use crate::web::plain_day;
use crate::words::{Points, VillageId};

/// How many days ahead a holder is told that points lapse.
const WARNING_DAYS: u64 = 30;

/// What is coming for an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Outlook {
    /// What lapses next, within thirty days.
    pub expiring: Option<Expiring>,
}

/// Points that lapse when a day is over (到期).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Expiring {
    #[schema(value_type = String, example = "12.00")]
    pub points: Points,
    /// The last day on which they count.
    pub on: NaiveDate,
}

/// What is coming for an account as things stand today.
pub(super) async fn outlook(conn: &mut Conn, village: &VillageId, number: &str, today: NaiveDate) -> Result<Outlook> {
    let until = today.checked_add_days(Days::new(WARNING_DAYS)).unwrap_or(today);
    let expiring = ledger::expiring(conn, village, number, today, until).await?;
    Ok(Outlook { expiring: expiring.map(|(on, points)| Expiring { points, on }) })
}

impl Outlook {
    /// The same in sentences.
    pub(super) fn sentences(&self, today: NaiveDate) -> Vec<String> {
        let expiring = self.expiring.map(|expiring| format!("有 {} 分将在 {}到期", expiring.points.plain(), plain_day(expiring.on, today)));
        expiring.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_coming_is_said_in_sentences() {
        let today = "2026-12-05".parse().unwrap();
        let on = "2026-12-31".parse().unwrap();
        let outlook = Outlook { expiring: Some(Expiring { points: Points::whole(12), on }) };
        assert_eq!(outlook.sentences(today), ["有 12 分将在 12月31日（周四）到期"]);
        assert_eq!(Outlook::default().sentences(today), Vec::<String>::new());
    }
}
