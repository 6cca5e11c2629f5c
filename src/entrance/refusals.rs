//! What the entrance says no to, each in its words.

use super::tries;
use crate::words::{Kind, Refusal};

/// The same for a number nobody has, a wrong password and a wrong code.
pub(super) fn wrong_login() -> Refusal {
    let next_step = "请核对后再输。忘了密码，请村书记或乡镇重新发一份邀请。";
    Refusal::new("entrance.wrong_login", Kind::Unauthenticated, "编号、密码或动态码不对。", next_step)
}

pub(super) fn code_missing() -> Refusal {
    let next_step = "请打开手机上的动态码软件，把 6 位数一起填上。";
    Refusal::new("entrance.code_missing", Kind::Unauthenticated, "您开通了动态码，还要填动态码。", next_step)
}

/// So many seconds are left, in a place of `tries`.
pub(super) fn too_many_tries(seconds: i64, place: &str) -> Refusal {
    let wait = match seconds {
        7200.. => format!("{} 小时", (seconds + 3599) / 3600),
        91.. => format!("{} 分钟", (seconds + 59) / 60),
        _ => format!("{seconds} 秒"),
    };
    let sentence = match place {
        tries::ACCOUNT => "这个编号连着输错了好几次，先歇一歇。",
        tries::PHONES => "这个人的密码，今天在手机上输错太多次了，先歇一歇。自助机上照样能看。",
        place if place.starts_with(tries::LOOKING) => "这里查的人太多了，先歇一歇。",
        _ => "这台机器上连着输错了 5 次，先歇一歇。",
    };
    Refusal::new("entrance.too_many_tries", Kind::TooMany, sentence, format!("请过 {wait}再试，或者到村里柜台办。"))
}

pub(super) fn slip_over() -> Refusal {
    let next_step = "每个码只能用一次，过了时候也不行。请让村里重新发一个。";
    Refusal::new("entrance.slip_over", Kind::Conflict, "这个码不能用了。", next_step)
}

pub(super) fn unknown_resident(number: &str) -> Refusal {
    Refusal::new("roster.unknown_resident", Kind::Missing, format!("花名册里没有 {number} 这个人。"), "请核对人员编号。")
}

pub(super) fn unknown_staff(number: &str) -> Refusal {
    Refusal::new("roster.unknown_staff", Kind::Missing, format!("办事人员名单里没有 {number}。"), "请核对编号。")
}

pub(super) fn has_pin() -> Refusal {
    Refusal::new("entrance.has_pin", Kind::Conflict, "这个人已经有密码了。", "忘了密码要重设：请先提出来，再由另一位办事的人同意。")
}

pub(super) fn has_password() -> Refusal {
    let next_step = "忘了密码要重设：请先提出来，再由另一个人同意，那时才有新的邀请。";
    Refusal::new("entrance.has_password", Kind::Conflict, "这个人已经有登录密码了，没有发邀请。", next_step)
}

/// Whoever asked for it, or whose password it is.
pub(super) fn wrong_phone() -> Refusal {
    Refusal::new("entrance.wrong_phone", Kind::Invalid, "看不出是手机号，没有改。", "请只填后四位数字；不要了就空着。")
}

pub(super) fn same_person() -> Refusal {
    let sentence = "重设密码，提出来的人和本人都不能同意。";
    Refusal::new("entrance.same_person", Kind::Aside, sentence, "请另一位办事的人来同意。")
}

pub(super) fn own_household() -> Refusal {
    Refusal::new("entrance.own_household", Kind::Aside, "这是您自己家或者亲属家的人，您要回避。", "请另一位办事的人来办。")
}

pub(super) fn password_short(least: usize) -> Refusal {
    let sentence = format!("密码太短，至少要 {least} 个字。");
    Refusal::new("entrance.password_short", Kind::Invalid, sentence, "可以用一句好记的话，中间能有空格。")
}

pub(super) fn password_long(most: usize) -> Refusal {
    Refusal::new("entrance.password_long", Kind::Invalid, format!("密码太长，最多 {most} 个字。"), "请短一点。")
}

pub(super) fn password_common() -> Refusal {
    let next_step = "请换一个别人猜不到的，比如三四个不相干的词连在一起。";
    Refusal::new("entrance.password_common", Kind::Invalid, "这个密码太常见，别人一猜就中。", next_step)
}

pub(super) fn unlike() -> Refusal {
    Refusal::new("entrance.unlike", Kind::Invalid, "两次输的不一样。", "请再输一遍，两次要一样。")
}

