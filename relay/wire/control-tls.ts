/**
 * How both ends of a control session speak TLS. Keys against tomorrow's computers (ML-KEM) would cost a relay, for as long as a session lasts:
 *
 *   8 KiB   in which OpenSSL keeps them
 *   16 KiB  of Node's, because such a hello is longer than its first buffer, of 1,024 bytes: a hub does not even offer them
 *
 * What is said here is worth nothing by then: hashes, hellos that went over the wire in the clear before, a code that was used.
 */
export const CONTROL_TLS = { minVersion: "TLSv1.3", ecdhCurve: "X25519" } as const;
