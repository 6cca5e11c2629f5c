//! Two people changed the same files: one text of what is wanted of each, rule by rule.
//!
//! A change is a list of strokes: lines of the base that were replaced, or a whole file. Each is told by what it alone does to the rules; those that are
//! wanted are put together, and then the result is asked: it must say of the rules what was chosen, or it does not hold.

use std::collections::BTreeSet;
use std::ops::Range;

use super::changes::RuleChange;
use super::{Bundle, Changes, Source, compare};

/// The longest text of which lines are compared one by one; more is nobody's change of a rule.
const MOST_LINES: usize = 4_000;

/// The most strokes that are looked at one by one; more is another file.
const MOST_STROKES: usize = 200;

/// Whose version of a rule or setting is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Mine,
    Theirs,
}

/// What was changed, each under the name both know it by: a rule under the one it had, a setting by its key. With what is said of it.
pub fn abouts(changes: &Changes) -> Vec<(String, String)> {
    let rule = |change: &RuleChange| (change.was.as_ref().unwrap_or(&change.rule).clone(), change.sentence.clone());
    let settings = changes.settings.iter().map(|part| (format!("本村设置：{}", part.key), part.sentence.clone()));
    changes.rules.iter().map(rule).chain(settings).collect()
}

/// Of each rule and setting the version of one side; `None` where they cannot be told apart or put together.
/// What says nothing of the rules, such as comments, is taken from both.
pub fn chosen(base: &Bundle, mine: &Bundle, theirs: &Bundle, side: impl Fn(&str) -> Side) -> Option<Bundle> {
    let (mut strokes, mut wanted) = (Vec::new(), BTreeSet::new());
    for (new, whose) in [(theirs, Side::Theirs), (mine, Side::Mine)] {
        let is_wanted = |about: &str| side(about) == whose;
        wanted.extend(abouts(&compare(base, new).ok()?).into_iter().filter(|(about, _)| is_wanted(about)));
        for stroke in only(base, new, is_wanted)? {
            if !strokes.contains(&stroke) {
                strokes.push(stroke);
            }
        }
    }
    let is_torn = strokes.iter().enumerate().any(|(at, one)| strokes[..at].iter().any(|other| one.is_over(other)));
    let packs = theirs.packs.iter().chain(mine.packs.iter().filter(|pack| theirs.packs.iter().all(|other| other.path != pack.path)));
    let both = Bundle { packs: packs.cloned().collect(), ..drawn(base, &strokes) };
    let said: BTreeSet<_> = abouts(&compare(base, &both).ok()?).into_iter().collect();
    (!is_torn && said == wanted).then_some(both)
}

/// One place of a file that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stroke<'t> {
    path: &'t str,
    by: By<'t>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum By<'t> {
    /// A file that is new.
    File(&'t str),
    /// Lines of the base that were replaced, and by what.
    Lines(Range<usize>, Vec<&'t str>),
}

impl<'t> Stroke<'t> {
    /// Whether two cannot both be drawn. What is put in before a line does not touch it.
    fn is_over(&self, other: &Self) -> bool {
        let lines = match (&self.by, &other.by) {
            (By::Lines(one, _), By::Lines(other, _)) => one.start < other.end && other.start < one.end,
            _ => true,
        };
        self.path == other.path && lines
    }

    /// The same line by line, as far as lines stand for one another.
    fn parts(self) -> Vec<Self> {
        let By::Lines(lines, by) = &self.by else { return vec![self] };
        let pairs = lines.len().min(by.len());
        let end = lines.start + pairs;
        let part = |lines, by: &[&'t str]| Stroke { path: self.path, by: By::Lines(lines, by.to_vec()) };
        let each = (0..pairs).map(|at| part(lines.start + at..lines.start + at + 1, &by[at..=at]));
        let rest = (end < lines.end || pairs < by.len()).then(|| part(end..lines.end, &by[pairs..]));
        each.chain(rest).collect()
    }
}

/// What was done to the base that is wanted; `None` where it cannot be told from what is not.
fn only<'t>(base: &Bundle, new: &'t Bundle, is_wanted: impl Fn(&str) -> bool) -> Option<Vec<Stroke<'t>>> {
    let all = strokes(base, new).filter(|all| all.len() <= MOST_STROKES)?;
    if abouts(&compare(base, new).ok()?).iter().all(|(about, _)| is_wanted(about)) {
        return Some(all);
    }
    let mut kept = Vec::new();
    let mut open: Vec<_> = all.into_iter().rev().collect();
    while let Some(stroke) = open.pop() {
        let about = abouts(&compare(base, &drawn(base, std::slice::from_ref(&stroke))).ok()?);
        match about.iter().filter(|(about, _)| is_wanted(about)).count() {
            count if count == about.len() => kept.push(stroke),
            0 => {}
            _ => {
                let parts = stroke.parts();
                if parts.len() < 2 {
                    return None;
                }
                open.extend(parts.into_iter().rev());
            }
        }
    }
    Some(kept)
}

fn strokes<'t>(base: &Bundle, new: &'t Bundle) -> Option<Vec<Stroke<'t>>> {
    // Nobody takes a file away in the editor; what is gone could not be chosen from.
    if base.files.iter().any(|file| text(new, &file.path).is_none()) {
        return None;
    }
    let mut all = Vec::new();
    for file in &new.files {
        let path = file.path.as_str();
        match text(base, path) {
            None => all.push(Stroke { path, by: By::File(&file.text) }),
            Some(old) => {
                let hunks = hunks(&lines(old), &lines(&file.text))?;
                all.extend(hunks.into_iter().map(|(lines, by)| Stroke { path, by: By::Lines(lines, by) }));
            }
        }
    }
    Some(all)
}

