//! Few people are never shown as a number: a cell under ten is hidden, and so is one that could be worked out from what stands beside it. Pure.

use rust_decimal::Decimal;

/// From how many people on a number is shown.
pub const LEAST: i64 = 10;

/// What stands where a number would.
pub const FEW: &str = "人数少于10，不显示";

/// What a cell shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Number(Decimal),
    /// It would tell of fewer than ten people.
    Few,
    /// There is nothing to work out.
    Nothing,
}

impl Cell {
    /// A number that so many people have a part in.
    pub fn of(people: i64, number: Option<Decimal>) -> Self {
        match number {
            _ if people < LEAST => Self::Few,
            Some(number) => Self::Number(number),
            None => Self::Nothing,
        }
    }

    /// The share of some in a whole that everybody knows: hidden where those who are not among them are few, too. In percent.
    pub fn share(some: i64, whole: i64) -> Self {
        let share = || Decimal::from(some * 100).checked_div(Decimal::from(whole)).map(|share| share.round_dp(0));
        Self::of(some.min(whole - some), share())
    }

    /// The number that is shown, if one is.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// The parts of a whole that is shown, the largest first: those with few in them go together under no name, with as many others as it takes for that
/// to hide them. `None` where nothing can be shown. Each part: its name, how many are in it, what it comes to.
pub fn parts(mut parts: Vec<(String, i64, i64)>) -> Option<Vec<(Option<String>, i64)>> {
    parts.sort_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
    let (mut few, mut amount, mut rest) = (0, 0, false);
    while parts.last().is_some_and(|(_, count, _)| *count < LEAST || rest && few < LEAST) {
        let (_, count, sum) = parts.pop()?;
        (few, amount, rest) = (few + count, amount + sum, true);
    }
    // One name alone beside what is hidden would tell it; so would nothing at all.
    if rest && few < LEAST {
        return None;
    }
    let mut shown: Vec<_> = parts.into_iter().map(|(name, _, sum)| (Some(name), sum)).collect();
    shown.sort_by_key(|(_, sum)| std::cmp::Reverse(*sum));
    shown.extend(rest.then_some((None, amount)));
    (!shown.is_empty()).then_some(shown)
}

/// The middle one of what is shown of at least three; else there is none.
pub fn middle(cells: &[&Cell]) -> Option<Decimal> {
    let mut numbers: Vec<Decimal> = cells.iter().filter_map(|cell| cell.number()).collect();
    numbers.sort_unstable();
    let at = numbers.len() / 2;
    match numbers.len() {
        0..=2 => None,
        odd if odd % 2 == 1 => Some(numbers[at]),
        _ => Some((numbers[at - 1] + numbers[at]) / Decimal::TWO),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell {
        match text {
            "few" => Cell::Few,
            "nothing" => Cell::Nothing,
            number => Cell::Number(number.parse().unwrap()),
        }
    }

    #[test]
    fn few_people_are_hidden_and_so_are_few_others() {
        for (some, whole, expected) in [
            (9, 100, "few"),
            (10, 100, "10"),
            (90, 100, "90"),
            (91, 100, "few"), // nine are not among them
            (100, 100, "few"),
            (0, 100, "few"),
            (0, 0, "few"),
            (507, 1758, "29"),
        ] {
            assert_eq!(Cell::share(some, whole), cell(expected), "{some} of {whole}");
        }
        assert_eq!(Cell::of(9, Some(Decimal::ONE)), Cell::Few);
        assert_eq!(Cell::of(10, None), Cell::Nothing);
    }

    #[test]
    fn no_hidden_part_can_be_worked_out_from_the_whole() {
        let told = |given: &[(&str, i64, i64)]| {
            let shown = parts(given.iter().map(|(name, count, sum)| ((*name).to_owned(), *count, *sum)).collect());
            let part = |(name, sum): (Option<String>, i64)| format!("{} {sum}", name.as_deref().unwrap_or("others"));
            shown.map_or("nothing".to_owned(), |shown| shown.into_iter().map(part).collect::<Vec<_>>().join(", "))
        };
        let (a, b, c, d) = (("a", 30, 300), ("b", 20, 500), ("c", 6, 60), ("d", 7, 70));
        assert_eq!(told(&[a, b]), "b 500, a 300");
        assert_eq!(told(&[a, c, d]), "a 300, others 130", "c and d hide each other");
        assert_eq!(told(&[a, b, c]), "a 300, others 560", "c alone would be what is missing: b goes with it");
        assert_eq!(told(&[a, c]), "others 360");
        assert_eq!((told(&[c]), told(&[])), ("nothing".to_owned(), "nothing".to_owned()));
    }

    #[test]
    fn a_middle_needs_three() {
        let told = |texts: &[&str]| {
            let cells: Vec<Cell> = texts.iter().map(|text| cell(text)).collect();
            middle(&cells.iter().collect::<Vec<_>>()).map(|number| number.to_string())
        };
        assert_eq!(told(&["3", "few", "1"]), None);
        assert_eq!(told(&["9", "1", "few", "3"]), Some("3".to_owned()));
        assert_eq!(told(&["4", "1", "2", "9"]), Some("3".to_owned()));
    }
}
