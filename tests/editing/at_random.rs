//! Random files from a grammar of everything a list may be written as, and random edits to them.

use jifen::rulebook::editing::{Cell, Edit, Row, edit, table};
use proptest::prelude::*;

use super::*;

/// Draws choices from a tape; a shorter tape makes a simpler file.
struct Dice<'t>(std::slice::Iter<'t, u16>);

impl Dice<'_> {
    fn below(&mut self, count: usize) -> usize {
        self.0.next().map_or(0, |number| usize::from(*number) % count)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn times(&mut self, most: usize, mut one: impl FnMut(&mut Self, usize) -> String) -> String {
        let count = 1 + self.below(most);
        (0..count).map(|at| one(self, at)).collect()
    }
}

/// Values as people write them, with signs that mean something to YAML; each reads back as itself.
const VALUES: [&str; 12] =
    ["5", "-2", "时长 * 2", "'引 号'", "\"5\"", "0012", "\"a: b # c\"", "'it''s'", "是", "最小(时长, 10)", "每人每月 20 分", "\"\\\\\""];

/// What is written into cells.
const TEXTS: [&str; 16] = [
    "8",
    "时长 * 3",
    "a: b",
    "# 不是注",
    "- 横",
    "[没有合上",
    "{",
    "\"半个引号",
    "it's",
    "~",
    "null",
    "是 # 注",
    "&锚",
    "\u{FF1A}",
    "\\n",
    "两\n行",
];

fn trailing(dice: &mut Dice) -> &'static str {
    dice.pick(&["", "", " # 注", "     # [注] '半"])
}

fn above(dice: &mut Dice, indent: &str) -> String {
    let lines = dice.pick(&["", "", "\n", "#说明: 一\n", "\n# 甲\n# 乙: {\n", "\n\n"]);
    lines.split_inclusive('\n').map(|line| if line == "\n" { line.to_owned() } else { format!("{indent}{line}") }).collect()
}

/// A table inside a rule, in one of its three shapes.
fn inner(dice: &mut Dice, indent: &str) -> String {
    let pair = |dice: &mut Dice, at: usize| format!("项{at}: {}", dice.pick(&VALUES[..11]).replace(", ", " "));
    match dice.below(3) {
        0 => format!(
            " {{ {} }}{}",
            dice.times(3, |dice, at| format!("{}{}", if at > 0 { ", " } else { "" }, pair(dice, at))),
            trailing(dice)
        ),
        1 => format!("{}{}", trailing(dice), dice.times(3, |dice, at| format!("\n{indent}  {}{}", pair(dice, at), trailing(dice)))),
        _ => format!("{}{}", trailing(dice), dice.times(3, |dice, at| format!("\n{indent}- {}{}", pair(dice, at), trailing(dice)))),
    }
}

fn rule(dice: &mut Dice, name: &str) -> String {
    let indent = " ".repeat(4);
    let head = above(dice, &indent);
    let body = match dice.below(4) {
        0 | 1 => format!(" {}{}", dice.pick(&VALUES), trailing(dice)),
        2 => format!(" {{ 分值: 5, 上限: [每户每月 1 次, 每户每年 2 次] }}{}", trailing(dice)),
        _ => {
            let table = inner(dice, "      ");
            let note = dice
                .pick(&["", "\n      说明: >-\n        一\n        二\n", "\n      说明: |\n        # 不是注\n        二"])
                .trim_end_matches('\n');
            let tail = dice.pick(&["", "\n        # 深一层的注"]);
            format!("{}\n      分值: {}\n      填报:{table}{note}{tail}", trailing(dice), dice.pick(&VALUES))
        }
    };
    format!("{head}{indent}{name}:{body}\n")
}

/// A file of rules: chapters, rules of every shape, comments, empty lines, either line break, with and without a byte order mark.
fn file(dice: &mut Dice) -> String {
    let mut count = 0;
    let mut chapters = dice.times(3, |dice, chapter| {
        let head = above(dice, "  ");
        let rules = dice.times(4, |dice, _| {
            count += 1;
            rule(dice, &format!("规{count}"))
        });
        format!("{head}  类{chapter}:{}\n{rules}", trailing(dice))
    });
    chapters.insert_str(0, &format!("标题: 样例\n规则:{}\n", trailing(dice)));
    chapters.push_str(dice.pick(&["", "\n# 完\n", "依据: 第三章\n"]));
    let text = if dice.below(3) == 0 { chapters.trim_end().to_owned() } else { chapters };
    let text = if dice.below(3) == 0 { text.replace('\n', "\r\n") } else { text };
    if dice.below(4) == 0 { format!("\u{FEFF}{text}") } else { text }
}

