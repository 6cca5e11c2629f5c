//! The words of the red lines: what is looked for, where, and what makes it innocent. A list to be read and argued about, nothing else.
//!
//! How a text is searched for them is in `red_lines`.

use super::finding::Level;

/// Where the words of a red line count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// In what is written about a rule that can take points away.
    Deduction,
    /// In what is filled in for a rule, or decides about its points: an error where it can take some away, a warning where it only gives.
    Deciding,
    /// Anywhere a village writes.
    Anywhere,
}

/// A red line told by words. One word of every group must appear in one piece of text, and no excuse beside it.
pub(super) struct Words {
    pub(super) code: &'static str,
    pub(super) level: Level,
    pub(super) place: Where,
    pub(super) groups: &'static [&'static [&'static str]],
    /// Excuses in the clause where the word stands.
    pub(super) unless: &'static [&'static str],
    /// Excuses anywhere in the name and note of the rule.
    pub(super) about: &'static [&'static str],
    pub(super) message: &'static str,
}

/// What no points system may touch.
#[rustfmt::skip]
pub(super) const BENEFITS: &[&str] = &[
    "低保", "补贴", "补助", "救助", "助学", "奖学金", "惠农", "粮补", "福利", "分红", "集体收益",
    "医保", "社保", "医疗保险", "养老金", "养老保险",
    "入学", "上学", "户口", "落户", "政审", "参军", "入党", "公租房", "危房改造",
    "宅基地", "承包地", "承包权", "土地", "征地",
    "证明", "办证", "盖章", "贷款", "投票", "选举", "选民资格",
];

/// Keeping somebody from something.
#[rustfmt::skip]
const WITHHOLDS: &[&str] = &[
    "取消", "停发", "停办", "扣发", "扣除", "暂停", "暂缓", "停止", "不予", "不再享受", "不再发放", "不得享受", "不享受", "不能享受",
    "不给", "不办", "不开", "不盖", "限制", "剥夺", "收回", "拒绝办理", "不受理",
];

/// Words that make one thing hang on another.
const DEPENDS: &[&str] = &["才能", "方可", "才可以", "才给", "优先", "挂钩"];
const POINTS: &[&str] = &["积分", "得分", "分数", "够分", "满分"];

/// The benefits a number of points may not decide about; 证明 is left out, for a paper may well be asked for.
#[rustfmt::skip]
const DEPENDENT: &[&str] = &[
    "低保", "补贴", "补助", "救助", "惠农", "粮补", "福利", "分红", "医保", "社保", "养老金", "入学", "上学", "落户", "政审", "参军", "入党",
    "公租房", "宅基地", "承包地", "土地", "征地", "办证", "盖章", "贷款", "投票", "选举",
];

/// Defending the weak is no attack on them.
#[rustfmt::skip]
const PROTECTS: &[&str] = &[
    "打击报复", "阻挠", "阻拦", "干扰", "泄露", "虐待", "歧视", "欺负", "欺辱", "辱骂", "谩骂", "殴打", "遗弃", "嘲笑", "取笑", "侵占", "占用",
    "不赡养", "不照顾", "不关心", "不帮", "骗取", "冒领", "冒充", "诬告", "诬陷", "捏造",
];

/// What may be discouraged about weddings: the banquet, never the persons.
const BANQUETS: &[&str] = &["铺张", "酒席", "宴席", "彩礼", "攀比", "超标", "大办"];

