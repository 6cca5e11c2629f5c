//! Examples (比如) of a rule as its form shows them: what each says, what it comes to, and why; a new result kept as an example.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::saving::Typed;
use crate::rulebook::editing::{Edit, Opened, Opening, Step};
use crate::rulebook::{Field, FieldKind, NoHistory, Record, Tried};
use crate::web::after_name;
use crate::words::{Kind, Refusal};

/// An example.
#[derive(Clone, Debug)]
pub struct ExampleView {
    /// `时长 5，本月已得 12`
    pub given: String,
    pub expected: String,
    pub got: Option<String>,
    pub why: String,
    pub is_right: bool,
    /// Its number, if a new result can be kept as this example.
    pub keep: Option<usize>,
}

/// What is asked for a new example.
#[derive(Clone, Debug)]
pub struct Asked {
    pub name: String,
    pub label: String,
    pub value: String,
    pub options: Vec<String>,
}

/// The examples of a rule.
pub fn views(rule: &Opened) -> Vec<ExampleView> {
    rule.examples.iter().enumerate().map(|(at, tried)| view(at, tried, rule)).collect()
}

fn view(at: usize, tried: &Tried, rule: &Opened) -> ExampleView {
    let given: Vec<String> = tried.given.iter().map(|(name, value)| format!("{name} {value}")).collect();
    ExampleView {
        given: if given.is_empty() { "做一次".to_owned() } else { given.join("，") },
        expected: tried.expected.clone(),
        got: tried.got.clone(),
        why: after_name(&tried.why, &rule.row.name).to_owned(),
        is_right: tried.is_right,
        keep: (!tried.is_right && !rule.row.from_pack && tried.got.is_some()).then_some(at),
    }
}

/// What a new example of a rule fills in.
pub fn asked(fields: &[Field], typed: &Typed) -> Vec<Asked> {
    let options = |field: &Field| match field.kind() {
        FieldKind::Options(options) => options.iter().map(ToString::to_string).collect(),
        FieldKind::YesNo => vec!["是".to_owned(), "否".to_owned()],
        _ => Vec::new(),
    };
    let one = |field: &Field| Asked {
        name: field.name().to_owned(),
        label: field.label(),
        value: typed.get(&format!("example:{}", field.name())).to_owned(),
        options: options(field),
    };
    fields.iter().map(one).collect()
}

/// Writes what an example really comes to over what it says. Refuses `editing.unknown_place`, through the edit.
pub fn kept(rule: &Opened, at: usize) -> Option<Edit> {
    let tried = rule.examples.get(at)?;
    let mut path = vec![Step::Key("比如".to_owned())];
    path.extend(tried.at.map(Step::At));
    path.push(Step::Key("得".to_owned()));
    Some(Edit::Set { rule: rule.row.name.clone(), path, text: tried.got.clone()? })
}

/// A new example; where its outcome was left open, what the rules say now. Refuses `adoption.not_filled`.
pub fn added(opening: &Opening, rule: &Opened, typed: &Typed, today: NaiveDate) -> Result<Edit, Refusal> {
    let filled: BTreeMap<String, String> = typed
        .under("example:")
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let points = match typed.get("outcome").trim() {
        "" => computed(opening, rule, &filled, today)?,
        points => points.to_owned(),
    };
    let said = filled.iter().chain([(&"得".to_owned(), &points)]).map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>();
    let (rule_name, one) = (rule.row.name.clone(), format!("{{ {} }}", said.join(", ")));
    let list = vec![Step::Key("比如".to_owned())];
    Ok(match rule.examples.last() {
        Some(Tried { at: Some(last), .. }) => Edit::Insert { rule: rule_name, path: list, at: last + 1, name: None, text: one },
        _ => Edit::Set { rule: rule_name, path: list, text: format!("[{one}]") },
    })
}

fn computed(opening: &Opening, rule: &Opened, facts: &BTreeMap<String, String>, today: NaiveDate) -> Result<String, Refusal> {
    let next_step = "请把这一条要填的都填上；草案里还有错的，先改好，或者自己写“得”几分。";
    let no = |sentence: String| Refusal::new("adoption.not_filled", Kind::Invalid, sentence, next_step);
    let rulebook = opening.checked.rulebook.as_ref().ok_or_else(|| no("草案里还有错，算不出得几分。".to_owned()))?;
    let record = Record { rule: &rule.row.name, occurred_on: today, facts };
    let decision = rulebook.judge(&record, &NoHistory).map_err(|unjudged| no(Refusal::from(unjudged).sentence))?;
    Ok(decision.points.plain())
}
