// Text of files: written as plain ASCII, the same in Node, browser and worker and valid UTF-8 for every other reader; read as
// UTF-8.

/** What Node, browsers and workers have, though the language does not. */
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string }

/** JSON text as bytes; characters beyond ASCII as `\u` escapes. */
export function encodeAscii(json: string): Uint8Array {
  const escaped = json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const bytes = new Uint8Array(escaped.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = escaped.charCodeAt(i)
  return bytes
}

/** Bytes as text, one character each. */
export function decodeAscii(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** UTF-8 as text, a byte-order mark included; undefined when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
