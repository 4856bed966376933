//! The problem titles a person reads, in English and Simplified Chinese; codes stay the same in both.

use actix_web::HttpRequest;
use actix_web::http::header;

/// The reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Locale {
    En,
    ZhCn,
}

impl Locale {
    /// By the first language of `Accept-Language` that is English or Chinese.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let accepted = request
            .headers()
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        accepted
            .split(',')
            .map(str::trim)
            .find_map(|tag| match tag.get(..2) {
                Some("zh") => Some(Self::ZhCn),
                Some("en") => Some(Self::En),
                _ => None,
            })
            .unwrap_or(Self::En)
    }
}

const TITLES: &[(&str, &str, &str)] = &[
    (
        "action-outdated",
        "The action's time has come",
        "该措施已过时",
    ),
    (
        "another-browser",
        "Begun in another browser",
        "在另一浏览器中开始",
    ),
    ("challenge-over", "Begin again", "请重新登录"),
    ("cross-site", "Sent by another site", "来自其他网站的请求"),
    (
        "id-token-refused",
        "The provider's answer is not taken",
        "身份令牌无效",
    ),
    (
        "idempotency-answer-lost",
        "Done, and the answer was lost",
        "已执行，但应答已丢失",
    ),
    ("key-expired", "The key has ended", "密钥已过期"),
    (
        "key-lacks-permission",
        "Not what the key is for",
        "密钥无此权限",
    ),
    ("no-address", "No checked address", "没有已验证的邮箱"),
    ("no-enrolment", "Nothing to confirm", "没有待确认的设置"),
    (
        "no-role",
        "No role for your groups",
        "您的用户组没有对应角色",
    ),
    (
        "no-such-user",
        "Nobody here has that address",
        "没有使用该邮箱的用户",
    ),
    ("no-user", "Not for keys", "不适用于密钥"),
    ("out-of-scope", "Outside your units", "超出您的范围"),
    (
        "own-account",
        "Not for your own account",
        "不能更改自己的账户",
    ),
    (
        "provider-refused",
        "The provider says no",
        "身份提供方拒绝登录",
    ),
    (
        "provider-unreachable",
        "The provider does not answer",
        "无法连接身份提供方",
    ),
    ("reset-over", "The reset is over", "重置链接已失效"),
    (
        "secret-key-missing",
        "The server has no secret key",
        "服务器未设置密钥",
    ),
    (
        "sign-in-locked",
        "Too many failed sign-ins",
        "登录失败次数过多",
    ),
    ("sign-in-over", "The sign-in is over", "登录已失效"),
    ("two-step-off", "Two-step sign-in is off", "未启用两步验证"),
    ("two-step-on", "Two-step sign-in is on", "已启用两步验证"),
    ("user-disabled", "The user is disabled", "用户已停用"),
    ("wrong-code", "Not the right code", "验证码错误"),
    ("wrong-password", "Not the present password", "当前密码错误"),
    ("already-applied", "Applied already", "已应用"),
    (
        "added-agents",
        "Shifts of agents who are not there",
        "含尚未入职的坐席",
    ),
    ("already-adopted", "Adopted already", "已采用"),
    ("no-usual-week", "No usual week", "没有常规周"),
    ("not-generated", "Not generated yet", "尚未生成"),
    ("nothing-to-adopt", "No roster to adopt", "没有可采用的排班"),
    (
        "transfers-exceed-heads",
        "More transfers than people",
        "调出人数超过现有人数",
    ),
    ("volumes-missing", "Volumes are missing", "缺少业务量"),
    ("already-accepted", "Accepted already", "已接受"),
    ("already-started", "It has begun", "已开始"),
    ("already-working", "At work already", "该时段已有班次"),
    (
        "balance-exceeded",
        "The balance does not hold it",
        "假期余额不足",
    ),
    ("lacks-skills", "Lacks the skills", "缺少所需技能"),
    ("limit-exceeded", "No room in the limit", "休假限额已满"),
    (
        "no-published-schedule",
        "No schedule is published",
        "尚未发布班表",
    ),
    ("no-shift", "No shift at that time", "该时段没有班次"),
    (
        "not-that-way",
        "Not from where it stands",
        "当前状态不允许此操作",
    ),
    ("offer-canceled", "The offer was canceled", "邀约已取消"),
    ("offer-filled", "All places are taken", "名额已满"),
    ("offer-over", "The offer is over", "邀约已结束"),
    (
        "shift-already-offered",
        "The shift is traded already",
        "该班次已在换班中",
    ),
    ("shift-changed", "The shift has changed", "班次已变更"),
    (
        "shift-has-time-off",
        "There is time off in the shift",
        "该班次含休假",
    ),
    (
        "shift-too-close",
        "The shift is too close",
        "距班次开始太近",
    ),
    ("time-off-overlaps", "Time off overlaps", "休假时间重叠"),
    ("trading-disabled", "There is no trading", "未启用换班"),
    ("already-exists", "Already exists", "已存在"),
    ("built-in", "A product's definition", "内置定义不可修改"),
    ("cannot-be-forecast", "Cannot be forecast", "无法预测"),
    ("cannot-be-learned", "Cannot be learned from", "无法学习"),
    ("cannot-be-sliced", "Cannot be cut", "无法切分"),
    (
        "cannot-be-reforecast",
        "Cannot be told again",
        "无法重新预测",
    ),
    (
        "answer-takes-too-long",
        "The answer takes too long",
        "计算时间过长",
    ),
    (
        "archived",
        "Archived schedules stay",
        "已归档的班表不可更改",
    ),
    (
        "budget-too-small",
        "Too many changes for the budget",
        "更改次数超出预算",
    ),
    ("cancelled", "Cancelled", "已取消"),
    ("conflict", "Conflict", "冲突"),
    (
        "database-unavailable",
        "The database is away",
        "数据库暂不可用",
    ),
    ("edited-since", "Edited since", "之后已被编辑"),
    ("event-forgotten", "No longer kept", "事件已不再保留"),
    ("forbidden", "Not allowed for your role", "您的角色无此权限"),
    (
        "forecast-without-planning-group",
        "The forecast lacks a planning group",
        "预测中没有该规划组",
    ),
    ("if-match-required", "If-Match is required", "缺少 If-Match"),
    ("import-in-progress", "An import is under way", "正在导入"),
    ("import-over", "The import is over", "导入已结束"),
    ("in-use", "Still in use", "仍在使用中"),
    ("internal", "Internal error", "内部错误"),
    ("invalid", "Invalid values", "数据无效"),
    (
        "lock-impossible",
        "What is locked cannot stay",
        "锁定的内容无法保留",
    ),
    (
        "attempts-exhausted",
        "Tried as often as allowed",
        "已达到最大拨打次数",
    ),
    (
        "another-default",
        "Another policy is the default",
        "已有默认策略",
    ),
    (
        "attempt-limit",
        "Tried as often as the policy allows for now",
        "已达到策略规定的拨打频次上限",
    ),
    ("consent-missing", "No consent stands", "没有有效的客户同意"),
    (
        "conversation-cooling-off",
        "Spoken to lately",
        "近期已通话，处于冷静期",
    ),
    ("minimum-gap", "Tried just now", "距上次拨打间隔太短"),
    ("call-started", "The call was started", "呼叫已开始"),
    (
        "campaign-kind-fixed",
        "A campaign stays of its kind",
        "活动类型不可更改",
    ),
    ("campaign-not-on", "The campaign is off", "活动未启动"),
    (
        "campaign-transition",
        "The campaign's status does not allow it",
        "活动当前状态不允许此操作",
    ),
    ("do-not-call", "Do not call", "禁止呼叫"),
    ("lease-expired", "The lease has ended", "租约已到期"),
    (
        "lease-superseded",
        "The lease holds no longer",
        "租约已失效",
    ),
    (
        "outcome-recorded",
        "Another outcome is on record",
        "已记录其他结果",
    ),
    (
        "outside-callable-hours",
        "Outside callable hours",
        "不在可呼叫时段",
    ),
    ("refused", "Refused by the person", "客户已拒绝"),
    ("wrong-token", "Not this lease's token", "令牌与租约不符"),
    ("malformed", "Malformed request", "请求格式错误"),
    ("method-not-allowed", "Method not allowed", "不支持该方法"),
    ("no-cost-rate", "No cost rate", "没有成本费率"),
    ("no-forecast", "There is no forecast", "没有预测"),
    ("no-history", "No history", "没有历史数据"),
    (
        "no-sample-paths",
        "Made by an older version",
        "由旧版本生成",
    ),
    ("no-contacts", "No contacts", "没有联系人"),
    ("no-handle-time", "No handle time is known", "没有处理时长"),
    ("no-response-model", "No response model yet", "尚无响应模型"),
    ("no-result", "No result yet", "尚无结果"),
    ("no-roster", "No roster was made", "未生成排班"),
    ("no-roster-record", "Nothing to explain", "没有可解释的排班"),
    ("no-schedule", "The schedule is gone", "班表已删除"),
    ("not-allocated", "Nothing is allocated", "没有分配的工时"),
    ("other-columns", "Other columns", "列不一致"),
    ("too-few-attempts", "Too few attempts", "外呼记录过少"),
    ("not-comparable", "Not comparable", "无法比较"),
    (
        "not-event-triggered",
        "The campaign takes no events",
        "活动不接收事件",
    ),
    ("not-found", "Not found", "未找到"),
    ("not-priced", "Not priced yet", "尚未计价"),
    ("not-simulated", "Not simulated yet", "尚未模拟"),
    ("nothing-to-undo", "Nothing to undo", "没有可撤销的更改"),
    ("nothing-observed", "Nothing has come yet", "尚无实际数据"),
    (
        "source-of-another-unit",
        "The source feeds another unit",
        "该来源属于其他业务单元",
    ),
    ("rule-broken", "Rules would be broken", "违反排班规则"),
    ("sequence-on", "The sequence runs", "序列正在运行"),
    ("stale", "Changed by somebody else", "已被他人修改"),
    ("storage-failed", "The disk failed", "存储故障"),
    ("storage-full", "The disk is full", "存储空间已满"),
    (
        "storage-read-only",
        "The database takes no writes",
        "数据库只读",
    ),
    ("too-large", "Too large", "内容过大"),
    (
        "too-many-streams",
        "Too many open streams",
        "打开的事件流过多",
    ),
    ("too-slow", "Too slow", "传输过慢"),
    ("target-too-long", "The address is too long", "请求地址过长"),
    ("head-too-large", "The headers are too large", "请求头过大"),
    ("rate-limited", "Too many requests", "请求过于频繁"),
    ("run-too-large", "The run is too large", "任务规模过大"),
    (
        "too-many-queued-runs",
        "Too many runs are waiting",
        "排队任务过多",
    ),
    ("unauthenticated", "Sign in first", "请先登录"),
    ("work-plan-gone", "The work plan is gone", "工作计划已删除"),
    (
        "wrong-content-type",
        "Wrong content type",
        "内容类型不受支持",
    ),
];

/// The title of a code; codes of single features without a title of their own read as a conflict.
pub(super) fn title(code: &str, locale: Locale) -> &'static str {
    let row = TITLES
        .iter()
        .find(|row| row.0 == code)
        .or_else(|| TITLES.iter().find(|row| row.0 == "conflict"));
    match (row, locale) {
        (Some(row), Locale::En) => row.1,
        (Some(row), Locale::ZhCn) => row.2,
        (None, _) => "Problem",
    }
}
