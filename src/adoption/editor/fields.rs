//! A field a key, drop-downs where the language has only so many words, as the form of one rule and the list's cells show them; and from what was typed,
//! the edits.
//!
//! Only what was changed becomes an edit, so nothing else in the file moves.

use std::collections::BTreeSet;

use super::saving::Typed;
use crate::rulebook::editing::{AMOUNTS, Cell, Edit, Opened, Step, To};

/// A field of the form.
#[derive(Clone, Debug, Default)]
pub struct FieldView {
    /// The key, which is also its label.
    pub key: &'static str,
    pub help: String,
    pub value: String,
    /// To choose from; typed freely if there are none.
    pub choices: Vec<(String, String)>,
    pub kind: &'static str,
    /// Seldom wanted: it waits behind 更多.
    pub is_rare: bool,
    /// What is wrong with it, in the words of the summary.
    pub wrong: Vec<String>,
    /// In the list: the rule whose cell it is.
    pub of: Option<String>,
}

impl FieldView {
    /// What the form calls it: `key:公示` in the form of one rule, `公示@打扫门前` in the list.
    pub fn name(&self) -> String {
        self.of.as_ref().map_or_else(|| format!("key:{}", self.key), |rule| cell_name(self.key, rule))
    }

    /// What it is pointed at by.
    pub fn id(&self) -> String {
        if self.of.is_some() { self.name() } else { format!("key-{}", self.key) }
    }

    /// What it is called where it cannot be seen.
    pub fn label(&self) -> String {
        self.of.as_ref().map_or_else(|| self.key.to_owned(), |rule| format!("{rule}的{}", self.key))
    }

    /// How many lines it takes: in the form one more than it has, to be written on.
    pub fn lines(&self) -> usize {
        self.value.lines().count().max(1) + usize::from(self.of.is_none())
    }
}

/// What the list calls the cell of a key of a rule.
fn cell_name(key: &str, rule: &str) -> String {
    format!("{key}@{rule}")
}

/// A value inside 分档, 对照 or 累计达标.
#[derive(Clone, Debug)]
pub struct CellView {
    /// Its number among the cells of the rule.
    pub at: usize,
    /// What it stands behind: an option, a condition.
    pub label: String,
    pub value: String,
    /// The condition can be rewritten: `桌数 <= 10`.
    pub test: Option<String>,
}

/// A key with its help and what may be chosen: value and label.
struct Known {
    key: &'static str,
    help: &'static str,
    kind: &'static str,
    choices: &'static [(&'static str, &'static str)],
}

const fn typed(key: &'static str, help: &'static str) -> Known {
    Known { key, help, kind: "text", choices: &[] }
}

const fn chosen(key: &'static str, help: &'static str, choices: &'static [(&'static str, &'static str)]) -> Known {
    Known { key, help, kind: "choice", choices }
}

const VILLAGES_OWN: (&str, &str) = ("", "照村里统一的");

/// The keys of the form, in its order.
const KNOWN: &[Known] = &[
    typed("分值", "写一个数，减分前面加 -；也可以写算式，比如 时长 * 2"),
    typed("条件", "什么情况才记"),
    Known { key: "上限", help: "一行写一条，比如 每人每月 20 分", kind: "area", choices: &[] },
    chosen("对象", "记在谁的头上", &[VILLAGES_OWN, ("个人", "个人"), ("户", "户"), ("组", "组")]),
    chosen("凭证", "", &[("", "不需要"), ("照片", "照片"), ("证明", "证明")]),
    chosen("审核", "", &[VILLAGES_OWN, ("免审", "免审"), ("一人", "一人"), ("两人", "两人")]),
    chosen(
        "公示",
        "",
        &[VILLAGES_OWN, ("不公示", "不公示"), ("3天", "3 天"), ("5天", "5 天"), ("7天", "7 天"), ("10天", "10 天"), ("15天", "15 天")],
    ),
    chosen("保密", "保密的不上榜、不公示、谁也看不到名字", &[("", "不保密"), ("是", "保密")]),
    Known { key: "起", help: "从哪天起算，可以不写", kind: "date", choices: &[] },
    Known { key: "止", help: "到哪天为止，可以不写", kind: "date", choices: &[] },
    typed("依据", "村规民约第几条、哪次会议"),
    typed("说明", "给大家看的一句话，可以不写"),
];

