// JSON as plain ASCII bytes: the same in Node, browser and worker, and valid UTF-8 for every other reader.

/** JSON text as bytes; characters beyond ASCII as `\u` escapes. */
export function encodeAscii(json: string): Uint8Array {
  const escaped = json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return Uint8Array.from(escaped, (character) => character.charCodeAt(0))
}

/** Bytes as text, one character each. */
export function decodeAscii(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
