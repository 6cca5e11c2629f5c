//! Every case that the tests of a rule can tell apart, so that something can be said of all records there may ever be.
//!
//! For each input one value stands for all that are judged alike: every option, yes and no, every cut, and something between two cuts. All
//! combinations of them are tried, each exactly as a record would be. Not here: where the cuts are (`cuts`), what is claimed (`hygiene`).

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::cuts::{self, Cuts, Range};
use super::facts::Value;
use super::formula::Formula;
use super::names::Input;
use super::native::{Inputs, Native};
use super::rule::{Field, FieldKind};

/// The most combinations of one rule.
const MOST: usize = 4_000;

/// How many combinations one check still tries, of all rules together: counted, so that it ends at the same place on any machine.
pub(super) struct Tries(usize);

impl Default for Tries {
    fn default() -> Self {
        Self(60_000)
    }
}

/// One input with the values that stand for all others.
struct Column {
    name: Arc<str>,
    input: Input,
    values: Vec<Value>,
}

/// A test that is decided, with the columns of its inputs.
struct Decided<'f> {
    native: &'f Native,
    reads: Vec<usize>,
}

/// All combinations of values.
pub(super) struct Cases<'f> {
    columns: Vec<Column>,
    tests: Vec<Option<Decided<'f>>>,
    count: usize,
}

/// One combination.
#[derive(Clone)]
pub(super) struct Case {
    /// The number of the value in each column.
    at: Vec<usize>,
}

impl<'f> Cases<'f> {
    /// The cases of some tests that are asked of the same record. `None` if there are too many.
    pub(super) fn of(tests: &[&'f Formula], fields: &[Field], tries: &mut Tries) -> Option<Self> {
        let mut all: Vec<Cuts> = Vec::new();
        let mut decided = Vec::with_capacity(tests.len());
        for test in tests {
            let cuts = cuts::of(test, fields).filter(|cuts| fit_together(&all, cuts, fields));
            decided.push(cuts.is_some());
            cuts.into_iter().flatten().for_each(|cuts| add(&mut all, cuts));
        }
        share_links(&mut all, fields);
        let columns: Vec<Column> =
            all.into_iter().map(|cuts| Column { values: values(&cuts, fields), name: cuts.name, input: cuts.input }).collect();
        let count = columns.iter().try_fold(1_usize, |count, column| count.checked_mul(column.values.len()))?;
        if count == 0 || count > MOST || count > tries.0 {
            return None;
        }
        tries.0 -= count;
        let reads =
            |test: &Formula| test.inputs().filter_map(|(_, input)| columns.iter().position(|column| column.input == *input)).collect();
        let tests = tests
            .iter()
            .zip(decided)
            .map(|(test, decided)| Some(Decided { native: test.native().filter(|_| decided)?, reads: reads(test) }));
        let tests = tests.collect();
        Some(Self { columns, tests, count })
    }

    /// One after another.
    pub(super) fn each(&self) -> impl Iterator<Item = Case> {
        (0..self.count).map(|nth| self.nth(nth))
    }

    fn nth(&self, mut nth: usize) -> Case {
        let mut at = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            at.push(nth % column.values.len());
            nth /= column.values.len();
        }
        Case { at }
    }

    /// Whether a test holds in a case; `None` where that is undecided or cannot be worked out.
    pub(super) fn holds(&self, case: &Case, test: usize) -> Option<bool> {
        let decided = self.tests.get(test)?.as_ref()?;
        let values: Vec<Value> = decided.reads.iter().map(|column| self.columns[*column].values[case.at[*column]].clone()).collect();
        match decided.native.work(Inputs::own(&values)) {
            Ok(Value::YesNo(yes)) => Some(yes),
            _ => None,
        }
    }

    /// Whether a test is decided.
    pub(super) fn is_decided(&self, test: usize) -> bool {
        self.tests.get(test).is_some_and(Option::is_some)
    }

    /// Whether every combination can really happen: what is filled in is free, but 本月次数 is never more than 本年次数.
    pub(super) fn are_free(&self) -> bool {
        self.columns.iter().filter(|column| !matches!(column.input, Input::Field(_))).count() <= 1
    }

    /// The names and values of a case.
    pub(super) fn values<'a>(&'a self, case: &'a Case) -> impl Iterator<Item = (&'a str, &'a Input, &'a Value)> {
        self.columns.iter().zip(&case.at).map(|(column, at)| (&*column.name, &column.input, &column.values[*at]))
    }
}

fn add(all: &mut Vec<Cuts>, cuts: Cuts) {
    let Some(known) = all.iter_mut().find(|known| known.input == cuts.input) else { return all.push(cuts) };
    known.numbers.extend(cuts.numbers);
    known.days.extend(cuts.days);
    known.texts.extend(cuts.texts);
    known.each |= cuts.each;
    known.linked |= cuts.linked;
}

/// Inputs that are compared with one another must all be whole numbers, or none of them.
fn fit_together(all: &[Cuts], more: &[Cuts], fields: &[Field]) -> bool {
    let whole = |cuts: &Cuts| Range::of(&cuts.input, fields).is_some_and(|range| range.whole);
    let mut kinds = all.iter().chain(more).filter(|cuts| cuts.linked).map(whole);
    kinds.next().is_none_or(|first| kinds.all(|kind| kind == first))
}

