//! An erratum, and what a text may differ in to be one. Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::refusals::ErratumRefusal;
use crate::rulebook::{Became, Changes};
use crate::words::Moment;

/// Where an erratum stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErratumState {
    /// Waits for somebody else to confirm it.
    Proposed,
    /// On the wall.
    Announced,
    /// The corrected text has taken the version's place.
    CarriedOut,
    /// Nothing has changed.
    Withdrawn,
}

impl ErratumState {
    const ALL: [ErratumState; 4] = [Self::Proposed, Self::Announced, Self::CarriedOut, Self::Withdrawn];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Announced => "announced",
            Self::CarriedOut => "carried_out",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Proposed => "等另一个人同意",
            Self::Announced => "公示中",
            Self::CarriedOut => "已经改好",
            Self::Withdrawn => "已经撤回",
        }
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether it is still to be carried out.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Announced)
    }
}

/// An erratum (规则改正).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erratum {
    /// Counted from 1 in each village.
    pub id: i64,
    pub state: ErratumState,
    /// The version whose text is wrong.
    pub version: i64,
    /// The rule in it that is.
    pub rule: String,
    /// The first day from which it is put right.
    pub from_on: NaiveDate,
    /// What is different: `志愿服务：每小时 20 分 → 2 分`.
    pub sentence: String,
    pub reason: String,
    /// The corrected files as text.
    pub bundle: String,
    pub proposed_by: String,
    pub proposed_at: Moment,
    pub confirmed_by: Option<String>,
    pub confirmed_at: Option<Moment>,
    /// How long it is announced, the day on which that begins not counted.
    pub days: Option<i64>,
    /// The last day of that.
    pub last_on: Option<NaiveDate>,
    pub withdrawn_by: Option<String>,
    pub withdrawn_at: Option<Moment>,
    pub withdrawn_because: Option<String>,
    pub carried_out_at: Option<Moment>,
    /// The version that has taken the place of the wrong one.
    pub corrected: Option<i64>,
}

/// How long everybody can see what an erratum did after its days were over, in days.
const SHOWN_AFTER: i64 = 30;

impl Erratum {
    /// Whether its days are over on a day.
    pub fn is_over(&self, day: NaiveDate) -> bool {
        self.last_on.is_some_and(|last| last < day)
    }

    /// Whether everybody may see it on a day: while it is announced, and for a while what it did.
    pub fn is_public(&self, day: NaiveDate) -> bool {
        let Some(last) = self.last_on else { return false };
        match self.state {
            ErratumState::Proposed => false,
            ErratumState::Announced => true,
            ErratumState::CarriedOut => (day - last).num_days() <= SHOWN_AFTER,
            ErratumState::Withdrawn => day <= last,
        }
    }
}

/// At which moment a sheet was put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Proposed,
    Announced,
    CarriedOut,
}

impl Stage {
    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Announced => "announced",
            Self::CarriedOut => "carried_out",
        }
    }

    /// The stage of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Proposed, Self::Announced, Self::CarriedOut].into_iter().find(|stage| stage.name() == name)
    }
}

/// What an erratum changes in numbers, as it was put together at one moment; never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ErratumSheet {
    pub erratum: i64,
    pub stage: Stage,
    /// A [`Sheet`](super::sheet::Sheet) as JSON.
    pub body: String,
}

/// Why an award was worth what it was and is worth what it will be, beside the sheet on which it stands: it may be forgotten, the sheet stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ErratumReason {
    pub award: i64,
    pub erratum: i64,
    pub stage: Stage,
    /// Sentences, as a JSON list.
    pub said_before: String,
    pub said_after: String,
}

/// The keys whose numbers may be mistyped: those that say how many points there are. Whatever else a rule says (what is filled in, who agrees, what bars from
/// the shop, how long points last) was part of every judgement, and no number can be exchanged for it.
const NUMBERS: [&str; 8] = ["分值", "分档", "对照", "累计达标", "上限", "连续", "再犯", "同时记给"];

/// Keys that only explain.
const BESIDE: [&str; 3] = ["比如", "依据", "说明"];

