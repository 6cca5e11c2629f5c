//! How many points: 分值, 分档, 对照, 累计达标, 脚本, or what a meeting decides.
//!
//! Reading them and the checks that belong to them. Not here: 累计达标 (`running_total`), 脚本 (`script`) and 一事一议 (`meeting`), and working amounts out for a record (`judge`).

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::words::Points;

use super::bounds::{self, Bounds};
use super::compiling::{Compiler, Written};
use super::facts::{decimal, is_too_large};
use super::fields;
use super::finding::Mend;
use super::form;
use super::formula::Formula;
use super::history::Need;
use super::marks::Mark;
use super::meeting::Meeting;
use super::names::{Input, nearest};
use super::native::{Compared, Number, Order, Test};
use super::rule::FieldKind;
use super::running_total::RunningTotal;
use super::script::Script;
use super::yaml::{Entry, Node, Shape};

/// A number, or a formula that gives one.
#[derive(Debug)]
pub(super) enum Worth {
    Fixed(Points),
    Formula(Box<Formula>),
}

impl Worth {
    /// The least and most it can give.
    pub(super) fn bounds(&self) -> Bounds {
        match self {
            Worth::Fixed(points) => Bounds::exactly(points.decimal()),
            Worth::Formula(formula) => formula.bounds,
        }
    }
}

/// One line of 分档; the last has no condition.
#[derive(Debug)]
pub(super) struct Tier {
    pub(super) test: Option<Box<Formula>>,
    pub(super) worth: Worth,
    pub(super) line: u32,
}

/// One line of 对照.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) option: Arc<str>,
    pub(super) worth: Worth,
    pub(super) line: u32,
}

/// How many points a rule gives.
#[derive(Debug)]
pub(super) enum Amount {
    Single { worth: Worth, line: u32 },
    Tiers(Box<[Tier]>),
    Lookup { field: u16, rows: Box<[Row]> },
    Total(RunningTotal),
    Meeting(Meeting),
    Script(Script),
}

impl Amount {
    /// What stands for one that could not be read: nobody knows what it gives.
    pub(super) fn unread() -> Self {
        Amount::Tiers(Box::default())
    }

    /// The worth of this number.
    pub(super) fn worth(&self, nth: usize) -> Option<&Worth> {
        match self {
            Amount::Single { worth, .. } => Some(worth),
            Amount::Tiers(tiers) => tiers.get(nth).map(|tier| &tier.worth),
            Amount::Lookup { rows, .. } => rows.get(nth).map(|row| &row.worth),
            Amount::Total(total) => total.thresholds.get(nth).map(|threshold| &threshold.worth),
            Amount::Meeting(meeting) => Some(&meeting.worth),
            Amount::Script(script) => Some(&script.worth),
        }
    }

    /// Every worth it can come to, in order; an example reaches them by this number.
    pub(super) fn worths(&self) -> Vec<(&Worth, u32)> {
        match self {
            Amount::Single { worth, line } => vec![(worth, *line)],
            Amount::Tiers(tiers) => tiers.iter().map(|tier| (&tier.worth, tier.line)).collect(),
            Amount::Lookup { rows, .. } => rows.iter().map(|row| (&row.worth, row.line)).collect(),
            Amount::Script(script) => vec![(&script.worth, script.line)],
            Amount::Meeting(meeting) => vec![(&meeting.worth, meeting.line)],
            Amount::Total(total) => total.thresholds.iter().map(|threshold| (&threshold.worth, threshold.line)).collect(),
        }
    }

    /// The least and most it can give.
    pub(super) fn bounds(&self) -> Bounds {
        let all = self.worths().into_iter().map(|(worth, _)| worth.bounds());
        all.reduce(Bounds::or).unwrap_or(bounds::UNKNOWN)
    }

    /// The tally it reads besides those of its formulas.
    pub(super) fn need(&self) -> Option<&Need> {
        if let Amount::Total(total) = self { Some(&total.need) } else { None }
    }

    /// Every formula in it.
    pub(super) fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let tests: Vec<&Formula> = match self {
            Amount::Tiers(tiers) => tiers.iter().filter_map(|tier| tier.test.as_deref()).collect(),
            _ => Vec::new(),
        };
        let worths =
            self.worths().into_iter().filter_map(|(worth, _)| if let Worth::Formula(formula) = worth { Some(&**formula) } else { None });
        tests.into_iter().chain(worths)
    }
}

/// The most lines of 分档.
const MOST_TIERS: usize = 100;

const TIERS_SHAPE: &str = "分档要一行一档，写成“- 桌数 <= 10: 30”，最后一行写“- 其他: 0”。";

/// Words for the line of 分档 that takes whatever is left.
const OTHERWISE: [&str; 5] = ["其他", "其它", "其余", "else", "other"];

