/** @param host as in `Host`: the page's address on this very machine, and no name that leads here from elsewhere */
export const isThisMachine = (host: string): boolean => /^localhost(:|$)/.test(host);
