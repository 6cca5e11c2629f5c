//! Taking people into a village's book. Pure. Somebody already there under the same number is corrected, never doubled.

use serde::{Deserialize, Serialize};

use super::model::{Group, Household, Resident, Village};
use crate::db::Book;
use crate::words::{Kind, Problem, Refusal};

/// One person of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
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
    let problems: Vec<_> = members.iter().enumerate().filter_map(|(index, member)| problem(book, index, member)).collect();
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

fn problem(book: &Book, index: usize, member: &Member) -> Option<Problem> {
    let wrong = |column: &str, message: String| Some(Problem { pointer: format!("第 {} 行 {column}", index + 2), message, fix: None });
    for (column, number) in [("户号", &member.household), ("编号", &member.number)] {
        if !fits(number) {
            return wrong(column, format!("“{number}”不能当{column}：只用数字、字母和短横线，最多 20 个。"));
        }
    }
    if member.name.trim().is_empty() {
        return wrong("姓名", "姓名没有填。".to_owned());
    }
    if member.number == member.household || book.get::<Household>(&member.number).is_some() {
        return wrong("编号", format!("“{}”已经是户号，人员编号不能和它一样。", member.number));
    }
    if book.get::<Resident>(&member.household).is_some() {
        return wrong("户号", format!("“{}”已经是人员编号，户号不能和它一样。", member.household));
    }
    None
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
    if let Some(mut before) = known.as_ref().and_then(|resident| book.get::<Household>(&resident.household)) {
        before.members -= 1;
        book.put(before);
    }
    if let Some(mut home) = book.get::<Household>(&member.household) {
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
