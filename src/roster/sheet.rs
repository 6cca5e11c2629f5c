//! A spreadsheet read as a list of people. Columns are found by their names, in any order; codes keep their leading zeros.

use super::appointing::Appointed;
use super::enrolment::Member;
use super::model::Staff;
use super::phones::phone_ending;
use crate::sheets::{Row, Sheet};
use crate::words::{Kind, Problem, Refusal, Role};

/// The column of phones, which a list may have. Of each number its last four digits are read and nothing else.
const PHONE: &str = "手机后四位";

/// Reads 组, 户号, 编号, 姓名, 关系, and 手机后四位 if it is there. Refuses what [`Sheet::columns`] does, `roster.wrong_rows` for what is no phone.
pub fn read_roster(sheet: &Sheet) -> Result<Vec<Member>, Refusal> {
    let [group, household, number, name, relation] = sheet.columns(["组", "户号", "编号", "姓名", "关系"])?;
    let phone = if sheet.header.iter().any(|title| title == PHONE) { sheet.columns([PHONE])?.first().copied() } else { None };
    let written = |row: &Row| phone.map_or_else(String::new, |at| row[at].trim().to_owned());
    let is_wrong = |row: &&Row| !written(row).is_empty() && phone_ending(&written(row)).is_none();
    let message = || "看不出是手机号，请写后四位数字，或者空着。".to_owned();
    let problem = |row: &Row| Problem { pointer: format!("第 {} 行 {PHONE}", row.number), message: message(), fix: None };
    let problems: Vec<_> = sheet.rows.iter().filter(is_wrong).map(problem).collect();
    if !problems.is_empty() {
        return Err(Refusal::new("roster.wrong_rows", Kind::Invalid, "花名册里有看不懂的手机后四位，一行也没有导入。", "请改好再导入。")
            .with(problems));
    }
    let member = |row: &Row| Member {
        phone: phone_ending(&written(row)).unwrap_or_default(),
        row: row.number,
        group: row[group].clone(),
        household: row[household].clone(),
        number: row[number].clone(),
        name: row[name].clone(),
        relation: row[relation].clone(),
    };
    Ok(sheet.rows.iter().map(member).collect())
}

/// Reads 编号, 姓名, 职务, 户号. Refuses what [`Sheet::columns`] does, `roster.wrong_rows` for a duty that is not known.
pub fn read_staff(sheet: &Sheet) -> Result<Vec<Appointed>, Refusal> {
    let [number, name, duty, household] = sheet.columns(["编号", "姓名", "职务", "户号"])?;
    let mut problems = Vec::new();
    let mut staff = Vec::new();
    for row in &sheet.rows {
        match Role::PEOPLE.into_iter().find(|role| role.chinese() == row[duty]) {
            Some(role) => {
                let household = Some(row[household].clone()).filter(|home| !home.is_empty());
                let person = Staff { number: row[number].clone(), name: row[name].clone(), role, household, ended_at: None };
                staff.push(Appointed { row: row.number, staff: person });
            }
            None => {
                let known: Vec<_> = Role::PEOPLE.iter().map(|role| role.chinese()).collect();
                let message = format!("不认识职务“{}”，可以写：{}。", row[duty], known.join("、"));
                problems.push(Problem { pointer: format!("第 {} 行 职务", row.number), message, fix: None });
            }
        }
    }
    if problems.is_empty() {
        return Ok(staff);
    }
    Err(Refusal::new("roster.wrong_rows", Kind::Invalid, "人员名单里有看不懂的职务，一行也没有导入。", "请改好再导入。").with(problems))
}
