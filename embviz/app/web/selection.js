// The selection of a map, sent apart from its points: after a click, the points are neither sent nor
// drawn again. The marked words are sent in a second instance of this component, because they do not
// change with each click.

// The sidebar updates only after this time without another click.
const SIDEBAR_DELAY_MS = 400

export default function ({ data, setTriggerValue }) {
  const registry = (window.embvizCharts ??= new Map())
  const shared = registry.get(data.chart) ?? {}
  registry.set(data.chart, shared)
  if ("marked" in data) {
    shared.selection = { ...shared.selection, marked: data.marked }
    return shared.onSelection?.(false)
  }
  const isNew = shared.selection?.searchId !== data.searchId
  const report = (name, value) => setTriggerValue(name, value)
  shared.selection = { marked: shared.selection?.marked, ...data, report }
  shared.onSelection?.(isNew)
  clearTimeout(shared.followTimer)
  if (data.isSidebarStale) shared.followTimer = setTimeout(() => report("follow", {}), SIDEBAR_DELAY_MS)
  return () => clearTimeout(shared.followTimer)
}
