// A small project that meta-trains on a table, on images or on sine waves, makes one file of it, and adapts it in Node or in a page.

export { createProject, type ProjectKind, type ProjectOptions, type ProjectUse } from './create-project.js'
