// One new task, in Node: the images of each folder in examples/ are a class, and those beside the folders are asked about.

import { readExampleFolder } from '@assent/tasks-images'
import { pixels } from './pixels.js'

const { classes, others } = await readExampleFolder('examples', pixels)
const known = classes.flatMap(({ name, images }) => images.map(({ values }) => ({ name, values })))

export const examples = { x: known.map(({ values }) => values), y: known.map(({ name }) => name) }

/** What is asked, by the names of the files. */
export const asked = others.map(({ path, values }) => ({ path, values }))