/// The keys that are cells of the list.
const IN_LIST: [&str; 5] = ["分值", "上限", "审核", "凭证", "公示"];

/// Those that most rules do without.
const RARE: [&str; 5] = ["保密", "起", "止", "依据", "说明"];

/// The fields of a rule, with what was typed in the place of what is written.
pub fn fields(rule: &Opened, typed: &Typed) -> Vec<FieldView> {
    let has_points = rule.row.under("分值").is_some() || !has_amount(rule);
    let has_fields = rule.row.under("填报").is_some();
    let fits = |known: &&Known| match known.key {
        "分值" => has_points && rule.may_change("分值"),
        "条件" => (has_fields || rule.row.under("条件").is_some()) && rule.may_change("条件"),
        key => rule.may_change(key),
    };
    KNOWN.iter().filter(fits).map(|known| field(known, rule, typed)).collect()
}

/// The fields that are cells of the list; points only where they are one number.
pub fn in_list(rule: &Opened, typed: &Typed) -> Vec<FieldView> {
    let is_cell = |field: &FieldView| IN_LIST.contains(&field.key) && (field.key != "分值" || rule.row.points().is_some());
    let cell = |field: FieldView| FieldView { of: Some(rule.row.name.clone()), ..field };
    fields(rule, &of_rule(&rule.row.name, typed)).into_iter().filter(is_cell).map(cell).collect()
}

/// The rules in whose cells of the list something may have been typed.
pub fn rules_in_list(typed: &Typed) -> BTreeSet<&str> {
    let cells = typed.0.keys().filter_map(|name| name.split_once('@'));
    cells.filter(|(key, _)| IN_LIST.contains(key)).map(|(_, rule)| rule).collect()
}

/// What was typed into the cells of a rule, as its own form would say it.
fn of_rule(rule: &str, typed: &Typed) -> Typed {
    let cell = |key: &&str| Some((format!("key:{key}"), typed.0.get(&cell_name(key, rule))?.clone()));
    Typed(IN_LIST.iter().filter_map(cell).collect())
}

fn has_amount(rule: &Opened) -> bool {
    AMOUNTS.iter().any(|key| rule.row.under(key).is_some())
}

fn field(known: &Known, rule: &Opened, typed: &Typed) -> FieldView {
    let written = rule.row.under(known.key).unwrap_or_default();
    let value = typed.0.get(&format!("key:{}", known.key)).map_or(written, |typed| typed.replace("\r\n", "\n"));
    let mut choices: Vec<(String, String)> =
        known.choices.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect();
    if !choices.is_empty() && choices.iter().all(|(choice, _)| *choice != value) {
        choices.push((value.clone(), value.clone()));
    }
    let range = rule.range(known.key).map(|range| format!("共用规则，只能在 {range} 之间改"));
    let wrong = rule.findings.iter().filter(|(key, _)| key.as_deref() == Some(known.key));
    FieldView {
        key: known.key,
        help: range.unwrap_or_else(|| known.help.to_owned()),
        value,
        choices,
        kind: known.kind,
        is_rare: RARE.contains(&known.key),
        of: None,
        wrong: wrong.map(|(_, finding)| finding.message.clone()).collect(),
    }
}

/// The values inside what decides the amount.
pub fn cells(rule: &Opened, typed: &Typed) -> Vec<CellView> {
    let is_inside = |cell: &Cell| matches!(cell.path.as_slice(), [Step::Key(key), _, ..] if AMOUNTS.contains(&key.as_str()));
    let view = |(at, cell): (usize, &Cell)| CellView {
        at,
        label: label(&cell.path),
        value: typed.0.get(&format!("cell:{at}")).cloned().unwrap_or_else(|| cell.text.clone()),
        test: test(&cell.path).map(|test| typed.0.get(&format!("test:{at}")).cloned().unwrap_or_else(|| test.to_owned())),
    };
    let own = rule.row.cells.iter().enumerate().filter(|(_, cell)| is_inside(cell) && !rule.row.from_pack);
    own.map(view).collect()
}

