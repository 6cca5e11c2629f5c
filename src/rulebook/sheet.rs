//! The list of rules as a table for the assembly: chapters, a row a rule, a cell for everything people ask about it.
//!
//! Pure data; how it is printed is up to the doors.

use crate::words::Points;

use super::Rulebook;
use super::amount::{Amount, Worth};
use super::history::Measure;
use super::limits::{Cap, Limit};
use super::numerals::in_chinese;
use super::rule::{Evidence, Rule};
use super::sentence;

/// What stands above each column.
pub const COLUMNS: [&str; 10] = ["序", "做什么", "加/减", "分", "每次/每月", "最多", "谁审", "凭证", "公示", "依据"];

/// A chapter of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// `一、环境卫生`
    pub heading: String,
    /// What all its rules together may come to: `每户每月 15 分`.
    pub limits: Vec<String>,
    /// Its rules.
    pub rows: Vec<Row>,
}

/// A rule in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// One text for each of [`COLUMNS`].
    pub cells: [String; COLUMNS.len()],
    /// The rule in one sentence, without its name.
    pub sentence: String,
    /// It only takes points away.
    pub is_deduction: bool,
}

impl Row {
    /// Whether it says this of one of a rule's keys, as the key's value is written.
    pub(super) fn says(&self, key: &str, value: &str) -> bool {
        let cell = |column: &str| COLUMNS.iter().position(|name| *name == column).map_or("", |at| self.cells[at].as_str());
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        match key {
            "凭证" => cell("凭证") == if value == "不需要" { "" } else { value },
            "审核" => squeezed(cell("谁审")).replace("一人（超过", "超过").trim_end_matches('）') == value,
            "公示" => squeezed(cell("公示")) == value,
            "对象" => self.sentence.starts_with(&format!("每{}", value.trim_start_matches('个'))),
            _ => false,
        }
    }
}

/// The chapters of a rulebook, every rule in it, numbered through.
pub fn chapters(rulebook: &Rulebook) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    let mut current = "";
    for (at, rule) in rulebook.rules().enumerate() {
        if chapters.is_empty() || current != rule.chapter() {
            current = rule.chapter();
            let heading = format!("{}、{current}", in_chinese(chapters.len() + 1));
            let limits = rule.wider.iter().filter(|limit| matches!(limit.need.measure, Measure::Chapter(_)));
            chapters.push(Chapter { heading, limits: limits.map(ToString::to_string).collect(), rows: Vec::new() });
        }
        let row = row(at + 1, rule);
        chapters.last_mut().into_iter().for_each(|chapter| chapter.rows.push(row.clone()));
    }
    chapters
}

pub(super) fn row(number: usize, rule: &Rule) -> Row {
    let only = |wanted: fn(&Limit) -> bool| rule.limits.iter().filter(|limit| wanted(limit)).map(ToString::to_string).collect::<Vec<_>>();
    let times = only(|limit| matches!(limit.cap, Cap::Times(_)));
    let most = only(|limit| matches!(limit.cap, Cap::Points(_)));
    let notice = if rule.notice_days == 0 { "不公示".to_owned() } else { format!("{} 天", rule.notice_days) };
    let cells = [
        number.to_string(),
        rule.name.to_string(),
        direction(rule).to_owned(),
        points(rule),
        if times.is_empty() { "每次".to_owned() } else { times.join("、") },
        most.join("、"),
        sentence::review(rule).replace("不用审核", "免审").replace("审核", ""),
        if rule.evidence == Evidence::None { String::new() } else { rule.evidence.chinese().to_owned() },
        notice,
        rule.basis().unwrap_or_default().to_owned(),
    ];
    let sentence = rule.sentence();
    let sentence = sentence.strip_prefix(rule.name()).unwrap_or(&sentence).trim_start_matches('：');
    let campaigns: String = rule.campaigns.iter().map(|campaign| format!("{}。", campaign.said())).collect();
    Row { cells, sentence: format!("{sentence}{campaigns}"), is_deduction: rule.is_deduction && !rule.is_award }
}

/// What the rule is said to do: where nothing is known for certain of a balance, its sentence still says 扣.
fn direction(rule: &Rule) -> &'static str {
    let said: String = rule.amount.worths().into_iter().map(|(worth, _)| sentence::worded(worth, rule)).collect();
    match (rule.is_award && said.contains('加'), rule.is_deduction && said.contains('扣')) {
        (true, true) => "加减",
        (true, false) => "加",
        (false, true) => "减",
        (false, false) => {
            if rule.is_deduction {
                "减"
            } else {
                "加"
            }
        }
    }
}

/// `5`, `30／20／10／0`, `5 到 10`, `按时长算`
fn points(rule: &Rule) -> String {
    let signed = rule.is_award && rule.is_deduction;
    let shown = |points: Points| if signed { points.plain() } else { points.abs().plain() };
    let one = |worth: &Worth| match worth {
        Worth::Fixed(points) => shown(*points),
        Worth::Formula(formula) => match (formula.is_single(), formula.bounds.least, formula.bounds.most) {
            (true, Some(least), Some(most)) if most <= 1_000.into() => format!("{} 到 {}", least.normalize(), most.normalize()),
            _ => format!("按{}算", formula.names().collect::<Vec<_>>().join("、")),
        },
    };
    let worths: Vec<String> = rule.amount.worths().into_iter().map(|(worth, _)| one(worth)).collect();
    if matches!(rule.amount, Amount::Single { .. }) { worths.concat() } else { worths.join("／") }
}
