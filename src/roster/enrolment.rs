//! Taking people into a village's book. Pure. Somebody already there under the same number is corrected, never doubled.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::model::{Group, Household, Resident, Village};
use crate::db::Book;
use crate::words::{Kind, Problem, Refusal};

/// One person of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Where they stand in the sheet; not part of what is said.
    #[serde(skip)]
    pub row: usize,
    pub group: String,
    pub household: String,
    pub number: String,
    pub name: String,
    pub relation: String,
}

/// What a list changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Numbers of households that are new.
    pub households: Vec<String>,
    /// Numbers of residents who are new.
    pub residents: Vec<String>,
}

/// Takes a list in. Refuses `roster.unregistered` for a village without its front row, `roster.wrong_rows` with every row that is wrong.
pub fn enrol(book: &mut Book, members: &[Member]) -> Result<Enrolled, Refusal> {
    let Some(mut village) = book.get::<Village>("village") else {
        return Err(Refusal::new("roster.unregistered", Kind::Missing, "这个村还没有登记。", "请先放好 village.yaml 并启动服务。"));
    };
    let problems = problems(book, members);
    if !problems.is_empty() {
        let sentence = format!("名单里有 {} 处不对，一行也没有导入。", problems.len());
        return Err(Refusal::new("roster.wrong_rows", Kind::Invalid, sentence, "请按下面的提示改好再导入。").with(problems));
    }
    let mut enrolled = Enrolled::default();
    for member in members {
        if take_in_household(book, member) {
            enrolled.households.push(member.household.clone());
        }
        if take_in_resident(book, member) {
            enrolled.residents.push(member.number.clone());
        }
    }
    village.households += enrolled.households.len() as i64;
    village.residents += enrolled.residents.len() as i64;
    book.put(village);
    Ok(enrolled)
}

/// The first thing wrong with each row, against the book and against the list itself.
fn problems(book: &Book, members: &[Member]) -> Vec<Problem> {
    let households: BTreeSet<_> = members.iter().map(|member| &member.household).collect();
    let mut numbers = BTreeSet::new();
    let mut problems = Vec::new();
    for member in members {
        let is_household = households.contains(&member.number) || book.get::<Household>(&member.number).is_some();
        let is_double = !numbers.insert(&member.number);
        let wrong = |(column, message)| Problem { pointer: format!("第 {} 行 {column}", member.row), message, fix: None };
        problems.extend(problem(book, member, is_household, is_double).map(wrong));
    }
    problems
}

/// The column and what is wrong there.
fn problem(book: &Book, member: &Member, is_household: bool, is_double: bool) -> Option<(&'static str, String)> {
    for (column, number) in [("户号", &member.household), ("编号", &member.number)] {
        if !fits(number) {
            return Some((column, format!("“{number}”不能当{column}：只用数字、字母和短横线，最多 20 个。")));
        }
    }
    if member.name.trim().is_empty() {
        return Some(("姓名", "姓名没有填。".to_owned()));
    }
    if is_household {
        return Some(("编号", format!("“{}”已经是户号，人员编号不能和它一样。", member.number)));
    }
    if is_double {
        return Some(("编号", format!("编号“{}”在名单里出现了两次。", member.number)));
    }
    let taken = book.get::<Resident>(&member.household).is_some();
    taken.then(|| ("户号", format!("“{}”已经是人员编号，户号不能和它一样。", member.household)))
}

fn fits(number: &str) -> bool {
    (1..=20).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn take_in_household(book: &mut Book, member: &Member) -> bool {
    let known = book.get::<Household>(&member.household);
    let is_new = known.is_none();
    let fresh = Household { number: member.household.clone(), group_name: String::new(), head: member.number.clone(), members: 0 };
    let mut household = known.unwrap_or(fresh);
    if member.relation == "户主" {
        household.head.clone_from(&member.number);
    }
    if household.group_name != member.group {
        count_household(book, &household.group_name, -1);
        count_household(book, &member.group, 1);
        household.group_name.clone_from(&member.group);
    }
    book.put(household);
    is_new
}

fn count_household(book: &mut Book, group: &str, change: i64) {
    if !group.is_empty() {
        let known = book.get::<Group>(group).unwrap_or(Group { name: group.to_owned(), households: 0 });
        book.put(Group { households: known.households + change, ..known });
    }
}

fn take_in_resident(book: &mut Book, member: &Member) -> bool {
    let known = book.get::<Resident>(&member.number);
    if let Some(resident) = known.as_ref().filter(|resident| resident.household != member.household) {
        move_out(book, resident);
    }
    let is_here = known.as_ref().is_some_and(|resident| resident.household == member.household);
    if let Some(mut home) = book.get::<Household>(&member.household).filter(|_| !is_here) {
        home.members += 1;
        book.put(home);
    }
    book.put(Resident {
        number: member.number.clone(),
        household: member.household.clone(),
        name: member.name.trim().to_owned(),
        relation: member.relation.clone(),
    });
    known.is_none()
}

/// Whoever moves out is counted no more. If it was the head, the first of those who stay, by number, is head until a list says otherwise.
fn move_out(book: &mut Book, resident: &Resident) {
    let Some(mut before) = book.get::<Household>(&resident.household) else { return };
    before.members -= 1;
    if before.head == resident.number {
        let stay = |other: &Resident| other.household == before.number && other.number != resident.number;
        before.head = book.under::<Resident>(()).into_iter().find(stay).map_or(before.head, |other| other.number);
    }
    book.put(before);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::VillageId;

    fn book() -> Book {
        let mut book = Book::blank(VillageId::draft());
        let text = String::new;
        book.put(Village { key: "village".to_owned(), code: text(), name: text(), township: text(), households: 0, residents: 0 });
        book
    }

    fn member(row: usize, household: &str, number: &str, relation: &str) -> Member {
        let [group, name] = ["一组", "某"].map(str::to_owned);
        Member { row, group, household: household.to_owned(), number: number.to_owned(), name, relation: relation.to_owned() }
    }

    #[test]
    fn a_list_that_contradicts_itself_is_refused_row_by_row() {
        let mut book = book();
        let list = [member(2, "1-01", "1-01-1", "户主"), member(4, "1-01", "1-01-1", "配偶"), member(5, "1-02", "1-01", "户主")];
        let refusal = enrol(&mut book, &list).unwrap_err();
        let pointers: Vec<_> = refusal.problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(pointers, ["第 4 行 编号", "第 5 行 编号"]);
        assert!(book.get::<Household>("1-01").is_none());
    }

    #[test]
    fn who_stays_is_head_when_the_head_moves_out() {
        let mut book = book();
        let home = [("1-01-1", "户主"), ("1-01-3", "子"), ("1-01-2", "配偶")].map(|(number, relation)| member(2, "1-01", number, relation));
        enrol(&mut book, &home).unwrap();
        enrol(&mut book, &[member(2, "1-02", "1-01-1", "户主")]).unwrap();
        let household = |number: &str| book.get::<Household>(number).map(|home| (home.head, home.members)).unwrap();
        assert_eq!(household("1-01"), ("1-01-2".to_owned(), 2));
        assert_eq!(household("1-02"), ("1-01-1".to_owned(), 1));
    }
}
