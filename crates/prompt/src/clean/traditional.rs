//! Traditional characters to simplified ones, for matching only.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Pairs of a traditional character and its simplified form. Only characters of which the names
/// of things, colours, places and the words of a request are made; one traditional character
/// never has two simplified forms here, so no context is needed.
const PAIRS: &str = "\
    紅红 綠绿 藍蓝 黃黄 銀银 絳绛 緋绯 淺浅 溫温 鮮鲜 豔艳 艷艳 純纯 濃浓 顏颜 貓猫 貍狸 馬马 \
    鳥鸟 雞鸡 鷄鸡 鴨鸭 鵝鹅 鷹鹰 鴿鸽 鸚鹦 鵡鹉 魚鱼 鯨鲸 鯊鲨 鰐鳄 鱷鳄 龜龟 龍龙 蟲虫 蝦虾 \
    蠍蝎 蟻蚁 蠶蚕 豬猪 驢驴 騾骡 駱骆 駝驼 獅狮 貝贝 螞蚂 鹹咸 鱟鲎 鴕鸵 鶴鹤 鷺鹭 鴉鸦 鵲鹊 \
    鵰雕 麗丽 獺獭 獼猕 鰻鳗 鮭鲑 鯉鲤 鱒鳟 鯖鲭 鰭鳍 鱗鳞 蝸蜗 蛺蛱 螢萤 蠅蝇 蟬蝉 蘭兰 蘋苹 \
    檸柠 櫻樱 桿杆 葉叶 樹树 鬱郁 薔蔷 菸烟 煙烟 麥麦 穀谷 飯饭 麵面 麪面 餅饼 湯汤 餃饺 餡馅 \
    飲饮 漿浆 醬酱 鹽盐 糧粮 棗枣 蘿萝 蔔卜 薑姜 蔥葱 蔴麻 薈荟 萵莴 蘆芦 筍笋 蓮莲 乾干 燒烧 \
    滷卤 鍋锅 盤盘 壺壶 罈坛 車车 輛辆 輪轮 機机 飛飞 電电 軌轨 鐵铁 鋼钢 橋桥 樓楼 門门 閘闸 \
    牆墙 廟庙 醫医 館馆 廠厂 學学 書书 筆笔 紙纸 畫画 圖图 報报 張张 個个 隻只 條条 顆颗 雙双 \
    對对 輯辑 檔档 籃篮 鑰钥 鎖锁 鏈链 錘锤 鎚锤 釘钉 劍剑 鋸锯 鏟铲 鉗钳 針针 線线 縫缝 繩绳 \
    網网 釣钓 鐘钟 鍾钟 錶表 鈴铃 鑼锣 號号 襪袜 褲裤 襯衬 裝装 領领 帶带 圍围 鏡镜 鑽钻 寶宝 \
    貨货 錢钱 幣币 獎奖 盃杯 盞盏 燈灯 燭烛 傘伞 氣气 雲云 風风 陽阳 閃闪 霧雾 颱台 臺台 檯台 \
    島岛 嶼屿 灣湾 漁渔 園园 嶺岭 聖圣 誕诞 禮礼 節节 慶庆 靈灵 髏髅 屍尸 腦脑 視视 話话 攝摄 \
    導导 彈弹 頭头 臉脸 愛爱 腳脚 發发 髮发 鬍胡 鬚须 齒齿 體体 請请 幫帮 給给 來来 為为 爲为 \
    這这 樣样 種种 類类 還还 沒没 無无 別别 從从 與与 並并 裡里 裏里 邊边 側侧 間间 後后 處处 \
    點点 歲岁 嗎吗 們们 變变 換换 塗涂 讓让 會会 說说 見见 過过 進进 遠远 開开 關关 動动 東东 \
    兩两 幾几 萬万 塊块 億亿 層层 級级 場场 區区 週周 圓圆 長长 寬宽 細细 輕轻 強强 舊旧 儘尽 \
    盡尽 極极 較较 買买 賣卖 聽听 寫写 讀读 願愿 應应 該该 著着 於于 將将 當当 實实 現现 產产 \
    業业 華华 國国 漢汉 語语 詞词 壓压 壞坏 廣广 蓋盖 滿满 潔洁 濕湿 滅灭 災灾 爐炉 燦灿 爛烂 \
    獨独 獵猎 環环 瑪玛 瑤瑶 療疗 癢痒 確确 礙碍 礦矿 積积 穩稳 竅窍 競竞 築筑 簡简 籠笼 糞粪 \
    紀纪 紋纹 紗纱 絲丝 絨绒 織织 繡绣 續续 纜缆 罵骂 羅罗 聯联 聲声 膠胶 膚肤 興兴 艙舱 艦舰 \
    莖茎 莊庄 萊莱 葦苇 蒼苍 蓀荪 蔣蒋 藥药 蘇苏 蘊蕴 虛虚 補补 製制 複复 衛卫 衝冲 覺觉 觸触 \
    訂订 計计 討讨 記记 設设 許许 試试 詩诗 誠诚 調调 謝谢 譜谱 豐丰 財财 貴贵 賀贺 賓宾 賽赛 \
    踴踊 蹤踪 軍军 軟软 載载 輝辉 農农 運运 遊游 達达 適适 選选 鄉乡 釋释 釦扣 鈕钮 鉛铅 銅铜 \
    鋒锋 錄录 錦锦 鍵键 鎮镇 鑄铸 閉闭 閱阅 闊阔 隊队 階阶 際际 隨随 險险 隱隐 雖虽 雜杂 離离 \
    難难 靜静 響响 頁页 頂顶 項项 順顺 預预 頻频 題题 額额 顯显 飄飘 飼饲 養养 騎骑 騰腾 驚惊 \
    驗验 鬆松 鬧闹 魯鲁 鳳凤 鳴鸣 麼么 齊齐 龐庞 槍枪 砲炮 礮炮 棟栋 楓枫 櫃柜 欄栏 歡欢 殼壳 \
    淚泪 滾滚 潛潜 澤泽 濱滨 瀏浏 灑洒 爾尔 牽牵 狹狭 瓊琼 畢毕 異异 盜盗 瞇眯 矚瞩 禍祸 稱称 \
    窩窝 籤签 簽签 紮扎 結结 絡络 綁绑 綿绵 緊紧 緞缎 縮缩 兒儿 帳帐 內内 彎弯 團团 掃扫 時时 \
    掛挂 獸兽 連连 遞递 熱热 護护 亞亚 烏乌 單单 標标 樂乐 廚厨 擺摆 錨锚 煩烦 慄栗 郵邮 歐欧 \
    創创 醜丑 貼贴 壘垒 澀涩 噴喷 壽寿 薩萨 雛雏 懶懒 佈布 倉仓 託托 鏢镖 蠟蜡 頌颂 轎轿 蝟猬 \
    欖榄 箏筝 頸颈 嚮向 駿骏 彆别 繪绘 糰团 馴驯 櫚榈 鳶鸢 熒荧 鉅巨 硃朱 闆板";

static TABLE: LazyLock<HashMap<char, char>> =
    LazyLock::new(|| PAIRS.split_whitespace().filter_map(pair).collect());

fn pair(two: &str) -> Option<(char, char)> {
    let mut both = two.chars();
    both.next().zip(both.next())
}

/// The simplified form of a traditional character, or the character itself.
pub(crate) fn simplify(c: char) -> char {
    if c.is_ascii() { c } else { TABLE.get(&c).copied().unwrap_or(c) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_two_characters() {
        assert!(PAIRS.split_whitespace().all(|two| two.chars().count() == 2));
    }

    #[test]
    fn simplified_characters_stay() {
        let simplified = TABLE.values().copied();
        assert_eq!(
            simplified.clone().map(simplify).collect::<Vec<_>>(),
            simplified.collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_sentence() {
        let said: String = "畫一隻紅貓戴著帽子".chars().map(simplify).collect();
        assert_eq!(said, "画一只红猫戴着帽子");
    }
}
