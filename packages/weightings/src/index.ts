// Weightings: how much each task's proposal counts.

export { cosineAgreement } from './cosine-agreement.js'
export { dampedAgreement, type DampedAgreementOptions } from './damped-agreement.js'
export { gradientAgreement } from './gradient-agreement.js'
export { mgda, type MgdaOptions } from './mgda.js'
export { pcgrad } from './pcgrad.js'
export { regularizedAgreement, type RegularizedAgreementOptions } from './regularized-agreement.js'
export { uniform } from './uniform.js'
