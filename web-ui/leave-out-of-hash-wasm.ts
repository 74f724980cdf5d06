/**
 * Of hash-wasm the page uses Argon2id, and gets back bytes. Left out: what else the two programs below it can be asked for, and base64, in which they are written: packed, a letter for each byte is a fifth less.
 */

/** What goes, what stands there instead, and how often hash-wasm says it at least. */
const CUTS: readonly (readonly [said: RegExp, instead: string])[] = [
  // Half a hash, kept for later.
  [/^ {8}const save = \(\) => \{\n[\s\S]*?^ {8}\};\n/m, "        const save = missing;\n"],
  [/^ {8}const load = \(state\) => \{\n[\s\S]*?^ {8}\};\n/m, "        const load = missing;\n"],
  // Argon2's hash as text.
  [
    /^ {8}if \(options\.outputType === "hex"\) \{\n[\s\S]*?^ {8}\}\n(?= {8}if \(options\.outputType === "encoded"\))/m,
    "",
  ],
  [/^ {8}if \(options\.outputType === "encoded"\) \{\n {12}return encodeResult\([\s\S]*?^ {8}\}\n/m, ""],
  // Node's own bytes.
  [/^const nodeBuffer = .*$/m, "const nodeBuffer = null;"],
  [/decodeBase64\(binary\.data\)/, "Uint8Array.from(binary.data, (letter) => letter.charCodeAt(0) - FIRST)"],
];
const MISSING =
  'const missing = () => { throw new Error("left out of the page: see web-ui/leave-out-of-hash-wasm.ts"); };\n';

/** A byte is the letter so many behind it: none of them is one that has to be written otherwise, but `\` and the backtick. */
const FIRST = 35;
const PROGRAM = /"(AGFzbQ[\w+/]+=*)"/g;

const byLetters = (base64: string): string =>
  Array.from(Buffer.from(base64, "base64"), (byte) => String.fromCharCode(byte + FIRST)).join("");

/** @param code of `hash-wasm/dist/index.esm.js` @throws Error where it is written otherwise by now */
export function argon2Only(code: string): string {
  const cut = CUTS.reduce((left, [said, instead]) => {
    if (!said.test(left)) throw new Error(`hash-wasm writes ${said} otherwise by now`);
    return left.replace(said, () => instead);
  }, code);
  return `${MISSING}const FIRST = ${FIRST};\n${cut.replace(PROGRAM, (_whole, base64: string) => JSON.stringify(byLetters(base64)))}`;
}
