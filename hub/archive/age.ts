/** Fetched by the first who seals or opens: a page shows its door without it. */
export const age = () => import("age-encryption");
