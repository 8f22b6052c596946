/** A fingerprint of everything that the kernels are made from. */
export function fingerprint(): string
/** The fingerprint of the kernels that are there. */
export function built(): string | undefined
