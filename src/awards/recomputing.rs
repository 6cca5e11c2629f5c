//! Awards judged again because the text they were judged by was not what the meeting decided (勘误). Pure: on a village's book.
//!
//! Every award of the days in question is taken out of the tallies and judged twice more in the order in which it was recorded, with the engine of every
//! day: by the text as it was and by the corrected one. Only what comes out differently changes, and becomes what it would have been. So an award
//! that some limit cut because another one was too large is made whole, and what has happened to a household since (a move, a reversal that
//! made room) changes nothing.
//!
//! Not here: which text takes the place of which, who agreed, and that everybody was shown it before (`errata`).

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::adjusting::{Adjustment, adjust};
use super::counting::count;
use super::history::{Holders, Past};
use super::model::{Award, AwardState, Deed, judged};
use super::sharing::Share;
use crate::db::Book;
use crate::ledger;
use crate::roster::{Household, Resident, Subject};
use crate::rulebook::{Rulebook, StepKind};
use crate::versions::{Needs, Reign};
use crate::words::{Act, Refusal};

/// What is filled in for a deed.
pub type Facts = BTreeMap<String, String>;

/// By what is judged again.
pub struct Recompute<'a> {
    pub erratum: i64,
    /// What every entry it makes says first.
    pub told: &'a [String],
    /// Every text that has judged awards of these days, the one that is corrected among them.
    pub texts: &'a [Arc<Rulebook>],
    /// The one that is corrected.
    pub before: &'a Rulebook,
    pub after: &'a Rulebook,
    /// The tallies that are kept, those of the corrected text among them.
    pub needs: &'a Needs,
    /// The latest 清零日 that is over.
    pub reset_on: Option<NaiveDate>,
}

/// The awards that a version's text has judged, from a day on, as far as they stand and nobody asked that they be forgotten; in the
/// order in which they were recorded.
pub fn judged_under(book: &Book, reign: &Reign, from_on: NaiveDate) -> Vec<Award> {
    let mut all = book.under::<Award>(());
    all.retain(|award| {
        let is_of_text = reign.hashes.contains(&award.rulebook) && reign.covers(award.occurred_on);
        is_of_text && award.occurred_on >= from_on && award.state.counts() && !award.is_forgotten()
    });
    all
}

/// Judges awards again and makes them what they should have been; those that change, each as it is now and with what was done.
pub fn recompute(
    book: &mut Book,
    act: &Act,
    terms: &Recompute<'_>,
    concerned: &[(Award, Facts)],
) -> Result<Vec<(Award, Adjustment)>, Refusal> {
    concerned.iter().for_each(|(award, _)| terms.count(book, award, -1));
    let before = terms.judge_all(book, terms.before, concerned);
    let after = terms.judge_all(book, terms.after, concerned);
    let mut changed = Vec::new();
    for (((award, _), before), after) in concerned.iter().zip(before).zip(after) {
        match (before, after) {
            (Some(before), Some(after)) if !is_same(&before, &after) && !binds(terms, award, &after) => changed.push((award, after)),
            _ => terms.count(book, award, 1),
        }
    }
    // What is given is given first: it may be what makes up for what is taken.
    changed.sort_by_key(|(award, after)| (after.award.points < award.points, award.id));
    let mut done = Vec::new();
    for (award, after) in changed {
        let adjusted = adjust(book, act, terms, award, (after.award, &after.shares))?;
        count(book, terms.needs, terms.after, &adjusted.0, 1);
        done.push(adjusted);
    }
    done.sort_by_key(|(award, _)| award.id);
    Ok(done)
}

impl Recompute<'_> {
    fn count(&self, book: &mut Book, award: &Award, direction: i64) {
        if let Some(text) = self.texts.iter().find(|text| text.hash() == award.rulebook) {
            count(book, self.needs, text, award, direction);
        }
    }

    /// What every award comes to by one text, each judged after those before it; in the end nothing of it is counted. `None` where it cannot be judged:
    /// then it counts as it stands.
    fn judge_all(&self, book: &mut Book, rulebook: &Rulebook, concerned: &[(Award, Facts)]) -> Vec<Option<Again>> {
        let mut all = Vec::with_capacity(concerned.len());
        for (award, facts) in concerned {
            let again = self.judge(book, rulebook, award, facts);
            match &again {
                Some(again) => count(book, self.needs, rulebook, &again.award, 1),
                None => self.count(book, award, 1),
            }
            all.push(again);
        }
        for ((award, _), again) in concerned.iter().zip(&all) {
            match again {
                Some(again) => count(book, self.needs, rulebook, &again.award, -1),
                None => self.count(book, award, -1),
            }
        }
        all
    }

    fn judge(&self, book: &Book, rulebook: &Rulebook, award: &Award, facts: &Facts) -> Option<Again> {
        let subject = subject(book, award);
        let recorded = award.recorded_by.as_deref().zip(award.recorded_on);
        let deed = Deed { rule: &award.rule, subject: &subject, occurred_on: award.occurred_on, facts, recorded };
        let past = Past {
            book,
            holders: Holders::of(&subject, &award.account),
            on: award.occurred_on,
            balance: ledger::available(book, &ledger::successor(book, &award.account)).unwrap_or_default(),
            household_size: deed.household_size(),
        };
        let (fresh, shares) = judged(&past, &award.account, award.id, rulebook, &deed).ok()?.in_words();
        let (state, post_on, entry) = (award.state, award.post_on, award.entry);
        Some(Again { award: Award { state, post_on, entry, ..fresh }, shares })
    }
}

