//! What title an account has earned (评级), and what is missing for the next one.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::model::Barring;
use crate::db::Conn;
use crate::ledger;
use crate::rulebook::{Grades, Settings};
use crate::words::{Points, VillageId};

/// What title an account has earned in the running period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Grade {
    /// 称号; none below the lowest band, and none while the account is barred from honours.
    #[schema(example = "五星户")]
    pub title: Option<String>,
    /// What was earned in the period, with the base score.
    #[schema(value_type = String, example = "93.00")]
    pub points: Points,
    /// The first day of the period; none if everything counts.
    pub since: Option<NaiveDate>,
    /// The same in a sentence.
    pub sentence: String,
}

impl Grade {
    /// The grade of what was `earned` besides the base score.
    pub(super) fn of(grades: &Grades, settings: &Settings, earned: Points, barring: Barring, today: NaiveDate) -> Self {
        let points = settings.base + earned;
        let (since, title) = (grades.span.of(today).first_day(), grades.title(points));
        let base = if settings.base.is_positive() { format!("（含基础分 {} 分）", settings.base.plain()) } else { String::new() };
        let next = grades.next(points).map(|(missing, next)| format!("再得 {} 分评为{next}", missing.plain()));
        let sentence = |title: Option<&str>, next: Option<String>| {
            let earned = format!("{}得了 {} 分{base}", grades.span.current(), points.plain());
            let title = title.map(|title| format!("评为{title}"));
            [Some(earned), title, next].into_iter().flatten().collect::<Vec<_>>().join("，")
        };
        match barring.honours {
            Some(until) => {
                Self { title: None, points, since, sentence: format!("{until} 以前（含当天）不能评优，这段时间不评级") }
            }
            None => Self { title: title.map(str::to_owned), points, since, sentence: sentence(title, next) },
        }
    }
}

/// What accounts from one number to another have earned in the running period; empty where the village grades nobody.
pub(super) async fn earned(
    conn: &mut Conn,
    village: &VillageId,
    accounts: (&str, &str),
    settings: &Settings,
    today: NaiveDate,
) -> Result<BTreeMap<String, Points>> {
    match &settings.grades {
        Some(grades) => ledger::earned(conn, village, accounts, grades.span.of(today).first_day().unwrap_or_default()).await,
        None => Ok(BTreeMap::new()),
    }
}
