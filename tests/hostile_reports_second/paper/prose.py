"""Write the prose of part one: sentences that are true of the figures, sentences that only look like claims, and planted slips."""

from __future__ import annotations

from .draft import Draft

# Sentences with figures whose subject, verb or object is not that of a figure of the form: no check may compare them with the tables.
HARMLESS: tuple[str, ...] = (
    "全年公开行政复议决定书37份，公开行政处罚决定书1208份。",
    "全年受理行政许可申请4312件，办结4290件，按时办结率99.5%。",
    "12345热线全年受理群众来电2316件，办结2301件。",
    "办理人大代表建议46件、政协提案52件，答复率100%。",
    "全年收到信访件118件，办结118件。",
    "组织培训3期，参训人员162人次。",
    "全年发布政策解读86篇，召开新闻发布会5场。",
    "门户网站全年访问量达1203万人次，发布信息5421条。",
    "未收到法人和其他组织提出的投诉。",
    "未发生因公开不当被责任追究的情形。",
    "本级机关承办4件、所属单位承办8件，共12件建议全部按期办结。",
    "全年新增政府信息公开查阅点2处，共接待查阅群众91人次。",
    "全年审查政府信息发布申请单640份。",
    "清理规范性文件征求意见稿9件。",
    "全年公开招标公告73条，成交公告71条。",
    "办理行政应诉案件31件（与政府信息公开无关），负责人出庭29件。",
    "比上年同期增加15.2%，其中网站公开占87%。",
    "近三年累计收到各类意见建议2000余条。",
    "全年制发公文418件，其中主动公开263件。",
    "收到“我为政府网站找错”平台留言14件，均在规定时限内办结。",
)


def overview(draft: Draft) -> list[str]:
    """Return the paragraphs of part one: an opening, some harmless sentences, and those that mutations added."""
    opening = f"{draft.year}年，本机关认真贯彻落实党中央、国务院关于政务公开工作的部署，扎实推进政府信息公开。"
    few = draft.rng.sample(HARMLESS, draft.rng.randint(0, 2))
    return [opening, *few, *draft.sentences]
