/** The flags that each variant is compiled with. */
export const variants: { readonly [variant: string]: readonly string[] }
/** A fingerprint of everything that a variant is made from. */
export function fingerprint(variant: string): string
/** The fingerprint of the variant that is there. */
export function built(variant: string): string | undefined