/// What is different in the rule, in a sentence; a text that says anything else than one rule's numbers differently is no correction of it.
///
/// Refuses `errata.unchanged`, `errata.other_change`, `errata.not_numbers`.
pub(super) fn corrected(changes: &Changes, rule: &str) -> Result<String, ErratumRefusal> {
    let is_it = |change: &&crate::rulebook::RuleChange| change.rule == rule && change.became == Became::Changed;
    let others = changes.rules.iter().filter(|change| !is_it(change)).map(|change| change.sentence.clone());
    let settings = changes.settings.iter().map(|part| format!("本村设置：{}", part.sentence));
    let others: Vec<String> = others.chain(settings).collect();
    if !others.is_empty() {
        return Err(ErratumRefusal::OtherChange(others));
    }
    let Some(change) = changes.rules.iter().find(is_it) else { return Err(ErratumRefusal::Unchanged(rule.to_owned())) };
    let key = |part: &crate::rulebook::Part| part.key.split(' ').next().unwrap_or_default().to_owned();
    let numbers: Vec<_> = change.parts.iter().filter(|part| NUMBERS.contains(&key(part).as_str())).collect();
    let strange = change.parts.iter().filter(|part| !NUMBERS.contains(&key(part).as_str()) && !BESIDE.contains(&key(part).as_str()));
    let strange: Vec<String> = strange.map(|part| part.sentence.clone()).collect();
    match (strange.is_empty(), numbers.is_empty()) {
        (false, _) => Err(ErratumRefusal::NotNumbers(strange)),
        (true, true) => Err(ErratumRefusal::Unchanged(rule.to_owned())),
        (true, false) => {
            let said: Vec<&str> = numbers.iter().map(|part| part.sentence.as_str()).collect();
            Ok(format!("{rule}：{}", said.join("；")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::{Bundle, Source, compare};
    use crate::words::{Refusal, VillageId};

    fn bundle(settings: &str, rules: &str) -> Bundle {
        let file = |path: &str, text: String| Source { path: path.to_owned(), text };
        let files =
            vec![file("village.yaml", format!("名称: 甲\n试行: 是\n{settings}")), file("rules.yaml", format!("规则:\n  公益:\n{rules}"))];
        Bundle { village: VillageId::draft(), files, packs: Vec::new() }
    }

    /// What the corrected text says of the settings and the rules, and whether it corrects 服务.
    #[test]
    fn a_correction_says_one_rules_numbers_differently_and_nothing_else() {
        let before = bundle("", "    服务: { 填报: { 时长: 小时 }, 分值: 时长 * 20, 上限: 每人每月 20 分 }\n    签到: 1\n");
        let right = "    服务: { 填报: { 时长: 小时 }, 分值: 时长 * 2, 上限: 每人每月 20 分 }\n";
        let table = [
            ("", format!("{right}    签到: 1\n"), Ok("服务：每小时 20 分 → 2 分")),
            ("", format!("    签到: 1\n{right}"), Ok("服务：每小时 20 分 → 2 分")),
            ("", right.replace("月 20", "月 200") + "    签到: 1\n", Ok("服务：每小时 20 分 → 2 分；每人每月 20 分 → 200 分")),
            ("", format!("{right}    签到: 2\n"), Err("errata.other_change")),
            ("", right.to_owned(), Err("errata.other_change")),
            ("", format!("{right}    签到: 1\n    打扫: 1\n"), Err("errata.other_change")),
            ("每分折合元: 2\n", format!("{right}    签到: 1\n"), Err("errata.other_change")),
            ("", right.replace("服务:", "义工:") + "    签到: 1\n", Err("errata.other_change")),
            ("", right.replace("分值: 时长 * 2,", "分值: 时长 * 2, 审核: 两人,") + "    签到: 1\n", Err("errata.not_numbers")),
            ("", right.replace("分值: 时长 * 2,", "分值: 时长 * 2, 有效期: 1个月,") + "    签到: 1\n", Err("errata.not_numbers")),
            ("", right.replace("* 2,", "* 20,") + "    签到: 1\n", Err("errata.unchanged")),
        ];
        for (settings, rules, expected) in table {
            let changes = compare(&before, &bundle(settings, &rules)).unwrap();
            let told = corrected(&changes, "服务").map_err(|refusal| Refusal::from(refusal).code);
            assert_eq!(told, expected.map(str::to_owned), "{settings}{rules}");
        }
    }
}
