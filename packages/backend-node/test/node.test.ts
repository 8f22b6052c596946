import { describeBackend } from '@assent/testkit'
import { node } from '../src/index.js'

describeBackend('node', node)
