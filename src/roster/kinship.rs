//! Declared kin (亲属) of those who serve the village: for these households they step aside (回避), as for their own. Pure: on a village's book.
//!
//! Grounds: members of a village's supervisory body may not be close kin of those they supervise (村民委员会组织法 第三十二条). Not here: kin inside
//! one household; that is `kin`.

use serde::{Deserialize, Serialize};

use super::model::{Household, Staff};
use super::rights::{Action, may};
use crate::db::{Book, Grounds, Job};
use crate::words::{Act, Actor, Kind, Moment, Refusal, Role};

/// Somebody who serves the village, and a household that is kin to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kinship {
    /// The number of the member of staff.
    pub staff: String,
    pub household: String,
    pub declared_by: String,
    pub declared_at: Moment,
    /// By whom and when it was found to hold no longer.
    pub ended_by: Option<String>,
    pub ended_at: Option<Moment>,
}

impl Kinship {
    /// Whether it holds.
    pub fn holds(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// Whether somebody steps aside for a household because of declared kin.
pub fn is_kin(book: &Book, actor: &Actor, household: &str) -> bool {
    book.get::<Kinship>((actor.staff.as_str(), household)).is_some_and(|kinship| kinship.holds())
}

/// Whether somebody steps aside for a household: their own, or their kin's.
pub fn steps_aside(book: &Book, actor: &Actor, household: &str) -> bool {
    actor.household.as_deref() == Some(household) || is_kin(book, actor, household)
}

/// A kinship holds from now on; one that holds already stays as it is.
pub fn hold_kin(book: &mut Book, act: &Act, staff: &str, household: &str) {
    if book.get::<Kinship>((staff, household)).is_some_and(|kinship| kinship.holds()) {
        return;
    }
    let (staff, household) = (staff.to_owned(), household.to_owned());
    let (declared_by, declared_at) = (act.actor.staff.clone(), act.at);
    book.put(Kinship { staff, household, declared_by, declared_at, ended_by: None, ended_at: None });
}

/// Declares a kinship; one that holds already stays as it is. Of those who review, each declares their own, and else the township: a false one would
/// keep them from looking. Refuses, in this order: `roster.unknown_staff`, `roster.not_yours_to_declare`, `roster.unknown_household`.
#[derive(Clone, Serialize, Deserialize)]
pub struct DeclareKin {
    pub staff: String,
    pub household: String,
}

impl Job for DeclareKin {
    type Answer = ();
    const VERB: &'static str = "declare_kin";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let Some(staff) = book.get::<Staff>(&self.staff).filter(Staff::serves) else {
            let sentence = format!("这个村办事的人里没有 {}。", self.staff);
            return Err(Refusal::new("roster.unknown_staff", Kind::Missing, sentence, "请核对办事人员的编号。"));
        };
        let is_own = staff.number == act.actor.staff || matches!(act.actor.role, Role::Township | Role::Clockwork);
        if !is_own && may(staff.role, Action::Review) {
            let sentence = format!("{}的亲属，由本人或乡镇登记，没有登记。", staff.role.chinese());
            return Err(Refusal::new("roster.not_yours_to_declare", Kind::Forbidden, sentence, "请他本人登记，或者告诉乡镇。"));
        }
        if book.get::<Household>(&self.household).is_none() {
            let sentence = format!("花名册里没有 {} 这一户。", self.household);
            return Err(Refusal::new("roster.unknown_household", Kind::Missing, sentence, "请核对户号。"));
        }
        hold_kin(book, act, &self.staff, &self.household);
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        Grounds::about("staff", &self.staff)
    }
}

/// Says that a kinship holds no longer; once more does nothing. Refuses `roster.no_kinship`.
#[derive(Clone, Serialize, Deserialize)]
pub struct EndKin {
    pub staff: String,
    pub household: String,
}

impl Job for EndKin {
    type Answer = ();
    const VERB: &'static str = "end_kin";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let Some(kinship) = book.get::<Kinship>((self.staff.as_str(), self.household.as_str())) else {
            let sentence = format!("没有登记过 {} 和 {} 这一户是亲属。", self.staff, self.household);
            return Err(Refusal::new("roster.no_kinship", Kind::Missing, sentence, "请核对编号和户号。"));
        };
        if kinship.holds() {
            book.put(Kinship { ended_by: Some(act.actor.staff.clone()), ended_at: Some(act.at), ..kinship });
        }
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        Grounds::about("staff", &self.staff)
    }
}
