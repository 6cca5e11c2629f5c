//! Every deed of a period judged twice: by the rulebook of its own day and by the draft. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::awards::{Deed, Rehearsal, Rehearsed};
use crate::roster::{Household, Resident, Subject};
use crate::rulebook::Rulebook;
use crate::words::Refusal;

/// A deed that was recorded and approved.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its claim's number.
    pub id: i64,
    pub rule: String,
    /// Whom it was recorded for, in the group and household of that day.
    pub subject: Subject,
    pub occurred_on: NaiveDate,
    pub facts: BTreeMap<String, String>,
}

/// Who lives in the village, as far as is known today.
#[derive(Default)]
pub struct People {
    pub households: Vec<Household>,
    pub residents: Vec<Resident>,
}

/// By what is judged.
pub struct Rulebooks {
    /// The one in force on each day on which something happened.
    pub of_day: BTreeMap<NaiveDate, Arc<Rulebook>>,
    pub draft: Arc<Rulebook>,
    /// Names that rules have in the draft, by those they had.
    pub renamed: HashMap<String, String>,
}

impl Rulebooks {
    /// What the draft calls a rule.
    pub fn name<'a>(&'a self, rule: &'a str) -> &'a str {
        if self.draft.rule(rule).is_some() { rule } else { self.renamed.get(rule).map_or(rule, String::as_str) }
    }
}

/// What a deed comes to, or why it cannot be judged.
pub type Verdict<'r> = Result<Rehearsed<'r>, Refusal>;

/// Two villages in which nothing has happened yet, one under the rules as they were and one under the draft.
pub struct Twice<'a> {
    rulebooks: &'a Rulebooks,
    before: Rehearsal,
    after: Rehearsal,
}

/// A village in which every tally is kept that one of these rulebooks reads.
fn under<'a>(people: &People, rulebooks: impl Iterator<Item = &'a Arc<Rulebook>>) -> Rehearsal {
    let needs: BTreeSet<_> = rulebooks.flat_map(|rulebook| rulebook.all_needs()).cloned().collect();
    Rehearsal::new(&people.residents, &Arc::new(needs))
}

fn judge<'r>(village: &mut Rehearsal, rulebook: &'r Rulebook, rule: &str, event: &Event) -> Verdict<'r> {
    let Event { id, subject, occurred_on, facts, .. } = event;
    village.next(*id, rulebook, &Deed { rule, subject, occurred_on: *occurred_on, facts, recorded: None })
}

impl<'a> Twice<'a> {
    /// Before the first deed.
    pub fn new(people: &People, rulebooks: &'a Rulebooks) -> Self {
        // A version that held on many days is there once for each; its needs are counted once.
        let mut seen = BTreeSet::new();
        let versions = rulebooks.of_day.values().filter(|rulebook| seen.insert(rulebook.hash()));
        let before = under(people, versions);
        Self { before, after: under(people, std::iter::once(&rulebooks.draft)), rulebooks }
    }

    /// Judges the next deed. Deeds must come in the order in which they happened.
    pub fn judge(&mut self, event: &Event) -> (Verdict<'a>, Verdict<'a>) {
        let before = match self.rulebooks.of_day.get(&event.occurred_on) {
            Some(rulebook) => judge(&mut self.before, rulebook, &event.rule, event),
            None => Err(crate::versions::none_in_force(event.occurred_on)),
        };
        (before, judge(&mut self.after, &self.rulebooks.draft, self.rulebooks.name(&event.rule), event))
    }
}
