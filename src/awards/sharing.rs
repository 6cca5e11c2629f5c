//! Others who receive with an award (同时记给): who they are by the roster, and how much each account gets. Pure: on a village's book.
//!
//! They receive only when the award itself gives something. The award's own limits do not count what they get, but those of the whole village do,
//! so that what is set aside for it is enough. Where households have the accounts, what is meant for persons goes to their household.

use std::collections::BTreeMap;

use super::history::Known;
use super::model::{Deed, account_of};
use crate::roster::{self, Resident, Subject};
use crate::rulebook::{AlsoTo, Receiver, Rule, Rulebook, Step, StepKind, Subject as Unit, Used};
use crate::words::Points;

/// What an account receives with somebody's award; a line that an erratum added says by how much more or less that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub award: i64,
    /// Counted from 1 in each award.
    pub line: i64,
    pub account: String,
    pub points: Points,
}

/// What others receive when a deed gives `points`, with a step for each kind of them.
pub(super) fn shares(known: &impl Known, id: i64, rulebook: &Rulebook, deed: &Deed<'_>, points: Points) -> (Vec<Share>, Vec<Step>) {
    let Some(rule) = rulebook.rule(deed.rule).filter(|rule| points.is_positive() && !rule.also_to().is_empty()) else {
        return Default::default();
    };
    let members = known.members(&deed.subject.household);
    let mut sharing = Sharing { known, rule, room: rule.room_for_others(points, known), given: BTreeMap::new() };
    let steps = rule.also_to().iter().map(|also| sharing.share(also, &members, rulebook, deed)).collect();
    let share = |(at, (account, points))| Share { award: id, line: at as i64 + 1, account, points };
    (sharing.given.into_iter().enumerate().map(share).collect(), steps)
}

struct Sharing<'a, K> {
    known: &'a K,
    rule: &'a Rule,
    /// What the village's limits still leave, and which one.
    room: Option<(Points, String)>,
    given: BTreeMap<String, Points>,
}

impl<K: Known> Sharing<'_, K> {
    fn share(&mut self, also: &AlsoTo, members: &[Resident], rulebook: &Rulebook, deed: &Deed<'_>) -> Step {
        let account =
            |person: &Resident| account_of(rulebook, &Subject { person: Some(person.clone()), household: deed.subject.household.clone() });
        let mut accounts: Vec<String> = receivers(also.to, members, deed.subject).into_iter().map(account).collect();
        accounts.retain(|account| self.known.is_open(account));
        let wanted = also.points.times(accounts.len() as i64).unwrap_or_default();
        let fits = self.room.as_ref().is_none_or(|(left, _)| wanted <= *left);
        let text = match (&self.room, accounts.as_slice()) {
            (_, []) => format!("同时记给{}：花名册上没有，不记", also.to.chinese()),
            (Some((left, limit)), _) if !fits => {
                format!("同时记给{also}：上限{limit}，只剩 {} 分，不够，不记", left.plain())
            }
            (_, accounts) => format!("同时记给{}", said(also, accounts, rulebook.settings().account_unit)),
        };
        if fits {
            self.room.iter_mut().for_each(|(left, _)| *left -= wanted);
            accounts.into_iter().for_each(|account| *self.given.entry(account).or_default() += also.points);
        }
        Step { step: StepKind::AlsoTo, text, file: self.rule.file().clone(), line: also.line, values: Used::NOTHING }
    }
}

fn receivers<'a>(to: Receiver, members: &'a [Resident], subject: &Subject) -> Vec<&'a Resident> {
    let (doer, head) = (subject.person.as_ref().map(|person| person.number.as_str()), subject.household.head.as_str());
    let numbered = |number: &str| members.iter().filter(|member| member.number == number).collect();
    match to {
        Receiver::Doer => doer.map_or_else(Vec::new, numbered),
        Receiver::Head => numbered(head),
        Receiver::Everybody => members.iter().collect(),
        // What a whole household did, its head did.
        Receiver::Parents => {
            let child = members.iter().find(|member| member.number == doer.unwrap_or(head));
            child.map_or_else(Vec::new, |child| roster::parents(members, child))
        }
    }
}