/// Inputs that are compared with one another are cut where any of them is.
fn share_links(all: &mut [Cuts], fields: &[Field]) {
    let ends = |cuts: &Cuts| Range::of(&cuts.input, fields).map(|range| [range.least, range.most]);
    let linked: Vec<Decimal> = all
        .iter()
        .filter(|cuts| cuts.linked)
        .flat_map(|cuts| cuts.numbers.iter().copied().chain(ends(cuts).into_iter().flatten().flatten()))
        .collect();
    let count = all.iter().filter(|cuts| cuts.linked).count();
    for cuts in all.iter_mut().filter(|cuts| cuts.linked) {
        cuts.numbers.clone_from(&linked);
        cuts.between = count;
    }
}

/// What stands for all values of an input, what people would write first in front.
fn values(cuts: &Cuts, fields: &[Field]) -> Vec<Value> {
    if let Some(range) = Range::of(&cuts.input, fields) {
        let each = range.each().filter(|_| cuts.each);
        return each.unwrap_or_else(|| numbers(&cuts.numbers, cuts.between, range)).into_iter().map(Value::Number).collect();
    }
    match &cuts.input {
        Input::Field(at) => match fields.get(usize::from(*at)).map(|field| &field.kind) {
            Some(FieldKind::YesNo) => vec![Value::YesNo(true), Value::YesNo(false)],
            Some(FieldKind::Options(options)) => options.iter().cloned().map(Value::Text).collect(),
            Some(FieldKind::Date) => days(&cuts.days),
            _ => texts(&cuts.texts),
        },
        Input::LastOn(_) => std::iter::once(Value::Never).chain(days(&cuts.days)).collect(),
        _ => days(&cuts.days),
    }
}

/// The cuts, so many numbers in every gap between them, and the ends.
fn numbers(cuts: &[Decimal], between: usize, range: Range) -> Vec<Decimal> {
    let is_in = |number: &Decimal| range.least.is_none_or(|least| *number >= least) && range.most.is_none_or(|most| *number <= most);
    let fits = |number: &Decimal| is_in(number) && (!range.whole || number.fract().is_zero());
    let mut ends: Vec<Decimal> = cuts.iter().chain(&range.least).chain(&range.most).copied().collect();
    ends.sort_unstable();
    ends.dedup();
    let mut found: Vec<Decimal> = cuts.to_vec();
    found.sort_unstable();
    found.extend(ends.windows(2).flat_map(|pair| inside(Some(pair[0]), Some(pair[1]), between, range.whole)));
    match (ends.first(), ends.last()) {
        (Some(first), Some(last)) => {
            found.extend(inside(None, Some(*first), between, range.whole));
            found.extend(inside(Some(*last), None, between, range.whole));
        }
        _ => found.extend(inside(Some(Decimal::ZERO), None, between, range.whole)),
    }
    found.extend(range.least.into_iter().chain(range.most));
    let mut seen = std::collections::HashSet::new();
    found.retain(|number| fits(number) && seen.insert(*number));
    found
}

/// So many numbers strictly between two others, whole ones if there are enough.
fn inside(above: Option<Decimal>, below: Option<Decimal>, count: usize, whole: bool) -> Vec<Decimal> {
    let fits = |number: &Decimal| above.is_none_or(|above| *number > above) && below.is_none_or(|below| *number < below);
    let stepped = |step: Decimal| -> Vec<Decimal> {
        (1..=count).filter_map(|nth| nth_step(above, below, step, Decimal::from(nth))).filter(&fits).collect()
    };
    let ones: Vec<Decimal> = stepped(Decimal::ONE);
    let parts = [Decimal::new(1, 1), Decimal::new(1, 2)].into_iter().filter(|_| !whole).map(stepped);
    let enough = std::iter::once(ones.clone()).chain(parts).find(|found| found.len() == count);
    if let Some(found) = enough.or_else(|| whole.then_some(ones)) {
        return found;
    }
    let Some((above, below)) = above.zip(below) else { return Vec::new() };
    let part = below.checked_sub(above).map(|gap| gap / Decimal::from(count + 1));
    let parts = |part: Decimal| (1..=count).filter_map(move |nth| above.checked_add(part * Decimal::from(nth)));
    part.into_iter().flat_map(parts).collect()
}

/// The nth multiple of a step above a number, or below one.
fn nth_step(above: Option<Decimal>, below: Option<Decimal>, step: Decimal, nth: Decimal) -> Option<Decimal> {
    match (above, below) {
        (Some(above), _) => above.checked_div(step)?.floor().checked_add(nth)?.checked_mul(step),
        (None, Some(below)) => below.checked_div(step)?.ceil().checked_sub(nth)?.checked_mul(step),
        (None, None) => nth.checked_mul(step),
    }
}

/// Each cut, the day before and the day after it: between two cuts one of those.
fn days(cuts: &[NaiveDate]) -> Vec<Value> {
    let around = |day: &NaiveDate| [Some(*day), day.checked_sub_days(Days::new(1)), day.checked_add_days(Days::new(1))];
    let mut days: Vec<NaiveDate> = cuts.iter().flat_map(around).flatten().collect();
    days.extend(NaiveDate::from_ymd_opt(2026, 1, 1).filter(|_| cuts.is_empty()));
    let mut seen = std::collections::HashSet::new();
    days.retain(|day| seen.insert(*day));
    days.into_iter().map(Value::Date).collect()
}

/// Each text that is named, and one that is not.
fn texts(named: &[Arc<str>]) -> Vec<Value> {
    let other = (1..).map(|nth| format!("另{nth}")).find(|other| !named.iter().any(|text| **text == **other)).map(Arc::from);
    let mut texts: Vec<Arc<str>> = Vec::with_capacity(named.len() + 1);
    for text in named.iter().cloned().chain(other) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.into_iter().map(Value::Text).collect()
}
