//! Confirming an erratum that somebody else proposed, which puts it on the wall; and withdrawing one. Pure: on a village's book.
//!
//! Refusals, in the order they are checked. Confirming: `errata.unknown`, `errata.not_waiting`, `errata.own_proposal`, `errata.own_household`, `errata.kin`,
//! `errata.clock_behind`. Withdrawing: `errata.unknown`, `errata.not_waiting`, `errata.own_household`, `errata.kin`, `errata.reason_missing`.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::model::*;
use super::refusals::ErratumRefusal;
use super::sheet::Sheet;
use super::told::ErratumBody;
use crate::db::{Book, Grounds, Job};
use crate::roster;
use crate::words::{Act, Actor, Refusal};

/// Confirms an erratum; it is announced from now on.
#[derive(Serialize)]
pub(super) struct Confirm {
    pub erratum: i64,
    /// What it would change as things stand now.
    #[serde(skip)]
    pub sheet: Result<Sheet, Refusal>,
    /// How long it is announced.
    #[serde(skip)]
    pub days: u32,
}

impl Job for Confirm {
    type Answer = ErratumBody;
    const VERB: &'static str = "confirm_erratum";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<ErratumBody, Refusal> {
        let mut erratum = book.get::<Erratum>(self.erratum).ok_or(ErratumRefusal::UnknownErratum(self.erratum))?;
        let sheet = self.sheet.clone()?;
        let households = sheet.households();
        check(act, &erratum, &households, is_kin(book, &act.actor, &households))?;
        erratum.state = ErratumState::Announced;
        erratum.confirmed_by = Some(act.actor.staff.clone());
        erratum.confirmed_at = Some(act.at);
        erratum.days = Some(self.days.into());
        erratum.last_on = Some(later(act.at.day(), self.days));
        sheet.keep(book, erratum.id, Stage::Announced);
        book.put(erratum.clone());
        Ok(ErratumBody::of(&erratum, &sheet))
    }

    fn aim(&self) -> Option<(&'static str, i64)> {
        Some(("erratum", self.erratum))
    }

    fn grounds(&self, _: &ErratumBody) -> Grounds {
        Grounds::about("erratum", self.erratum)
    }
}

/// Whether somebody may confirm it now, who is kin to one of these households or not.
fn check(act: &Act, erratum: &Erratum, households: &[String], is_kin: bool) -> Result<(), ErratumRefusal> {
    if let Some(barred) = barred(&act.actor, erratum, households, is_kin) {
        return Err(barred);
    }
    // Under a clock that was set back its days would be over too early.
    if act.at.lies_behind(erratum.proposed_at) { Err(ErratumRefusal::ClockBehind(act.at)) } else { Ok(()) }
}

/// Why somebody may not confirm it, whatever the time.
pub(super) fn barred(actor: &Actor, erratum: &Erratum, households: &[String], is_kin: bool) -> Option<ErratumRefusal> {
    if erratum.state != ErratumState::Proposed {
        return Some(ErratumRefusal::NotWaiting(erratum.state));
    }
    if erratum.proposed_by == actor.staff {
        return Some(ErratumRefusal::OwnProposal);
    }
    aside(actor, households, is_kin)
}

/// Why somebody may not withdraw it: it takes from their own household or gives to it. What they proposed themselves and nobody has agreed to they may.
pub(super) fn held_back(actor: &Actor, erratum: &Erratum, households: &[String], is_kin: bool) -> Option<ErratumRefusal> {
    let is_theirs_alone = erratum.state == ErratumState::Proposed && erratum.proposed_by == actor.staff;
    if is_theirs_alone { None } else { aside(actor, households, is_kin) }
}

fn aside(actor: &Actor, households: &[String], is_kin: bool) -> Option<ErratumRefusal> {
    if actor.household.as_ref().is_some_and(|own| households.contains(own)) {
        return Some(ErratumRefusal::OwnHousehold);
    }
    is_kin.then_some(ErratumRefusal::Kin)
}

fn is_kin(book: &Book, actor: &Actor, households: &[String]) -> bool {
    households.iter().any(|household| roster::is_kin(book, actor, household))
}

fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

/// Withdraws an erratum that is not carried out yet.
#[derive(Serialize)]
pub(super) struct Withdraw {
    pub erratum: i64,
    pub reason: String,
}

