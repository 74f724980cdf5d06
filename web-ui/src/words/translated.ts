/**
 * What English is for every other language: its shape. Each text may be another, each sentence takes the same facts, and no key
 * is missing or more.
 */
export type Translated<T> = T extends string
  ? string
  : T extends (...facts: infer Facts) => string
    ? (...facts: Facts) => string
    : { readonly [Key in keyof T]: Translated<T[Key]> };
