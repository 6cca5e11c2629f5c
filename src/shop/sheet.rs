//! A spreadsheet read as a delivery of goods.

use super::stocking::{Goods, problem};
use crate::sheets::{Row, Sheet};
use crate::words::{Kind, Points, Problem, Refusal, Yuan};

/// Reads 编号, 名称, 规格, 积分, 成本, 库存. Refuses `sheet.missing_column`, `shop.wrong_rows`.
pub fn read_shelf(sheet: &Sheet) -> Result<Vec<Goods>, Refusal> {
    let columns = sheet.columns(["编号", "名称", "规格", "积分", "成本", "库存"])?;
    let read: Vec<_> = sheet.rows.iter().map(|row| goods(row, &columns.map(|at| row[at].as_str()))).collect();
    let problems: Vec<_> = read.iter().filter_map(|row| row.as_ref().err().cloned()).collect();
    if problems.is_empty() {
        return Ok(read.into_iter().flatten().collect());
    }
    Err(Refusal::new("shop.wrong_rows", Kind::Invalid, "货单里有写得不对的地方，一件也没有入库。", "请改好再导入。").with(problems))
}

/// One row, checked here too: only here its number in the sheet is known.
fn goods(row: &Row, [number, name, spec, points, cost, quantity]: &[&str; 6]) -> Result<Goods, Problem> {
    let wrong = |column: &str, text: &str| Problem {
        pointer: format!("第 {} 行 {column}", row.number),
        message: format!("“{text}”不是数，请写阿拉伯数字，最多两位小数。"),
        fix: None,
    };
    let goods = Goods {
        number: (*number).to_owned(),
        name: (*name).to_owned(),
        spec: (*spec).to_owned(),
        points: Points::parse(points).ok_or_else(|| wrong("积分", points))?,
        cost: Yuan::parse(cost).ok_or_else(|| wrong("成本", cost))?,
        quantity: quantity.parse().map_err(|_| wrong("库存", quantity))?,
    };
    problem(row.number, &goods).map_or(Ok(goods), Err)
}
