//! A spreadsheet read as a delivery of goods.

use super::stocking::Goods;
use crate::sheets::Sheet;
use crate::words::{Kind, Points, Problem, Refusal, Yuan};

/// Reads 编号, 名称, 规格, 积分, 成本, 库存. Refuses `sheet.missing_column`, `shop.wrong_rows`.
pub fn read_shelf(sheet: &Sheet) -> Result<Vec<Goods>, Refusal> {
    let columns = sheet.columns(["编号", "名称", "规格", "积分", "成本", "库存"])?;
    let read: Vec<_> = sheet.rows.iter().enumerate().map(|(index, row)| goods(index, &columns.map(|at| row[at].as_str()))).collect();
    let problems: Vec<_> = read.iter().filter_map(|row| row.as_ref().err().cloned()).collect();
    if problems.is_empty() {
        return Ok(read.into_iter().flatten().collect());
    }
    Err(Refusal::new("shop.wrong_rows", Kind::Invalid, "货单里有看不懂的数，一件也没有入库。", "请改好再导入。").with(problems))
}

fn goods(index: usize, [number, name, spec, points, cost, quantity]: &[&str; 6]) -> Result<Goods, Problem> {
    let wrong = |column: &str, text: &str| Problem {
        pointer: format!("第 {} 行 {column}", index + 2),
        message: format!("“{text}”不是数，请写阿拉伯数字，最多两位小数。"),
        fix: None,
    };
    Ok(Goods {
        number: (*number).to_owned(),
        name: (*name).to_owned(),
        spec: (*spec).to_owned(),
        points: Points::parse(points).ok_or_else(|| wrong("积分", points))?,
        cost: Yuan::parse(cost).ok_or_else(|| wrong("成本", cost))?,
        quantity: quantity.parse().map_err(|_| wrong("库存", quantity))?,
    })
}
