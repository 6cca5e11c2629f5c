//! What is coming for an account, told while there is still time: what lapses next, what is barred and until when.

use anyhow::Result;
use chrono::{Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::Barring;
use crate::awards::{self, Bar};
use crate::db::Conn;
use crate::ledger::{self, Account};
use crate::rulebook::Settings;
use crate::web::plain_day;
use crate::words::{Points, VillageId};

/// How many days ahead a holder is told that points lapse.
pub(super) const WARNING_DAYS: u64 = 30;

/// What is coming for an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Outlook {
    /// What lapses next, within thirty days.
    pub expiring: Option<Expiring>,
    /// What it is barred from, the longest first.
    pub bars: Vec<Barred>,
}

/// Something an account is barred from for a time (否决).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Barred {
    /// 评优
    pub honours: bool,
    /// 兑换
    pub redemption: bool,
    /// The last day.
    pub until: NaiveDate,
    /// In a sentence; it names the rule.
    pub sentence: String,
}

impl From<Bar> for Barred {
    fn from(bar: Bar) -> Self {
        Self { honours: bar.honours, redemption: bar.redemption, until: bar.until_on, sentence: bar.whole_sentence() }
    }
}

/// Points that lapse when a day is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Expiring {
    #[schema(value_type = String, example = "12.00")]
    pub points: Points,
    /// The last day on which they count.
    pub on: NaiveDate,
    /// `expiry` (到期) or `reset` (清零).
    pub why: Lapse,
}

/// Why points lapse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lapse {
    Expiry,
    Reset,
}

/// What is coming for an account as things stand today.
pub(super) async fn outlook(
    conn: &mut Conn,
    village: &VillageId,
    account: &Account,
    settings: &Settings,
    today: NaiveDate,
) -> Result<Outlook> {
    let until = today.checked_add_days(Days::new(WARNING_DAYS)).unwrap_or(today);
    let expiring = ledger::expiring(conn, village, &account.number, today, until).await?;
    let expiring = expiring.map(|(on, points)| Expiring { points, on, why: Lapse::Expiry });
    let resetting = resetting(account, settings, today).filter(|reset| reset.on <= until);
    // Whatever lapses on the same day is part of what is reset.
    let expiring = resetting.into_iter().chain(expiring).min_by_key(|next| next.on);
    let bars = awards::bars(conn, village, &account.number, today).await?;
    Ok(Outlook { expiring, bars: bars.into_iter().map(Barred::from).collect() })
}

/// What the next 清零日 takes.
fn resetting(account: &Account, settings: &Settings, today: NaiveDate) -> Option<Expiring> {
    let available = Points::from_hundredths(account.available());
    let points = available - settings.after_reset(available);
    let on = settings.reset_on?.from(today);
    points.is_positive().then_some(Expiring { points, on, why: Lapse::Reset })
}

impl Outlook {
    /// The same in sentences.
    pub(super) fn sentences(&self, today: NaiveDate) -> Vec<String> {
        let expiring = self.expiring.map(|Expiring { points, on, why }| {
            let why = if why == Lapse::Expiry { "到期" } else { "清零" };
            format!("有 {} 分将在 {}{why}", points.plain(), plain_day(on, today))
        });
        expiring.into_iter().chain(self.bars.iter().map(|bar| bar.sentence.clone())).collect()
    }

    /// What the account is barred from today.
    pub(super) fn barring(&self) -> Barring {
        let honours = self.bars.iter().filter(|bar| bar.honours).map(|bar| bar.until).max();
        Barring { honours, redemption: self.bars.iter().any(|bar| bar.redemption) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_coming_is_said_in_sentences() {
        let today = "2026-12-05".parse().unwrap();
        let on = "2026-12-31".parse().unwrap();
        let outlook = Outlook { expiring: Some(Expiring { points: Points::whole(12), on, why: Lapse::Expiry }), ..Outlook::default() };
        assert_eq!(outlook.sentences(today), ["有 12 分将在 12月31日（周四）到期"]);
        assert_eq!(Outlook::default().sentences(today), Vec::<String>::new());
    }
}