/// An award as it would be.
struct Again {
    award: Award,
    shares: Vec<Share>,
}

/// Whether a deed comes to the same by both texts.
fn is_same(one: &Again, other: &Again) -> bool {
    let worth = |again: &Again| (again.award.raw, again.award.bonus, again.award.points);
    let received = |again: &Again| again.shares.iter().map(|share| (share.account.clone(), share.points)).collect::<Vec<_>>();
    worth(one) == worth(other) && received(one) == received(other)
}

/// Whether more hangs on a posted award than points: a bar or a promise (否决, 修复) that came with it and would go, or was not made and would be owed.
/// Such an award is left alone; whoever finds it wrong proposes a correction of it.
fn binds(terms: &Recompute<'_>, award: &Award, after: &Again) -> bool {
    let keeps = |kind| award.has_step(kind) == after.award.has_step(kind);
    let promises = terms.after.rule(&award.rule).is_some_and(|rule| rule.repair().is_some());
    let is_kept = !promises || award.points.is_negative() == after.award.points.is_negative();
    award.state == AwardState::Posted && !(keeps(StepKind::Veto) && keeps(StepKind::Repair) && is_kept)
}

/// Whom an award was recorded for, as it was then; how many live in the household is known of today only.
fn subject(book: &Book, award: &Award) -> Subject {
    let Award { household: number, group_name, person, .. } = award.clone();
    let (name, relation) = (String::new(), String::new());
    let person = person.map(|person| Resident { number: person, household: number.clone(), name, relation });
    let (head, members) = book.get::<Household>(number.as_str()).map_or((String::new(), 1), |home| (home.head, home.members));
    Subject { person, household: Household { number, group_name, head, members } }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::Days;

    use super::*;
    use crate::awards::model::Tallied;
    use crate::awards::posting::post;
    use crate::awards::propose;
    use crate::ledger::{AccountKind, Draft, EntryKind, Side, Transfer};
    use crate::roster;
    use crate::rulebook::{Bundle, Source, check};
    use crate::words::{Actor, Moment, OperationId, Points, VillageId};

    /// Limits of all reaches, 取高, 连续, 再犯, 累计达标, 同时记给, 修复; `N` is what somebody mistyped.
    const RULES: &str = "\
规则:
  公益:
    上限: 每户每年 60 分
    服务: {填报: {时长: 小时}, 分值: 时长 * N, 上限: [每人每天 1 次, 每人每月 20 分]}
    献血: {填报: {毫升: 整数}, 累计达标: {统计: 毫升, 周期: 每年, 档: {400: 5, 800: 20}}}
    清扫: {对象: 户, 分值: 2, 上限: 每户每周 2 次, 连续: 连续3月 加 5 分}
    帮工: {分值: 3, 上限: 每组每季 9 分, 同时记给: [{给: 户内每人, 分值: 1}]}
  移风易俗:
    省级: {分值: 10, 取高: 表彰}
    县级: {分值: 4, 取高: 表彰}
    脏话: {分值: -2, 再犯: {期限: 半年, 倍数: 2, 最多: 4}, 修复: 三个月内服务满20小时返还一半}
";

    fn rulebook(number: &str) -> Rulebook {
        let file = |path: &str, text: String| Source { path: path.to_owned(), text };
        let settings = "名称: 甲\n试行: 是\n记账单位: 个人\n全村每月上限: 200\n".to_owned();
        let files = vec![file("village.yaml", settings), file("rules.yaml", RULES.replace('N', number))];
        let checked = check(&Bundle { village: VillageId::draft(), files, packs: Vec::new() });
        checked.rulebook.unwrap_or_else(|| panic!("{:?}", checked.findings))
    }

    fn act(day: NaiveDate) -> Act {
        let (village, operation) = (VillageId::draft(), OperationId::own("erratum"));
        Act { village, actor: Actor::clockwork(), at: Moment::on(day, 9, 0), operation, salt: [0; 16], device: None, dry_run: false }
    }

    fn day(offset: u64) -> NaiveDate {
        "2025-01-01".parse::<NaiveDate>().unwrap() + Days::new(offset)
    }

    const PEOPLE: [&str; 8] = ["1-1", "1-2", "2-1", "2-2", "3-1", "3-2", "4-1", "4-2"];

    /// Four households of two; everybody has more than any deduction takes.
    fn village() -> Book {
        let mut book = Book::blank(VillageId::draft());
        for home in 1..=4 {
            let (number, group_name) = (home.to_string(), if home < 3 { "东" } else { "西" }.to_owned());
            book.put(Household { number, group_name, head: format!("{home}-1"), members: 2 });
        }
        for number in PEOPLE {
            let relation = if number.ends_with('1') { "户主" } else { "配偶" };
            book.put(Resident { number: number.into(), household: number[..1].into(), name: "某".into(), relation: relation.into() });
            ledger::open_account(&mut book, number);
            let transfers = vec![Transfer::points(Side::Village(AccountKind::Issued), Side::Holder(number.into()), Points::whole(5000))];
            let (kind, title) = (EntryKind::Base, "基础分".to_owned());
            let draft = Draft {
                kind,
                occurred_on: day(0),
                rulebook: None,
                reference: None,
                title,
                explanation: Vec::new(),
                transfers,
                expires_on: None,
            };
            ledger::post(&mut book, &act(day(0)), draft).unwrap();
        }
        book
    }

    struct Random(u64);

    impl Random {
        fn below(&mut self, below: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % below
        }
    }

    /// The same deeds by chance, judged by one text; a part of them not yet posted.
    fn lived(rulebook: &Rulebook, needs: &Needs) -> (Book, Vec<Facts>) {
        let (mut book, mut random, mut all) = (village(), Random(11), Vec::new());
        let rules: Vec<&str> = rulebook.rules().map(|rule| rule.name()).collect();
        for id in 1..=400 {
            let rule = rules[random.below(rules.len() as u64) as usize];
            let number = PEOPLE[random.below(PEOPLE.len() as u64) as usize];
            let (hours, blood) = (random.below(6) + 1, random.below(3) * 100 + 100);
            let facts: Facts = match rule {
                "服务" => Facts::from([("时长".to_owned(), hours.to_string())]),
                "献血" => Facts::from([("毫升".to_owned(), blood.to_string())]),
                _ => Facts::new(),
            };
            let Some(subject) = roster::find(&book, number) else { panic!("{number}") };
            let on = day(id / 2);
            let deed = Deed { rule, subject: &subject, occurred_on: on, facts: &facts, recorded: Some(("S1", on)) };
            let award = propose(&mut book, id as i64, (rulebook, needs), &deed).unwrap_or_else(|refusal| panic!("{refusal:?}"));
            if random.below(5) > 0 {
                post(&mut book, &act(on), (rulebook, needs), award).unwrap_or_else(|refusal| panic!("{refusal:?}"));
            }
            all.push(facts);
        }
        (book, all)
    }

    /// What people have, what awards are worth and why, and what is counted.
    fn told(book: &Book) -> (Vec<Option<Points>>, Vec<String>, BTreeSet<String>) {
        let worth = |award: &Award| {
            let Award { id, points, raw, bonus, shared, .. } = award;
            format!("{id} {points:?} {raw:?} {bonus:?} {shared:?} {:?}", award.sentences())
        };
        let tallies = book.under::<Tallied>(()).into_iter().filter(|tally| tally.tally() != crate::rulebook::Tally::default());
        let said = |tally: Tallied| format!("{:?} {:?}", tally.key(), tally.tally());
        let available = PEOPLE.map(|number| ledger::available(book, number));
        (available.to_vec(), book.under::<Award>(()).iter().map(worth).collect(), tallies.map(said).collect())
    }

    /// Deeds at random under a mistyped text, put right: everything is as if the right text had stood there from the first day on. Back again, too.
    #[test]
    fn what_is_put_right_is_as_if_it_had_been_right_from_the_beginning() {
        let (wrong, right) = (rulebook("9"), rulebook("2"));
        let needs: Needs = Arc::new(wrong.all_needs().iter().chain(right.all_needs()).cloned().collect::<BTreeSet<_>>());
        let ((mut book, facts), (other, _)) = (lived(&wrong, &needs), lived(&right, &needs));
        let before = told(&book);
        assert_ne!(before.0, told(&other).0);
        let texts = [Arc::new(rulebook("9")), Arc::new(rulebook("2"))];
        let mut put_right = |erratum, before: &Rulebook, after: &Rulebook| {
            let terms = Recompute { erratum, told: &[], texts: &texts, before, after, needs: &needs, reset_on: None };
            let concerned: Vec<_> = book.under::<Award>(()).into_iter().zip(facts.iter().cloned()).collect();
            let done = recompute(&mut book, &act(day(300)), &terms, &concerned).unwrap_or_else(|refusal| panic!("{refusal:?}"));
            (done.len(), told(&book))
        };
        let (changed, after) = put_right(1, &wrong, &right);
        assert!(changed > 50 && changed < 400, "{changed}");
        assert_eq!(after, told(&other));
        let (_, back) = put_right(2, &right, &wrong);
        assert_eq!(back, before);
    }
}
