//! A version, and adopting one.

use chrono::NaiveDate;
use serde::Serialize;

use crate::db::{Book, Job};
use crate::rulebook::{Bundle, Level, Subject, check};
use crate::words::{Act, Kind, Moment, Problem, Refusal};

/// One version, kept for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Gapless, from 1.
    pub version: i64,
    /// Of all its files.
    pub hash: String,
    pub effective_on: NaiveDate,
    /// All its files as text.
    pub bundle: String,
    pub adopted_at: Moment,
    pub adopted_by: String,
}

/// Puts the files of a village in force from a day on.
///
/// Refusals, in the order they are checked: `versions.has_errors` (with every finding), `versions.no_rules`, `versions.no_adoption` (neither an adoption record nor 试行),
/// `versions.unchanged`, `versions.retroactive` (only the first version may reach back), `versions.unit_changed`.
#[derive(Clone, Serialize)]
pub struct Adopt {
    pub bundle: Bundle,
    pub effective_on: NaiveDate,
}

impl Job for Adopt {
    /// The version's number.
    type Answer = i64;
    const VERB: &'static str = "adopt";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<i64, Refusal> {
        let pinned = self.bundle.pinned();
        let checked = check(&pinned);
        let Some(rulebook) = checked.rulebook else { return Err(has_errors(&checked.findings)) };
        if rulebook.rules().next().is_none() {
            // A failed save leaves an empty file; it must not empty the village.
            let next_step = "请看看 rules.yaml 是不是空了；要停用规则，请一条一条停用。";
            return Err(Refusal::new("versions.no_rules", Kind::Invalid, "规则文件里一条规则也没有，原来的规则照常使用。", next_step));
        }
        let settings = rulebook.settings();
        if settings.adoption.is_none() && !settings.on_trial {
            let next_step = "请在 village.yaml 里写上 采纳（会议、日期、应到、实到、赞成、文号）。";
            return Err(Refusal::new("versions.no_adoption", Kind::Invalid, "没有会议表决的记录，规则不能生效。", next_step));
        }
        let earlier = book.under::<Version>(());
        if let Some(newest) = earlier.last() {
            if newest.hash == rulebook.hash() {
                return Err(Refusal::new("versions.unchanged", Kind::Conflict, "规则一个字也没有改。", "不用再办。"));
            }
            if self.effective_on < act.at.day() || self.effective_on < newest.effective_on {
                let next_step = "生效日请写今天或以后，并且不早于上一版的生效日。";
                return Err(Refusal::new("versions.retroactive", Kind::Invalid, "新规则不能管过去的事。", next_step));
            }
        }
        if earlier.last().is_some_and(|newest| unit_of(newest).is_some_and(|unit| unit != settings.account_unit)) {
            let next_step = "记账单位改不了；要改，请作为另一个村重新开始。";
            return Err(Refusal::new("versions.unit_changed", Kind::Invalid, "积分已经按原来的记账单位记在账上了。", next_step));
        }
        let version = earlier.last().map_or(0, |newest| newest.version) + 1;
        book.put(Version {
            version,
            hash: rulebook.hash().to_owned(),
            effective_on: self.effective_on,
            bundle: pinned.to_json(),
            adopted_at: act.at,
            adopted_by: act.actor.staff.clone(),
        });
        Ok(version)
    }
}

/// 记账单位 of a version.
fn unit_of(version: &Version) -> Option<Subject> {
    Some(check(&Bundle::from_json(&version.bundle)?).rulebook?.settings().account_unit)
}

fn has_errors(findings: &[crate::rulebook::Finding]) -> Refusal {
    let errors = findings.iter().filter(|finding| finding.level == Level::Error);
    let problems: Vec<_> = errors
        .map(|finding| Problem {
            pointer: format!("{} 第 {} 行", finding.file, finding.line), message: finding.message.clone(), fix: None
        })
        .collect();
    let sentence = format!("规则文件里有 {} 处错误，没有生效，原来的规则照常使用。", problems.len());
    Refusal::new("versions.has_errors", Kind::Invalid, sentence, "请用 jifen check 看清楚，改好再来。").with(problems)
}
