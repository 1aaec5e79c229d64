import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drawBadge } from '../../../../core/badges/drawing/draw-badge.ts';
import { graphemesOf } from '../../../../core/badges/drawing/fit-text.ts';
import { fontFiles } from '../../../../core/badges/drawing/font-files.ts';
import { familyOf, isDrawable } from '../../../../core/badges/drawing/fonts.ts';
import { typeset } from '../../../../core/badges/drawing/typeset.tsx';
import { charactersOf, tableOf } from '../../../../core/badges/drawing/woff.ts';
import { preflightCode, preflightInWords } from '../../../../core/badges/preflight.ts';
import { printable } from '../../../../core/domain/text.ts';
import { jordan, plainDesign } from './facts.ts';

const nodeModules = join(import.meta.dirname, '../../../../node_modules');
const box = { width: 820, height: 260, largest: 106, floor: 75 };

const missingIn = async (text: string) => (await typeset([{ text, box }]))[0].missing;

describe('every character is drawn in names in', () => {
  test.each([
    ['English', 'Anne-Marie O’Brien Jr., D’Angelo, St. John, Mary_Ann, J. R. “Bob” Smith & Co. #1'],
    ['French', 'Zoë Lefèvre, Benoît Noël, Françoise d’Œuvre, Aÿ'],
    ['Spanish and Portuguese', 'Íñigo Muñoz Güell, João Conceição, Antônio Araújo'],
    ['German and the North', 'Jürgen Groß, Åse Øgård, Þórður Guðmundsdóttir, Ærø, GROẞ'],
    ['Polish and Czech', 'Łukasz Wójcik-Żółć, Šárka Dvořáková, Ľubomír Ďurica, Ťažký Ňuňo'],
    ['Hungarian and Romanian', 'Űrhajós Győző, Ștefan Țăran, Ionuț Şerban'],
    ['Baltic languages', 'Žydrūnas Jančiauskas, Jānis Bērziņš, Vė̃jas, Ķegums Ģirts'],
    ['Turkish and Azerbaijani', 'İbrahim Işık Çağlar Şükrü, Əliyev Gülşən'],
    ['Maltese, Welsh and Irish', 'Ħaż-Żebbuġ Ċensu, Siân Ŵyn Ŷnys, Ó Séaghdha'],
    ['Esperanto and Catalan', 'Ĉiuĵaŭda Ĝeĥo Ŝtono, Lluïsa Col·legi'],
    ['Yoruba, Hausa and Hawaiian', 'Ọlájùwọ̀n Ṣadé Ẹ̀kọ́, Ɓala Ɗan Ƙofar, Kaʻiulani, Lahaina Kāne'],
    ['pinyin and Wade-Giles', 'Lǚ Xuěqín, Zhào Měi, Hsü Kʻang'],
    ['Vietnamese', 'Nguyễn Thị Ngọc Ánh, Trần Đức Thắng, Phạm Hữu Lợi, Đặng Quỳnh Như, Võ Ẩn Ẫm Ở Ữ Ỵ'],
    ['Russian', 'Юрий Щербаков, Ёлкина Съезжая, Объедков, Эльвира Ы'],
    ['Ukrainian, Belarusian, Bulgarian', 'Їжакевич Ґалаґан Євген, Ўладзімір, Ъглов'],
    ['Serbian and Macedonian', 'Ђорђе Љиљана Његош, Ћуприја Џон, Ѓорѓи Ќосе Ѕвезда'],
    ['Kazakh, Mongolian, Kyrgyz', 'Әсел Қуаныш Ғабит Ұлы Үміт Һ Өзбек Ңң, Бөхчулуун'],
    ['Greek', 'Ελένη Παπαδοπούλου, Γιώργος Ψάλτης, Ξένια, Μαΐου Προΰπαρξη'],
    ['ancient Greek', 'Ἀθῆναι Ὀδυσσεύς ᾠδή'],
    ['Hangul', '홍길동 김하늘 남궁민수 뷁 쀍 힣 가각갂'],
    ['Hangul with Chinese names', '金正恩 李舜臣 朴智星 崔珉豪'],
    ['simplified Chinese', '王小明 欧阳娜娜 诸葛亮 龚俊 覃昊 仝卓 缪 逄 郗 翟 嬴 韩雪 邓紫棋 赵薇'],
    ['traditional Chinese', '林美惠 歐陽 龔 鄧麗君 蕭敬騰 蔡依林 謝霆鋒 顏 鄺 羅 蘇'],
    ['Japanese', '佐藤さくら 髙橋 﨑山 渡邊 渡邉 齋藤 々 〆木 ケヶ テコンドー ヴィクトル・ヨーゼフ'],
    ['Thai', 'สมชาย ใจดี ปิ่นแก้ว น้ำผึ้ง ฐิติรัตน์ ญาณี ฏฎ ฤๅษี เฌอปราง ๆ ฯ ๑๒๓'],
    ['Arabic', 'محمد بن عبد الله آل سعود, فاطمة الزهراء, مؤمن, هناء, لؤي, ١٢٣'],
    ['Arabic with vowels', 'مُحَمَّد عَلِيّ'],
    ['Persian and Urdu', 'پژمان گیتی چنگیز یاسمن, ٹیپو ڈاکٹر گڑھے نواز ں ے ۱۲۳'],
    ['Hebrew', 'דוד בן־גוריון, צ׳רלי, שָׁלוֹם, ז״ל, ךםןףץ'],
    ['Hindi and Marathi', 'लक्ष्मी श्रीवास्तव, ज्ञानेश्वर, ऋषि, हृदय, द्वारका, अँगना, ळकार, फ़िरोज़, १२३'],
    ['Nepali and Sanskrit', 'राष्ट्रपति कार्त्स्न्य क्ष्म्य ङ्क्ष्व'],
    ['several scripts at once', 'Kim 김민준 (Минчжун) محمد דוד สมชาย 王 अनिल'],
  ])('%s', async (_, text) => {
    expect(await missingIn(text)).toEqual([]);
  });

  test('typographic characters that people paste', async () => {
    expect(
      await missingIn(
        'Jean\u2010Luc Ana\u2011María \u2018a\u2019 \u201cb\u201d a\u2013b\u2014c\u2015d … №5 ½ €',
      ),
    ).toEqual([]);
  });
});

