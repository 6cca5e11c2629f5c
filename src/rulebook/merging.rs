//! Two people changed the same files: what both wrote, in one text, where neither touched what the other did.
//!
//! Lines are put together, and then the result is asked: it must say of the rules what both said, or it does not hold.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bundle, Changes, Source, compare};

/// The longest text of which lines are compared one by one; more is nobody's change of a rule.
const MOST_LINES: usize = 4_000;

/// Both changes in one; `None` where both touched the same rule or setting, or the same lines.
pub fn merged(base: &Bundle, mine: &Bundle, theirs: &Bundle) -> Option<Bundle> {
    let (one, other) = (compare(base, mine).ok()?, compare(base, theirs).ok()?);
    if !touched(&one).is_disjoint(&touched(&other)) {
        return None;
    }
    let paths: BTreeSet<&str> = [base, mine, theirs].iter().flat_map(|bundle| &bundle.files).map(|file| file.path.as_str()).collect();
    let mut files = Vec::new();
    for path in paths {
        let [base, mine, theirs] = [base, mine, theirs].map(|bundle| text(bundle, path));
        let text = match () {
            () if mine == theirs || mine == base => theirs.map(str::to_owned),
            () if theirs == base => mine.map(str::to_owned),
            () => Some(merged_text(base?, mine?, theirs?)?),
        };
        files.extend(text.map(|text| Source { path: path.to_owned(), text }));
    }
    let both = Bundle { files, ..theirs.clone() };
    (said(&compare(theirs, &both).ok()?) == said(&one)).then_some(both)
}

fn text<'b>(bundle: &'b Bundle, path: &str) -> Option<&'b str> {
    bundle.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
}

/// What a change is about: rules under both their names, settings by their key.
fn touched(changes: &Changes) -> BTreeSet<String> {
    let rules = changes.rules.iter().flat_map(|change| [Some(&change.rule), change.was.as_ref()].into_iter().flatten());
    rules.cloned().chain(changes.settings.iter().map(|part| format!("\0{}", part.key))).collect()
}

/// Every sentence of a change, whatever the order.
fn said(changes: &Changes) -> BTreeSet<String> {
    changes.sentences().into_iter().skip(1).collect()
}

/// Lines of the base that were replaced, and by what.
type Hunks<'t> = BTreeMap<usize, (usize, Vec<&'t str>)>;

/// `None` where both changed the same lines.
fn merged_text(base: &str, mine: &str, theirs: &str) -> Option<String> {
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<_>>();
    let (base, mine, theirs) = (lines(base), lines(mine), lines(theirs));
    let (mine, theirs) = (hunks(&base, &mine)?, hunks(&base, &theirs)?);
    let touch =
        |(from, (to, _)): (&usize, &(usize, Vec<&str>))| theirs.iter().any(|(start, (end, _))| from == start || (from < end && start < to));
    if mine.iter().any(touch) {
        return None;
    }
    let (mut text, mut at) = (String::new(), 0);
    let all: Hunks<'_> = mine.into_iter().chain(theirs).collect();
    for (from, (to, by)) in all {
        text.extend(base[at..from].iter().copied().chain(by));
        at = to;
    }
    text.extend(base[at..].iter().copied());
    Some(text)
}

