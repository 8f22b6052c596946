// Weightings: how much each task's proposal counts.

export { cosineAgreement } from './cosine-agreement.js'
export { type DampedAgreementOptions, dampedAgreement } from './damped-agreement.js'
export { gradientAgreement } from './gradient-agreement.js'
export { mgda } from './mgda.js'
export { pcgrad } from './pcgrad.js'
export { type RegularizedAgreementOptions, regularizedAgreement } from './regularized-agreement.js'
export { uniform } from './uniform.js'