describe('a character that no font has', () => {
  test.each([
    ['an emoji', '🥋', 'U+1F94B MARTIAL ARTS UNIFORM'],
    ['a Georgian letter', 'ნ', 'U+10DC GEORGIAN LETTER NAR'],
    ['an Armenian letter', 'Ա', 'U+0531 ARMENIAN CAPITAL LETTER AYB'],
    ['a private-use one', '\ue000', 'U+E000 <private-use-E000>'],
    ['an unassigned one', '\u0378', 'U+0378 <reserved-0378>'],
    ['one that a package lists but its files lack', '\u0e3e', 'U+0E3E <reserved-0E3E>'],
    [
      'a letter with a mark that no font has',
      'J\u1cd0',
      'U+004A LATIN CAPITAL LETTER J + U+1CD0 VEDIC TONE KARSHANA',
    ],
    [
      'a letter with a mark of another font',
      'a\u05b0',
      'U+0061 LATIN SMALL LETTER A + U+05B0 HEBREW POINT SHEVA',
    ],
  ])('%s, is reported with its code point and name', async (_, text, name) => {
    const { findings } = await drawBadge({ ...jordan, name: `Lee ${text} Kim` }, 'none', {
      design: plainDesign,
    });
    expect(findings).toEqual([{ code: 'missing-glyphs', field: 'full_name', graphemes: [text] }]);
    expect(await Promise.all(findings.map(preflightInWords))).toEqual([`Name: no font has ${name}`]);
    expect(findings.map(preflightCode)).toEqual(['missing-glyphs: full_name']);
  });

  test('is reported once for all its places in a field, and for each field', async () => {
    const facts = { ...jordan, name: '🥋 Lee 🥋', school: 'ნინო', events: ['Poomsae – 🔥', 'Breaking – 🔥'] };
    const { findings } = await drawBadge(facts, 'none', { design: plainDesign });
    expect(findings).toEqual([
      { code: 'missing-glyphs', field: 'full_name', graphemes: ['🥋'] },
      { code: 'missing-glyphs', field: 'school', graphemes: ['ნ', 'ი', 'ო'] },
      { code: 'missing-glyphs', field: 'events', graphemes: ['🔥'] },
    ]);
  });

  test('is drawn as a question mark in a diamond', async () => {
    const [emoji, mark] = await Promise.all(
      ['Lee 🥋', 'Lee \ufffd'].map((name) => drawBadge({ ...jordan, name }, 'none', { design: plainDesign })),
    );
    expect(emoji?.findings).toHaveLength(1);
    expect(mark?.findings).toEqual([]);
    expect(emoji?.image.equals(mark?.image ?? Buffer.of())).toBe(true);
  });

  test('does not affect names after it', async () => {
    expect(await missingIn('\u0e3e\u0e48 \u2010\u0301 J\u1cd0')).toHaveLength(3);
    expect(await missingIn('ปิ่นแก้ว ที่รัก Ọ̀ Jordan')).toEqual([]);
  });
});

