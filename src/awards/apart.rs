//! What a protected deed (保密) is worth. Pure: judged apart from the village's books, so that neither what it gives tells who reported it, nor what
//! anybody else is given tells that somebody did.
//!
//! It is judged twice: for nobody in particular, which says what the common pool gets, and for whoever reported it, which says how much of that is
//! theirs, never more. Limits of persons, households and groups count only protected deeds of the same; those of the village what the pool got. 余额 is
//! nothing and 户内人数 one.
//!
//! Not here: who reported what, and the pool (`reports`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::counting::Recount;
use super::history::{Holders, Known};
use super::model::{Award, AwardState, Deed, Tallied, judged};
use crate::roster::{Household, Resident, Subject};
use crate::rulebook::{History, Need, Periods, Reach, Rulebook, Step, Tally};
use crate::versions::Needs;
use crate::words::{Period, Points, Refusal};

/// What a protected deed came to, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worth {
    /// Hash of the rulebook that decided it.
    pub rulebook: String,
    pub points: Points,
    /// The explanation.
    pub steps: Vec<Step>,
    chapter: String,
    amounts: Option<String>,
    raw: Points,
    bonus: Points,
}

/// Whose deed it was, as it was on that day; nobody's by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    pub person: String,
    pub household: String,
    pub group_name: String,
}

/// A protected deed: one that is judged now, or an earlier one.
#[derive(Clone, Copy, Debug)]
pub struct Done<'a> {
    pub rule: &'a str,
    pub occurred_on: NaiveDate,
    pub whose: &'a Whose,
}

/// What a protected deed is worth after earlier ones of the village. Refuses what judging does.
pub fn worth(
    (rulebook, needs): (&Rulebook, &Needs),
    done: Done<'_>,
    facts: &BTreeMap<String, String>,
    earlier: &[(Done<'_>, &Worth)],
) -> Result<Worth, Refusal> {
    let mut counted = Recount::default();
    earlier.iter().for_each(|(done, worth)| counted.add(needs.iter(), rulebook, &award(*done, worth)));
    let subject = subject(done.whose);
    let is_somebody = done.whose != &Whose::default();
    let apart = Apart { counted: &counted.0, holders: Holders::of(&subject, ""), on: done.occurred_on, is_somebody };
    let deed = Deed { rule: done.rule, subject: &subject, occurred_on: done.occurred_on, facts, recorded: None };
    let judged = judged(&apart, "", 0, rulebook, &deed)?;
    let (amounts, steps) = (judged.explanation.amounts(), judged.explanation.steps());
    let Award { chapter, rulebook, raw, bonus, points, .. } = judged.award;
    Ok(Worth { rulebook, points: points.max(Points::ZERO), steps, chapter, amounts, raw, bonus })
}

fn subject(whose: &Whose) -> Subject {
    let Whose { person, household, group_name } = whose.clone();
    let (name, relation) = (String::new(), String::new());
    let resident = Resident { number: person.clone(), household: household.clone(), name, relation };
    Subject { person: Some(resident), household: Household { number: household, group_name, head: person, members: 1 } }
}

/// As an award in the tallies it would count in.
fn award(done: Done<'_>, worth: &Worth) -> Award {
    let Whose { person, household, group_name } = done.whose.clone();
    Award {
        id: 0,
        account: String::new(),
        person: Some(person),
        household,
        group_name,
        rule: done.rule.to_owned(),
        chapter: worth.chapter.clone(),
        rulebook: worth.rulebook.clone(),
        occurred_on: done.occurred_on,
        amounts: worth.amounts.clone(),
        raw: worth.raw,
        bonus: worth.bonus,
        points: worth.points,
        shared: Points::ZERO,
        floor: Points::ZERO,
        steps: String::new(),
        state: AwardState::Posted,
        post_on: None,
        recorded_by: None,
        recorded_on: None,
        entry: None,
    }
}

/// The past of protected deeds alone, as one subject sees it.
struct Apart<'a> {
    counted: &'a BTreeMap<[String; 3], Tallied>,
    holders: Holders<'a>,
    on: NaiveDate,
    /// Nobody in particular has no past, only the village has.
    is_somebody: bool,
}

impl Apart<'_> {
    fn has_past(&self, need: &Need) -> bool {
        self.is_somebody || need.reach == Reach::Village
    }
}

