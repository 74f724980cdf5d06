/**
 * Numbers, plurals and lists of one language, by what the browser has of ICU and the CLDR: `Intl.PluralRules`, `Intl.NumberFormat`
 * and `Intl.ListFormat`. Each language's `amounts.ts` makes its own.
 */

/** What is said for one kind of number. @param number written as the language writes it: "1,200" */
type Form = string | ((number: string) => string);

/** @see https://cldr.unicode.org/index/cldr-spec/plural-rules */
type Plurals<Category extends Intl.LDMLPluralRule> = (
  many: number,
  forms: Readonly<Record<Category, Form>>,
) => string;

/**
 * @param Category the CLDR's plural categories of this language, all of them: a form that is left out does not compile
 * @param language as in BCP 47
 */
export function grammarOf<Category extends Intl.LDMLPluralRule>(language: string) {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const all = new Intl.ListFormat(language, { type: "conjunction" });
  const either = new Intl.ListFormat(language, { type: "disjunction" });
  const inUnit = (unit: string, digits: number) =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  const kilobytes = inUnit("kilobyte", 0);
  const megabytes = inUnit("megabyte", 1);

  const plural: Plurals<Category> = (many, forms) => {
    // Which categories the language has is a test's to compare; a type cannot know.
    const form = forms[rules.select(many) as Category];
    return typeof form === "string" ? form : form(numbers.format(many));
  };
  return {
    plural,
    /** "1,200" */
    number: (many: number): string => numbers.format(many),
    /** "Papa, Aunt Jo and Grandma" */
    listAll: (names: readonly string[]): string => all.format(names),
    /** "Papa, Aunt Jo or Grandma" */
    listEither: (names: readonly string[]): string => either.format(names),
    /** "12 kB", "3.4 MB"; never less than there is. */
    size: (bytes: number): string =>
      bytes < 1_000_000 ? kilobytes.format(Math.ceil(bytes / 1_000)) : megabytes.format(bytes / 1_000_000),
  };
}
