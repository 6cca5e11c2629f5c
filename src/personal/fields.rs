//! The field list: for every text column of the database whether it holds something about a person; for those that do, what for, on what ground and how
//! long it is kept. One's own page says it in these words; a test finds a column that is not listed.
//!
//! Whole numbers (points, counts, instants) stand in the same rows and go or stay with them.

/// Why something may be kept (个人信息保护法 第十三条).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LegalGround {
    /// 第十三条第一款第三项: what the law gives a village to do, village affairs in the open (村务公开) among it.
    VillageAffairs,
    /// 第十三条第一款第一项: somebody said yes, and may say no at any time.
    Consent,
}

impl LegalGround {
    /// What villagers are told.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::VillageAffairs => "村里依法办村务要用",
            Self::Consent => "您自己同意的，随时可以收回",
        }
    }
}

/// A use that is made of something about a person.
#[derive(Debug)]
pub(super) struct Use {
    /// Under which heading one's own page shows it; none for what is about those who serve, or only the reporter sees.
    pub section: Option<Section>,
    pub columns: &'static [&'static str],
    /// What for.
    pub purpose: &'static str,
    pub ground: LegalGround,
    /// How long.
    pub kept: &'static str,
}

/// The headings of one's own page, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Person,
    Points,
    Deeds,
    Objections,
    Redemptions,
    Consents,
    Keys,
    Requests,
}

impl Section {
    pub const ALL: [Section; 8] =
        [Self::Person, Self::Points, Self::Deeds, Self::Objections, Self::Redemptions, Self::Consents, Self::Keys, Self::Requests];

    /// The name for programs, and what villagers read.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Person => ("person", "我是谁"),
            Self::Points => ("points", "加分、减分和换东西的账"),
            Self::Deeds => ("deeds", "给我记过的事"),
            Self::Objections => ("objections", "我提过的意见"),
            Self::Redemptions => ("redemptions", "我换过的东西"),
            Self::Consents => ("consents", "我同意过什么"),
            Self::Keys => ("keys", "密码、卡和登录"),
            Self::Requests => ("requests", "我要求过的更正和删除"),
        }
    }

    /// What the section is kept for.
    pub fn told(self) -> &'static Use {
        USES.iter().find(|told| told.section == Some(self)).expect("every section has its uses")
    }
}

use LegalGround::{Consent, VillageAffairs};

