const BEFORE = '#reset=';

/** The token in the link of a password reset. It stands behind the hash: what is there is sent to no server. */
export const resetToken = (hash = location.hash): string | null => (hash.startsWith(BEFORE) ? hash.slice(BEFORE.length) : null);

export const resetLink = (token: string): string => `${location.origin}/${BEFORE}${token}`;
