/**
 * Whose word this version believes about weaknesses and newer versions: three public keys as minisign writes them, any two of which have to agree.
 *
 * There are none yet: they are made when the project is first published, by three people on three machines, and written here
 * (docs/advisories.md, "The keys"). Until then a hub believes nobody's, but those that its household's `project_keys` names.
 */
export const PROJECT_KEYS: readonly string[] = [];
