// What is selected on a chart, apart from the chart: it travels alone when somebody clicks, so
// that the points are not sent and not drawn again. What is marked travels in a part of its own,
// which stays the same from click to click.

// How long the sidebar waits for another click before it follows.
const FOLLOW_MS = 400

export default function ({ data, setTriggerValue }) {
  const charts = (window.embvizCharts ??= new Map())
  const known = charts.get(data.chart) ?? {}
  charts.set(data.chart, known)
  if ("marked" in data) {
    known.pick = { ...known.pick, marked: data.marked }
    return known.picked?.(false)
  }
  const fresh = known.pick?.asked !== data.asked
  const report = (name, value) => setTriggerValue(name, value)
  known.pick = { marked: known.pick?.marked, ...data, report }
  known.picked?.(fresh)
  clearTimeout(known.follow)
  if (data.behind) known.follow = setTimeout(() => report("follow", {}), FOLLOW_MS)
  return () => clearTimeout(known.follow)
}
