/**
 * Of age and the curves below it the page uses X25519, by which every file of ours is sealed. `hub/archive/age-file.ts` refuses a file for anybody else (a passphrase, a security key, a tag, a post-quantum key) before age
 * sees it, and makes none.
 */

/** Recipients and identities of other kinds; a class and all that it does. */
const OTHERS = /^export class ((?:Hybrid|Tag|Scrypt)\w+) \{\n[\s\S]*?^\}\n/gm;
const KINDS = 6;

/** @param code of `age-encryption/dist/recipients.js` @throws Error where age is written otherwise by now */
export function ourRecipientsOnly(code: string): string {
  let gone = 0;
  const left = code.replace(OTHERS, (_whole, name: string) => {
    gone += 1;
    return `export class ${name} { constructor() { throw new Error("left out of the page: see web-ui/leave-out-of-age.ts"); } }\n`;
  });
  if (gone !== KINDS) throw new Error(`age has ${gone} other kinds of recipients by now`);
  return left;
}

/**
 * A shorter way to a public key, over the Edwards curve: it takes half of the library along. Without it X25519 goes its ladder, as for any other point; both come to the same. Browsers that have
 * X25519 of their own, and all new ones do, use neither.
 */
const BY_EDWARDS = /^ {8}scalarMultBase: \(k\) => \{\n[\s\S]*?^ {8}\},\n/m;

/** @param code of `@noble/curves/ed25519.js` @throws Error where it is written otherwise by now */
export function withoutEdwards(code: string): string {
  if (!BY_EDWARDS.test(code)) throw new Error("X25519 multiplies its base otherwise by now");
  return code.replace(BY_EDWARDS, "");
}
