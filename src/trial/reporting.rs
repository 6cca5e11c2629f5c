//! Judging a period and putting what it comes to into the report's order. Pure.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::adding::{AccountSum, RuleSum, Sums};
use super::judging::{Event, People, Rulebooks, Twice};
use super::model::*;
use super::money::{self, FORMULA};
use crate::rulebook::Subject;
use crate::words::{VillageId, Yuan};

/// The most accounts told one by one.
const MOST_MOVERS: usize = 5;

/// What the report must know besides the deeds.
pub struct Frame {
    pub village: VillageId,
    /// Both days included.
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub today: NaiveDate,
    pub people: People,
    /// How many accounts the village has.
    pub accounts: i64,
    /// What is left in the fund.
    pub available: Yuan,
}

/// Judges the deeds, which come in the order in which they happened, and reports.
pub fn report(frame: &Frame, events: &[Event], rulebooks: &Rulebooks) -> Report {
    let mut twice = Twice::new(&frame.people, rulebooks);
    let mut sums = Sums::default();
    for event in events {
        let verdicts = twice.judge(event);
        sums.add(event, rulebooks, verdicts);
    }
    let Frame { village, from, to, .. } = frame;
    Report {
        village: village.to_string(),
        from: *from,
        to: *to,
        records: sums.records,
        points: sums.points,
        money: costs(frame, &sums, rulebooks),
        accounts: accounts(frame, &sums, rulebooks),
        biggest: biggest(&sums),
        limits: limits(&sums),
        refused: refused(&sums),
        renamed: renamed(rulebooks),
        notes: notes(&sums),
        rules: rules(sums.rules, rulebooks),
    }
}

fn rules(mut sums: std::collections::HashMap<String, RuleSum>, rulebooks: &Rulebooks) -> Vec<RuleLine> {
    let mut lines = Vec::new();
    for rule in rulebooks.draft.rules() {
        lines.extend(sums.remove(rule.name()).map(|sum| line(rule.name(), rule.chapter(), &sum)));
    }
    let gone: BTreeMap<_, _> = sums.into_iter().collect();
    for (name, sum) in &gone {
        let was = rulebooks.of_day.values().rev().find_map(|rulebook| rulebook.rule(name));
        lines.push(line(name, was.map_or("", |rule| rule.chapter()), sum));
    }
    lines
}

fn line(rule: &str, chapter: &str, sum: &RuleSum) -> RuleLine {
    RuleLine { rule: rule.to_owned(), chapter: chapter.to_owned(), records: sum.records, points: sum.points }
}

fn costs(frame: &Frame, sums: &Sums<'_>, rulebooks: &Rulebooks) -> Money {
    let days = (frame.to - frame.from).num_days() + 1;
    let after = sums.points.after.decimal() * rulebooks.draft.settings().yuan_per_point.decimal();
    let cost = |yuan| money::cost(yuan, days, frame.available, frame.today);
    Money { before: cost(sums.yuan_before), after: cost(after), available: frame.available, formula: FORMULA.to_owned() }
}

fn accounts(frame: &Frame, sums: &Sums<'_>, rulebooks: &Rulebooks) -> Accounts {
    let count = |test: &dyn Fn(&Turn) -> bool| sums.accounts.values().filter(|sum| test(&sum.points)).count() as i64;
    let (gain, lose) = (count(&|points| points.change().is_positive()), count(&|points| points.change().is_negative()));
    Accounts {
        unit: if rulebooks.draft.settings().account_unit == Subject::Person { "人" } else { "户" },
        all: frame.accounts,
        gain,
        lose,
        stay: frame.accounts - gain - lose,
        nothing_before: frame.accounts - count(&|points| points.before.is_positive()),
        nothing_after: frame.accounts - count(&|points| points.after.is_positive()),
    }
}

fn biggest(sums: &Sums<'_>) -> Vec<Mover> {
    let mut movers: Vec<(&String, &AccountSum<'_>)> = sums.accounts.iter().filter(|(_, sum)| !sum.points.change().is_zero()).collect();
    movers.sort_by_key(|(account, sum)| (Reverse(sum.points.change().abs()), *account));
    let mover = |(account, sum): (&String, &AccountSum<'_>)| Mover {
        account: account.clone(),
        points: sum.points,
        reasons: sum.reasons.iter().map(|reason| reason.told()).collect(),
    };
    movers.into_iter().take(MOST_MOVERS).map(mover).collect()
}

fn limits(sums: &Sums<'_>) -> Vec<LimitLine> {
    let line = |(limit, (before, after)): (&String, &(Bite, Bite))| LimitLine { limit: limit.clone(), before: *before, after: *after };
    let mut lines: Vec<_> = sums.limits.iter().map(line).collect();
    lines.sort_by_key(|line| Reverse(line.before.points.max(line.after.points)));
    lines
}

fn refused(sums: &Sums<'_>) -> Vec<RefusedLine> {
    let mut lines: Vec<_> = sums
        .refused
        .iter()
        .map(|((rule, code, sentence), sum)| RefusedLine {
            rule: rule.clone(),
            code: (*code).to_owned(),
            sentence: sentence.clone(),
            records: sum.records,
            points_before: sum.points_before,
            claims: sum.claims.iter().map(ToString::to_string).collect(),
        })
        .collect();
    lines.sort_by_key(|line| Reverse(line.records));
    lines
}

fn renamed(rulebooks: &Rulebooks) -> Vec<Renamed> {
    let pairs: BTreeMap<_, _> = rulebooks.renamed.iter().collect();
    pairs.into_iter().map(|(was, now)| Renamed { was: was.clone(), now: now.clone() }).collect()
}

fn notes(sums: &Sums<'_>) -> Vec<String> {
    let mut notes = vec![
        "两边都从零算起（基础分照给），按发生的先后再算一遍；这段时间以前得的分、用掉的上限都不算，所以和账上的数不一定相同。".to_owned(),
        "只算审核通过的记录，得分当天就算，不看公示、兑换、到期和清零；扣分扣到最低余额为止。".to_owned(),
        "扣分能挣回来（修复）的，从公示期满那天起做的才算。".to_owned(),
        "保密的规则不在里面：有没有人举报，这里也看不出来。".to_owned(),
    ];
    if sums.refused_before > 0 {
        notes.push(format!("有 {} 条记录按当天的规则重算时算不出来，现行一边按 0 分算。", sums.refused_before));
    }
    notes
}
