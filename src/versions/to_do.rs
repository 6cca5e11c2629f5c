//! What waits for somebody who sits at a desk (要办的事). Each room says what of its own waits, in one look however much it is; the desk lays all of it side
//! by side, the most pressing first. Nothing of it is kept: it is told from the rows themselves.

use anyhow::Result;
use chrono::{Days, NaiveDate};

use crate::db::Conn;
use crate::roster::{self, Action};
use crate::words::{Actor, VillageId};

/// Who asks what waits for them.
pub struct Asking<'a> {
    pub village: &'a VillageId,
    pub actor: &'a Actor,
    pub today: NaiveDate,
    /// The households they step aside for: their own, and those of declared kin.
    pub aside: Vec<String>,
}

impl<'a> Asking<'a> {
    /// Somebody who asks in a village on a day.
    pub async fn new(conn: &mut Conn, village: &'a VillageId, actor: &'a Actor, today: NaiveDate) -> Result<Self> {
        let mut aside = roster::kin_of(conn, village, &actor.staff).await?;
        aside.extend(actor.household.clone());
        Ok(Self { village, actor, today, aside })
    }

    /// Whether it is their task.
    pub fn may(&self, action: Action) -> bool {
        roster::may(self.actor.role, action)
    }

    /// Whether they decide nothing about this household.
    pub fn steps_aside_for(&self, household: &str) -> bool {
        self.aside.iter().any(|aside| aside == household)
    }

    /// Whether somebody else began it, so that they may be the second one.
    pub fn is_not_by(&self, staff: &str) -> bool {
        self.actor.staff != staff
    }

    /// An address of their desk.
    pub fn at_desk(&self, page: &str) -> String {
        format!("/desk/{}{page}", self.village)
    }
}

/// How soon something is to be done; the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pressing {
    /// Its last day is over.
    Late,
    /// Its last day is near, or something stands still for it.
    Soon,
    Whenever,
}

/// A last day that is no further away than this is near, in days.
const NEAR: u64 = 3;

impl Pressing {
    /// By its last day.
    pub fn by(last: NaiveDate, today: NaiveDate) -> Self {
        match last {
            _ if last < today => Self::Late,
            _ if Some(last) <= today.checked_add_days(Days::new(NEAR)) => Self::Soon,
            _ => Self::Whenever,
        }
    }

    /// In two words; nothing where there is no hurry.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Late => "过期了",
            Self::Soon => "要快",
            Self::Whenever => "",
        }
    }

    /// How it is marked beside its word.
    pub fn class(self) -> &'static str {
        match self {
            Self::Late => "wrong",
            Self::Soon => "draft",
            Self::Whenever => "",
        }
    }
}

/// Things of one kind that wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToDo {
    pub count: i64,
    /// In a few words: 待审核.
    pub what: &'static str,
    /// What is to be done about it.
    pub sentence: String,
    /// Where that is done.
    pub address: String,
    pub pressing: Pressing,
}

impl ToDo {
    /// Something that waits for somebody without a last day.
    pub fn new(count: i64, what: &'static str, sentence: impl Into<String>, address: String) -> Self {
        Self { count, what, sentence: sentence.into(), address, pressing: Pressing::Whenever }
    }

    /// The same, and how soon it is to be done.
    #[must_use]
    pub fn pressing(self, pressing: Pressing) -> Self {
        Self { pressing, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_late_comes_before_what_is_near() {
        let today: NaiveDate = "2028-02-27".parse().unwrap();
        let table = [
            ("2028-02-26", Pressing::Late),
            ("2028-02-27", Pressing::Soon),
            ("2028-03-01", Pressing::Soon),
            ("2028-03-02", Pressing::Whenever),
        ];
        for (last, expected) in table {
            assert_eq!(Pressing::by(last.parse().unwrap(), today), expected, "{last}");
        }
        let mut all = [Pressing::Whenever, Pressing::Late, Pressing::Soon];
        all.sort();
        assert_eq!(all, [Pressing::Late, Pressing::Soon, Pressing::Whenever]);
    }
}
