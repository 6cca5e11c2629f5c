//! Who is what to whom in a household, told by everybody's relation to its head (关系). Pure: on a village's book.
//!
//! Only what the roster says beyond doubt: whose child a grandchild is, it does not say.

use super::model::{Household, Resident};
use crate::db::Book;

const SPOUSE: [&str; 9] = ["配偶", "妻", "妻子", "夫", "丈夫", "爱人", "老伴", "媳妇", "老公"];
const CHILD: [&str; 16] =
    ["子", "女", "儿", "儿子", "女儿", "长子", "次子", "三子", "长女", "次女", "三女", "独生子", "独生女", "养子", "养女", "子女"];
const PARENT: [&str; 8] = ["父", "母", "父亲", "母亲", "养父", "养母", "继父", "继母"];
const PARENT_IN_LAW: [&str; 6] = ["岳父", "岳母", "公公", "婆婆", "公", "婆"];

/// Everybody who lives in a household, by number. It looks through all people of the village: for what happens rarely.
pub fn members(book: &Book, household: &Household) -> Vec<Resident> {
    book.under::<Resident>(()).into_iter().filter(|resident| resident.household == household.number).collect()
}

/// Those of a household who are somebody's parents; nobody where the roster does not say it.
pub fn parents<'a>(members: &'a [Resident], child: &Resident) -> Vec<&'a Resident> {
    let relation = |resident: &Resident| resident.relation.trim().to_owned();
    let is = |words: &[&str], resident: &Resident| words.contains(&relation(resident).as_str());
    let is_head = |resident: &Resident| relation(resident) == "户主";
    let is_parent = |other: &&Resident| match child {
        child if is_head(child) => is(&PARENT, other),
        child if is(&SPOUSE, child) => is(&PARENT_IN_LAW, other),
        child if is(&CHILD, child) => is_head(other) || is(&SPOUSE, other),
        _ => false,
    };
    members.iter().filter(is_parent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_are_told_by_the_relation_to_the_head() {
        let resident = |(at, relation): (usize, &str)| Resident {
            number: format!("1-01-{}", at + 1),
            household: "1-01".to_owned(),
            name: "某".to_owned(),
            relation: relation.to_owned(),
        };
        let relations = ["户主", "配偶", "长子", "女", "父亲", "母", "岳母", "孙子", "儿媳", ""];
        let members: Vec<Resident> = relations.into_iter().enumerate().map(resident).collect();
        let parents_of = |at: usize| parents(&members, &members[at]).iter().map(|found| found.relation.as_str()).collect::<Vec<_>>();
        let nobody: [&str; 0] = [];
        let table: [(usize, &[&str]); 7] = [
            (0, &["父亲", "母"]),
            (1, &["岳母"]),
            (2, &["户主", "配偶"]),
            (3, &["户主", "配偶"]),
            (4, &nobody),
            (7, &nobody), // of which child, the roster does not say
            (9, &nobody),
        ];
        for (at, expected) in table {
            assert_eq!(parents_of(at), expected, "{}", relations[at]);
        }
    }
}