/// What people say for it.
#[rustfmt::skip]
const SAID_OTHERWISE: [&str; 18] = [
    "否则", "其他情况", "其它情况", "其余情况", "其他的", "其它的", "其余的", "别的", "其他都", "剩下的", "以上都不是", "以上都不符合", "都不是", "都不符合", "不符合以上",
    "默认", "otherwise", "default",
];

impl<'a> Compiler<'a, '_> {
    /// 分值, or a rule of one line: its number stands behind its name.
    pub(super) fn single(&mut self, node: &Node) -> Option<Amount> {
        let line = self.findings.line(node.mark);
        self.worth(node, "分值").map(|worth| Amount::Single { worth, line })
    }

    fn worth(&mut self, node: &Node, what: &str) -> Option<Worth> {
        let Some(text) = node.text().filter(|_| !node.is_empty()) else {
            self.findings.error("value.number", node.mark, format!("“{what}”要写一个数或一条公式。"));
            return None;
        };
        if decimal(text).is_some() || is_too_large(text) || form::odd_number(text).is_some() {
            return form::points(node, what, self.findings).map(Worth::Fixed);
        }
        self.number(Written { text, mark: node.mark }).map(|formula| Worth::Formula(Box::new(formula)))
    }

    /// 分档
    pub(super) fn tiers(&mut self, entry: &Entry) -> Option<Amount> {
        let before = self.findings.errors();
        let lines = self.tier_lines(entry);
        if !form::is_few(lines.len(), MOST_TIERS, &entry.key, entry.key_mark, self.findings) {
            return None;
        }
        let mut tiers: Vec<Tier> = Vec::with_capacity(lines.len());
        let last = lines.iter().position(|line| OTHERWISE.contains(&&*line.key)).filter(|last| last + 1 < lines.len());
        if let Some(last) = last {
            let mark = lines[last + 1].key_mark;
            self.findings.error("tiers.unreachable", mark, "这一档排在“其他”后面，永远轮不到。请把“其他”放到最后。");
        }
        for line in &lines {
            let otherwise = self.is_otherwise(line);
            let test = if otherwise { None } else { self.test(Written { text: &line.key, mark: line.key_mark }).map(Box::new) };
            let worth = self.worth(&line.value, "这一档的分值");
            let (Some(worth), true) = (worth, otherwise || test.is_some()) else { continue };
            tiers.push(Tier { test, worth, line: self.findings.line(line.key_mark) });
        }
        (self.findings.errors() == before && !tiers.is_empty() && tiers.len() == lines.len()).then(|| Amount::Tiers(tiers.into()))
    }

    /// Whether a line takes whatever is left.
    fn is_otherwise(&mut self, line: &Entry) -> bool {
        let is_said = SAID_OTHERWISE.contains(&line.key.trim_matches(|c: char| c.is_whitespace() || c == '\u{FF0C}'));
        if is_said {
            let message = format!("分档的最后一行叫“其他”，“{}”写成“其他”就行。", line.key);
            self.findings.mendable("tiers.otherwise", line.key_mark, message, Some(Mend::sure("其他")));
        }
        is_said || OTHERWISE.contains(&&*line.key)
    }

    /// The lines of 分档, written as a list of single lines or as one table.
    fn tier_lines<'n>(&mut self, entry: &'n Entry) -> Vec<&'n Entry> {
        let mut lines: Vec<&Entry> = Vec::new();
        match &entry.value.shape {
            Shape::Table(entries) if !entries.is_empty() => lines.extend(entries),
            Shape::List(items) if !items.is_empty() => items.iter().for_each(|item| self.tier_line(item, &mut lines)),
            _ => self.findings.error("tiers.shape", entry.value.mark, TIERS_SHAPE),
        }
        lines
    }

    /// One item of 分档 as a line; as several, where the dash of some is missing.
    fn tier_line<'n>(&mut self, item: &'n Node, lines: &mut Vec<&'n Entry>) {
        let Shape::Table(entries) = &item.shape else {
            // `- 其他 0`
            let is_sign = |c: char| c.is_whitespace() || ",;\u{FF0C}\u{FF1B}\u{FF1A}".contains(c);
            let parts = item.text().and_then(|text| text.rsplit_once(' ')).filter(|(_, worth)| decimal(worth).is_some());
            let parts = parts.map(|(test, worth)| (test.trim_end_matches(is_sign), worth));
            let named = |test| if SAID_OTHERWISE.contains(&test) { OTHERWISE[0] } else { test };
            let mend = parts.map(|(test, worth)| Mend::guess(format!("{}: {worth}", named(test))));
            return self.findings.mendable("tiers.shape", item.mark, TIERS_SHAPE, mend);
        };
        if entries.is_empty() {
            self.findings.error("tiers.shape", item.mark, TIERS_SHAPE);
        }
        for more in entries.iter().skip(1) {
            let start = more.key_mark.start.saturating_sub(2);
            let gap = Mark { start, end: more.key_mark.start, ..more.key_mark };
            let is_on_its_own = self.findings.slice(gap) == "  " && self.findings.line(more.key_mark) > self.findings.line(item.mark);
            let (mark, mend) = if is_on_its_own { (gap, Some(Mend::sure("- "))) } else { (more.key_mark, None) };
            self.findings.mendable("tiers.shape", mark, format!("“{}”这一档前面少了短横线。{TIERS_SHAPE}", more.key), mend);
        }
        lines.extend(entries);
    }

    /// 对照
    pub(super) fn lookup(&mut self, entry: &Entry) -> Option<Amount> {
        let entries = form::table(&entry.value, &entry.key, self.findings)?;
        let [table] = entries else {
            self.findings.error("lookup.shape", entry.value.mark, "对照一次只能按一项来查，写成“等级: {优: 5, 良: 3, 差: 0}”。");
            return None;
        };
        let field = self.looked_up(table);
        let rows = form::table(&table.value, &table.key, self.findings)?;
        if !form::is_few(rows.len(), fields::MOST_OPTIONS, &table.key, table.key_mark, self.findings) {
            return None;
        }
        let Some((field, options)) = field else {
            // Which options there are is not known; what each is worth can be read.
            rows.iter().for_each(|row| drop(self.worth(&row.value, &row.key)));
            return None;
        };
        self.rows(rows, options, table).map(|rows| Amount::Lookup { field, rows: rows.into() })
    }

    /// The field of 对照, with its options.
    fn looked_up(&mut self, table: &Entry) -> Option<(u16, &'a [Arc<str>])> {
        let fields = self.names.fields;
        let Some(at) = fields.iter().position(|field| *field.name == *table.key) else {
            if !self.asked.may_be(&table.key) {
                let near = nearest(&table.key, fields.iter().map(|field| field.name()));
                let hint = near.map_or_else(|| "请先写在填报里。".to_owned(), |near| format!("是不是“{near}”？"));
                self.findings.mendable("lookup.field", table.key_mark, format!("填报里没有“{}”，{hint}", table.key), near.map(Mend::guess));
            }
            return None;
        };
        let FieldKind::Options(options) = &fields[at].kind else {
            self.findings.error("lookup.field", table.key_mark, format!("“{}”要有选项才能对照，比如 [优, 良, 差]。", table.key));
            return None;
        };
        Some((u16::try_from(at).unwrap_or(u16::MAX), options))
    }

    fn rows(&mut self, entries: &[Entry], options: &[Arc<str>], table: &Entry) -> Option<Vec<Row>> {
        let before = self.findings.errors();
        let mut rows: Vec<Row> = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some(option) = options.iter().find(|option| ***option == *entry.key) else {
                let near = nearest(&entry.key, options.iter().map(|option| &**option));
                let hint = near.map_or_else(|| "请核对填报里的选项。".to_owned(), |near| format!("是不是“{near}”？"));
                let message = format!("“{}”不是“{}”的选项，{hint}", entry.key, table.key);
                self.findings.mendable("lookup.option", entry.key_mark, message, near.map(Mend::guess));
                continue;
            };
            if rows.iter().any(|row| row.option == *option) {
                self.findings.error("yaml.duplicate", entry.key_mark, format!("“{option}”写了两遍，请只留一个。"));
            }
            let line = self.findings.line(entry.key_mark);
            let worth = self.worth(&entry.value, &entry.key);
            rows.extend(worth.map(|worth| Row { option: option.clone(), worth, line }));
        }
        if self.findings.errors() == before {
            for option in options.iter().filter(|option| !entries.iter().any(|entry| *entry.key == ***option)) {
                self.findings.error("lookup.missing", table.key_mark, format!("“{option}”没有写记几分。"));
            }
        }
        (self.findings.errors() == before && rows.len() == entries.len()).then_some(rows)
    }
}

/// The numbers of one field that a comparison lets through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) field: u16,
    pub(super) from: Option<(Decimal, bool)>,
    pub(super) to: Option<(Decimal, bool)>,
}

/// What a comparison of a field with a number asks for; `None` where it is another one.
pub(super) fn interval(test: &Test, formula: &Formula) -> Option<Interval> {
    let Test::Numbers(Compared { order, sides }) = test else { return None };
    let (at, number, order) = match &**sides {
        [Number::Input(at), Number::Fixed(number)] => (*at, *number, *order),
        [Number::Fixed(number), Number::Input(at)] => (*at, *number, order.turned()),
        _ => return None,
    };
    let Some(Input::Field(field)) = formula.input(at) else { return None };
    let (from, to) = match order {
        Order::AtMost => (None, Some((number, true))),
        Order::Less => (None, Some((number, false))),
        Order::AtLeast => (Some((number, true)), None),
        Order::More => (Some((number, false)), None),
        Order::Same => (Some((number, true)), Some((number, true))),
        Order::Other => return None,
    };
    Some(Interval { field: *field, from, to })
}
