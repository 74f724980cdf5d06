/** Letters of codes that people type: Crockford's base32, without I, L, O and U, so that one read aloud or off a screen is typed right. */
export const CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** In groups of four. */
export const groupLetters = (letters: string): string => (letters.match(/.{4}/g) ?? []).join("-");

/** As somebody typed them: case, dashes and blanks do not matter, nor what looks like another letter. */
export const readLetters = (typed: string): string =>
  typed
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s-]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