#[rustfmt::skip]
pub(super) const WORDS: &[Words] = &[
    Words {
        code: "E01", level: Level::Error, place: Where::Anywhere,
        groups: &[WITHHOLDS, BENEFITS],
        unless: &["不得取消", "不会取消", "不能取消", "不得停", "不会停", "不影响", "无关", "不挂钩"],
        about: &[],
        message: "积分只能管积分、荣誉和兑换，不能拿低保、补贴、医保、入学、土地、办证、贷款、投票来要挟。",
    },
    Words {
        code: "E01", level: Level::Error, place: Where::Anywhere,
        groups: &[POINTS, DEPENDS, DEPENDENT],
        unless: &["不影响", "无关", "不挂钩", "不得挂钩", "不能挂钩", "脱钩"],
        about: &[],
        message: "低保、补贴、贷款、入党这些该怎么办就怎么办，不能看积分多少。积分只能管积分、荣誉和兑换。",
    },
    Words {
        code: "E02", level: Level::Error, place: Where::Deduction,
        groups: &[&[
            "上访", "信访", "缠访", "闹访", "进京", "投诉", "举报", "告状", "起诉", "诉讼", "打官司", "媒体", "记者", "曝光村", "维权",
            "告官", "告村干部", "非访", "串联签名", "提意见", "说村里坏话", "12345", "市长热线", "政务热线", "越级反映", "向上级反映", "反映情况", "反映问题", "找领导", "网上发帖",
        ]],
        unless: PROTECTS,
        about: &[],
        message: "不能因为村民信访、投诉、举报、打官司、找媒体扣分，这是他们的权利。",
    },
    Words {
        code: "E02", level: Level::Warning, place: Where::Anywhere,
        groups: &[&["零上访", "无上访", "不上访", "零信访", "无信访", "不信访", "零投诉", "无投诉"]],
        unless: &[],
        about: &[],
        message: "拿“不上访”来加分，等于让去信访的人吃亏。信访是村民的权利，请换成“参与调解”“按规矩反映”这样的好事。",
    },
    Words {
        code: "E02", level: Level::Error, place: Where::Deduction,
        groups: &[&[
            "家庭教会", "信教", "信佛", "拜佛", "信仰", "宗教", "教堂", "做礼拜", "清真寺", "少数民族", "民族身份", "因民族", "民族节日",
            "回族", "藏族", "维吾尔", "蒙古族", "满族", "壮族", "苗族", "彝族",
        ]],
        unless: PROTECTS,
        about: &[],
        message: "不能因为信仰或民族扣分。",
    },
    Words {
        code: "E02", level: Level::Error, place: Where::Deduction,
        groups: &[&[
            "离婚", "结婚", "再婚", "二婚", "通婚", "孩子数", "孩子个数", "个以上孩子", "孩子多", "改嫁", "外嫁", "嫁外", "娶外", "外地媳妇", "未婚", "不婚", "单身", "生育", "计划生育", "结扎", "节育", "超生",
            "二胎", "三胎", "多胎", "生孩子", "不生", "绝户",
        ]],
        unless: &[
            "干涉", "阻挠", "包办", "不劝阻", "歧视", "不生火", "不生事", "不生产",
        ],
        about: BANQUETS,
        message: "不能因为婚姻和生育扣分。可以提倡婚事简办，不能管跟谁结婚、生几个孩子。",
    },
    Words {
        code: "E02", level: Level::Error, place: Where::Deduction,
        groups: &[&[
            "得病", "艾滋", "生病", "患病", "有病", "病人", "精神病", "抑郁", "残疾", "残障", "贫困", "贫穷", "困难户", "低保户", "吃低保", "五保户", "特困", "穷",
        ]],
        unless: PROTECTS,
        about: &[],
        message: "不能因为生病、残疾、贫困扣分。",
    },
    Words {
        code: "E02", level: Level::Error, place: Where::Deduction,
        groups: &[&["上香", "烧香", "念经"]],
        unless: &["山", "林", "野外", "坟", "防火", "路口"],
        about: &[],
        message: "不能因为信仰扣分。要防火，就写明在哪里、什么时候不能点火。",
    },
    Words {
        code: "E02", level: Level::Error, place: Where::Deduction,
        groups: &[&["不参加选举", "不参加投票", "不去投票", "没有投票", "弃权"]],
        unless: &[],
        about: &[],
        message: "投不投票、投给谁是村民的权利，不能因此扣分。",
    },
    Words {
        code: "E01", level: Level::Error, place: Where::Anywhere,
        groups: &[&["影响", "牵连"], &["参军", "入伍", "入党", "提干", "政审", "升学", "贷款", "低保", "补贴"]],
        unless: &["不影响", "不会影响", "不得影响", "不牵连"],
        about: &[],
        message: "参军、入党、升学、贷款、低保该怎么办就怎么办，不能受积分影响。积分只能管积分、荣誉和兑换。",
    },
    Words {
        code: "E01", level: Level::Error, place: Where::Deduction,
        groups: &[&["征地", "拆迁", "征收", "土地流转", "流转土地"], &["不签", "不配合", "不同意", "不流转", "拒绝"]],
        unless: &[],
        about: &[],
        message: "土地和房屋怎么办，由法律和合同定，不能因为不同意就扣分。",
    },
    Words {
        code: "E01", level: Level::Error, place: Where::Deduction,
        groups: &[&["不得入学", "不准入学", "不让入学", "贷款逾期"]],
        unless: &[],
        about: &[],
        message: "积分只能管积分、荣誉和兑换，不能拿低保、补贴、医保、入学、土地、办证、贷款、投票来要挟。",
    },
    Words {
        code: "E02", level: Level::Error, place: Where::Deduction,
        groups: &[&["不投", "没投", "未投"], &["票"]],
        unless: &[],
        about: &[],
        message: "投不投票、投给谁是村民的权利，不能因此扣分。",
    },
    Words {
        code: "E02", level: Level::Error, place: Where::Deduction,
        groups: &[&["民族"]],
        unless: &["民族团结", "歧视", "欺负", "辱骂", "谩骂", "嘲笑", "取笑", "民族路", "民族广场"],
        about: &[],
        message: "不能因为信仰或民族扣分。",
    },
    Words {
        code: "E11", level: Level::Error, place: Where::Anywhere,
        groups: &[&["扣分"], &["名单"], &["贴", "公布", "公示", "群", "喇叭", "广播"]],
        unless: &["不公布", "不公示", "不贴", "不张贴", "不得", "不能", "不准", "禁止", "群众"],
        about: &[],
        message: "不能公开点名批评：扣分只公布件数，不公布是谁。",
    },
    Words {
        code: "E01", level: Level::Error, place: Where::Deduction,
        groups: &[&["停水", "停电", "断水", "断电"]],
        unless: &["造成", "导致", "引起", "不停水", "不断电"],
        about: &[],
        message: "不能拿停水、停电来罚人。积分只能管积分、荣誉和兑换。",
    },
    Words {
        code: "E03", level: Level::Warning, place: Where::Deduction,
        groups: &[
            &["未缴", "不缴", "没缴", "未交", "不交", "没交", "拖欠"],
            &["医保", "合作医疗", "新农合", "养老保险", "医疗保险", "社保", "卫生费", "保洁费", "垃圾费", "管理费", "捐款"],
        ],
        unless: &[],
        about: &[],
        message: "参保和捐款是自愿的，收费有收费的办法。不交就扣分等于强迫，请换成提醒或者帮着办。",
    },
    Words {
        code: "E03", level: Level::Error, place: Where::Anywhere,
        groups: &[&[
            "罚1", "罚2", "罚3", "罚4", "罚5", "罚6", "罚7", "罚8", "罚9",
            "罚十元", "罚二十", "罚五十", "罚一百", "罚二百", "罚两百", "罚三百", "罚五百", "罚一千",
        ]],
        unless: &["处罚", "被罚", "不罚"],
        about: &[],
        message: "积分不能跟罚款、收费、买卖、兑现金连在一起。",
    },
    Words {
        code: "E03", level: Level::Error, place: Where::Anywhere,
        groups: &[&[
            "罚款", "违约金", "滞纳金", "转卖", "换现钱", "换一元钱", "换1元钱", "罚金", "罚钱", "扣钱", "扣工资", "交押金", "交保证金", "交钱抵分", "交钱消分", "花钱买分", "花钱消分", "买分", "卖分", "买卖积分",
            "积分买卖", "购买积分", "出售积分", "倒卖积分", "转让积分", "积分转让", "积分提现", "积分变现", "积分换钱", "积分换现金", "兑换现金", "兑现金",
            "换成现金", "折现",
        ]],
        unless: &[
            "不罚", "不得罚款", "不能罚款", "不许罚款", "被罚款", "不扣钱", "不兑换现金", "不能兑换现金", "不得兑换现金", "不兑现金", "不能换成现金", "不得换成现金", "不折现", "不能折现",
            "不得折现", "不得买", "不能买", "不准买", "不得卖", "禁止买", "禁止卖", "禁止出售", "禁止倒卖", "禁止转让", "禁止折现", "禁止兑换现金", "不得倒卖", "不得出售",
            "不能换现钱", "不得换现钱", "不换现钱", "元钱的", "不得转卖", "不能转卖", "禁止转卖", "转卖兑换", "转卖商品", "不得购买", "不得转让", "不能转让", "不准转让",
        ],
        about: &[],
        message: "积分不能跟罚款、收费、买卖、兑现金连在一起。",
    },
    Words {
        code: "E04", level: Level::Error, place: Where::Anywhere,
        groups: &[&[
            "积分透支", "透支积分", "可以透支", "允许透支", "倒欠", "欠分", "扣成负", "扣到负", "负分",
            "下年再扣", "明年再扣", "来年再扣", "下月再扣", "下次再扣", "从下年扣", "从明年扣",
        ]],
        unless: &["不倒欠", "不会倒欠", "不能倒欠", "不得倒欠", "不欠分", "不会欠分", "不扣成负", "不扣到负", "没有负分", "不出现负分", "不设负分", "不记负分"],
        about: &[],
        message: "积分扣到 0 为止，不能让农户倒欠。",
    },
    Words {
        code: "E09", level: Level::Error, place: Where::Deduction,
        groups: &[&["追溯", "以前的也扣", "过去的也扣", "往年的也扣", "补扣", "倒查", "翻旧账"]],
        unless: &["不追溯", "不补扣", "不倒查", "不翻旧账"],
        about: &[],
        message: "规则从生效那天起管事，不能回过头去扣以前的。",
    },
    Words {
        code: "E12", level: Level::Error, place: Where::Deduction,
        groups: &[&[
            "摄像头", "摄像机", "无人机巡查", "监控自动", "监控抓拍", "电子眼", "自动扣分", "自动减分", "自动记扣", "自动抓拍", "人脸识别", "ai识别", "ai扣分", "ai自动", "人工智能", "智能识别",
            "无人机抓拍",
        ]],
        unless: &["破坏", "损坏", "遮挡", "不自动扣分", "不能自动扣分"],
        about: &[],
        message: "不能由摄像头或机器自动扣分，每一次扣分都要有人审核。",
    },
    Words {
        code: "E12", level: Level::Error, place: Where::Anywhere,
        groups: &[&["摄像头", "监控", "电子眼", "人脸识别", "ai", "人工智能", "系统", "无人机"], &["自动扣分", "直接扣分", "自动减分"]],
        unless: &["不自动扣分", "不能自动扣分", "不直接扣分"],
        about: &[],
        message: "不能由摄像头或机器自动扣分，每一次扣分都要有人审核。",
    },
    Words {
        code: "E11", level: Level::Error, place: Where::Anywhere,
        groups: &[&[
            "黑榜", "红黑榜", "黑红榜", "黑名单", "曝光台", "曝光榜", "批评榜", "失信榜", "点名批评", "点名通报", "通报批评", "公开曝光", "公开检讨",
            "张榜批评", "喇叭批评", "喇叭点名", "广播批评", "广播点名", "群里点名", "群里通报", "通报姓名", "通报名单", "公布扣分人", "公布扣分名单", "张贴扣分名单", "游街",
        ]],
        unless: &["不设", "不搞", "不公开", "没有", "不上", "不点名", "不通报", "不公布", "不张贴", "取消黑榜", "取消红黑榜", "不得", "不能", "不准", "禁止"],
        about: &[],
        message: "不能公开点名批评：扣分只公布件数，不公布是谁。",
    },
    Words {
        code: "E11", level: Level::Error, place: Where::Deduction,
        groups: &[&["公布姓名", "公布名单", "公示姓名", "贴照片", "张贴照片", "公布照片"]],
        unless: &["不公布", "不公示", "不贴", "不张贴", "不得", "不能"],
        about: &[],
        message: "不能公开点名批评：扣分只公布件数，不公布是谁。",
    },
    Words {
        code: "E02", level: Level::Error, place: Where::Deciding,
        groups: &[&[
            "上访", "信访", "缠访", "非访", "投诉", "举报", "告状", "起诉", "打官司", "维权", "孩子数", "孩子个数", "子女数", "子女个数", "娃数", "几个孩子", "几孩", "胎次", "生育", "二胎", "三胎",
            "超生", "离婚", "婚否", "婚姻状况", "未婚", "已婚", "民族", "宗教", "信仰", "信教", "病", "残疾", "贫困", "低保户", "穷",
        ]],
        unless: &[
            "病假", "病虫", "病死", "传染病", "毛病", "民族团结", "帮", "照顾", "看望", "慰问", "陪护", "调解", "打击报复",
        ],
        about: &["帮", "照顾", "看望", "慰问", "护理", "互助", "义诊", "献血", "防疫", "调解", "团结", "举报", "志愿", "虐待", "歧视"],
        message: "记几分不能看谁生没生病、有没有残疾、家里穷不穷、有几个孩子、结没结婚、是什么民族、信什么教、上没上访。请换成做了什么事。",
    },
];

