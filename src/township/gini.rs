//! How unevenly points lie (基尼系数), told from how many have about as much. Pure.

use rust_decimal::Decimal;

/// From 0 (everybody has the same) to 1 (one has everything), by groups from those who have least: how many they are, and what they have together.
/// Within a group everybody counts as having the same. `None` where nobody has anything.
///
/// The area between the line of equal shares and the curve of the shares there are (Lorenz), twice: `1 − Σ n·(S before + S after) ÷ (N·S)`.
pub fn gini(groups: &[(i64, i64)]) -> Option<Decimal> {
    let (mut many, mut below, mut area) = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
    for (count, amount) in groups {
        let (count, amount) = (Decimal::from(*count), Decimal::from(*amount));
        area += count * (below + below + amount);
        (many, below) = (many + count, below + amount);
    }
    let whole = many.checked_mul(below)?;
    let mut gini = Decimal::ONE - area.checked_div(whole)?;
    gini.rescale(2);
    Some(gini)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out from everybody's own balance.
    fn exact(balances: &mut [i64]) -> Decimal {
        balances.sort_unstable();
        gini(&balances.iter().map(|balance| (1, *balance)).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn known_distributions() {
        let table = [
            (vec![], None),
            (vec![(5, 0)], None),
            (vec![(10, 1_000)], Some("0.00")),
            (vec![(9, 0), (1, 1_000)], Some("0.90")),
            // 1, 2, 3, 4: 5 ÷ 20.
            (vec![(1, 1), (1, 2), (1, 3), (1, 4)], Some("0.25")),
            // Half has nothing, the other half has the same.
            (vec![(50, 0), (50, 500)], Some("0.50")),
            // No sum overflows.
            (vec![(100_000, 0), (100_000, i64::MAX)], Some("0.50")),
        ];
        for (groups, expected) in table {
            assert_eq!(gini(&groups).map(|gini| gini.to_string()), expected.map(str::to_owned), "{groups:?}");
        }
    }

    /// What the definitions promise: told from groups it is at most 0.01 off.
    #[test]
    fn groups_are_as_good_as_everybody_alone() {
        let group = |balance: i64| match balance / 100 {
            _ if balance == 0 => 0,
            0 => 1,
            whole => 2 + 2 * whole.ilog2() + u32::from(whole.ilog2() > 0 && whole >> (whole.ilog2() - 1) & 1 == 1),
        };
        for spread in [1_i64, 7, 50, 900] {
            let mut balances: Vec<i64> = (0..2_000_i64).map(|at| if at % 3 == 0 { 0 } else { at * at % 977 * spread }).collect();
            let mut groups: std::collections::BTreeMap<u32, (i64, i64)> = std::collections::BTreeMap::new();
            for balance in &balances {
                let sum = groups.entry(group(*balance)).or_default();
                *sum = (sum.0 + 1, sum.1 + balance);
            }
            let told = gini(&groups.into_values().collect::<Vec<_>>()).unwrap();
            let off = (told - exact(&mut balances)).abs();
            assert!(off <= Decimal::new(1, 2), "{spread}: {told} is {off} off");
        }
    }
}