/// The base with these strokes; of two that put something in at the same place, the first comes first.
fn drawn(base: &Bundle, strokes: &[Stroke<'_>]) -> Bundle {
    let of = |path: &str| strokes.iter().filter(move |stroke| stroke.path == path).map(|stroke| &stroke.by).collect::<Vec<_>>();
    let mut files: Vec<Source> =
        base.files.iter().map(|file| Source { path: file.path.clone(), text: with(&file.text, &of(&file.path)) }).collect();
    let new = strokes.iter().filter_map(|stroke| match stroke.by {
        By::File(text) => Some(Source { path: stroke.path.to_owned(), text: text.to_owned() }),
        By::Lines(..) => None,
    });
    files.extend(new);
    Bundle { files, ..base.clone() }
}

fn with(text: &str, strokes: &[&By<'_>]) -> String {
    let base = lines(text);
    let mut hunks: Vec<_> = strokes.iter().filter_map(|by| if let By::Lines(lines, by) = by { Some((lines, by)) } else { None }).collect();
    hunks.sort_by_key(|(lines, _)| (lines.start, lines.end));
    let (mut text, mut at) = (String::new(), 0);
    for (lines, by) in hunks {
        text.extend(base[at.min(lines.start)..lines.start].iter().copied().chain(by.iter().copied()));
        at = lines.end;
    }
    text.extend(base[at..].iter().copied());
    text
}

fn text<'b>(bundle: &'b Bundle, path: &str) -> Option<&'b str> {
    bundle.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// What was done to the base, by the longest common subsequence of lines.
fn hunks<'t>(base: &[&str], new: &[&'t str]) -> Option<Vec<(Range<usize>, Vec<&'t str>)>> {
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
    let (mut found, mut row, mut column) = (Vec::new(), 0, 0);
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
            found.push((top + from..top + row, new[since..column].to_vec()));
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

    /// What I changed, what they did, which rules are mine, and what comes of it.
    type Row<'t> = (&'t [(&'t str, &'t str)], &'t [(&'t str, &'t str)], &'t [&'t str], Option<&'t [(&'t str, &'t str)]>);

    /// What stands in `rules.yaml` when these rules are taken from me, the others from them.
    fn told(mine: &str, theirs: &str, of_mine: &[&str]) -> Option<String> {
        let side = |about: &str| if of_mine.contains(&about) { Side::Mine } else { Side::Theirs };
        let chosen = chosen(&bundle(BASE), &bundle(mine), &bundle(theirs), side);
        chosen.map(|bundle| text(&bundle, "rules.yaml").unwrap().to_owned())
    }

    #[test]
    fn of_each_rule_the_version_of_one_side_is_taken() {
        let changed = |changes: &[(&str, &str)]| changes.iter().fold(BASE.to_owned(), |text, (from, to)| text.replace(from, to));
        let (bin, ditch, yard) = (("入桶: 2", "入桶: 4"), ("沟渠: 3", "沟渠: 6"), ("3天", "7天"));
        let (bin_other, ditch_other) = (("入桶: 2", "入桶: 5"), ("沟渠: 3", "沟渠: 9"));
        let (new, new_other) = (("    清理", "    甲: 1\n    清理"), ("    清理", "    乙: 1\n    清理"));
        let renamed = ("垃圾入桶", "垃圾归桶");
        let script = ("入桶: 2", "入桶: : 4");
        let table: [Row<'_>; 12] = [
            (&[bin], &[ditch], &["垃圾入桶"], Some(&[bin, ditch])),
            (&[bin], &[ditch], &[], Some(&[ditch])),
            (&[bin], &[ditch], &["垃圾入桶", "清理沟渠"], Some(&[bin])),
            // Both changed two rules: one from each.
            (&[bin, ditch], &[bin_other, ditch_other], &["垃圾入桶"], Some(&[bin, ditch_other])),
            (&[bin, ditch], &[bin_other, ditch_other], &["清理沟渠"], Some(&[bin_other, ditch])),
            // The same rule on other lines is still one of the two.
            (&[("分值: 5", "分值: 8")], &[yard], &["庭院整洁"], Some(&[("分值: 5", "分值: 8")])),
            // Rules whose lines stand side by side, changed by one hand.
            (&[yard, ditch], &[bin], &["庭院整洁"], Some(&[yard, bin])),
            // Two new rules in one place stay both.
            (&[new], &[new_other], &["甲"], Some(&[("    清理", "    乙: 1\n    甲: 1\n    清理")])),
            // A rule that one renamed and the other changed is one rule.
            (&[bin], &[renamed], &["垃圾入桶"], Some(&[bin])),
            (&[bin], &[renamed], &[], Some(&[renamed])),
            (&[bin], &[bin], &[], Some(&[bin])),
            (&[script], &[ditch], &["垃圾入桶"], None),
        ];
        for (mine, theirs, of_mine, expected) in table {
            assert_eq!(told(&changed(mine), &changed(theirs), of_mine), expected.map(changed), "{mine:?} {theirs:?} {of_mine:?}");
        }
    }

    #[test]
    fn lines_that_were_added_and_taken_away_are_found() {
        let lines = |text: &'static str| text.split_inclusive('\n').collect::<Vec<_>>();
        let table =
            [("a\nb\nc\n", "a\nc\n", 1, 2, ""), ("a\nc\n", "a\nb\nc\n", 1, 1, "b\n"), ("a\nb\nc\n", "a\nx\ny\nc\n", 1, 2, "x\ny\n")];
        for (old, new, from, to, by) in table {
            let found = hunks(&lines(old), &lines(new)).unwrap();
            assert_eq!(found, [(from..to, lines(by))], "{old:?} {new:?}");
        }
    }
}
