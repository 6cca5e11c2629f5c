//! The report for reading: plain Chinese, columns under each other.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::model::*;
use crate::words::Points;

/// The most rows of a list; the rest is in the spreadsheet.
const MOST_ROWS: usize = 30;

/// The whole report.
pub fn text(report: &Report) -> String {
    let Report { from, to, records, points, .. } = report;
    let mut text = format!("试算 {}：{from} 至 {to}，{records} 条记录，按现行规则和草案各算一遍。什么也没有改。\n", report.village);
    if *records == 0 {
        text.push_str("这段时间没有审核通过的记录，没有可算的。\n");
        return text;
    }
    section(&mut text, "合计", &totals(report, *points));
    section(&mut text, &format!("谁增谁减（共 {} {}）", report.accounts.all, report.accounts.unit), &whom(&report.accounts));
    section(&mut text, "各条规则", &rules(&report.rules));
    movers(&mut text, &report.biggest);
    section(&mut text, "哪些上限起了作用", &limits(&report.limits));
    section(&mut text, "草案不收的记录", &refused(&report.refused));
    let renamed = report.renamed.iter().map(|renamed| vec![format!("{} 按改名后的 {} 算", renamed.was, renamed.now)]).collect::<Vec<_>>();
    section(&mut text, "改了名的规则", &renamed);
    let notes =
        report.notes.iter().chain([&report.money.formula]).map(|note| vec![format!("{note}。").replace("。。", "。")]).collect::<Vec<_>>();
    section(&mut text, "怎么算的", &notes);
    text
}

fn totals(report: &Report, points: Turn) -> Vec<Vec<String>> {
    let Money { before, after, available, .. } = &report.money;
    let days = |cost: &Cost| match (cost.runs_out_on, cost.days) {
        (Some(day), Some(days)) => format!("{days} 天，到 {day}"),
        (None, Some(_)) => "一百年以上".to_owned(),
        _ => "用不完".to_owned(),
    };
    let lasts = format!("基金（还有 {} 元）够用", available.plain());
    vec![
        cells(["", "现行", "草案", "增减"]),
        vec!["净得分".to_owned(), points.before.plain(), points.after.plain(), signed(points.change())],
        vec![
            "折合元".to_owned(),
            before.yuan.plain(),
            after.yuan.plain(),
            signed(Points::from_hundredths((after.yuan - before.yuan).hundredths())),
        ],
        vec![lasts, days(before), days(after)],
    ]
}

fn whom(accounts: &Accounts) -> Vec<Vec<String>> {
    let Accounts { unit, gain, lose, stay, nothing_before, nothing_after, .. } = accounts;
    vec![
        vec!["多得".to_owned(), format!("{gain} {unit}")],
        vec!["少得".to_owned(), format!("{lose} {unit}")],
        vec!["不变".to_owned(), format!("{stay} {unit}")],
        vec!["一分没有".to_owned(), format!("{nothing_before} {unit} → {nothing_after} {unit}")],
    ]
}

fn rules(rules: &[RuleLine]) -> Vec<Vec<String>> {
    let row = |line: &RuleLine| {
        let Turn { before, after } = line.points;
        vec![line.rule.clone(), line.records.to_string(), before.plain(), after.plain(), signed(line.points.change())]
    };
    std::iter::once(cells(["规则", "条数", "现行", "草案", "增减"])).chain(rules.iter().map(row)).collect()
}

fn movers(text: &mut String, biggest: &[Mover]) {
    if biggest.is_empty() {
        return;
    }
    text.push_str("\n变化最大的\n");
    for mover in biggest {
        let Turn { before, after } = mover.points;
        // Writing into a String cannot fail.
        let _ = writeln!(text, "  {}：{} → {}（{}）", mover.account, before.plain(), after.plain(), signed(mover.points.change()));
        for reason in &mover.reasons {
            let _ = writeln!(text, "    {} {}（第 {} 号）", reason.occurred_on, reason.rule, reason.claim);
            let _ = writeln!(text, "      现行 {} 分：{}", reason.points.before.plain(), reason.because_before.join("；"));
            let _ = writeln!(text, "      草案 {} 分：{}", reason.points.after.plain(), reason.because_after.join("；"));
        }
    }
}

fn limits(limits: &[LimitLine]) -> Vec<Vec<String>> {
    let bite = |bite: Bite| format!("{} 次、{} 分", bite.times, bite.points.plain());
    let row = |line: &LimitLine| vec![line.limit.clone(), bite(line.before), bite(line.after)];
    let rows: Vec<_> = limits.iter().map(row).collect();
    if rows.is_empty() { rows } else { std::iter::once(cells(["上限", "现行减掉", "草案减掉"])).chain(rows).collect() }
}

fn refused(refused: &[RefusedLine]) -> Vec<Vec<String>> {
    let claims = |line: &RefusedLine| {
        format!("第 {} 号{}", line.claims.join("、"), if line.claims.len() as i64 == line.records { "" } else { " 等" })
    };
    let row = |line: &RefusedLine| {
        vec![format!("{} 条", line.records), format!("现行 {} 分", line.points_before.plain()), line.sentence.clone(), claims(line)]
    };
    refused.iter().map(row).collect()
}

pub(super) fn signed(points: Points) -> String {
    if points.is_positive() { format!("+{}", points.plain()) } else { points.plain() }
}

fn cells<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

/// A heading and rows; nothing without rows.
fn section(text: &mut String, heading: &str, rows: &[Vec<String>]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{heading}");
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows.iter().take(MOST_ROWS + 1) {
        let padded = row.iter().zip(&widths).map(|(cell, width)| padded(cell, *width));
        let _ = writeln!(text, "  {}", padded.collect::<Vec<_>>().join("  ").trim_end());
    }
    if rows.len() > MOST_ROWS + 1 {
        let _ = writeln!(text, "  ……还有 {} 行，用 --json 或 --xlsx 看全部", rows.len() - MOST_ROWS - 1);
    }
}

/// Numbers stand under each other by their last digit, words by their first letter.
fn padded(cell: &str, width: usize) -> String {
    let gap = " ".repeat(width.saturating_sub(cell.width()));
    let is_number = cell.chars().all(|letter| letter.is_ascii_digit() || "+-.".contains(letter));
    if is_number { format!("{gap}{cell}") } else { format!("{cell}{gap}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_and_numbers_end_under_each_other() {
        let turn = |before, after| Turn { before: Points::whole(before), after: Points::whole(after) };
        let rule = |rule: &str, records, points| RuleLine { rule: rule.to_owned(), chapter: String::new(), records, points };
        let rows = rules(&[rule("签到", 120, turn(120, 60)), rule("公共场合说脏话", 3, turn(-6, -6))]);
        let mut text = String::new();
        section(&mut text, "各条规则", &rows);
        let expected = "
各条规则
  规则            条数  现行  草案  增减
  签到             120   120    60   -60
  公共场合说脏话     3    -6    -6     0
";
        assert_eq!(text, expected);
    }
}