/// What was done to the base, by the longest common subsequence of lines.
fn hunks<'t>(base: &[&str], new: &[&'t str]) -> Option<Hunks<'t>> {
    let top = base.iter().zip(new).take_while(|(one, other)| one == other).count();
    let (base_rest, new_rest) = (&base[top..], &new[top..]);
    let tail = base_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(one, other)| one == other).count();
    let (old, new) = (&base_rest[..base_rest.len() - tail], &new_rest[..new_rest.len() - tail]);
    if old.len() > MOST_LINES || new.len() > MOST_LINES {
        return None;
    }
    let width = new.len() + 1;
    let mut common = vec![0_u16; (old.len() + 1) * width];
    for row in (0..old.len()).rev() {
        for column in (0..new.len()).rev() {
            common[row * width + column] = match old[row] == new[column] {
                true => common[(row + 1) * width + column + 1] + 1,
                false => common[(row + 1) * width + column].max(common[row * width + column + 1]),
            };
        }
    }
    let (mut found, mut row, mut column) = (Hunks::new(), 0, 0);
    while row < old.len() || column < new.len() {
        let (from, since) = (row, column);
        while row < old.len() || column < new.len() {
            let both = row < old.len() && column < new.len();
            if both && old[row] == new[column] {
                break;
            }
            if column == new.len() || (both && common[(row + 1) * width + column] >= common[row * width + column + 1]) {
                row += 1;
            } else {
                column += 1;
            }
        }
        if (from, since) != (row, column) {
            found.insert(top + from, (top + row, new[since..column].to_vec()));
        }
        while row < old.len() && column < new.len() && old[row] == new[column] {
            (row, column) = (row + 1, column + 1);
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::VillageId;

    const BASE: &str =
        "规则:\n  环境卫生:\n    垃圾入桶: 2\n    # 每月一次\n    庭院整洁:\n      分值: 5\n      公示: 3天\n    清理沟渠: 3\n";

    fn bundle(rules: &str) -> Bundle {
        let file = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
        let files = vec![file("village.yaml", "名称: 甲村\n"), file("rules.yaml", rules)];
        Bundle { village: VillageId::parse("jia").unwrap(), files, packs: Vec::new() }
    }

    #[test]
    fn two_changes_go_together_only_where_they_touch_nothing_of_each_other() {
        let change = |from: &str, to: &str| bundle(&BASE.replace(from, to));
        let table = [
            // (mine, theirs, what both say)
            (
                change("入桶: 2", "入桶: 4"),
                change("沟渠: 3", "沟渠: 6"),
                Some(BASE.replace("入桶: 2", "入桶: 4").replace("沟渠: 3", "沟渠: 6")),
            ),
            (change("入桶: 2", "入桶: 4"), change("入桶: 2", "入桶: 5"), None),
            (change("入桶: 2", "入桶: { 分值: 2, 公示: 3天 }"), change("垃圾入桶", "垃圾归桶"), None),
            // The same rule, though on other lines: together they say what nobody has thought of.
            (change("分值: 5", "分值: 8"), change("公示: 3天", "公示: 7天"), None),
            // Rules whose lines stand side by side.
            (change("3天", "7天"), change("沟渠: 3", "沟渠: 6"), Some(BASE.replace("3天", "7天").replace("沟渠: 3", "沟渠: 6"))),
            // Two new rules in one place: which comes first is for a person to say.
            (change("    清理", "    甲: 1\n    清理"), change("    清理", "    乙: 1\n    清理"), None),
            (change("入桶: 2", "入桶: : 4"), change("沟渠: 3", "沟渠: 6"), None),
        ];
        for (mine, theirs, both) in table {
            let merged = merged(&bundle(BASE), &mine, &theirs);
            assert_eq!(merged.map(|bundle| bundle.files.into_iter().find(|file| file.path == "rules.yaml").unwrap().text), both);
        }
    }

    #[test]
    fn lines_that_were_added_and_taken_away_are_found() {
        let lines = |text: &'static str| text.split_inclusive('\n').collect::<Vec<_>>();
        let table =
            [("a\nb\nc\n", "a\nc\n", 1, 2, ""), ("a\nc\n", "a\nb\nc\n", 1, 1, "b\n"), ("a\nb\nc\n", "a\nx\ny\nc\n", 1, 2, "x\ny\n")];
        for (old, new, from, to, by) in table {
            let found = hunks(&lines(old), &lines(new)).unwrap();
            assert_eq!(found, Hunks::from([(from, (to, lines(by)))]), "{old:?} {new:?}");
        }
    }
}