impl History for Apart<'_> {
    fn tally(&self, need: &Need) -> Tally {
        let key = Tallied::fresh(self.holders, need, self.on).key();
        self.counted.get(&key).filter(|_| self.has_past(need)).map_or_else(Tally::default, Tallied::tally)
    }

    fn periods(&self, need: &Need) -> Periods {
        let fresh = Tallied::fresh(self.holders, need, self.on);
        let own = self.counted.values().filter(|row| self.has_past(need) && (&row.holder, &row.measure) == (&fresh.holder, &fresh.measure));
        let of_span = |row: &Tallied| Period::parse(&row.period).filter(|period| period.span() == need.span).map(|p| (p, row.tally()));
        own.filter_map(of_span).collect()
    }

    fn balance(&self) -> Points {
        Points::ZERO
    }

    fn household_size(&self) -> u32 {
        1
    }
}

impl Known for Apart<'_> {
    fn members(&self, _: &Household) -> Vec<Resident> {
        Vec::new()
    }

    fn is_open(&self, _: &str) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rulebook::{Bundle, Source, check};
    use crate::words::VillageId;

    /// What nobody in particular and what somebody gets for reports one after another, by whom.
    fn given(rules: &str, reporters: &[&str]) -> Vec<(String, String)> {
        let files =
            [("village.yaml", "名称: 某村\n"), ("rules.yaml", rules)].map(|(path, text)| Source { path: path.into(), text: text.into() });
        let bundle = Bundle { village: VillageId::draft(), files: files.into(), packs: Vec::new() };
        let rulebook = check(&bundle).rulebook.unwrap();
        let needs: Needs = Arc::new(rulebook.all_needs().iter().cloned().collect());
        let (nobody, day) = (Whose::default(), "2026-03-01".parse().unwrap());
        let mut past: Vec<(Whose, Worth, Worth)> = Vec::new();
        for person in reporters {
            let whose = Whose { person: (*person).to_owned(), household: (*person).to_owned(), group_name: "一组".to_owned() };
            let done = |whose| Done { rule: "举报", occurred_on: day, whose };
            let pooled: Vec<_> = past.iter().map(|(_, pooled, _)| (done(&nobody), pooled)).collect();
            let owed: Vec<_> = past.iter().map(|(whose, _, owed)| (done(whose), owed)).collect();
            let pooled = worth((&rulebook, &needs), done(&nobody), &BTreeMap::new(), &pooled).unwrap();
            let owed = worth((&rulebook, &needs), done(&whose), &BTreeMap::new(), &owed).unwrap();
            past.push((whose, pooled, owed));
        }
        past.into_iter().map(|(_, pooled, owed)| (pooled.points.plain(), owed.points.plain())).collect()
    }

    #[test]
    fn the_pool_does_not_know_whose_limit_is_reached() {
        let rule = |limits: &str| format!("规则: {{ 守法: {{ 举报: {{ 分值: 10, 保密: 是, 上限: {limits} }} }} }}\n");
        let told = |given: Vec<(String, String)>| given.iter().map(|(pool, own)| format!("{pool} {own}")).collect::<Vec<_>>();
        let of_each = rule("每人每月 15 分");
        assert_eq!(told(given(&of_each, &["甲", "甲", "乙"])), ["10 10", "10 5", "10 10"]);
        assert_eq!(told(given(&of_each, &["甲", "乙", "甲"])), ["10 10", "10 10", "10 5"]);
        let of_all = rule("全村每月 15 分");
        assert_eq!(told(given(&of_all, &["甲", "甲"])), told(given(&of_all, &["甲", "乙"])));
        assert_eq!(given(&of_all, &["甲", "乙"])[1].0, "5", "what the village may give at most it gives to the pool");
    }
}
