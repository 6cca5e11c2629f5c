//! Who serves a village, taken into its book after its people. Pure.
//!
//! A household that does not exist would make nobody step aside for it, and nothing would say so; so it is refused.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::model::{Household, Staff};
use crate::db::Book;
use crate::words::{Kind, Problem, Refusal, Role};

/// Somebody on the list of those who serve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointed {
    /// Where they stand in the sheet; not part of what is said.
    #[serde(skip)]
    pub row: usize,
    pub staff: Staff,
}

/// Takes the list in. Refuses `roster.wrong_rows` with every row that is wrong.
pub fn appoint(book: &mut Book, list: &[Appointed]) -> Result<(), Refusal> {
    let mut numbers = BTreeSet::new();
    let problems: Vec<_> = list.iter().filter_map(|one| problem(book, &mut numbers, one)).collect();
    if !problems.is_empty() {
        let sentence = format!("办事人员名单里有 {} 处不对，一行也没有导入。", problems.len());
        return Err(Refusal::new("roster.wrong_rows", Kind::Invalid, sentence, "请按下面的提示改好再导入。").with(problems));
    }
    list.iter().for_each(|one| book.put(one.staff.clone()));
    Ok(())
}

fn problem<'a>(book: &Book, numbers: &mut BTreeSet<&'a str>, Appointed { row, staff }: &'a Appointed) -> Option<Problem> {
    let wrong = |column: &str, message: String| Some(Problem { pointer: format!("第 {row} 行 {column}"), message, fix: None });
    if staff.number.is_empty() || !numbers.insert(&staff.number) {
        return wrong("编号", format!("编号“{}”没有填或者重复了，每人要有自己的编号。", staff.number));
    }
    if staff.role == Role::GroupLeader && staff.household.is_none() {
        return wrong("户号", "村民小组长要写户号：住在哪个组，就管哪个组。".to_owned());
    }
    let home = staff.household.as_ref().filter(|home| book.get::<Household>(*home).is_none())?;
    wrong("户号", format!("花名册里没有“{home}”这一户，写错了就没法回避。"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::VillageId;

    #[test]
    fn an_unknown_household_and_a_number_used_twice_are_named_by_their_rows() {
        let mut book = Book::blank(VillageId::draft());
        book.put(Household { number: "1-01".to_owned(), group_name: String::new(), head: String::new(), members: 0 });
        let one = |row, number: &str, home: Option<&str>| Appointed {
            row,
            staff: Staff {
                number: number.to_owned(),
                name: "某".to_owned(),
                role: Role::Keeper,
                household: home.map(str::to_owned),
                ended_at: None,
            },
        };
        let refusal = appoint(&mut book, &[one(2, "S1", Some("1-01")), one(3, "S1", None), one(5, "S2", Some("9-99"))]).unwrap_err();
        let pointers: Vec<_> = refusal.problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!((refusal.code, pointers), ("roster.wrong_rows", vec!["第 3 行 编号", "第 5 行 户号"]));
        assert!(book.get::<Staff>("S1").is_none());
        let leader = |home| Appointed { staff: Staff { role: Role::GroupLeader, ..one(4, "S4", home).staff }, ..one(4, "S4", home) };
        assert_eq!(appoint(&mut book, &[leader(None)]).unwrap_err().problems[0].pointer, "第 4 行 户号", "nobody leads no group");
        appoint(&mut book, &[leader(Some("1-01"))]).unwrap();
        appoint(&mut book, &[one(2, "S1", Some("1-01")), one(3, "S2", None)]).unwrap();
        assert!(book.get::<Staff>("S2").is_some());
    }
}