/// The condition of a line of 分档 that is not the last resort.
fn test(path: &[Step]) -> Option<&str> {
    match path {
        [Step::Key(tiers), Step::At(_), Step::Key(test)] if tiers == "分档" && test != "其他" => Some(test),
        _ => None,
    }
}

fn label(path: &[Step]) -> String {
    let keys = path.iter().skip(1).filter_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None });
    keys.collect::<Vec<_>>().join(" ")
}

/// What was typed into the cells of a rule, as edits, each with its key.
pub fn cell_edits(rule: &Opened, typed: &Typed) -> Vec<(&'static str, Edit)> {
    let typed = of_rule(&rule.row.name, typed);
    IN_LIST.iter().flat_map(|key| key_edits(rule, key, &typed).into_iter().map(|edit| (*key, edit))).collect()
}

/// What was typed, as edits; the name last, because it is how the rule is found.
pub fn edits(rule: &Opened, typed: &Typed) -> Vec<Edit> {
    let name = &rule.row.name;
    let mut edits: Vec<Edit> = KNOWN.iter().flat_map(|known| key_edits(rule, known.key, typed)).collect();
    let at = |field: &str| field.parse().ok().and_then(|at: usize| rule.row.cells.get(at));
    for (field, value) in typed.under("cell:") {
        let changed = at(field).filter(|cell| cell.text != value.trim() && !value.trim().is_empty());
        edits.extend(changed.map(|cell| Edit::Set { rule: name.clone(), path: cell.path.clone(), text: value.trim().to_owned() }));
    }
    for (field, value) in typed.under("test:") {
        let changed = at(field).filter(|cell| test(&cell.path).is_some_and(|test| test != value.trim()) && !value.trim().is_empty());
        edits.extend(changed.map(|cell| Edit::Rename { rule: name.clone(), path: cell.path.clone(), name: value.trim().to_owned() }));
    }
    let chapter = typed.get("chapter").trim();
    if !chapter.is_empty() && chapter != rule.row.chapter {
        edits.push(Edit::Move { rule: name.clone(), to: To::Chapter(chapter.to_owned()) });
    }
    let new_name = typed.get("new-name").trim();
    if !new_name.is_empty() && new_name != name {
        edits.push(Edit::Rename { rule: name.clone(), path: Vec::new(), name: new_name.to_owned() });
    }
    edits
}

/// The edits of one key: none if it says what it said.
fn key_edits(rule: &Opened, key: &str, typed: &Typed) -> Vec<Edit> {
    let Some(text) = typed.0.get(&format!("key:{key}")) else { return Vec::new() };
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let written = rule.row.under(key);
    let old: Vec<&str> = written.iter().flat_map(|written| written.lines()).collect();
    if lines == old {
        return Vec::new();
    }
    let name = rule.row.name.clone();
    let path = vec![Step::Key(key.to_owned())];
    match lines.as_slice() {
        [] => vec![Edit::Remove { rule: name, path }],
        [one] if old.len() <= 1 => vec![Edit::Set { rule: name, path, text: (*one).to_owned() }],
        // Of a list that keeps its length, only the lines that differ are written.
        many if many.len() == old.len() && !rule.row.from_pack => {
            let differs = many.iter().zip(&old).enumerate().filter(|(_, (new, old))| new != old);
            let set = |(at, (new, _)): (usize, (&&str, &&str))| Edit::Set {
                rule: name.clone(),
                path: vec![Step::Key(key.to_owned()), Step::At(at)],
                text: (*new).to_owned(),
            };
            differs.map(set).collect()
        }
        many => vec![Edit::Set { rule: name, path, text: format!("[{}]", many.join(", ")) }],
    }
}
