/**
 * Weight classes in kilograms, in the form of the organisers' file: those that the old script had before there was a file,
 * without its gaps. Each class is given by its lowest weight.
 */
const sizes = (light: number, middle: number, heavy: number) => ({ fin: 0, light, middle, heavy });

const lowest: Readonly<
  Record<string, Readonly<Record<'female' | 'male', Readonly<Record<string, number>>>>>
> = {
  dragon: { female: sizes(19, 23, 27), male: sizes(19, 23, 27) },
  tiger: { female: sizes(21, 25, 30), male: sizes(21, 25, 30) },
  youth: { female: sizes(30, 35, 40), male: sizes(30, 35, 40) },
  cadet: {
    female: named(29, 33, 37, 41, 44, 47, 51, 55, 59),
    male: named(33, 37, 41, 45, 49, 53, 57, 61, 65),
  },
  junior: {
    female: named(42, 44, 46, 49, 52, 55, 59, 63, 68),
    male: named(45, 48, 51, 55, 59, 63, 68, 73, 78),
  },
  senior: {
    female: { fin: 0, fly: 46, bantham: 49, feather: 53, light: 57, welter: 62, middle: 67, heavy: 73 },
    male: { fin: 0, fly: 54, bantham: 58, feather: 63, light: 68, welter: 74, middle: 80, heavy: 87 },
  },
  ultra: { female: sizes(49, 57, 67), male: sizes(58, 68, 80) },
};

function named(...from: number[]): Record<string, number> {
  const names = [
    'fly',
    'bantham',
    'feather',
    'light',
    'welter',
    'light middle',
    'middle',
    'light heavy',
    'heavy',
  ];
  return { fin: 0, ...Object.fromEntries(names.map((name, index) => [name, from[index] ?? 0])) };
}

/** The file's text. */
export const weightClassFile = JSON.stringify(
  Object.fromEntries(
    Object.entries(lowest).map(([ageGroup, genders]) => [
      ageGroup,
      Object.fromEntries(
        Object.entries(genders).map(([gender, classes]) => {
          const list = Object.entries(classes);
          return [
            gender,
            Object.fromEntries(
              list.map(([name, from], index) => [name, [from, list[index + 1]?.[1] ?? 199]]),
            ),
          ];
        }),
      ),
    ]),
  ),
);
