//! Innocent sentences that hold the words of a red line, and why each passes: every excuse of `red_words` is needed by one of them.
//!
//! Not here: innocent rules as a village writes them (`tests/rulebook/red_lines.rs`).

use std::collections::{BTreeMap, BTreeSet};

use super::red_lines::{crosses, has, squeezed};
use super::red_words::{WORDS, Where, Words};

/// What may be written of a deduction, or anywhere.
const SENTENCES: [&str; 138] = [
    // Defending those who complain, and the weak.
    "打击报复举报人",
    "阻挠村民信访",
    "阻拦他人信访",
    "干扰他人投诉",
    "泄露举报人的名字",
    "虐待病人",
    "歧视残疾人",
    "欺负残疾人",
    "欺辱困难户",
    "辱骂低保户",
    "谩骂举报人",
    "殴打举报人",
    "遗弃残疾家人",
    "嘲笑残疾人",
    "取笑贫困户",
    "侵占五保户的东西",
    "占用残疾人通道",
    "不赡养患病老人",
    "不照顾生病老人",
    "不关心残疾家人",
    "不帮困难户",
    "骗取低保户资格",
    "冒领残疾人用品",
    "冒充信访干部",
    "诬告别人举报自己",
    "诬陷举报人",
    "捏造事实举报他人",
    "在教堂门口辱骂信教的人",
    "破坏民族团结",
    "说歧视少数民族的话",
    "欺负少数民族村民",
    "辱骂少数民族村民",
    "谩骂少数民族村民",
    "嘲笑别的民族的习俗",
    "取笑别的民族的习俗",
    "民族路占道经营",
    "民族广场乱扔垃圾",
    // Goods may have a price in yuan, and nobody may sell points.
    "积分不能换现钱",
    "积分不得换现钱",
    "积分不换现钱",
    "1分能换1元钱的商品",
    "不得转卖积分",
    "不能转卖积分",
    "禁止转卖积分",
    "转卖兑换来的东西",
    "转卖商品还不上架",
    "扣分名单由群众代表收着",
    "征地公告牌被损坏",
    // A fire is not a faith.
    "上山烧香",
    "林区上香",
    "野外烧香",
    "坟前烧香不看着火",
    "防火期烧香",
    "在路口烧香",
    // Weddings, and not who marries.
    "干涉子女再婚",
    "阻挠子女结婚",
    "包办子女结婚",
    "不劝阻家人结婚大办",
    "歧视外嫁女",
    "防火期里不生火的承诺没有做到",
    "外出不生事的承诺没有做到",
    "不生产假货的承诺没有做到",
    // Benefits stay what they are.
    "扣分不得取消低保",
    "扣分不会取消低保",
    "扣分不能取消低保",
    "分再低也不得停发养老金",
    "分再低也不会停发养老金",
    "取消评优不影响低保",
    "取消评优和低保无关",
    "取消评优和低保不挂钩",
    "积分优先兑换，不影响低保",
    "积分够了才能兑换，和低保无关",
    "积分和贷款不挂钩",
    "积分和贷款不得挂钩",
    "积分和贷款不能挂钩",
    "贷款优先不优先，跟积分脱钩",
    "分再低也不影响参军",
    "分再低也不会影响升学",
    "扣分不得影响贷款",
    "一人扣分，不牵连家人参军、入党",
    "私拉电线造成停电",
    "挖断水管导致停水",
    "违规施工引起断电",
    "扣分不停水",
    "扣分不断电",
    // No money.
    "受过处罚2次以上的",
    "已经被罚200元的不再扣分",
    "村里不罚款",
    "村里不得罚款",
    "村里不能罚款",
    "谁也不许罚款",
    "被罚款的人家也能参加",
    "只扣分不扣钱",
    "积分不兑换现金",
    "积分不能兑换现金",
    "积分不得兑换现金",
    "积分不兑现金",
    "积分不能换成现金",
    "积分不得换成现金",
    "积分不折现",
    "积分不能折现",
    "积分不得折现",
    "不得买分",
    "不能买分",
    "不准买分",
    "不得卖分",
    "禁止买卖积分",
    "禁止卖分",
    "禁止出售积分",
    "禁止倒卖积分",
    "禁止转让积分",
    "积分禁止折现",
    "积分禁止兑换现金",
    "不得倒卖积分",
    "不得出售积分",
    "不得购买积分",
    "不得转让积分",
    "不能转让积分",
    "不准转让积分",
    // No debts, nothing backwards, no machine.
    "扣到 0 为止，不倒欠",
    "不会倒欠",
    "不能倒欠",
    "不得倒欠",
    "不欠分",
    "不会欠分",
    "不扣成负的",
    "不扣到负的",
    "没有负分",
    "不出现负分",
    "不设负分",
    "不记负分",
    "以前的事不追溯",
    "以前的不补扣",
    "不倒查",
    "不翻旧账",
    "破坏摄像头",
    "损坏监控抓拍设备",
    "遮挡摄像头",
];

