"""Countries as invoices name them, in four languages, to ISO 3166 codes."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from hsclassify.documents.vocabulary import end, holds, key

_NAMES: Final = """
AD|Andorra|อันดอร์รา|An-đô-ra|安道尔, 安道爾
AE|United Arab Emirates, UAE, U.A.E.|สหรัฐอาหรับเอมิเรตส์|Các tiểu vương quốc Ả Rập Thống nhất|阿联酋
AF|Afghanistan|อัฟกานิสถาน|Áp-ga-ni-xtan|阿富汗
AG|Antigua and Barbuda
AI|Anguilla
AL|Albania|แอลเบเนีย|An-ba-ni|阿尔巴尼亚, 阿爾巴尼亞
AM|Armenia|อาร์เมเนีย|Ác-mê-ni-a|亚美尼亚, 亞美尼亞
AO|Angola|แองโกลา|Ăng-gô-la|安哥拉
AQ|Antarctica
AR|Argentina|อาร์เจนตินา|Ac-hen-ti-na|阿根廷
AS|American Samoa
AT|Austria|ออสเตรีย|Áo|奥地利, 奧地利
AU|Australia|ออสเตรเลีย|Úc, Ô-xtrây-li-a|澳大利亚, 澳洲, 澳大利亞
AW|Aruba
AX|Aland Islands, Åland
AZ|Azerbaijan|อาเซอร์ไบจาน|A-déc-bai-gian|阿塞拜疆, 亞塞拜然
BA|Bosnia and Herzegovina, Bosnia|บอสเนียและเฮอร์เซโกวีนา|Bô-xni-a|波斯尼亚和黑塞哥维那, 波黑
BB|Barbados|บาร์เบโดส|Bác-ba-đốt|巴巴多斯
BD|Bangladesh|บังกลาเทศ|Băng-la-đét|孟加拉国, 孟加拉
BE|Belgium|เบลเยียม|Bỉ|比利时, 比利時
BF|Burkina Faso|บูร์กินาฟาโซ|Buốc-ki-na Pha-xô|布基纳法索
BG|Bulgaria|บัลแกเรีย|Bun-ga-ri|保加利亚
BH|Bahrain|บาห์เรน|Ba-ranh|巴林
BI|Burundi|บุรุนดี|Bu-run-đi|布隆迪
BJ|Benin|เบนิน|Bê-nanh|贝宁, 貝南
BL|Saint Barthelemy
BM|Bermuda|เบอร์มิวดา|Béc-mu-đa|百慕大
BN|Brunei, Brunei Darussalam|บรูไน|Bru-nây|文莱, 汶萊
BO|Bolivia|โบลิเวีย|Bô-li-vi-a|玻利维亚, 玻利維亞
BQ|Bonaire, Caribbean Netherlands
BR|Brazil, Brasil|บราซิล|Bra-xin|巴西
BS|Bahamas, The Bahamas|บาฮามาส|Ba-ha-mát|巴哈马, 巴哈馬
BT|Bhutan|ภูฏาน|Bu-tan|不丹
BV|Bouvet Island
BW|Botswana|บอตสวานา|Bốt-xoa-na|博茨瓦纳
BY|Belarus|เบลารุส|Bê-la-rút|白俄罗斯, 白俄羅斯
BZ|Belize|เบลีซ|Bê-li-xê|伯利兹
CA|Canada|แคนาดา|Ca-na-đa|加拿大
CC|Cocos Islands, Keeling Islands
CD|Democratic Republic of the Congo, DR Congo, DRC|สาธารณรัฐประชาธิปไตยคองโก|Cộng hòa Dân chủ Công-gô|刚果民主共和国, 刚果（金）
CF|Central African Republic|สาธารณรัฐแอฟริกากลาง|Cộng hòa Trung Phi|中非共和国
CG|Congo, Republic of the Congo|คองโก|Công-gô|刚果共和国, 刚果
CH|Switzerland|สวิตเซอร์แลนด์|Thụy Sĩ, Thụy Sỹ|瑞士
CI|Côte d'Ivoire, Ivory Coast|โกตดิวัวร์, ไอวอรีโคสต์|Bờ Biển Ngà|科特迪瓦, 象牙海岸
CK|Cook Islands
CL|Chile|ชิลี|Chi-lê|智利
CM|Cameroon|แคเมอรูน|Ca-mơ-run|喀麦隆, 喀麥隆
CN|China, P.R. China, PRC, PR China, Mainland China, People's Republic of China|จีน, ประเทศจีน|Trung Quốc|中国, 中國, 中华人民共和国, 中華人民共和國, 中国大陆
CO|Colombia|โคลอมเบีย|Cô-lôm-bi-a|哥伦比亚
CR|Costa Rica|คอสตาริกา|Cốt-xta Ri-ca|哥斯达黎加, 哥斯大黎加
CU|Cuba|คิวบา|Cu-ba|古巴
CV|Cabo Verde, Cape Verde
CW|Curaçao
CX|Christmas Island
CY|Cyprus|ไซปรัส|Síp|塞浦路斯
CZ|Czech Republic, Czechia|สาธารณรัฐเช็ก, เช็ก|Séc, Cộng hòa Séc|捷克
DE|Germany, Deutschland|เยอรมนี, เยอรมัน|Đức|德国, 德國
DJ|Djibouti|จิบูตี|Gi-bu-ti|吉布提
DK|Denmark|เดนมาร์ก|Đan Mạch|丹麦, 丹麥
DM|Dominica
DO|Dominican Republic|สาธารณรัฐโดมินิกัน|Cộng hòa Đô-mi-ni-ca|多米尼加
DZ|Algeria|แอลจีเรีย|An-giê-ri|阿尔及利亚, 阿爾及利亞
EC|Ecuador|เอกวาดอร์|Ê-cu-a-đo|厄瓜多尔, 厄瓜多
EE|Estonia|เอสโตเนีย|E-xtô-ni-a|爱沙尼亚, 愛沙尼亞
EG|Egypt|อียิปต์|Ai Cập|埃及
EH|Western Sahara
ER|Eritrea
ES|Spain, España|สเปน|Tây Ban Nha|西班牙
ET|Ethiopia|เอธิโอเปีย|Ê-ti-ô-pi-a|埃塞俄比亚, 衣索比亞
FI|Finland|ฟินแลนด์|Phần Lan|芬兰, 芬蘭
FJ|Fiji|ฟิจิ|Phi-gi|斐济, 斐濟
FK|Falkland Islands
FM|Micronesia
FO|Faroe Islands
FR|France|ฝรั่งเศส|Pháp|法国, 法國
GA|Gabon|กาบอง|Ga-bông|加蓬
GB|United Kingdom, UK, U.K., Great Britain, England, Scotland|สหราชอาณาจักร, อังกฤษ|Vương quốc Anh, Anh|英国, 英國
GD|Grenada
GE|Georgia|จอร์เจีย|Gru-di-a|格鲁吉亚, 喬治亞
GF|French Guiana
GG|Guernsey
GH|Ghana|กานา|Ga-na|加纳, 迦納
GI|Gibraltar
GL|Greenland|กรีนแลนด์||格陵兰, 格陵蘭
GM|Gambia, The Gambia
GN|Guinea|กินี|Ghi-nê|几内亚, 幾內亞
GP|Guadeloupe
GQ|Equatorial Guinea|อิเควทอเรียลกินี|Ghi-nê Xích đạo|赤道几内亚
GR|Greece|กรีซ|Hy Lạp|希腊, 希臘
GS|South Georgia and the South Sandwich Islands, South Georgia
GT|Guatemala|กัวเตมาลา|Goa-tê-ma-la|危地马拉, 瓜地馬拉
GU|Guam|กวม||关岛, 關島
GW|Guinea-Bissau|||几内亚比绍
GY|Guyana
HK|Hong Kong, Hongkong, Hong Kong China, Hong Kong SAR China, Hong Kong SAR|ฮ่องกง|Hồng Kông, Hồng Công|香港, 中国香港, 中國香港
HM|Heard Island and McDonald Islands
HN|Honduras|ฮอนดูรัส|Hôn-đu-rát|洪都拉斯, 宏都拉斯
HR|Croatia|โครเอเชีย|Crô-a-ti-a|克罗地亚, 克羅埃西亞
HT|Haiti|เฮติ|Ha-i-ti|海地
HU|Hungary|ฮังการี|Hung-ga-ri|匈牙利
ID|Indonesia|อินโดนีเซีย|In-đô-nê-xi-a|印度尼西亚, 印尼
IE|Ireland|ไอร์แลนด์|Ai-len|爱尔兰
IL|Israel|อิสราเอล|I-xra-en|以色列
IM|Isle of Man
IN|India|อินเดีย|Ấn Độ|印度
IO|British Indian Ocean Territory
IQ|Iraq|อิรัก|I-rắc|伊拉克
IR|Iran|อิหร่าน|I-ran|伊朗
IS|Iceland|ไอซ์แลนด์|Ai-xơ-len|冰岛, 冰島
IT|Italy, Italia|อิตาลี|Ý, I-ta-li-a|意大利, 義大利
JE|Jersey
JM|Jamaica|จาเมกา|Gia-mai-ca|牙买加, 牙買加
JO|Jordan|จอร์แดน|Gioóc-đa-ni|约旦, 約旦
JP|Japan|ญี่ปุ่น|Nhật Bản, Nhật|日本
KE|Kenya|เคนยา|Kê-ni-a|肯尼亚, 肯亞
KG|Kyrgyzstan, Kyrgyz Republic|คีร์กีซสถาน|Cư-rơ-gư-xtan|吉尔吉斯斯坦, 吉爾吉斯
KH|Cambodia|กัมพูชา|Campuchia, Cam-pu-chia|柬埔寨
KI|Kiribati
KM|Comoros
KN|Saint Kitts and Nevis
KP|North Korea, Democratic People's Republic of Korea, DPRK|เกาหลีเหนือ|Triều Tiên|朝鲜, 北韓
KR|Korea, South Korea, Republic of Korea, Korea Republic of, Korea South|เกาหลี, เกาหลีใต้|Hàn Quốc|韩国, 韓國
KW|Kuwait|คูเวต|Cô-oét|科威特
KY|Cayman Islands|||开曼群岛, 開曼群島
KZ|Kazakhstan|คาซัคสถาน|Ca-dắc-xtan|哈萨克斯坦
LA|Laos, Lao PDR|ลาว|Lào|老挝, 寮國
LB|Lebanon|เลบานอน|Li-băng|黎巴嫩
LC|Saint Lucia
LI|Liechtenstein|ลิกเตนสไตน์|Lích-ten-xtanh|列支敦士登
LK|Sri Lanka|ศรีลังกา|Xri Lan-ca|斯里兰卡
LR|Liberia|ไลบีเรีย|Li-bê-ri-a|利比里亚, 賴比瑞亞
LS|Lesotho|เลโซโท|Lê-xô-thô|莱索托
LT|Lithuania|ลิทัวเนีย|Lít-va, Litva|立陶宛
LU|Luxembourg|ลักเซมเบิร์ก|Lúc-xăm-bua|卢森堡, 盧森堡
LV|Latvia|ลัตเวีย|Lát-vi-a|拉脱维亚, 拉脫維亞
LY|Libya|ลิเบีย|Li-bi|利比亚, 利比亞
MA|Morocco|โมร็อกโก|Ma-rốc|摩洛哥
MC|Monaco|โมนาโก|Mô-na-cô|摩纳哥, 摩納哥
MD|Moldova|มอลโดวา|Môn-đô-va|摩尔多瓦, 摩爾多瓦
ME|Montenegro|มอนเตเนโกร|Môn-tê-nê-grô|黑山
MF|Saint Martin
MG|Madagascar|มาดากัสการ์|Ma-đa-gát-xca|马达加斯加, 馬達加斯加
MH|Marshall Islands
MK|North Macedonia, Macedonia|มาซิโดเนียเหนือ|Bắc Ma-xê-đô-ni-a|北马其顿, 北馬其頓
ML|Mali|มาลี|Ma-li|馬利
MM|Myanmar, Burma|เมียนมา, พม่า|Mi-an-ma|缅甸, 緬甸
MN|Mongolia|มองโกเลีย|Mông Cổ|蒙古
MO|Macao, Macau, Macao China, Macau China, Macao SAR, Macau SAR|มาเก๊า|Ma Cao|澳门, 澳門, 中国澳门, 中國澳門
MP|Northern Mariana Islands
MQ|Martinique
MR|Mauritania|มอริเตเนีย|Mô-ri-ta-ni|毛里塔尼亚
MS|Montserrat
MT|Malta|มอลตา|Man-ta|马耳他, 馬爾他
MU|Mauritius|มอริเชียส|Mô-ri-xơ|毛里求斯, 模里西斯
MV|Maldives|มัลดีฟส์|Man-đi-vơ|马尔代夫, 馬爾地夫
MW|Malawi|มาลาวี|Ma-la-uy|马拉维
MX|Mexico, México|เม็กซิโก|Mê-hi-cô|墨西哥
MY|Malaysia|มาเลเซีย|Ma-lai-xi-a|马来西亚, 馬來西亞
MZ|Mozambique|โมซัมบิก|Mô-dăm-bích|莫桑比克, 莫三比克
NA|Namibia|นามิเบีย|Na-mi-bi-a|纳米比亚, 納米比亞
NC|New Caledonia|นิวแคลิโดเนีย||新喀里多尼亚
NE|Niger|ไนเจอร์|Ni-giê|尼日尔, 尼日
NF|Norfolk Island
NG|Nigeria|ไนจีเรีย|Ni-giê-ri-a|尼日利亚
NI|Nicaragua|นิการากัว|Ni-ca-ra-goa|尼加拉瓜
NL|Netherlands, Holland, The Netherlands|เนเธอร์แลนด์|Hà Lan|荷兰, 荷蘭
NO|Norway|นอร์เวย์|Na Uy|挪威
NP|Nepal|เนปาล|Nê-pan|尼泊尔, 尼泊爾
NR|Nauru
NU|Niue
NZ|New Zealand|นิวซีแลนด์|Niu Di-lân|新西兰, 紐西蘭
OM|Oman|โอมาน|Ô-man|阿曼
PA|Panama|ปานามา|Pa-na-ma|巴拿马, 巴拿馬
PE|Peru|เปรู|Pê-ru|秘鲁
PF|French Polynesia
PG|Papua New Guinea|ปาปัวนิวกินี|Pa-pua Niu Ghi-nê|巴布亚新几内亚
PH|Philippines, The Philippines|ฟิลิปปินส์|Phi-líp-pin|菲律宾, 菲律賓
PK|Pakistan|ปากีสถาน|Pa-ki-xtan|巴基斯坦
PL|Poland|โปแลนด์|Ba Lan|波兰, 波蘭
PM|Saint Pierre and Miquelon
PN|Pitcairn
PR|Puerto Rico|เปอร์โตริโก|Pu-éc-tô Ri-cô|波多黎各
PS|Palestine, State of Palestine|ปาเลสไตน์|Pa-le-xtin|巴勒斯坦
PT|Portugal|โปรตุเกส|Bồ Đào Nha|葡萄牙
PW|Palau
PY|Paraguay|ปารากวัย|Pa-ra-goay|巴拉圭
QA|Qatar|กาตาร์|Ca-ta|卡塔尔, 卡達
RE|Réunion
RO|Romania|โรมาเนีย|Ru-ma-ni|罗马尼亚
RS|Serbia|เซอร์เบีย|Xéc-bi-a|塞尔维亚, 塞爾維亞
RU|Russia, Russian Federation|รัสเซีย|Nga, Liên bang Nga|俄罗斯, 俄羅斯
RW|Rwanda|รวันดา|Ru-an-đa|卢旺达, 盧安達
SA|Saudi Arabia|ซาอุดีอาระเบีย|Ả Rập Xê Út|沙特阿拉伯, 沙特
SB|Solomon Islands
SC|Seychelles|เซเชลส์|Xây-sen|塞舌尔
SD|Sudan|ซูดาน|Xu-đăng|苏丹, 蘇丹
SE|Sweden|สวีเดน|Thụy Điển|瑞典
SG|Singapore|สิงคโปร์|Xinh-ga-po|新加坡
SH|Saint Helena
SI|Slovenia|สโลวีเนีย|Xlô-ven-ni-a|斯洛文尼亚, 斯洛維尼亞
SJ|Svalbard and Jan Mayen
SK|Slovakia, Slovak Republic|สโลวาเกีย|Xlô-va-ki-a|斯洛伐克
SL|Sierra Leone|เซียร์ราลีโอน|Xi-ê-ra Lê-ôn|塞拉利昂
SM|San Marino|ซานมารีโน||圣马力诺
SN|Senegal|เซเนกัล|Xê-nê-gan|塞内加尔, 塞內加爾
SO|Somalia|โซมาเลีย|Xô-ma-li|索马里, 索馬利亞
SR|Suriname
SS|South Sudan|ซูดานใต้|Nam Xu-đăng|南苏丹, 南蘇丹
ST|Sao Tome and Principe
SV|El Salvador|เอลซัลวาดอร์|En Xan-va-đo|萨尔瓦多, 薩爾瓦多
SX|Sint Maarten
SY|Syria, Syrian Arab Republic|ซีเรีย|Xi-ri|叙利亚, 敘利亞
SZ|Eswatini, Swaziland
TC|Turks and Caicos Islands
TD|Chad||Sát, Cộng hòa Sát|乍得, 查德
TF|French Southern Territories
TG|Togo|โตโก|Tô-gô|多哥
TH|Thailand|ไทย, ประเทศไทย|Thái Lan|泰国, 泰國
TJ|Tajikistan|ทาจิกิสถาน|Tát-gi-ki-xtan|塔吉克斯坦
TK|Tokelau
TL|Timor-Leste, East Timor|ติมอร์-เลสเต, ติมอร์ตะวันออก|Đông Ti-mo|东帝汶, 東帝汶
TM|Turkmenistan|เติร์กเมนิสถาน|Tuốc-mê-ni-xtan|土库曼斯坦
TN|Tunisia|ตูนิเซีย|Tuy-ni-di|突尼斯, 突尼西亞
TO|Tonga|ตองกา||汤加
TR|Turkey, Türkiye, Turkiye|ตุรกี|Thổ Nhĩ Kỳ|土耳其
TT|Trinidad and Tobago|ตรินิแดดและโตเบโก||特立尼达和多巴哥
TV|Tuvalu
TW|Taiwan, Taiwan China, Taiwan Province of China, Republic of China, Taiwan R.O.C., R.O.C.|ไต้หวัน|Đài Loan|台湾, 台灣, 臺灣, 中国台湾, 中國台灣, 中华民国, 中華民國
TZ|Tanzania, United Republic of Tanzania|แทนซาเนีย|Tan-da-ni-a|坦桑尼亚, 坦尚尼亞
UA|Ukraine|ยูเครน|U-crai-na|乌克兰, 烏克蘭
UG|Uganda|ยูกันดา|U-gan-đa|乌干达, 烏干達
UM|United States Minor Outlying Islands
US|United States, USA, New Mexico, New Jersey, New England, U.S.A., United States of America, US|สหรัฐอเมริกา, สหรัฐ|Hoa Kỳ, Mỹ|美国, 美國
UY|Uruguay|อุรุกวัย|U-ru-goay|乌拉圭, 烏拉圭
UZ|Uzbekistan|อุซเบกิสถาน|U-dơ-bê-ki-xtan|乌兹别克斯坦
VA|Holy See, Vatican City
VC|Saint Vincent and the Grenadines
VE|Venezuela|เวเนซุเอลา|Vê-nê-xu-ê-la|委内瑞拉, 委內瑞拉
VG|British Virgin Islands|||英属维尔京群岛
VI|US Virgin Islands, Virgin Islands
VN|Viet Nam, Vietnam, Socialist Republic of Vietnam|เวียดนาม|Việt Nam|越南
VU|Vanuatu|วานูอาตู|Va-nu-a-tu|瓦努阿图, 萬那杜
WF|Wallis and Futuna
WS|Samoa|ซามัว|Xa-moa|萨摩亚, 薩摩亞
YE|Yemen|เยเมน|Y-ê-men|也门, 葉門
YT|Mayotte
ZA|South Africa|แอฟริกาใต้|Nam Phi|南非
ZM|Zambia|แซมเบีย|Dăm-bi-a|赞比亚, 尚比亞
ZW|Zimbabwe|ซิมบับเว|Dim-ba-bu-ê|津巴布韦, 辛巴威
"""
"""Every code of ISO 3166 with its name in English, and in Thai, Vietnamese and Chinese where the
trade knows one."""
_COMMA = re.compile("[,，、]")
_CODE = re.compile(r"[A-Z]{2}")
# Folded, these Vietnamese names are words of their own or of other languages.
_SPELLED: Final = {
    "GB": ("Anh",),
    "IT": ("Ý",),
    "AT": ("Áo",),
    "US": ("Mỹ", "US"),
    "RU": ("Nga",),
    "TD": ("Sát",),
}


@cache
def _names() -> tuple[tuple[str, str], ...]:
    pairs = []
    for line in _NAMES.strip().splitlines():
        code, *columns = line.split("|")
        for name in (n.strip() for column in columns for n in column.split(",") if n.strip()):
            if name not in _SPELLED.get(code, ()):
                pairs.append((key(name), code))
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def country(text: str) -> str | None:
    """Return the ISO code of the country that *text* names, or None.

    Names are whole words, so "Ukraine" is not the UK, and of two the longer counts: "South Korea".
    An address ends with its country: "Georgia, USA". Without a comma the first one is meant:
    "Made in China for USA".
    """
    bare = text.strip(" .:：()（）")
    if _CODE.fullmatch(bare) and bare in _codes():
        return bare
    for code, names in _SPELLED.items():
        if bare in names:
            return code
    wanted = key(text)
    hits = [(at, name, code) for name, code in _names() if (at := end(wanted, name))]
    whole = [
        (at, code)
        for at, name, code in hits
        if not any(name != other and holds(other, name) for _, other, _ in hits)
    ]
    if not whole:
        return None
    return (max if _COMMA.search(text) else min)(whole)[1]


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for _, code in _names())
