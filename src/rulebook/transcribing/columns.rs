//! Which column of a list holds what, by the words that villages write above them.

use super::super::numerals::plain;
use super::super::sheet::COLUMNS;
use crate::sheets::noting::NOTES;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// What means nothing: a running number, notes of an earlier import.
    Nothing,
    Chapter,
    Item,
    Points,
    /// Points that are taken away, written without a sign.
    Deduction,
    Limit,
    /// Whether points are given or taken: 加 or 减.
    Direction,
    Review,
    Evidence,
    Notice,
    Basis,
    /// Words for whoever records: conditions, standards, notes.
    Remark,
}

/// What stands above a column, word for word.
const EXACTLY: [(Holds, &[&str]); 12] = [
    (Holds::Nothing, &["序号", "编号", "序", "no", "no.", NOTES]),
    (Holds::Chapter, &["类别", "类型", "分类", "大类", "章节", "板块", "一级指标", "积分类别", "指标类别", "chapter", "category"]),
    (
        Holds::Item,
        &["项目", "内容", "事项", "指标", "行为", "名称", "规则", "细则", "做什么", "二级指标", "三级指标", "积分指标", "考核指标", "item"],
    ),
    (Holds::Points, &["分值", "积分", "分数", "分", "加减分", "加/减分", "加分", "赋分", "得分", "标准分", "积分值", "奖励积分", "points"]),
    (Holds::Deduction, &["扣分", "减分", "扣分值", "减分值", "扣分分值"]),
    (Holds::Limit, &["上限", "限额", "封顶", "最高", "最高分", "最多", "频次", "次数", "每次/每月", "limit"]),
    (Holds::Remark, &["积分标准", "评分标准", "加分标准", "条件", "标准", "要求", "说明", "备注", "condition", "note"]),
    (Holds::Direction, &["加/减", "加或减", "增减"]),
    (Holds::Review, &["谁审", "审核", "审核人"]),
    (Holds::Evidence, &["凭证", "佐证", "佐证材料", "证明材料"]),
    (Holds::Notice, &["公示", "公示天数", "公示期"]),
    (Holds::Basis, &["依据", "basis"]),
];

/// What stands somewhere in it; the first that fits.
const SOMEWHERE: [(Holds, &[&str]); 6] = [
    (Holds::Limit, &["上限", "限额", "封顶"]),
    (Holds::Deduction, &["扣分", "减分"]),
    (Holds::Remark, &["标准", "条件", "要求", "备注", "说明"]),
    (Holds::Item, &["项目", "内容", "事项"]),
    (Holds::Points, &["分值", "积分", "分数", "加分"]),
    (Holds::Chapter, &["类别", "类型"]),
];

/// A title is longer than what stands above a column.
const LONGEST: usize = 10;

fn holds(title: &str) -> Option<Holds> {
    let squeezed: String = plain(title).to_lowercase().split_whitespace().collect();
    let bare = squeezed.split('(').next().unwrap_or_default();
    let exactly = EXACTLY.iter().find(|(_, words)| words.contains(&bare));
    let somewhere = || SOMEWHERE.iter().find(|(_, words)| bare.chars().count() <= LONGEST && words.iter().any(|word| bare.contains(word)));
    exactly.map(|(holds, _)| *holds).or_else(|| somewhere().map(|(holds, _)| *holds))
}

/// Where everything stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) chapter: Option<usize>,
    /// Between the chapter and the item: several items of one kind.
    pub(super) group: Option<usize>,
    pub(super) item: usize,
    pub(super) points: Option<usize>,
    pub(super) deduction: Option<usize>,
    /// There may be one for how often and one for how many points.
    pub(super) limits: Vec<usize>,
    pub(super) direction: Option<usize>,
    pub(super) review: Option<usize>,
    pub(super) evidence: Option<usize>,
    pub(super) notice: Option<usize>,
    pub(super) basis: Option<usize>,
    pub(super) remarks: Vec<usize>,
    /// Columns that are passed over.
    pub(super) nothing: Vec<usize>,
    /// It is the list that `jifen sheet` prints.
    pub(super) is_printed: bool,
}

impl Columns {
    /// `None` where this is not the header of a list: it needs items and points.
    pub(super) fn of(header: &[String]) -> Option<Self> {
        let all: Vec<Option<Holds>> = header.iter().map(|title| holds(title)).collect();
        let of = |wanted: Holds| all.iter().enumerate().filter(move |(_, holds)| **holds == Some(wanted)).map(|(at, _)| at);
        let mut items: Vec<usize> = of(Holds::Item).collect();
        let mut chapters: Vec<usize> = of(Holds::Chapter).collect();
        let item = items.pop().or_else(|| if chapters.len() > 1 { chapters.pop() } else { None })?;
        let mut above = [chapters, items].concat().into_iter();
        let (chapter, group) = (above.next(), above.next());
        let (mut remarks, deduction): (Vec<usize>, _) = (of(Holds::Remark).collect(), of(Holds::Deduction).next());
        // Where nothing else is called points, the standard says them: 积分标准 加5分.
        let mut in_standard = || remarks.iter().position(|at| header[*at].contains("标准")).map(|place| remarks.remove(place));
        let points = of(Holds::Points).next();
        let points = if points.is_none() && deduction.is_none() { Some(in_standard()?) } else { points };
        Some(Self {
            chapter,
            group,
            item,
            points,
            deduction,
            limits: of(Holds::Limit).collect(),
            direction: of(Holds::Direction).next(),
            review: of(Holds::Review).next(),
            evidence: of(Holds::Evidence).next(),
            notice: of(Holds::Notice).next(),
            basis: of(Holds::Basis).next(),
            nothing: of(Holds::Nothing).collect(),
            remarks,
            is_printed: header.iter().map(String::as_str).eq(COLUMNS),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_as_villages_write_them() {
        // chapter, group, item, points, deduction, limit
        let table = [
            ("类别,项目,分值,上限,备注", Some((Some(0), None, 1, Some(2), None, Some(3)))),
            ("序号,项目,内容,积分,备注", Some((Some(1), None, 2, Some(3), None, None))),
            ("类 别,积分项目,具体内容,加分,扣分", Some((Some(0), Some(1), 2, Some(3), Some(4), None))),
            ("一级指标,二级指标,评分标准（分）", Some((Some(0), None, 1, Some(2), None, None))),
            ("积分事项,分值（分/次）,最高限额", Some((None, None, 0, Some(1), None, Some(2)))),
            ("chapter,item,points,condition,limit,note", Some((Some(0), None, 1, Some(2), None, Some(4)))),
            ("项目,分值,错误说明", Some((None, None, 0, Some(1), None, None))),
            ("某某村文明实践积分细则标准表", None),
            ("姓名,积分", None),
            ("拾金不昧,5", None),
        ];
        for (header, expected) in table {
            let cells: Vec<String> = header.split(',').map(str::to_owned).collect();
            let found = Columns::of(&cells);
            let places = found.map(|c| (c.chapter, c.group, c.item, c.points, c.deduction, c.limits.first().copied()));
            assert_eq!(places, expected, "{header}");
        }
    }
}
