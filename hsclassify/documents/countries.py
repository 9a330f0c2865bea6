"""Countries as invoices name them, in four languages, to ISO 3166 codes."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from hsclassify.documents.vocabulary import holds, key

_NAMES: Final = """
AE|United Arab Emirates, UAE, U.A.E.|สหรัฐอาหรับเอมิเรตส์|Các tiểu vương quốc Ả Rập Thống nhất|阿联酋
AR|Argentina|อาร์เจนตินา|Ac-hen-ti-na|阿根廷
AT|Austria|ออสเตรีย|Áo|奥地利, 奧地利
AU|Australia|ออสเตรเลีย|Úc, Ô-xtrây-li-a|澳大利亚, 澳洲, 澳大利亞
BD|Bangladesh|บังกลาเทศ|Băng-la-đét|孟加拉国, 孟加拉
BE|Belgium|เบลเยียม|Bỉ|比利时, 比利時
BG|Bulgaria|บัลแกเรีย|Bun-ga-ri|保加利亚
BR|Brazil, Brasil|บราซิล|Bra-xin|巴西
CA|Canada|แคนาดา|Ca-na-đa|加拿大
CH|Switzerland|สวิตเซอร์แลนด์|Thụy Sĩ, Thụy Sỹ|瑞士
CL|Chile|ชิลี|Chi-lê|智利
CN|China, P.R. China, PRC, People's Republic of China|จีน, ประเทศจีน|Trung Quốc|中国, 中國, 中华人民共和国
CO|Colombia|โคลอมเบีย|Cô-lôm-bi-a|哥伦比亚
CZ|Czech Republic, Czechia|สาธารณรัฐเช็ก, เช็ก|Séc, Cộng hòa Séc|捷克
DE|Germany, Deutschland|เยอรมนี, เยอรมัน|Đức|德国, 德國
DK|Denmark|เดนมาร์ก|Đan Mạch|丹麦, 丹麥
EG|Egypt|อียิปต์|Ai Cập|埃及
ES|Spain, España|สเปน|Tây Ban Nha|西班牙
FI|Finland|ฟินแลนด์|Phần Lan|芬兰, 芬蘭
FR|France|ฝรั่งเศส|Pháp|法国, 法國
GB|United Kingdom, UK, U.K., Great Britain, England, Scotland|สหราชอาณาจักร, อังกฤษ|Vương quốc Anh, Anh|英国, 英國
GR|Greece|กรีซ|Hy Lạp|希腊, 希臘
HK|Hong Kong, Hongkong|ฮ่องกง|Hồng Kông, Hồng Công|香港
HU|Hungary|ฮังการี|Hung-ga-ri|匈牙利
ID|Indonesia|อินโดนีเซีย|In-đô-nê-xi-a|印度尼西亚, 印尼
IE|Ireland|ไอร์แลนด์|Ai-len|爱尔兰
IL|Israel|อิสราเอล|I-xra-en|以色列
IN|India|อินเดีย|Ấn Độ|印度
IR|Iran|อิหร่าน|I-ran|伊朗
IT|Italy, Italia|อิตาลี|Ý, I-ta-li-a|意大利, 義大利
JP|Japan|ญี่ปุ่น|Nhật Bản, Nhật|日本
KH|Cambodia|กัมพูชา|Campuchia, Cam-pu-chia|柬埔寨
KR|Korea, South Korea, Republic of Korea|เกาหลี, เกาหลีใต้|Hàn Quốc|韩国, 韓國
KZ|Kazakhstan|คาซัคสถาน|Ca-dắc-xtan|哈萨克斯坦
LA|Laos, Lao PDR|ลาว|Lào|老挝, 寮國
LK|Sri Lanka|ศรีลังกา|Xri Lan-ca|斯里兰卡
MA|Morocco|โมร็อกโก|Ma-rốc|摩洛哥
MM|Myanmar, Burma|เมียนมา, พม่า|Mi-an-ma|缅甸, 緬甸
MO|Macao, Macau|มาเก๊า|Ma Cao|澳门, 澳門
MX|Mexico, México|เม็กซิโก|Mê-hi-cô|墨西哥
MY|Malaysia|มาเลเซีย|Ma-lai-xi-a|马来西亚, 馬來西亞
NG|Nigeria|ไนจีเรีย|Ni-giê-ri-a|尼日利亚
NL|Netherlands, Holland, The Netherlands|เนเธอร์แลนด์|Hà Lan|荷兰, 荷蘭
NO|Norway|นอร์เวย์|Na Uy|挪威
NZ|New Zealand|นิวซีแลนด์|Niu Di-lân|新西兰, 紐西蘭
PE|Peru|เปรู|Pê-ru|秘鲁
PH|Philippines, The Philippines|ฟิลิปปินส์|Phi-líp-pin|菲律宾, 菲律賓
PK|Pakistan|ปากีสถาน|Pa-ki-xtan|巴基斯坦
PL|Poland|โปแลนด์|Ba Lan|波兰, 波蘭
PT|Portugal|โปรตุเกส|Bồ Đào Nha|葡萄牙
RO|Romania|โรมาเนีย|Ru-ma-ni|罗马尼亚
RU|Russia, Russian Federation|รัสเซีย|Nga, Liên bang Nga|俄罗斯, 俄羅斯
SA|Saudi Arabia|ซาอุดีอาระเบีย|Ả Rập Xê Út|沙特阿拉伯, 沙特
SE|Sweden|สวีเดน|Thụy Điển|瑞典
SG|Singapore|สิงคโปร์|Xinh-ga-po|新加坡
TH|Thailand|ไทย, ประเทศไทย|Thái Lan|泰国, 泰國
TR|Turkey, Türkiye, Turkiye|ตุรกี|Thổ Nhĩ Kỳ|土耳其
TW|Taiwan|ไต้หวัน|Đài Loan|台湾, 台灣, 臺灣
UA|Ukraine|ยูเครน|U-crai-na|乌克兰, 烏克蘭
US|United States, USA, U.S.A., United States of America, US|สหรัฐอเมริกา, สหรัฐ|Hoa Kỳ, Mỹ|美国, 美國
UZ|Uzbekistan|อุซเบกิสถาน|U-dơ-bê-ki-xtan|乌兹别克斯坦
VN|Viet Nam, Vietnam|เวียดนาม|Việt Nam|越南
ZA|South Africa|แอฟริกาใต้|Nam Phi|南非
"""
_CODE = re.compile(r"[A-Z]{2}")
# Folded, these Vietnamese names are words of their own or of other languages.
_SPELLED: Final = {"GB": ("Anh",), "IT": ("Ý",), "AT": ("Áo",), "US": ("Mỹ", "US"), "RU": ("Nga",)}


@cache
def _names() -> tuple[tuple[str, str], ...]:
    pairs = []
    for line in _NAMES.strip().splitlines():
        code, *columns = line.split("|")
        for name in (n.strip() for column in columns for n in column.split(",")):
            if name not in _SPELLED.get(code, ()):
                pairs.append((key(name), code))
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def country(text: str) -> str | None:
    """Return the ISO code of the country that *text* names, or None.

    Names are whole words, so "Ukraine" is not the UK; the longest name counts.
    """
    bare = text.strip(" .:：()（）")
    if _CODE.fullmatch(bare) and bare in _codes():
        return bare
    for code, names in _SPELLED.items():
        if bare in names:
            return code
    wanted = key(text)
    return next((code for name, code in _names() if holds(wanted, name)), None)


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for _, code in _names())
