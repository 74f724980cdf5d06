/**
 * The longest recording that comes from a toy, bytes: what ble fetches and what the hub takes. Clients recorded 40 s over the
 * air; the paws stop after 19. At 6 bits a sample, 8,000 samples a second in blocks of 42 that take 32 bytes, that is 243,840
 * and a header of 32. A toy that sends more is no toy that anybody knows.
 */
export const MAX_RECORDING_BYTES = 256_000;
