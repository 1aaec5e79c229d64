import type { BadgeDesign } from '../../../../core/badges/badge-design.ts';
import type { BadgeFacts } from '../../../../core/badges/badge-facts.ts';
import { type BadgeFormat, badgeFormats } from '../../../../core/badges/badge-formats.ts';
import { arrangementOf } from '../../../../core/badges/drawing/arrangement.ts';
import type { Area } from '../../../../core/badges/drawing/pixels.ts';
import { eventKinds, spokenEvent } from '../../../../core/domain/events.ts';
import { coach, jordan, plainDesign } from './facts.ts';
import { photo } from './pictures.ts';

export interface ApprovedBadge {
  facts: BadgeFacts;
  photo?: Uint8Array;
  design?: Partial<BadgeDesign>;
  withLogo?: boolean;
  /** The part that the golden shows; the whole badge when absent. */
  part?: Area;
}

/** The full width of the page around name and school, as far as their marks can reach. */
function nameAndSchool(facts: BadgeFacts, format: BadgeFormat = '3x4'): Area {
  const { name, school } = arrangementOf(format, facts);
  const [top, bottom] = [name.top - 4, school.top + school.height + 4];
  return { left: 0, top, width: badgeFormats[format].width, height: bottom - top };
}

function named(name: string, school: string): ApprovedBadge {
  const facts = { ...jordan, name, school };
  return { facts, design: { image: 'png' }, part: nameAndSchool(facts) };
}

function withEvents(events: string[], format: BadgeFormat): ApprovedBadge {
  const facts = {
    ...jordan,
    events,
    belt: { rank: '3 degree black', spoken: '3rd degree black belt' } as const,
  };
  const { belt, role } = arrangementOf(format, facts);
  const part = { left: 0, top: belt.top, width: belt.width, height: role.top - belt.top };
  return { facts, design: { format, image: 'png' }, part };
}

const twelve = eventKinds
  .slice(0, 12)
  .map((kind) => (kind.includes('poomsae') ? `${spokenEvent(kind)} – Taegeuk 8 Jang` : spokenEvent(kind)));

const white = { rank: 'white', spoken: 'White belt' } as const;

/** Unknown values are on the badge as written. */
const asWritten: BadgeFacts = {
  ...jordan,
  gender: 'プレファーノット',
  weight: 'about eighty-five pounds, more after lunch',
  belt: { spoken: 'camouflage, but we test for green next week' },
  events: ['Poomsae – Taegeuk 1 Jang', 'creative breaking with her brother'],
};

const formats = Object.keys(badgeFormats) as BadgeFormat[];