pub(super) fn pin_weak() -> Refusal {
    let next_step = "请换一个：不要 123456 这样连着的，也不要 111111、121212 这样重复的。";
    Refusal::new("entrance.pin_weak", Kind::Invalid, "密码要 6 位数，而且不能太好猜。", next_step)
}

/// Where nothing can be written, no wrong PIN could be counted either.
pub(super) fn read_only() -> Refusal {
    let next_step = "分都在，不会少。请到村里柜台查，或者过一会儿再来。";
    Refusal::new("service.read_only", Kind::Unavailable, "账本现在写不进去，自己的积分这里暂时打不开。", next_step)
}

pub(super) fn no_pin() -> Refusal {
    let next_step = "请到村里柜台找办事的人，一分钟就能办好：他给您一个 6 位数，您自己来设密码。";
    Refusal::new("entrance.no_pin", Kind::Conflict, "您还没有设密码。", next_step)
}

pub(super) fn wrong_pin() -> Refusal {
    Refusal::new("entrance.wrong_pin", Kind::Unauthenticated, "密码不对。", "请再输一次。忘了密码，到村里柜台重设。")
}

pub(super) fn wrong_desk_code() -> Refusal {
    let next_step = "请看清柜台给您的 6 位数，再输一次。过了 10 分钟就不能用了，请柜台重新给一个。";
    Refusal::new("entrance.wrong_desk_code", Kind::Unauthenticated, "柜台给的 6 位数不对。", next_step)
}

pub(super) fn unknown_number(typed: &str) -> Refusal {
    let sentence = if typed.is_empty() { "还没有输号码。".to_owned() } else { "没有找到这个号。".to_owned() };
    let next_step = "看看积分卡或门牌上的号，再输一次。找不到就叫村里的人帮忙。";
    Refusal::new("entrance.unknown_number", Kind::Missing, sentence, next_step)
}

pub(super) fn too_many_people() -> Refusal {
    let next_step = "请输人员编号，户号后面再加 -1、-2 这样的号，积分卡上有。";
    Refusal::new("entrance.too_many_people", Kind::Conflict, "这一户人多，光有户号分不清是哪一位。", next_step)
}

pub(super) fn wrong_code() -> Refusal {
    Refusal::new("entrance.wrong_code", Kind::Invalid, "动态码不对。", "请等手机上换了新的 6 位数再输，并看看手机的时间准不准。")
}

pub(super) fn no_second_factor() -> Refusal {
    Refusal::new("entrance.no_second_factor", Kind::Missing, "没有开通动态码。", "请从“我的登录”重新开始。")
}

pub(super) fn shown_once() -> Refusal {
    let next_step = "没有抄下来的，请重新办一次：旧的会自动作废。";
    Refusal::new("entrance.shown_once", Kind::Conflict, "这一单已经办过，码只显示一次。", next_step)
}

pub(super) fn name_missing() -> Refusal {
    Refusal::new("entrance.name_missing", Kind::Invalid, "还没有填名字。", "请填一个大家认得的名字，比如“村委会大厅”。")
}

pub(super) fn not_a_token() -> Refusal {
    Refusal::new("roster.unknown_token", Kind::Missing, "没有发过这个口令。", "请把口令抄完整，以 jf. 开头。")
}

pub(super) fn has_second_factor() -> Refusal {
    let next_step = "换了手机，请村书记或乡镇先替您重置，再重新开通。";
    Refusal::new("entrance.has_second_factor", Kind::Conflict, "动态码已经开通了。", next_step)
}

pub(super) fn own_factor() -> Refusal {
    Refusal::new("entrance.own_factor", Kind::Aside, "自己的动态码不能自己重置。", "请村书记或乡镇的另一位来办。")
}

pub(super) fn not_yours_to_invite() -> Refusal {
    let next_step = "村书记、监督委员和乡镇干部的由乡镇办，或在机器上运行 jifen invite。";
    Refusal::new("entrance.not_yours_to_invite", Kind::Forbidden, "这个人的登录不能由您来管。", next_step)
}

pub(super) fn unknown_device() -> Refusal {
    Refusal::new("entrance.unknown_device", Kind::Missing, "没有这台自助机，也没有这个程序。", "请回到清单里再选。")
}

pub(super) fn device_name_taken(name: &str) -> Refusal {
    let sentence = format!("“{name}”这个名字已经有了，没有添。");
    Refusal::new("entrance.device_name_taken", Kind::Conflict, sentence, "请换一个分得清的名字；坏了要换一台的，用原来那一行再发一次。")
}

pub(super) fn nobody_for_cards() -> Refusal {
    Refusal::new("entrance.nobody_for_cards", Kind::Missing, "没有找到要印卡的人。", "请填户号、人员编号，或者选一个组。")
}
