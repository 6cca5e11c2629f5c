//! What was chosen on a page, carried from one step to the next by its form: `item:A01` and how many. Pure.

use std::collections::BTreeMap;

use super::basket::Wanted;
use super::model::*;
use crate::words::Points;

/// The fields of a form, as typed.
pub(super) type Typed = BTreeMap<String, String>;

/// What the quantity of an item is called in a form: `item:A01`.
const ITEM: &str = "item:";

/// A field without the blanks around it; empty where there is none.
pub(super) fn field<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(name).map_or("", |text| text.trim())
}

/// The quantities of items, as typed, leaving out what is empty.
pub(super) fn quantities(typed: &Typed) -> impl Iterator<Item = (&str, &str)> {
    let items = typed.iter().filter_map(|(name, text)| Some((name.strip_prefix(ITEM)?, text.trim())));
    items.filter(|(_, text)| !text.is_empty())
}

/// What was chosen, leaving out what is 0. What is no number counts as none too many, so that it is refused by its item.
pub(super) fn wanted(typed: &Typed) -> Vec<Wanted> {
    let chosen = quantities(typed).filter(|(_, text)| *text != "0");
    chosen.map(|(item, text)| Wanted { item: item.to_owned(), quantity: text.parse().unwrap_or(-1) }).collect()
}

/// So many more pieces of an item, or (negative) fewer; it becomes the one that `+` and `-` mean.
pub(super) fn add(typed: &mut Typed, item: &str, pieces: i64) {
    let name = format!("{ITEM}{item}");
    let before: i64 = field(typed, &name).parse().unwrap_or_default();
    let after = before.saturating_add(pieces).max(0);
    match after {
        0 => typed.remove(&name),
        after => typed.insert(name, after.to_string()),
    };
    typed.insert("last".to_owned(), item.to_owned());
}

/// Does what a button of the list says: `more:A01`, `fewer:A01`. Any other wish changes nothing.
pub(super) fn press(typed: &mut Typed) {
    let wish = field(typed, "do").to_owned();
    match wish.split_once(':') {
        Some(("more", item)) => add(typed, item, 1),
        Some(("fewer", item)) => add(typed, item, -1),
        _ => {}
    }
}

/// Something on the shelf, and how many of it were chosen.
#[derive(Clone, Debug)]
pub(super) struct ItemView {
    pub number: String,
    pub name: String,
    pub spec: String,
    /// What one piece takes.
    pub points: Points,
    /// What the chosen pieces take.
    pub sum: String,
    /// Pieces that somebody can still have.
    pub left: i64,
    /// The same as the shelf says it.
    pub stock: String,
    /// As typed; empty where nothing is.
    pub wanted: String,
}

/// The shelf as a form shows it.
pub(super) fn shelf(items: Vec<Item>, typed: &Typed) -> Vec<ItemView> {
    let view = |item: Item| {
        let wanted = field(typed, &format!("{ITEM}{}", item.number)).to_owned();
        let sum = wanted.parse().ok().and_then(|pieces| item.points.times(pieces)).unwrap_or(Points::ZERO).plain();
        let (points, left, stock) = (item.points, item.available(), item.in_words());
        ItemView { number: item.number, name: item.name, spec: item.spec, points, sum, left, stock, wanted }
    };
    items.into_iter().map(view).collect()
}

impl ItemView {
    /// Whether any pieces of it were chosen.
    pub fn is_chosen(&self) -> bool {
        !matches!(self.wanted.as_str(), "" | "0")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn only_what_was_chosen_is_wanted_and_nonsense_is_not_taken_for_a_number() {
        let typed = typed(&[("item:A01", "2"), ("item:A02", ""), ("item:A03", "0"), ("item:A04", "两"), ("account", "3-07")]);
        let wanted: Vec<_> = wanted(&typed).into_iter().map(|wanted| (wanted.item, wanted.quantity)).collect();
        assert_eq!(wanted, [("A01".to_owned(), 2), ("A04".to_owned(), -1)]);
    }

    #[test]
    fn the_shelf_says_how_it_stands_without_what_is_kept() {
        let (points, cost) = (Points::whole(5), crate::words::Yuan::whole(5));
        let item = |stock, held| Item { number: "A01".into(), name: "香皂".into(), spec: String::new(), points, cost, stock, held };
        let items = [(6, 0), (6, 1), (2, 0), (2, 2)].map(|(stock, held)| item(stock, held)).into();
        let words: Vec<_> = shelf(items, &Typed::new()).into_iter().map(|item| item.stock).collect();
        assert_eq!(words, ["有", "剩5件", "剩2件", "没了"]);
    }

    #[test]
    fn buttons_count_up_and_down_to_nothing() {
        let mut form = typed(&[("item:A01", "1"), ("do", "more:A01")]);
        press(&mut form);
        assert_eq!((field(&form, "item:A01"), field(&form, "last")), ("2", "A01"));
        for expected in ["1", "", ""] {
            form.insert("do".to_owned(), "fewer:A01".to_owned());
            press(&mut form);
            assert_eq!(field(&form, "item:A01"), expected);
        }
        form.insert("do".to_owned(), "confirm".to_owned());
        press(&mut form);
        assert!(wanted(&form).is_empty());
    }
}
