"""The rows that the product ships: classification, authority and thresholds, each with where it comes from."""

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

ALWAYS = DateRange(None, None)
TO_CONFIRM = ("待本行确认", "bank to confirm")
ORDER = "《银行业保险业消费投诉处理管理办法》（2020年第3号）第{}条"
ORDER_EN = "Order 2020 No. 3, art. {}"

#: post -> hundredths of yuan
AUTHORITY = {
    "outlet_head": 20_000,
    "sub_branch_head": 200_000,
    "office_head": 500_000,
    "vice_president": 2_000_000,
    "president": 2_000_000,
}

#: code -> number, origin, basis, the same in English
THRESHOLDS = {
    "major_from": (20, "law", ORDER.format("二十九、四十三"), ORDER_EN.format("29, 43")),
    "repeat_days": (90, "to_confirm", *TO_CONFIRM),
    "keep_years": (5, "to_confirm", *TO_CONFIRM),
    "complex_days": (15, "law", ORDER.format("十八"), ORDER_EN.format("18")),
    "very_complex_days": (30, "law", ORDER.format("十八"), ORDER_EN.format("18")),
}

#: facet -> (our code, name, English name); the names of JR/T 0169-2018, its numeric codes left blank
CATEGORIES = {
    "channel": [
        ("outlet", "营业现场", "Business premises"),
        ("self_service", "自助机具", "Self-service machines"),
        ("web_bank", "网上银行", "Web banking"),
        ("telephone_bank", "电话银行", "Telephone banking"),
        ("mobile_app", "移动客户端", "Mobile app"),
        ("public_platform", "网络公众平台", "Public network platforms"),
        ("text_message", "短信", "Text messages"),
        ("other_electronic", "其他电子渠道", "Other electronic channels"),
        ("third_party", "第三方渠道", "Third parties"),
        ("other_front", "其他前台渠道", "Other front-office channels"),
        ("back_office", "中后台渠道", "Middle and back office"),
    ],
    "business": [
        ("debit_card", "借记卡", "Debit cards"),
        ("credit_card", "信用卡", "Credit cards"),
        ("loan", "贷款", "Loans"),
        ("payment", "支付结算", "Payment and settlement"),
        ("collection", "债务催收", "Debt collection"),
        ("foreign_exchange", "外汇", "Foreign exchange"),
        ("savings", "人民币储蓄", "Savings in renminbi"),
        ("agency", "银行代理业务", "Agency business"),
        ("intermediary", "其他中间业务", "Other intermediary business"),
        ("personal_information", "个人金融信息", "Personal financial information"),
        ("precious_metal", "贵金属", "Precious metals"),
        ("currency", "人民币管理", "Management of the currency"),
        ("wealth", "自营理财", "The bank's own wealth products"),
        ("treasury", "国库", "State treasury"),
        ("other_business", "其他", "Other"),
    ],
    "cause": [
        ("attitude", "服务态度及服务质量", "Attitude and quality of service"),
        ("facilities", "服务设施、设备、业务系统", "Facilities, equipment, systems"),
        ("rules", "管理制度、业务规则与流程", "Rules and processes"),
        ("marketing", "营销方式和手段", "Ways of marketing"),
        ("disclosure", "信息披露", "Disclosure"),
        ("free_choice", "自主选择权", "Free choice"),
        ("pricing", "定价收费", "Prices and fees"),
        ("returns", "产品收益", "Returns of products"),
        ("contract", "合同条款", "Terms of contract"),
        ("funds_security", "资金安全", "Security of funds"),
        ("information_security", "信息安全", "Security of information"),
        ("collection_manner", "债务催收方式和手段", "Ways of collecting debts"),
    ],
}


def ship(apps, schema_editor):
    authority = apps.get_model("complaints", "Authority")
    threshold = apps.get_model("complaints", "Threshold")
    category = apps.get_model("complaints", "Category")
    authority.objects.bulk_create(
        authority(
            post_kind=post, bound=bound, valid=ALWAYS, origin="to_confirm", basis=TO_CONFIRM[0], basis_en=TO_CONFIRM[1]
        )
        for post, bound in AUTHORITY.items()
    )
    threshold.objects.bulk_create(
        threshold(code=code, value=value, valid=ALWAYS, origin=origin, basis=basis, basis_en=basis_en)
        for code, (value, origin, basis, basis_en) in THRESHOLDS.items()
    )
    category.objects.bulk_create(
        category(code=code, facet=facet, name=name, name_en=name_en, position=position)
        for facet, rows in CATEGORIES.items()
        for position, (code, name, name_en) in enumerate(rows, 1)
    )


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
