/** Made-up people whose names are hard to set, for the previews. */
export interface PreviewPerson {
  /** Part of addresses. */
  id: string;
  /** What is hard about it. */
  note: string;
  name: string;
  school: string;
}

const golden = 'Golden Dragon TKD - Owasso';

export const people: readonly PreviewPerson[] = [
  { id: 'usual', note: 'A usual name', name: 'Jordan Rivera', school: golden },
  { id: 'short', note: 'Few letters', name: 'Bo Li', school: 'Dojang' },
  { id: 'one-letter', note: 'One letter', name: 'O', school: 'O' },
  { id: 'one-word', note: 'One word', name: 'Madonna', school: golden },
  {
    id: 'long',
    note: 'Many words',
    name: 'Anna Guadalupe Alejandra Hernandez de la Cruz Villanueva',
    school: 'Universidad Autónoma de Nuevo León Taekwondo Club Representativo de Monterrey',
  },
  {
    id: 'long-words',
    note: 'Long words',
    name: 'Zachariah Montgomery-Featherstonehaugh von Hohenzollern',
    school: 'Donaudampfschifffahrtsgesellschaft',
  },
  {
    id: 'longest-word',
    note: 'A word that fits in no line',
    name: 'Wolfeschlegelsteinhausenbergerdorffwelche',
    school: golden,
  },
  { id: '500', note: '500 letters', name: 'Wolfeschlegelstein'.repeat(28).slice(0, 500), school: golden },
  { id: 'korean', note: 'Korean', name: '김하늘', school: '서울 태권도 아카데미' },
  { id: 'chinese', note: 'Chinese', name: '歐陽美惠', school: '臺北跆拳道館' },
  { id: 'japanese', note: 'Japanese', name: '渡邊 さくら', school: '東京テコンドー道場ー々〆' },
  {
    id: 'thai',
    note: 'Thai, without spaces',
    name: 'ปิ่นแก้วชื่อยาวมากที่ต้องแบ่งคำ',
    school: 'โรงเรียนเทควันโดกรุงเทพมหานคร',
  },
  {
    id: 'arabic',
    note: 'Arabic, from right to left',
    name: 'عبد الرحمن بن محمد بن عبد العزيز آل سعود',
    school: 'نادي التايكوندو دبي',
  },
  { id: 'hebrew', note: 'Hebrew', name: 'דוד בן־גוריון', school: 'מועדון טאקוונדו חיפה שָׁלוֹם' },
  { id: 'devanagari', note: 'Devanagari', name: 'लक्ष्मी श्रीवास्तव', school: 'दिल्ली ताइक्वांडो अकादमी' },
  { id: 'cyrillic', note: 'Cyrillic', name: 'Юрий Щербаков', school: 'Клуб тхэквондо «Їжак»' },
  { id: 'vietnamese', note: 'Vietnamese', name: 'Nguyễn Thị Ngọc Ánh', school: 'Trường Võ Đường Hà Nội' },
  { id: 'mixed', note: 'Three scripts', name: 'Kim 김민준 (Минчжун)', school: 'نادي Tulsa TKD دبي 12' },
  { id: 'missing', note: 'In no font', name: '🥋 Nino ნინო Lee', school: 'School 🔥' },
];
