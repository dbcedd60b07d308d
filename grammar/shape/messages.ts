/** What is said about the form of a shape that is wrong. Each message stands here once. */

export const maxCharacters = 65535;
export const maxAtoms = 1024;
export const maxAlternatives = 256;
export const maxCount = 65535;

export const messages = {
  tooLong: `A shape has at most ${maxCharacters} characters.`,
  tooManyAtoms: `A shape has at most ${maxAtoms} parts.`,
  tooManyAlternatives: `A shape has at most ${maxAlternatives} alternatives.`,
  missing: 'A shape is missing here. Write what the text may be, such as [A-Za-z0-9_-]{1,64}.',
  blank: 'A blank in a shape stands in a set: write [ ]. Alternatives are joined by " | ".',
  bar: 'Alternatives are joined by " | ", with a blank on each side. The character | itself is written [|].',
  strayClose: '"]" closes a set, but none is open.',
  count: (brace: string) =>
    `A count in braces follows a set, as in [0-9]{6}. The character ${brace} itself is written [${brace}].`,
  repeat: (sign: string) =>
    `"${sign}" is no repetition here: write a count such as {1,64}. The character itself is written [${sign}].`,
  openSet: 'This set is not closed: "]" is missing.',
  emptySet: 'This set is empty: no character is of it.',
  emptyRange: (from: number, to: number) => {
    const [low, high] = [String.fromCodePoint(to), String.fromCodePoint(from)];
    return `This range is empty: ${high} comes behind ${low}. Write ${low}-${high}.`;
  },
  brokenCount: 'A count is one number or two: {6}, {1,64}, {1,}.',
  emptyCount: (min: number, max: number) =>
    `This count is empty: ${min} is greater than ${max}. Write {${max},${min}}.`,
  greatCount: `A text of MQTT has at most ${maxCount} bytes.`,
  noCount: 'A part that stands no time says nothing: leave it out.',
} as const;