/// The same, about names and machines.
const MORE: [&str; 23] = [
    "摄像头拍到的不自动扣分",
    "摄像头拍到的不能自动扣分",
    "系统只提醒，不直接扣分",
    "村里不设黑榜",
    "村里不搞红黑榜",
    "不公开曝光",
    "村里没有黑榜",
    "扣分的不上黑榜",
    "不点名批评",
    "不通报批评",
    "不公布扣分名单",
    "不张贴扣分名单",
    "取消黑榜",
    "取消红黑榜",
    "不得点名批评",
    "不能点名批评",
    "不准点名批评",
    "禁止点名批评",
    "不公布姓名",
    "不公示姓名",
    "不贴照片",
    "不张贴照片",
    "不得公布照片，也不能公布姓名",
];

/// The same, of later words.
const LATER: [&str; 132] = [
    // Telling the village what is broken is no complaint, nor is keeping quiet about it a right.
    "井盖丢了不反映给村里",
    "井盖丢了没反映给村里",
    "井盖丢了未反映给村委",
    "水管坏了不及时反映给村里",
    "隐瞒疫情等镇里反映下来",
    "主动向村里反映的不扣",
    "把隐患反映给村里的不扣",
    "把险情反映给镇里的不扣",
    "督导反映的问题不整改",
    "卫生太差被电视台曝光",
    "在抖音造谣曝光别人",
    "在网上曝光虚假信息",
    "在网上爆料不实消息",
    // Schools, elections and careers.
    "扣分不连累家人贷款",
    "不得拉票竞选",
    "不准贿选当村干部",
    "不送孩子到村小接受义务教育",
    // What is worth money, and who found it.
    "积分不能换钱",
    "积分不得换钱",
    "积分不可换钱",
    "积分不许换钱",
    "积分不准换钱",
    "积分禁止换钱",
    "积分不换钱",
    "积分不能提现",
    "积分不能变现",
    "积分不得套现",
    "积分不可兑现金",
    "积分不能领现金",
    "积分不能当钱用",
    "帮人换钱币",
    "积分折成钱一年不超过预算",
    "废品换钱归自己",
    "可回收物换钱归自己",
    "骗取现金",
    "收取现金不开收据",
    "捐出的领现金凭条",
    "1分换1块钱的东西",
    "拾到200元现金等人领取",
    "捡到200元现金等人领取",
    "200元现金由失主领取",
    "200元现金交还后领取奖状",
    "200元现金归还后领取奖状",
    "骗人说可换200元现金",
    // Trees are planted again, and wages are no points.
    "分不得欠着",
    "分不能欠着",
    "分不许欠着",
    "不准预支积分",
    "不得预支积分",
    "不能预支积分",
    "积分不预支",
    "扣分和预支工资无关",
    "不能借积分",
    "不得借积分给别人",
    "不得赊积分",
    "积分不为负数",
    "积分不得为负数",
    "积分不能为负数",
    "不算旧账",
    "以前的不补算",
    "以前的不追扣",
    "不往前算",
    // Whoever looks, and what is shown to all.
    "摄像头拍到的不得自动扣分",
    "系统不得直接扣分",
    "黑飞的无人机被抓拍",
    "用无人机拍到他人院子",
    "用无人机拍到别人院子",
    "撕下公告栏的名单",
    "村口张贴光荣名单",
    "广播里念表扬名单",
    "去年的也扣过了，不再扣",
    "禁止套现",
    "严禁换钱",
    "严禁兑现金",
    "严禁套现",
    "严禁买分",
    "严禁倒卖积分",
    "严禁转让积分",
    "积分不能兑钱",
    "积分不得兑钱",
    "积分不兑钱",
    "年底不发现金",
    "集体收益不分发现金",
    "排挤外来户",
    // Whom a deduction spares, and who decides.
    "生病的不扣",
    "残疾人除外",
    "家庭困难的不作要求",
    "信访的不因此扣分",
    "群众反映到村委的",
    "有人反映到村委的",
    "邻居反映到村委的",
    "反映到村委后查实的",
    "反映到村委后核实的",
    "反映到村委后属实的",
    "扣不扣不能书记说了算",
    "扣不扣不是干部说了算",
    // Words that only look like the others.
    "捐款现金100元，凭收据记分",
    "领取奖状和奖品",
    "入学领助学金",
    "参加无人机飞防培训",
    "给孕产妇体检",
    "母猪怀孕、牛羊流产不报疫情",
    "不批评老人，多少分由代表评",
    "被扣分的 7 天内可以提异议、申诉",
    "扣分结果张榜公示 7 天",
    "会议点名不到",
    "把垃圾堆在村小门口，不把车停好",
    "手机定位教老人用",
    "监控坏了不报",
    "年底评星看谁做得多",
    "办酒席每超 1 桌扣 1 分，上交承诺书",
    "发现金属井盖丢了不说",
    "树苗枯死的明年补种，再记分",
    "小店缺货下月补货，分不退",
    "多记的分查实后扣回",
    "60分以下不评星",
    "分为负责组和帮手组",
    "月底以前没有整改的照扣",
    "骂了人公开道歉的，扣的分可以挣回",
    "超市也可以付现金",
    "改变现状",
    "相信主任",
    "当天主动清扫",
    "村路上环境脏乱",
    "未按要求公开账目",
    "吵闹到深夜影响村里人",
    "不要孩子下河",
    "重返现场清扫",
    "领导慰问，每户200元现金",
    "发现脏乱差拍照片发到群里",
    "出钱补路",
    "有医院证明的减半，三次以上不能评优",
];