/// `户主 1-01-1 5 分`, `户内每人（2 人）各 1 分`; where households have the accounts, the household's.
fn said(also: &AlsoTo, accounts: &[String], unit: Unit) -> String {
    let points = also.points.plain();
    match accounts {
        [account] if unit == Unit::Person => format!("{} {account} {points} 分", also.to.chinese()),
        [_] => format!("{also}，记在本户账上"),
        accounts => {
            let place = if unit == Unit::Person { "" } else { "，记在本户账上" };
            format!("{}（{} 人）各 {points} 分{place}", also.to.chinese(), accounts.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::awards::propose;
    use crate::db::Book;
    use crate::ledger;
    use crate::roster::Household;
    use crate::rulebook::{Bundle, Source, check};
    use crate::words::VillageId;

    /// A household of a head, a spouse and a son; by household or by person as `unit` says.
    fn village(unit: &str, rule: &str) -> (Book, Rulebook) {
        let id = VillageId::parse("test").unwrap();
        let file = |path: &str, text: String| Source { path: path.to_owned(), text };
        let settings = format!("名称: 甲\n试行: 是\n记账单位: {unit}\n全村每月上限: 100\n");
        let files = vec![file("village.yaml", settings), file("rules.yaml", format!("规则: {{甲: {{一: {rule}}}}}\n"))];
        let rulebook = check(&Bundle { village: id.clone(), files, packs: Vec::new() }).rulebook.unwrap();
        let mut book = Book::blank(id);
        let people = [("1-1", "户主"), ("1-2", "配偶"), ("1-3", "子")];
        book.put(Household { number: "1".into(), group_name: "东".into(), head: "1-1".into(), members: 3 });
        for (number, relation) in people {
            let (household, name) = ("1".to_owned(), "某".to_owned());
            book.put(Resident { number: number.into(), household, name, relation: relation.into() });
            ledger::open_account(&mut book, number);
        }
        ledger::open_account(&mut book, "1");
        (book, rulebook)
    }

    fn shared(unit: &str, rule: &str, subject: &str) -> (Vec<(String, String)>, Vec<String>) {
        let (mut book, rulebook) = village(unit, rule);
        let subject = roster::find(&book, subject).unwrap();
        let deed =
            Deed { rule: "一", subject: &subject, occurred_on: "2026-03-01".parse().unwrap(), facts: &BTreeMap::new(), recorded: None };
        let award = propose(&mut book, 1, (&rulebook, &Default::default()), &deed).unwrap();
        let shares: Vec<_> = book.under::<Share>(1).into_iter().map(|share| (share.account, share.points.plain())).collect();
        assert_eq!(award.shared.plain(), book.under::<Share>(1).into_iter().map(|share| share.points).sum::<Points>().plain());
        (shares, award.sentences().split_off(1))
    }

    #[test]
    fn who_else_receives_stands_in_the_roster() {
        let rule = |others: &str| format!("{{分值: 5, 同时记给: [{others}]}}");
        let (head, all, parents) = ("{给: 户主, 分值: 2}", "{给: 户内每人, 分值: 1}", "{给: 父母, 分值: 3}");
        let table = [
            ("个人", rule(head), "1-3", vec![("1-1", "2")], "同时记给户主 1-1 2 分"),
            ("个人", rule(all), "1-3", vec![("1-1", "1"), ("1-2", "1"), ("1-3", "1")], "同时记给户内每人（3 人）各 1 分"),
            ("个人", rule(parents), "1-3", vec![("1-1", "3"), ("1-2", "3")], "同时记给父母（2 人）各 3 分"),
            ("个人", rule(parents), "1-1", vec![], "同时记给父母：花名册上没有，不记"),
            ("户", rule(head), "1-3", vec![("1", "2")], "同时记给户主 2 分，记在本户账上"),
            ("户", rule(all), "1", vec![("1", "3")], "同时记给户内每人（3 人）各 1 分，记在本户账上"),
            ("户", rule("{给: 本人, 分值: 4}"), "1-2", vec![("1", "4")], "同时记给本人 4 分，记在本户账上"),
            ("户", rule("{给: 本人, 分值: 4}"), "1", vec![], "同时记给本人：花名册上没有，不记"),
            (
                "个人",
                rule("{给: 户内每人, 分值: 32}"),
                "1-3",
                vec![],
                "同时记给户内每人 32 分：上限全村每月 100 分，只剩 95 分，不够，不记",
            ),
        ];
        for (unit, rule, subject, expected, sentence) in table {
            let expected: Vec<_> = expected.into_iter().map(|(account, points)| (account.to_owned(), points.to_owned())).collect();
            assert_eq!(shared(unit, &rule, subject), (expected, vec![sentence.to_owned()]), "{rule} {subject}");
        }
    }
}
