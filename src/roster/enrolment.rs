//! Taking people into a village's book. Pure. Somebody already there under the same number is corrected, never doubled.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::model::{Household, Resident, Village};
use super::moving::{Happening, place, regroup};
use super::phones::keep_phone;
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
    /// The last four digits of their phone; empty where the list says nothing of it, and then what is known stays.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
}

/// What a list changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Numbers of households that are new.
    pub households: Vec<String>,
    /// Numbers of residents who are new.
    pub residents: Vec<String>,
    /// Numbers of those who live in another household from now on; nothing on any account went with them.
    #[serde(default)]
    pub moved: Vec<String>,
}

/// Takes a list in. It may say where somebody lives; what is on accounts stays where it is.
///
/// Refuses `roster.unregistered` for a village without its front row, `roster.wrong_rows` with every row that is wrong, `roster.household_emptied`.
pub fn enrol(book: &mut Book, members: &[Member], happening: Happening) -> Result<Enrolled, Refusal> {
    if book.get::<Village>("village").is_none() {
        return Err(Refusal::new("roster.unregistered", Kind::Missing, "这个村还没有登记。", "请先放好 village.yaml 并启动服务。"));
    }
    let problems = problems(book, members);
    if !problems.is_empty() {
        let sentence = format!("名单里有 {} 处不对，一行也没有导入。", problems.len());
        return Err(Refusal::new("roster.wrong_rows", Kind::Invalid, sentence, "请按下面的提示改好再导入。").with(problems));
    }
    let mut enrolled = Enrolled::default();
    let mut left = BTreeSet::new();
    for member in members {
        if take_in_household(book, member) {
            enrolled.households.push(member.household.clone());
        }
        match take_in_resident(book, member, happening) {
            Some(origin) if origin != member.household => {
                enrolled.moved.push(member.number.clone());
                left.insert(origin);
            }
            Some(_) => {}
            None => enrolled.residents.push(member.number.clone()),
        }
    }
    let ended = left.into_iter().find(|number| book.get::<Household>(number).is_some_and(|home| home.members == 0));
    ended.map_or(Ok(enrolled), |number| Err(emptied(&number)))
}

/// A list moves nobody's points, so it ends no household.
fn emptied(number: &str) -> Refusal {
    let sentence = format!("照这张名单，{number} 这一户就没有人了，一行也没有导入。");
    Refusal::new("roster.household_emptied", Kind::Conflict, sentence, "并户、迁出请在“户口变动”里办，账上的分才有着落。")
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
    if book.get::<Resident>(&member.household).is_some() {
        return Some(("户号", format!("“{}”已经是人员编号，户号不能和它一样。", member.household)));
    }
    if book.get::<Household>(&member.household).is_some_and(|home| home.members == 0) {
        return Some(("户号", format!("“{}”这一户已经没有了，户号不再用。", member.household)));
    }
    let gone = book.get::<Resident>(&member.number).is_some_and(|person| person.household.is_empty());
    gone.then(|| ("编号", format!("“{}”这个编号的人已经迁走或去世，编号不再用，请换一个。", member.number)))
}

/// Whether a text can be the number of a household or a resident.
pub fn fits(number: &str) -> bool {
    (1..=20).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn take_in_household(book: &mut Book, member: &Member) -> bool {
    let known = book.get::<Household>(&member.household);
    let is_new = known.is_none();
    let fresh = || Household { number: member.household.clone(), group_name: member.group.clone(), head: String::new(), members: 0 };
    let mut household = known.unwrap_or_else(fresh);
    if member.relation == "户主" {
        household.head.clone_from(&member.number);
    }
    regroup(book, household, &member.group);
    is_new
}

/// Where they lived before; `None` for somebody new.
fn take_in_resident(book: &mut Book, member: &Member, happening: Happening) -> Option<String> {
    let known = book.get::<Resident>(&member.number);
    let Member { number, household, relation, .. } = member.clone();
    let listed = Resident { number, household, name: member.name.trim().to_owned(), relation };
    // A list does not bring back the name of somebody who asked to be forgotten.
    let listed = match known.as_ref().filter(|known| known.is_forgotten()) {
        Some(known) => Resident { household: listed.household, ..known.clone() },
        None => listed,
    };
    place(book, listed, happening);
    if !member.phone.is_empty() {
        keep_phone(book, &member.number, Some(&member.phone));
    }
    known.map(|known| known.household)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::{EventKind, Group, HouseholdEvent};
    use crate::words::{Moment, VillageId};

    /// Takes a list in on some day.
    fn enrol(book: &mut Book, members: &[Member]) -> Result<Enrolled, Refusal> {
        let (kind, occurred_on) = (EventKind::Listed, "2026-03-02".parse().unwrap());
        super::enrol(book, members, Happening { kind, occurred_on, recorded_at: Moment::on(occurred_on, 9, 0), change: None })
    }

    fn book() -> Book {
        let mut book = Book::blank(VillageId::draft());
        let text = String::new;
        book.put(Village { key: "village".to_owned(), code: text(), name: text(), township: text(), households: 0, residents: 0 });
        book
    }

    fn member(row: usize, household: &str, number: &str, relation: &str) -> Member {
        let [group, name] = ["一组", "某"].map(str::to_owned);
        Member {
            row,
            group,
            household: household.to_owned(),
            number: number.to_owned(),
            name,
            relation: relation.to_owned(),
            phone: String::new(),
        }
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
        assert_eq!(book.under::<HouseholdEvent>(()).len(), 1, "whom a list brings for the first time is no news");
    }

    #[test]
    fn a_list_ends_no_household_and_uses_no_number_again() {
        let mut book = book();
        enrol(&mut book, &[member(2, "1-01", "1-01-1", "户主"), member(3, "1-02", "1-02-1", "户主")]).unwrap();
        book.mark();
        assert_eq!(enrol(&mut book, &[member(2, "1-02", "1-01-1", "子")]).unwrap_err().code, "roster.household_emptied");
        book.undo();
        let gone = Resident { household: String::new(), ..book.get("1-01-1").unwrap() };
        let (kind, occurred_on) = (EventKind::Died, "2026-03-03".parse().unwrap());
        place(&mut book, gone, Happening { kind, occurred_on, recorded_at: Moment::on(occurred_on, 9, 0), change: Some(1) });
        let village = book.get::<Village>("village").unwrap();
        assert_eq!((village.households, village.residents, book.get::<Group>("一组").unwrap().households), (1, 1, 1));
        let again = [member(2, "1-01", "1-01-9", "户主"), member(3, "1-02", "1-01-1", "子")];
        let refusal = enrol(&mut book, &again).unwrap_err();
        assert_eq!(refusal.problems.iter().map(|problem| problem.pointer.as_str()).collect::<Vec<_>>(), ["第 2 行 户号", "第 3 行 编号"]);
    }
}
