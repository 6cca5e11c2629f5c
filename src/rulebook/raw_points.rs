//! Judging, step 4: what 分值, 分档, 对照, 累计达标, 脚本 or a meeting gives.
//!
//! Not here: the sentence that says how (`raw_words`); the order of the steps and what comes after (`judge`).

use rust_decimal::Decimal;

use crate::words::Points;

use super::amount::{Amount, Worth};
use super::decision::Unjudged;
use super::facts::Value;
use super::formula::Formula;
use super::ground::Ground;
use super::history::History;
use super::judge::Judging;
use super::sandbox::{Stopped, TOO_LARGE};

impl<H: History> Judging<'_, '_, H> {
    /// The points before anything else, and what they come from.
    pub(super) fn raw(&self) -> Result<(Ground, Points), Unjudged> {
        match &self.rule.amount {
            Amount::Total(total) => {
                let before = self.history.tally(&total.need);
                let (nth, points) = total.pays(total.adds(&self.values), before);
                Ok((Ground::Total { nth, before }, points))
            }
            Amount::Script(script) => match script.reasons() {
                Some(formula) => self.reasons(formula),
                None => Ok((Ground::Worth(0), self.points(&script.worth)?)),
            },
            amount => {
                let nth = self.winner(amount)?;
                let points = amount.worth(nth).map_or(Ok(Points::ZERO), |worth| self.points(worth))?;
                Ok((Ground::Worth(nth), points))
            }
        }
    }

    /// The number of the worth that wins. A 分档 without 其他 is in force only where its lines meet every case (`hygiene`).
    fn winner(&self, amount: &Amount) -> Result<usize, Unjudged> {
        match amount {
            Amount::Tiers(tiers) => {
                for (nth, tier) in tiers.iter().enumerate() {
                    let Some(test) = &tier.test else { return Ok(nth) };
                    if test.holds(&self.values).map_err(|stopped| self.stopped(test, stopped))? {
                        return Ok(nth);
                    }
                }
                Ok(tiers.len())
            }
            Amount::Lookup { field, rows } => {
                let chosen = self.values.get(usize::from(*field)).and_then(Value::text).unwrap_or_default();
                Ok(rows.iter().position(|row| *row.option == *chosen).unwrap_or(0))
            }
            _ => Ok(0),
        }
    }

    /// Rounded half-up to two places; this happens once.
    fn points(&self, worth: &Worth) -> Result<Points, Unjudged> {
        match worth {
            Worth::Fixed(points) => Ok(*points),
            Worth::Formula(formula) => {
                let points = formula.number(&self.values).and_then(|number| Points::rounded(number).ok_or_else(too_large));
                points.map_err(|stopped| self.stopped(formula, stopped))
            }
        }
    }

    /// What a script gave and took, for its reasons.
    fn reasons(&self, formula: &Formula) -> Result<(Ground, Points), Unjudged> {
        let reasons = formula.reasons(&self.values).map_err(|stopped| self.stopped(formula, stopped))?;
        let sum = reasons.iter().try_fold(Decimal::ZERO, |sum, reason| sum.checked_add(reason.points)).and_then(Points::rounded);
        let points = sum.ok_or_else(|| self.stopped(formula, too_large()))?;
        Ok((Ground::Script(reasons), points))
    }

    fn stopped(&self, formula: &Formula, stopped: Stopped) -> Unjudged {
        Unjudged::stopped((self.rule, self.rule.amount_file()), formula, stopped)
    }
}

fn too_large() -> Stopped {
    Stopped::on(0_u16, TOO_LARGE)
}
