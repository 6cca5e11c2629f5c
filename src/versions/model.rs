//! A version, and adopting one.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::drafting::{self, Draft};
use crate::db::Book;
use crate::rulebook::{Adoption, Bundle, Checked, settings};
use crate::web::Seen;
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
    /// Who brought it.
    pub adopted_by: String,
    /// Who agreed; `None` where files or one person alone put it in force.
    pub confirmed_by: Option<String>,
    /// The decision under which it was adopted; `None` for one on trial.
    pub adoption: Option<Adoption>,
    /// The adopted version whose place it takes (勘误), from its own day until that one would have ended.
    pub corrects: Option<i64>,
}

/// All versions on a book, in the order they were adopted, each followed by its corrections. So the last one is what an editor starts from.
pub(super) fn in_order(book: &Book) -> Vec<Version> {
    let mut versions = book.under::<Version>(());
    versions.sort_by_key(|version| (version.corrects.unwrap_or(version.version), version.version));
    versions
}

/// The number of the next version.
pub(super) fn next_number(versions: &[Version]) -> i64 {
    versions.iter().map(|version| version.version).max().unwrap_or_default() + 1
}

/// The days on which each version is in force, by the effective days of all versions in their order: from its own day until a later
/// one takes over. `None` for one that a later version replaced before it began.
fn reigns(effective: &[NaiveDate]) -> Vec<Option<(NaiveDate, Option<NaiveDate>)>> {
    let reign = |(at, from): (usize, &NaiveDate)| {
        let next = effective[at + 1..].iter().min();
        let until = next.and_then(|day| day.pred_opt());
        until.is_none_or(|until| until >= *from).then_some((*from, until))
    };
    effective.iter().enumerate().map(reign).collect()
}

/// What a version is on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    InForce,
    Coming,
    Past,
    /// Replaced before it began.
    Never,
    /// Its text was not what the meeting decided; another one stands in its place.
    Corrected,
}

impl Standing {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Coming => "coming",
            Self::Past => "past",
            Self::Never => "never",
            Self::Corrected => "corrected",
        }
    }

    /// What readers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::InForce => "现在用的",
            Self::Coming => "还没到日子",
            Self::Past => "以前用的",
            Self::Never => "没有用过",
            Self::Corrected => "已经改正",
        }
    }
}

/// What each version is on a day, and the last day it is in force; of all versions in the order they were adopted.
pub fn standings(versions: &[Version], today: NaiveDate) -> Vec<(Standing, Option<NaiveDate>)> {
    let effective: Vec<_> = versions.iter().map(|version| version.effective_on).collect();
    let standing = |(version, reign): (&Version, _)| match reign {
        None if versions.iter().any(|other| other.corrects == Some(version.corrects.unwrap_or(version.version))) => {
            (Standing::Corrected, None)
        }
        None => (Standing::Never, None),
        Some((from, until)) if from > today => (Standing::Coming, until),
        Some((_, Some(until))) if until < today => (Standing::Past, Some(until)),
        Some((_, until)) => (Standing::InForce, until),
    };
    versions.iter().zip(reigns(&effective)).map(standing).collect()
}

/// Puts the files of a village in force from a day on. What it needs to know of them is worked out beforehand, once.
///
/// Refusals, in the order they are checked: `versions.draft_changed` (not the draft that was seen), `versions.has_errors` (with every finding),
/// `versions.no_rules`, `versions.no_adoption` (neither an adoption record nor 试行), `versions.wrong_adoption`, `versions.adoption_used` (the files
/// still carry the record of an earlier version), `versions.adoption_ahead` (the meeting is still to come), `versions.unchanged`,
/// `versions.retroactive` (before today or before the meeting; only the first version may reach back), `versions.unit_changed`.
pub struct Adopt {
    /// Pinned.
    pub bundle: Bundle,
    pub effective_on: NaiveDate,
    /// Given with the act; `None` for the one the files carry.
    pub adoption: Option<Adoption>,
    /// The draft that was seen.
    pub seen: Option<Seen>,
    /// Who brought it, where another one now agrees; `None` where it is done alone.
    pub proposed_by: Option<String>,
    /// What was found in the files.
    pub checked: Arc<Checked>,
}

/// What a village is told of a version that was adopted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Adopted {
    pub version: i64,
    pub hash: String,
    pub effective_on: NaiveDate,
    /// Versions that were to come into force later and never will.
    pub replaces: Vec<i64>,
}

impl Adopt {
    /// The decision behind it, given or written in the files.
    fn adoption(&self, earlier: &[Version]) -> Result<Option<Adoption>, Refusal> {
        if let Some(given) = &self.adoption {
            return given.wrong().map_or(Ok(Some(given.clone())), |wrong| {
                Err(Refusal::new("versions.wrong_adoption", Kind::Invalid, wrong, "请照会议记录填。"))
            });
        }
        let settings = self.checked.rulebook.as_ref().map(|rulebook| rulebook.settings());
        let written = settings.and_then(|settings| settings.adoption.clone());
        if settings.is_some_and(|settings| settings.on_trial) {
            return Ok(written);
        }
        if written.is_none() {
            let next_step = "请填会议、日期、应到、实到、赞成、文号，或者写在 village.yaml 的 采纳 里。";
            return Err(Refusal::new("versions.no_adoption", Kind::Invalid, "没有会议表决的记录，规则不能生效。", next_step));
        }
        if earlier.iter().any(|version| version.adoption == written) {
            let sentence = "文件里写的会议，是表决以前那一版的，这次改动还没有会议记录。";
            return Err(Refusal::new("versions.adoption_used", Kind::Invalid, sentence, "请把这次会议的记录写进 采纳，或者随采纳一起填。"));
        }
        Ok(written)
    }