fn set(row: &Row, cell: &Cell, text: &str) -> Edit {
    Edit::Set { rule: row.name.clone(), path: cell.path.clone(), text: text.into() }
}

/// The table without the lines, which move when something is put in between.
fn rows(bundle: &Bundle) -> Vec<Row> {
    table(bundle).into_iter().map(|row| Row { line: 0, ..row }).collect()
}

/// What the two texts differ in.
fn differing<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let start = same(&mut one.chars().zip(other.chars()));
    let end = same(&mut one[start..].chars().rev().zip(other[start..].chars().rev()));
    (&one[start..one.len() - end], &other[start..other.len() - end])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    /// Text → table → an edit → the same text with one cell different; undone, the text is what it was.
    #[test]
    fn a_cell_written_over_is_the_only_thing_that_changes(tape in prop::collection::vec(any::<u16>(), 8..120), which in any::<u16>(), what in any::<u16>()) {
        let text = file(&mut Dice(tape.iter()));
        let bundle = bundle(&text);
        let rows = rows(&bundle);
        let cells: Vec<(usize, usize)> = rows.iter().enumerate().flat_map(|(at, row)| (0..row.cells.len()).map(move |cell| (at, cell))).collect();
        let (at, number) = cells[usize::from(which) % cells.len()];
        let (row, cell, wanted) = (&rows[at], &rows[at].cells[number], TEXTS[usize::from(what) % TEXTS.len()]);
        let changed = edit(&bundle, &set(row, cell, wanted)).unwrap_or_else(|refusal| panic!("{refusal}\n{text}"));
        let mut expected = rows.clone();
        expected[at].cells[number].text = wanted.to_owned();
        prop_assert_eq!(super::at_random::rows(&changed), expected);
        let long = cell.text.contains('\n') || cell.text.starts_with("一 二");
        let (was, is) = differing(&text, &changed.files[1].text);
        prop_assert!(long || wanted.contains('\n') || (was.lines().count() <= 1 && is.lines().count() <= 1), "{was} → {is}");
        // A value in quotes may come back in other quotes, or without.
        let quoted = cell.text.contains(['\'', '\\']) || ["\"", "'"].iter().any(|quote| text.contains(&format!("{quote}{}{quote}", cell.text)));
        if !long && !quoted {
            let back = edit(&changed, &set(row, cell, &cell.text)).unwrap();
            prop_assert_eq!(&back.files[1].text, &text);
        }
    }

    /// Rules moved, switched off, added and given another name: the other rules stay as they were, and undone all is as it was.
    #[test]
    fn a_rule_moved_or_switched_off_leaves_the_others_alone(tape in prop::collection::vec(any::<u16>(), 8..120), which in any::<u16>(), what in 0..5) {
        let text = file(&mut Dice(tape.iter()));
        let bundle = bundle(&text);
        let rows = rows(&bundle);
        let at = usize::from(which) % rows.len();
        let name = rows[at].name.clone();
        let next = rows.get(at + 1).filter(|next| next.chapter == rows[at].chapter).map(|next| next.name.clone());
        let home = next.map_or_else(|| To::Chapter(rows[at].chapter.clone()), To::Before);
        let elsewhere = &rows[usize::from(which / 7) % rows.len()];
        let (there, back) = match what {
            0 => (move_to(&name, To::Chapter(elsewhere.chapter.clone())), move_to(&name, home)),
            1 => (move_to(&name, To::Before(elsewhere.name.clone())), move_to(&name, home)),
            2 => (switch(&name, false), switch(&name, true)),
            3 => (Edit::Add { to: home, name: "新规".into(), text: "3".into() }, remove("新规", "")),
            _ => (rename(&name, "", "新: 名"), rename("新: 名", "", &name)),
        };
        let changed = edit(&bundle, &there).unwrap_or_else(|refusal| panic!("{there:?} {refusal}\n{text}"));
        let others = |bundle: &Bundle| {
            let others = super::at_random::rows(bundle).into_iter().filter(|row| row.name != name && !row.name.starts_with('新'));
            others.collect::<Vec<_>>()
        };
        prop_assert_eq!(others(&changed), others(&bundle));
        let undone = edit(&changed, &back).unwrap_or_else(|refusal| panic!("{back:?} {refusal}\n{}", changed.files[1].text));
        prop_assert_eq!(&undone.files[1].text, &text, "{:?}\n{}", there, changed.files[1].text);
    }
}
