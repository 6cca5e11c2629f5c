//! Who there is in a village.

use serde::{Deserialize, Serialize};

use crate::db::Book;
use crate::words::{Moment, Role};

/// A village as others see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Village {
    /// Always `village`: each village has one such row.
    pub key: String,
    /// Twelve-digit division code.
    pub code: String,
    pub name: String,
    /// The township's name.
    pub township: String,
    pub households: i64,
    pub residents: i64,
}

/// A group (小组/网格) inside a village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub name: String,
    pub households: i64,
}

/// A household (户).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Household {
    /// Such as `3-07`; unique among the village's household and resident numbers.
    pub number: String,
    pub group_name: String,
    /// Number of the resident who is its head; empty once nobody lives there.
    pub head: String,
    /// How many live there. With the last one it has ended for good.
    pub members: i64,
}

/// A resident (村民).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resident {
    /// Such as `3-07-2`; unique among the village's household and resident numbers.
    pub number: String,
    /// Empty for whoever has moved away or died.
    pub household: String,
    pub name: String,
    /// To the head of the household: 户主, 配偶, 子 …
    pub relation: String,
}

/// What stands in the place of the name of somebody who asked to be forgotten.
pub const FORGOTTEN: &str = "（已删除）";

impl Resident {
    /// Whether everything about them was deleted because they asked for it: a number is left, and nobody finds them by it any more.
    pub fn is_forgotten(&self) -> bool {
        self.name == FORGOTTEN
    }

    /// Whether they still are of this village.
    pub fn lives_here(&self) -> bool {
        !self.household.is_empty()
    }
}

/// Stands after the role in place of a name, until somebody is entered under the number.
const UNREGISTERED: &str = "（待登记）";

/// Somebody who works for the village, or a device that does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    pub number: String,
    pub name: String,
    pub role: Role,
    /// The household they live in; they decide nothing about it.
    pub household: Option<String>,
    /// When they ceased to serve. What they did until then keeps their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Moment>,
}

impl Staff {
    /// Whoever has a token in a role that nobody is entered in yet (待登记): a number and a role, and nobody who could be asked.
    pub fn unregistered(number: &str, role: Role) -> Self {
        let name = format!("{}{UNREGISTERED}", role.chinese());
        Self { number: number.to_owned(), name, role, household: None, ended_at: None }
    }

    /// Whether it is known who they are.
    pub fn is_registered(&self) -> bool {
        !self.name.ends_with(UNREGISTERED)
    }

    /// Whether they still do.
    pub fn serves(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// Whom a deed is recorded for: a person in their household, or the household itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub person: Option<Resident>,
    pub household: Household,
}

impl Subject {
    /// The number it is known by.
    pub fn number(&self) -> &str {
        self.person.as_ref().map_or(&self.household.number, |person| &person.number)
    }
}

/// The resident or household of this number, as long as they are of this village and did not ask to be forgotten.
pub fn find(book: &Book, number: &str) -> Option<Subject> {
    let person = book.get::<Resident>(number);
    if person.as_ref().is_some_and(Resident::is_forgotten) {
        return None;
    }
    let home = person.as_ref().map_or(number, |resident| resident.household.as_str());
    let household = book.get::<Household>(home).filter(|household| household.members > 0)?;
    Some(Subject { person, household })
}

/// A name as a screen may show it: 张*, 张*明, 欧阳*明.
pub fn masked(name: &str) -> String {
    if name == FORGOTTEN {
        return name.to_owned();
    }
    let letters: Vec<char> = name.chars().collect();
    match letters.as_slice() {
        [] => String::new(),
        [only] => only.to_string(),
        [family, _] => format!("{family}*"),
        [family, _, last] => format!("{family}*{last}"),
        [first, second, .., last] => format!("{first}{second}*{last}"),
    }
}
