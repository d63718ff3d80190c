// What is selected on a chart, apart from the chart: it travels alone when somebody clicks, so
// that the points are not sent and not drawn again.

export default function ({ data, setTriggerValue }) {
  const charts = (window.embvizCharts ??= new Map())
  const known = charts.get(data.chart) ?? {}
  const fresh = known.pick?.asked !== data.asked
  known.pick = { ...data, report: (name, value) => setTriggerValue(name, value) }
  charts.set(data.chart, known)
  known.picked?.(fresh)
}
