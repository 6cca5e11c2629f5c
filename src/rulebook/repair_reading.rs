//! Reading 修复: a phrase or a table, once all rules of a list are known.
//!
//! Not here: what it means (`repair`).

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::words::Span;

use super::facts::decimal;
use super::fields;
use super::finding::Mend;
use super::form::{self, Form};
use super::history::{Measure, Need, Reach};
use super::keys;
use super::listing::Listing;
use super::marks::{Findings, Mark};
use super::names::nearest;
use super::numerals::{chinese, plain};
use super::reading::Draft;
use super::repair::{Back, Repair};
use super::rule::{Field, FieldKind, Rule};
use super::running_total::counted;
use super::term::{self, Term};
use super::yaml::{Entry, Node, Shape};

/// The rules of a list by name, without spaces: the name as written, their fields, and whether they give points.
type Known = BTreeMap<String, (Arc<str>, Box<[Field]>, bool)>;

/// Reads 修复 of every rule that has one; by now all rules are known.
pub(super) fn read_all(drafts: &mut [Draft<'_>], listing: &Listing, unit: Reach, findings: &mut Findings<'_>) {
    if drafts.iter().all(|draft| draft.form.get("修复").is_none()) {
        return;
    }
    let known = |Draft { rule, .. }: &Draft<'_>| (squeezed(&rule.name), (rule.name.clone(), rule.fields.clone(), rule.is_award));
    let known: Known = drafts.iter().filter(|draft| draft.can_judge).map(known).collect();
    // A rule that could not be read has findings of its own.
    let unread: HashSet<&str> = listing.rules.iter().filter(|raw| !raw.is_off).map(|raw| &*raw.name).collect();
    for draft in drafts {
        let Some(entry) = draft.form.get("修复").filter(|_| !findings.is_flooded()) else { continue };
        draft.rule.repair = Reading { known: &known, unread: &unread, unit, findings }.read(entry, &draft.rule).map(Box::new);
    }
}

/// What is written, its parts not yet looked up.
struct Written<'n> {
    term: Option<Term>,
    /// A rule, or a rule and its field.
    what: String,
    goal: Decimal,
    unit: String,
    back: Back,
    node: Place<'n>,
}

/// Where the rule is named: the key of a table, or the phrase.
struct Place<'n> {
    mark: Mark,
    text: &'n str,
}

struct Reading<'a, 'f> {
    known: &'a Known,
    unread: &'a HashSet<&'a str>,
    unit: Reach,
    findings: &'a mut Findings<'f>,
}

const SHAPE: &str = "修复要写成“一年内志愿服务满4小时返还全部”，或者 {志愿服务满: 4小时, 返还: 全部, 期限: 一年}。";

impl Reading<'_, '_> {
    fn read(&mut self, entry: &Entry, rule: &Rule) -> Option<Repair> {
        if !rule.amount.bounds().can_be_negative() {
            self.findings.error("repair.award", entry.key_mark, "这条规则不减分，没有什么要修复的。修复写在减分的规则里。");
        }
        let written = match &entry.value.shape {
            Shape::Table(entries) => self.table(entries, entry)?,
            _ => self.phrase(&entry.value)?,
        };
        self.too_much(&written, entry, rule);
        self.resolve(written, entry)
    }

