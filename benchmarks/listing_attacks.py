"""Seeded attacks on brand names, as sellers disguise them, and the titles they are put into.

The tables of look-alike and split characters here were written by hand for this benchmark; the scanner's own come from
other sources, so that neither was made from the other.
"""

from __future__ import annotations

import random
from collections.abc import Callable

CYRILLIC = dict(zip("aceiopxyABCEHIKMOPTXsjSJ", "асеіорхуАВСЕНІКМОРТХѕјЅЈ", strict=True))
GREEK = dict(zip("ovABEHIKMNOPTXYZ", "ονΑΒΕΗΙΚΜΝΟΡΤΧΥΖ", strict=True))
LEET = {"o": "0", "i": "1", "l": "1", "e": "3", "a": "4", "s": "5", "t": "7", "b": "8"}
ACCENTS = {
    "a": "áàâä",
    "e": "éèêë",
    "i": "íìî",
    "o": "óòôö",
    "u": "úùûü",
    "n": "ñ",
    "c": "ç",
    "y": "ý",
    "s": "š",
    "z": "ž",
}
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
Attack = Callable[[str, random.Random], str | None]


def _letters(text: str) -> list[int]:
    return [n for n, c in enumerate(text) if c.isascii() and c.isalpha()]


def _replace_some(text: str, table: dict[str, str], chance: random.Random, least: int = 1) -> str | None:
    places = [n for n, c in enumerate(text) if (c in table or c.lower() in table)]
    if len(places) < least:
        return None
    chosen = set(chance.sample(places, chance.randint(least, min(len(places), max(least, len(text) // 3)))))
    return "".join(chance.choice(table.get(c) or table[c.lower()]) if n in chosen else c for n, c in enumerate(text))


def fullwidth(text: str, chance: random.Random) -> str | None:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def mathematical(text: str, chance: random.Random) -> str | None:
    base = chance.choice((0x1D400, 0x1D468, 0x1D5A0, 0x1D5D4, 0x1D670))
    return "".join(
        chr(base + ord(c) - 65) if "A" <= c <= "Z" else chr(base + 26 + ord(c) - 97) if "a" <= c <= "z" else c
        for c in text
    )


def circled(text: str, chance: random.Random) -> str | None:
    return "".join(chr(0x24D0 + ord(c) - 97) if "a" <= c <= "z" else c for c in text.lower())


def homoglyph(text: str, chance: random.Random) -> str | None:
    return _replace_some(text, chance.choice((CYRILLIC, CYRILLIC, GREEK)), chance)


def leet(text: str, chance: random.Random) -> str | None:
    return _replace_some(text, LEET, chance)


def accents(text: str, chance: random.Random) -> str | None:
    return _replace_some(text, ACCENTS, chance)


def zero_width(text: str, chance: random.Random) -> str | None:
    at = chance.randrange(1, len(text))
    return text[:at] + chance.choice("\u200b\u200c\u200d\u2060\u00ad") + text[at:]


def dots(text: str, chance: random.Random) -> str | None:
    mark = chance.choice(".-_·*")
    return None if " " in text else mark.join(text)


def spaced(text: str, chance: random.Random) -> str | None:
    return None if " " in text else " ".join(text)


def one_mark(text: str, chance: random.Random) -> str | None:
    at = chance.randrange(1, len(text))
    return (
        None if not (text[at - 1].isalnum() and text[at].isalnum()) else text[:at] + chance.choice("-._'") + text[at:]
    )


def doubled(text: str, chance: random.Random) -> str | None:
    at = chance.choice(_letters(text))
    return text[: at + 1] + text[at] * chance.randint(1, 2) + text[at + 1 :]


def dropped(text: str, chance: random.Random) -> str | None:
    places = [n for n in _letters(text) if n]
    at = chance.choice(places)
    return text[:at] + text[at + 1 :]


def swapped(text: str, chance: random.Random) -> str | None:
    places = [n for n in _letters(text)[:-1] if n and text[n + 1].isalpha() and text[n].lower() != text[n + 1].lower()]
    if not places:
        return None
    at = chance.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def inserted(text: str, chance: random.Random) -> str | None:
    at = chance.randrange(1, len(text))
    return text[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz") + text[at:]


def neighbour_key(text: str, chance: random.Random) -> str | None:
    at = chance.choice([n for n in _letters(text) if n])
    row = next(r for r in KEYS if text[at].lower() in r)
    k = row.index(text[at].lower())
    return text[:at] + chance.choice([row[j] for j in (k - 1, k + 1) if 0 <= j < len(row)]) + text[at + 1 :]


def joined(text: str, chance: random.Random) -> str | None:
    return text.replace(" ", "") if " " in text else None


def rn_for_m(text: str, chance: random.Random) -> str | None:
    low = text.lower()
    return text.replace("m", "rn") if "m" in text else low.replace("w", "vv") if "w" in low else None


ENGLISH: dict[str, Attack] = {
    "fullwidth": fullwidth, "mathematical letters": mathematical, "circled letters": circled, "homoglyphs": homoglyph,
    "leet": leet, "accents": accents, "zero width": zero_width, "marks between letters": dots,
    "spaces between letters": spaced, "one mark inside": one_mark, "doubled letter": doubled, "words joined": joined,
    "rn for m": rn_for_m, "letter dropped": dropped, "letters swapped": swapped, "letter inserted": inserted,
    "neighbouring key": neighbour_key,
}  # fmt: skip

ALIKE_GROUPS = """己已巳 未末 土士 日曰 人入 大太犬 天夭 王玉 木本 力刀 干千 田由甲申 目且 今令 万方 风凤 乌鸟 兔免 师帅
拔拨 晴睛 清请情 崇祟 戊戌戍 茶荼 鹿麓 酒洒 杨扬 汤扬 阳阴 鸣呜 问间 闪闭 处外 历厉 厂广 兰三 米来 禾木 和知 折拆 抓爪
瓜爪 历厉 住往 佳隹 侯候 候侯 准淮 冷泠 冼洗 凉谅 刺剌 华毕 即既 卯卵 历厉 吉古 各名 吕品 哀衰 唐康 喝渴 园圆 坚竖
埋理 城诚 堡保 壶壸 宁宇 宙宇 官宫 尤龙 展屐 岭铃 峰锋 州洲 巨臣 币帀 帝蒂 幻幼 弘引 待侍 微徽 思恩 悦说 拾抬 持特
换唤 摸模 旋族 明朋 星皇 春舂 晖辉 暴曝 曼蔓 板版 枫飒 柏拍 栗粟 桔结 梅海 梁粱 棋琪 楼搂 欢次 毫豪 水永 冰水 汇江
沐休 沫沬 治冶 泊柏 泉皇 洋详 活话 浅线 海悔 淘掏 渔鱼 源原 满瞒 灵炅 炼练 烧浇 爱受 牧枚 特持 狠狼 猫描 玩顽 珠株
球求 理埋 瑞端 璃漓 生牛 男勇 界介 百白 皓浩 盛咸 真直 睛晴 石右 码玛 破坡 神祌 福幅 秀禿 秋愁 科料 稻滔 穗惠 童重
竹竺 笔毛 箱籍 精晴 红江 纯钝 纳钠 绿缘 罗岁 美羙 老考 耐附 联朕 能熊 腾滕 舒舍 航舱 良艮 色包 花化 芳方 苏办 苹萍
茅矛 荣菜 莉利 莱菜 菲非 蓝篮 薇徽 虎虚 蜂峰 蜜密 裕浴 西酉 讯汛 诚城 诺若 豪毫 贝见 货贷 贵责 赛寨 超起 跃沃 轩杆
达述 迅讯 迪油 通诵 速束 邦帮 都部 酷醋 金全 银很 铁秩 锐税 长张 门们 闲闭 阔活 隆降 雅稚 雪雷 雷雪 霸坝 青责 静净
韩翰 顺颂 食良 香杳 马乌 高亮 魅魁 鲁鱼 鲜鲤 鹏朋 麦夌 黄寅 黑墨 鼎晶 龙尤 可何 安女 小少 米朱 果杲 格络 尔你 哈拾
的约 步涉 东车 车东 乐东 丰羊 宝宅 信倍 佰伯 伊尹 佳住 俪丽 优忧 公么 冠寇 创枪 利刹 加如 北比 匠近 十千 卡下 友发 叶汁
台合 司同 喜善 嘉喜 国围 圣至 奇寄 奥粤 好奸 妍研 娃蛙 学字 宏宠 家冢 富宫 尚向 居屈 山出 岛鸟 川州 希布 帆帜
康唐 建健"""
SPLITS = (
    "好女子 妈女马 明日月 林木木 胡古月 李木子 吗口马 江氵工 河氵可 海氵每 湖氵胡 波氵皮 洋氵羊 清氵青 泉白水 杨木昜 "
    "柏木白 松木公 桂木圭 桥木乔 梅木每 格木各 村木寸 树木对 根木艮 槟木宾 榄木览 和禾口 秋禾火 科禾斗 稻禾舀 私禾厶 "
    "红纟工 绿纟录 绵纟帛 纯纟屯 给纟合 维纟隹 线纟戋 细纟田 组纟且 结纟吉 联耳关 职耳只 聪耳总 取耳又 鸡又鸟 鸭甲鸟 "
    "鹅我鸟 鸿江鸟 鹏朋鸟 鹤隺鸟 鸣口鸟 鲜鱼羊 鲤鱼里 鲸鱼京 鲁鱼日 钻钅占 银钅艮 铁钅失 钢钅冈 铜钅同 锐钅兑 锋钅夆 "
    "铃钅令 锦钅帛 镇钅真 镜钅竟 饭饣反 饮饣欠 饼饣并 饱饣包 蛋疋虫 蜂虫夆 蝶虫枼 虹虫工 蛙虫圭 牧牛攵 物牛勿 特牛寺 "
    "猫犭苗 狗犭句 狼犭良 狮犭师 玩王元 珍王㐱 珠王朱 球王求 理王里 琪王其 瑞王耑 玛王马 玫王攵 瑰王鬼 环王不 现王见 "
    "班王王 码石马 破石皮 研石开 碧王白石 硕石页 砂石少 礼礻乚 社礻土 神礻申 祥礻羊 福礻畐 视礻见 初衤刀 裕衤谷 被衤皮 "
    "讯讠卂 诚讠成 话讠舌 词讠司 诗讠寺 请讠青 语讠吾 说讠兑 读讠卖 谊讠宜 谢讠射 论讠仑 证讠正 许讠午 设讠殳 诺讠若 "
    "仁亻二 伊亻尹 伟亻韦 伴亻半 佳亻圭 侨亻乔 保亻呆 信亻言 健亻建 优亻尤 仙亻山 位亻立 住亻主 佰亻百 俪亻丽 们亻门 "
    "打扌丁 扬扌昜 技扌支 拍扌白 拓扌石 换扌奂 捷扌疌 探扌罙 推扌隹 搜扌叟 摩麻手 情忄青 悦忄兑 恒忄亘 怡忄台 惠叀心 "
    "快忄夬 性忄生 怀忄不 城土成 坊土方 地土也 坡土皮 域土或 堤土是 塔土荅 增土曾 坤土申 妆丬女 娃女圭 妍女开 姐女且 "
    "妹女未 始女台 姓女生 娜女那 婷女亭 媛女爰 嫂女叟 如女口 她女也 妙女少 明日月 时日寸 昕日斤 映日央 晓日尧 晖日军 "
    "晨日辰 晴日青 暖日爰 旺日王 昭日召 朗良月 期其月 朝龺月 腾月䭴 脑月㐫 肤月夫 胜月生 能厶月 路足各 跃足夭 跑足包 "
    "跳足兆 踏足沓 轩车干 轻车圣 软车欠 辉光军 辅车甫 轮车仑 都者阝 邦丰阝 部咅阝 郎良阝 那月阝 阳阝日 阿阝可 陈阝东 "
    "限阝艮 隆阝夅 院阝完 颜彦页 顺川页 顶丁页 颂公页 领令页 额客页 驰马也 骄马乔 骆马各 骏马夋 驼马它 驾加马 歌哥欠 "
    "欧区欠 欢又欠 欣斤欠 新亲斤 斯其斤 断米斤 雄厷隹 雅牙隹 集隹木 雕周隹 教孝攵 政正攵 效交攵 故古攵 放方攵 改己攵 "
    "创仓刂 利禾刂 到至刂 刘文刂 判半刂 别另刂 剑佥刂 加力口 劲圣力 功工力 助且力 动云力 劳艹力 外夕卜 多夕夕 够句多 "
    "张弓长 强弓虽 弘弓厶 引弓丨 弹弓单 彩采彡 形开彡 彤丹彡 影景彡 彬林彡 得彳㝵 很彳艮 律彳聿 微彳攵 德彳直 待彳寺"
)


def _pinyin(char: str) -> str:
    from pypinyin import Style, pinyin

    return pinyin(char, style=Style.NORMAL)[0][0]


def _homophones() -> dict[str, str]:
    from pypinyin import Style, pinyin

    by_sound: dict[str, str] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                char = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            by_sound[said] = by_sound.get(said := pinyin(char, style=Style.NORMAL)[0][0], "") + char
    return by_sound


class Chinese:
    """The Chinese attacks, with what they are made from."""

    def __init__(self) -> None:
        from opencc import OpenCC

        self.sounds = _homophones()
        self.alike: dict[str, str] = {}
        for group in ALIKE_GROUPS.split():
            for char in group:
                self.alike[char] = self.alike.get(char, "") + group.replace(char, "")
        self.splits = {entry[0]: entry[1:] for entry in SPLITS.split()}
        self.to_traditional = OpenCC("s2t")

    def homophone(self, text: str, chance: random.Random) -> str | None:
        """One character by another of the same sound (tone aside)."""
        at = chance.randrange(len(text))
        others = self.sounds.get(_pinyin(text[at]), "").replace(text[at], "")
        return text[:at] + chance.choice(others) + text[at + 1 :] if others else None

    def homophones(self, text: str, chance: random.Random) -> str | None:
        """Every character by another of the same sound."""
        out = ""
        for char in text:
            others = self.sounds.get(_pinyin(char), "").replace(char, "")
            if not others:
                return None
            out += chance.choice(others)
        return out

    def lookalike(self, text: str, chance: random.Random) -> str | None:
        places = [n for n, c in enumerate(text) if c in self.alike]
        if not places:
            return None
        at = chance.choice(places)
        return text[:at] + chance.choice(self.alike[text[at]]) + text[at + 1 :]

    def split(self, text: str, chance: random.Random) -> str | None:
        places = [n for n, c in enumerate(text) if c in self.splits]
        if not places:
            return None
        at = chance.choice(places)
        return text[:at] + self.splits[text[at]] + text[at + 1 :]

    def pinyin(self, text: str, chance: random.Random) -> str | None:
        said = [_pinyin(c) for c in text]
        return chance.choice(("", " ", "")).join(s.capitalize() if chance.random() < 0.3 else s for s in said)

    def mixed(self, text: str, chance: random.Random) -> str | None:
        at = chance.randrange(len(text))
        return text[:at] + _pinyin(text[at]) + text[at + 1 :]

    def marks(self, text: str, chance: random.Random) -> str | None:
        return chance.choice(("·", ".", "-", "*", "_", "/", "|")).join(text)

    def spaces(self, text: str, chance: random.Random) -> str | None:
        return " ".join(text)

    def inserted_digit(self, text: str, chance: random.Random) -> str | None:
        at = chance.randrange(1, len(text))
        return text[:at] + chance.choice("0123456789") + text[at:]

    def digit_sound(self, text: str, chance: random.Random) -> str | None:
        digits = {"yi": "1", "er": "2", "san": "3", "si": "4", "wu": "5", "liu": "6", "qi": "7", "ba": "8", "jiu": "9"}
        places = [n for n, c in enumerate(text) if _pinyin(c) in digits]
        if not places:
            return None
        at = chance.choice(places)
        return text[:at] + digits[_pinyin(text[at])] + text[at + 1 :]

    def traditional(self, text: str, chance: random.Random) -> str | None:
        out = self.to_traditional.convert(text)
        return out if out != text else None

    def zero_width(self, text: str, chance: random.Random) -> str | None:
        return chance.choice("\u200b\u200c\u200d\u2060").join(text)

    def all(self) -> dict[str, Attack]:
        """The attacks by name."""
        return {
            "homophone, one": self.homophone, "homophone, every": self.homophones, "look-alike": self.lookalike,
            "split character": self.split, "pinyin": self.pinyin, "mixed script": self.mixed,
            "marks between": self.marks, "spaces between": self.spaces, "digit inserted": self.inserted_digit,
            "digit by sound": self.digit_sound, "traditional": self.traditional, "zero width": self.zero_width,
        }  # fmt: skip


PRODUCTS = str.split(
    "连衣裙 运动鞋 羽绒服 牛仔裤 衬衫 卫衣 双肩包 手提包 钱包 手机壳 蓝牙耳机 充电宝 数据线 机械键盘 电饭煲 "
    "保温杯 平底锅 洗面奶 面膜 口红 洗发水 沐浴露 牙膏 纸尿裤 奶粉 坚果礼盒 绿茶 咖啡豆 牛肉干 酸奶 矿泉水 "
    "白酒 红酒 猫粮 跑步机 瑜伽垫 台灯 床单四件套 羊毛衫 打底裤 凉鞋 雨伞 行李箱 太阳镜 手表 项链 吹风机 "
    "剃须刀 空气炸锅 扫地机器人 显示器 路由器 移动硬盘 儿童玩具 积木 文具盒"
)
ADJECTIVES = str.split(
    "新款 夏季 冬季 秋冬 正品 官方 旗舰店 男士 女士 儿童 大码 宽松 修身 复古 简约 轻奢 便携式 大容量 加厚 "
    "防水 透气 纯棉 真皮 不锈钢 家用 户外 学生 情侣 网红 爆款 限量版 礼盒装 特价 包邮 现货 进口 国产 有机 "
    "无糖 高清 智能 无线 静音 节能 多功能 送女友 生日礼物 百搭 显瘦 韩版 欧美风 日系 国潮 中老年 婴儿 孕妇 "
    "办公室 宿舍 厨房 车载"
)


def chinese_title(chance: random.Random, brand: str = "") -> str:
    """A synthetic title after the manner of Chinese marketplaces: words in a row, the brand at the head or inside."""
    words = [*chance.sample(ADJECTIVES, chance.randint(3, 6)), chance.choice(PRODUCTS), *chance.sample(ADJECTIVES, 2)]
    if brand:
        words.insert(chance.choice((0, 0, 1, len(words))), brand)
    return chance.choice(("", "", " ")).join(words) if not brand or " " not in brand else " ".join(words)