test('a decomposed name is drawn as the composed one, to the byte', async () => {
  const names = ['Nguyễn Thị Ngọc Ánh', 'José Ångström', '홍길동', 'Ελένη'];
  for (const name of names) {
    const [composed, decomposed] = await Promise.all(
      (['NFC', 'NFD'] as const).map((form) =>
        drawBadge({ ...jordan, name: name.normalize(form) }, 'none', { design: plainDesign }),
      ),
    );
    expect(decomposed?.findings).toEqual([]);
    expect(decomposed?.image.equals(composed?.image ?? Buffer.of()), name).toBe(true);
  }
});

describe('a text’s fonts', () => {
  const packages = (text: string) =>
    [...new Set(familyOf(text).match(/noto-sans[a-z-]*(?=\/)/g))].filter((name) => name !== 'noto-sans');

  test('are Chinese, Japanese or Korean depending on the whole text', () => {
    expect(packages('直 東京')).toEqual(['noto-sans-sc']);
    expect(packages('直 さくら')).toEqual(['noto-sans-jp']);
    expect(packages('直 홍길동')).toEqual(['noto-sans-kr']);
  });

  test('begin with the Latin one, which has the letters and spaces used in every script', () => {
    for (const text of ['', 'Lee', '王 Lee', 'محمد', 'さくら 12']) {
      expect(familyOf(text)).toMatch(/^'noto-sans\/files\/noto-sans-latin-700-normal\.woff'/);
    }
  });
});

describe('the fonts', () => {
  const files = fontFiles();
  const fonts = files.filter((file) => file.endsWith('.woff'));

  test('are all installed, and together small enough for a Lambda', () => {
    const bytes = files.reduce((sum, file) => sum + statSync(join(nodeModules, file)).size, 0);
    expect(new Set(files).size).toBe(files.length);
    expect(bytes).toBeLessThan(60_000_000);
  });

  test('come with a licence that lets anyone use them', () => {
    for (const name of new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))) {
      expect(existsSync(join(nodeModules, name, 'package.json')), name).toBe(true);
      expect(readFileSync(join(nodeModules, name, 'LICENSE'), 'utf8'), name).toContain(
        'SIL Open Font License',
      );
    }
  });

  test('have nearly all characters that their packages list for their scripts', () => {
    const characters = new Set(
      fonts.flatMap((file) => [...charactersOf(readFileSync(join(nodeModules, file)))]),
    );
    const assigned = (script: string, count: number) => {
      const belongs = new RegExp(`\\p{Script=${script}}`, 'u');
      const having = [...characters].filter((character) => belongs.test(String.fromCodePoint(character)));
      expect(having.length, script).toBeGreaterThanOrEqual(count);
    };
    for (const [script, count] of [
      ['Latin', 1200],
      ['Cyrillic', 400],
      ['Greek', 350],
      ['Han', 18_000],
      ['Hangul', 11_172],
      ['Hiragana', 86],
      ['Katakana', 90],
      ['Thai', 86],
      ['Arabic', 1100],
      ['Hebrew', 120],
      ['Devanagari', 120],
    ] as const) {
      assigned(script, count);
    }
  });

  test('have tables that are read correctly', () => {
    const latin = readFileSync(
      join(nodeModules, '@fontsource/noto-sans/files/noto-sans-latin-700-normal.woff'),
    );
    expect(tableOf(latin, 'head')?.readUInt32BE(12)).toBe(0x5f0f3cf5);
    expect(tableOf(latin, 'none')).toBeUndefined();
    expect(charactersOf(latin).has(0x41)).toBe(true);
    expect(charactersOf(latin).has(0x2010)).toBe(false);
  });
});

test('whether text can be drawn is decided by the same graphemes into which texts are split', () => {
  const text = 'लक्ष्मी Ọ̀ 🥋';
  const drawable = graphemesOf(printable(text).text).filter((grapheme) => isDrawable(grapheme, text));
  expect(drawable).toEqual(['ल', 'क्ष्मी', ' ', 'Ọ̀', ' ']);
});
