//! Who may ask and agree, what is refused, and what is left of whoever ends. Table by table.

use super::*;
use crate::words::{Moment, OperationId, VillageId};

fn act(staff: &str, role: Role) -> Act {
    let actor = Actor { staff: staff.to_owned(), role, household: None };
    let (at, operation) = (Moment::from_millis(0), OperationId::own("test"));
    Act { village: VillageId::draft(), actor, at, operation, salt: [0; 16], device: None, dry_run: false }
}

fn secretary() -> Act {
    act("S01", Role::Secretary)
}

fn book() -> Book {
    let mut book = Book::blank(VillageId::draft());
    let roles =
        [("S01", Role::Secretary), ("S02", Role::Supervisor), ("S03", Role::Keeper), ("T01", Role::Township), ("T02", Role::Township)];
    for (number, role) in roles {
        book.put(Staff { number: number.to_owned(), name: format!("某{number}"), role, household: None, ended_at: None });
    }
    let (number, household, relation) = ("1-01-1".to_owned(), "1-01".to_owned(), "户主".to_owned());
    book.put(Resident { number, household, name: "海大山".to_owned(), relation });
    book.put(Household { number: "1-01".to_owned(), group_name: "一组".to_owned(), head: "1-01-1".to_owned(), members: 1 });
    book
}

fn begin(name: &str, role: Role, household: Option<&str>) -> Service {
    Service::Begin { name: name.to_owned(), role, household: household.map(str::to_owned) }
}

fn change(staff: &str, role: Role) -> Service {
    Service::Change { staff: staff.to_owned(), role, household: None }
}

fn end(staff: &str) -> Service {
    Service::End { staff: staff.to_owned() }
}

fn asks(book: &mut Book, act: &Act, service: Service) -> Result<i64, &'static str> {
    let asked = ProposeAppointment { service, basis: "换届第 2 号".to_owned() }.decide(act, book);
    asked.map(|told| told.id.parse().unwrap()).map_err(|no| no.code)
}

fn decides(book: &mut Book, act: &Act, id: i64, confirmed: bool) -> Result<String, &'static str> {
    let decided = DecideAppointment { id, confirmed, reason: String::new() }.decide(act, book);
    decided.map(|told| told.staff).map_err(|no| no.code)
}

#[test]
fn what_cannot_be_asked_for() {
    let table = [
        (end("S09"), "roster.unknown_staff"),
        (change("T01", Role::Keeper), "entrance.not_appointed_here"),
        (begin("某", Role::Township, None), "entrance.not_appointed_here"),
        (change("S01", Role::Keeper), "entrance.own_service"),
        (end("S01"), "entrance.own_service"),
        (begin(" ", Role::Keeper, None), "entrance.name_missing"),
        (begin("某S01", Role::Keeper, None), "entrance.serves_already"),
        (begin(" 某 S03", Role::Supervisor, Some("1-01")), "entrance.serves_already"),
        (begin("海大山", Role::GridWorker, None), "entrance.is_villager"),
        (begin("某", Role::Keeper, Some("9-99")), "roster.unknown_household"),
        (begin("某", Role::GroupLeader, None), "entrance.leader_without_home"),
        (change("S03", Role::Keeper), "entrance.nothing_changed"),
        (end("S02"), "entrance.last_of_role"),
        (change("S02", Role::Keeper), "entrance.last_of_role"),
    ];
    for (service, code) in table {
        let mut book = book();
        assert_eq!(asks(&mut book, &secretary(), service.clone()), Err(code), "{service:?}");
    }
    let mut book = book();
    let without = ProposeAppointment { service: end("S03"), basis: " ".to_owned() }.decide(&secretary(), &mut book);
    assert_eq!(without.unwrap_err().code, "entrance.basis_missing");
    asks(&mut book, &secretary(), end("S03")).unwrap();
    assert_eq!(asks(&mut book, &secretary(), change("S03", Role::GridWorker)), Err("entrance.appointment_waiting"));
}

#[test]
fn a_token_without_anybody_behind_it_is_not_the_other_one_of_a_role() {
    let mut book = book();
    book.put(Staff::unregistered("api-supervisor", Role::Supervisor));
    assert_eq!(asks(&mut book, &secretary(), end("S02")), Err("entrance.last_of_role"));
    book.put(Staff { number: "S06".to_owned(), name: "某S06".to_owned(), role: Role::Supervisor, household: None, ended_at: None });
    asks(&mut book, &secretary(), end("S02")).unwrap();
}

