// The points, bars and cells of a chart that can take the keyboard focus, and how to move between them.

// Return all marks in data order, each with a unique name, a position in pixels and a token id.
function focusableMarks(chart) {
  return chart.cloud ? mapMarks(chart) : chart.plot._fullData.flatMap((trace, curve) => traceMarks(chart, trace, curve))
}

function mapMarks(chart) {
  const { l, t, w, h } = chart.plot._fullLayout._size
  const frame = rect(l, t, w, h)
  const place = rowProjector(chart)
  const marks = []
  for (let row = 0; row < chart.cloud.n; row++) {
    if (!place.isInFrame(row, frame)) continue
    const [x, y] = place(row)
    marks.push({ name: row, x, y, id: chart.cloud.ids[row] })
  }
  return marks
}

const hasMarks = ({ cloud, plot }) => Boolean(cloud?.n) || plot._fullData.some(isInteractive)
const isInteractive = trace => trace.visible === true && trace.hoverinfo !== "skip"

function traceMarks({ plot, data }, trace, curve) {
  if (!isInteractive(trace)) return []
  const mark = (point, [x, y], id) => ({ name: `${curve} ${point}`, curve, point, x, y, id })
  if (trace.type === "scatter3d") {
    const place = sceneProjector(plot)
    return Array.from(trace.x, (x, i) => [place([x, trace.y[i], trace.z[i]]), i]).flatMap(
      ([at, i]) => (at ? [mark(i, at, trace.customdata?.[i])] : [])
    )
  }
  const [across, up] = [trace.xaxis, trace.yaxis].map(id => plot._fullLayout[id.replace(/^./, "$&axis")])
  const at = (x, y) => [across._offset + across.c2p(x), up._offset + up.c2p(y)]
  const points = plot.calcdata[curve]
  if (trace.type === "heatmap") {
    const [{ x, y, z }] = points  // x and y are the edges of the cells.
    return z.flatMap((cells, row) =>
      Array.from(cells, (value, column) => [value, column]).flatMap(([value, column]) =>
        value == null || Number.isNaN(value)
          ? []
          : [mark([row, column], at((x[column] + x[column + 1]) / 2, (y[row] + y[row + 1]) / 2), data.figure.layout.meta?.rowIds?.[row])]
      )
    )
  }
  return points.flatMap((each, i) => {
    const place = trace.type === "bar" ? barMarkPosition(trace, each, at) : at(each.x, each.y)
    return place.every(Number.isFinite) ? [mark(i, place, trace.customdata?.[i])] : []
  })
}

// Return a position near the base of a bar: adjacent bars are then aligned, whatever their lengths.
function barMarkPosition(trace, { b, s, p0, p1 }, at) {
  const middle = (p0 + p1) / 2
  const isHorizontal = trace.orientation === "h"
  const [from, to] = [b, b + s].map(end => (isHorizontal ? at(end, middle) : at(middle, end)))
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1
  return from.map((side, i) => side + ((to[i] - side) * Math.min(6, length / 2)) / length)
}

// Return the nearest mark in a direction. Distance across the direction counts twice, and marks
// within a cone around it take precedence.
function nearestInDirection(marks, from, [dx, dy]) {
  const best = [Infinity, Infinity]
  const nearest = []
  for (const mark of marks) {
    const [x, y] = [mark.x - from.x, mark.y - from.y]
    const along = x * dx + y * dy
    if (along < 1) continue
    const across = Math.abs(x * dy) + Math.abs(y * dx)
    const cone = across <= 2 * along ? 0 : 1
    if (along + 2 * across < best[cone]) {
      best[cone] = along + 2 * across
      nearest[cone] = mark
    }
  }
  return nearest[0] ?? nearest[1]
}
