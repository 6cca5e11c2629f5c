//! Every deed of a period judged twice: by the rulebook of its own day and by the draft. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::awards::{self, Deed, Rehearsed};
use crate::db::Book;
use crate::roster::{Household, Resident, Subject};
use crate::rulebook::Rulebook;
use crate::versions::Needs;
use crate::words::{Points, Refusal, VillageId};

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
    /// A protected report: it counts in the sums and is told of nobody.
    pub confidential: bool,
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

/// What one deed comes to.
pub struct Worth {
    pub account: String,
    /// What is posted: a deduction stops at the floor.
    pub points: Points,
    /// What others receive with it, and what is earned back of deductions, by account.
    pub besides: Vec<(String, Points)>,
    /// The explanation, a JSON list of steps.
    pub steps: String,
}

/// What a deed comes to, or why it cannot be judged.
pub type Verdict = Result<Worth, Refusal>;

/// Two villages in which nothing has happened yet, one under the rules as they were and one under the draft.
pub struct Twice<'a> {
    rulebooks: &'a Rulebooks,
    before: Side,
    after: Side,
}

/// One of them.
struct Side {
    book: Book,
    needs: Needs,
}

impl Side {
    fn under<'a>(village: &VillageId, people: &People, rulebooks: impl Iterator<Item = &'a Arc<Rulebook>>) -> Self {
        let needs: BTreeSet<_> = rulebooks.flat_map(|rulebook| rulebook.all_needs()).cloned().collect();
        let mut book = Book::blank(village.clone());
        people.households.iter().for_each(|household| book.put(household.clone()));
        people.residents.iter().for_each(|resident| book.put(resident.clone()));
        Self { book, needs: Arc::new(needs) }
    }

    fn judge(&mut self, rulebook: &Rulebook, rule: &str, event: &Event) -> Verdict {
        let Event { id, subject, occurred_on, facts, .. } = event;
        let deed = Deed { rule, subject, occurred_on: *occurred_on, facts, recorded: None };
        self.book.mark();
        let Rehearsed { award, posted, besides } = awards::rehearse(&mut self.book, *id, (rulebook, &self.needs), &deed)?;
        Ok(Worth { account: award.account, points: posted, besides, steps: award.steps })
    }
}

impl<'a> Twice<'a> {
    /// Before the first deed.
    pub fn new(village: &VillageId, people: &People, rulebooks: &'a Rulebooks) -> Self {
        // A version that held on many days is there once for each; its needs are counted once.
        let mut seen = BTreeSet::new();
        let versions = rulebooks.of_day.values().filter(|rulebook| seen.insert(rulebook.hash()));
        let before = Side::under(village, people, versions);
        Self { before, after: Side::under(village, people, std::iter::once(&rulebooks.draft)), rulebooks }
    }

    /// Judges the next deed. Deeds must come in the order in which they happened.
    pub fn judge(&mut self, event: &Event) -> (Verdict, Verdict) {
        let before = match self.rulebooks.of_day.get(&event.occurred_on) {
            Some(rulebook) => self.before.judge(rulebook, &event.rule, event),
            None => Err(crate::versions::none_in_force(event.occurred_on)),
        };
        (before, self.after.judge(&self.rulebooks.draft, self.rulebooks.name(&event.rule), event))
    }
}