    fn table<'n>(&mut self, entries: &'n [Entry], entry: &Entry) -> Option<Written<'n>> {
        let (form, strangers) = Form::sort(entries, keys::REPAIR, self.findings);
        let (tasks, unknown): (Vec<&Entry>, Vec<&Entry>) = strangers.into_iter().partition(|entry| task(&entry.key).is_some());
        unknown.iter().for_each(|entry| form::unknown(entry, nearest(&entry.key, keys::names(keys::REPAIR)), true, self.findings));
        let [done] = tasks.as_slice() else {
            self.findings.error("repair.phrase", entry.key_mark, SHAPE);
            return None;
        };
        let term = form.get("期限").map(|entry| term::read(entry, self.findings));
        let back = form.get("返还").map(|entry| self.back(entry));
        let (goal, unit) = self.understood(done.value.text().and_then(|text| goal(&squeezed(text))), &done.value)?;
        let node = Place { mark: done.key_mark, text: &done.key };
        Some(Written {
            term: term.unwrap_or(Some(Term::Months(12))),
            what: task(&done.key)?,
            goal,
            unit,
            back: back.unwrap_or(Some(Back::All))?,
            node,
        })
    }

    fn back(&mut self, entry: &Entry) -> Option<Back> {
        let read = entry.value.text().and_then(|text| Back::parse(&squeezed(text)));
        if read.is_none() {
            self.findings.error("repair.back", entry.value.mark, "返还要写全部、一半，或者几分。");
        }
        read
    }

    fn phrase<'n>(&mut self, node: &'n Node) -> Option<Written<'n>> {
        let text = node.text().unwrap_or_default();
        self.understood(phrase(text, Place { mark: node.mark, text }), node)
    }

    fn understood<T>(&mut self, read: Option<T>, node: &Node) -> Option<T> {
        if read.is_none() {
            self.findings.error("repair.phrase", node.mark, format!("这样写看不懂。{SHAPE}"));
        }
        read
    }

    /// More than was taken cannot come back.
    fn too_much(&mut self, written: &Written<'_>, entry: &Entry, rule: &Rule) {
        let least = rule.bounds().least.map(|least| least.abs());
        if let (Back::Points(points), Some(most)) = (written.back, least)
            && points.decimal() > most
        {
            let message = format!("返还 {} 分比扣的 {} 分还多，返还不能超过扣的。", points.plain(), most.normalize());
            self.findings.error("repair.back", entry.value.mark, message);
        }
    }

    fn resolve(&mut self, written: Written<'_>, entry: &Entry) -> Option<Repair> {
        let Written { what, goal, unit, .. } = &written;
        let Some((rule, field)) = self.named(what) else {
            self.stranger(&written);
            return None;
        };
        let (rule, fields, gives) = &self.known[rule];
        if !gives {
            let message = format!("“{rule}”是减分的，做它不能修复。请写一条加分的规则。");
            self.findings.error("repair.rule", written.node.mark, message);
            return None;
        }
        let field = match counted_field(fields, field, unit) {
            Ok(field) => field,
            Err(why) => {
                self.findings.error("repair.field", written.node.mark, format!("“{rule}”{why}"));
                return None;
            }
        };
        let task = said(rule, field, *goal);
        let of: Arc<str> = field.map_or("".into(), |field| field.name.clone());
        let need = Need { reach: self.unit, measure: Measure::Done { rule: rule.clone(), of: of.clone() }, span: Span::Day };
        let line = self.findings.line(entry.key_mark);
        Some(Repair { rule: rule.clone(), field: of, goal: *goal, task: task.into(), back: written.back, term: written.term?, need, line })
    }

    /// A rule of this name, or a rule and its field: `志愿服务`, `志愿服务时长`, `志愿服务的时长`.
    fn named<'w>(&self, what: &'w str) -> Option<(&'w str, Option<&'w str>)> {
        if self.known.contains_key(what) {
            return Some((what, None));
        }
        what.char_indices().rev().find_map(|(end, _)| {
            let (rule, rest) = what.split_at(end);
            let rest = rest.strip_prefix('的').unwrap_or(rest);
            let (_, fields, _) = self.known.get(rule)?;
            fields.iter().any(|field| *field.name == *rest).then_some((rule, Some(rest)))
        })
    }

    fn stranger(&mut self, written: &Written<'_>) {
        let what = written.what.as_str();
        if self.unread.contains(what) {
            return;
        }
        let near = nearest(what, self.known.values().filter(|(.., gives)| *gives).map(|(rule, ..)| &**rule));
        let hint = near.map_or_else(|| "请写本村正在用的一条加分规则。".to_owned(), |near| format!("是不是“{near}”？"));
        let fix = near.filter(|_| written.node.text.contains(what)).map(|near| Mend::guess(written.node.text.replacen(what, near, 1)));
        self.findings.mendable("repair.rule", written.node.mark, format!("没有叫“{what}”的规则，{hint}"), fix);
    }
}

/// The field that is summed up; `None` counts records. The other way round: why it cannot be told.
fn counted_field<'a>(fields: &'a [Field], named: Option<&str>, unit: &str) -> Result<Option<&'a Field>, String> {
    let unit_of = |field: &Field| if let FieldKind::Number { unit, .. } = &field.kind { Some(unit.clone()) } else { None };
    if let Some(name) = named {
        let field = fields
            .iter()
            .find(|field| *field.name == *name)
            .filter(|field| unit_of(field).is_some_and(|own| unit.is_empty() || *own == *unit));
        return field
            .map(Some)
            .ok_or_else(|| format!("的“{name}”不是按{}填的数，请核对单位。", if unit.is_empty() { "个数" } else { unit }));
    }
    if unit == "次" {
        return Ok(None);
    }
    let fitting: Vec<&Field> = fields.iter().filter(|field| unit_of(field).is_some_and(|own| *own == *unit)).collect();
    match fitting.as_slice() {
        [field] => Ok(Some(field)),
        [] if unit.is_empty() => Err("没有要填的个数。请写单位，像“4小时”，或者写次数，像“3次”。".to_owned()),
        [] => Err(format!("没有按{unit}填的数。请写填报里有的单位，或者写次数，像“3次”。")),
        [first, ..] => Err(format!("有几个数都对得上，请写明是哪一个，像“的{}满”。", first.name)),
    }
}

