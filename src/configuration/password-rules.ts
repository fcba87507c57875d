/** Words that passwords are mostly made of, without the endings that people add. Shorter passwords are refused anyway. */
const COMMON = new Set(
  `abcabc abcdef abcdefg abcdefgh abcd access admin administrator adobe alexander america amanda andrea andrew angel anthony
  apple asdf asdfgh asdfghjk asdfghjkl ashley babygirl bailey banana baseball basketball batman beautiful benjamin blink
  blessed bonjour brandon butterfly caroline changeit changeme charlie cheese chelsea chocolate christian computer cookie
  dallas daniel default demo diamond dolphin donald dragon elizabeth family ferrari flower football forever freedom friends
  gabriel garfield george ginger google guest hannah harley heaven hello helloworld hockey hunter iloveu iloveyou internet
  isabella jasmine jennifer jessica jesus jordan joshua justin killer kristina letmein liverpool login london love lovely
  loveme maggie manchester marina master matrix matthew melissa merlin michael michelle mickey monkey mother mustang mynoob
  naruto nicholas nicole ninja nothing olivia orange pakistan parola pass passw passwd password passwort patrick peanut
  pepper pokemon princess purple qazwsx qazwsxedc qwer qwert qwerty qwertyu qwertyui qwertyuiop rainbow ranger rebecca root
  samantha samsung sample secret server shadow silver simone slipknot snoopy soccer sophie spiderman starwars stephanie
  summer sunshine superman superstar sweety system temp temppass tennis test testing thomas tigger trustno user vanessa
  victoria welcome whatever william winter winner yankees zaqxsw zxcv zxcvb zxcvbn zxcvbnm`.split(/\s+/),
);

const LOOKALIKES: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};
const RUNS = [
  "01234567890123456789",
  "98765432109876543210",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiopasdfghjklzxcvbnm",
];

/**
 * Why a password cannot be taken, as a half sentence; undefined when it can. Refused are the most common ones, also with look-alike
 * letters and up to five digits or signs around them, and the words of the context (security bar 17.3).
 */
export function passwordFault(password: string, context: readonly string[]): string | undefined {
  const lower = password.toLowerCase();
  if (new Set(lower).size < 4) return "repeats a few characters: choose another";
  const forms = [lower, stripped(lower), withoutLookalikes(lower), withoutLookalikes(stripped(lower))];
  const own = context.map((word) => word.toLowerCase());
  if (forms.some((form) => own.includes(form))) return "is a name of its surroundings: choose another";
  if (forms.some((form) => COMMON.has(form)) || RUNS.some((run) => run.includes(lower))) {
    return "is among the most common ones: choose another";
  }
  return undefined;
}

/** Without up to five digits and signs at each end. */
function stripped(text: string): string {
  return text.replace(/^[^\p{L}]{1,5}/u, "").replace(/[^\p{L}]{1,5}$/u, "");
}

function withoutLookalikes(text: string): string {
  return text.replace(/[013457@$]/g, (sign) => LOOKALIKES[sign] as string);
}
