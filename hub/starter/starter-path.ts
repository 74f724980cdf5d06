/** @param name a tune's @returns where its clip is kept */
export const starterPath = (name: string): URL => new URL(`./clips/${name}.toy`, import.meta.url);