/// `志愿服务满 4 小时`, `捡废品的个数满 20`
fn said(rule: &str, field: Option<&Field>, goal: Decimal) -> String {
    let goal = goal.normalize();
    match field.map(|field| (&field.name, &field.kind)) {
        Some((_, FieldKind::Number { unit, .. })) if !unit.is_empty() => format!("{rule}满 {goal} {unit}"),
        Some((name, _)) => format!("{rule}的{name}满 {goal}"),
        None => format!("{rule}满 {goal} 次"),
    }
}

/// Of `志愿服务满` or `志愿服务 reaches` what must be done.
fn task(key: &str) -> Option<String> {
    let what = key.trim().strip_suffix('满').or_else(|| key.trim().strip_suffix(" reaches"))?;
    Some(squeezed(what)).filter(|what| !what.is_empty())
}

/// Without spaces, in plain digits and signs.
fn squeezed(text: &str) -> String {
    plain(text).split_whitespace().collect()
}

/// `4小时`, `三次`, `20`, `4hours`; the unit as readers see it.
fn goal(text: &str) -> Option<(Decimal, String)> {
    let is_digit = |c: char| c.is_ascii_digit() || c == '.' || "一二两三四五六七八九十百".contains(c);
    let split = text.find(|c| !is_digit(c)).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number = decimal(number).or_else(|| chinese(number)).filter(|number| *number > Decimal::ZERO && *number == counted(*number))?;
    let unit = if unit.is_empty() { "" } else { fields::unit(unit)? };
    Some((number, unit.to_owned()))
}

/// `一年内志愿服务满4小时返还全部`; `志愿服务 reaches 4 hours within one year, give back half`. A year and everything where nothing is said.
fn phrase<'n>(text: &str, node: Place<'n>) -> Option<Written<'n>> {
    let narrow = plain(text);
    let promise = ["返还", "give back"].iter().find_map(|word| narrow.split_once(word));
    let (doing, back) = promise.map_or((&*narrow, Some(Back::All)), |(doing, back)| (doing, Back::parse(&squeezed(back))));
    let doing = doing.trim_end_matches([',', ';', '、', '就', ' ']);
    let back = back?;
    let (term, what, measured) = match doing.split_once(" reaches ") {
        Some((what, rest)) => {
            let (measured, term) = rest.split_once(" within ").map_or((rest, None), |(measured, term)| (measured, Some(term)));
            (term.map(Term::parse), squeezed(what), squeezed(measured))
        }
        None => {
            let doing = squeezed(doing);
            let (before, measured) = doing.rsplit_once('满')?;
            let within = before.split_once("以内").or_else(|| before.split_once('内'));
            let within = within.and_then(|(term, what)| Some((Term::parse(term)?, what)));
            let (term, what) = within.map_or((None, before), |(term, what)| (Some(Some(term)), what));
            (term, what.to_owned(), measured.to_owned())
        }
    };
    let (goal, unit) = goal(&measured)?;
    Some(Written { term: Some(term.unwrap_or(Some(Term::Months(12)))?), what, goal, unit, back, node })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_in_both_languages() {
        let table = [
            ("一年内志愿服务满4小时返还全部", Some(("一年", "志愿服务", 4, "小时", "返还全部"))),
            ("半年以内 志愿服务 满 3 次，返还一半", Some(("半年", "志愿服务", 3, "次", "返还一半"))),
            ("志愿服务满三次", Some(("一年", "志愿服务", 3, "次", "返还全部"))),
            ("村内清扫满\u{FF12}小时就返还2分", Some(("一年", "村内清扫", 2, "小时", "返还 2 分"))),
            ("当年内捡废品满20，返还5分", Some(("当年", "捡废品", 20, "", "返还 5 分"))),
            ("志愿服务 reaches 4 hours within one year, give back half", Some(("一年", "志愿服务", 4, "小时", "返还一半"))),
            ("志愿服务满", None),
            ("志愿服务满4钟头", None),
            ("志愿服务4小时", None),
            ("志愿服务满0小时", None),
            ("志愿服务满4小时，加倍返还", None),
        ];
        for (text, expected) in table {
            let read = phrase(text, Place { mark: Mark::default(), text });
            let read = read.map(|w| (w.term.unwrap().to_string(), w.what, w.goal, w.unit, w.back.to_string()));
            let expected = expected.map(|(term, what, goal, unit, back): (&str, &str, i64, &str, &str)| {
                (term.to_owned(), what.to_owned(), Decimal::from(goal), unit.to_owned(), back.to_owned())
            });
            assert_eq!(read, expected, "{text}");
        }
    }
}
