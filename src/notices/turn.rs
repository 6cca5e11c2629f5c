//! Whose turn an objection is: who may decide on it as it stands, and with that, who is told who objects. Villagers were promised that nobody else is.

use anyhow::Result;

use super::model::*;
use super::ruling::{Ties, check};
use super::store;
use crate::claims;
use crate::db::Conn;
use crate::entrance;
use crate::roster::{self, Action, may, whom_to_ask};
use crate::words::{Actor, Refusal, VillageId};

/// Somebody who looks at objections, with what they have to do with any of them.
pub(super) struct Onlooker<'a> {
    village: &'a VillageId,
    actor: &'a Actor,
    kin: Vec<String>,
    devices: Vec<String>,
}

/// What an onlooker has to do with one objection.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// Why they do not decide on it, while it waits.
    pub barred: Option<String>,
    pub may_rule: bool,
    /// Whether they are told who objects: they decide on it, did so, or handed it in.
    pub knows_who: bool,
}

impl<'a> Onlooker<'a> {
    pub async fn new(conn: &mut Conn, village: &'a VillageId, actor: &'a Actor) -> Result<Self> {
        let kin = roster::kin_of(conn, village, &actor.staff).await?;
        let devices = entrance::devices_once_held(conn, village, &actor.staff).await?;
        Ok(Self { village, actor, kin, devices })
    }

    /// Looks at an objection.
    pub async fn turn(&self, conn: &mut Conn, objection: &Objection) -> Result<Turn> {
        let Some(claim) = claims::claim(conn, self.village, objection.award).await? else { return Ok(Turn::default()) };
        let reviews = claims::reviews(conn, self.village, claim.id).await?;
        let steps = store::steps(conn, self.village, objection).await?;
        let (ties, task) = (Ties { kin: &self.kin, devices: &self.devices }, task(objection));
        let barred = match objection.state.is_open() {
            true if !may(self.actor.role, task) => Some(format!("等{}来定。", whom_to_ask(task))),
            true => {
                let is_final = task == Action::RuleOnAppeal;
                let refused = check(self.actor, &ties, objection, is_final, (&claim, &reviews, &steps)).err();
                refused.map(|refusal| Refusal::from(refusal).sentence)
            }
            false => None,
        };
        let may_rule = objection.state.is_open() && barred.is_none();
        let took_part = steps.iter().map(|step| &step.taken_by).chain([&objection.raised_by]).any(|staff| *staff == self.actor.staff);
        Ok(Turn { barred, may_rule, knows_who: may_rule || took_part })
    }
}

/// Whose task it is to decide on an objection: on an appeal the township's alone.
pub(super) fn task(objection: &Objection) -> Action {
    match objection.state {
        ObjectionState::Appealed => Action::RuleOnAppeal,
        _ => Action::RuleOnObjection,
    }
}
