//! Two rules that always come together: the same is filled in, and exactly the same is asked of it, so whoever meets one meets the other.
//!
//! Rules that ask for no more than 核实 are about different deeds, however alike they look; nothing is said of those.

use std::collections::HashMap;
use std::sync::Arc;

use super::cases::{Case, Cases, Tries};
use super::finding::Level;
use super::formula::Formula;
use super::marks::Findings;
use super::names::Input;
use super::rule::{FieldKind, Rule, Subject};
use super::study::Study;

/// Reports every rule that comes together with an earlier one of its chapter.
pub(super) fn report(studies: &[Study<'_>], tries: &mut Tries, findings: &mut Findings<'_>) {
    type Alike<'a> = (&'a Arc<str>, Subject, Vec<&'a str>);
    let mut earlier: HashMap<Alike<'_>, Vec<&Study<'_>>> = HashMap::new();
    for study in studies.iter().filter(|study| asks_of_the_deed(study.rule)) {
        let rule = study.rule;
        let alike = (&rule.chapter, rule.subject, rule.fields.iter().map(super::rule::Field::name).collect());
        let others = earlier.entry(alike).or_default();
        if let Some((other, case)) = others.iter().find_map(|other| Some((other.rule, together(other.rule, rule, tries)?))) {
            let message = format!(
                "“{}”和“{}”填的一样，条件也一样：够得上一条就够得上另一条，同一件事会记两次。请并成一条，或者写上同一个“取高”。",
                rule.name, other.name
            );
            let example = study.written(&super::sample::Sample::of(rule, case.0.values(&case.1), study.usual));
            findings.shown_by((Level::Warning, "rule.together"), study.name, message, None, example);
        }
        others.push(study);
    }
}

/// Whether its conditions ask something of what is filled in besides yes or no.
fn asks_of_the_deed(rule: &Rule) -> bool {
    let asks = |input: &Input| matches!(input, Input::Field(at) if rule.fields[usize::from(*at)].kind != FieldKind::YesNo);
    rule.conditions.iter().any(|condition| condition.inputs().any(|(_, input)| asks(input)))
}

/// A case that both count, if every case counts for both or for none.
fn together<'r>(one: &'r Rule, other: &'r Rule, tries: &mut Tries) -> Option<(Cases<'r>, Case)> {
    let apart = |a: &Rule, b: &Rule| a.until.zip(b.from).is_some_and(|(until, from)| until < from);
    if one.fields != other.fields || one.highest.is_some() && one.highest.as_ref().map(|h| &h.0) == other.highest.as_ref().map(|h| &h.0) {
        return None;
    }
    if apart(one, other) || apart(other, one) || one.is_award != other.is_award {
        return None;
    }
    let tests: Vec<&Formula> = one.conditions.iter().chain(&*other.conditions).collect();
    let cases = Cases::of(&tests, &one.fields, tries)?;
    let first = one.conditions.len();
    let all = |case: &Case, numbers: std::ops::Range<usize>| {
        numbers.map(|nth| cases.holds(case, nth)).try_fold(true, |all, holds| Some(all && holds?))
    };
    let mut both = None;
    for case in cases.each() {
        match (all(&case, 0..first)?, all(&case, first..tests.len())?) {
            (true, true) if both.is_none() => both = Some(case),
            (one, other) if one != other => return None,
            _ => {}
        }
    }
    both.map(|case| (cases, case))
}