/// What may be asked for, though it holds a word nobody may be asked about.
const ASKED: [&str; 13] = [
    "病假天数",
    "防治病虫害亩数",
    "病死猪头数",
    "传染病宣传次数",
    "改掉的毛病",
    "民族团结活动次数",
    "帮残疾人办事次数",
    "照顾病人天数",
    "看望病人次数",
    "慰问残疾人次数",
    "陪护病人天数",
    "信访调解次数",
    "打击报复举报人次数",
];

/// A wedding, and what about it may be discouraged; and deeds that have to do with the sick and the poor.
const NOTES: [&str; 22] = [
    "铺张浪费的才扣",
    "酒席超过 20 桌的",
    "宴席超过 20 桌的",
    "收高价彩礼的",
    "互相攀比的",
    "超标的才扣",
    "大办的才扣",
    "帮残疾人办事",
    "照顾病人",
    "看望病人",
    "慰问病人",
    "护理病人",
    "残疾人互助",
    "给病人义诊",
    "给病人献血",
    "防疫值守",
    "信访调解",
    "民族团结",
    "举报有功",
    "志愿服务",
    "虐待病人",
    "歧视残疾人",
];

/// With each whether it is what is asked for.
fn sentences() -> impl Iterator<Item = (String, bool)> {
    let said = SENTENCES.iter().chain(&MORE).chain(&LATER).map(|sentence| (squeezed(sentence), false));
    said.chain(ASKED.iter().map(|sentence| (squeezed(sentence), true)))
}

/// What is said is not looked through for what nobody may be asked about.
fn counts(line: &Words, is_asked: bool) -> bool {
    is_asked == (line.place == Where::Deciding)
}

/// The line without the excuse of this number.
fn without(line: &Words, nth: usize) -> Words {
    let mut unless = line.unless.to_vec();
    unless.remove(nth);
    Words { unless: unless.leak(), message: line.message, groups: line.groups, about: line.about, ..*line }
}

#[test]
fn no_innocent_sentence_crosses_a_line() {
    for (sentence, is_asked) in sentences() {
        let lines = WORDS.iter().filter(|line| counts(line, is_asked));
        let crossed: Vec<&str> = lines.filter(|line| crosses(line, &sentence)).map(|line| line.message).collect();
        assert!(crossed.is_empty(), "{sentence}: {crossed:?}");
    }
}

#[test]
fn every_excuse_is_needed_by_a_sentence() {
    // A list of excuses may stand in several lines; it is enough that one of them needs it.
    let is_needed = |line: &Words, nth: usize| {
        sentences().any(|(sentence, is_asked)| counts(line, is_asked) && crosses(&without(line, nth), &sentence))
    };
    let of = |line: &'static Words| (0..line.unless.len()).map(move |nth| (line.unless[nth], is_needed(line, nth)));
    let mut excuses: BTreeMap<&str, bool> = BTreeMap::new();
    WORDS.iter().flat_map(of).for_each(|(excuse, is_needed)| *excuses.entry(excuse).or_default() |= is_needed);
    excuses.retain(|_, is_needed| !*is_needed);
    assert!(excuses.is_empty(), "{excuses:?}");
}

#[test]
fn every_word_that_explains_a_rule_is_needed_by_a_note() {
    let about: BTreeSet<&str> = WORDS.iter().flat_map(|line| line.about).copied().collect();
    for word in &about {
        let others: Vec<&str> = about.iter().filter(|other| *other != word).copied().collect();
        assert!(NOTES.iter().any(|note| has(note, &[word]) && !has(note, &others)), "{word}");
    }
}