/** The approved badges by their golden's name. */
export const approvedBadges: Record<string, ApprovedBadge> = {
  ...Object.fromEntries(
    formats.flatMap((format): [string, ApprovedBadge][] => [
      [`competitor-${format}`, { facts: jordan, photo, design: { format }, withLogo: true }],
      [`coach-${format}`, { facts: coach, design: { format } }],
      [`coach-with-belt-${format}`, { facts: { ...coach, belt: white }, design: { format, image: 'png' } }],
    ]),
  ),
  seminar: { facts: { ...coach, role: 'seminar', name: 'Alex Novák', school: undefined }, withLogo: true },
  png: { facts: coach, photo, design: { image: 'png', format: 'ID-1' } },
  theme: {
    facts: { ...jordan, ageGroup: undefined, gender: undefined, belt: { rank: 'master', spoken: 'Master' } },
    photo,
    design: {
      format: '4x3',
      colours: {
        ...plainDesign.colours,
        page: '#fdf6e3',
        ink: '#3b2417',
        muted: '#8a5a12',
        competitor: '#ffd426',
      },
    },
  },
  'twelve-events': withEvents(twelve, '3x4'),
  'twelve-events-A6': withEvents(twelve, 'A6'),
  ...Object.fromEntries(
    formats.map((format): [string, ApprovedBadge] => [
      `as-written-${format}`,
      { facts: asWritten, design: { format, image: 'png' } },
    ]),
  ),
  'six-short-events': withEvents(
    ['Sparring', 'Breaking', 'Poomsae – Koryo', 'Pair poomsae', 'Team poomsae', 'Freestyle poomsae'],
    '3x4',
  ),

  'latin-west': named('Þórður Ærøskøbing Ågård', 'Ñandú Çağlar ĲŒŠŽß ÀÁÂÃÄÅ ÈÉÊË ÌÍÎÏ ÒÓÔÕÖØ ÙÚÛÜÝ'),
  'latin-east': named('Ďáblík Šťastný Žižka', 'Łódź Żółć Ćma Ęąś Őrült Űr Ğül İı Șț Ķļņģ Ħħ Ŵŷ Ēāīū Ǎǐ'),
  'latin-marks': named('Ọláàlú Ọ̀ṣọ́', 'Vė̃jas Ɓala Ŋaŋa Əliyev M̄āori Ẁẃ Ǫ'),
  vietnamese: named('Nguyễn Thị Ngọc Ánh', 'Trường Võ Đường Hà Nội Ẩn Ẫm Ở Ữ Ỵ'),
  cyrillic: named('Юрий Щербаков', 'Клуб тхэквондо «Їжак» Ћуприја Ґанок Ұлы'),
  greek: named('Ελένη Παπαδοπούλου', 'Σχολή Ταεκβοντό Αθήνας ΐΰ Ἀθῆναι'),
  hangul: named('홍길동', '서울 태권도 아카데미'),
  'chinese-simplified': named('欧阳明', '上海跆拳道馆 东西车马'),
  'chinese-traditional': named('歐陽美惠', '臺北跆拳道館 東西車馬'),
  'chinese-long': named(
    '欧阳娜娜上官婉儿诸葛孔明司马相如',
    '上海市浦东新区跆拳道运动协会青少年训练基地第一分部',
  ),
  japanese: named('渡邊 さくら', '東京テコンドー道場ー々〆'),
  'japanese-two-lines': named('勅使河原 直子 マクシミリアン さくら', '東京都立葛西テコンドー道場'),
  thai: named('ปิ่นแก้ว ที่รัก', 'โรงเรียนเทควันโดกรุงเทพมหานคร'),
  'thai-two-lines': named('ปิ่นแก้วชื่อยาวมากที่ต้องแบ่งคำ', 'โรงเรียนเทควันโดกรุงเทพมหานครสาขาบางนาและสาขาอื่น'),
  arabic: named('محمد بن عبد الله', 'نادي التايكوندو دبي'),
  'arabic-two-lines': named('عبد الرحمن بن محمد بن عبد العزيز آل سعود', 'مُحَمَّد پژمان گیتی چنگیز ٹڈڑ'),
  hebrew: named('דוד בן־גוריון', 'מועדון טאקוונדו חיפה שָׁלוֹם'),
  devanagari: named('लक्ष्मी श्रीवास्तव', 'दिल्ली ताइक्वांडो अकादमी क्षत्रिय कार्त्स्न्य'),
  'devanagari-two-lines': named('लक्ष्मी नारायण कृष्णमूर्ति श्रीवास्तव', 'हिन्दुस्तानी ट्टू ड्ढू'),
  'mixed-directions': named('محمد (Moe) Lee', 'Dojang דוד 2027 (خالد) Tulsa'),
  'mixed-scripts': named('Kim 김민준 (Минчжун)', 'نادي Tulsa TKD دبي 12'),

  'long-name': named(
    'Anna Guadalupe Alejandra Hernandez de la Cruz Villanueva',
    'Universidad Autónoma de Nuevo León Taekwondo Club Representativo de Monterrey',
  ),
  'double-name': named('Ana Castellanos-Rodríguez', 'Golden Dragon TKD - Owasso'),
  'long-words': named('Zachariah Montgomery-Featherstonehaugh von Hohenzollern', 'Dojang'),
  'long-words-4x3': {
    facts: { ...coach, name: 'Sivasubramaniam Venkataraghavan' },
    design: { format: '4x3', image: 'png' },
  },
  'long-words-ID-1': {
    facts: { ...jordan, name: 'Anne-Christine Vandenbroucke-Michelangeli' },
    design: { format: 'ID-1', image: 'png' },
  },
  hyphenated: named('Wolfeschlegelsteinhausenbergerdorffwelche', 'Donaudampfschifffahrtsgesellschaft'),
  '500-letters': named('Wolfeschlegelstein'.repeat(28).slice(0, 500), 'Long School '.repeat(40)),
  'missing-glyphs': named('🥋 Nino ნინო Lee', 'School 🔥 Ⱈ \ue000 \u0378'),
};
