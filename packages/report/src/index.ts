// Reports on runs and comparisons, as one self-contained page.

export type {
  CurvePoint,
  CurveSample,
  Judgment,
  LogPoint,
  MethodData,
  MethodNumbers,
  Picture,
  PictureSample,
  ReportData,
  RunData,
  Sample,
  SeriesSample,
  TimeSeries,
  TrialData,
  Vote,
} from './data.js'
export { renderReport } from './render-report.js'
