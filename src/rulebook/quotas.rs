//! 记录限额: how much one person may record in a period, `每人每月 200 分`. What would be too much is not recorded; somebody else can.

use std::fmt;

use crate::words::{Points, Span};

use super::finding::Mend;
use super::heard;
use super::history::{Measure, Need, Reach, Tally};
use super::limits::{self, Cap, Phrase};
use super::marks::Findings;
use super::yaml::{Entry, Shape};

/// How much a recorder may record in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    cap: Cap,
    /// The tally that counts it.
    pub need: Need,
}

/// `每人每月 200 分`
impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "每人{} {}", self.need.span.chinese(), self.cap)
    }
}

impl Quota {
    /// Why a record of so many points is too much, its own count included in the tally; `None` if it is not.
    pub fn exceeded(&self, points: Points, tally: Tally) -> Option<String> {
        let (before, all) = match self.cap {
            Cap::Points(most) => (
                format!("{} 分", (tally.points - points.abs()).plain()),
                (tally.points > most).then(|| format!("这一件 {} 分", points.abs().plain())),
            ),
            Cap::Times(most) => (format!("{} 次", tally.times - 1), (tally.times > most).then(|| "这一件".to_owned())),
        };
        let period = if self.need.span == Span::Ever { "" } else { self.need.span.current() };
        all.map(|this| format!("您{period}已经记了 {before}，限额{self}，{this}记不下"))
    }
}

/// Phrases about whoever records.
fn phrases(text: &str) -> Option<Vec<Phrase>> {
    limits::phrases(text).filter(|phrases| phrases.iter().all(|phrase| phrase.reach.is_none_or(|reach| reach == Reach::Person)))
}

/// Reads one phrase or a list of them.
pub(super) fn read(entry: &Entry, findings: &mut Findings<'_>) -> Vec<Quota> {
    let one = std::slice::from_ref(&entry.value);
    let nodes = if let Shape::List(items) = &entry.value.shape { items.as_slice() } else { one };
    let mut quotas: Vec<Quota> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let text = node.text().unwrap_or_default();
        match phrases(text) {
            Some(phrases) => quotas.extend(phrases.into_iter().map(quota)),
            None => {
                let message = format!("这个记录限额看不懂：“{text}”。请写成“每人每月 200 分”或“每人每周 30 次”，说的是记录的人。");
                let meant = heard::as_limit(text).filter(|mended| phrases(mended).is_some());
                findings.mendable("quota.phrase", node.mark, message, meant.map(Mend::sure));
            }
        }
    }
    quotas
}

fn quota(Phrase { span, cap, .. }: Phrase) -> Quota {
    Quota { cap, need: Need { reach: Reach::Person, measure: Measure::Recorded, span } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_recorded_is_counted_with_what_is_taken() {
        let of = |cap| quota(Phrase { reach: None, span: Span::Month, cap });
        let tally = |times: i64, points: i64| Tally { times, points: Points::whole(points), ..Tally::default() };
        let (points, times) = (of(Cap::Points(Points::whole(200))), of(Cap::Times(3)));
        assert_eq!(points.exceeded(Points::whole(20), tally(9, 200)), None); // just used up
        let said = points.exceeded(Points::whole(-20), tally(9, 210));
        assert_eq!(said.as_deref(), Some("您本月已经记了 190 分，限额每人每月 200 分，这一件 20 分记不下"));
        assert_eq!(times.exceeded(Points::ZERO, tally(3, 0)), None);
        let said = times.exceeded(Points::ZERO, tally(4, 0));
        assert_eq!(said.as_deref(), Some("您本月已经记了 3 次，限额每人每月 3 次，这一件记不下"));
    }
}
