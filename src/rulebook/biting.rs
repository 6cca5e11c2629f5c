//! Limits that do not do what they seem to: below what one record gives, or never reached because other limits are reached first.
//!
//! Said only where it is certain from the most that one record can give.

use rust_decimal::Decimal;

use crate::words::Span;

use super::finding::Level;
use super::limits::{Cap, Limit};
use super::marks::{Findings, Mark};
use super::reading;
use super::rule::Rule;
use super::sample::{Sample, named};
use super::study::Study;

/// Reports both. Returns the numbers of the limits that are never reached.
pub(super) fn report(study: &Study<'_>, findings: &mut Findings<'_>) -> Vec<usize> {
    let (marks, least) = (marks(study, findings), least(study.rule));
    let is_too_small = |limit: &Limit| least.filter(|least| matches!(limit.cap, Cap::Points(cap) if cap.decimal() < *least));
    let mut never = Vec::new();
    for (nth, limit) in study.rule.limits.iter().enumerate() {
        let mark = marks.get(nth).copied().unwrap_or(study.name);
        if let Some(least) = is_too_small(limit) {
            let message = format!("一次就有 {} 分，上限{limit}，一次也记不满。", least.normalize());
            findings.shown_by((Level::Warning, "limit.too_small"), mark, message, None, study.written(&earning(study)));
        } else if let Some((by, most)) = never_reached(study.rule, nth) {
            let unit = if let Cap::Points(_) = limit.cap { "分" } else { "次" };
            let message =
                format!("上限“{limit}”永远用不上：有了“{by}”，{}最多只有 {} {unit}。", limit.need.span.current(), most.normalize());
            let example = study.written(&at_the_most(study, limit, most));
            findings.shown_by((Level::Warning, "limit.never"), mark, message, None, example);
            never.push(nth);
        }
    }
    // Wider limits never soften a deduction.
    for limit in study.rule.wider.iter().filter(|_| study.rule.is_award) {
        let Some(least) = is_too_small(limit) else { continue };
        let of = limit.need.measure.name();
        let of = if of.is_empty() { String::new() } else { format!("“{of}”的") };
        let (file, line) = (&limit.file, limit.line);
        let message = format!("一次就有 {} 分，{of}上限{limit}（{file} 第 {line} 行），一次也记不满。", least.normalize());
        findings.shown_by((Level::Warning, "limit.too_small"), study.name, message, None, study.written(&earning(study)));
    }
    never
}

/// Where each limit is written.
pub(super) fn marks(study: &Study<'_>, findings: &mut Findings<'_>) -> Vec<Mark> {
    let phrases = reading::phrases(study.form.get("上限"), &mut Findings::silent(findings));
    phrases.into_iter().map(|(_, node)| node.mark).collect()
}

/// The least that every record gives that gives or takes anything.
fn least(rule: &Rule) -> Option<Decimal> {
    let of = |(worth, _): (&super::amount::Worth, u32)| {
        let bounds = worth.bounds();
        let size = bounds.least.filter(|least| *least > Decimal::ZERO).or_else(|| bounds.most.filter(|most| *most < Decimal::ZERO));
        let nothing = bounds.least.zip(bounds.most).is_some_and(|(least, most)| least.is_zero() && most.is_zero());
        if nothing { Some(None) } else { size.map(|size| Some(size.abs())) }
    };
    let sizes: Option<Vec<Option<Decimal>>> = rule.amount.worths().into_iter().map(of).collect();
    sizes?.into_iter().flatten().min()
}

/// The most one record gives, or takes where the rule only takes. 活动 and 连续 give more than the rule says.
fn most(rule: &Rule) -> Option<Decimal> {
    if rule.streak.is_some() || !rule.campaigns.is_empty() {
        return None;
    }
    let bounds = rule.bounds();
    let most = if rule.is_award { bounds.most } else { bounds.least };
    most.map(|most| most.abs()).filter(|most| !most.is_zero())
}

/// The other limit because of which this one is never reached, and the most there can be under it.
fn never_reached(rule: &Rule, nth: usize) -> Option<(&Limit, Decimal)> {
    let limit = &rule.limits[nth];
    let others = rule.limits.iter().enumerate().filter(|(other, _)| *other != nth).map(|(_, other)| other);
    others.filter(|other| other.need.reach == limit.need.reach && !is_twin(other, limit)).find_map(|other| {
        let periods = Decimal::from(periods(other.need.span, limit.need.span)?);
        let (under, cap) = match (other.cap, limit.cap) {
            (Cap::Points(most), Cap::Points(cap)) => (most.decimal(), cap.decimal()),
            (Cap::Times(times), Cap::Times(cap)) => (Decimal::from(times), Decimal::from(cap)),
            (Cap::Times(times), Cap::Points(cap)) => (Decimal::from(times).checked_mul(most(rule)?)?, cap.decimal()),
            (Cap::Points(_), Cap::Times(_)) => return None,
        };
        let most = under.checked_mul(periods).filter(|most| *most <= cap)?;
        Some((other, most))
    })
}

/// Those are reported as written twice.
fn is_twin(one: &Limit, other: &Limit) -> bool {
    one.need.span == other.need.span && std::mem::discriminant(&one.cap) == std::mem::discriminant(&other.cap)
}

/// In how many periods of one kind the days of another can lie at most.
fn periods(of: Span, inside: Span) -> Option<i64> {
    let months = |span| match span {
        Span::Month => Some(1),
        Span::Quarter => Some(3),
        Span::HalfYear => Some(6),
        Span::Year => Some(12),
        _ => None,
    };
    match (of, inside) {
        _ if of == inside => Some(1),
        (Span::Ever, _) | (_, Span::Day) => Some(1),
        (_, Span::Ever) => None,
        (Span::Day, Span::Week) => Some(7),
        (Span::Day, Span::Month) => Some(31),
        (Span::Day, Span::Quarter) => Some(92),
        (Span::Day, Span::HalfYear) => Some(184),
        (Span::Day, Span::Year) => Some(366),
        (Span::Week, Span::Month) => Some(6),
        (Span::Week, Span::Quarter) => Some(15),
        (Span::Week, Span::HalfYear) => Some(28),
        (Span::Week, Span::Year) => Some(54),
        // A week can begin in one period and end in the next.
        (_, Span::Week) => Some(2),
        _ => months(inside).zip(months(of)).map(|(inside, of)| i64::max(inside / of, 1)),
    }
}

/// A record that a limit can cut.
fn earning(study: &Study<'_>) -> Sample {
    study.earning().unwrap_or_else(|| study.sample(None))
}

/// The last record before the most is reached: it still counts in full.
fn at_the_most(study: &Study<'_>, limit: &Limit, most: Decimal) -> Sample {
    let sample = earning(study);
    let (count, before) = match limit.cap {
        Cap::Times(_) => ("次数", most - Decimal::ONE),
        Cap::Points(_) if study.rule.is_award => ("已得", most - self::most(study.rule).unwrap_or_default()),
        Cap::Points(_) => ("已扣", most - self::most(study.rule).unwrap_or_default()),
    };
    if before > Decimal::ZERO {
        return sample.supposing(named(&limit.need, study.rule, count), before.normalize().to_string());
    }
    sample
}