    fn check_days(&self, today: NaiveDate, adoption: Option<&Adoption>, is_first: bool) -> Result<(), Refusal> {
        let held_on = adoption.map_or(NaiveDate::MIN, |adoption| adoption.held_on);
        if held_on > today {
            let sentence = format!("会议在 {held_on}，还没有开。");
            return Err(Refusal::new("versions.adoption_ahead", Kind::Invalid, sentence, "请等会议开过，照会议记录填。"));
        }
        if self.effective_on < held_on || (self.effective_on < today && !is_first) {
            let next_step = "生效日请写今天或以后。";
            return Err(Refusal::new("versions.retroactive", Kind::Invalid, "新规则不能管过去的事。", next_step));
        }
        Ok(())
    }

    /// The decision, if nothing speaks against putting these files in force.
    fn permitted(&self, act: &Act, book: &Book, earlier: &[Version]) -> Result<Option<Adoption>, Refusal> {
        let newest = earlier.last();
        if let Some(seen) = &self.seen {
            drafting::check_seen(seen, book, newest)?;
        }
        let Some(rulebook) = &self.checked.rulebook else { return Err(has_errors(&self.checked)) };
        if rulebook.rules().next().is_none() {
            // A failed save leaves an empty file; it must not empty the village.
            let next_step = "请看看 rules.yaml 是不是空了；要停用规则，请一条一条停用。";
            return Err(Refusal::new("versions.no_rules", Kind::Invalid, "规则文件里一条规则也没有，原来的规则照常使用。", next_step));
        }
        let adoption = self.adoption(earlier)?;
        if newest.is_some_and(|newest| newest.hash == rulebook.hash()) {
            return Err(Refusal::new("versions.unchanged", Kind::Conflict, "规则一个字也没有改。", "不用再办。"));
        }
        self.check_days(act.at.day(), adoption.as_ref(), newest.is_none())?;
        let unit = newest.and_then(|newest| Bundle::from_json(&newest.bundle)).map(|bundle| settings(&bundle).account_unit);
        if unit.is_some_and(|unit| unit != rulebook.settings().account_unit) {
            return Err(unit_changed());
        }
        Ok(adoption)
    }

    /// Whether it could be put in force as things stand.
    pub fn check(&self, act: &Act, book: &Book) -> Result<(), Refusal> {
        self.permitted(act, book, &in_order(book)).map(drop)
    }

    /// Writes the version down.
    pub fn decide(&self, act: &Act, book: &mut Book) -> Result<Adopted, Refusal> {
        let earlier = in_order(book);
        let adoption = self.permitted(act, book, &earlier)?;
        let version = Version {
            version: next_number(&earlier),
            hash: self.bundle.digest(),
            effective_on: self.effective_on,
            bundle: self.bundle.to_json(),
            adopted_at: act.at,
            adopted_by: self.proposed_by.clone().unwrap_or_else(|| act.actor.staff.clone()),
            confirmed_by: self.proposed_by.as_ref().map(|_| act.actor.staff.clone()),
            adoption,
            corrects: None,
        };
        let ahead = |earlier: &&Version| earlier.effective_on >= self.effective_on && earlier.effective_on > act.at.day();
        let adopted = Adopted {
            version: version.version,
            hash: version.hash.clone(),
            effective_on: self.effective_on,
            replaces: earlier.iter().filter(ahead).map(|version| version.version).collect(),
        };
        write_down(book, version);
        Ok(adopted)
    }
}

/// Keeps a version for ever; a draft that says the same is adopted with it.
pub(super) fn write_down(book: &mut Book, version: Version) {
    for draft in book.under::<Draft>(()).into_iter().filter(|draft| draft.hash == version.hash) {
        book.put(Draft { adopted: Some(version.version), ..draft });
    }
    book.put(version);
}

/// Refuses to count from now on in another unit than before.
pub fn unit_changed() -> Refusal {
    let next_step = "记账单位改不了；要改，请作为另一个村重新开始。";
    Refusal::new("versions.unit_changed", Kind::Invalid, "积分已经按原来的记账单位记在账上了。", next_step)
}

/// The no to files with errors, with every one of them.
pub fn has_errors(checked: &Checked) -> Refusal {
    let problem = |finding: &crate::rulebook::Finding| Problem {
        pointer: format!("{} 第 {} 行", finding.file, finding.line),
        message: finding.message.clone(),
        fix: None,
    };
    let problems: Vec<_> = checked.errors().map(problem).collect();
    let sentence = format!("规则文件里有 {} 处错误，没有生效，原来的规则照常使用。", problems.len());
    Refusal::new("versions.has_errors", Kind::Invalid, sentence, "请用 jifen check 看清楚，改好再来。").with(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_reigns_until_a_later_one_takes_over() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let table: [(&[&str], &[&str]); 4] = [
            (&["2026-01-01"], &["2026-01-01 –"]),
            (&["2026-01-01", "2026-03-01"], &["2026-01-01 – 2026-02-28", "2026-03-01 –"]),
            // The one of April was replaced in March, before it began.
            (&["2026-01-01", "2026-04-01", "2026-03-01"], &["2026-01-01 – 2026-02-28", "never", "2026-03-01 –"]),
            // Two on one day: the later decision holds.
            (&["2026-01-01", "2026-01-01"], &["never", "2026-01-01 –"]),
        ];
        for (effective, expected) in table {
            let effective: Vec<_> = effective.iter().map(|text| day(text)).collect();
            let told: Vec<_> = reigns(&effective)
                .into_iter()
                .map(|reign| match reign {
                    None => "never".to_owned(),
                    Some((from, None)) => format!("{from} –"),
                    Some((from, Some(until))) => format!("{from} – {until}"),
                })
                .collect();
            assert_eq!(told, expected);
        }
    }
}