impl Job for Withdraw {
    type Answer = ErratumBody;
    const VERB: &'static str = "withdraw_erratum";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<ErratumBody, Refusal> {
        let mut erratum = book.get::<Erratum>(self.erratum).ok_or(ErratumRefusal::UnknownErratum(self.erratum))?;
        if !erratum.state.is_open() {
            return Err(ErratumRefusal::NotWaiting(erratum.state).into());
        }
        let sheet = sheet(book, erratum.id);
        let households = sheet.households();
        if let Some(refusal) = held_back(&act.actor, &erratum, &households, is_kin(book, &act.actor, &households)) {
            return Err(refusal.into());
        }
        if self.reason.trim().is_empty() {
            return Err(ErratumRefusal::ReasonMissing.into());
        }
        erratum.state = ErratumState::Withdrawn;
        erratum.withdrawn_by = Some(act.actor.staff.clone());
        erratum.withdrawn_at = Some(act.at);
        erratum.withdrawn_because = Some(self.reason.trim().to_owned());
        book.put(erratum.clone());
        Ok(ErratumBody::of(&erratum, &sheet))
    }

    fn aim(&self) -> Option<(&'static str, i64)> {
        Some(("erratum", self.erratum))
    }

    fn grounds(&self, _: &ErratumBody) -> Grounds {
        Grounds::about("erratum", self.erratum).because(&self.reason)
    }
}

/// The sheet of an erratum as it was last put together.
fn sheet(book: &Book, erratum: i64) -> Sheet {
    let sheets = book.under::<ErratumSheet>(erratum);
    let newest = [Stage::CarriedOut, Stage::Announced, Stage::Proposed].into_iter();
    let newest = newest.filter_map(|stage| sheets.iter().find(|sheet| sheet.stage == stage)).next();
    newest.map_or_else(Sheet::default, |sheet| Sheet::read(&sheet.body))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::words::{Moment, OperationId, Role, VillageId};

    #[test]
    fn whoever_gains_or_loses_by_it_does_not_stop_it() {
        let actor = |staff: &str| Actor { staff: staff.into(), role: Role::Supervisor, household: Some("1-01".into()) };
        let announced = Erratum { state: ErratumState::Announced, ..erratum() };
        let (theirs, others) = (["1-01".to_owned()], ["1-02".to_owned()]);
        let table = [
            (&announced, "S02", &theirs, false, Some("errata.own_household")),
            (&announced, "S02", &others, true, Some("errata.kin")),
            (&announced, "S02", &others, false, None),
            (&announced, "S01", &theirs, false, Some("errata.own_household")),
            (&erratum(), "S01", &theirs, false, None), // their own, to which nobody has agreed
            (&erratum(), "S02", &theirs, false, Some("errata.own_household")),
        ];
        for (erratum, staff, households, is_kin, expected) in table {
            let refusal = held_back(&actor(staff), erratum, households, is_kin).map(|refusal| Refusal::from(refusal).code);
            assert_eq!(refusal, expected, "{staff} {:?} {households:?} {is_kin}", erratum.state);
        }
    }

    /// One that waits, of 2 March 2026.
    pub(in crate::errata) fn erratum() -> Erratum {
        Erratum {
            id: 1,
            state: ErratumState::Proposed,
            version: 2,
            rule: "志愿服务".into(),
            from_on: "2026-03-01".parse().unwrap(),
            sentence: "志愿服务：每小时 20 分 → 2 分".into(),
            reason: "会上定的是 2 分，录入时多打了一个零".into(),
            bundle: String::new(),
            proposed_by: "S01".into(),
            proposed_at: Moment::on("2026-03-02".parse().unwrap(), 9, 0),
            confirmed_by: None,
            confirmed_at: None,
            days: None,
            last_on: None,
            withdrawn_by: None,
            withdrawn_at: None,
            withdrawn_because: None,
            carried_out_at: None,
            corrected: None,
        }
    }

    /// Where it stands, who confirms it, from which household, kin or not, when; the order is the documented one.
    #[test]
    fn a_confirmation_is_checked_in_the_documented_order() {
        use ErratumRefusal as R;
        use ErratumState as S;
        let at = |text: &str| Moment::on(text.parse().unwrap(), 9, 0);
        let table = [
            (S::Announced, "S01", "1-01", true, "2026-03-01", Err(R::NotWaiting(S::Announced))),
            (S::Proposed, "S01", "1-01", true, "2026-03-01", Err(R::OwnProposal)),
            (S::Proposed, "S02", "1-01", true, "2026-03-01", Err(R::OwnHousehold)),
            (S::Proposed, "S02", "2-02", true, "2026-03-01", Err(R::Kin)),
            (S::Proposed, "S02", "2-02", false, "2026-03-01", Err(R::ClockBehind(at("2026-03-01")))),
            (S::Proposed, "S02", "2-02", false, "2026-03-02", Ok(())),
        ];
        for (state, staff, home, is_kin, on, expected) in table {
            let actor = Actor { staff: staff.into(), role: Role::Supervisor, household: Some(home.into()) };
            let act = Act {
                village: VillageId::draft(),
                actor,
                at: at(on),
                operation: OperationId::own("act"),
                salt: [0; 16],
                device: None,
                dry_run: false,
            };
            let told = check(&act, &Erratum { state, ..erratum() }, &["1-01".to_owned()], is_kin);
            assert_eq!(told, expected, "{state:?} {staff} {home}");
        }
    }
}
