//! What somebody reported and what they have for it, as their own page says it. Plain data; nobody else is shown it.

use chrono::NaiveDate;

use crate::reports::{Own, OwnReport, ReportState};
use crate::web::{after_name, plain_day};

/// What stands on one's own page.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnReports {
    /// Whether something may be reported here, or was.
    pub is_open: bool,
    pub reports: Vec<ReportLine>,
    /// What there is besides, in sentences.
    pub sentences: Vec<String>,
    /// What may be moved; none where there is nothing.
    pub available: Option<String>,
    /// For the form that asks for it.
    pub operation: String,
}

/// One report.
#[derive(Clone, Debug)]
pub(super) struct ReportLine {
    pub title: String,
    pub day: String,
    pub standing: String,
    pub why: Vec<String>,
    pub told: String,
    pub receipt: String,
}

impl OwnReports {
    /// What somebody has; `is_rewarded` says whether the village's rules reward reports.
    pub fn new(own: Own, is_rewarded: bool, today: NaiveDate, operation: String) -> Self {
        let said = [
            (own.coming, "查实了，下个月初到的有"),
            (own.available, "只有您自己看得到的有"),
            (own.moving, "下个月初转到大家看得到的分里的有"),
            (own.moved, "已经转过去的有"),
        ];
        let sentences = said.into_iter().filter(|(points, _)| points.is_positive());
        Self {
            is_open: is_rewarded || !own.reports.is_empty(),
            sentences: sentences.map(|(points, what)| format!("{what} {} 分。", points.plain())).collect(),
            available: own.available.is_positive().then(|| own.available.plain()),
            reports: own.reports.into_iter().map(|report| line(report, today)).collect(),
            operation,
        }
    }
}

fn line(report: OwnReport, today: NaiveDate) -> ReportLine {
    let standing = match (report.state, report.is_credited) {
        (ReportState::Submitted, _) => format!("{}。", report.state.chinese()),
        (ReportState::Approved, true) => format!("查实了，加了 {} 分。", report.points.plain()),
        (ReportState::Approved, false) => format!("查实了，下个月初加 {} 分。", report.points.plain()),
        (ReportState::Rejected, _) => format!("没有查实：{}", report.reason.unwrap_or_default()),
    };
    ReportLine {
        day: plain_day(report.occurred_on, today),
        standing,
        why: report.explanation.iter().map(|step| after_name(step, &report.rule).to_owned()).collect(),
        told: report.told,
        receipt: report.receipt,
        title: report.rule,
    }
}
