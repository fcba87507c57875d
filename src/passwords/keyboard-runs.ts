/** What lies side by side: alphabets and digits, rows of keys on three kinds of keyboards, their columns, and keys taken from two rows in turn. */
const LINES = [
  ...["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm"],
  ...["azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiopasdfghjklzxcvbnm", "!@#$%^&*()"],
  ...["1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol"],
  ...["1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "qawsedrftgyhujikolp", "azsxdcfvgbhnjmk", "aqswdefrgthyjukilo"],
  ...["zaq12wsxcde34rfvbgt56yhn", "qazwsxedcrfvtgbyhnujm"],
];
const RUNS = LINES.flatMap((line) => [line, [...line].reverse().join("")]);
/** Shorter ones come about by chance. */
const SHORTEST = 3;

/** How many characters from there on lie side by side, or are the same: none, or three at least. */
export function runLengthAt(text: string, at: number): number {
  let longest = 1;
  while (text[at + longest] === text[at]) longest += 1;
  for (const run of RUNS) {
    let length = longest + 1;
    while (at + length <= text.length && run.includes(text.slice(at, at + length))) {
      longest = length;
      length += 1;
    }
  }
  return longest < SHORTEST ? 0 : longest;
}

/** Whether every second character lies beside the next but one, and so do the others: `a1b2c3d4`. */
export function isTwoRuns(text: string): boolean {
  const [even, odd] = [0, 1].map((first) => [...text].filter((_, at) => at % 2 === first).join("")) as [string, string];
  return runLengthAt(even, 0) === even.length && runLengthAt(odd, 0) === odd.length;
}
