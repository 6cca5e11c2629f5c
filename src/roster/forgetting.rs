//! Somebody who asked to be forgotten: of the roster a number is left, and that it lived in a household. Pure: on a village's book.

use serde_json::Value;

use super::history::{HouseholdChange, HouseholdRuling};
use super::model::{FORGOTTEN, Resident, masked};
use super::phones::keep_phone;
use crate::db::Book;

/// Takes the name, the relation and the phone's digits out of a resident's row, and out of the changes of households that tell of them.
pub fn forget(book: &mut Book, resident: &str, changes: &[i64]) {
    let Some(person) = book.get::<Resident>(resident) else { return };
    for change in changes.iter().filter_map(|id| book.get::<HouseholdChange>(*id)).collect::<Vec<_>>() {
        if let Some(ruling) = book.get::<HouseholdRuling>(change.id) {
            book.strike(HouseholdRuling { reason: String::new(), ..ruling });
        }
        book.put(without(change, &person));
    }
    keep_phone(book, resident, None);
    book.put(Resident { name: FORGOTTEN.to_owned(), relation: String::new(), ..person });
}

/// A change without a person's names: what it rests on may name them, too.
fn without(change: HouseholdChange, person: &Resident) -> HouseholdChange {
    let mut request: Value = serde_json::from_str(&change.request).unwrap_or_default();
    let names_them = |value: Option<&Value>| value.and_then(Value::as_str) == Some(&person.number);
    if names_them(request.get("number")) || names_them(request.get("member")) {
        forget_fields(&mut request);
    }
    let movers = request.get_mut("members").and_then(Value::as_array_mut);
    movers.into_iter().flatten().filter(|mover| names_them(mover.get("number"))).for_each(forget_fields);
    HouseholdChange {
        request: request.to_string(),
        sentence: change.sentence.replace(&person.name, FORGOTTEN).replace(&masked(&person.name), FORGOTTEN),
        basis: FORGOTTEN.to_owned(),
        ..change
    }
}

fn forget_fields(of: &mut Value) {
    for (field, instead) in [("name", FORGOTTEN), ("relation", "")] {
        if let Some(value) = of.get_mut(field).filter(|value| value.is_string()) {
            *value = Value::from(instead);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::ChangeState;
    use crate::words::{Moment, Role, VillageId};

    #[test]
    fn nothing_of_a_name_stays_in_what_was_asked_for() {
        let mut book = Book::blank(VillageId::draft());
        let [number, household, name, relation] = ["1-01-3", "1-01", "欧阳小明", "子"].map(str::to_owned);
        book.put(Resident { number, household, name, relation });
        let requests = [
            r#"{"kind":"arrival","number":"1-01-3","name":"欧阳小明","relation":"子","coming":"born"}"#,
            r#"{"kind":"correction","member":"1-01-3","name":"欧阳小明","relation":null,"group":null}"#,
            r#"{"kind":"split","members":[{"number":"1-01-2","relation":"媳"},{"number":"1-01-3","relation":"户主"}],"into":"1-09","points":"0"}"#,
        ];
        for (id, request) in (1..).zip(requests) {
            let [household, touched, basis] = ["1-01", "1-01", "欧阳小明的申请"].map(str::to_owned);
            let (request, sentence) = (request.to_owned(), "1-01 户添了 1-01-3 欧阳*明，子".to_owned());
            let (proposed_by, proposed_role, proposed_at) = ("S01".to_owned(), Role::Secretary, Moment::from_millis(0));
            let (occurred_on, state, entry) = ("2026-03-02".parse().unwrap(), ChangeState::Done, None);
            book.put(HouseholdChange {
                id,
                household,
                request,
                touched,
                sentence,
                occurred_on,
                basis,
                state,
                proposed_by,
                proposed_role,
                proposed_at,
                entry,
            });
        }
        keep_phone(&mut book, "1-01-3", Some("0756"));
        forget(&mut book, "1-01-3", &[1, 2, 3]);
        assert!(book.get::<crate::roster::PhoneEnding>("1-01-3").is_none());
        let person = book.get::<Resident>("1-01-3").unwrap();
        assert!(person.is_forgotten() && person.relation.is_empty() && person.household == "1-01");
        assert_eq!(masked(&person.name), FORGOTTEN);
        for id in 1..=3 {
            let change = book.get::<HouseholdChange>(id).unwrap();
            let told = format!("{} {} {}", change.request, change.sentence, change.basis);
            assert!(["欧阳", "小明", "\"子\"", "户主"].iter().all(|word| !told.contains(word)), "{told}");
            assert!(id < 3 || told.contains("媳"), "what is told of others stays: {told}");
        }
    }
}