/// Everything about persons, by the use that is made of it; the first one of a section is what its heading says.
pub(super) const USES: &[Use] = &[
    Use {
        section: Some(Section::Person),
        columns: &[
            "residents.number",
            "residents.household",
            "residents.name",
            "residents.relation",
            "phone_endings.resident",
            "phone_endings.digits",
            "households.number",
            "households.group_name",
            "households.head",
            "household_events.resident",
            "household_events.origin",
            "household_events.destination",
            "household_changes.household",
            "household_changes.request",
            "household_changes.touched",
            "household_changes.sentence",
            "household_changes.basis",
            "household_changes.proposed_by",
            "household_rulings.ruled_by",
            "household_rulings.reason",
        ],
        purpose: "知道积分记在谁名下，哪一天住在哪一户",
        ground: VillageAffairs,
        kept: "住在村里就留着；您要求删除、另一个人同意，就删，只剩编号",
    },
    Use {
        section: Some(Section::Points),
        columns: &[
            "accounts.number",
            "accounts.heir",
            "lots.account",
            "holds.account",
            "postings.account",
            "entries.operation",
            "entries.actor",
            "particulars.salt",
            "particulars.title",
            "particulars.explanation",
            "shares.account",
            "tallies.holder",
        ],
        purpose: "算清还剩多少分、从哪里来，谁都能核对账没有被改过",
        ground: VillageAffairs,
        kept: "数目一直留着；名目和说明在您要求删除时删掉，账照样对得上",
    },
    Use {
        section: Some(Section::Deeds),
        columns: &[
            "claims.subject",
            "claims.household",
            "claims.facts",
            "claims.note",
            "claims.recorded_by",
            "photos.id",
            "photos.salt",
            "photos.picture",
            "photos_brought.id",
            "photos_brought.digest",
            "photos_brought.brought_by",
            "evidence.photo",
            "reviews.reviewer",
            "reviews.reason",
            "awards.account",
            "awards.person",
            "awards.household",
            "awards.group_name",
            "awards.steps",
            "adjustments.steps_before",
            "erratum_sheets.body",
            "erratum_reasons.said_before",
            "erratum_reasons.said_after",
            "awards.amounts",
            "awards.recorded_by",
            "bars.account",
            "bars.reason",
            "amends.account",
            "amends.task",
            "samples.why",
            "samples.drawn_by",
            "sample_checks.note",
            "sample_checks.checked_by",
            "operations.digest",
            "operations.answer",
            "operations.salt",
            "operations.told",
            "operations.shown",
            "operations.staff",
            "operations.device",
            "operations.about",
            "trail_particulars.salt",
            "trail_particulars.behalf",
            "trail_particulars.reason",
        ],
        purpose: "审核、说明为什么加减分、算上限",
        ground: VillageAffairs,
        kept: "写下的话和照片在您要求删除时删掉；没有用上的照片两天后删掉；做了哪一条、几次、几分，只连着编号留着",
    },
    Use {
        section: Some(Section::Objections),
        columns: &[
            "objections.resident",
            "objections.household",
            "objections.sentence",
            "objections.raised_by",
            "objection_steps.taken_by",
            "objection_steps.said",
        ],
        purpose: "答复您的意见；只有来定的人看得到是谁提的",
        ground: VillageAffairs,
        kept: "写下的话在您要求删除时删掉",
    },
    Use {
        section: Some(Section::Redemptions),
        columns: &[
            "redemptions.account",
            "redemptions.keeper",
            "spent_by_number.account",
            "vouchers.code",
            "vouchers.held_by",
            "vouchers.ended_by",
            "vouchers.reason",
            "day_ends.signed_by",
            "settlements.drawn_by",
            "settlements.signed_by",
            "settlements.paid_by",
            "settlements.paid_how",
            "shop_proposals.reason",
            "shop_proposals.proposed_by",
            "shop_proposals.decided_by",
        ],
        purpose: "扣分、出货、退货对得上",
        ground: VillageAffairs,
        kept: "换了什么、几分，只连着编号留着；退货的原因在您要求删除时删掉",
    },
    Use {
        section: Some(Section::Consents),
        columns: &["consents.resident", "consents.told_by"],
        purpose: "知道哪里可以写您的名字",
        ground: Consent,
        kept: "您说不行，马上就不写；您要求删除时，这些也删掉",
    },
    Use {
        section: Some(Section::Keys),
        columns: &[
            "pins.resident",
            "pins.hash",
            "cards.resident",
            "cards.digest",
            "cards.made_by",
            "cards.revoked_by",
            "tokens.digest",
            "tokens.staff",
            "slips.subject",
            "slips.hash",
            "slips.made_by",
            "slips.agreed_by",
            "tries.place",
            "tries.whom",
        ],
        purpose: "认出是您本人，别人看不到您的积分",
        ground: VillageAffairs,
        kept: "密码只存算过的样子；登录过后留 30 天，输错的留 2 天，停用的卡和用过的 6 位数留一年",
    },
    Use {
        section: Some(Section::Requests),
        columns: &[
            "erasures.resident",
            "erasures.household",
            "erasures.basis",
            "erasures.asked_by",
            "erasures.decided_by",
            "erasures.reason",
        ],
        purpose: "说得清是谁要求、谁同意删除的",
        ground: VillageAffairs,
        kept: "一直留着，只有编号和日子；写下的话在删除时删掉",
    },
    Use {
        section: None,
        columns: &[
            "report_owners.person",
            "report_owners.receipt",
            "report_owners.household",
            "report_owners.group_name",
            "report_owners.worth",
            "pool_moves.person",
            "pool_moves.id",
            "reports.receipt",
            "reports.facts",
            "reports.told",
            "reports.taken_in_by",
            "report_reviews.reviewer",
            "report_reviews.reason",
        ],
        purpose: "举报查实了加分；只有本人看得到是自己报的",
        ground: VillageAffairs,
        kept: "是谁报的，在本人要求删除时删掉；报的话在乡镇定了以后留三年，到期都删，不看是谁报的",
    },
    Use {
        section: None,
        columns: &[
            "staff.number",
            "staff.name",
            "staff.household",
            "appointments.staff",
            "appointments.name",
            "appointments.household",
            "appointments.basis",
            "appointments.asked_by",
            "appointments.decided_by",
            "appointments.reason",
            "kinships.staff",
            "kinships.household",
            "kinships.declared_by",
            "kinships.ended_by",
            "recusals.staff",
            "passwords.staff",
            "passwords.hash",
            "second_factors.staff",
            "second_factors.secret",
            "notices.drafted_by",
            "notices.decided_by",
            "notices.reason",
            "stock_moves.staff",
            "rulebook_versions.adopted_by",
            "rulebook_drafts.written_by",
            "rulebook_draft_revisions.written_by",
            "sums.part",
            "errata.proposed_by",
            "errata.confirmed_by",
            "errata.withdrawn_by",
            "errata.reason",
            "errata.withdrawn_because",
            "rulebook_versions.confirmed_by",
            "adoption_proposals.proposed_by",
            "adoption_proposals.decided_by",
            "adoption_proposals.reason",
        ],
        purpose: "办事的人：谁办的、要不要回避",
        ground: VillageAffairs,
        kept: "村务档案，和账一样一直留着；登录的密码在离任时停用",
    },
];
