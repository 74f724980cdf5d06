/** A length of time in milliseconds. Branded so that a bare number cannot be taken for one. */
export type Duration = number & { readonly __unit: "ms" };

export const ms = (milliseconds: number): Duration => milliseconds as Duration;
export const seconds = (count: number): Duration => ms(count * 1_000);
export const minutes = (count: number): Duration => ms(count * 60_000);
export const hours = (count: number): Duration => ms(count * 3_600_000);
