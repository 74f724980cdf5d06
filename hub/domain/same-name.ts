/** As names are compared: blanks around them, capitals and two spellings of one letter in Unicode make no other name. */
export const foldName = (name: string): string => name.normalize("NFKC").trim().toLowerCase();

export const isSameName = (one: string, other: string): boolean => foldName(one) === foldName(other);
