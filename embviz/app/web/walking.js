// From mark to mark of a picture: where its points, bars and cells are, and which one comes next.

// All marks in the order of the data: a name of its own, the place in pixels, the token id.
function walked(chart) {
  return chart.cloud ? cloudWalked(chart) : chart.plot._fullData.flatMap((trace, curve) => traceWalked(chart, trace, curve))
}

function cloudWalked(chart) {
  const { l, t, w, h } = chart.plot._fullLayout._size
  const frame = rect(l, t, w, h)
  const place = placing(chart)
  const found = []
  for (let row = 0; row < chart.cloud.n; row++) {
    if (!place.shows(row, frame)) continue
    const [x, y] = place(row)
    found.push({ name: row, x, y, id: chart.cloud.ids[row] })
  }
  return found
}

const hasMarks = ({ cloud, plot }) => Boolean(cloud?.n) || plot._fullData.some(told)
const told = trace => trace.visible === true && trace.hoverinfo !== "skip"

function traceWalked({ plot, data }, trace, curve) {
  if (!told(trace)) return []
  const mark = (point, [x, y], id) => ({ name: `${curve} ${point}`, curve, point, x, y, id })
  if (trace.type === "scatter3d") {
    const place = inScene(plot)
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
    const place = trace.type === "bar" ? inBar(trace, each, at) : at(each.x, each.y)
    return place.every(Number.isFinite) ? [mark(i, place, trace.customdata?.[i])] : []
  })
}

// Near where the bar begins: so the next bar is straight below, however long the two are.
function inBar(trace, { b, s, p0, p1 }, at) {
  const middle = (p0 + p1) / 2
  const flat = trace.orientation === "h"
  const [from, to] = [b, b + s].map(length => (flat ? at(length, middle) : at(middle, length)))
  const way = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1
  return from.map((side, i) => side + ((to[i] - side) * Math.min(6, way / 2)) / way)
}

// The nearest mark in a direction; what lies aside counts twice. One within the cone comes first.
function toward(marks, from, [dx, dy]) {
  const best = [Infinity, Infinity]
  const found = []
  for (const mark of marks) {
    const [x, y] = [mark.x - from.x, mark.y - from.y]
    const along = x * dx + y * dy
    if (along < 1) continue
    const aside = Math.abs(x * dy) + Math.abs(y * dx)
    const kind = aside <= 2 * along ? 0 : 1
    if (along + 2 * aside < best[kind]) {
      best[kind] = along + 2 * aside
      found[kind] = mark
    }
  }
  return found[0] ?? found[1]
}