#[rustfmt::skip]
/// Old forms of characters in the words above, and those of today.
pub(super) const OLD_FORMS: [(char, char); 23] = [
    ('訪', '访'), ('訴', '诉'), ('舉', '举'), ('報', '报'), ('罰', '罚'), ('離', '离'), ('結', '结'), ('婦', '妇'), ('殘', '残'), ('貧', '贫'),
    ('窮', '穷'), ('貸', '贷'), ('補', '补'), ('貼', '贴'), ('養', '养'), ('醫', '医'), ('賣', '卖'), ('買', '买'), ('錢', '钱'), ('現', '现'),
    ('單', '单'), ('點', '点'), ('監', '监'),
];

/// Words that say a deduction falls on everybody for one.
pub(super) const COLLECTIVE: &[&str] =
    &["连坐", "株连", "全组扣", "全组一起扣", "全村扣", "全家一起扣", "全家都扣", "一家都扣", "连带扣", "一人违规"];

/// Deeds that ask for strength, youth or schooling: whoever is old or disabled can hardly do them.
#[rustfmt::skip]
pub(super) const STRENUOUS: &[&str] = &[
    "参军", "入伍", "献血", "考上", "升学", "大学", "研究生", "创业", "开荒", "修路", "挖沟", "挖渠", "清淤", "搬运", "扛", "抢险", "救火", "巡逻", "夜巡",
    "义务工", "出工", "植树", "种树", "长跑", "篮球", "拔河", "登山", "务工", "外出打工", "养殖", "种植", "开办", "返乡",
];