#[test]
fn nobody_decides_on_their_own_household() {
    let mut book = book();
    let id = asks(&mut book, &secretary(), begin("海小山", Role::Keeper, Some("1-01"))).unwrap();
    let mut supervisor = act("S02", Role::Supervisor);
    supervisor.actor.household = Some("1-01".to_owned());
    assert_eq!(decides(&mut book, &supervisor, id, true), Err("entrance.own_household"));
    assert_eq!(decides(&mut book, &supervisor, id, false), Err("entrance.own_household"));
    supervisor.actor.household = None;
    roster::hold_kin(&mut book, &secretary(), "S02", "1-01");
    assert_eq!(decides(&mut book, &supervisor, id, true), Err("entrance.own_household"), "nor on their kin's");
    assert!(decides(&mut book, &act("T01", Role::Township), id, true).is_ok());
}

#[test]
fn two_agree_and_for_who_checks_on_the_other_one_is_of_the_township() {
    let (supervisor, township) = (act("S02", Role::Supervisor), act("T01", Role::Township));
    let mut book = book();
    let keeper = asks(&mut book, &secretary(), begin("海小山", Role::Keeper, Some("1-01"))).unwrap();
    assert_eq!(decides(&mut book, &secretary(), keeper, true), Err("entrance.same_person"));
    assert_eq!(decides(&mut book, &supervisor, 9, true), Err("entrance.unknown_appointment"));
    assert_eq!(decides(&mut book, &supervisor, keeper, false), Err("entrance.reason_missing"));
    assert_eq!(decides(&mut book, &supervisor, keeper, true), Ok("S04".to_owned()));
    assert_eq!(decides(&mut book, &supervisor, keeper, true), Err("entrance.appointment_decided"));
    assert_eq!(book.get::<Staff>("S04").unwrap().household.as_deref(), Some("1-01"));

    let second = asks(&mut book, &secretary(), begin("李芳", Role::Supervisor, None)).unwrap();
    assert_eq!(decides(&mut book, &supervisor, second, true), Err("entrance.township_needed"));
    assert_eq!(decides(&mut book, &act("S04", Role::Keeper), second, false), Err("entrance.not_yours_to_reject"));
    assert_eq!(decides(&mut book, &township, second, true), Ok("S05".to_owned()));
    let old = asks(&mut book, &township, end("S02")).unwrap();
    assert_eq!(decides(&mut book, &supervisor, old, true), Err("entrance.own_service"));
    assert_eq!(decides(&mut book, &supervisor, old, false), Err("entrance.own_service"), "nobody keeps themselves in office");
    assert_eq!(decides(&mut book, &act("S05", Role::Supervisor), old, true), Ok("S02".to_owned()));
    let taken_back = asks(&mut book, &secretary(), change("S04", Role::GridWorker)).unwrap();
    assert_eq!(decides(&mut book, &secretary(), taken_back, false), Ok("S04".to_owned()), "one's own is taken back without a reason");
}

#[test]
fn the_last_one_does_not_go_between_asking_and_agreeing() {
    let township = act("T01", Role::Township);
    let mut book = book();
    let second = asks(&mut book, &secretary(), begin("李芳", Role::Supervisor, None)).unwrap();
    decides(&mut book, &township, second, true).unwrap();
    let [one, two] = ["S02", "S04"].map(|number| asks(&mut book, &secretary(), end(number)).unwrap());
    decides(&mut book, &township, one, true).unwrap();
    assert_eq!(decides(&mut book, &township, two, true), Err("entrance.last_of_role"));
}

#[test]
fn whoever_ends_is_signed_out_and_their_name_stays() {
    let mut book = book();
    let at = Moment::from_millis(0);
    let token = |digest: &str, staff: &str| {
        let (digest, staff) = (digest.to_owned(), staff.to_owned());
        Token { digest, staff, role: Role::Keeper, made_at: at, revoked_at: None, until_at: None, idle_seconds: None, seen_at: None }
    };
    book.put(token("a", "S03"));
    book.put(token("b", "S09"));
    book.put(Password { staff: "S03".to_owned(), hash: String::new(), set_at: at });
    let id = asks(&mut book, &secretary(), end("S03")).unwrap();
    assert!(book.get::<Token>("a").unwrap().is_good(at), "nothing ends before somebody agrees");
    decides(&mut book, &act("S02", Role::Supervisor), id, true).unwrap();
    assert!(!book.get::<Token>("a").unwrap().is_good(at) && book.get::<Token>("b").unwrap().is_good(at));
    assert!(book.get::<Password>("S03").is_none());
    let gone = book.get::<Staff>("S03").unwrap();
    assert!(!gone.serves() && gone.name == "某S03");
    assert_eq!(asks(&mut book, &secretary(), end("S03")), Err("roster.unknown_staff"));
    let again = asks(&mut book, &secretary(), begin("某S03", Role::Keeper, None)).unwrap();
    assert_eq!(decides(&mut book, &act("S02", Role::Supervisor), again, true), Ok("S04".to_owned()), "no number is used again");
}
