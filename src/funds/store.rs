//! The fund read off the ledger and the kept sums: it has no table of its own.

use anyhow::Result;
use chrono::NaiveDate;

use super::forecast::{MONTHS, Pace};
use super::model::{Fund, fund};
use crate::db::Conn;
use crate::ledger::{self, AccountKind, Side};
use crate::roster::Action;
use crate::sums::{self, Figure, month};
use crate::versions::{Asking, Pressing, ToDo};
use crate::words::{VillageId, Yuan};

/// The fund as it is on disk.
pub async fn standing(conn: &mut Conn, village: &VillageId) -> Result<Fund> {
    let collective = ledger::account(conn, village, &Side::Village(AccountKind::Collective).number()).await?;
    Ok(fund(collective, ledger::account(conn, village, &Side::Village(AccountKind::Fund).number()).await?))
}

/// How fast money goes, from the whole months before a day.
pub async fn pace(conn: &mut Conn, village: &VillageId, today: NaiveDate) -> Result<Pace> {
    let this_month = month(today);
    let (first, last) = (this_month.later(-(MONTHS as i32)), this_month.later(-1));
    let spent = sums::totals(conn, std::slice::from_ref(village), &[Figure::Spent], (first, last)).await?;
    let days = first.first_day().zip(this_month.first_day()).map_or(0, |(from, until)| (until - from).num_days());
    Ok(Pace { spent: Yuan::from_hundredths(spent.into_values().map(|total| total.amount).sum()), days })
}

/// A fund that is about to run out, for whoever can put money into it.
pub async fn to_do(conn: &mut Conn, asking: &Asking<'_>) -> Result<Vec<ToDo>> {
    if !asking.may(Action::Allocate) {
        return Ok(Vec::new());
    }
    let (fund, pace) = (standing(conn, asking.village).await?, pace(conn, asking.village, asking.today).await?);
    let one = || ToDo::new(1, "基金快用完", pace.outlook(fund.available, asking.today), asking.at_desk("/fund"));
    Ok(pace.is_short(fund.available).then(|| one().pressing(Pressing::Soon)).into_iter().collect())
}
