//! The report as a spreadsheet: one sheet for the sums, one each for rules, accounts, limits and refused records.
//!
//! Text is written as text and numbers as numbers, so that nothing in it can be a formula.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::model::*;
use crate::sheets::writing::{Cell, GENERAL};
use crate::words::{Points, Yuan};

impl From<Points> for Cell {
    fn from(points: Points) -> Self {
        Cell::Number(points.decimal(), GENERAL)
    }
}

impl From<Yuan> for Cell {
    fn from(yuan: Yuan) -> Self {
        Cell::Number(yuan.decimal(), GENERAL)
    }
}

type Row = Vec<Cell>;

/// A row of anything that fits into cells.
macro_rules! row {
    ($($cell:expr),+ $(,)?) => { vec![$(Cell::from($cell)),+] };
}

/// The bytes of an xlsx file.
pub fn workbook(report: &Report) -> anyhow::Result<Vec<u8>> {
    let mut book = Workbook::new();
    for (name, rows) in sheets(report) {
        write(book.add_worksheet(), name, &rows)?;
    }
    Ok(book.save_to_buffer()?)
}

fn sheets(report: &Report) -> [(&'static str, Vec<Row>); 5] {
    [
        ("合计", totals(report)),
        ("各条规则", rules(&report.rules)),
        ("变化最大的", movers(&report.biggest)),
        ("上限", limits(&report.limits)),
        ("草案不收的记录", refused(&report.refused)),
    ]
}

fn write(sheet: &mut Worksheet, name: &str, rows: &[Row]) -> Result<(), XlsxError> {
    let (plain, bold) = (Format::new(), Format::new().set_bold());
    sheet.set_name(name)?;
    for (at, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            cell.put(sheet, (at, column), if at == 0 { &bold } else { &plain })?;
        }
    }
    sheet.autofit();
    Ok(())
}

fn totals(report: &Report) -> Vec<Row> {
    let (points, Money { before, after, available, formula }, whom) = (report.points, &report.money, &report.accounts);
    let day = |cost: &Cost| cost.runs_out_on.map_or_else(String::new, |day| day.to_string());
    let mut rows = vec![
        row![format!("试算 {}", report.village), "现行", "草案"],
        row!["时间", report.from.to_string(), report.to.to_string()],
        row!["记录", report.records, report.records],
        row!["净得分", points.before, points.after],
        row!["折合元", before.yuan, after.yuan],
        row!["基金还有（元）", *available, *available],
        row!["基金用完的日子", day(before), day(after)],
        row![format!("一分没有（{}）", whom.unit), whom.nothing_before, whom.nothing_after],
        row![format!("多得（{}）", whom.unit), "", whom.gain],
        row![format!("少得（{}）", whom.unit), "", whom.lose],
        row![format!("不变（{}）", whom.unit), "", whom.stay],
    ];
    rows.extend(report.renamed.iter().map(|renamed| row![format!("{} 按改名后的 {} 算", renamed.was, renamed.now)]));
    rows.extend(report.notes.iter().chain([formula]).map(|note| row![note.clone()]));
    rows
}

fn rules(rules: &[RuleLine]) -> Vec<Row> {
    let header = row!["规则", "类别", "条数", "现行", "草案", "增减"];
    let line = |line: &RuleLine| {
        let Turn { before, after } = line.points;
        row![line.rule.clone(), line.chapter.clone(), line.records, before, after, line.points.change()]
    };
    std::iter::once(header).chain(rules.iter().map(line)).collect()
}

fn movers(biggest: &[Mover]) -> Vec<Row> {
    let mut rows = vec![row!["账户", "日期", "规则", "申报号", "现行", "草案", "现行的理由", "草案的理由"]];
    for mover in biggest {
        rows.push(row![mover.account.clone(), "", "合计", "", mover.points.before, mover.points.after, "", ""]);
        rows.extend(mover.reasons.iter().map(|reason| {
            let Reason { claim, rule, occurred_on, points, because_before, because_after } = reason;
            let [was, is] = [because_before, because_after].map(|because| because.join("；"));
            row![mover.account.clone(), occurred_on.to_string(), rule.clone(), claim.clone(), points.before, points.after, was, is]
        }));
    }
    rows
}

fn limits(limits: &[LimitLine]) -> Vec<Row> {
    let header = row!["上限", "现行次数", "现行减掉", "草案次数", "草案减掉"];
    let line = |line: &LimitLine| row![line.limit.clone(), line.before.times, line.before.points, line.after.times, line.after.points];
    std::iter::once(header).chain(limits.iter().map(line)).collect()
}

fn refused(refused: &[RefusedLine]) -> Vec<Row> {
    let header = row!["规则", "条数", "现行得分", "为什么", "代码", "申报号"];
    let line = |line: &RefusedLine| {
        row![line.rule.clone(), line.records, line.points_before, line.sentence.clone(), line.code.clone(), line.claims.join("、")]
    };
    std::iter::once(header).chain(refused.iter().map(line)).collect()
}
