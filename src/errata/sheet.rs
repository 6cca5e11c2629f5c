//! What an erratum changes: award by award, household by household, and all in all. Pure.
//!
//! What everybody may see names households and no persons, and of deductions nothing but how many there are, as on every public sheet.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{ErratumReason, ErratumSheet, Stage};
use crate::awards::{Adjustment, Award, AwardState};
use crate::db::Book;
use crate::rulebook::Rulebook;
use crate::words::{Points, Yuan};

/// One award that comes to something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    pub award: i64,
    pub household: String,
    pub person: Option<String>,
    /// Whose account it goes to.
    pub account: String,
    pub rule: String,
    pub occurred_on: NaiveDate,
    /// Whether it is posted; what is not moves nothing.
    pub is_posted: bool,
    /// What it gave or took with all that others receive, and what it does now.
    pub before: Points,
    pub after: Points,
    /// What is given or taken of the difference.
    pub moved: Points,
    /// What is not taken back because it is not there any more.
    pub waived: Points,
    /// Kept apart from the sheet: it may be forgotten.
    #[serde(skip)]
    pub because_before: Vec<String>,
    #[serde(skip)]
    pub because_after: Vec<String>,
}

impl Line {
    fn of((award, adjustment): &(Award, Adjustment)) -> Self {
        Self {
            award: award.id,
            household: award.household.clone(),
            person: award.person.clone(),
            account: award.account.clone(),
            rule: award.rule.clone(),
            occurred_on: award.occurred_on,
            is_posted: award.state == AwardState::Posted,
            before: adjustment.points_before + adjustment.shared_before,
            after: adjustment.points + adjustment.shared,
            moved: adjustment.moved,
            waived: adjustment.waived,
            because_before: adjustment.sentences_before(),
            because_after: award.sentences(),
        }
    }

    /// Whether it is a deduction, before or after.
    pub fn is_deduction(&self) -> bool {
        self.before.is_negative() || self.after.is_negative()
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Everything that changes, in the order in which it was recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sheet {
    pub lines: Vec<Line>,
    /// 每分折合元
    pub yuan_per_point: Yuan,
}

/// What all of it comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Totals {
    pub awards: i64,
    pub households: i64,
    /// Households that have more afterwards, and less.
    pub gain: i64,
    pub lose: i64,
    #[schema(value_type = String, example = "40.00")]
    pub before: Points,
    #[schema(value_type = String, example = "4.00")]
    pub after: Points,
    /// What accounts really get; what is taken is negative.
    #[schema(value_type = String, example = "-30.00")]
    pub moved: Points,
    /// What is not taken back because it is not there any more.
    #[schema(value_type = String, example = "6.00")]
    pub waived: Points,
    /// What is moved, in yuan.
    #[schema(value_type = String, example = "-30.00")]
    pub yuan: Yuan,
}

/// What a household had for these awards and has then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub household: String,
    pub before: Points,
    pub after: Points,
    pub moved: Points,
    pub waived: Points,
}

impl Sheet {
    /// Of the awards that change. One whose explanation alone is another gives and takes nothing, and is not on it.
    pub fn of(changed: &[(Award, Adjustment)], rulebook: &Rulebook) -> Self {
        let lines = changed.iter().map(Line::of).filter(|line| line.before != line.after);
        Self { lines: lines.collect(), yuan_per_point: rulebook.settings().yuan_per_point }
    }

    /// From what is stored.
    pub fn read(body: &str) -> Self {
        serde_json::from_str(body).unwrap_or_default()
    }

    /// Writes it down as it is at a stage of an erratum.
    pub fn keep(&self, book: &mut Book, erratum: i64, stage: Stage) {
        book.put(ErratumSheet { erratum, stage, body: json(self) });
        for line in &self.lines {
            let (said_before, said_after) = (json(&line.because_before), json(&line.because_after));
            book.put(ErratumReason { award: line.award, erratum, stage, said_before, said_after });
        }
    }

    /// A row for each household, in order of their numbers.
    pub fn rows<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<Row> {
        let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
        for line in lines {
            let row = rows.entry(&line.household).or_insert_with(|| Row { household: line.household.clone(), ..Row::default() });
            row.before += line.before;
            row.after += line.after;
            row.moved += line.moved;
            row.waived += line.waived;
        }
        rows.into_values().collect()
    }

    /// Whose awards change.
    pub fn households(&self) -> Vec<String> {
        Self::rows(self.lines.iter()).into_iter().map(|row| row.household).collect()
    }

    /// Whether anybody has less afterwards; then it is announced for as long as a deduction.
    pub fn takes(&self) -> bool {
        self.lines.iter().any(|line| line.after < line.before)
    }

    /// What all of it comes to.
    pub fn totals(&self) -> Totals {
        let rows = Self::rows(self.lines.iter());
        let count = |test: fn(&Row) -> bool| rows.iter().filter(|row| test(row)).count() as i64;
        let sum = |of: fn(&Row) -> Points| rows.iter().map(of).sum::<Points>();
        let moved = sum(|row| row.moved);
        Totals {
            awards: self.lines.len() as i64,
            households: rows.len() as i64,
            gain: count(|row| row.after > row.before),
            lose: count(|row| row.after < row.before),
            before: sum(|row| row.before),
            after: sum(|row| row.after),
            moved,
            waived: sum(|row| row.waived),
            yuan: Yuan::rounded(moved.decimal() * self.yuan_per_point.decimal()).unwrap_or_default(),
        }
    }
}
