//! What whoever proposes, confirms, withdraws or looks at an erratum is told; it is also the first answer that is kept of an act.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::*;
use super::sheet::{Line, Sheet, Totals};
use crate::words::Points;

/// An erratum with what it changes: as things stood when it was proposed, announced or carried out, whichever was last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErratumBody {
    #[schema(example = "1")]
    pub id: String,
    pub state: ErratumState,
    /// The version whose text is wrong.
    pub version: i64,
    #[schema(example = "志愿服务")]
    pub rule: String,
    /// The first day from which it is put right.
    pub from: NaiveDate,
    /// What is different.
    #[schema(example = "志愿服务：每小时 20 分 → 2 分")]
    pub sentence: String,
    pub reason: String,
    /// The last day of the announcement; null until it is confirmed.
    pub last_on: Option<NaiveDate>,
    /// Why it was withdrawn.
    pub withdrawn_because: Option<String>,
    /// The version that has taken the place of the wrong one, once it is carried out.
    pub corrected: Option<i64>,
    pub totals: Totals,
    pub households: Vec<HouseholdBody>,
}

impl ErratumBody {
    /// An erratum with a sheet of it.
    pub(super) fn of(erratum: &Erratum, sheet: &Sheet) -> Self {
        let Erratum { id, state, version, from_on, last_on, corrected, .. } = *erratum;
        Self {
            id: id.to_string(),
            state,
            version,
            rule: erratum.rule.clone(),
            from: from_on,
            sentence: erratum.sentence.clone(),
            reason: erratum.reason.clone(),
            last_on,
            withdrawn_because: erratum.withdrawn_because.clone(),
            corrected,
            totals: sheet.totals(),
            households: HouseholdBody::all(sheet),
        }
    }
}

/// What a household had for the awards that change, and what it has then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ErratumHouseholdBody)]
pub struct HouseholdBody {
    #[schema(example = "1-01")]
    pub household: String,
    #[schema(value_type = String, example = "20.00")]
    pub before: Points,
    #[schema(value_type = String, example = "2.00")]
    pub after: Points,
    /// What its accounts really get; what is taken is negative.
    #[schema(value_type = String, example = "-5.00")]
    pub moved: Points,
    /// What is not taken back because it is not there any more.
    #[schema(value_type = String, example = "13.00")]
    pub waived: Points,
    pub awards: Vec<AwardBody>,
}

impl HouseholdBody {
    fn all(sheet: &Sheet) -> Vec<Self> {
        let awards = |household: &str| sheet.lines.iter().filter(|line| line.household == household).map(AwardBody::of).collect();
        let body = |row: super::sheet::Row| Self {
            awards: awards(&row.household),
            household: row.household,
            before: row.before,
            after: row.after,
            moved: row.moved,
            waived: row.waived,
        };
        Sheet::rows(sheet.lines.iter()).into_iter().map(body).collect()
    }
}

/// One award that comes to something else, with all that others receive with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AwardBody {
    /// Its number, which is also its claim's.
    #[schema(example = "17")]
    pub award: String,
    pub rule: String,
    pub occurred_on: NaiveDate,
    /// Whether it is posted; what is not moves nothing.
    pub posted: bool,
    #[schema(value_type = String, example = "20.00")]
    pub before: Points,
    #[schema(value_type = String, example = "2.00")]
    pub after: Points,
    #[schema(value_type = String, example = "-5.00")]
    pub moved: Points,
    #[schema(value_type = String, example = "13.00")]
    pub waived: Points,
    pub because_before: Vec<String>,
    pub because_after: Vec<String>,
}

impl AwardBody {
    fn of(line: &Line) -> Self {
        let Line { occurred_on, before, after, moved, waived, .. } = *line;
        Self {
            award: line.award.to_string(),
            rule: line.rule.clone(),
            occurred_on,
            posted: line.is_posted,
            before,
            after,
            moved,
            waived,
            because_before: line.because_before.clone(),
            because_after: line.because_after.clone(),
        }
    }
}
