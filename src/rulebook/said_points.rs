//! 分值 that says more than a number, as people say it: `20分/月`, `5-10`, `每小时2分`. It is told which keys of a rule say it, and where nothing but them is
//! wanting, they are the mend.
//!
//! Not here: what people say (`heard`); a number in an odd spelling (`form`).

use super::compiling::Compiler;
use super::facts::decimal;
use super::finding::Mend;
use super::form::{self, Form};
use super::heard::{self, Heard, Worth};
use super::limits;
use super::listing::Raw;
use super::rule::FieldKind;
use super::yaml::{Node, Shape};

impl Compiler<'_, '_> {
    /// Whether 分值 says what other keys of a rule say; that is reported.
    pub(super) fn is_said_otherwise(&mut self, raw: &Raw, form: &Form<'_>, node: &Node) -> bool {
        let Some(text) = node.text().filter(|text| decimal(text).is_none()) else { return false };
        let points = heard::points(text, false);
        if let Some(limit) = heard::as_limit(text).filter(|_| points.is_err()) {
            let message = format!("“{text}”说的是上限。请写成“上限: {limit}”，“分值”写每次记几分。");
            self.findings.error("points.said", node.mark, message);
            return true;
        }
        let Some(mut heard) = points.ok().filter(|heard| !is_number(heard) && !is_formula(text, heard)) else {
            return false;
        };
        self.call_by_its_name(&mut heard);
        let keys = self.keys(&heard);
        let written: Vec<String> = keys.iter().map(|(key, value)| format!("“{key}: {value}”")).collect();
        let message = format!("“{text}”{}。请分开写：{}。", why(&heard), written.join("、"));
        let mend = in_place(self, raw, form, &keys).map(Mend::guess);
        self.findings.mendable("points.said", node.mark, message, mend);
        true
    }

    /// What is measured may be filled in already.
    fn call_by_its_name(&self, heard: &mut Heard) {
        let Worth::Each { field, kind, .. } = &mut heard.worth else { return };
        let measured = |known: &FieldKind| matches!(known, FieldKind::Number { unit, .. } if !unit.is_empty() && kind.contains(&**unit));
        if let Some(known) = self.names.fields.iter().find(|known| measured(&known.kind)) {
            (*known.name).clone_into(field);
        }
    }

    /// The keys that say it, with their values, in the order in which they are written.
    fn keys(&self, heard: &Heard) -> Vec<(&'static str, String)> {
        let person = heard.of_person.then(|| ("对象", "个人".to_owned()));
        let is_known = |field: &str| self.names.fields.iter().any(|known| *known.name == *field);
        let asked = heard.asks().filter(|(field, _)| !is_known(field)).map(|(field, kind)| ("填报", format!("{{ {field}: {kind} }}")));
        let limits = Some(limits::written(&heard.limits)).filter(|limits| !limits.is_empty()).map(|limits| ("上限", limits));
        person.into_iter().chain(asked).chain([heard.gives()]).chain(limits).collect()
    }
}

/// What to write instead of the value, so that the rule has these keys; `None` if it has one of them already, or says 分值 where another key is wanted.
fn in_place(compiler: &Compiler<'_, '_>, raw: &Raw, form: &Form<'_>, keys: &[(&'static str, String)]) -> Option<String> {
    let pairs = |keys: &[(&'static str, String)]| keys.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>();
    let Shape::Table(_) = raw.value.shape else { return Some(format!("{{ {} }}", pairs(keys).join(", "))) };
    let (own, others): (Vec<_>, Vec<_>) = keys.iter().cloned().partition(|(key, _)| *key == "分值");
    let is_free = others.iter().all(|(key, _)| form.get(key).is_none());
    let (_, points) = own.first().filter(|_| is_free)?;
    let mark = form.get("分值")?.key_mark;
    let before = &compiler.findings.source(mark.file).text[..mark.start as usize];
    let indent = before.rsplit('\n').next().unwrap_or_default();
    let is_block = !compiler.findings.slice(raw.value.mark).starts_with('{') && indent.trim().is_empty();
    let joint = if is_block { format!("\n{indent}") } else { ", ".to_owned() };
    Some(std::iter::once(points.clone()).chain(pairs(&others)).collect::<Vec<_>>().join(&joint))
}

/// Whether it says a number and nothing else, however it is spelled.
fn is_number(heard: &Heard) -> bool {
    matches!(heard.worth, Worth::Fixed(_)) && heard.limits.is_empty() && !heard.of_person
}

/// `10-5` is a sum, `20/月` a quotient.
fn is_formula(text: &str, heard: &Heard) -> bool {
    let is_sum = || {
        matches!(heard.worth, Worth::Between { .. })
            && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | ' '))
            && !is_rising(text)
    };
    let is_quotient = !text.contains('分') && text.contains('/') && !heard.limits.is_empty();
    is_quotient || is_sum()
}

/// `5-10`, and not `10-5` or `-5-10`.
fn is_rising(text: &str) -> bool {
    form::range(text).is_some_and(|(one, other)| !one.is_sign_negative() && one < other)
}

/// Why it is more than a number.
fn why(heard: &Heard) -> &'static str {
    match heard.worth {
        Worth::Between { .. } => "是从几分到几分，记几分要由人来定",
        Worth::Each { .. } => "要看做了多少，做了多少由记录的人来填",
        Worth::Grades { .. } => "是分等级记分，评了哪一等由记录的人来填",
        Worth::Meeting => "是一事一议",
        Worth::Fixed(_) if heard.limits.is_empty() => "还说了记给谁",
        Worth::Fixed(_) => "还说了多久能记几次",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_reckoned_is_a_formula() {
        let table = [
            ("5-10", false),
            ("5 - 10", false),
            ("5\u{2014}10", false),
            ("-5至-10", false),
            ("10-5", true),
            ("-5-10", true),
            ("20/月", true),
            ("20分/月", false),
            ("5-10/次", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_formula(text, &heard::points(text, false).unwrap()), expected, "{text}");
        }
    }
}
