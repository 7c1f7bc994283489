/** Suites that Talos 1.13 names itself: authenticated encryption with forward secrecy. */
const STRONG =
  /^TLS_(?:AES_128_GCM_SHA256|AES_256_GCM_SHA384|CHACHA20_POLY1305_SHA256|ECDHE_(?:ECDSA|RSA)_WITH_(?:AES_128_GCM_SHA256|AES_256_GCM_SHA384|CHACHA20_POLY1305(?:_SHA256)?))$/;

export function isStrongSuite(suite: string): boolean {
  return STRONG.test(suite);
}
